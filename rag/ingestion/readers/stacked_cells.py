"""Tables in plain text that lost their lines: one cell below the other, as in text copied out of a page.

A table is taken for one only where every row has its name first and figures in the same columns; all else stays text.
"""

import re
from collections.abc import Iterator, Sequence

from rag.ingestion.readers.cells import Cell, is_figure
from rag.ingestion.readers.content import Block
from rag.ingestion.readers.grids import blocks_of

_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"[.;:!?…]$")
_LIST = re.compile(r"[-–—+•*#>|]|\(?\w{1,4}[.)]\s")
_LONGEST_CELL_CHARS = 80
_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 8
_FEWEST_ROWS = 3

Span = tuple[int, int]


def find_stacked_tables(text: str) -> Iterator[tuple[Span, list[Block]]]:
    """The tables with the places of their lines."""
    for start, lines in _runs(text):
        columns = _columns(lines)
        if columns:
            rows = [[Cell(line) for line in lines[at : at + columns]] for at in range(0, len(lines), columns)]
            end = start + sum(map(len, lines)) + len(lines) - 1
            yield (start, end), [block for _, block in blocks_of(rows, 1)]


def _runs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Short lines without an empty one between them, none of them a sentence or an item of a list."""
    position, start = 0, 0
    run: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip() and len(line) <= _LONGEST_CELL_CHARS and not _SENTENCE.search(line) and not _LIST.match(line):
            start = start if run else position
            run.append(line)
        else:
            if len(run) >= _FEWEST_COLUMNS * _FEWEST_ROWS:
                yield start, run
            run = []
        position += len(line) + 1


def _columns(lines: Sequence[str]) -> int:
    """How many cells a row has; 0 where no number fits, or more than one."""
    fitting = [
        count
        for count in range(_FEWEST_COLUMNS, _MOST_COLUMNS + 1)
        if len(lines) % count == 0 and len(lines) // count >= _FEWEST_ROWS and _fits(lines, count)
    ]
    return fitting[0] if len(fitting) == 1 else 0


def _fits(lines: Sequence[str], columns: int) -> bool:
    heading, *rows = (lines[at : at + columns] for at in range(0, len(lines), columns))
    shapes = {tuple(map(is_figure, row)) for row in rows}
    return (
        len(shapes) == 1
        and any(next(iter(shapes)))
        and not any(is_figure(cell) and not _YEAR.fullmatch(cell.strip()) for cell in heading)
        and all(_LETTER.search(row[0]) and not is_figure(row[0]) for row in rows)
        and len({row[0] for row in rows}) == len(rows)
    )
