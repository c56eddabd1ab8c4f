import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.table import Table as WorksheetTable

from rag.errors import UnreadableDocument
from rag.ingestion.readers import spreadsheet
from rag.ingestion.readers.cell_formats import shown_date, shown_number
from rag.ingestion.readers.content import Block, FileContent, PageContent, Table, ignore_pages
from tests.ingestion.making_office_files import annex, make_strict, make_xlsx

ACCOUNTING = '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'


def _read(tmp_path: Path, cells: dict[str, Any], **merged: str) -> FileContent:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Biểu 1"
    for place, value in cells.items():
        sheet[place] = value
    for reference in merged.values():
        sheet.merge_cells(reference)
    workbook.save(tmp_path / "a.xlsx")
    return spreadsheet.read(tmp_path / "a.xlsx", ignore_pages)


def test_a_long_annex_comes_back_with_every_cell(tmp_path: Path) -> None:
    sheets: dict[str, list[Block]] = {"Phụ lục 1": [annex(), "Ghi chú: số liệu ước."], "Phụ lục 2": [annex(3)]}
    assert spreadsheet.read(make_xlsx(tmp_path / "a.xlsx", sheets), ignore_pages).pages == (
        PageContent((annex(), "Ghi chú: số liệu ước."), "trang tính Phụ lục 1"),
        PageContent((annex(3),), "trang tính Phụ lục 2"),
    )


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (0.125, "0.0%", "12,5%"),
        (1234.5, "#,##0.0", "1.234,5"),
        (10.340000000000002, "General", "10,34"),
        (0.1 + 0.2, "General", "0,3"),
        (2024, "General", "2024"),
        (2024, "0", "2024"),
        (-1234.5, ACCOUNTING, "-1.234,50"),
        (0, ACCOUNTING, "-"),
        (-5, "#,##0;[Red]#,##0", "-5"),
        (5, '0" tỷ đồng"', "5 tỷ đồng"),
        (15_600_000, "#,##0,", "15.600"),
        (1_234_567.891, '#,##0.00\\ "₫"', "1.234.567,89 ₫"),
        (3, "00", "03"),
        (1.005, "0.00", "1,01"),
        (-0.001, "0.0", "0,0"),
        (12, "#,##0.##", "12"),
        (0.5, "# ?/?", "0,5"),
        (1e-7, "General", "0,0000001"),
        (6_450_000, '#,##0.0,," triệu"', "6,5 triệu"),
        (12_500, '#\\ ##0" ha"', "12.500 ha"),
        (1_234_567.5, "# ##0.0", "1.234.567,5"),
        (4100.4, '[>=1000]#,##0" tấn";0.0" tấn"', "4.100 tấn"),
        (41.26, '[>=1000]#,##0" tấn";0.0" tấn"', "41,3 tấn"),
        (5, "[<1]0.00;[>100]0;0.0", "5,0"),
        (3, '[=1]"có";[=0]"không"', "3"),
    ],
)
def test_a_number_is_shown_as_in_its_cell(number: float, number_format: str, shown: str) -> None:
    assert shown_number(number, number_format) == shown


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_shown_with_two_decimals_is_itself(number: Decimal) -> None:
    shown = shown_number(float(number), "#,##0.00")
    assert Decimal(shown.replace(".", "").replace(",", ".")) == number


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(alphabet='#0?.,%;"-_*\\[]()E@ đ', max_size=12))
def test_every_format_shows_something(number: float, number_format: str) -> None:
    assert isinstance(shown_number(number, number_format), str)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (datetime.datetime(2025, 12, 3), "mm-dd-yy", "03/12/2025"),
        (datetime.datetime(2025, 12, 3, 14, 30), "dd/mm/yyyy hh:mm", "03/12/2025 14:30"),
        (datetime.datetime(2025, 12, 1), "mm/yyyy", "12/2025"),
        (datetime.datetime(2025, 1, 1), "yyyy", "2025"),
        (datetime.time(7, 5), "h:mm", "07:05"),
    ],
)
def test_a_date_is_written_the_vietnamese_way(value: datetime.datetime, number_format: str, shown: str) -> None:
    assert shown_date(value, number_format) == shown


