"""A cell of a grid."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell's text. The same object stands in every place that a merged cell covers: compared by identity.

    `page` counts the pages, from the one on which the table begins, to that on which the cell does.
    """

    text: str
    page: int = 0


EMPTY = Cell("")

_FIGURE = re.compile(r"[-−–+(]{0,2}\d[\d.,]*\)?\s*%?")
_NAME = re.compile(r"(?:[-–—+•*]\s*)?(?P<first>[^\W\d_])")


def is_figure(text: str) -> bool:
    """Whether the text is a figure and nothing else: the sign of a list before it would be read as a minus."""
    return _FIGURE.fullmatch(text.strip()) is not None


def part_lines(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """The rows, those apart in which names stand one below the other and on the line of each its figures."""
    reach = Counter(cell for row in rows for cell in set(row))
    return [line for row in rows for line in _lines_of(row, reach)]


def _lines_of(row: Sequence[Cell], reach: Counter[Cell]) -> Sequence[Sequence[Cell]]:
    lines = {cell: [line.strip() for line in cell.text.splitlines() if line.strip()] for cell in row}
    several = [cell for cell, own in lines.items() if len(own) > 1]
    if len({len(lines[cell]) for cell in several}) != 1 or any(reach[cell] > 1 for cell in several):
        return [row]
    figures = [cell for cell in several if all(map(is_figure, lines[cell]))]
    name = next((cell for cell in several if cell not in figures), None)
    if name is None or not all((found := _NAME.match(line)) and found["first"].isupper() for line in lines[name]):
        return [row]
    behind = list(dict.fromkeys(row[row.index(name) + 1 :]))
    # What stands on one line only may be of any of the names, if it has figures at all.
    is_told = all(cell in figures or not re.search(r"\d", cell.text) for cell in behind)
    if not is_told or not any(cell in figures for cell in behind):
        return [row]
    parted = {cell: [Cell(line, cell.page) for line in lines[cell]] for cell in several}
    return [[parted[cell][at] if cell in parted else cell for cell in row] for at in range(len(lines[name]))]
