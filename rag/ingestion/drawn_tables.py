"""Plain text → the rows of tables that are drawn in it by bars between cells, by tabs or by blanks.

What lines up by chance is no table: all lines have the same cells, and figures stand in them. The two columns of an
administrative head and of signatures are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.ingestion.drawn_columns import read_columns
from rag.vietnamese import trim

_BAR = re.compile(r"(?<=\s)\|(?=\s|$)")
_RULER = re.compile(r"[-+=|:\s]*-{3}[-+=|:\s]*")
_TAB = re.compile(r"\t")
_GAP = re.compile(r"[ \xa0]{3,}")
_NARROW_GAP = re.compile(r"[ \xa0]{2,}")
_DOUBLE = 2
_FIGURE = re.compile(r"[-–+]?\d[\d.,]*\s*%?")
_FEWEST_CELLS = 3
_FEWEST_BARRED_LINES = 2
_FEWEST_ALIGNED_LINES = 3

Span = tuple[int, int]
_Row = tuple[Span, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """The cells of one row of the table that begins at `table`; none for a ruler between heading and rows.

    `end`: of its last line, which may be another than the first where a name goes on.
    """

    table: int
    cells: tuple[Span, ...]
    end: int


def find_drawn_rows(text: str) -> dict[int, DrawnRow]:
    """The lines that are rows of drawn tables, by where their text begins."""
    rows: dict[int, DrawnRow] = {}
    for paragraph in (*_paragraphs(text), *_double_spaced(text)):
        if any(trim(text, *line)[0] in rows for line in paragraph):
            continue
        read: list[Span] = []
        for reader in (_barred, _tabbed, read_columns, _spaced, _parted):
            for table in reader(text, paragraph):
                first, last = trim(text, *table[0][0])[0], trim(text, *table[-1][0])[1]
                if any(first < end and start < last for start, end in read):
                    continue
                read.append((first, last))
                for line, cells in table:
                    start, end = trim(text, *line)
                    rows[start] = DrawnRow(first, cells, end)
    return rows


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """Lines without an empty one between them; those of Markdown tables are left out."""
    lines: list[Span] = []
    position = 0
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith("|"):
            lines.append((position, position + len(line)))
        elif lines:
            yield lines
            lines = []
        position += len(line) + 1
    if lines:
        yield lines


def _double_spaced(text: str) -> Iterator[list[Span]]:
    """Lines with an empty one between each and the next, whose words stand apart."""
    lines: list[Span] = []
    for paragraph in _paragraphs(text):
        follows = bool(lines) and text[lines[-1][1] : paragraph[0][0]].count("\n") == _DOUBLE
        is_set_off = len(paragraph) == 1 and len(_split(_GAP, text, paragraph[0])) > 1
        if lines and not (follows and is_set_off):
            yield lines
            lines = []
        if is_set_off:
            lines.append(paragraph[0])
    if lines:
        yield lines


def _barred(text: str, lines: Sequence[Span]) -> Iterator[list[_Row]]:
    """Runs of lines with as many bars; a line of fewer cells without a figure gathers those below it."""
    run: list[_Row] = []
    for line in lines:
        cells = _split(_BAR, text, line)
        if run and _RULER.fullmatch(text, *line):
            run.append((line, ()))
            continue
        same = bool(run) and len(cells) == len(run[0][1])
        gathers = bool(run) and 1 < len(cells) < len(run[0][1]) and not _has_figures(text, cells)
        if not same and not gathers:
            yield from _sure(text, run, _FEWEST_BARRED_LINES)
            run = []
        if same or gathers or len(cells) >= _FEWEST_CELLS:
            run.append((line, cells))
    yield from _sure(text, run, _FEWEST_BARRED_LINES)


def _tabbed(text: str, lines: Sequence[Span]) -> Iterator[list[_Row]]:
    """Runs of lines with as many tabs."""
    run: list[_Row] = []
    for line in lines:
        cells = _split(_TAB, text, line)
        if run and len(cells) != len(run[0][1]):
            yield from _sure(text, run, _FEWEST_ALIGNED_LINES)
            run = []
        if len(cells) >= _FEWEST_CELLS:
            run.append((line, cells))
    yield from _sure(text, run, _FEWEST_ALIGNED_LINES)


def _spaced(text: str, lines: Sequence[Span]) -> Iterator[list[_Row]]:
    """Runs of lines whose pieces stand under one another with a gutter down between the columns."""
    run: list[_Row] = []
    reach: list[Span] = []
    for line in lines:
        cells = _split(_GAP, text, line)
        placed = [(start - line[0], end - line[0]) for start, end in cells]
        grown = _grown(reach, placed) if run else placed
        if len(cells) >= _FEWEST_CELLS and grown:
            run.append((line, cells))
            reach = grown
            continue
        yield from _sure(text, run, _FEWEST_ALIGNED_LINES)
        run, reach = ([(line, cells)], placed) if len(cells) >= _FEWEST_CELLS else ([], [])
    yield from _sure(text, run, _FEWEST_ALIGNED_LINES)


def _grown(reach: Sequence[Span], placed: Sequence[Span]) -> list[Span]:
    """How far the columns reach with one more line; nothing where no gutter would be left between two."""
    if len(reach) != len(placed):
        return []
    grown = [(min(a, c), max(b, d)) for (a, b), (c, d) in zip(reach, placed, strict=True)]
    return grown if all(left[1] < right[0] for left, right in pairwise(grown)) else []


def _parted(text: str, lines: Sequence[Span]) -> Iterator[list[_Row]]:
    """Runs of lines with as many pieces, the last of each but the first a figure, whether or not they line up."""
    run: list[_Row] = []
    for line in lines:
        cells = _split(_NARROW_GAP, text, line)
        ends = len(cells) >= _FEWEST_CELLS and _FIGURE.fullmatch(text, *cells[-1]) is not None
        if run and not (ends and len(cells) == len(run[0][1])):
            yield from _sure(text, run, _FEWEST_ALIGNED_LINES)
            run = []
        if run or len(cells) >= _FEWEST_CELLS:
            run.append((line, cells))
    yield from _sure(text, run, _FEWEST_ALIGNED_LINES)


def _split(mark: re.Pattern[str], text: str, line: Span) -> tuple[Span, ...]:
    """The cells of a line; the white space around it parts none, but a tab before its first word does."""
    start, end = trim(text, *line)
    first = line[0] if mark is _TAB else start
    marks = [found.span() for found in mark.finditer(text, first, end)]
    edges = [first, *(at for span in marks for at in span), end]
    cells = tuple(trim(text, *edges[at : at + 2]) for at in range(0, len(edges), 2))
    return cells[:-1] if len(cells) > 1 and cells[-1][0] == cells[-1][1] and mark is _BAR else cells


def _sure(text: str, run: Sequence[_Row], fewest: int) -> Iterator[list[_Row]]:
    """The run, where most lines below its first have figures: a list of links between bars has none."""
    rows = [cells for _, cells in run if cells]
    with_figures = sum(_has_figures(text, cells) for cells in rows[1:])
    full = sum(len(cells) == len(rows[0]) for cells in rows)
    if full >= fewest and 2 * with_figures >= len(rows) - 1 and with_figures >= fewest - 1:
        yield list(run)


def _has_figures(text: str, cells: Sequence[Span]) -> bool:
    return any(_FIGURE.fullmatch(text, *cell) for cell in cells[1:])