def test_letterhead_title_and_unit_stand_above_the_table_notes_below(tmp_path: Path) -> None:
    cells: dict[str, Any] = {
        "A1": "UBND TỈNH LẠC SƠN",
        "C1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "A3": "BIỂU TỔNG HỢP CHỈ TIÊU",
    }
    cells |= {"D4": "ĐVT: tỷ đồng", "A5": "TT", "B5": "Chỉ tiêu", "C5": "Năm 2025", "C6": "KH", "D6": "TH"}
    cells |= {"A7": "A", "B7": "B", "C7": "1", "D7": "2", "A8": 1, "B8": "Thu", "C8": 15600, "D8": 15700.5}
    cells |= {"A9": "Ghi chú: TH là số ước."}
    read = _read(tmp_path, cells, a="A5:A6", b="B5:B6", c="C5:D5", d="A1:B1", e="C1:D1")
    headings = (("TT", "Chỉ tiêu", "Năm 2025", "Năm 2025"), ("TT", "Chỉ tiêu", "KH", "TH"))
    assert read.pages[0].blocks == (
        "UBND TỈNH LẠC SƠN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        Table((*headings, ("1", "Thu", "15600", "15700,5")), 2, "BIỂU TỔNG HỢP CHỈ TIÊU\nĐVT: tỷ đồng"),
        "Ghi chú: TH là số ước.",
    )


def test_empty_rows_part_tables(tmp_path: Path) -> None:
    cells: dict[str, Any] = {
        "A1": "Năm",
        "B1": "Thu",
        "A2": 2024,
        "B2": 14.5,
        "A5": "Năm",
        "B5": "Chi",
        "A6": 2024,
        "B6": 19.25,
    }
    assert _read(tmp_path, cells).pages[0].blocks == (
        Table((("Năm", "Thu"), ("2024", "14,5"))),
        Table((("Năm", "Chi"), ("2024", "19,25"))),
    )


def test_a_formula_without_a_result_is_named_and_left_empty(tmp_path: Path) -> None:
    read = _read(tmp_path, {"A1": "Năm", "B1": "Thu", "A2": 2025, "B2": "=SUM(B3:B4)", "B3": "#REF!"})
    assert "B2" in read.warnings[1]
    assert "B3" in read.warnings[0]
    assert "SUM" not in str(read.pages)
    assert "REF" not in str(read.pages)


def test_hidden_rows_columns_and_sheets_are_left_out_and_said(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (("Năm", "nháp", "Thu"), (2024, "x", 14.5), (2025, "x", 15.5)):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    workbook.create_sheet("Cũ").sheet_state = "hidden"
    workbook.save(tmp_path / "a.xlsx")
    read = spreadsheet.read(tmp_path / "a.xlsx", ignore_pages)
    assert read.pages[0].blocks == (Table((("Năm", "Thu"), ("2025", "15,5"))),)
    assert ["cột và hàng" in read.warnings[0], "Cũ" in read.warnings[1]] == [True, True]


def test_three_cells_at_the_ends_of_the_sheet_are_three_cells(tmp_path: Path) -> None:
    read = _read(tmp_path, {"A1": "a", "XFD1": "b", "XFD1048576": "c"})
    assert read.pages[0].blocks == ("a", "b", "c")


def test_a_workbook_without_values_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.xlsx"):
        _read(tmp_path, {})


def _read_sheet(tmp_path: Path, fill: Callable[[Any], object]) -> FileContent:
    workbook = openpyxl.Workbook()
    fill(workbook.active)
    workbook.save(tmp_path / "a.xlsx")
    return spreadsheet.read(tmp_path / "a.xlsx", ignore_pages)


HEADING = ("Cây trồng", "Đơn vị", "Năm 2031")


def test_raised_digits_in_a_cell_are_no_digits_of_its_figure(tmp_path: Path) -> None:
    mark = InlineFont(vertAlign="superscript")

    def fill(sheet: Any) -> None:
        sheet.append(HEADING)
        sheet.append((CellRichText("Lạc", TextBlock(mark, "2")), "tấn", CellRichText("4,1", TextBlock(mark, "(3)"))))
        sheet.append(("Vừng", "tấn", 135))

    (table,) = _read_sheet(tmp_path, fill).pages[0].blocks
    assert isinstance(table, Table)
    assert table.rows[1] == ("Lạc²", "tấn", "4,1⁽³⁾")


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (Font(strike=True), PatternFill()),
        (Font(color="FFFFFFFF"), PatternFill()),
        (Font(color=Color(theme=0)), PatternFill()),
        (Font(color="FF1F3864"), PatternFill("solid", fgColor="FF1F3864")),
        (Font(size=1), PatternFill()),
    ],
)
def test_cells_that_nobody_sees_are_not_read_and_are_told(tmp_path: Path, font: Font, fill: PatternFill) -> None:
    def write(sheet: Any) -> None:
        for row in (HEADING, ("Lạc", "tấn", 4100), ("Vừng", "tấn", 135)):
            sheet.append(row)
        sheet["C3"].font, sheet["C3"].fill = font, fill

    content = _read_sheet(tmp_path, write)
    assert content.pages[0].blocks == (Table((HEADING, ("Lạc", "tấn", "4100"), ("Vừng", "tấn", ""))),)
    assert "“C3: 135”" in content.warnings[0]


