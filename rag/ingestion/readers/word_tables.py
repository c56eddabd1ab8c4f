"""A Word table → a grid of cells, with merged cells in every place that they cover."""

from collections.abc import Callable, Iterator

from docx.oxml.ns import qn

from rag.ingestion.readers.cells import EMPTY, Cell
from rag.ingestion.readers.grids import MOST_CELLS
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.word_styles import Styles, number, toggle, value

_MOST_COLUMNS = 1000
_WRAPPERS = frozenset(qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_PAGE_BREAK = qn("w:lastRenderedPageBreak")
_NO_LINE = {"nil", "none", ""}


class TooManyCells(ValueError):
    """The table claims more cells than any document has."""


def read_grid(table: Element, read_cell: Callable[[Element], str]) -> list[list[Cell]]:
    """The rows of the table, with the pages that Word noted.

    `read_cell` gives a cell's text and is called once for each, in order.

    Raises:
        TooManyCells: as it says.
    """
    grid: list[list[Cell]] = []
    cells = 0
    page = 0
    for row in rows_of(table):
        begins, breaks = _page_breaks(row)
        line = _read_row(row, grid[-1] if grid else [], read_cell, page + begins)
        page += breaks
        cells += len(line)
        if cells > MOST_CELLS or len(line) > _MOST_COLUMNS:
            raise TooManyCells(f"over {MOST_CELLS} cells, or {_MOST_COLUMNS} columns")
        grid.append(line)
    return grid


def _read_row(row: Element, above: list[Cell], read_cell: Callable[[Element], str], page: int) -> list[Cell]:
    properties = row.find(qn("w:trPr"))
    line = [EMPTY] * min(number(properties, "w:gridBefore") or 0, _MOST_COLUMNS)
    for cell in _inside(row, "w:tc"):
        cell_properties = cell.find(qn("w:tcPr"))
        merged = None if cell_properties is None else cell_properties.find(qn("w:vMerge"))
        sideways = value(cell_properties, "w:hMerge")
        continues = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
        text = read_cell(cell)
        if sideways == "continue" and line:
            found = line[-1]
        elif continues and len(line) < len(above):
            found = above[len(line)]
        else:
            found = Cell(text, page)
        line += [found] * min(max(number(cell_properties, "w:gridSpan") or 1, 1), _MOST_COLUMNS)
    return line


def count_page_breaks(table: Element) -> int:
    """How many pages end within the table."""
    return sum(_page_breaks(row)[1] for row in rows_of(table))


def _page_breaks(row: Element) -> tuple[int, int]:
    """How many pages end before the row's text and how many in all: Word notes the same break in several cells."""
    before = total = 0
    for cell in _inside(row, "w:tc"):
        marks = [element.tag == _PAGE_BREAK for element in cell.iter(_PAGE_BREAK, qn("w:t"))]
        before = max(before, marks.index(False) if False in marks else len(marks))
        total = max(total, sum(marks))
    return before, total


def rows_of(table: Element) -> Iterator[Element]:
    """The rows that are printed: neither deleted nor hidden."""
    for row in _inside(table, "w:tr"):
        properties = row.find(qn("w:trPr"))
        if properties is None or (properties.find(qn("w:del")) is None and not toggle(properties, "w:hidden")):
            yield row


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """The children named so, those inside content controls too."""
    for child in parent.iterchildren("*"):
        if child.tag == qn(tag):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def count_declared_headings(table: Element) -> int:
    """How many rows from the top are marked to be repeated on each page."""
    count = 0
    for row in rows_of(table):
        if not toggle(row.find(qn("w:trPr")), "w:tblHeader"):
            break
        count += 1
    return count


def is_bordered(table: Element, styles: Styles) -> bool:
    """Whether lines are drawn between or around the cells, by the table, its style or the cells."""
    properties = table.find(qn("w:tblPr"))
    own = None if properties is None else properties.find(qn("w:tblBorders"))
    cells = table.iterfind(f"{qn('w:tr')}/{qn('w:tc')}/{qn('w:tcPr')}/{qn('w:tcBorders')}")
    if sum(map(_draws, cells)) > 1:
        return True
    if own is not None:
        return _draws(own)
    style_id = value(properties, "w:tblStyle")
    paths = f"{qn('w:tblPr')}/{qn('w:tblBorders')}"
    inherited = (style.find(paths) for style in (styles.chain(style_id) if style_id else ()))
    return any(_draws(borders) for borders in inherited if borders is not None)


def _draws(borders: Element) -> bool:
    return any(border.get(qn("w:val"), "") not in _NO_LINE for border in borders.iterchildren("*"))
