"""A document → its leaves, as a reader turns them over: its pages, or sections of about a page; long ones in parts."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.datatypes import Document, Leaf, Passage

LONGEST_LEAF_CHARS = 5000
"""Two full pages; a spreadsheet's sheet may have hundreds of times that."""
SHORTEST_SECTION_CHARS = 1500
"""Shorter sections stay together, or turning them over would be all that one does."""
_WHITE_SPACE = re.compile(r"\s*")
_LINE_START = re.compile(r"^", re.MULTILINE)


def cut_leaves(document: Document, passages: Sequence[Passage]) -> tuple[Leaf, ...]:
    """The leaves, in order, over all of the text; `passages` are the document's, in order."""
    text, pages = document.text, document.pages
    section_starts = set() if pages else set(_section_starts(text, passages))
    lines = (found.start() for found in _LINE_START.finditer(text))
    candidates = sorted({*lines, *section_starts, *(passage.start for passage in passages)})
    page_starts = [0, *(page.start for page in pages[1:])]
    labels = [page.label for page in pages] or [""]
    leaves = []
    for (start, end), label in zip(pairwise((*page_starts, len(text))), labels, strict=True):
        inside = [candidate for candidate in candidates if start < candidate < end]
        for part in _parts(start, end, inside, section_starts):
            leaves.append(Leaf(document, *part, label, _headings_above(text, part, passages)))
    return tuple(leaves)


def _section_starts(text: str, passages: Sequence[Passage]) -> Iterator[int]:
    """Where the headings change, with the heading's own line."""
    for before, after in pairwise(passages):
        is_one_table = before.row and after.row and before.row.table == after.row.table
        if before.header.heading_path != after.header.heading_path and not is_one_table:
            found = _WHITE_SPACE.match(text, before.end)
            yield found.end() if found else before.end


def _parts(start: int, end: int, candidates: Sequence[int], section_starts: set[int]) -> Iterator[tuple[int, int]]:
    """The span, cut at candidates where a section begins or where the part would become too long."""
    for candidate, following in pairwise((*candidates, end)):
        begins_section = candidate in section_starts and candidate - start >= SHORTEST_SECTION_CHARS
        if begins_section or following - start > LONGEST_LEAF_CHARS:
            yield start, candidate
            start = candidate
    yield start, end


def _headings_above(text: str, span: tuple[int, int], passages: Sequence[Passage]) -> tuple[str, ...]:
    """Those of the first passage that begins in the span."""
    start, end = span
    following = bisect_left(passages, start, key=lambda passage: passage.start)
    if following == len(passages) or passages[following].start >= end:
        return ()
    held = text[start:end]
    return tuple(heading for heading in passages[following].header.heading_path if heading not in held)
