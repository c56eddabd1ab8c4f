"""Tables and heads of columns that run up or down a page whose other text is level."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from rag.ingestion.readers.content import Block, Table, ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.ingestion.making_files import _register_fonts

PROSE = ("Kế hoạch phát triển nông nghiệp huyện Đồng Lạc năm 2031", "Tổng đàn gia cầm đạt 310 nghìn con.")
ROWS = (
    ("Chỉ tiêu", "Đơn vị", "Năm 2030", "Kế hoạch năm 2031"),
    ("Sản lượng lạc", "tấn", "3.900", "4.100"),
    ("Sản lượng vừng", "tấn", "120", "135"),
)
WIDTHS = (130, 60, 70, 130)
pytestmark = pytest.mark.needs("dejavu")


def _canvas(path: Path) -> Canvas:
    _register_fonts()
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("Serif", 11)
    for number, line in enumerate(PROSE):
        canvas.drawString(70, 790 - 20 * number, line)
    return canvas


def _blocks(canvas: Canvas, path: Path) -> tuple[Block, ...]:
    canvas.save()
    return read_file(path, ignore_pages).pages[0].blocks


def _draw_table(canvas: Canvas, rows: Sequence[Sequence[str]], top: float) -> None:
    for number, row in enumerate(rows):
        for column, (text, width) in enumerate(zip(row, WIDTHS, strict=True)):
            left, bottom = sum(WIDTHS[:column]), top - 20 * (number + 1)
            canvas.rect(left, bottom, width, 20)
            canvas.drawString(left + 4, bottom + 6, text)


@pytest.mark.parametrize("degrees", [90, -90])
def test_a_table_across_a_page_with_level_text_is_read(tmp_path: Path, degrees: int) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    canvas.translate(*((500, 150) if degrees > 0 else (100, 600)))
    canvas.rotate(degrees)
    canvas.drawString(0, 130, "Biểu 1. Chỉ tiêu cây trồng")
    _draw_table(canvas, ROWS, 110)
    assert _blocks(canvas, tmp_path / "a.pdf") == (*PROSE, Table(ROWS, caption="Biểu 1. Chỉ tiêu cây trồng"))


def test_the_heads_of_narrow_columns_are_read_in_their_cells(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    canvas.translate(70, 560)
    for column, (text, width) in enumerate(zip(ROWS[0], WIDTHS, strict=True)):
        left = sum(WIDTHS[:column])
        canvas.rect(left, 0, width, 110)
        for number, line in enumerate((text[:8].strip(), text[8:].strip()) if len(text) > 8 else (text,)):
            canvas.saveState()
            canvas.translate(left + 20 + 16 * number, 10)
            canvas.rotate(90)
            canvas.drawString(0, 0, line)
            canvas.restoreState()
    _draw_table(canvas, ROWS[1:], 0)
    assert _blocks(canvas, tmp_path / "a.pdf") == (*PROSE, Table(ROWS))


def test_a_mark_in_the_margin_tears_no_line(tmp_path: Path) -> None:
    canvas = _canvas(tmp_path / "a.pdf")
    canvas.translate(20, 300)
    canvas.rotate(90)
    canvas.drawString(0, 0, "Bản sao số 12")
    assert _blocks(canvas, tmp_path / "a.pdf") == (*PROSE, "Bản sao số 12")
