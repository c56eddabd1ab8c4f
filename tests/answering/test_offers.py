"""Documents of a few lines → what is offered to a question that nothing surely answers."""

import pytest

from rag.answering.answerers import AnswerFromRegister, Claim, QuoteSentences
from rag.answering.offers import FIGURES_LEAD, MOST_CANDIDATES, Offer, Offers
from rag.datatypes import Mode
from tests.answering.small_corpus import DOCUMENT, FACT_ANSWERS, QUOTE_ANSWERS, ask


def _offer(question: str, claim: Claim | None = None) -> Offer | None:
    return Offers([DOCUMENT], FACT_ANSWERS, QUOTE_ANSWERS).near(ask(question), claim)


def test_candidates_are_labelled_and_quote_their_sentence() -> None:
    offer = _offer("Sản lượng tôm năm 2031 là bao nhiêu?")
    assert offer is not None
    assert offer.lead == FIGURES_LEAD
    assert len(offer.statements) <= MOST_CANDIDATES
    first = offer.statements[0]
    assert "năm 2031; kết quả" in first.text
    (citation,) = first.citations
    assert DOCUMENT.text[citation.start : citation.end] == citation.quote
    assert citation.quote in first.text


def test_no_figure_is_in_bold() -> None:
    question = "Sản lượng tôm nuôi năm 2031 là bao nhiêu?"
    claim = AnswerFromRegister().claim(ask(question))
    assert claim is not None
    assert "**" in claim.statements[0].text
    offer = _offer(question, claim)
    assert offer is not None
    assert not any("**" in statement.text for statement in offer.statements)


def test_what_was_claimed_comes_first() -> None:
    claim = AnswerFromRegister().claim(ask("Sản lượng cua năm 2031 là bao nhiêu?"))
    offer = _offer("Sản lượng tôm năm 2031 là bao nhiêu?", claim)
    assert offer is not None
    assert "6 nghìn tấn" in offer.statements[0].text


@pytest.mark.parametrize("question", ["Giá điện sinh hoạt bậc thang bao nhiêu?", "Lương tối thiểu vùng là bao nhiêu?"])
def test_what_shares_no_word_of_its_own_is_not_offered(question: str) -> None:
    assert _offer(question) is None


def test_where_other_years_are_known_a_sentence_of_the_year_alone_is_not_offered() -> None:
    assert ask("Sản lượng cua năm 2033 là bao nhiêu?").lacks_figure
    assert _offer("Sản lượng cua năm 2033 là bao nhiêu?") is None


def test_a_sentence_without_figures_is_offered_as_a_sentence() -> None:
    offer = _offer("Tuyển quân có bảo đảm chất lượng không?")
    assert offer is not None
    assert offer.mode is Mode.QUOTES
    assert "Công tác tuyển quân hoàn thành" in offer.statements[0].text


def test_a_sentence_that_gives_the_reason_asked_for_comes_first() -> None:
    asked = ask("Vì sao trồng cây xanh?")
    claim = QuoteSentences(QUOTE_ANSWERS).claim(asked)
    assert claim is not None
    assert "9 nghìn cây" in claim.statements[0].text
    offer = _offer(asked.question.text, claim)
    assert offer is not None
    assert "thiếu giống" in offer.statements[0].text
