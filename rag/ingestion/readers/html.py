"""Saved web pages (.html), those that Word or Excel saved too: paragraphs, lists with their numbers, and tables."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml.etree import LxmlError, iterwalk

from rag.errors import UnreadableDocument
from rag.ingestion.readers.cells import is_figure, part_lines
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import blocks_of, with_captions
from rag.ingestion.readers.html_boxes import remove_boxes
from rag.ingestion.readers.html_encoding import decode_page
from rag.ingestion.readers.html_imprint import read_imprint
from rag.ingestion.readers.html_lists import item_marker
from rag.ingestion.readers.html_main_part import main_part
from rag.ingestion.readers.html_parsing import parse_page
from rag.ingestion.readers.html_styles import Styles, read_styles
from rag.ingestion.readers.html_tables import is_bordered, is_page_layout, read_grid
from rag.ingestion.readers.html_visibility import raised_by_style, remove_unseen
from rag.ingestion.readers.signs import raised, shown_reversed
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.unseen import figures_of, warn_of_unread, warn_of_unseen

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "iframe", "svg", "button", "nav", "xml"}
    | {"audio", "video", "object", "rt"}
)
_NO_TEXT = frozenset({"script", "style", "noscript", "template", "svg", "iframe"})
_OUTSIDE = "Phần ngoài bài viết (trình đơn, tin khác, bình luận, chân trang) không được đọc"
_DIGIT = re.compile(r"\d")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "ol", "optgroup", "option", "p", "plaintext"}
    | {"pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp"}
)
"""What browsers draw as blocks of its own; anything else, known or not, goes on in the line (HTML standard, 15.3)."""

_TYPED = frozenset({"", "text", "number", "tel", "date", "month"})
"""The kinds of fields whose value is written by somebody and shown."""

_LIST_SIGN = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_CONSUMED = -1
_LONGEST_HEADING_CHARS = 300


def read(path: Path, report: ReportPages) -> FileContent:
    """The page's main part as one page without a label; the body where no main part is found.

    Raises:
        UnreadableDocument: no text, an unknown encoding, or nested beyond reason.
        OSError: the file cannot be opened.
    """
    text, is_damaged = decode_page(path)
    try:
        page = parse_page(text)
        # lxml makes an element's Python object anew each time that it is reached, unless something holds it.
        held = list(page.iter())
        styles = read_styles(page)
        unseen = remove_unseen(page, styles)
        shown = _shown_figures(page)
        remove_boxes(page)
        imprint = list(read_imprint(page))
        part = main_part(page)
        blocks = _Walk(styles).blocks(part)
        inside = set(part.iter("*")) - {element for menu in part.iter("nav", "button") for element in menu.iter("*")}
        outside = [figures for element, text in shown if element not in inside for figures in figures_of(text)]
        del held
    except (LxmlError, ValueError, RecursionError) as error:
        raise UnreadableDocument(
            f"Tệp {path.name} không phải trang web đọc được. Hãy mở bằng trình duyệt rồi lưu lại.",
            f"{path.name}: {type(error).__name__}: {error}",
        ) from error
    if not blocks:
        raise UnreadableDocument(
            f"Tệp {path.name} không có chữ nào. Trang có thể chỉ hiện nội dung khi nối mạng; hãy lưu lại trang đầy đủ.",
            f"{path.name}: no text",
        )
    lines = " ".join(block for block in blocks if isinstance(block, str))
    blocks += [line for line in imprint if line.partition(": ")[2] not in lines]
    report(1, 1)
    warned = ["Có ký tự không giải mã được, hiện là “\N{REPLACEMENT CHARACTER}”."] if is_damaged else []
    warned += [*warn_of_unseen(unseen), *warn_of_unread(_OUTSIDE, outside)]
    return FileContent((PageContent(tuple(with_captions(blocks))),), tuple(warned))


def _shown_figures(page: Element) -> list[tuple[Element, str]]:
    """Every text of the body that has a digit, with the element in which it stands."""
    found: list[tuple[Element, str]] = []
    body = page.find("body")
    for element in () if body is None else body.iter("*"):
        if element.tag not in _NO_TEXT and element.text and _DIGIT.search(element.text):
            found.append((element, element.text))
        if element is not body and element.tail and _DIGIT.search(element.tail):
            found.append((element.getparent(), element.tail))
    return found


def read_fragment(html: str) -> tuple[list[Block], list[str]]:
    """The blocks of a piece of HTML that stands in another text, and what of it has digits and is not shown.

    Raises:
        ValueError: no parser makes sense of it.
    """
    try:
        page = parse_page(html)
        styles = read_styles(page)
        unseen = remove_unseen(page, styles)
        return with_captions(_Walk(styles).blocks(page)), unseen
    except (LxmlError, RecursionError) as error:
        raise ValueError("not HTML that can be read") from error


class _Walk:
    """A walk through a part of the page: words are gathered until a block ends."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._done: list[Block] = []
        self._words: list[str] = []
        self._marker = ""
        self._opened: list[int] = []

    def blocks(self, root: Element) -> list[Block]:
        """The blocks in the element, without what stands after it; without recursion, for pages are nested deep."""
        walk = iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if self._begin(element):
                    self._opened.append(len(self._words))
                    self._words.append((element.text or "") if element.tag == "pre" else _folded(element.text))
                else:
                    self._opened.append(_CONSUMED)
                    walk.skip_subtree()
                continue
            if event == "end" and (start := self._opened.pop()) != _CONSUMED:
                self._finish(element, start)
            if element is not root:
                self._words.append(_folded(element.tail))
        self._end_block()
        return self._done

    def _begin(self, element: Element) -> bool:
        """Whether what stands inside is still to be visited."""
        if element.tag in _UNSEEN:
            return False
        if element.tag == "br":
            self._words.append("\n")
            return False
        if element.tag in {"input", "select"}:
            self._words.append(_filled_in(element))
            return False
        if element.tag in _BLOCKS:
            self._end_block()
        if element.tag == "table" and not is_page_layout(element):
            self._done += _table_blocks(element, self._styles)
            return False
        if element.tag == "li":
            self._marker = item_marker(element)
        elif re.fullmatch("h[1-6]", element.tag):
            self._marker = f"{'#' * int(element.tag[1])} "
        return True

    def _finish(self, element: Element, start: int) -> None:
        style = self._styles.get(element, {})
        if element.tag in _BLOCKS:
            self._end_block()
            self._marker = ""
        elif _is_reversed(element, style):
            self._words[start:] = [shown_reversed("".join(self._words[start:]))]
        elif element.tag == "sup" or raised_by_style(style):
            self._words[start:] = map(raised, self._words[start:])
        elif _LIST_SIGN.search(element.get("style", "")):
            sign = "".join(self._words[start:]).strip()
            # Bullets of symbol fonts are letters or middle dots as text.
            self._words[start:] = [f"{sign if len(sign) > 1 or sign in '-–—+•*' else '-'} "]

    def _end_block(self) -> None:
        lines = [" ".join(line.split()) for line in "".join(self._words).split("\n")]
        lines = [line for line in lines if line]
        self._words = []
        if not lines:
            return
        heads = self._marker.startswith("#")
        if heads and len(lines[0]) <= _LONGEST_HEADING_CHARS:
            lines = [self._marker + line for line in lines]
        elif (
            not heads
            and not is_figure(lines[0])
            and not (self._marker == "- " and re.match(r"[-–—+•*]|\(?\w{1,3}[.)]\s", lines[0]))
        ):
            lines[0] = self._marker + lines[0]
        self._marker = ""
        self._done += lines