def test_struck_text_beside_its_correction_is_not_read(tmp_path: Path) -> None:
    struck = TextBlock(InlineFont(strike=True), "4.100")

    def write(sheet: Any) -> None:
        for row in (HEADING, ("Lạc", "tấn", CellRichText(struck, " 4.350")), ("Vừng", "tấn", 135)):
            sheet.append(row)

    (table,) = _read_sheet(tmp_path, write).pages[0].blocks
    assert isinstance(table, Table)
    assert table.rows[1][2] == "4.350"


def test_white_text_stays_where_a_style_or_condition_may_colour_its_ground(tmp_path: Path) -> None:
    def write(sheet: Any) -> None:
        for row in (HEADING, ("Lạc", "tấn", 4100), ("Vừng", "tấn", 135)):
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(color="FFFFFFFF")
        sheet.add_table(WorksheetTable(ref="A1:C3", displayName="B1"))

    content = _read_sheet(tmp_path, write)
    assert isinstance(content.pages[0].blocks[0], Table)
    assert content.pages[0].blocks[0].rows[0] == HEADING


def test_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows = (
        ("Cây trồng", "Năm 2031 (tấn)", None, None, "Vật nuôi", "Năm 2031 (con)"),
        ("Lạc", 4100, None, None, "Bò", 920),
        ("Vừng", 135, None, None, "Dê", 1460),
    )
    assert _read_sheet(tmp_path, lambda sheet: [sheet.append(row) for row in rows]).pages[0].blocks == (
        Table((("Cây trồng", "Năm 2031 (tấn)"), ("Lạc", "4100"), ("Vừng", "135"))),
        Table((("Vật nuôi", "Năm 2031 (con)"), ("Bò", "920"), ("Dê", "1460"))),
    )


def test_an_empty_column_within_a_table_does_not_part_it(tmp_path: Path) -> None:
    rows = (
        ("Cây trồng", "Năm 2030", None, "Đơn vị", "Năm 2031"),
        ("Lạc", 40, None, "tấn", 41),
        ("Chè", 7, None, "tấn", 8),
    )
    (table,) = _read_sheet(tmp_path, lambda sheet: [sheet.append(row) for row in rows]).pages[0].blocks
    assert isinstance(table, Table)
    assert table.rows[1] == ("Lạc", "40", "tấn", "41")


def test_the_strict_form_of_the_format_is_read(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "a.xlsx", {"Phụ lục": [annex(3)]})
    make_strict(tmp_path / "a.xlsx", tmp_path / "strict.xlsx")
    assert spreadsheet.read(tmp_path / "strict.xlsx", ignore_pages).pages[0].blocks == (annex(3),)
