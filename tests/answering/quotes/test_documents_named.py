"""Documents that a question names, and what it asks of them."""

import datetime

import pytest

from rag.answering.facts.places import FactPlaces
from rag.answering.question.understanding import understand
from rag.answering.quotes.document_answers import DocumentAnswers
from rag.answering.quotes.document_mentions import KnownDocuments
from rag.datatypes import Document, SourceRecord
from rag.ingestion.chunking import split_passages

RESOLUTION = Document(
    "nq.txt",
    "HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM\nSố: 31/NQ-HĐND\nSông Lam, ngày 09 tháng 12 năm 2030\n\nNGHỊ QUYẾT\n"
    "Về phát triển nghề muối năm 2031\n\nSản lượng muối 90 nghìn tấn.\n\nCHỦ TỊCH\nTrần Thị Mận\n",
    SourceRecord(
        "Nghị quyết về phát triển nghề muối năm 2031",
        kind="Nghị quyết",
        number="31/NQ-HĐND",
        date=datetime.date(2030, 12, 9),
        issuer="Hội đồng nhân dân tỉnh Sông Lam",
        signer="Trần Thị Mận",
    ),
)
NEWS = Document("bao.txt", "Tin.", SourceRecord("Tin", kind="Bài báo", published_in="Nhật báo Bến Bờ, 10/12/2030"))
KNOWN = KnownDocuments([RESOLUTION, NEWS])


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("Nghị quyết 31 giao sản lượng muối bao nhiêu?", {"nq.txt"}),
        ("Theo nghị quyết số 31/NQ-HĐND thì sao?", {"nq.txt"}),
        ("Nghị quyết của HĐND tỉnh nói gì?", {"nq.txt"}),
        ("Nhật báo Bến Bờ đăng con số nào?", {"bao.txt"}),
        ("Số trên báo có khớp không?", {"bao.txt"}),
        ("Nghị quyết 32 nói gì?", set()),
        ("Căn cứ nghị quyết số mấy?", set()),
        ("Kế hoạch năm 2031 là bao nhiêu?", set()),
        ("Theo báo cáo thì sao?", set()),
    ],
)
def test_a_document_is_known_by_kind_number_issuer_or_publisher(text: str, files: set[str]) -> None:
    assert {file for mention in KNOWN.mentions(text) for file in mention.files} == files


def test_the_words_that_name_a_document_are_not_asked_about() -> None:
    named = understand("Nghị quyết 31 giao sản lượng muối bao nhiêu?", (), KNOWN)
    assert (named.terms, named.files) == (understand("Sản lượng muối bao nhiêu?", ()).terms, frozenset({"nq.txt"}))


def told(text: str) -> list[str]:
    answers = DocumentAnswers(
        [RESOLUTION, NEWS], split_passages(RESOLUTION, 700), KNOWN, FactPlaces([RESOLUTION, NEWS], ())
    )
    return [statement.text for statement in answers.answer(understand(text, (), KNOWN))]


def test_number_and_date_are_told_with_the_lines_that_state_them() -> None:
    (answer,) = told("Nghị quyết về phát triển nghề muối năm 2031 mang số mấy, ban hành ngày nào?")
    assert "**số 31/NQ-HĐND, ngày 09/12/2030**" in answer
    assert "“Số: 31/NQ-HĐND”; “Sông Lam, ngày 09 tháng 12 năm 2030”" in answer


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết 31 đặt sản lượng muối bao nhiêu?",
        "Khi nào sơ kết giữa nhiệm kỳ Nghị quyết 31?",
        "Nghị quyết về nghề gốm mang số mấy?",
        "Bài báo mang số mấy, ra ngày nào?",
    ],
)
def test_nothing_is_told_of_a_document_that_is_not_asked_about_or_does_not_say(text: str) -> None:
    assert told(text) == []
