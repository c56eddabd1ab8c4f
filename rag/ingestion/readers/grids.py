"""Raw grids of cells, merged ones included → tables, their titles and notes, or the text that they only arrange."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, count, groupby, takewhile
from typing import TypeAlias

from rag.ingestion.readers.cells import EMPTY, Cell
from rag.ingestion.readers.content import Block, Table
from rag.ingestion.readers.side_by_side import part_side_by_side
from rag.ingestion.readers.table_headings import read_table, split_caption

MOST_CELLS = 2_000_000
"""More cells than any printed table has; a grid that claims more is an attack or an accident."""


Grid: TypeAlias = Sequence[Sequence[Cell]]

_VALUE = re.compile(r"[-+~≈<>≤≥]?\s*\(?[-+]?\d[\d.,\s]*\)?(?:⁽?[⁰¹²³⁴-⁹]{1,3}⁾?)?\s*(?:%|‰)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?")
_UNIT_LINE = re.compile(r"\(?\s*(?:đơn vị(?:\s+tính)?|đvt)\s*[:(].{1,80}", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"(?:ghi chú|chú thích|nguồn|\(?\*+\)?)(?!\w)", re.IGNORECASE)
_LETTERHEAD = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|ĐẢNG CỘNG SẢN VIỆT NAM|^\s*Nơi nhận\s*:|"
    r"^\s*(?:T/?M\.|KT\.|TL\.|TUQ\.|Q\.)\s",
    re.MULTILINE | re.IGNORECASE,
)
_LONGEST_VALUE_CHARS = 40
_LETTERHEAD_CHARS = 300
"""How far into a cell a letterhead is looked for."""
_MOST_LAYOUT_ROWS = 8
_MOST_LAYOUT_COLUMNS = 3


def blocks_of(rows: Grid, heading_rows: int = 0, *, bordered: bool = True) -> list[tuple[int, Block]]:
    """The grid as a table, its title and unit lines as caption, notes below it as paragraphs; each with its page.

    A grid that only arranges text, such as the letterhead or the signature of a document, becomes paragraphs, column
    by column. `heading_rows` is what the format itself declares; 0 to find out. `bordered` False says that no lines
    are drawn around the cells. A table over several pages is cut where they end; of tables side by side, each is one.
    """
    parts = part_side_by_side(rows)
    return [block for part in parts for block in _blocks_of_one(part, heading_rows, bordered=bordered)]


def _blocks_of_one(rows: Grid, heading_rows: int, *, bordered: bool) -> list[tuple[int, Block]]:
    grid = _without_empty(rows)
    if not grid:
        return []
    if is_layout(grid, bordered=bordered):
        return _paragraphs(zip(*grid, strict=True))
    preamble = list(takewhile(_is_preamble, grid))
    letterhead = [row for row in preamble if len(_distinct(row)) > 1]
    titles = [row for row in preamble if row not in letterhead]
    notes = list(takewhile(_is_note, reversed(grid[len(preamble) :])))[::-1]
    body = _without_empty(grid[len(preamble) : len(grid) - len(notes)])
    if len(body) < 2 or len(body[0]) < 2:
        return _paragraphs([*letterhead, *titles, *body, *notes])
    caption = "\n".join(str(line) for _, line in _paragraphs(titles))
    tables = _tables(body, heading_rows - len(preamble), caption)
    return [*_paragraphs(letterhead), *tables, *_paragraphs(notes)]


def _tables(body: list[tuple[Cell, ...]], declared: int, caption: str) -> list[tuple[int, Block]]:
    """One table, or on each page the part that stands there; the headings stand with the first row of data."""
    fresh = count()
    regions: dict[Cell, int] = {}
    # Empty cells are shared objects too, but not merged with each other.
    places = [[regions.setdefault(cell, next(fresh)) if cell.text else next(fresh) for cell in row] for row in body]
    table = read_table([tuple(cell.text.strip() for cell in row) for row in body], places)
    heading_rows = max(table.heading_rows, declared if declared < len(table.rows) else 0)
    caption = "\n".join(part for part in (caption, table.caption) if part)
    # What read_table takes away, stands above the first row of data.
    pages = list(accumulate((max(cell.page for cell in row) for row in body), max))[len(body) - len(table.rows) :]
    pages = [max(pages[: heading_rows + 1])] * heading_rows + pages[heading_rows:]
    parts = [
        [row for _, row in part] for _, part in groupby(zip(pages, table.rows, strict=True), key=lambda each: each[0])
    ]
    first, *others = parts
    return [
        (pages[0], Table(tuple(first), heading_rows, caption)),
        *((page, Table(tuple(part), 0)) for page, part in zip(dict.fromkeys(pages[len(first) :]), others, strict=True)),
    ]


def _paragraphs(rows: Iterable[Sequence[Cell]]) -> list[tuple[int, Block]]:
    cells = dict.fromkeys(cell for row in rows for cell in _distinct(row))
    return [(cell.page, " ".join(line.split())) for cell in cells for line in cell.text.splitlines() if line.strip()]


def with_captions(blocks: Iterable[Block]) -> list[Block]:
    """The title and the note on units that stand as paragraphs right above a table become its caption."""
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and block.heading_rows:
            done, above = split_caption(done)
            caption = "\n".join(part for part in (above, block.caption) if part)
            done.append(Table(block.rows, block.heading_rows, caption))
        else:
            done.append(block)
    return done


def is_layout(grid: Grid, *, bordered: bool) -> bool:
    """Whether the grid arranges text rather than data.

    One column or one row always does; few cells without lines do, unless a column holds plain numbers: those would
    lose what they belong to.
    """
    columns = len(grid[0])
    if columns == 1 or (len(grid) == 1 and not bordered):
        return True
    if columns > _MOST_LAYOUT_COLUMNS or len(grid) > _MOST_LAYOUT_ROWS or _has_values(grid):
        return False
    return not bordered or any(_is_letterhead(cell) for row in grid for cell in row)


def _has_values(grid: Grid) -> bool:
    return len(grid) > 1 and any(_is_value(cell) for row in grid for cell in row[1:])


def _is_value(cell: Cell) -> bool:
    """Whether the cell is a figure and nothing else; a year is the name of a column as often."""
    text = cell.text.strip()
    return len(text) <= _LONGEST_VALUE_CHARS and bool(_VALUE.fullmatch(text)) and not _YEAR.fullmatch(text)


def _is_preamble(row: Sequence[Cell]) -> bool:
    """Whether a row above the headings is a title, a note on units or a letterhead."""
    cells = _distinct(row)
    return len(cells) == 1 or any(
        _is_letterhead(cell) or (len(cells) == 2 and _UNIT_LINE.fullmatch(cell.text.strip())) for cell in cells
    )


def _is_letterhead(cell: Cell) -> bool:
    return bool(_LETTERHEAD.search(cell.text.strip()[:_LETTERHEAD_CHARS]))


def _is_note(row: Sequence[Cell]) -> bool:
    cells = _distinct(row)
    return len(cells) == 1 and bool(_NOTE.match(cells[0].text.strip()))


def _without_empty(rows: Grid) -> list[tuple[Cell, ...]]:
    """Rows of one length without those that are empty, or contain nothing but what the one before covers too."""
    width = max((len(row) for row in rows), default=0)
    padded = [(*row, *[EMPTY] * (width - len(row))) for row in rows]
    return list(zip(*_without_repeats(list(zip(*_without_repeats(padded), strict=True))), strict=True))


def _without_repeats(lines: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    kept: list[tuple[Cell, ...]] = []
    for line in lines:
        repeats = bool(kept) and all(cell is before for cell, before in zip(line, kept[-1], strict=True))
        if not repeats and any(cell.text.strip() for cell in line):
            kept.append(line)
    return kept


def _distinct(cells: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in dict.fromkeys(cells) if cell.text.strip()]
