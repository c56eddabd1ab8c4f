from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from rag.ingestion.readers import recognition
from rag.ingestion.readers.content import FileContent, PageContent, ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.ingestion.making_files import _register_fonts

LINE = "Diện tích cà phê toàn huyện năm 2031 đạt 4.310 ha."
pytestmark = pytest.mark.needs("dejavu")


def _read(tmp_path: Path, draw: Callable[[Canvas], object]) -> FileContent:
    _register_fonts()
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.setFont("Serif", 13)
    canvas.drawString(80, 700, LINE)
    draw(canvas)
    canvas.save()
    return read_file(tmp_path / "a.pdf", ignore_pages)


def _invisible(canvas: Canvas) -> None:
    text = canvas.beginText(80, 600)
    text.setTextRenderMode(3)
    text.textLine("hay 77 ha")
    canvas.drawText(text)


def _white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(80, 600, "hay 77 ha")


def _tiny(canvas: Canvas) -> None:
    canvas.setFont("Serif", 1)
    canvas.drawString(80, 600, "hay 77 ha")


def _off_the_page(canvas: Canvas) -> None:
    canvas.drawString(80, -40, "hay 77 ha")


def _cropped_off(canvas: Canvas) -> None:
    canvas.drawString(80, 60, "hay 77 ha")
    canvas.setCropBox((0, 100, 595, 842))


@pytest.mark.parametrize("draw", [_invisible, _white, _tiny, _off_the_page, _cropped_off])
def test_text_that_nobody_sees_is_not_read_and_is_told(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    content = _read(tmp_path, draw)
    assert content.pages[0].blocks == (LINE,)
    assert len(content.warnings) == 1
    assert "“hay 77 ha”" in content.warnings[0]
    assert content.warnings[0].startswith("trang 1")


def test_white_text_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0.2, 0.5)
        canvas.rect(60, 580, 300, 40, fill=1)
        _white(canvas)

    assert _read(tmp_path, draw).pages[0].blocks == (LINE, "hay 77 ha")


def test_a_slanted_watermark_stays_out_of_the_lines_that_it_crosses(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(100, 600)
        canvas.rotate(35)
        canvas.setFont("Serif", 24)
        canvas.drawString(0, 0, "BẢN NHÁP 3 NGÀY 2/5")

    content = _read(tmp_path, draw)
    assert content.pages[0].blocks == (LINE,)
    assert "“BẢN NHÁP 3 NGÀY 2/5”" in content.warnings[0]


@pytest.mark.parametrize("shift", [0.0, 0.3, 0.9])
def test_bold_made_by_drawing_twice_doubles_nothing(tmp_path: Path, shift: float) -> None:
    def draw(canvas: Canvas) -> None:
        for at in (80, 80 + shift):
            canvas.drawString(at, 600, "Thu 11.100 tỷ đồng")

    assert _read(tmp_path, draw).pages[0].blocks == (LINE, "Thu 11.100 tỷ đồng")


def test_letters_of_another_font_that_follow_their_line_stand_in_their_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        line, at, later = "Kinh tế phát triển, thu 1.250 tỷ", 80.0, []
        for letter in line:
            if letter in "ếểỷ":
                later.append((at, letter))
            else:
                canvas.drawString(at, 600, letter)
            at += pdfmetrics.stringWidth(letter, "Serif", 13)
        canvas.setFont("Serif-Bold", 13)
        for place, letter in later:
            canvas.drawString(place, 600, letter)

    assert _read(tmp_path, draw).pages[0].blocks == (LINE, "Kinh tế phát triển, thu 1.250 tỷ")


def test_what_was_filled_into_a_field_stands_in_its_line(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(80, 600, "Sản lượng chè:")
        canvas.acroForm.textfield(name="a", value="1.460", x=190, y=596, width=60, height=16)
        canvas.drawString(260, 600, "tấn")

    assert _read(tmp_path, draw).pages[0].blocks == (LINE, "Sản lượng chè: 1.460 tấn")


def test_a_scan_that_bears_the_text_of_a_signature_is_recognised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recognition, "recognise", lambda _, label: PageContent(("Nhận dạng",), label, 0.9))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (595, 842), 220)), 0, 0, 595, 842)
        canvas.setFont("Serif", 7)
        canvas.drawString(60, 800, "Ký bởi: Ủy ban nhân dân tỉnh, 05/12/2030 09:01")

    assert _read(tmp_path, draw).pages[0].blocks == ("Nhận dạng",)


def test_a_page_of_text_on_a_picture_keeps_its_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (595, 842), 250)), 0, 0, 595, 842)
        for row in range(20):
            canvas.drawString(60, 650 - 25 * row, f"{row + 1}. {LINE}")

    assert len(_read(tmp_path, draw).pages[0].blocks) == 21


def test_a_pages_own_number_in_its_margin_is_no_text_of_it(tmp_path: Path) -> None:
    assert _read(tmp_path, lambda canvas: canvas.drawCentredString(297, 30, "1")).pages[0].blocks == (LINE,)
    assert _read(tmp_path, lambda canvas: canvas.drawCentredString(297, 30, "7")).pages[0].blocks == (LINE, "7")
    assert _read(tmp_path, lambda canvas: canvas.drawCentredString(297, 500, "1")).pages[0].blocks == (LINE, "1")
