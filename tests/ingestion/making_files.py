"""Makes files like those that offices publish, out of blocks of text and tables whose content is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

from reportlab import platypus
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from rag.ingestion.readers.content import Table
from tests.system_programs import DEJAVU, require_program

_MILLIMETRE = 72 / 25.4


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Lines set in two columns, as the head of an administrative document and its signatures are."""

    left: Sequence[str]
    right: Sequence[str]


PrintedBlock: TypeAlias = str | Table | SideBySide


@dataclass(frozen=True, slots=True)
class Print:
    """How a text is set, in points. `indent` is that of first lines, `space` what stands between paragraphs."""

    size: float = 13
    leading: float = 18
    indent: float = 36
    space: float = 6
    justified: bool = True
    heading: str = ""
    page_numbers: bool = True
    landscape: bool = False
    password: str | None = None


def make_pdf(blocks: Sequence[PrintedBlock], path: Path, style: Print | None = None) -> None:
    """A4 pages with the margins of administrative documents, the page's number at its foot; empty blocks are skipped.

    Neighbouring cells of a table's heading rows that say the same are one merged cell; the heading rows are repeated
    on each page. A table's caption stands above it, a line a paragraph.
    """
    style = style or Print()
    _register_fonts()
    flowables = [part for block in blocks if block for part in _flowables(block, style)]

    def decorate(canvas: Canvas, document: platypus.SimpleDocTemplate) -> None:
        canvas.setFont("Serif", 11)
        if style.page_numbers:
            canvas.drawCentredString(A4[0] / 2, 12 * _MILLIMETRE, str(document.page))
        if style.heading:
            canvas.drawString(30 * _MILLIMETRE, A4[1] - 12 * _MILLIMETRE, style.heading)

    margins = {"leftMargin": 30 * _MILLIMETRE, "rightMargin": 15 * _MILLIMETRE}
    document = platypus.SimpleDocTemplate(
        str(path),
        encrypt=style.password,
        pagesize=landscape(A4) if style.landscape else A4,
        topMargin=20 * _MILLIMETRE,
        bottomMargin=20 * _MILLIMETRE,
        invariant=1,
        **margins,
    )
    document.build(flowables, onFirstPage=decorate, onLaterPages=decorate)


def _register_fonts() -> None:
    require_program("dejavu")
    for name, file in (("Serif", "DejaVuSerif.ttf"), ("Serif-Bold", "DejaVuSerif-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, DEJAVU / file))


def _flowables(block: PrintedBlock, style: Print) -> list[platypus.Flowable]:
    if isinstance(block, Table):
        captions = [_paragraph(line, style) for line in block.caption.split("\n") if line]
        return [*captions, _table(block), platypus.Spacer(1, style.leading)]
    if isinstance(block, SideBySide):
        small = replace(style, size=10.5, leading=15)
        cells = [[[_paragraph(line, small, centred=True) for line in side] for side in (block.left, block.right)]]
        table = platypus.Table(cells, colWidths=["42%", "58%"])
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
        return [table]
    return [_paragraph(block, style)]


def _paragraph(text: str, style: Print, centred: bool = False) -> platypus.Paragraph:
    """Capitals are a title: bold, in the middle."""
    title = text.isupper() and len(text) < 100 and not centred
    alignment = TA_CENTER if title or centred else TA_JUSTIFY if style.justified else TA_LEFT
    return platypus.Paragraph(
        escape(text),
        ParagraphStyle(
            "text",
            fontName="Serif-Bold" if title else "Serif",
            fontSize=style.size,
            leading=style.leading,
            alignment=alignment,
            firstLineIndent=0 if title or centred else style.indent,
            spaceAfter=0 if centred else style.space,
        ),
    )


def _table(table: Table) -> platypus.Table:
    cell = ParagraphStyle("cell", fontName="Serif", fontSize=10, leading=12)
    spans, covered = [], set[tuple[int, int]]()
    for row in range(table.heading_rows):
        for column in range(len(table.rows[0])):
            if (row, column) in covered or not table.rows[row][column]:
                continue
            right, bottom = _merged_to(table, row, column)
            spans.append(("SPAN", (column, row), (right, bottom)))
            covered |= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
    cells = [[platypus.Paragraph(escape(text), cell) for text in row] for row in table.rows]
    widths = [f"{100 * share:.3f}%" for share in column_shares(table.rows)]
    printed = platypus.Table(cells, colWidths=widths, repeatRows=table.heading_rows)
    printed.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans])
    return printed


def column_shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """Of a table's width, what each column needs: room for its longest word, more where it has long texts."""
    columns = [[text for row in rows for text in row[column : column + 1]] for column in range(len(rows[0]))]
    words = [max((len(word) for text in column for word in text.split()), default=1) + 2 for column in columns]
    longest = [max(map(len, column)) for column in columns]
    needs = [word + min(text, 40) / 4 for word, text in zip(words, longest, strict=True)]
    return [need / sum(needs) for need in needs]


def _merged_to(table: Table, row: int, column: int) -> tuple[int, int]:
    text = table.rows[row][column]
    right, bottom = column, row
    while right + 1 < len(table.rows[row]) and table.rows[row][right + 1] == text:
        right += 1
    while bottom + 1 < table.heading_rows and set(table.rows[bottom + 1][column : right + 1]) == {text}:
        bottom += 1
    return right, bottom
