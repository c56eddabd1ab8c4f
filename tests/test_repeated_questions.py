"""A question asked again is answered without being composed again, over the same index and on the same day."""

import datetime
from dataclasses import replace

import pytest

from rag.datatypes import Mode, NotInDocuments, Question, VerifiedAnswer
from rag.repeated_questions import RepeatedQuestions


class Counting:
    def __init__(self) -> None:
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> VerifiedAnswer:
        self.asked.append(question)
        return VerifiedAnswer(question, (), Mode.FACTS, abstention=NotInDocuments(question.text))


def test_the_same_question_is_composed_once() -> None:
    kept, compose = RepeatedQuestions(), Counting()
    first = kept.answer(Question("mía"), compose)
    assert kept.answer(Question("mía"), compose) is first
    assert len(compose.asked) == 1


def test_other_turns_and_another_day_make_another_question() -> None:
    kept, compose = RepeatedQuestions(), Counting()
    asked = Question("còn năm ngoái?", ("mía",), datetime.date(2031, 5, 1))
    others = (replace(asked, history=("cau",)), replace(asked, today=datetime.date(2032, 5, 1)))
    for question in (asked, *others):
        assert kept.answer(question, compose).question == question
    assert len(compose.asked) == 3


def test_the_answer_that_nobody_asked_for_longest_goes() -> None:
    kept, compose = RepeatedQuestions(most=2), Counting()
    for text in ("a", "b", "a", "c", "a", "b"):
        kept.answer(Question(text), compose)
    assert [question.text for question in compose.asked] == ["a", "b", "c", "b"]


def test_a_failure_is_not_kept() -> None:
    def fail(question: Question) -> VerifiedAnswer:
        raise ValueError(question.text)

    kept, compose = RepeatedQuestions(), Counting()
    with pytest.raises(ValueError, match="mía"):
        kept.answer(Question("mía"), fail)
    kept.answer(Question("mía"), compose)
    assert len(compose.asked) == 1
