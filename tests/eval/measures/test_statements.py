from decimal import Decimal

from eval.answer_lines import AnswerLine
from eval.measures.statements import CitedStatement, StatementScore, score_statements, sentences_of
from rag.datatypes import Figure
from tests.eval.builders import LINES, cited

DIFFERENCE = Figure(Decimal(5000), Decimal(5000), "tấn")


def test_a_sentence_that_its_citation_states_is_borne_out() -> None:
    quoted = CitedStatement(LINES[0], (cited(0),))
    assert score_statements([quoted], ()) == StatementScore(precision=1 / 1, recall=1 / 1)


def test_a_sentence_with_a_figure_that_its_citation_lacks_is_not() -> None:
    sentences = [CitedStatement(LINES[0], (cited(0),)), CitedStatement(LINES[0], (cited(1),))]
    assert score_statements(sentences, ()) == StatementScore(precision=1 / 2, recall=1 / 2)


def test_a_sentence_of_other_words_or_without_a_citation_is_not() -> None:
    other = CitedStatement("Thành phố khởi công nhiều cây cầu mới.", (cited(0),))
    assert score_statements([other, CitedStatement(LINES[0], ())], ()) == StatementScore(precision=0 / 1, recall=0 / 2)


def test_a_citation_that_adds_nothing_is_idle() -> None:
    decorated = CitedStatement(LINES[0], (cited(0), cited(2)))
    assert score_statements([decorated], ()) == StatementScore(precision=1 / 2, recall=1 / 1)


def test_two_citations_that_are_both_needed_count() -> None:
    both = CitedStatement("Sản lượng lúa đạt 40 nghìn tấn năm 2023, chỉ tiêu 45 nghìn tấn.", (cited(0), cited(1)))
    assert score_statements([both], ()) == StatementScore(precision=2 / 2, recall=1 / 1)


def test_a_figure_that_had_to_be_worked_out_stands_in_no_document() -> None:
    reckoned = CitedStatement("Sản lượng lúa năm 2023 đạt 40 nghìn tấn, thấp hơn 5 nghìn tấn.", (cited(0),))
    assert score_statements([reckoned], ()).recall == 0
    assert score_statements([reckoned], (DIFFERENCE,)).recall == 1


def test_without_statements_each_sentence_cites_everything() -> None:
    line = AnswerLine("a", "?", f"{LINES[0]} {LINES[1]}\n\n{LINES[2]}", False, (cited(0),), "quotes", 0.0)
    assert [statement.text for statement in sentences_of(line)] == list(LINES)
    assert {statement.citations for statement in sentences_of(line)} == {(cited(0),)}


def test_no_sentence_and_no_citation_have_no_share() -> None:
    assert score_statements([], ()) == StatementScore(None, None)
    assert score_statements([CitedStatement(LINES[0], ())], ()).precision is None
