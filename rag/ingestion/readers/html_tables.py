"""A table of a web page → a grid of cells, with merged cells in every place that they cover."""

import re
from collections.abc import Callable, Iterator

from rag.ingestion.readers.cells import EMPTY, Cell, is_figure
from rag.ingestion.readers.grids import MOST_CELLS
from rag.ingestion.readers.trees import Element

_MOST_COLUMNS = 1000
_LINE = re.compile(r"border[\w-]*\s*:[^;]*(?:solid|double|dotted|dashed)", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4")


def read_grid(table: Element, read_cell: Callable[[Element], str]) -> tuple[list[list[Cell]], int]:
    """The rows, and how many of them from the top the page calls headings.

    Raises:
        ValueError: more cells than any document has.
    """
    rows = list(_rows(table))
    grid: list[list[Cell]] = []
    reaching: dict[int, tuple[Cell, int]] = {}
    cells = 0
    for index, row in enumerate(rows):
        line, reaching = _read_row(row, reaching, len(rows) - index, read_cell)
        cells += len(line)
        if cells > MOST_CELLS:
            raise ValueError(f"over {MOST_CELLS} cells")
        grid.append(line)
    heads = [_is_heading(row) for row in rows]
    return grid, heads.index(False) if False in heads else 0


def _read_row(
    row: Element, reaching: dict[int, tuple[Cell, int]], rows_left: int, read_cell: Callable[[Element], str]
) -> tuple[list[Cell], dict[int, tuple[Cell, int]]]:
    """The row's cells, and by column the cells that reach further down, with the rows that they still cover."""
    placed = {column: cell for column, (cell, _) in reaching.items()}
    below = {column: (cell, left - 1) for column, (cell, left) in reaching.items() if left > 1}
    column = 0
    for element in row.iterchildren("td", "th"):
        while column in placed:
            column += 1
        cell = Cell(read_cell(element))
        down = _span(element.get("rowspan"), rows_left) or rows_left
        across = _span(element.get("colspan"), _MOST_COLUMNS) or 1
        for covered in range(column, min(column + across, _MOST_COLUMNS)):
            placed.setdefault(covered, cell)
            if down > 1:
                below.setdefault(covered, (cell, down - 1))
        column += across
    width = max(placed, default=-1) + 1
    return [placed.get(index, EMPTY) for index in range(width)], below


def _span(text: str | None, most: int) -> int:
    return min(int(text), most) if text and re.fullmatch(r"\s*\d{1,6}\s*", text, re.ASCII) else 1


def _rows(table: Element) -> Iterator[Element]:
    """The table's own rows; its head is drawn first and its foot last, wherever they stand."""
    parts = list(table.iterchildren("thead", "tbody", "tfoot", "tr"))
    for names in (("thead",), ("tbody", "tr"), ("tfoot",)):
        for part in parts:
            if part.tag in names:
                yield from [part] if part.tag == "tr" else part.iterchildren("tr")


def _is_heading(row: Element) -> bool:
    return row.getparent().tag == "thead" or all(cell.tag == "th" for cell in row.iterchildren("td", "th"))


def is_page_layout(table: Element) -> bool:
    """Whether the table only lays out the page: it is marked so, contains headings, or other tables and no figures."""
    if table.get("role") == "presentation" or next(table.iterdescendants(*_HEADINGS), None) is not None:
        return True
    return next(table.iterdescendants("table"), None) is not None and not _has_figures(table)


def _has_figures(table: Element) -> bool:
    """Whether a row names something and has a figure for it that stands in no table inside of it."""
    for row in _rows(table):
        cells = [cell for cell in row.iterchildren("td", "th") if next(cell.iterdescendants("table"), None) is None]
        texts = [" ".join("".join(cell.itertext()).split()) for cell in cells]
        if texts and re.search(r"[^\W\d]", texts[0]) and any(map(is_figure, texts[1:])):
            return True
    return False


def is_bordered(table: Element) -> bool:
    """False only where the page states that no lines are drawn: mostly, style sheets do."""
    if table.get("border") != "0":
        return True
    return any(_LINE.search(cell.get("style", "")) for cell in table.iterdescendants("td", "th"))
