"""The years of an indicator at a glance: every period and status that the register has of it, gaps kept as gaps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from page.places import render_fact_opener
from rag import STATUS_WORDS, Certainty, Document, Fact, Status, figure_text, period_text

_LONGEST_GAP_YEARS = 12
"""A longer one is told in one cell: `1995 … 2019`."""
STATUS_SHORT = {
    Status.TARGET: "chỉ tiêu",
    Status.ESTIMATE: "ước",
    Status.RESULT: "kết quả",
    Status.UNKNOWN: "chưa rõ",
}


class SeriesPipeline(Protocol):
    """What a strip needs of the pipeline."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that facts stand in."""
        ...

    def series(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts of one indicator, place and unit over the years."""
        ...


@dataclass(frozen=True, slots=True)
class Cell:
    """A year or another period with its facts, by status; no facts where the register has none: a gap."""

    label: str
    facts: tuple[Fact, ...] = ()

    @property
    def is_disputed(self) -> bool:
        """Whether two documents state different figures in one status."""
        figures = defaultdict(set)
        for fact in self.facts:
            figures[fact.status].add((fact.figure.low, fact.figure.high))
        return any(len(stated) > 1 for stated in figures.values())


def cells_of(facts: Iterable[Fact]) -> tuple[Cell, ...]:
    """The whole years from the first to the last, one cell each, then parts of years and spans of them."""
    by_year: dict[int, list[Fact]] = defaultdict(list)
    others: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        period = fact.period
        if period is not None and period.first == period.last and not (period.part or period.said):
            by_year[period.first].append(fact)
        else:
            others[period_text(period) or "chưa rõ năm"].append(fact)
    years = _with_gaps(by_year) if by_year else []
    return (*years, *(Cell(label, _in_order(found)) for label, found in others.items()))


def _with_gaps(by_year: Mapping[int, Sequence[Fact]]) -> list[Cell]:
    cells: list[Cell] = []
    before: int | None = None
    for year in sorted(by_year):
        if before is not None:
            missing = range(before + 1, year)
            if len(missing) > _LONGEST_GAP_YEARS:
                cells.append(Cell(f"{missing[0]} … {missing[-1]}"))
            else:
                cells += [Cell(str(gap)) for gap in missing]
        cells.append(Cell(str(year), _in_order(by_year[year])))
        before = year
    return cells


def _in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """By status, what was planned first; of what is stated twice alike, the first."""
    ordered = sorted(facts, key=lambda fact: list(Status).index(fact.status))
    return tuple({(fact.status, fact.figure): fact for fact in reversed(ordered)}.values())[::-1]


class YearStrips:
    """Draws the strips of facts of the current index."""

    def __init__(self, pipeline: SeriesPipeline) -> None:
        self._pipeline = pipeline

    def render(self, fact: Fact, drawn: set[Fact]) -> str:
        """The strip; empty where the register has no other period or status, or where it is drawn already.

        `drawn` are the facts of the strips of the same answer, to which those of this one are added.
        """
        fact = fact.without_guesses
        series = self._pipeline.series(fact)
        cells = cells_of(series)
        if fact in drawn or sum(len(cell.facts) for cell in cells) < 2:
            return ""
        drawn.update(series)
        texts = {document.file: document.text for document in self._pipeline.documents}
        items = "".join(_cell(cell, fact, texts) for cell in cells)
        name = escape(fact.indicator)
        return (
            f'<section class="years" aria-label="Các năm của “{name}”"><h3>Các năm trong tài liệu</h3>'
            f"<ol>{items}</ol></section>"
        )


def _cell(cell: Cell, asked: Fact, texts: Mapping[str, str]) -> str:
    if not cell.facts:
        return f'<li class="gap"><span class="year">{escape(cell.label)}</span><span>không có</span></li>'
    disputed = '<span class="disputed">các văn bản ghi khác nhau</span>' if cell.is_disputed else ""
    figures = "".join(_figure(fact, asked, texts) for fact in cell.facts)
    return f'<li><span class="year">{escape(cell.label)}</span>{figures}{disputed}</li>'


def _figure(fact: Fact, asked: Fact, texts: Mapping[str, str]) -> str:
    """The figure as a button that shows its sentence."""
    is_asked = (fact.status, fact.figure, fact.period) == (asked.status, asked.figure, asked.period)
    quote = texts.get(fact.file, "")[fact.clause_start : fact.clause_end]
    unsure = " (chưa chắc)" if fact.certainty is Certainty.UNKNOWN else ""
    label = f"{STATUS_SHORT[fact.status]}{unsure}"
    name = (
        f"{STATUS_WORDS[fact.status]} {period_text(fact.period)}: {figure_text(fact)}, {fact.indicator}. Xem câu trong "
        "tài liệu"
    )
    inner = f'<b>{escape(figure_text(fact))}</b><span class="status">{escape(label)}</span>'
    css = f"year-figure status-{fact.status.value}{' asked' if is_asked else ''}"
    return render_fact_opener(fact, quote, inner, css, name, is_current=is_asked)
