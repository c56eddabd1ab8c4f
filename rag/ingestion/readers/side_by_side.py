"""Tables that stand side by side in one grid, as sheets and wide pages have them → a grid for each.

Read as one table, a figure of the right one would be told of the row that the left one names.
"""

import re
from collections.abc import Sequence

from rag.ingestion.readers.cells import EMPTY, Cell

_FIGURE = re.compile(r"[-−–+~≈<>≤≥(]{0,2}\s*\d[\d.,\s]*\)?\s*(?:%|‰)?")
_UNIT = re.compile(r"\W*(?:đơn vị(?: tính)?|đvt)\W*", re.IGNORECASE)
_FEWEST_ROWS = 2


def part_side_by_side(grid: Sequence[Sequence[Cell]]) -> list[list[list[Cell]]]:
    """The grid in one, or in the tables that stand in it from left to right; titles above them are each one's."""
    rows = [list(row) for row in grid]
    width = max(map(len, rows), default=0)
    rows = [[*row, *[EMPTY] * (width - len(row))] for row in rows]
    heading = next((index for index, row in enumerate(rows) if len(_distinct(row)) > 1), len(rows))
    cuts = [column for column in range(1, width - 1) if _begins_table(rows, heading, column)]
    if not cuts:
        return [rows]
    parts = []
    for start, end in zip([0, *cuts], [*cuts, width], strict=True):
        part = [row[start:end] for row in rows]
        for index in range(heading):
            title = _distinct(rows[index])
            part[index] = [title[0]] * (end - start) if title else part[index]
        parts.append(part)
    return parts


def _begins_table(rows: list[list[Cell]], heading: int, column: int) -> bool:
    """Whether a table of its own begins at the column: it has names and figures, and so has what stands before it."""
    below = rows[heading + 1 :]
    if heading >= len(rows) or not rows[heading][column].text.strip():
        return False
    if any(row[column].text and row[column] is row[column - 1] for row in rows[heading:]):
        return False
    names = [row[column].text.strip() for row in below]
    own = [name for name, row in zip(names, below, strict=True) if name and any(map(_is_figure, row[column + 1 :]))]
    before = [row for row in below if any(map(_is_figure, row[1:column]))]
    if not own or not before:
        return False
    title = _flat(rows[heading][column].text)
    if title == _flat(next((cell.text for cell in rows[heading] if cell.text.strip()), "")):
        return True
    follows_gap = all(not row[column - 1].text.strip() for row in rows[heading:])
    are_names = len(own) >= _FEWEST_ROWS and len(set(own)) == len(own) and not any(map(_FIGURE.fullmatch, own))
    return follows_gap and are_names and not _UNIT.fullmatch(title)


def _is_figure(cell: Cell) -> bool:
    return _FIGURE.fullmatch(cell.text.strip()) is not None


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _distinct(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in dict.fromkeys(row) if cell.text.strip()]
