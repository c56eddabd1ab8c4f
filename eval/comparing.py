"""Two runs side by side: what differs, how surely, and which questions changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.measures.intervals import Estimate, estimate_difference
from eval.results import QuestionResult, RunResult, SystemResult
from eval.scoring import MEASURES
from rag.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """A question whose outcome changed."""

    before: QuestionResult
    after: QuestionResult


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second system minus the first, over the questions that both answered.

    `differences` are by measure, each over the questions to which it applies on both sides.
    """

    shared: int
    differences: Mapping[str, Estimate]
    changed: tuple[ChangedQuestion, ...]


def compare(first: SystemResult, second: SystemResult) -> Comparison:
    """Compares two systems.

    Raises:
        InvalidInput: they share no question.
    """
    after_by_id = {result.id: result for result in second.questions}
    pairs = [(before, after_by_id[before.id]) for before in first.questions if before.id in after_by_id]
    if not pairs:
        raise InvalidInput("Hai kết quả không có câu hỏi chung.", "the two results share no question")
    differences = {}
    for name in (measure.name for measure in MEASURES):
        both = [(b.values[name], a.values[name]) for b, a in pairs if name in b.values and name in a.values]
        differences[name] = estimate_difference([before for before, _ in both], [after for _, after in both])
    changed = tuple(ChangedQuestion(before, after) for before, after in pairs if before.outcome != after.outcome)
    return Comparison(len(pairs), differences, changed)


def system_of(result: RunResult, name: str | None) -> SystemResult:
    """The system of that name; None is the run's first.

    Raises:
        InvalidInput: the run has none of that name.
    """
    names = [system.name for system in result.systems]
    if name is None and names:
        return result.systems[0]
    if name not in names:
        raise InvalidInput(f"Kết quả không có hệ thống {name!r}, chỉ có: {', '.join(names)}.", f"no system {name!r}")
    return result.systems[names.index(str(name))]
