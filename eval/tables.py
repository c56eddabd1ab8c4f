"""Results as tables for the terminal."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from eval.comparing import Comparison
from eval.guarded import GuardedMeasure
from eval.measures.intervals import Estimate
from eval.outside import RECALL_DEPTHS, OutsideScore
from eval.register_measures import RegisterResult
from eval.results import RunResult
from eval.scoring import MEASURES, Score


def score_table(result: RunResult) -> Table:
    """Measures down, systems across; then the share right by kind, then seconds."""
    title = f"{len(result.systems[0].questions)} questions, split {result.split}"
    table = Table(title=title, caption="± half the width of the 95% interval")
    table.add_column("measure")
    for system in result.systems:
        table.add_column(system.name, justify="right")
    for measure in MEASURES:
        arrow = "" if measure.higher_is_better else " ↓"
        table.add_row(measure.name + arrow, *(_mean(system.score.measures[measure.name]) for system in result.systems))
    table.add_section()
    for category in result.systems[0].score.right_by_category:
        cells = (system.score.right_by_category[category] for system in result.systems)
        table.add_row(f"right: {category}", *(_mean(cell) for cell in cells))
    table.add_section()
    seconds = [system.score.seconds for system in result.systems]
    table.add_row("median seconds ↓", *(f"{times.median:.3f}" for times in seconds))
    table.add_row("95th percentile seconds ↓", *(f"{times.p95:.3f}" for times in seconds))
    table.add_row("median seconds to first statement ↓", *(f"{times.median_to_first:.3f}" for times in seconds))
    table.add_row("95th percentile to first statement ↓", *(f"{times.p95_to_first:.3f}" for times in seconds))
    return table


def table_width(result: RunResult) -> int:
    """Characters a line that the scores need: squeezed into less, a table of many systems cannot be read."""
    return 40 + sum(max(len(system.name), 12) + 3 for system in result.systems)


def comparison_table(comparison: Comparison, first: str, second: str) -> Table:
    """The differences; one whose interval excludes 0 is marked."""
    table = Table(title=f"{second} − {first}, {comparison.shared} questions", caption="* the 95% interval excludes 0")
    for column in ("measure", "difference", "95% interval", "questions"):
        table.add_column(column, justify="left" if column == "measure" else "right")
    for name, difference in comparison.differences.items():
        if difference.count:
            mark = " *" if difference.low > 0 or difference.high < 0 else ""
            interval = f"{difference.low:+.3f} … {difference.high:+.3f}"
            table.add_row(name, f"{difference.mean:+.3f}{mark}", interval, str(difference.count))
    return table


def guard_table(name: str, measures: Sequence[GuardedMeasure], now: Score) -> Table:
    """The committed result, its interval and what is measured now; what has fallen is marked. Below, of all questions
    asked now: how sure answers and offers do."""
    table = Table(title=f"guard: {name}", caption="! outside the committed interval, on the wrong side")
    for column in ("measure", "committed", "95% interval", "now", "questions"):
        table.add_column(column, justify="left" if column == "measure" else "right")
    for measure in measures:
        before = measure.committed
        interval, mark = f"{before.low:.3f} … {before.high:.3f}", " !" if measure.has_fallen else ""
        table.add_row(measure.name, f"{before.mean:.3f}", interval, f"{measure.now:.3f}{mark}", str(before.count))
    table.add_section()
    for measure_name in ("sure precision", "sure coverage", "offered recall@3"):
        found = now.measures[measure_name]
        table.add_row(measure_name, "–", f"{found.low:.3f} … {found.high:.3f}", f"{found.mean:.3f}", str(found.count))
    return table


def guard_lines(measures: Sequence[GuardedMeasure]) -> Iterator[str]:
    """The questions that fail now and did not before, by measure."""
    for measure in measures:
        if measure.newly_failed:
            yield f"{measure.name}: {', '.join(measure.newly_failed)}"


def outside_table(name: str, columns: Mapping[str, OutsideScore]) -> Table:
    """A set's retrieval measures and its exact-answer rate, a column a way of ranking."""
    questions = max((score.ndcg.count for score in columns.values()), default=0)
    table = Table(title=f"{name}: {questions} questions", caption="± half the width of the 95% interval")
    table.add_column("measure")
    for label in columns:
        table.add_column(label, justify="right")
    for depth in RECALL_DEPTHS:
        table.add_row(f"recall@{depth}", *(_mean(score.recall[depth]) for score in columns.values()))
    table.add_row("nDCG@10", *(_mean(score.ndcg) for score in columns.values()))
    table.add_row("exact answer", *(_mean(score.exact_answer) for score in columns.values()))
    return table


def register_table(result: RegisterResult) -> Table:
    """Precision and recall by document and over all."""
    table = Table(title="register")
    for column in ("document", "gold", "found", "matched", "precision", "recall"):
        table.add_column(column, justify="left" if column == "document" else "right")
    for row in (*result.documents, result.overall):
        counts = (str(row.gold), str(row.found), str(row.matched))
        table.add_row(row.document, *counts, f"{row.precision:.3f}", f"{row.recall:.3f}")
    return table


def mismatch_lines(result: RegisterResult) -> Iterator[str]:
    """Every mismatch: the document, what it is, the reason and what was read."""
    for mismatch in result.mismatches:
        yield f"{mismatch.document}  {mismatch.kind}  {mismatch.reason}: {mismatch.description}"


def _mean(estimate: Estimate) -> str:
    return f"{estimate.mean:.3f} ±{(estimate.high - estimate.low) / 2:.2f}" if estimate.count else "–"
