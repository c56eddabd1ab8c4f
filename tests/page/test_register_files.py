import csv
import io
from dataclasses import replace

import openpyxl

from page.register_files import to_csv, to_excel
from rag import REGISTER_COLUMNS
from tests.page.fake_pipeline import BUDGET_FACT, PLAN_DOCUMENT

HOSTILE = replace(BUDGET_FACT, indicator='=HYPERLINK("http://x")', part="+1", territory="@a", corrected_by="-x\x01")


def test_no_cell_of_a_sheet_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_excel([PLAN_DOCUMENT], [HOSTILE]))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in next(sheet.iter_rows())] == list(REGISTER_COLUMNS)
    assert sheet["B2"].value == '\'=HYPERLINK("http://x")'


def test_the_csv_is_that_of_the_command() -> None:
    text = to_csv([PLAN_DOCUMENT], [BUDGET_FACT]).decode("utf-8-sig")
    (header, row) = csv.reader(io.StringIO(text))
    assert tuple(header) == REGISTER_COLUMNS
    assert row[header.index("quote")] == "Thu ngân sách nhà nước trên địa bàn đạt 41.250 tỷ đồng"
