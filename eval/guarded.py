"""The guard: whether a run is worse than the committed result, on the questions that both asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.measures.intervals import Estimate, estimate
from eval.results import QuestionResult
from eval.scoring import MEASURES, Measure
from rag.errors import InvalidInput

GUARDED = tuple(
    measure
    for measure in MEASURES
    if measure.name in {"figure accuracy", "binding errors", "abstention recall", "false refusals"}
)
"""Figures, their binding, and refusals both ways. Each is 0 or 1 for a question to which it applies."""


@dataclass(frozen=True, slots=True)
class GuardedMeasure:
    """A measure on the shared questions: the committed result with its 95% interval, and now.

    `newly_failed` are the ids of the questions that were not failed in the committed result.
    """

    name: str
    committed: Estimate
    now: float
    has_fallen: bool
    newly_failed: tuple[str, ...]


def failed_measures(question: QuestionResult) -> tuple[str, ...]:
    """The guarded measures that an answer fails: what is kept of it to compare with."""
    return tuple(measure.name for measure in GUARDED if _is_failed(measure, question))


def guard(committed: Mapping[str, Sequence[str]], questions: Sequence[QuestionResult]) -> tuple[GuardedMeasure, ...]:
    """Compares each guarded measure; it has fallen when it lies on the wrong side of the whole committed interval.

    Where the committed result had no fault, one fault is a fall.

    Args:
        committed: For the id of each question, the measures failed then.
        questions: The answers now.

    Raises:
        InvalidInput: no question is shared.
    """
    shared = [question for question in questions if question.id in committed]
    if not shared:
        raise InvalidInput(
            "Kết quả đã công bố không có câu hỏi nào để so. Hãy chạy `python -m eval table --publish` trước.",
            "the committed result shares no question with this run",
        )
    return tuple(_compared(measure, committed, shared) for measure in GUARDED)


def _compared(
    measure: Measure, committed: Mapping[str, Sequence[str]], shared: Sequence[QuestionResult]
) -> GuardedMeasure:
    asked = [question for question in shared if measure.name in question.values]
    good, bad = (1.0, 0.0) if measure.higher_is_better else (0.0, 1.0)
    before = estimate([bad if measure.name in committed[question.id] else good for question in asked])
    now = estimate([question.values[measure.name] for question in asked]).mean
    worst = before.low if measure.higher_is_better else before.high
    if before.mean == good:
        worst = good
    return GuardedMeasure(
        name=measure.name,
        committed=before,
        now=now,
        has_fallen=now < worst if measure.higher_is_better else now > worst,
        newly_failed=tuple(q.id for q in asked if _is_failed(measure, q) and measure.name not in committed[q.id]),
    )


def _is_failed(measure: Measure, question: QuestionResult) -> bool:
    return question.values.get(measure.name) == (0.0 if measure.higher_is_better else 1.0)
