from dataclasses import replace

from rag.answering.question.understanding import understand
from rag.answering.quotes.reasons import Reasons, no_reason
from rag.datatypes import Document, RankedPassage, SourceRecord
from rag.ingestion.chunking import split_passages
from rag.retrieval.term_counts import count_terms

_TEXT = (
    "Báo cáo năm 2031\n\nNăm 2031 xuất khẩu đạt 4 tỷ USD. Xuất khẩu năm 2031 giảm do mưa lũ kéo dài ở cửa khẩu. "
    "Trồng rừng năm 2031 do Sở Nông nghiệp chủ trì đạt 900 ha.\n"
)
_DOCUMENT = Document("a.txt", _TEXT, SourceRecord("Báo cáo", period="2031"))
_PASSAGES = split_passages(_DOCUMENT, 700)
_REASONS = Reasons([_DOCUMENT], count_terms(_PASSAGES))


def _told(question: str) -> list[str]:
    frame = replace(understand(question, ()), wants_reason=True)
    return [one.text for one in _REASONS.answer(frame, [RankedPassage(passage, 1.0) for passage in _PASSAGES])]


def test_the_sentence_that_gives_a_reason_for_what_was_asked_is_told_whole() -> None:
    assert _told("Xuất khẩu năm 2031 có đạt kế hoạch không?") == [
        "Xuất khẩu năm 2031 giảm do mưa lũ kéo dài ở cửa khẩu."
    ]


def test_who_does_something_is_no_reason_for_it() -> None:
    assert _told("Trồng rừng năm 2031 bao nhiêu?") == []


def test_a_reason_of_another_year_is_none() -> None:
    assert _told("Xuất khẩu năm 2030 bao nhiêu?") == []


def test_a_refusal_names_what_no_reason_is_given_for() -> None:
    assert "xuất khẩu" in no_reason("xuất khẩu").missing
