"""Tables that stand in plain text otherwise than as rows of pipes: in HTML, or with one cell on each line between them.

Markdown made from web pages has both. What cannot be told to be a table for certain stays text.
"""

import importlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.ingestion.readers.cells import EMPTY, Cell
from rag.ingestion.readers.content import Block
from rag.ingestion.readers.flat_cells import LONE_PIPE, read_flat_cells
from rag.ingestion.readers.grids import blocks_of
from rag.ingestion.readers.stacked_cells import find_stacked_tables

_HTML_TABLE = re.compile(r"<(?P<closes>/?)table(?=[\s>])[^>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*{1,3}|__")
_FIGURE = re.compile(r"[-–+]?\d[\d.,\s]*%?")
_MOST_CELL_LINES = 60
_FEWEST_COLUMNS = 2
_MOST_MERGED = 2
"""In a row of so few cells the last reaches to the end: `A | KINH TẾ`."""

Span = tuple[int, int]


def part_tables(text: str) -> list[Block]:
    """The text in order: what stands around such tables as it is, and each of them as grids are read.

    Raises:
        ValueError: a table in HTML that no parser makes sense of.
    """
    blocks: list[Block] = []
    position = 0
    for (start, end), table in sorted(
        (*_piped(text), *_in_html(text), *find_stacked_tables(text)), key=lambda found: found[0]
    ):
        if start < position:
            continue
        blocks += [text[position:start].rstrip("\n"), *table]
        position = end
    return [*blocks, text[position:].removeprefix("\n")] if blocks else [text]


def _in_html(text: str) -> Iterator[tuple[Span, list[Block]]]:
    """The outermost tables in HTML."""
    depth = opened = 0
    for tag in _HTML_TABLE.finditer(text):
        if not tag["closes"]:
            opened = opened if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                # The parser is large, and few texts need it.
                html = importlib.import_module("rag.ingestion.readers.html")
                yield (opened, tag.end()), html.read_fragment(text[opened : tag.end()])[0]


def _piped(text: str) -> Iterator[tuple[Span, list[Block]]]:
    """The tables whose cells stand between lines of a lone pipe; two of those part two rows."""
    lines = text.split("\n")
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    at = 0
    while at < len(lines):
        if not LONE_PIPE.fullmatch(lines[at]):
            at += 1
            continue
        rows, last = _rows(lines, at)
        grid = _grid(rows)
        # Without a gap between rows there is one row for all cells.
        flat = read_flat_cells(lines, at) if len(rows) == 1 or not grid else None
        first, last, grid = flat or (at, last, grid)
        if grid:
            blocks = [block for _, block in blocks_of(grid, 1 if flat else 0)]
            yield (offsets[first], offsets[last] + len(lines[last])), blocks
        at = last + 1


def _rows(lines: Sequence[str], first: int) -> tuple[list[list[str]], int]:
    """The cells of the rows from the pipe at `first`, and where the last pipe stands."""
    rows: list[list[str]] = [[]]
    bars = [at for at in range(first, len(lines)) if LONE_PIPE.fullmatch(lines[at])]
    last = first
    for before, bar in pairwise(bars):
        inside = [line.strip() for line in lines[before + 1 : bar]]
        if not any(inside):
            # One empty line is an empty cell, several are the gap between a row and the next.
            rows[-1:] = [[*rows[-1], ""]] if len(inside) == 1 else [rows[-1], []]
        elif not inside[0] or len(inside) > _MOST_CELL_LINES or ["", ""] in map(list, pairwise(inside)):
            break
        else:
            rows[-1].append(_cell(inside))
        last = bar
    return [row for row in rows if row], last


def _cell(lines: Sequence[str]) -> str:
    """The lines of a cell, those in one where emphasis that is opened in the first is closed in the next."""
    whole: list[str] = []
    opened = False
    for line in filter(None, lines):
        whole[-1:] = [f"{whole[-1]} {line}"] if opened and whole else [*whole[-1:], line]
        opened ^= len(_EMPHASIS.findall(line)) % 2 == 1
    return "\n".join(_EMPHASIS.sub("", line).strip("*_ ") or line for line in whole)


def _grid(rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    """The rows in the width that most have; nothing where a figure may be of one column or of another."""
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    if width < _FEWEST_COLUMNS:
        return []
    grid = []
    for row in rows:
        filled = row if len(row) <= width else [text for text in row if re.search(r"\w", text)]
        missing = width - len(filled)
        if missing and (missing < 0 or any(map(_FIGURE.fullmatch, filled[1:]))):
            return []
        cells = [Cell(text) for text in filled]
        reaches = 0 < len(cells) <= _MOST_MERGED and bool(cells[-1].text)
        grid.append([*cells, *[cells[-1] if reaches else EMPTY] * missing])
    return grid
