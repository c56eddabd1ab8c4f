"""Raw grids of cells, merged ones included → tables with their headings, captions and notes told apart."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TypeAlias

from rag.ingestion.readers.content import Block, Table

MOST_CELLS = 2_000_000
"""More cells than any printed table has; a grid that claims more is an attack or an accident."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell's text. The same object stands in every place that a merged cell covers: compared by identity."""

    text: str


Grid: TypeAlias = Sequence[Sequence[Cell]]

EMPTY = Cell("")

_VALUE = re.compile(r"[-+~≈<>≤≥]?\s*\(?[-+]?\d[\d.,\s]*\)?\s*(?:%|‰)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?")
_COLUMN_NUMBER = re.compile(r"[(\[]?\s*(\d{1,2}|[A-ZĐ]|[IVX]+)\s*[)\]]?\s*(?:=.*)?", re.DOTALL)
_UNIT_LINE = re.compile(r"\(?\s*(?:đơn vị(?:\s+tính)?|đvt)\s*[:(].{1,80}", re.IGNORECASE | re.DOTALL)
_TABLE_TITLE = re.compile(r"(?:bảng|biểu|phụ lục|phụ biểu)\s*(?:số\s*)?[\dIVXA-E]+\b.{0,200}", re.IGNORECASE)
_NOTE = re.compile(r"(?:ghi chú|chú thích|nguồn|\(?\*+\)?)(?!\w)", re.IGNORECASE)
_LETTERHEAD = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|ĐẢNG CỘNG SẢN VIỆT NAM|^\s*Nơi nhận\s*:|"
    r"^\s*(?:T/?M\.|KT\.|TL\.|TUQ\.|Q\.)\s",
    re.MULTILINE | re.IGNORECASE,
)
_SHORTEST_NUMBERING = 3
_LONGEST_VALUE_CHARS = 40
_LETTERHEAD_CHARS = 300
"""How far into a cell a letterhead is looked for."""
_MOST_LAYOUT_ROWS = 8
_MOST_LAYOUT_COLUMNS = 3
_MOST_HEADING_ROWS = 6


def blocks_of(rows: Grid, heading_rows: int = 0, *, bordered: bool = True) -> list[Block]:
    """The grid as a table, its title and unit lines as caption, notes below it as paragraphs.

    A grid that only arranges text, such as the letterhead or the signature of a document, becomes paragraphs, column
    by column. `heading_rows` is what the format itself declares; 0 to find out. `bordered` False says that no lines
    are drawn around the cells.
    """
    grid = _without_empty(rows)
    if not grid:
        return []
    if is_layout(grid, bordered=bordered):
        return [line for column in zip(*grid, strict=True) for cell in _distinct(column) for line in _lines(cell)]
    preamble = list(takewhile(_is_preamble, grid))
    letterhead = [row for row in preamble if len(_distinct(row)) > 1]
    caption = [line for row in preamble if row not in letterhead for cell in _distinct(row) for line in _lines(cell)]
    notes = list(takewhile(_is_note, reversed(grid[len(preamble) :])))[::-1]
    before: list[Block] = [line for row in letterhead for cell in _distinct(row) for line in _lines(cell)]
    after: list[Block] = [line for row in notes for cell in _distinct(row) for line in _lines(cell)]
    body = _without_empty(grid[len(preamble) : len(grid) - len(notes)])
    if len(body) < 2 or len(body[0]) < 2:
        plain = [line for row in body for cell in _distinct(row) for line in _lines(cell)]
        return [*before, *caption, *plain, *after]
    declared = heading_rows - len(preamble) if 0 < heading_rows - len(preamble) < len(body) else 0
    return [*before, _table(body, declared, "\n".join(caption)), *after]


