"""Figures of which nothing tells whether they are planned or done: named as that, and never told as either."""

import datetime
from dataclasses import replace

import pytest

from rag.answering.facts.answers import FactAnswer, FactAnswers
from rag.answering.facts.premises import Premises
from rag.answering.facts.relations import disagree
from rag.answering.facts.statements import FactStatements
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify
from rag.answering.question.parts import split_frame
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Draft, Fact, Rejection, SourceRecord, Statement, Status
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.term_counts import count_terms

_TEXT = """Báo cáo năm 2031

Năm 2031, sản lượng tôm 40 nghìn tấn.
Chỉ tiêu sản lượng muối năm 2031 là 9 nghìn tấn.
Năm 2031, sản lượng muối 8 nghìn tấn.
Năm 2030, sản lượng tôm thực hiện 35 nghìn tấn.
Năm 2030, sản lượng cua 6 nghìn tấn.
Năm 2031, sản lượng cua 5 nghìn tấn.
"""
_DOCUMENT = Document("a.txt", _TEXT, SourceRecord("Báo cáo", "Báo cáo", date=datetime.date(2031, 12, 1)))
_PASSAGES = split_passages(_DOCUMENT, 700)
_FACTS = read_facts(_DOCUMENT, _PASSAGES)
_UNKNOWN = "số liệu (văn bản không nói rõ là chỉ tiêu hay kết quả)"


def _answer(question: str) -> FactAnswer:
    search = FactSearch(_FACTS, _PASSAGES, [_DOCUMENT], count_terms(_PASSAGES))
    frame = understand(question, ())
    answers = FactAnswers([_DOCUMENT], _PASSAGES, ())
    return answers.answer(frame, split_frame(frame, lambda text: understand(text, ())), search.match)


def _fact(figure: str) -> Fact:
    return next(fact for fact in _FACTS if fact.figure.text == figure)


def test_the_texts_figures_are_of_unknown_status() -> None:
    unknown = [fact.figure.text for fact in _FACTS if fact.status is Status.UNKNOWN]
    assert unknown == ["40 nghìn tấn", "8 nghìn tấn", "6 nghìn tấn", "5 nghìn tấn"]


def test_who_asks_for_no_status_is_told_that_none_is_known() -> None:
    (statement,) = _answer("Sản lượng tôm năm 2031 là bao nhiêu?").statements
    assert statement.text == f"**40 nghìn tấn** – {_UNKNOWN} năm 2031: Sản lượng tôm."


@pytest.mark.parametrize(
    "question",
    [
        "Chỉ tiêu sản lượng tôm năm 2031 là bao nhiêu?",
        "Kết quả sản lượng tôm năm 2031 là bao nhiêu?",
        "Ước thực hiện sản lượng tôm năm 2031 là bao nhiêu?",
    ],
)
def test_who_asks_for_a_target_or_a_result_is_told_that_there_is_none(question: str) -> None:
    answer = _answer(question)
    assert answer.statements == ()
    assert answer.missing is not None
    assert any(_UNKNOWN in available for available in answer.missing.nearby)


def test_a_plan_is_not_held_against_a_figure_of_unknown_status() -> None:
    assert _answer("So sánh chỉ tiêu và kết quả sản lượng muối năm 2031").statements == ()
    fact_statements = FactStatements([_DOCUMENT], _PASSAGES)
    (difference,) = fact_statements.difference(_fact("9 nghìn tấn"), _fact("8 nghìn tấn"))
    assert difference.text.startswith("Chênh lệch: ")


def test_beside_a_result_stands_none_of_unknown_status_where_a_target_is_asked() -> None:
    asked = "So sánh kết quả sản lượng tôm năm 2030 với chỉ tiêu năm 2031"
    assert all(fact.status is not Status.UNKNOWN for item in _answer(asked).statements for fact in item.facts)


def test_two_figures_of_unknown_status_contradict_nothing() -> None:
    ours = _fact("5 nghìn tấn")
    theirs = replace(ours, file="b.txt", figure=_fact("6 nghìn tấn").figure)
    assert not disagree(ours, theirs)
    assert disagree(replace(ours, status=Status.RESULT), replace(theirs, status=Status.RESULT))


def test_their_order_denies_no_premise() -> None:
    fact_statements = FactStatements([_DOCUMENT], _PASSAGES)
    frame = understand("Vì sao sản lượng cua năm 2031 cao hơn năm 2030?", ())
    told = [fact_statements.render_facts([_fact(figure)]) for figure in ("6 nghìn tấn", "5 nghìn tấn")]
    assert Premises(fact_statements).denied(frame, told, 1.0) == ()
    known = [replace(item, facts=(replace(item.facts[0], status=Status.RESULT),)) for item in told]
    assert Premises(fact_statements).denied(frame, known, 1.0)


@pytest.mark.parametrize(
    ("question", "text", "is_shown"),
    [
        ("Sản lượng tôm năm 2031 là bao nhiêu?", "Sản lượng tôm năm 2031 là 40 nghìn tấn.", True),
        ("Sản lượng tôm năm 2031 là bao nhiêu?", "Sản lượng tôm năm 2031 đạt 40 nghìn tấn.", False),
        ("Sản lượng tôm năm 2031 là bao nhiêu?", "Chỉ tiêu sản lượng tôm năm 2031 là 40 nghìn tấn.", False),
        ("Sản lượng tôm năm 2031 là bao nhiêu?", "Năm 2031, sản lượng tôm ước 40 nghìn tấn.", False),
        ("Sản lượng tôm năm 2031 là bao nhiêu?", "Kết quả sản lượng tôm năm 2031 là 40 nghìn tấn.", False),
        ("Chỉ tiêu sản lượng tôm năm 2031 là bao nhiêu?", "Sản lượng tôm năm 2031 là 40 nghìn tấn.", False),
        ("Kết quả sản lượng tôm năm 2031 là bao nhiêu?", "Sản lượng tôm năm 2031 là 40 nghìn tấn.", False),
    ],
)
def test_no_draft_tells_it_as_a_target_or_a_result(question: str, text: str, is_shown: bool) -> None:
    facts = {passage.id: [fact for fact in _FACTS if fact.passage_id == passage.id] for passage in _PASSAGES}
    evidence = Evidence(_PASSAGES, facts, {_DOCUMENT.file: _DOCUMENT}, ())
    cited = next(number for number, passage in enumerate(_PASSAGES, 1) if "40 nghìn tấn" in passage.text)
    verdict = verify(Draft(text, (cited,)), understand(question, ()), evidence)
    assert isinstance(verdict, Statement if is_shown else Rejection), verdict
