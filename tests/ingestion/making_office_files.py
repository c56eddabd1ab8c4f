"""Office files made from lines and tables, for the tests of what reads them.

In the rows of a table's heading, equal texts side by side or one above the other are made one merged cell.
"""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
from openpyxl.cell.cell import Cell

from rag.ingestion.readers.content import Block, Table

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?%?")
_OFFICE = "http://schemas.openxmlformats.org"
_NAMESPACES = (
    f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main" '
    f'xmlns:mc="{_OFFICE}/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_STRICT_NAME = r"http://purl.oclc.org/ooxml/\1/"
_WORD_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD_PART}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_WORD_PART}.numbering+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD_PART}.styles+xml"/>'
    f'<Override PartName="/word/footnotes.xml" ContentType="{_WORD_PART}.footnotes+xml"/></Types>'
)


@dataclass(frozen=True)
class Span:
    """A cell that covers the rows and columns from the first to the last, counted from 0."""

    text: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int


def make_docx(path: Path, blocks: Sequence[Block]) -> Path:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        for line in block.caption.splitlines():
            document.add_paragraph(line)
        table = document.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
        # python-docx looks every cell up anew: one look for all is the difference between seconds and minutes.
        grid = [list(row.cells) for row in table.rows]
        for span in spans(block):
            cell = grid[span.first_row][span.first_column]
            if (span.first_row, span.first_column) != (span.last_row, span.last_column):
                cell = cell.merge(grid[span.last_row][span.last_column])
            cell.text = span.text
    document.save(str(path))
    return path


def make_word_package(path: Path, body: str, *, numbering: str = "", styles: str = "", footnotes: str = "") -> Path:
    """A .docx from the WordprocessingML inside `w:body`, `w:numbering`, `w:styles` and `w:footnotes`."""
    parts = {"numbering": numbering, "styles": styles, "footnotes": footnotes}
    given = {kind: inner for kind, inner in parts.items() if inner}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _relations({"officeDocument": "word/document.xml"}))
        package.writestr("word/_rels/document.xml.rels", _relations({kind: f"{kind}.xml" for kind in given}))
        package.writestr("word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>")
        for kind, inner in given.items():
            package.writestr(f"word/{kind}.xml", f"<w:{kind} {_NAMESPACES}>{inner}</w:{kind}>")
    return path


def _relations(targets: Mapping[str, str]) -> str:
    lines = (
        f'<Relationship Id="r{kind}" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{"".join(lines)}</Relationships>'


def make_xlsx(path: Path, sheets: Mapping[str, Sequence[Block]]) -> Path:
    """Numbers in Vietnamese form become numbers with a fitting format; an empty row stands below each table."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, blocks in sheets.items():
        sheet = workbook.create_sheet(name)
        row = 1
        for block in blocks:
            lines = [block] if isinstance(block, str) else block.caption.splitlines()
            for line in lines:
                sheet.cell(row, 1, line)
                row += 1
            if isinstance(block, Table):
                for span in spans(block):
                    _fill(sheet.cell(row + span.first_row, 1 + span.first_column), span.text)
                    if (span.first_row, span.first_column) != (span.last_row, span.last_column):
                        sheet.merge_cells(None, *_corners(span, row))
                row += len(block.rows) + 1
    workbook.save(path)
    return path


def make_strict(path: Path, strict: Path) -> Path:
    """The Office Open XML file with the names of the strict form, as Word and Excel save it on request."""
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(strict, "w", zipfile.ZIP_DEFLATED) as made:
        for name in package.namelist():
            data = package.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else ""
            data = re.sub(r"http://schemas\.openxmlformats\.org/(\w+)/2006/(?=main|relationships)", _STRICT_NAME, data)
            made.writestr(name, data.replace("extended-properties", "extendedProperties") or package.read(name))
    return strict


def make_html(path: Path, blocks: Sequence[Block], title: str = "Trang") -> Path:
    body = "\n".join(_html_block(block) for block in blocks)
    head = f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
    path.write_text(f"{head}<body>{body}</body></html>", encoding="utf-8")
    return path


def spans(table: Table) -> Iterator[Span]:
    """The table's cells, those of the heading merged."""
    covered: set[tuple[int, int]] = set()
    for row, texts in enumerate(table.rows):
        for column, text in enumerate(texts):
            if (row, column) in covered:
                continue
            last_row, last_column = row, column
            if row < table.heading_rows and text:
                while last_column + 1 < len(texts) and texts[last_column + 1] == text:
                    last_column += 1
                while last_row + 1 < table.heading_rows and set(table.rows[last_row + 1][column : last_column + 1]) == {
                    text
                }:
                    last_row += 1
            covered |= {(r, c) for r in range(row, last_row + 1) for c in range(column, last_column + 1)}
            yield Span(text, row, column, last_row, last_column)


def annex(indicators: int = 60) -> Table:
    """A made-up annex with a heading of two levels over four columns of values."""
    heading = (
        ("TT", "Chỉ tiêu", "Đơn vị", "Năm 2024", "Năm 2024", "Năm 2025", "Năm 2025"),
        ("TT", "Chỉ tiêu", "Đơn vị", "Kế hoạch", "Ước thực hiện", "Kế hoạch", "So với 2024 (%)"),
    )
    rows = (
        (
            str(number),
            f"Chỉ tiêu thứ {number}",
            "tỷ đồng",
            f"{number}.{100 + number},5",
            f"{number}.{200 + number},25",
            f"{number}.{300 + number}",
            f"{100 + number},7",
        )
        for number in range(1, indicators + 1)
    )
    return Table((*heading, *rows), heading_rows=2, caption="Biểu số 1. Các chỉ tiêu chủ yếu\nĐơn vị tính: tỷ đồng")


def _fill(cell: Cell, text: str) -> None:
    if not _NUMBER.fullmatch(text):
        cell.value = text
        return
    percent = text.endswith("%")
    plain = text.rstrip("%")
    decimals = len(plain.partition(",")[2])
    cell.value = float(plain.replace(".", "").replace(",", ".")) / (100 if percent else 1)
    grouping = "#,##0" if "." in plain else "0"
    cell.number_format = grouping + (f".{'0' * decimals}" if decimals else "") + ("%" if percent else "")


def _corners(span: Span, row: int) -> tuple[int, int, int, int]:
    return row + span.first_row, 1 + span.first_column, row + span.last_row, 1 + span.last_column


def _html_block(block: Block) -> str:
    if isinstance(block, str):
        return f"<p>{html.escape(block)}</p>"
    rows: dict[int, list[str]] = {}
    for span in spans(block):
        down, across = span.last_row - span.first_row + 1, span.last_column - span.first_column + 1
        tag = "th" if span.first_row < block.heading_rows else "td"
        attributes = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
        rows.setdefault(span.first_row, []).append(f"<{tag}{attributes}>{html.escape(span.text)}</{tag}>")
    lines = "".join(f"<tr>{''.join(rows.get(row, []))}</tr>" for row in range(len(block.rows)))
    caption = "".join(f"<p>{html.escape(line)}</p>" for line in block.caption.splitlines())
    return f'{caption}<table border="1">{lines}</table>'
