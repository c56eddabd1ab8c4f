"""Excel workbooks (.xlsx): each visible sheet as its tables and lines, as they were last shown. Door to openpyxl."""

import datetime
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries

from rag.errors import UnreadableDocument
from rag.ingestion.readers.cell_formats import shown_date, shown_number
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import EMPTY, MOST_CELLS, Cell, blocks_of, with_captions
from rag.ingestion.readers.packages import damaged, pack, read_parts

Worksheet: TypeAlias = Any
"""openpyxl ships no types."""

_NAMED_CELLS = 10
_LARGEST = 10**300


def read(path: Path, report: ReportPages) -> FileContent:
    """A page for each visible sheet that holds anything, labelled `trang tính NAME`. Formulas are never computed.

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
    return FileContent(tuple(pages), tuple(warned))


def _load(path: Path, parts: dict[str, bytes]) -> list[tuple[Worksheet, str]]:
    """The sheets in order, each with the name of its part."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(pack(parts), data_only=True, keep_links=False)
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
    for event, element in ElementTree.iterparse(BytesIO(data), ("start", "end")) if data else ():
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
        return [block for region in _regions(by_row, hidden_rows) for _, block in blocks_of(self._grid(region))]

    def warnings(self) -> Iterator[str]:
        """What was left out, in Vietnamese."""
        title = self._sheet.title
        if self._left_out:
            yield f"Trang tính “{title}”: các {' và '.join(sorted(self._left_out))} bị ẩn không được đọc."
        if self._errors:
            yield f"Trang tính “{title}”: {_named(self._errors)} báo lỗi công thức nên để trống."

    def _cells(self) -> dict[tuple[int, int], Cell]:
        """The cells with something in them by row and column, merged ones in every place."""
        cells = {}
        # Not `iter_rows`: it goes through the whole rectangle, which three far cells make 17 billion.
        for (row, column), cell in self._sheet._cells.items():
            text = self._shown(cell)
            if text:
                cells[row, column] = Cell(text)
        for merged in self._sheet.merged_cells.ranges:
            top_left = cells.get((merged.min_row, merged.min_col))
            if top_left is not None:
                for row in range(merged.min_row, merged.max_row + 1):
                    for column in range(merged.min_col, merged.max_col + 1):
                        cells[row, column] = top_left
        return cells

    def _shown(self, cell: Any) -> str:
        value = cell.value
        if value is None:
            return ""
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
        rows = {index for index, row in self._sheet.row_dimensions.items() if row.hidden}
        columns: set[int] = set()
        for column in self._sheet.column_dimensions.values():
            if column.hidden and column.min and column.max:
                columns.update(range(column.min, min(column.max, 16_384) + 1))
        return rows, columns

    def _grid(self, region: list[dict[int, Cell]]) -> list[list[Cell]]:
        columns = sorted({column for row in region for column in row})
        if len(columns) * len(region) > MOST_CELLS:
            raise _too_many_cells(self._path, len(columns) * len(region))
        return [[row.get(column, EMPTY) for column in columns] for row in region]


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
