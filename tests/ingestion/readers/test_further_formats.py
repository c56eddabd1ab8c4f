"""Presentations, letters and books."""

import unicodedata
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from openpyxl.comments import Comment
from pptx.util import Inches
from reportlab.pdfgen import canvas

from rag.errors import UnreadableDocument
from rag.ingestion.readers import libreoffice
from rag.ingestion.readers.content import Block, Table, ignore_pages
from rag.ingestion.readers.formats import read_file
from tests.ingestion.making_letters import make_letter, page_as_rich_text, rich_text

ROWS = (("Cây trồng", "Năm 2031 (tấn)"), ("Lạc", "4.100"), ("Vừng", "135"))


def _make_slides(path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Kế hoạch năm 2031"
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(3), Inches(6), Inches(2)).table
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(6), Inches(1)).text_frame.paragraphs[0]
    box.add_run().text = "Thu ngân sách đạt 640"
    mark, struck = box.add_run(), box.add_run()
    mark.text, struck.text = "3", " 777 tỷ"
    mark.font._element.set("baseline", "30000")
    struck.font._element.set("strike", "sngStrike")
    box.add_run().text = " tỷ đồng"
    hidden = presentation.slides.add_slide(presentation.slide_layouts[5])
    hidden.shapes.title.text = "Bản cũ: 555 tỷ"
    hidden._element.set("show", "0")
    presentation.save(str(path))


@pytest.mark.parametrize("suffix", [".pptx", ".odp"])
def test_slides_are_read_from_the_top_down_as_they_are_shown(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    (_make_slides if suffix == ".pptx" else _make_open_slides)(path)
    content = read_file(path, ignore_pages)
    (page,) = content.pages
    assert page.label == "trang chiếu 1"
    assert page.blocks == ("# Kế hoạch năm 2031", "Thu ngân sách đạt 640³ tỷ đồng", Table(ROWS))
    assert any("trang chiếu 2" in warning for warning in content.warnings)
    assert any("777 tỷ" in warning for warning in content.warnings)


def _make_open_slides(path: Path) -> None:
    names = {"office": "office", "style": "style", "text": "text", "table": "table", "presentation": "presentation"}
    names |= {"draw": "drawing", "svg": "svg-compatible"}
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for p, name in names.items())
    styles = (
        '<style:style style:name="hid"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
        '<style:style style:name="up"><style:text-properties style:text-position="super 58%"/></style:style>'
        '<style:style style:name="out"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    cells = [[f"<text:p>{text}</text:p>" for text in row] for row in ROWS]
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell>{cell}</table:table-cell>' for cell in row)}</table:table-row>"
        for row in cells
    )
    line = (
        '<text:p>Thu ngân sách<text:s/>đạt 640<text:span text:style-name="up">3</text:span>'
        '<text:span text:style-name="out"> 777 tỷ</text:span> tỷ đồng</text:p>'
    )
    box = "<draw:text-box>{}</draw:text-box>"
    slides = (
        f'<draw:page><draw:frame svg:y="8cm"><table:table>{rows}</table:table></draw:frame>'
        f'<draw:frame svg:y="50mm">{box.format(line)}</draw:frame>'
        '<draw:frame svg:y="1cm" presentation:class="title">'
        f"{box.format('<text:p>Kế hoạch năm 2031</text:p>')}</draw:frame>"
        "<presentation:notes><draw:frame>"
        f"{box.format('<text:p>Đọc chậm 999</text:p>')}</draw:frame></presentation:notes>"
        '</draw:page><draw:page draw:style-name="hid"><draw:frame>'
        f"{box.format('<text:p>Bản cũ: 555 tỷ</text:p>')}</draw:frame></draw:page>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.presentation")
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:presentation>{slides}</office:presentation></office:body></office:document-content>",
        )


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_letter_is_read_with_its_head_and_its_attachments_are_told(tmp_path: Path, subtype: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "Báo cáo tháng 5/2031", "Văn phòng UBND <vp@example.vn>"
    body = "Thu ngân sách đạt 640 tỷ đồng."
    message.set_content(f"<p>{body}</p><p hidden>x 5</p>" if subtype == "html" else body, subtype=subtype)
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="phu-luc.docx")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    content = read_file(tmp_path / "a.eml", ignore_pages)
    assert content.pages[0].blocks[0] == "# Báo cáo tháng 5/2031"
    assert content.pages[0].blocks[-1] == body
    assert "phu-luc.docx" in content.warnings[0]


PARAGRAPHS = ("Kế hoạch năm 2031.", "Thu ngân sách đạt 640 tỷ đồng.")


def _blocks_of(path: Path, **bodies: Any) -> tuple[Block, ...]:
    content = read_file(make_letter(path / "a.msg", "Kế hoạch", **bodies), ignore_pages)
    assert content.pages[0].blocks[:2] == ("# Kế hoạch", 'Người gửi: "Văn phòng" <vp@example.vn>')
    return tuple(unicodedata.normalize("NFC", b) if isinstance(b, str) else b for b in content.pages[0].blocks[2:])


def test_a_letter_of_outlook_is_read_from_its_page_or_plain_text(tmp_path: Path) -> None:
    page = "".join(f"<p>{text}</p>" for text in PARAGRAPHS).encode()
    assert _blocks_of(tmp_path, html=page, plain="x") == PARAGRAPHS
    assert _blocks_of(tmp_path, plain="\r\n".join(PARAGRAPHS)) == ("\n".join(PARAGRAPHS),)


def test_a_letter_of_outlook_is_read_from_the_page_in_its_rich_text(tmp_path: Path) -> None:
    read = _blocks_of(tmp_path, rich=page_as_rich_text(PARAGRAPHS, ROWS), plain="x")
    assert read[:2] == PARAGRAPHS
    assert isinstance(read[2], Table)
    assert [[unicodedata.normalize("NFC", cell) for cell in row] for row in read[2].rows] == [list(row) for row in ROWS]


