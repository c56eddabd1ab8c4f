"""Word documents (.docx): paragraphs and tables in order, numbered as a reader sees them. Door to python-docx."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from rag.errors import UnreadableDocument
from rag.ingestion.readers.cells import is_figure, part_lines
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import blocks_of, with_captions
from rag.ingestion.readers.packages import damaged, pack, read_parts
from rag.ingestion.readers.side_parts import warn_of_side_parts
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.unseen import figures_of, warn_of_unread, warn_of_unseen
from rag.ingestion.readers.word_numbering import Numbering
from rag.ingestion.readers.word_styles import Styles, toggle, value
from rag.ingestion.readers.word_tables import count_declared_headings, count_page_breaks, is_bordered, read_grid
from rag.ingestion.readers.word_text import ParagraphText, TextReader

_CONTENTS = re.compile(r"(?:toc|table of figures)\b")
_TYPES = "[Content_Types].xml"
_WITH_MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
_NOTE = "Chú thích: "
_LONGEST_HEADING_CHARS = 300
_NO_BLOCKS = frozenset({qn("w:sectPr"), qn("w:sdtPr"), qn("w:del"), qn("w:moveFrom")})
_OWNERS = (qn("w:tc"), qn("w:txbxContent"))
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
    qn("w:altChunk"),
)
_CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart",
)
_PAGE_NUMBER = re.compile(r"\W*(?:trang\s*)?\d{1,4}(?:\s*(?:/|trên)\s*\d{1,4})?\W*", re.IGNORECASE)
_SEPARATORS = {"separator", "continuationSeparator", "continuationNotice"}


def read(path: Path, report: ReportPages) -> FileContent:
    """The document's body, with labels `trang N` where Word has noted its page breaks, else as one page without.

    Left out are headers and footers, what is deleted, hidden or struck through, and tables of contents.

    Raises:
        UnreadableDocument: damaged, no Word document, or made to do harm.
        OSError: the file cannot be opened.
    """
    try:
        parts = read_parts(path)
        # A document with macros differs in its type alone, for which python-docx refuses it; macros are never run.
        parts[_TYPES] = parts[_TYPES].replace(_WITH_MACROS, CONTENT_TYPE.WML_DOCUMENT_MAIN.encode())
        document = docx.Document(pack(parts))
        content = _Body(document).content()
        content = replace(content, warnings=(*content.warnings, *warn_of_side_parts(parts)))
    # python-docx raises KeyError, ValueError and the like for parts that are missing or of the wrong sort.
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError, RecursionError) as error:
        raise damaged(path, error) from error
    if not any(page.blocks for page in content.pages):
        raise UnreadableDocument(
            f"Tệp {path.name} không có chữ nào (có thể chỉ có hình chụp). Hãy dùng bản có chữ, hoặc bản PDF.",
            f"{path.name}: no text",
        )
    report(len(content.pages), len(content.pages))
    return content


class _Body:
    """A walk through the document, once: numbers and pages are counted on the way."""

    def __init__(self, document: WordDocument) -> None:
        self._body = document.element.body
        self._styles = Styles(_part(document, "styles"))
        self._numbering = Numbering(_part(document, "numbering"), self._styles)
        self._notes = {kind: _read_notes(_part(document, f"{kind}s"), kind) for kind in ("footnote", "endnote")}
        self._margins = [*_parts(document, "header"), *_parts(document, "footer")]
        self._text = TextReader(self._styles)
        self._page = 1
        self._has_pages = False

    def content(self) -> FileContent:
        """The pages of the body."""
        pages: dict[int, list[Block]] = {}
        for page, block in self._blocks(self._body):
            pages.setdefault(page, []).append(block)
        if not self._has_pages:
            found: tuple[PageContent, ...] = (PageContent(tuple(with_captions(pages.get(1, [])))),)
        else:
            found = tuple(PageContent(tuple(with_captions(pages[page])), f"trang {page}") for page in sorted(pages))
        return FileContent(found, tuple(self._warnings()))

    def _warnings(self) -> Iterator[str]:
        if self._text.has_struck_text and not self._text.unseen:
            yield "Có chữ bị gạch ngang trong văn bản; phần đó không được đọc."
        yield from warn_of_unseen(self._text.unseen)
        if next(self._body.iter(*_CHARTS), None) is not None:
            yield "Có biểu đồ hoặc sơ đồ trong văn bản; chữ và số ở trong đó không được đọc."
        if margins := list(self._figures_of_margins()):
            yield from warn_of_unread("Đầu trang và chân trang không được đọc", margins)
        if next(self._body.iter(*_PICTURES), None) is not None:
            yield "Có hình hoặc phần nhúng trong văn bản; chữ ở trong đó không được đọc."

    def _figures_of_margins(self) -> Iterator[str]:
        """What has digits of the heads and feet of pages, but for the pages' numbers."""
        for root in self._margins:
            for paragraph in root.iter(qn("w:p")):
                text = TextReader(self._styles).read(paragraph).text
                if not _PAGE_NUMBER.fullmatch(text):
                    yield from figures_of(text)

    def _blocks(self, parent: Element) -> Iterator[tuple[int, Block]]:
        """Each block with the page on which it begins."""
        for child in parent.iterchildren("*"):
            if child.tag == qn("w:p"):
                yield from self._paragraph_blocks(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table_blocks(child)
            elif not _is_contents(child):
                yield from self._blocks(child)

    def _paragraph_blocks(self, paragraph: Element) -> Iterator[tuple[int, Block]]:
        found, line, level = self._read_paragraph(paragraph)
        self._turn_pages(found.page_breaks_before)
        page = self._page
        self._turn_pages(found.page_breaks - found.page_breaks_before)
        if found.text:
            # Marked as in Markdown, for the outline; what is longer than a line is a paragraph of the wrong style.
            marker = f"{'#' * min(level, 6)} " if level and len(line) <= _LONGEST_HEADING_CHARS else ""
            yield from ((page, marker + part) for part in line.split("\n"))
        yield from ((page, note) for note in self._note_lines(found))
        for box in found.boxes:
            yield from self._blocks(box)

    def _read_paragraph(self, paragraph: Element) -> tuple[ParagraphText, str, int]:
        """The paragraph, its text after its number, and its level as a heading, 0 for none."""
        found = self._text.read(paragraph)
        properties = paragraph.find(qn("w:pPr"))
        style = value(properties, "w:pStyle")
        if _CONTENTS.match(self._styles.name(style)):
            return ParagraphText(page_breaks=found.page_breaks), "", 0
        if found.continues:
            return found, "", 0
        mark = None if properties is None else properties.find(qn("w:rPr"))
        if not found.text and toggle(mark, "w:vanish"):
            return found, "", 0
        label = self._numbering.label(properties, style).strip()
        line = f"{label} {found.text}".strip()
        return found, line, self._styles.heading_level(properties, style)

    def _table_blocks(self, table: Element) -> Iterator[tuple[int, Block]]:
        page = self._page
        inner: list[tuple[int, Block]] = []
        notes: list[str] = []
        grid = read_grid(table, lambda cell: self._read_cell(cell, inner, notes))
        blocks = blocks_of(part_lines(grid), count_declared_headings(table), bordered=is_bordered(table, self._styles))
        yield from ((page + further, block) for further, block in blocks)
        yield from inner
        yield from ((page, note) for note in notes)
        # What stood inside has counted for itself.
        self._page = page
        self._turn_pages(count_page_breaks(table))

    def _read_cell(self, cell: Element, inner: list[tuple[int, Block]], notes: list[str]) -> str:
        """The cell's own lines; the tables inside it and its footnotes are added to the lists."""
        lines: list[str] = []
        for child in cell.iterdescendants(qn("w:p"), qn("w:tbl")):
            if next(child.iterancestors(*_OWNERS)) is not cell:
                continue
            if child.tag == qn("w:tbl"):
                inner.extend(self._table_blocks(child))
                continue
            found, line, _ = self._read_paragraph(child)
            lines.append(found.text if is_figure(found.text) else line)
            notes.extend(self._note_lines(found))
            for box in found.boxes:
                lines.extend(block for _, block in self._blocks(box) if isinstance(block, str))
        return "\n".join(line for line in lines if line)

    def _note_lines(self, found: ParagraphText) -> list[str]:
        return [_NOTE + self._notes[kind][key] for kind, key in found.notes if self._notes[kind].get(key)]

    def _turn_pages(self, count: int) -> None:
        self._page += count
        self._has_pages |= count > 0


def _part(document: WordDocument, kind: str) -> Element:
    """The root of the document's part of that kind; None where it has none."""
    return next(_parts(document, kind), None)


def _parts(document: WordDocument, kind: str) -> Iterator[Element]:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            yield parse_xml(relation.target_part.blob)


def _read_notes(root: Element, kind: str) -> dict[str, str]:
    """The notes' text by id."""
    if root is None:
        return {}
    reader = TextReader(Styles(None))
    return {
        str(note.get(qn("w:id"))): " ".join(" ".join(reader.read(line).text for line in note.iter(qn("w:p"))).split())
        for note in root.iterchildren(qn(f"w:{kind}"))
        if note.get(qn("w:type")) not in _SEPARATORS
    }


def _is_contents(element: Element) -> bool:
    """Whether it is no text of the body, or a table of contents: headings a second time, with numbers of pages."""
    gallery = element.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}")
    return element.tag in _NO_BLOCKS or value(gallery, "w:docPartGallery") == "Table of Contents"
