"""A question as every answerer sees it: understood, held against the register and the passages once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.facts.answers import SURE_COVERAGE, FactAnswer, Match
from rag.answering.question.names import names_in
from rag.answering.question.understanding import is_follow_up
from rag.datatypes import Operation, Question, QuestionFrame, RankedPassage

_WHOLE_COVERAGE = 0.9


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was found for it.

    `ranking` are the passages that fit best by text and by their facts, `by_text` all that were found by text alone,
    both best first. `parts` are the frames of its coordinate parts, if it has several; `by_facts` is what the register
    has to say. `match` holds any frame against the register, `read`
    understands a piece of the question on its own.
    """

    question: Question
    frame: QuestionFrame
    ranking: Sequence[RankedPassage]
    by_text: Sequence[RankedPassage]
    parts: Sequence[QuestionFrame]
    by_facts: FactAnswer
    match: Match
    read: Callable[[str], QuestionFrame]

    @property
    def asks_figure(self) -> bool:
        """Whether a figure answers: one is asked for, or an indicator is named."""
        frame, coverage = self.frame, self.by_facts.coverage
        # "Chỉ tiêu … năm 2026 là gì?" asks for the figure of an indicator that it names whole.
        defines = bool(frame.statuses and frame.periods) and coverage >= _WHOLE_COVERAGE and frame.asks_what
        names_indicator = defines or (frame.names_only and coverage >= SURE_COVERAGE)
        return not frame.asks_document and (
            frame.wants_figure or frame.operation is Operation.COMPARE or names_indicator
        )

    @property
    def names(self) -> frozenset[str]:
        """The names in the turn, or in the last one before it that has any where the turn leans on it."""
        turns = [self.frame.text, *(reversed(self.question.history) if is_follow_up(self.frame) else ())]
        return next((names for turn in turns if (names := names_in(turn))), frozenset())

    @property
    def lacks_figure(self) -> bool:
        """Whether the register holds the indicator asked for, and not for that period and status."""
        return self.asks_figure and self.by_facts.missing is not None
