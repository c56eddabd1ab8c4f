"""Documents of a few lines → what is offered to a question that nothing surely answers."""

import datetime

import pytest

from rag.answering.answerers import AnswerFromRegister, Claim
from rag.answering.asked import Asked
from rag.answering.fact_answers import FactAnswers
from rag.answering.offers import FIGURES_LEAD, MOST_CANDIDATES, Offer, Offers
from rag.answering.question_parts import split_frame
from rag.answering.quote_answers import QuoteAnswers
from rag.answering.understanding import understand
from rag.datatypes import Document, Mode, Question, RankedPassage, SourceRecord
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.term_counts import count_terms

_TEXT = """Báo cáo năm 2031

I. KẾT QUẢ NĂM 2031
1. Sản lượng tôm nuôi đạt 40 nghìn tấn. Giá tôm ổn định.
2. Sản lượng tôm khai thác đạt 7 nghìn tấn.
3. Sản lượng cua đạt 6 nghìn tấn.
4. Công tác tuyển quân hoàn thành, bảo đảm chất lượng.
"""
_DOCUMENT = Document("a.txt", _TEXT, SourceRecord("Báo cáo năm", "Báo cáo", date=datetime.date(2031, 12, 1)))
_PASSAGES = split_passages(_DOCUMENT, 700)
_FACTS = read_facts(_DOCUMENT, _PASSAGES)
_TERMS = count_terms(_PASSAGES)


def _asked(question: str) -> Asked:
    frame = understand(question, ())
    search = FactSearch(_FACTS, _PASSAGES, [_DOCUMENT], _TERMS)
    facts = FactAnswers([_DOCUMENT], _PASSAGES, ())
    ranking = [RankedPassage(passage, 1.0) for passage in _PASSAGES]
    parts = split_frame(frame, lambda text: understand(text, ()))
    by_facts = facts.answer(frame, parts, search.match)
    return Asked(
        Question(question), frame, ranking, ranking, parts, by_facts, search.match, lambda text: understand(text, ())
    )


def _offer(question: str, claim: Claim | None = None) -> Offer | None:
    quotes = QuoteAnswers([_DOCUMENT], _PASSAGES, _TERMS)
    return Offers([_DOCUMENT], FactAnswers([_DOCUMENT], _PASSAGES, ()), quotes).near(_asked(question), claim)


def test_candidates_are_labelled_and_quote_their_sentence() -> None:
    offer = _offer("Sản lượng tôm năm 2031 là bao nhiêu?")
    assert offer is not None
    assert offer.lead == FIGURES_LEAD
    assert len(offer.statements) <= MOST_CANDIDATES
    first = offer.statements[0]
    assert "năm 2031; kết quả" in first.text
    (citation,) = first.citations
    assert _DOCUMENT.text[citation.start : citation.end] == citation.quote
    assert citation.quote in first.text


def test_no_figure_is_in_bold() -> None:
    question = "Sản lượng tôm nuôi năm 2031 là bao nhiêu?"
    claim = AnswerFromRegister().claim(_asked(question))
    assert claim is not None
    assert "**" in claim.statements[0].text
    offer = _offer(question, claim)
    assert offer is not None
    assert not any("**" in statement.text for statement in offer.statements)


def test_what_was_claimed_comes_first() -> None:
    claim = AnswerFromRegister().claim(_asked("Sản lượng cua năm 2031 là bao nhiêu?"))
    offer = _offer("Sản lượng tôm năm 2031 là bao nhiêu?", claim)
    assert offer is not None
    assert "6 nghìn tấn" in offer.statements[0].text


@pytest.mark.parametrize("question", ["Giá điện sinh hoạt bậc thang bao nhiêu?", "Lương tối thiểu vùng là bao nhiêu?"])
def test_what_shares_no_word_of_its_own_is_not_offered(question: str) -> None:
    assert _offer(question) is None


def test_a_sentence_without_figures_is_offered_as_a_sentence() -> None:
    offer = _offer("Tuyển quân có bảo đảm chất lượng không?")
    assert offer is not None
    assert offer.mode is Mode.QUOTES
    assert "Công tác tuyển quân hoàn thành" in offer.statements[0].text
