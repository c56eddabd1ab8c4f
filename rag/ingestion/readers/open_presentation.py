"""Presentations of LibreOffice (.odp): each slide's texts from the top down and its tables (OpenDocument 1.3)."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from rag.errors import UnreadableDocument
from rag.ingestion.readers.cells import EMPTY, Cell
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import MOST_CELLS, blocks_of, with_captions
from rag.ingestion.readers.packages import damaged, read_parts
from rag.ingestion.readers.signs import raised
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.unseen import figures_of, warn_of_unread, warn_of_unseen

_NAMESPACES = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = {
    **{name: f"{_NAMESPACES}:{name}:1.0" for name in ("office", "style", "text", "table", "presentation")},
    "draw": f"{_NAMESPACES}:drawing:1.0",
    "svg": f"{_NAMESPACES}:svg-compatible:1.0",
}
_CONTENT = "content.xml"
_BESIDE = {
    ".//presentation:notes//text:p": "Ghi chú của người trình bày không được đọc",
    ".//office:annotation/text:p": "Lời phê không được đọc",
}
"""What is told of the parts of a slide beside its text."""

_MARGINS = frozenset({"header", "footer", "date-time", "page-number"})
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt|pc|px)?")
_MILLIMETRES = {"cm": 10.0, "mm": 1.0, "in": 25.4, "pt": 0.353, "pc": 4.23, "px": 0.265, None: 1.0}
_MOST_REPEATED = 200


def read(path: Path, report: ReportPages) -> FileContent:
    """A page for each slide that is shown, labelled `trang chiếu N`; notes of the speaker are not shown.

    Raises:
        UnreadableDocument: damaged, no presentation, without text, or made to do harm.
        OSError: the file cannot be opened.
    """
    parts = read_parts(path)
    try:
        root = etree.fromstring(parts[_CONTENT], etree.XMLParser(resolve_entities=False, no_network=True))
        reader = _SlideReader(root)
        slides = list(root.iterfind("office:body/office:presentation/draw:page", _NAMES))
        pages = []
        for number, slide in enumerate(slides, start=1):
            label = f"trang chiếu {number}"
            if reader.is_hidden(slide):
                reader.warnings.append(f"{label}: bị ẩn nên không được đọc.")
            else:
                pages.append(PageContent(tuple(with_captions(list(reader.blocks(slide, label)))), label))
                reader.note_what_is_beside(slide)
            report(number, len(slides))
    except (etree.LxmlError, KeyError, ValueError, RecursionError) as error:
        raise damaged(path, error) from error
    if not any(page.blocks for page in pages):
        raise UnreadableDocument(f"Tệp {path.name} không có chữ nào đọc được.", f"{path.name}: no text")
    return FileContent(tuple(pages), tuple(reader.warn()))


class _SlideReader:
    """Reads slides, and remembers what it had to leave out."""

    def __init__(self, root: Element) -> None:
        self.warnings: list[str] = []
        self.unseen: list[str] = []
        self._beside: dict[str, list[str]] = {}
        self._hidden_slides, self._struck, self._raised = set[str](), set[str](), set[str]()
        for style in root.iterfind("office:automatic-styles/style:style", _NAMES):
            name = _get(style, "style:name")
            for properties in style:
                if _get(properties, "presentation:visibility") == "hidden":
                    self._hidden_slides.add(name)
                if _get(properties, "style:text-line-through-style") not in {"", "none"}:
                    self._struck.add(name)
                if _get(properties, "style:text-position").startswith("super"):
                    self._raised.add(name)

    def is_hidden(self, slide: Element) -> bool:
        return _get(slide, "draw:style-name") in self._hidden_slides

    def note_what_is_beside(self, slide: Element) -> None:
        """Remember the figures of the speaker's notes and of comments, which are not read."""
        for path, warning in _BESIDE.items():
            texts = (" ".join(part.itertext()) for part in slide.iterfind(path, _NAMES))
            self._beside.setdefault(warning, []).extend(figures for text in texts for figures in figures_of(text))

    def warn(self) -> Iterator[str]:
        """What was left out, in Vietnamese."""
        yield from self.warnings
        yield from warn_of_unseen(self.unseen)
        for warning, texts in self._beside.items():
            yield from warn_of_unread(warning, texts)

    def blocks(self, parent: Element, label: str) -> Iterator[Block]:
        """The shapes' texts and tables, from the top down and from left to right."""
        shapes = [shape for shape in parent.iterchildren("*") if etree.QName(shape).namespace == _NAMES["draw"]]
        for shape in sorted(shapes, key=_place):
            kind = _get(shape, "presentation:class")
            if kind in _MARGINS or _get(shape, "presentation:placeholder") == "true":
                continue
            if shape.tag == _tag("draw:g"):
                yield from self.blocks(shape, label)
                continue
            table = shape.find("table:table", _NAMES)
            if table is not None:
                yield from (block for _, block in blocks_of(self._grid(table)))
            elif shape.find("draw:object", _NAMES) is not None or shape.find("draw:image", _NAMES) is not None:
                warning = f"{label}: có biểu đồ hoặc hình; chữ và số ở trong đó không được đọc."
                self.warnings += [warning] if warning not in self.warnings else []
            else:
                marker = "# " if kind == "title" else ""
                yield from (marker + line for line in self._lines(shape))

    def _grid(self, table: Element) -> list[list[Cell]]:
        """The cells, merged ones in every place that they cover."""
        grid: list[list[Cell]] = []
        covering: dict[tuple[int, int], Cell] = {}
        for row_index, row in enumerate(table.iter(_tag("table:table-row"))):
            line: list[Cell] = []
            for element in row.iterchildren(_tag("table:table-cell"), _tag("table:covered-table-cell")):
                cell = Cell("\n".join(self._lines(element)))
                across, down = (
                    _count(element, "table:number-columns-spanned"),
                    _count(element, "table:number-rows-spanned"),
                )
                for _ in range(_count(element, "table:number-columns-repeated")):
                    place = row_index, len(line)
                    if element.tag == _tag("table:covered-table-cell"):
                        line.append(covering.get(place, EMPTY))
                        continue
                    covering |= {
                        (place[0] + lower, place[1] + right): cell for lower in range(down) for right in range(across)
                    }
                    line.append(cell)
            grid.append(line)
            if sum(map(len, grid)) + len(covering) > MOST_CELLS:
                raise ValueError("too many cells")
        width = max(map(len, grid), default=0)
        return [line + [EMPTY] * (width - len(line)) for line in grid]

    def _lines(self, shape: Element) -> Iterator[str]:
        for paragraph in shape.iter(_tag("text:p"), _tag("text:h")):
            text = "".join(self._pieces(paragraph))
            yield from (" ".join(line.split()) for line in text.split("\n") if line.strip())

    def _pieces(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag in {_tag("text:s"), _tag("text:tab")}:
                yield " "
            elif child.tag == _tag("text:line-break"):
                yield "\n"
            elif isinstance(child.tag, str) and not child.tag.endswith("}annotation"):
                text = "".join(self._pieces(child))
                style = _get(child, "text:style-name")
                if style in self._struck:
                    self.unseen += figures_of(text)
                else:
                    yield raised(text) if style in self._raised else text
            yield child.tail or ""


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


def _get(element: Element, name: str) -> str:
    return str(element.get(_tag(name), ""))


def _count(element: Element, name: str) -> int:
    written = _get(element, name)
    return min(int(written), _MOST_REPEATED) if written.isdecimal() and int(written) else 1


def _place(shape: Element) -> tuple[float, float]:
    return _millimetres(_get(shape, "svg:y")), _millimetres(_get(shape, "svg:x"))


def _millimetres(length: str) -> float:
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _MILLIMETRES[found[2]] if found else 0.0
