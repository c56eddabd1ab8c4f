"""Excel workbooks (.xlsx): each visible sheet as its tables and lines, as they were last shown. Door to openpyxl."""

import datetime
import warnings
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import CellRange

from rag.errors import UnreadableDocument
from rag.ingestion.readers.cell_formats import shown_date, shown_number
from rag.ingestion.readers.cells import EMPTY, Cell
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import MOST_CELLS, blocks_of, with_captions
from rag.ingestion.readers.packages import damaged, pack, read_parts
from rag.ingestion.readers.side_parts import warn_of_side_parts
from rag.ingestion.readers.spreadsheet_looks import drawn_text, is_unseen
from rag.ingestion.readers.unseen import figures_of, warn_of_unseen

Worksheet: TypeAlias = Any
"""openpyxl ships no types."""

_NAMED_CELLS = 10
_LARGEST = 10**300
_SECTIONS = 4


def read(path: Path, report: ReportPages) -> FileContent:
    """A page for each visible sheet that is not empty, labelled `trang tính NAME`. Formulas are never computed.

    Raises:
        UnreadableDocument: damaged, no workbook, empty, or made to do harm.
        OSError: the file cannot be opened.
    """
    parts = read_parts(path)
    unknown_results = _scan(path, parts)
    sheets = _load(path, parts)
    pages: list[PageContent] = []
    warned: list[str] = []
    for done, (sheet, part) in enumerate(sheets, start=1):
        if sheet.sheet_state != "visible":
            warned.append(f"Trang tính “{sheet.title}” bị ẩn nên không được đọc.")
        else:
            reader = _SheetReader(path, sheet)
            blocks = with_captions(reader.blocks())
            if blocks:
                pages.append(PageContent(tuple(blocks), f"trang tính {sheet.title}"))
            warned += [*reader.warnings(), *_warn_of_formulas(sheet.title, unknown_results.get(part, []))]
        report(done, len(sheets))
    if not pages:
        raise UnreadableDocument(
            f"Tệp {path.name} không có ô nào có nội dung đọc được. {' '.join(warned)}".strip(),
            f"{path.name}: no visible cell with a value",
        )
    return FileContent(tuple(pages), (*warned, *warn_of_side_parts(parts)))