@pytest.mark.needs("libreoffice")
def test_a_letter_of_outlook_is_read_from_rich_text_alone(tmp_path: Path) -> None:
    assert _blocks_of(tmp_path, rich=rich_text(PARAGRAPHS)) == PARAGRAPHS


def test_a_letter_in_rich_text_alone_needs_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "installed_version", lambda: "")
    assert _blocks_of(tmp_path, rich=rich_text(PARAGRAPHS), plain="Thu 640 tỷ.") == ("Thu 640 tỷ.",)
    with pytest.raises(UnreadableDocument, match="LibreOffice"):
        _blocks_of(tmp_path, rich=rich_text(PARAGRAPHS))


FLOWED = """Subject: Ke hoach
Date: Mon, 6 Jan 2031 08:00:00 +0700
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: 8bit

Tổng đàn gia cầm năm 2031 phấn đấu đạt \n310 nghìn con.
Thu 640 tỷ đồng.
> Sản lượng lạc năm 2030 đạt \n> 3.900 tấn.
-- \nVăn phòng
"""


def test_lines_that_the_mail_program_wrapped_are_whole_again(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(FLOWED, encoding="utf-8")
    assert read_file(tmp_path / "a.eml", ignore_pages).pages[0].blocks == (
        "# Ke hoach",
        "Ngày gửi: 06/01/2031 08:00",
        "Tổng đàn gia cầm năm 2031 phấn đấu đạt 310 nghìn con.\nThu 640 tỷ đồng.\n"
        "Sản lượng lạc năm 2030 đạt 3.900 tấn.\n-- \nVăn phòng",
    )


def test_a_letter_forwarded_as_an_attachment_is_read(tmp_path: Path) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["Subject"] = "Kế hoạch", "Chuyển tiếp"
    inner.set_content("Thu 640 tỷ đồng.")
    outer.set_content("Kính chuyển.")
    outer.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(outer.as_bytes())
    first, second = read_file(tmp_path / "a.eml", ignore_pages).pages
    assert first.blocks == ("# Chuyển tiếp", "Kính chuyển.")
    assert (second.label, second.blocks) == ("thư kèm 1", ("# Kế hoạch", "Thu 640 tỷ đồng."))


def test_what_a_letter_hides_is_told(tmp_path: Path) -> None:
    page = "<p>Thu 640 tỷ.</p><p><s>Thu 777 tỷ.</s></p>".encode()
    content = read_file(make_letter(tmp_path / "a.msg", "Thu", html=page), ignore_pages)
    assert any("777" in warning for warning in content.warnings)


def _make_book(path: Path) -> None:
    chapters = {"c1": "<h1>Kế hoạch</h1><p>Thu 640 tỷ đồng.</p>", "c2": "<p>Chi 590 tỷ đồng.</p>"}
    items = "".join(f'<item id="{name}" href="{name}.xhtml"/>' for name in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in ("c2", "c1"))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="b/a.opf"/></rootfiles></container>'
        )
        package.writestr("b/a.opf", f"<package><manifest>{items}</manifest><spine>{order}</spine></package>")
        for name, text in chapters.items():
            package.writestr(f"b/{name}.xhtml", f"<!DOCTYPE html><html><body>{text}</body></html>")


def test_the_chapters_of_a_book_are_read_in_its_order(tmp_path: Path) -> None:
    _make_book(tmp_path / "a.epub")
    pages = read_file(tmp_path / "a.epub", ignore_pages).pages
    assert [page.label for page in pages] == ["chương 1", "chương 2"]
    assert [page.blocks for page in pages] == [("Chi 590 tỷ đồng.",), ("# Kế hoạch", "Thu 640 tỷ đồng.")]


@pytest.mark.parametrize("suffix", [".pptx", ".odp", ".eml", ".msg", ".epub"])
@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_what_is_none_of_them_is_refused(tmp_path: Path, suffix: str, data: bytes) -> None:
    (tmp_path / f"a{suffix}").write_bytes(data)
    with pytest.raises(UnreadableDocument, match="a"):
        read_file(tmp_path / f"a{suffix}", ignore_pages)


def _commented(path: Path) -> None:
    if path.suffix == ".docx":
        document = docx.Document()
        paragraph = document.add_paragraph("Thu đạt 640 tỷ.")
        document.add_comment(paragraph.runs, text="Sở đề nghị 325 nghìn con", author="A")
        document.save(str(path))
    elif path.suffix == ".xlsx":
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "Thu đạt 640 tỷ."
        workbook.active["A1"].comment = Comment("Sở đề nghị 325 nghìn con", "A")
        workbook.active.oddFooter.center.text = "Trang &P, bản 13"
        workbook.save(path)
    elif path.suffix == ".pptx":
        presentation = pptx.Presentation()
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = "Thu đạt 640 tỷ."
        slide.notes_slide.notes_text_frame.text = "Sở đề nghị 325 nghìn con"
        presentation.save(str(path))
    else:
        page = canvas.Canvas(str(path))
        page.drawString(100, 700, "Thu 640.")
        page.textAnnotation("Sở đề nghị 325 nghìn con", (300, 780, 320, 800))
        page.save()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".pdf"])
def test_comments_and_speakers_notes_are_not_read_and_their_figures_told(tmp_path: Path, suffix: str) -> None:
    _commented(tmp_path / f"a{suffix}")
    content = read_file(tmp_path / f"a{suffix}", ignore_pages)
    assert "325" not in str(content.pages)
    told = " ".join(content.warnings)
    assert "Sở đề nghị 325 nghìn con" in told
    assert ("bản 13" in told) == (suffix == ".xlsx")
