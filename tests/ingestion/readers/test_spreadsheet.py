import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableDocument
from rag.ingestion.readers import spreadsheet
from rag.ingestion.readers.cell_formats import shown_date, shown_number
from rag.ingestion.readers.content import Block, FileContent, PageContent, Table, ignore_pages
from tests.ingestion.making_office_files import annex, make_xlsx

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