def _table(body: list[tuple[Cell, ...]], declared: int, caption: str) -> Table:
    """The headings found, the row that numbers the columns dropped."""
    numbering = next((index for index, row in enumerate(body[:_MOST_HEADING_ROWS]) if _numbers_columns(row)), None)
    if numbering is not None:
        body = body[:numbering] + body[numbering + 1 :]
    heading_rows = numbering if numbering is not None else max(declared, _count_heading_rows(body))
    return Table(tuple(tuple(cell.text.strip() for cell in row) for row in body), heading_rows, caption)


def with_captions(blocks: Iterable[Block]) -> list[Block]:
    """The title and the note on units that stand as paragraphs right above a table become its caption."""
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, str):
            done.append(block)
            continue
        lines: list[str] = []
        while done and isinstance(last := done[-1], str) and _belongs_to_table(last, has_unit=bool(lines)):
            lines.insert(0, last)
            done.pop()
        caption = "\n".join([*lines, block.caption] if block.caption else lines)
        done.append(Table(block.rows, block.heading_rows, caption))
    return done


def _belongs_to_table(line: str, *, has_unit: bool) -> bool:
    return bool((not has_unit and _UNIT_LINE.fullmatch(line.strip())) or _TABLE_TITLE.fullmatch(line.strip()))


def is_layout(grid: Grid, *, bordered: bool) -> bool:
    """Whether the grid arranges text rather than data.

    One column or one row always does; few cells without lines do, unless a column holds plain numbers: those would
    lose what they belong to.
    """
    columns = len(grid[0])
    if columns == 1 or (len(grid) == 1 and not bordered):
        return True
    if columns > _MOST_LAYOUT_COLUMNS or len(grid) > _MOST_LAYOUT_ROWS or _holds_values(grid):
        return False
    return not bordered or any(_is_letterhead(cell) for row in grid for cell in row)


def _holds_values(grid: Grid) -> bool:
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


def _numbers_columns(row: Sequence[Cell]) -> bool:
    """`(1) (2) (3)`, `A B 1 2 3=2/1`: each sort of sign counts on by one from its first."""
    texts = [cell.text.strip() for cell in _distinct(row)]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts if len(text) <= _LONGEST_VALUE_CHARS]
    marks = [match[1] for match in found if match]
    named = sum(bool(cell.text.strip()) for cell in row)
    if len(marks) < max(_SHORTEST_NUMBERING, len(texts)) or 2 * named < len(row):
        return False
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    letters = [mark for mark in marks if not mark.isdecimal()]
    return (
        all(second == first + 1 for first, second in pairwise(numbers))
        and (not numbers or numbers[0] in {1, len(letters) + 1})
        and (letters == list("ABCDEFGH"[: len(letters)]) or letters == ["I", "II", "III", "IV", "V"][: len(letters)])
    )


def _count_heading_rows(body: list[tuple[Cell, ...]]) -> int:
    """The first row and those below that a merged heading reaches into or stands above; 0 when figures open it."""
    if any(_is_value(cell) for cell in body[0][1:]):
        return 0
    count = 1
    while count < min(len(body) - 1, _MOST_HEADING_ROWS) and _continues_heading(body[count - 1], body[count]):
        count += 1
    return count


def _continues_heading(above: tuple[Cell, ...], row: tuple[Cell, ...]) -> bool:
    # A row of figures is never a heading, whatever the merges say.
    if any(_is_value(cell) for cell in row[1:]) or len(_distinct(row)) < 2:
        return False
    reaches_down = any(cell is upper and cell.text.strip() for cell, upper in zip(row, above, strict=True))
    spans = any(left is right and left.text.strip() for left, right in pairwise(above))
    unnamed = not row[0].text.strip() and bool(above[0].text.strip())
    return reaches_down or spans or unnamed


def _without_empty(rows: Grid) -> list[tuple[Cell, ...]]:
    """Rows of one length without those that hold nothing, or nothing but what the one before covers too."""
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


def _lines(cell: Cell) -> list[str]:
    return [" ".join(line.split()) for line in cell.text.splitlines() if line.strip()]