def _table_blocks(table: Element, styles: Styles) -> Iterator[Block]:
    grid, declared = read_grid(table, lambda cell: _cell_text(cell, styles))
    caption = table.find("caption")
    if caption is not None:
        yield from _Walk(styles).blocks(caption)
    yield from (block for _, block in blocks_of(part_lines(grid), declared, bordered=is_bordered(table)))


def _cell_text(cell: Element, styles: Styles) -> str:
    """The cell's lines; of a table inside of it, each row is one."""
    lines: list[str] = []
    for block in _Walk(styles).blocks(cell):
        if isinstance(block, str):
            lines.append(block.lstrip("# "))
        else:
            lines += [block.caption, *(" ".join(filter(None, row)) for row in block.rows)]
    return "\n".join(filter(None, lines))


def _filled_in(element: Element) -> str:
    """What a field of a form shows that somebody filled in."""
    if element.tag == "input":
        return element.get("value", "") if element.get("type", "").lower() in _TYPED else ""
    return " ".join("".join(option.itertext()) for option in element.iter("option") if "selected" in option.attrib)


def _is_reversed(element: Element, style: Mapping[str, str]) -> bool:
    is_leftward = (style.get("direction") or element.get("dir", "").lower()) == "rtl"
    return is_leftward and (element.tag == "bdo" or "override" in style.get("unicode-bidi", ""))


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
