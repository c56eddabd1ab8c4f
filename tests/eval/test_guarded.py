from collections.abc import Sequence

import pytest

from eval.guarded import GUARDED, failed_measures, guard
from eval.judging import judge
from eval.results import QuestionResult, system_result
from rag.errors import InvalidInput
from tests.eval.builders import TEXTS, gold_question, system_answer, unanswerable_question

RIGHT, WRONG = "45 nghìn tấn", "40 nghìn tấn"
QUESTIONS = (*(gold_question(f"q{number}") for number in range(20)), unanswerable_question("none"))


def asked(*answers: str) -> tuple[QuestionResult, ...]:
    """An empty answer is an abstention."""
    given = [system_answer(text, abstained=not text) for text in answers]
    return system_result("ours", [judge(q, a, TEXTS) for q, a in zip(QUESTIONS, given, strict=True)]).questions


def committed(questions: Sequence[QuestionResult]) -> dict[str, tuple[str, ...]]:
    return {question.id: failed_measures(question) for question in questions}


BEFORE = committed(asked(*[RIGHT] * 17, *[WRONG] * 3, ""))


def fallen(questions: Sequence[QuestionResult]) -> set[str]:
    return {measure.name for measure in guard(BEFORE, questions) if measure.has_fallen}


def test_what_failed_is_kept() -> None:
    assert BEFORE["q0"] == ()
    assert BEFORE["q19"] == ("figure accuracy", "binding errors")
    assert {name for failed in BEFORE.values() for name in failed} <= {measure.name for measure in GUARDED}


def test_the_same_answers_have_not_fallen() -> None:
    now = guard(BEFORE, asked(*[RIGHT] * 17, *[WRONG] * 3, ""))
    assert not any(measure.has_fallen or measure.newly_failed for measure in now)
    assert {measure.name: measure.now for measure in now} == {
        "figure accuracy": pytest.approx(17 / 20),
        "binding errors": pytest.approx(3 / 21),
        "abstention recall": 1 / 1,
        "false refusals": 0 / 20,
    }


def test_a_fall_within_the_interval_is_let_pass_and_named() -> None:
    now = guard(BEFORE, asked(WRONG, *[RIGHT] * 16, *[WRONG] * 3, ""))
    assert not any(measure.has_fallen for measure in now)
    assert {measure.newly_failed for measure in now if measure.name == "binding errors"} == {("q0",)}


def test_a_fall_beyond_the_interval_is_found() -> None:
    assert fallen(asked(*[RIGHT] * 10, *[WRONG] * 10, "")) == {"figure accuracy", "binding errors"}


def test_where_nothing_failed_one_fault_is_a_fall() -> None:
    assert fallen(asked(*[RIGHT] * 17, *[WRONG] * 3, WRONG)) == {"abstention recall"}
    assert fallen(asked(*[RIGHT] * 16, "", *[WRONG] * 3, "")) == {"false refusals"}


def test_new_questions_are_left_out_and_no_shared_one_is_an_error() -> None:
    few = {identity: BEFORE[identity] for identity in ("q0", "none")}
    assert [measure.committed.count for measure in guard(few, asked(*[RIGHT] * 20, ""))] == [1, 2, 1, 1]
    with pytest.raises(InvalidInput):
        guard({}, asked(*[RIGHT] * 20, ""))