def _load(path: Path, parts: dict[str, bytes]) -> list[tuple[Worksheet, str]]:
    """The sheets in order, each with the name of its part."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(pack(parts), data_only=True, keep_links=False, rich_text=True)
            reader.read()
        names = {sheet.name: str(relation.target) for sheet, relation in reader.parser.find_sheets()}
        return [(sheet, names.get(sheet.title, "")) for sheet in reader.wb.worksheets]
    # openpyxl lets through whatever its parsing meets: a dozen kinds of exceptions.
    except Exception as error:
        raise damaged(path, error) from error


def _scan(path: Path, parts: dict[str, bytes]) -> dict[str, list[str]]:
    """By part, the cells whose formula was never reckoned, as programs other than Excel often save them.

    Raises:
        UnreadableDocument: not XML, or with merged cells that openpyxl would fill the memory with: it makes an object
            for each place that they cover.
    """
    covered = 0
    unknown: dict[str, list[str]] = {}
    for name, data in parts.items():
        try:
            for element in _sheet_elements(data):
                tag = element.tag.rpartition("}")[2]
                if tag == "mergeCell":
                    covered += _area(element.get("ref", ""))
                elif _lacks_result(element):
                    unknown.setdefault(name, []).append(element.get("r", ""))
        except ElementTree.ParseError as error:
            raise damaged(path, error) from error
    if covered > MOST_CELLS:
        raise _too_many_cells(path, covered)
    return unknown


def _sheet_elements(data: bytes) -> Iterator[ElementTree.Element]:
    """The cells and merged ranges of a part, if it is a sheet."""
    root = ""
    # In the limited process, of which a bomb of entities would end only the file's own reading.
    for event, element in ElementTree.iterparse(BytesIO(data), ("start", "end")) if data else ():  # nosec B314
        tag = element.tag.rpartition("}")[2]
        root = root or tag
        if root != "worksheet":
            return
        if event == "end" and tag in {"c", "mergeCell"}:
            yield element
        elif event == "end" and tag == "row":
            element.clear()


def _lacks_result(cell: ElementTree.Element) -> bool:
    """Whether a formula has no stored result; an empty text is one."""
    children = {child.tag.rpartition("}")[2]: child for child in cell}
    stored = children.get("v")
    return "f" in children and (stored is None or not (stored.text or cell.get("t") == "str"))


def _area(reference: str) -> int:
    try:
        first_column, first_row, last_column, last_row = range_boundaries(reference)
        return int((last_column - first_column + 1) * (last_row - first_row + 1))
    # A range of whole rows or columns has no bounds; one that is none at all is for openpyxl to refuse.
    except TypeError:
        return MOST_CELLS + 1
    except ValueError:
        return 0


def _too_many_cells(path: Path, cells: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"Tệp {path.name} có quá nhiều ô. Hãy xóa các hàng, cột thừa hoặc chia tệp thành nhiều tệp nhỏ.",
        f"{path.name}: {cells} cells, at most {MOST_CELLS}",
    )


def _warn_of_formulas(title: str, cells: list[str]) -> Iterator[str]:
    if cells:
        yield (
            f"Trang tính “{title}”: {_named(cells)} có công thức chưa có kết quả nên để trống. "
            "Hãy mở tệp bằng Excel rồi lưu lại."
        )


def _named(cells: list[str]) -> str:
    more = f" và {len(cells) - _NAMED_CELLS} ô khác" if len(cells) > _NAMED_CELLS else ""
    return f"ô {', '.join(cells[:_NAMED_CELLS])}{more}"


class _SheetReader:
    """One sheet, read once; what it had to leave out is remembered for the warnings."""

    def __init__(self, path: Path, sheet: Worksheet) -> None:
        self._path = path
        self._sheet = sheet
        self._errors: list[str] = []
        self._left_out: set[str] = set()
        self._unseen: list[str] = []
        self._unseen_styles: dict[tuple[int, int], bool] = {}
        self._grounds_unknown = list(_ranges_of_unknown_ground(sheet))

    def blocks(self) -> list[Block]:
        """The tables, which empty rows separate, and the lines around them."""
        cells = self._cells()
        hidden_rows, hidden_columns = self._hidden()
        if any(row in hidden_rows for row, _ in cells):
            self._left_out.add("hàng")
        if any(column in hidden_columns for _, column in cells):
            self._left_out.add("cột")
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(cells.items()):
            if row not in hidden_rows and column not in hidden_columns:
                by_row.setdefault(row, {})[column] = cell
        return [
            block
            for region in _regions(by_row, hidden_rows)
            for _, block in blocks_of(self._grid(region, hidden_columns))
        ]

    def warnings(self) -> Iterator[str]:
        """What was left out, in Vietnamese."""
        title = self._sheet.title
        if self._left_out:
            yield f"Trang tính “{title}”: các {' và '.join(sorted(self._left_out))} bị ẩn không được đọc."
        yield from warn_of_unseen(self._unseen, f"Trang tính “{title}”")
        if self._sheet._charts or self._sheet._images:
            yield f"Trang tính “{title}” có biểu đồ hoặc hình; chữ và số ở trong đó không được đọc."
        if self._errors:
            yield f"Trang tính “{title}”: {_named(self._errors)} báo lỗi công thức nên để trống."

    def _cells(self) -> dict[tuple[int, int], Cell]:
        """The cells with something in them by row and column, merged ones in every place."""
        cells = {}
        # Not `iter_rows`: it goes through the whole rectangle, which three far cells make 17 billion.
        for (row, column), cell in self._sheet._cells.items():
            text = self._seen(cell)
            if text:
                cells[row, column] = Cell(text)
        for merged in self._sheet.merged_cells.ranges:
            top_left = cells.get((merged.min_row, merged.min_col))
            if top_left is not None:
                for row in range(merged.min_row, merged.max_row + 1):
                    for column in range(merged.min_col, merged.max_col + 1):
                        cells[row, column] = top_left
        return cells

    def _seen(self, cell: Any) -> str:
        """What a reader sees of the cell; what nobody sees is remembered."""
        if cell.value is None:
            return ""
        if isinstance(cell.value, list):
            ground = self._knows_ground(cell)
            text, unseen = drawn_text(cell.value, cell.font, cell.fill, knows_ground=ground)
        else:
            shown = self._shown(cell)
            is_hidden = self._is_unseen(cell) or (cell.data_type == "s" and _hides_text(cell.number_format))
            text, unseen = ("", shown) if is_hidden else (shown, "")
        if unseen:
            self._unseen += [f"{cell.coordinate}: {figures}" for figures in figures_of(unseen)]
        return text

    def _is_unseen(self, cell: Any) -> bool:
        key = (cell._style.fontId, cell._style.fillId)
        if key not in self._unseen_styles:
            self._unseen_styles[key] = is_unseen(cell.font, cell.fill, knows_ground=True)
        return self._unseen_styles[key] and (cell.font.strike or self._knows_ground(cell))

    def _knows_ground(self, cell: Any) -> bool:
        return not any(
            top <= cell.row <= bottom and left <= cell.column <= right
            for left, top, right, bottom in self._grounds_unknown
        )

    def _shown(self, cell: Any) -> str:
        value = cell.value
        if cell.data_type == "e":
            self._errors.append(f"{get_column_letter(cell.column)}{cell.row}")
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | float):
            # Spreadsheets hold neither infinities nor integers of more than 15 digits; files may.
            return shown_number(value, cell.number_format) if abs(value) < _LARGEST else ""
        if isinstance(value, datetime.date | datetime.time):
            return shown_date(value, cell.number_format)
        return str(value).strip()

    def _hidden(self) -> tuple[set[int], set[int]]:
        rows = {index for index, row in self._sheet.row_dimensions.items() if row.hidden or row.height == 0}
        columns: set[int] = set()
        for column in self._sheet.column_dimensions.values():
            if (column.hidden or column.width == 0) and column.min and column.max:
                columns.update(range(column.min, min(column.max, 16_384) + 1))
        return rows, columns

    def _grid(self, region: list[dict[int, Cell]], hidden_columns: set[int]) -> list[list[Cell]]:
        used = sorted({column for row in region for column in row})
        columns = used[:1]
        for before, column in pairwise(used):
            # One empty column, however many there are, so that tables side by side are told apart.
            is_gap = any(between not in hidden_columns for between in range(before + 1, min(column, before + 100)))
            columns += [0, column] if is_gap else [column]
        if len(columns) * len(region) > MOST_CELLS:
            raise _too_many_cells(self._path, len(columns) * len(region))
        return [[row.get(column, EMPTY) for column in columns] for row in region]


def _hides_text(number_format: str) -> bool:
    """`;;;` shows nothing, whatever the cell contains."""
    return number_format.count(";") == _SECTIONS - 1 and not number_format.replace(";", "").strip()


def _ranges_of_unknown_ground(sheet: Worksheet) -> Iterator[tuple[int, int, int, int]]:
    """Where a table's style or a condition may colour the cells: first column and row, last column and row."""
    yield from (CellRange(table.ref).bounds for table in sheet.tables.values())
    for conditional in sheet.conditional_formatting:
        yield from (cell_range.bounds for cell_range in conditional.sqref.ranges)


def _regions(by_row: dict[int, dict[int, Cell]], hidden_rows: set[int]) -> Iterator[list[dict[int, Cell]]]:
    """Runs of rows without an empty one between them; hidden rows do not count."""
    region: list[dict[int, Cell]] = []
    last = 0
    for row, cells in by_row.items():
        if region and any(between not in hidden_rows for between in range(last + 1, row)):
            yield region
            region = []
        region.append(cells)
        last = row
    if region:
        yield region
