"""Rows of cells → a table that knows which of its rows are headings, and the text above it that is its caption."""

import re
from collections.abc import Sequence

from rag.ingestion.readers.content import Block, Table

_MARK = "(?:⁽?[⁰¹²³⁴-⁹]{1,3}⁾?)?"
_NUMBER = re.compile(rf"\W{{0,3}}\d[\d.,]*(?:\s*[-–÷]\s*\d[\d.,]*)?{_MARK}\s*(?:%|‰)?{_MARK}\W{{0,2}}")
_UNITS = re.compile(r"\W*(?:đơn vị(?: tính)?|đvt)\W*", re.IGNORECASE)
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}[a-z]?|[A-Z])\)?(?:\s*=[\s\d()+\-–*/x×:%a-z]+)?\)?")
_ORDINAL = re.compile(r"(?:[IVXLC]+|[A-HĐ]|\d{1,3}(?:\.\d{1,3})*|[a-zđ])[.)]?|\([\da-zđ]{1,3}\)|[-–+*•]")
_UNIT = re.compile(r"\W*(?:Đơn vị(?: tính)?|ĐVT|Đvt)\b.{0,80}", re.IGNORECASE)
_TITLE = re.compile(r"(?:Phụ lục|Bảng|Biểu|Phụ biểu|Mẫu)\b.{0,200}", re.IGNORECASE)
_ATTACHED = re.compile(r"\(?\s*(?:Kèm theo|Ban hành kèm theo|Đính kèm)\b.{0,300}", re.IGNORECASE)
_MOST_HEADING_ROWS = 6
_MOST_CAPTION_LINES = 5
_LONGEST_CAPTION_LINE_CHARS = 250


def read_table(rows: Sequence[tuple[str, ...]], regions: Sequence[Sequence[int]]) -> Table:
    """The table of the rows without empty ones; `regions` as in a `Grid`, to know which cells are merged.

    A row that numbers the columns (`A B 1 2 3`) is left out, a title across all columns becomes the caption.
    """
    kept = [(row, merged) for row, merged in zip(rows, regions, strict=True) if any(cell.strip() for cell in row)]
    caption: list[str] = []
    while len(kept) > 1 and _is_title(*kept[0]):
        caption.append(kept.pop(0)[0][0])
    texts = [row for row, _ in kept]
    numbering = next((i for i, row in enumerate(texts[: _MOST_HEADING_ROWS + 1]) if numbers_columns(row)), None)
    if numbering is not None:
        del kept[numbering], texts[numbering]
        headings = numbering
    else:
        headings = _count_headings(texts, [merged for _, merged in kept])
    return Table(tuple(texts), headings, "\n".join(caption))


def _is_title(row: tuple[str, ...], merged: Sequence[int]) -> bool:
    """Whether one cell across the table names it: not one that opens a numbered section of its rows."""
    text = row[0].strip()
    across = len(set(merged)) == 1 and len(merged) > 1
    return across and bool(_UNIT.fullmatch(text) or _TITLE.fullmatch(text) or _ATTACHED.fullmatch(text))


def numbers_columns(row: Sequence[str]) -> bool:
    """`(1) (2) (3)`, `A B 1 2 3=2/1`. Fewer than three cells may as well be figures that happen to follow."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) < 3 or len(cells) < len(row) - 1 or not all(_COLUMN_NUMBER.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(found.group()) for cell in cells if (found := re.search(r"\d+", cell))]
    letters = [cell.strip("()") for cell in cells if not re.search(r"\d", cell)]
    return (
        bool(numbers)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in {1, 2, 3}
        and letters == list("ABCDEF"[: len(letters)])
    )


def _count_headings(rows: Sequence[tuple[str, ...]], regions: Sequence[Sequence[int]]) -> int:
    """How many rows stand above the first row of data; 0 where the table goes on from the page before."""
    if not rows or _is_data(rows[0]) or _continues(rows[0], regions[0]):
        return 0
    later = range(1, len(rows))
    units = [column for column, text in enumerate(rows[0]) if _UNITS.fullmatch(text)]
    first = next(
        (
            index
            for index in later
            if _is_data(rows[index])
            or _continues(rows[index], regions[index])
            or any(rows[index][column].strip() and regions[index][column] != regions[0][column] for column in units)
            or _names_section(rows[index], regions[index], regions[0])
        ),
        1,
    )
    # Where no row of data follows, cells merged down from the first row show how far the headings reach.
    reach = max(i + 1 for i, merged in enumerate(regions) if set(merged) & set(regions[0]))
    count = min(first, _MOST_HEADING_ROWS)
    return count if count < len(rows) else min(reach, len(rows) - 1)


def _is_data(row: tuple[str, ...]) -> bool:
    """Whether the row holds values, or opens with the number of a row or section."""
    cells = [cell.strip() for cell in row]
    values = [cell for cell in cells[1:] if _NUMBER.fullmatch(cell) and not _YEARS.fullmatch(cell)]
    return bool(values) or (bool(_ORDINAL.fullmatch(cells[0])) and any(cells[1:])) or _is_section(cells)


def _is_section(cells: Sequence[str]) -> bool:
    """Whether one cell across the table opens a section: `II. Chỉ tiêu xã hội`."""
    opening = cells[0].split(maxsplit=1)
    return len(set(cells)) == 1 and len(cells) > 1 and len(opening) > 1 and bool(_ORDINAL.fullmatch(opening[0]))


def _names_section(row: tuple[str, ...], merged: Sequence[int], heading: Sequence[int]) -> bool:
    """Whether a row below the headings only names itself, whatever its number was misread for: `/ | KINH TẾ | | |`."""
    return len(row) > 3 and any(row[:2]) and not any(row[2:]) and not set(merged) & set(heading)


def _continues(row: tuple[str, ...], merged: Sequence[int]) -> bool:
    """Whether a page's end has cut a row in two: the rest of its text stands in few of the cells."""
    empty = sum(not cell.strip() for cell in row)
    return not row[0].strip() and 2 * empty > len(row) and len(set(merged)) == len(merged)


def split_caption(blocks: Sequence[Block]) -> tuple[list[Block], str]:
    """The blocks above a table without those that are its caption, and the caption: title, origin, note on units."""
    start = taken = len(blocks)
    for index in range(len(blocks) - 1, max(len(blocks) - 1 - _MOST_CAPTION_LINES, -1), -1):
        block = blocks[index]
        if not isinstance(block, str) or len(block) > _LONGEST_CAPTION_LINE_CHARS:
            break
        if _UNIT.fullmatch(block) or _ATTACHED.fullmatch(block) or _TITLE.fullmatch(block):
            # Lines between two that belong to the caption do so too.
            start = index
        if _TITLE.fullmatch(block):
            break
    return list(blocks[:start]), "\n".join(str(block) for block in blocks[start:taken])
