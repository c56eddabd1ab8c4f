from dataclasses import replace

from rag.answering.facts.fact_lines import FactLines
from rag.answering.facts.nearby_questions import nearby_questions, question_for
from rag.answering.facts.relations import same_series
from rag.datatypes import Fact, FigureKind, Mode, NotInDocuments, Period, Question, Statement, Status, VerifiedAnswer
from tests.page.fake_pipeline import BUDGET, BUDGET_FACT, EARLIER_FACTS

LATEST = EARLIER_FACTS[1]


def answer_of(fact: Fact) -> VerifiedAnswer:
    return VerifiedAnswer(Question("?"), (Statement("x.", (BUDGET,), (fact,)),), Mode.FACTS)


def asked(answer: VerifiedAnswer, facts: tuple[Fact, ...], *, answered: bool = True, most: int = 5) -> tuple[str, ...]:
    by_question = {question_for(fact): fact for fact in facts}
    nothing = VerifiedAnswer(Question("?"), (), Mode.FACTS, NotInDocuments("x"))
    return nearby_questions(
        answer,
        FactLines(facts),
        lambda text: answer_of(by_question[text]) if answered else nothing,
        most,
        lambda: True,
    )


def test_other_years_are_asked_for_latest_first() -> None:
    facts = (*EARLIER_FACTS, BUDGET_FACT)
    assert asked(answer_of(BUDGET_FACT), facts) == (question_for(EARLIER_FACTS[1]), question_for(EARLIER_FACTS[0]))
    assert question_for(LATEST) == "Ước thực hiện thu ngân sách nhà nước trên địa bàn năm 2030 là bao nhiêu?"


def test_only_what_the_documents_answer_is_offered() -> None:
    assert asked(answer_of(BUDGET_FACT), (*EARLIER_FACTS, BUDGET_FACT), answered=False) == ()
    assert asked(answer_of(BUDGET_FACT), (*EARLIER_FACTS, BUDGET_FACT), most=1) == (question_for(LATEST),)


def test_after_a_refusal_the_facts_there_are_come_first() -> None:
    refusal = VerifiedAnswer(Question("?"), (), Mode.FACTS, NotInDocuments("x", ("Có A",), (LATEST,)))
    assert asked(refusal, (*EARLIER_FACTS, BUDGET_FACT))[0] == question_for(LATEST)


def test_a_series_is_of_one_name_place_unit_and_kind() -> None:
    assert same_series(BUDGET_FACT, LATEST)
    for other in (
        replace(LATEST, territory="Nơi khác"),
        replace(LATEST, indicator="Chi ngân sách"),
        replace(LATEST, part="thu nội địa"),
        replace(LATEST, figure=replace(LATEST.figure, unit="USD")),
        replace(LATEST, figure=replace(LATEST.figure, unit="")),
        replace(LATEST, figure=replace(LATEST.figure, kind=FigureKind.CHANGE)),
    ):
        assert not same_series(BUDGET_FACT, other)
    assert same_series(BUDGET_FACT, replace(LATEST, status=Status.RESULT, period=Period(1999, 2000)))
