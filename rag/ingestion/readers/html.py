"""Saved web pages (.html), those that Word or Excel saved too: paragraphs, lists with their numbers, and tables."""

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml.etree import ErrorTypes, LxmlError, iterwalk

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import blocks_of, with_captions
from rag.ingestion.readers.html_boxes import remove_boxes
from rag.ingestion.readers.html_encoding import decode_page
from rag.ingestion.readers.html_imprint import read_imprint
from rag.ingestion.readers.html_lists import item_marker
from rag.ingestion.readers.html_main_part import main_part
from rag.ingestion.readers.html_tables import is_bordered, is_page_layout, read_grid
from rag.ingestion.readers.signs import raised
from rag.ingestion.readers.trees import Element

_UNSEEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "iframe",
        "svg",
        "select",
        "button",
        "textarea",
        "input",
    }
    | {"nav", "del", "s", "strike", "xml", "audio", "video", "object", "rt"}
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd"}
    | {"label", "mark", "q", "ruby", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|mso-element\s*:\s*(?:header|footer)", re.IGNORECASE)
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
        page = _parse(text)
        _remove_hidden(page)
        remove_boxes(page)
        imprint = list(read_imprint(page))
        blocks = _Walk().blocks(main_part(page, text))
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
    warned = ("Có ký tự không giải mã được, hiện là “\N{REPLACEMENT CHARACTER}”.",) if is_damaged else ()
    return FileContent((PageContent(tuple(with_captions(blocks))),), warned)


def read_fragment(html: str) -> list[Block]:
    """The blocks of a piece of HTML that stands in another text.

    Raises:
        ValueError: no parser makes sense of it.
    """
    try:
        page = _parse(html)
        _remove_hidden(page)
        return with_captions(_Walk().blocks(page))
    except (LxmlError, RecursionError) as error:
        raise ValueError("not HTML that can be read") from error


class _Walk:
    """A walk through a part of the page: words are gathered until a block ends."""

    def __init__(self) -> None:
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
        if element.tag not in _INLINE and ":" not in element.tag:
            self._end_block()
        if element.tag == "table" and not is_page_layout(element):
            self._done += _table_blocks(element)
            return False
        if element.tag == "li":
            self._marker = item_marker(element)
        elif re.fullmatch("h[1-6]", element.tag):
            self._marker = f"{'#' * int(element.tag[1])} "
        return True

    def _finish(self, element: Element, start: int) -> None:
        if element.tag not in _INLINE and ":" not in element.tag:
            self._end_block()
            self._marker = ""
        elif element.tag == "sup":
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
        elif not heads and not (self._marker == "- " and re.match(r"[-–—+•*]|\(?\w{1,3}[.)]\s", lines[0])):
            lines[0] = self._marker + lines[0]
        self._marker = ""
        self._done += lines


def _table_blocks(table: Element) -> Iterator[Block]:
    grid, declared = read_grid(table, _cell_text)
    caption = table.find("caption")
    if caption is not None:
        yield from _Walk().blocks(caption)
    yield from (block for _, block in blocks_of(grid, declared, bordered=is_bordered(table)))


def _cell_text(cell: Element) -> str:
    walk = _Walk()
    return "\n".join(block.lstrip("# ") for block in walk.blocks(cell) if isinstance(block, str))


def _parse(text: str) -> Element:
    """The page's root.

    Raises:
        LxmlError: there is none.
        ValueError: the page is nested deeper than the parser goes; it would leave the rest out without a word.
    """
    # At its own limit of 256 levels the parser drops text, and old pages with unclosed tags go deeper.
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    page = lxml.html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    if any(entry.type == ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ValueError("nested deeper than the parser goes")
    return page


def _remove_hidden(page: Element) -> None:
    for element in list(page.iter("*")):
        is_hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style", ""))
        if is_hidden and element.tag not in {"html", "body"} and element.getparent() is not None:
            element.drop_tree()


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
