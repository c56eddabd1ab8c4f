"""The receipt of a file accounts for every figure that its reader sees: in a passage, or named as not read."""

import subprocess
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from openpyxl.comments import Comment
from pptx.util import Inches
from reportlab.pdfgen.canvas import Canvas

from rag.ingestion.archives import ARCHIVES, unpack
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import load_document
from tests.ingestion.making_files import _register_fonts
from tests.ingestion.making_letters import make_letter, page_as_rich_text
from tests.ingestion.making_office_files import make_word_package
from tests.ingestion.making_scans import SANS, DrawnTable, draw_pages, scan

FIRST, LAST = 4101, 4140
"""Figures by which the places are told apart: four digits that stand nowhere else, used in their order."""

LONG = "Kế hoạch phát triển nông nghiệp của huyện. " * 60


class Figures:
    """Gives each place the next figure, and keeps those that its reader sees."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}
        self._next = FIRST

    def __call__(self, place: str) -> str:
        figure = str(self._next)
        self._next += 1
        assert self._next <= LAST
        self.seen[figure] = place
        return figure

    def line(self, place: str) -> str:
        """A sentence with the figure."""
        return f"Sản lượng ở {place} năm 2031 đạt {self(place)} tấn."


def _text(path: Path, figures: Figures) -> None:
    rows = f"| Cây | Năm 2031 (tấn) |\n| --- | --- |\n| Lạc | {figures('row')} |\n"
    lines = (figures.line("prose"), f"- {figures.line('item')}", rows, f"(1) {figures.line('note')}")
    path.write_text("Kế hoạch năm 2031\n\n" + "\n\n".join(lines), encoding="utf-8")


def _markdown(path: Path, figures: Figures) -> None:
    lines = (
        f"# Kế hoạch năm 2031 với {figures('heading')} chỉ tiêu",
        f"Thu **{figures('bold')}** tỷ, chi [{figures('link')} tỷ](http://a.vn/1), vay `{figures('code')}` tỷ[^1].",
        f"> {figures.line('quotation')}",
        f"```\n{figures.line('fence')}\n```",
        f"<table><tr><th>Cây</th><th>Tấn</th></tr><tr><td>Lạc</td><td>{figures('cell')}</td></tr></table>",
        f"[^1]: {figures.line('footnote')}",
        f"~~Thu {figures('struck')} tỷ~~ <!-- 5 -->",
    )
    path.write_text("\n\n".join(lines), encoding="utf-8")


def _page(path: Path, figures: Figures) -> None:
    path.write_text(
        f"""<!DOCTYPE html><title>Trang</title><nav>Trang {figures("menu")}</nav><article>
        <h1>Kế hoạch {figures("heading")}</h1>
        <p>{figures.line("prose")}</p><p>{LONG}</p>
        <ins>{figures.line("insertion")}</ins><details><summary>Thêm {figures("summary")}</summary>
        {figures.line("details")}</details><dl><dt>Lạc {figures("term")}</dt><dd>{figures("description")} tấn</dd></dl>
        <figure><figcaption>{figures.line("caption")}</figcaption></figure><s>Thu {figures("struck")} tỷ</s>
        <form><input value="{figures("field")}"></form><blockquote>{figures.line("quotation")}</blockquote>
        <table><caption>Biểu {figures("caption of a table")}</caption><tr><th>Cây</th><th>Tấn</th></tr>
        <tr><td>Lạc</td><td>{figures("cell")}<table><tr><td>{figures("inner cell")}</td></tr></table></td></tr></table>
        </article><aside><p>{figures.line("aside")}</p></aside><footer>Điện thoại {figures("footer")}</footer>
        <div class="tin"><h3>Tin liên quan</h3><ul><li><a href="/b">Thu {figures("other news")} tỷ</a></li></ul></div>
        <div class="comment-list"><p>An, 5/6/2031 10:20: {figures("comment")} là ít</p></div>""",
        encoding="utf-8",
    )


def _word(path: Path, figures: Figures) -> None:
    def run(text: str, properties: str = "") -> str:
        return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def cell(inside: str) -> str:
        return f"<w:tc>{inside}<w:p/></w:tc>"

    def paragraph(inside: str) -> str:
        return f"<w:p>{inside}</w:p>"

    inner = f"<w:tbl><w:tr>{cell(paragraph(run(figures('inner cell'))))}</w:tr></w:tbl>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    box = paragraph(run(figures.line("text box")))
    body = (
        paragraph(run(figures.line("prose")) + note),
        paragraph(f"<w:ins>{run(figures.line('insertion'))}</w:ins>"),
        paragraph(run(f"Thu {figures('struck')} tỷ.", "<w:strike/>")),
        f"<w:sdt><w:sdtContent>{paragraph(run(figures.line('control')))}</w:sdtContent></w:sdt>",
        paragraph(
            f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        ),
        f"<w:tbl><w:tr>{cell(paragraph(run('Cây')))}{cell(paragraph(run('Năm 2031 (tấn)')))}</w:tr>"
        f"<w:tr>{cell(paragraph(run('Lạc')))}{cell(paragraph(run(figures('cell'))))}</w:tr>"
        f"<w:tr>{cell(paragraph(run('Vừng')))}{cell(inner)}</w:tr></w:tbl>",
    )
    footnote = f'<w:footnote w:id="2">{paragraph(run(figures.line("footnote")))}</w:footnote>'
    make_word_package(path, "".join(body), footnotes=footnote)


def _commented_word(path: Path, figures: Figures) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = f"Công ty, mã số {figures('head of the page')}"
    section.footer.paragraphs[0].text = f"Điện thoại {figures('foot of the page')}"
    document.add_heading(f"Kế hoạch {figures('heading')}", 1)
    paragraph = document.add_paragraph(figures.line("prose"))
    document.add_comment(paragraph.runs, text=figures.line("comment"), author="A")
    document.save(str(path))


def _workbook(path: Path, figures: Figures) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append([figures.line("title")])
    sheet.append(["Cây", "Năm 2031 (tấn)"])
    sheet.append(["Lạc", int(figures("cell"))])
    sheet["B3"].comment = Comment(figures.line("comment"), "A")
    sheet.append(["Vừng", int(figures("struck"))])
    sheet["B4"].font = openpyxl.styles.Font(strike=True)
    sheet.append([])
    sheet.append([figures.line("note")])
    sheet.oddHeader.left.text = f"Biểu {figures('head of the sheet')}"
    workbook.create_sheet("Hai")["C9"] = figures.line("second sheet")
    workbook.save(path)


def _slides(path: Path, figures: Figures) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = f"Kế hoạch {figures('title')}"
    place = Inches(1), Inches(2), Inches(5), Inches(1)
    slide.shapes.add_group_shape().shapes.add_textbox(*place).text_frame.text = figures.line("group")
    slide.shapes.add_table(1, 2, *place).table.cell(0, 1).text = figures("cell")
    slide.notes_slide.notes_text_frame.text = figures.line("notes")
    presentation.save(str(path))


def _open_slides(path: Path, figures: Figures) -> None:
    names = {"office": "office", "text": "text", "presentation": "presentation", "draw": "drawing"}
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for p, name in names.items())
    box = "<draw:frame{}><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    title = box.format(' presentation:class="title"', f"Kế hoạch {figures('title')}")
    group = f"<draw:g>{box.format('', figures.line('group'))}</draw:g>"
    comment = f"<office:annotation><text:p>{figures.line('comment')}</text:p></office:annotation>"
    notes = f"<presentation:notes>{box.format('', figures.line('notes'))}</presentation:notes>"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.presentation")
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:presentation><draw:page>{title}{group}{comment}"
            f"{notes}</draw:page></office:presentation></office:body></office:document-content>",
        )


def _letter(path: Path, figures: Figures) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["Subject"] = f"Kế hoạch {figures('inner subject')}", f"Chuyển {figures('subject')}"
    inner.set_content(figures.line("forwarded letter"))
    outer.set_content(f"{figures.line('letter')}\n> {figures.line('quotation')}\n")
    outer.add_attachment(inner)
    outer.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{figures('attachment')}.pdf")
    path.write_bytes(outer.as_bytes())


def _outlook(path: Path, figures: Figures) -> None:
    rows = (("Cây", "Năm 2031 (tấn)"), ("Lạc", figures("cell")))
    make_letter(path, f"Kế hoạch {figures('subject')}", rich=page_as_rich_text([figures.line("letter")], rows))


def _values(path: Path, figures: Figures) -> None:
    path.write_text(f"Cây;Năm 2031 (tấn)\nLạc;{figures('cell')}\nVừng;{figures('another')}\n", encoding="utf-8")


def _book(path: Path, figures: Figures) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr("META-INF/container.xml", '<container><rootfile full-path="a.opf"/></container>')
        package.writestr("a.opf", '<package><item id="c" href="c.xhtml"/><itemref idref="c"/></package>')
        text = f"<h1>Kế hoạch {figures('heading')}</h1><p>{figures.line('prose')}</p><s>{figures('struck')}</s>"
        package.writestr("c.xhtml", f"<html><body>{text}</body></html>")


def _print(path: Path, figures: Figures) -> None:
    _register_fonts()
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("Serif", 11)
    canvas.drawString(70, 820, f"Công ty, mã số {figures('head of the page')}")
    for number, place in enumerate(("prose", "more prose")):
        canvas.drawString(70, 770 - 20 * number, figures.line(place))
    for column, text in enumerate(("Lạc", figures("cell"))):
        canvas.rect(70 + 100 * column, 680, 100, 20)
        canvas.rect(70 + 100 * column, 660, 100, 20)
        canvas.drawString(75 + 100 * column, 686, ("Cây", "Tấn")[column])
        canvas.drawString(75 + 100 * column, 666, text)
    canvas.acroForm.textfield(value=figures("field"), x=70, y=600, width=100, height=20)
    canvas.freeTextAnnotation(f"Thu {figures('free text')} tỷ", (70, 560, 200, 580))
    canvas.textAnnotation(figures.line("note"), (300, 560, 320, 580))
    canvas.drawString(70, 30, f"Điện thoại {figures('foot of the page')}")
    canvas.saveState()
    canvas.translate(300, 300)
    canvas.rotate(45)
    canvas.drawString(0, 0, f"Bản sao {figures('watermark')}")
    canvas.restoreState()
    canvas.translate(560, 100)
    canvas.rotate(90)
    canvas.drawString(0, 0, f"Mã {figures('margin')}")
    canvas.save()


def _archive(path: Path, figures: Figures) -> None:
    makers = {"b.txt": _text, "c.csv": _values, "d.docx": _word, "e.eml": _letter}
    with zipfile.ZipFile(path, "w") as package:
        for name, make in makers.items():
            make(path.with_name(name), figures)
            package.write(path.with_name(name), f"năm 2031/{name}")
        package.writestr(f"ảnh {figures('file of another kind')}.mp4", "x")


def _scan(path: Path, figures: Figures) -> None:
    rows = (("Cây trồng", "Năm 2031 (tấn)"), ("Lạc", figures("cell")), ("Vừng", figures("another cell")))
    lines = ("KẾ HOẠCH NĂM 2031", figures.line("prose"), DrawnTable(rows, (60, 60)), figures.line("line below a table"))
    (page,) = draw_pages(lines, font=SANS)
    scan(page, skew_degrees=0.4).save(path, resolution=150)


MAKERS: dict[str, Callable[[Path, Figures], None]] = {
    "a.txt": _text,
    "a.md": _markdown,
    "a.html": _page,
    "a.docx": _word,
    "b.docx": _commented_word,
    "a.xlsx": _workbook,
    "a.pptx": _slides,
    "a.odp": _open_slides,
    "a.eml": _letter,
    "a.msg": _outlook,
    "a.csv": _values,
    "a.epub": _book,
    "a.pdf": _print,
    "a.zip": _archive,
}


def _receipt(path: Path) -> Iterator[str]:
    """The passages of a file, or of an archive's files, and what is told of them."""
    if path.suffix in ARCHIVES:
        for member in unpack(path, "hash", path.parent / "unpacked"):
            yield from _receipt(member.path) if member.path else (f"{member.name}{member.problem}",)
        return
    document = load_document(path, path.parent, None)
    yield from (f"{passage.header.text} {passage.text}" for passage in split_passages(document, 700))
    yield from document.warnings


