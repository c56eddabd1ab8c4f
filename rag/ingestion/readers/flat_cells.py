"""Tables whose cells stand between lines of a lone pipe, without a sign of where a row ends.

Where empty cells were lost, only figures tell the rows apart: each has its name first and then as many figures as the
head has columns of years. What does not fit that throughout is no table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rag.figures.parsing import parse_years
from rag.ingestion.readers.cells import EMPTY, Cell

LONE_PIPE = re.compile(r"[ \t]*\|[ \t]*")
"""A line between two cells."""
_FIGURE = re.compile(r"[-–+]?\d[\d.,]*(?:\s*[-–]\s*\d[\d.,]*)?\s*%?")
_ORDINAL = re.compile(r"\d{1,2}|[IVX]{1,5}|[a-zđ]\)?")
_CONTINUED = re.compile(r"\(.*\)")
_LONGEST_CELL_CHARS = 120
_MOST_CELL_LINES = 3
_LONGEST_HEAD = 16
_MOST_CELLS = 4000
_FEWEST_COLUMNS, _FEWEST_ROWS = 2, 3


@dataclass(slots=True)
class _Row:
    ordinal: str = ""
    name: str = ""
    figures: list[str] = field(default_factory=list)
    remark: str = ""
    last_line: int = 0


def read_flat_cells(lines: Sequence[str], bar: int) -> tuple[int, int, list[list[Cell]]] | None:
    """The table of the pipe at line `bar`: its first and last line and its cells, each row as ordinal,
    name, figures and remark; None where it is none."""
    first = max(0, bar - 1)
    following = _cells(lines, first)
    cells = list(islice(following, _LONGEST_HEAD))
    head = _columns([text for _, text in cells])
    if head is None:
        return None
    start, end = head
    cells += islice(following, _MOST_CELLS)
    rows = _rows(cells[end:], end - start)
    rows = rows and _rows(cells[end:], end - start, frozenset(row.remark for row in rows if row.figures) - {""})
    if rows is None or sum(bool(row.figures) for row in rows) < _FEWEST_ROWS:
        return None
    names = [text for _, text in cells[:start]]
    remark = rows.pop(0).name if not rows[0].ordinal and not rows[0].figures else ""
    heading = [*["", "", *names][-2:], *(text for _, text in cells[start:end]), remark]
    grid = [[row.ordinal, row.name, *(row.figures or [""] * (end - start)), row.remark] for row in rows]
    return first, rows[-1].last_line, [[Cell(text) if text else EMPTY for text in row] for row in (heading, *grid)]


def _cells(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """The lines with something in a cell, each with its number; a unit in brackets goes with the line before."""
    held: tuple[int, str] | None = None
    without_bar = 0
    for number in range(first, len(lines)):
        line = lines[number].strip()
        without_bar = 0 if LONE_PIPE.fullmatch(lines[number]) else without_bar + 1
        if without_bar > _MOST_CELL_LINES or len(line) > _LONGEST_CELL_CHARS:
            break
        if held and without_bar > 1 and _CONTINUED.fullmatch(line):
            held = (number, f"{held[1]} {line}")
        elif line and without_bar:
            if held:
                yield held
            held = (number, line)
    if held:
        yield held


def _columns(head: Sequence[str]) -> tuple[int, int] | None:
    """Where the first columns of the head that name years stand next to each other."""
    of_year = [bool(parse_years(text)) and not _FIGURE.fullmatch(text) for text in head]
    start = next((place for place, is_year in enumerate(of_year) if is_year), 0)
    end = next((place for place in range(start, len(head)) if not of_year[place]), len(head))
    return (start, end) if start and end - start >= _FEWEST_COLUMNS else None


def _rows(cells: Sequence[tuple[int, str]], columns: int, remarks: frozenset[str] = frozenset()) -> list[_Row] | None:
    """The rows below the head; None where a run of figures does not fit the columns. `remarks` are known as such."""
    rows: list[_Row] = []
    row, next_ordinal = _Row(), "1"
    figures = [bool(_FIGURE.fullmatch(text)) for _, text in cells]
    # A number before a name counts the rows.
    ordinals = [
        bool(_ORDINAL.fullmatch(text)) and not is_figure
        for (_, text), is_figure in zip(cells, [*figures[1:], True], strict=True)
    ]
    for place, (number, text) in enumerate(cells):
        is_figure, is_ordinal = figures[place], ordinals[place]
        precedes_figure = place + 1 < len(cells) and figures[place + 1] and not ordinals[place + 1]
        is_full = len(row.figures) == columns
        if is_figure and row.name and not is_full and not (is_ordinal and not row.figures):
            row.figures.append(text)
            if ordinals[place] and text == next_ordinal:
                return None  # the row's last figure, or the number of the next
        elif text in remarks or (is_full and not row.remark and not is_figure and not precedes_figure):
            row.remark = text
        elif row.figures and not is_full:
            return None
        elif is_ordinal:
            next_ordinal = str(int(text) + 1) if text.isdigit() else next_ordinal
            rows, row = [*rows, row], _Row(ordinal=text)
        elif is_figure:
            return None
        elif row.name:
            rows, row = [*rows, row], _Row(name=text)
        else:
            row.name = text
        row.last_line = number
    # A row that is cut off at the end stays text.
    return [row for row in (*rows, *([row] if len(row.figures) in (0, columns) else [])) if row.name]
