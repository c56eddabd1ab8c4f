"""Words and ruling lines at their places on a page → its paragraphs and tables in reading order."""

from collections.abc import Sequence
from dataclasses import replace

from rag.ingestion.readers.columns import read_columns
from rag.ingestion.readers.content import Block
from rag.ingestion.readers.geometry import Line, Ruling, Word
from rag.ingestion.readers.paragraphs import read_paragraphs
from rag.ingestion.readers.ruled_tables import Grid, find_grids
from rag.ingestion.readers.table_headings import read_table, split_caption
from rag.ingestion.readers.unruled_rows import split_rows

__all__ = ["Ruling", "Word", "read_blocks"]

_FEW_LINES = 8
_SAME_END = 2.0
_LEAST_FILLED = 0.2


def read_blocks(words: Sequence[Word], rulings: Sequence[Ruling], width: float, height: float) -> tuple[Block, ...]:
    """The page's blocks in reading order; `width` and `height` are the page's, in points.

    A paragraph, heading or list item is one block, a ruled table another. Running heads and page numbers are the first
    or last blocks, each by itself.
    """
    on_page = [
        word for word in words if word.text.strip() and 0 <= word.middle[0] <= width and 0 <= word.middle[1] <= height
    ]
    grids = _with_text(find_grids(rulings), on_page)
    blocks: list[Block] = []
    rest = on_page
    for grid in grids:
        inside = [word for word in rest if grid.holds(word)]
        above = [word for word in rest if word.middle[1] < grid.ys[0]]
        blocks += _prose(above, width)
        taken = {id(word) for word in (*inside, *above)}
        rest = [word for word in rest if id(word) not in taken]
        blocks = _with_table(blocks, grid, inside)
    return (*blocks, *_prose(rest, width))


def _with_text(grids: Sequence[Grid], words: Sequence[Word]) -> list[Grid]:
    """The grids with text in many of their cells: frames, drawings and what is ruled inside a cell are no tables."""
    found: list[Grid] = []
    for grid in grids:
        inside = [word for word in words if grid.holds(word) and not any(outer.holds(word) for outer in found)]
        filled = [bool(lines) for row in grid.cells(inside) for lines in row]
        if len(filled) > 1 and sum(filled) > 1 and sum(filled) >= _LEAST_FILLED * len(filled):
            found.append(grid)
    return found


def _with_table(blocks: Sequence[Block], grid: Grid, words: Sequence[Word]) -> list[Block]:
    if len(grid.xs) == 2 or len(grid.ys) == 2:
        # One row or one column of boxes is a way to set text, not a table.
        return [*blocks, *(text for row in grid.rows(words) for text in dict.fromkeys(row) if text)]
    table = read_table(*split_rows(grid.cells(words), grid.regions))
    before, caption = split_caption(blocks)
    return [*before, replace(table, caption="\n".join(filter(None, (caption, table.caption))))]


def _prose(words: Sequence[Word], width: float) -> list[str]:
    columns = read_columns(words)
    return [text for lines in columns for text in read_paragraphs(lines, _right(lines, width, len(columns)))]


def _right(lines: Sequence[Line], width: float, columns: int) -> float | None:
    """The right margin as wide as the left one, where few lines of different lengths do not show it."""
    longest, following = sorted((0.0, 0.0, *(line.x1 for line in lines)), reverse=True)[:2]
    shown = len(lines) > _FEW_LINES or longest - following < _SAME_END
    return None if columns > 1 or shown else width - min(line.x0 for line in lines)
