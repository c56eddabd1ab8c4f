"""What an Office file holds beside the text that is read: comments, speaker's notes, text in drawings.

None of it is read, for it is not what the document says, or has no place in its text; what of it has digits is told.
"""

import html
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.unseen import figures_of, warn_of_unread

_KINDS = (
    (r"(?:word|xl)/(?:\w+/)?\w*[cC]omments?\w*\.xml|ppt/comments/\w+\.xml", "Lời phê không được đọc"),
    (r"ppt/notesSlides/\w+\.xml", "Ghi chú của người trình bày không được đọc"),
    (r"xl/drawings/\w+\.xml", "Chữ trong hình vẽ không được đọc"),
    # Those of a workbook show what stands in its cells.
    (r"(?:word|ppt)/charts/chart\w*\.xml", "Số trong biểu đồ không được đọc"),
    (r"(?:word|xl|ppt)/diagrams/data\w*\.xml", "Chữ trong sơ đồ không được đọc"),
)
_LEAVES = ("{*}t", "{*}text", "{*}v")
_OWNERS = ("{*}p", "{*}ser", "{*}comment", "{*}threadedComment", "{*}cm")
_HEAD_OR_FOOT = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]*)<")
_CODES = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[A-Z])')


def warn_of_side_parts(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Warnings, in Vietnamese, of what has digits in such parts of the file, by their names."""
    for pattern, warning in _KINDS:
        named = (data for name, data in parts.items() if re.fullmatch(pattern, name))
        yield from warn_of_unread(warning, [figures for data in named for figures in _figures(data)])
    sheets = (data for name, data in parts.items() if name.startswith("xl/worksheets/"))
    margins = (found[1].decode("utf-8", "replace") for data in sheets for found in _HEAD_OR_FOOT.finditer(data))
    margin_figures = [figures for margin in margins for figures in figures_of(_CODES.sub(" ", html.unescape(margin)))]
    yield from warn_of_unread("Đầu trang và chân trang không được đọc", margin_figures)


def _figures(data: bytes) -> Iterator[str]:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    # Of a part that nothing reads, damage harms nothing.
    except (etree.LxmlError, ValueError):
        return
    texts: dict[Element, list[str]] = {}
    for leaf in root.iter(*_LEAVES):
        owner = next(leaf.iterancestors(*_OWNERS), leaf)
        # The numbers of slides and pages are fields.
        if next(leaf.iterancestors("{*}fld"), None) is None:
            texts.setdefault(owner, []).append(leaf.text or "")
    for owner, pieces in texts.items():
        yield from figures_of((" " if owner.tag.endswith("}ser") else "").join(pieces))
