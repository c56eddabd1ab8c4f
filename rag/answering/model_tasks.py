"""What a language model is asked to add to an answer, if anything."""

from enum import StrEnum

from rag.datatypes import Mode, Operation, QuestionFrame, VerifiedAnswer
from rag.language.asked_prose import AskedProse, asked_prose

_WHOLE_LIST_LINES = 4
"""So many verbatim lines are those of a list that the question names, which leaves a model nothing to add."""


class ModelTask(StrEnum):
    """NOTHING; ANSWER in a sentence or two; EXPLAIN one thing in a few sentences; SURVEY several things in as many."""

    NOTHING = "nothing"
    ANSWER = "answer"
    EXPLAIN = "explain"
    SURVEY = "survey"


def task_for(frame: QuestionFrame, text: str, answer: VerifiedAnswer) -> ModelTask:
    """The task that an answer without a model leaves open; `text` is the question as it can be understood alone.

    Why, how and in sum are told in sentences, which no register holds. What else was answered for sure needs no more;
    what was only quoted, or refused, may be told by a model that reads more.
    """
    prose = asked_prose(text, accent_free=frame.accent_free)
    if AskedProse.SURVEY in prose:
        return ModelTask.SURVEY
    if prose & {AskedProse.REASON, AskedProse.WAY}:
        return ModelTask.EXPLAIN
    if _is_sure(frame, answer):
        return ModelTask.NOTHING
    if AskedProse.COMPARISON in prose or frame.operation is Operation.COMPARE or frame.compares:
        return ModelTask.SURVEY
    return ModelTask.EXPLAIN if frame.operation is Operation.EXPLAIN else ModelTask.ANSWER


def _is_sure(frame: QuestionFrame, answer: VerifiedAnswer) -> bool:
    if answer.abstention is not None:
        return False
    is_whole_list = frame.operation is Operation.LIST and len(answer.statements) >= _WHOLE_LIST_LINES
    return answer.mode is Mode.FACTS or is_whole_list
