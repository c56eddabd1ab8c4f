"""What a language model is asked to add to an answer, if anything."""

from enum import StrEnum

from rag.datatypes import AnswerOutcome, Mode, Operation, QuestionFrame, VerifiedAnswer
from rag.language.asked_prose import AskedProse, asked_prose

_WHOLE_LIST_LINES = 4
"""So many verbatim lines are those of a list that the question names, which leaves a model nothing to add."""


class ModelTask(StrEnum):
    """NOTHING; ANSWER in a sentence or two (only where the settings want a model always); EXPLAIN one thing in a few
    sentences; SURVEY several things in as many."""

    NOTHING = "nothing"
    ANSWER = "answer"
    EXPLAIN = "explain"
    SURVEY = "survey"


def task_for(frame: QuestionFrame, text: str, answer: VerifiedAnswer) -> ModelTask:
    """The task that an answer without a model leaves open; `text` is the question as it can be understood alone.

    How, in sum, and why where a reason was found, are told in sentences, which no register holds; so may a comparison
    be that is not sure. A look-up asks for nothing, however it was answered: of what a model added to one that was
    offered or refused nothing helped (`eval/README.md`).
    """
    if answer.mode is Mode.TALK:
        return ModelTask.NOTHING
    prose = asked_prose(text, accent_free=frame.accent_free)
    if AskedProse.SURVEY in prose:
        return ModelTask.SURVEY
    is_reason = AskedProse.REASON in prose
    if AskedProse.WAY in prose or (is_reason and answer.outcome is AnswerOutcome.SURE):
        return ModelTask.EXPLAIN
    # Where the documents were not found to state a reason, a model makes one up: nothing of it passes the gate.
    if is_reason or _is_sure(frame, answer):
        return ModelTask.NOTHING
    if AskedProse.COMPARISON in prose or frame.operation is Operation.COMPARE:
        return ModelTask.SURVEY
    is_sure = frame.operation is Operation.EXPLAIN and answer.outcome is AnswerOutcome.SURE
    return ModelTask.EXPLAIN if is_sure else ModelTask.NOTHING


def _is_sure(frame: QuestionFrame, answer: VerifiedAnswer) -> bool:
    if answer.outcome is not AnswerOutcome.SURE:
        return False
    is_whole_list = frame.operation is Operation.LIST and len(answer.statements) >= _WHOLE_LIST_LINES
    return answer.mode is Mode.FACTS or is_whole_list
