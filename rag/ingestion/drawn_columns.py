"""Lines of plain text whose words stand in columns with blanks between them → the cells of each row.

A column's edge is a strip of blanks down through all lines. Prose has none that is two characters wide over three
lines, and what lines up without figures, such as the two columns of a letterhead, is no table.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.vietnamese import trim

Span = tuple[int, int]
Row = tuple[Span, tuple[Span, ...]]

_WORDS = re.compile(r"\S+(?: \S+)*")
_FIGURE = re.compile(r"[-–+]?\d[\d.,]*\s*%?")
_RULER = re.compile(r"[-=]{2,}(?: +[-=]{2,})*")
_GAP = re.compile(r"\t|\S {2,}\S")
_FEWEST_COLUMNS = 2
_FEWEST_LINES = 3
_MOST_LINES_ABOVE = 6
"""Titles and notes whose words happen to leave a strip free that the table below them has."""
_FEWEST_GAP_CHARS = 2


def read_columns(text: str, lines: Sequence[Span]) -> list[list[Row]]:
    """The tables among lines that follow one another; a ruler has no cells."""
    tables: list[list[Row]] = []
    first = tried = 0
    while first + _FEWEST_LINES <= len(lines):
        last = _reach(text, lines, first)
        table = _table(text, lines[first:last])
        tried = 0 if table or last - first < _FEWEST_LINES else tried + 1
        if table or tried > _MOST_LINES_ABOVE:
            tables += [table] if table else []
            first, tried = last, 0
        else:
            first += 1
    return tables


def _reach(text: str, lines: Sequence[Span], first: int) -> int:
    """Behind the last line down to which strips of blanks go on from the first."""
    columns = _columns(text, lines[first : first + 1])
    for last in range(first + 1, len(lines)):
        columns = _united(columns, _columns(text, lines[last : last + 1]))
        if len(columns) < _FEWEST_COLUMNS:
            return last
    return len(lines)


def _columns(text: str, lines: Sequence[Span]) -> list[Span]:
    """Where the columns begin and end, counted from the beginning of a line."""
    columns: list[Span] = []
    for start, end in lines:
        pieces = [(found.start() - start, found.end() - start) for found in _WORDS.finditer(text, start, end)]
        columns = _united(columns, pieces)
    return columns


def _united(columns: Sequence[Span], pieces: Sequence[Span]) -> list[Span]:
    """The columns that contain all of them; what has no gap between is one."""
    united: list[Span] = []
    for begins, ends in sorted((*columns, *pieces)):
        if united and begins < united[-1][1] + _FEWEST_GAP_CHARS:
            united[-1] = united[-1][0], max(united[-1][1], ends)
        else:
            united.append((begins, ends))
    return united


def _table(text: str, lines: Sequence[Span]) -> list[Row]:
    """The rows without the lines of a single cell above and below; nothing where figures do not make it a table."""
    columns = _columns(text, lines)
    rows = [_row(text, line, columns) for line in lines]
    while rows and _is_name_only(rows[-1]):
        rows.pop()
    while rows and _is_name_only(rows[0]):
        del rows[0]
    is_loose = any(_GAP.search(text, *cell) for _, cells in rows for cell in cells)
    if len(rows) < _FEWEST_LINES or is_loose:
        return []
    whole = [cells for _, cells in rows if cells]
    valued = [cells for cells in whole if _has_figure(text, cells)]
    named = [cells for cells in valued if cells[0][0] < cells[0][1]]
    # Columns of words (a letterhead, a list of addresses) and of mere numbers are no table.
    at_most = sum(_is_name_only(row) for row in rows)
    if len(valued) < _FEWEST_LINES - 1 or 2 * len(valued) < len(whole) - at_most or len(named) < len(valued):
        return []
    return _joined_names(text, rows)


def _row(text: str, line: Span, columns: Sequence[Span]) -> Row:
    start, end = line
    if _RULER.fullmatch(text[start:end].strip()):
        return line, ()
    edges = [0, *((left[1] + right[0]) // 2 for left, right in pairwise(columns)), max(end - start, columns[-1][1])]
    cells = tuple(trim(text, min(start + first, end), min(start + last, end)) for first, last in pairwise(edges))
    return line, cells


def _is_name_only(row: Row) -> bool:
    return len([cell for cell in row[1] if cell[0] < cell[1]]) == 1 and row[1][0][0] < row[1][0][1]


def _has_figure(text: str, cells: Sequence[Span]) -> bool:
    return any(_FIGURE.fullmatch(text, *cell) for cell in cells[1:])


def _joined_names(text: str, rows: Sequence[Row]) -> list[Row]:
    """A name that goes on in small letters, or in its unit, in the line of the values is one cell over two lines."""
    joined: list[Row] = []
    for row in rows:
        name = text[slice(*row[1][0])] if row[1] else ""
        if joined and _is_name_only(joined[-1]) and (name[:1].islower() or name.startswith("(")):
            (start, _), cells = joined[-1][0], joined[-1][1]
            joined[-1] = (start, row[0][1]), ((cells[0][0], row[1][0][1]), *row[1][1:])
        else:
            joined.append(row)
    return joined