def _unaccounted(path: Path, figures: Figures) -> dict[str, str]:
    accounted = " ".join(_receipt(path))
    return {figure: place for figure, place in figures.seen.items() if figure not in accounted}


@pytest.mark.needs("dejavu")
@pytest.mark.parametrize("name", MAKERS)
def test_every_figure_stands_in_a_passage_or_is_told(tmp_path: Path, name: str) -> None:
    figures = Figures()
    MAKERS[name](tmp_path / name, figures)
    assert _unaccounted(tmp_path / name, figures) == {}


@pytest.mark.needs("dejavu", "tesseract")
@pytest.mark.parametrize("name", ["a.png", "scan.pdf"])
def test_the_same_holds_for_scans(tmp_path: Path, name: str) -> None:
    figures = Figures()
    _scan(tmp_path / name, figures)
    assert _unaccounted(tmp_path / name, figures) == {}


@pytest.mark.real
@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize(
    ("name", "suffix"),
    [("b.docx", "odt"), ("b.docx", "doc"), ("b.docx", "rtf"), ("a.xlsx", "ods"), ("a.xlsx", "xls")],
)
def test_the_same_holds_for_what_other_programs_save(tmp_path: Path, name: str, suffix: str) -> None:
    figures = Figures()
    MAKERS[name](tmp_path / name, figures)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path / "saved"), name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (saved,) = (tmp_path / "saved").iterdir()
    assert _unaccounted(saved, figures) == {}
