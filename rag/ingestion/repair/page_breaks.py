"""Sentences and tables that a page's end cut in two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.ingestion.readers.content import PageContent, Table
from rag.ingestion.repair.syllables import is_syllable

_CLOSED = re.compile(r"[.:;!?…”\")\]»*]$")
_LIST_LINE = re.compile(r"[-–—•*+]|[(]?[^\W\d_][.)]|\d+(?:\.\d+)*[.)]\s|\d+(?:\.\d{1,2})+\s+[^\W\d]")
_CUT_FIGURE = re.compile(r"\d[.,]?$")
_HYPHEN = re.compile(r"([^\W\d_]+)-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_CUT_CHARS = 30
_CARRIED = re.compile(
    r"(?:cộng|tổng)?\s*(?:trang trước\s*)?(?:chuyển|mang)\s*(?:sang|trang sau|sang trang(?: sau)?)", re.IGNORECASE
)
_CONTINUED = re.compile(r"\(?\s*tiếp(?: theo)?(?: trang trước)?\s*\)?\.?", re.IGNORECASE)
_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?")


class Joint(StrEnum):
    """What stands between two pages in the text."""

    BREAK = "\n"
    SPACE = " "
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class JoinedPages:
    """The pages, and before each what joins it to the one before; the first is joined by a break.

    Where `goes_on[i]`, page i begins with rows of the table with which page i - 1 ends.
    """

    pages: tuple[PageContent, ...]
    joints: tuple[Joint, ...]
    continues: tuple[bool, ...]
    warnings: tuple[str, ...]


def join_pages(pages: Sequence[PageContent]) -> JoinedPages:
    """The cuts between pages mended where that is certain; a figure that may be cut is only reported."""
    mended = list(pages)
    joints = [Joint.BREAK] * len(pages)
    continues = [False] * len(pages)
    warnings: list[str] = []
    for index in range(1, len(mended)):
        before, after = mended[index - 1].blocks, mended[index].blocks
        if not before or not after:
            continue
        last, first = before[-1], after[0]
        if isinstance(last, str) and isinstance(first, str):
            joint, text = _mend_sentence(last, first)
            joints[index] = joint
            mended[index - 1] = replace(mended[index - 1], blocks=(*before[:-1], text))
            if _may_cut_figure(last.rstrip(), first.lstrip()):
                warnings.append(_cut_figure_warning(mended[index - 1].label, index))
        elif isinstance(last, Table) and isinstance(first, Table) and (joined := _mend_table(last, first)):
            continues[index] = True
            above, below, left_out = joined
            mended[index - 1] = replace(mended[index - 1], blocks=(*before[:-1], above))
            mended[index] = replace(mended[index], blocks=(below, *after[1:]))
            warnings += [f"Đã bỏ dòng cộng chuyển trang: “{row}”." for row in left_out]
    return JoinedPages(tuple(mended), tuple(joints), tuple(continues), tuple(warnings))


def _may_cut_figure(end: str, start: str) -> bool:
    return bool(_CUT_FIGURE.search(end)) and start[:1].isdigit() and not _LIST_LINE.match(start)


def _cut_figure_warning(label: str, number: int) -> str:
    return f"Số ở cuối {label or f'trang {number}'} có thể bị ngắt sang trang sau; hãy xem bản gốc."


def _mend_sentence(last: str, first: str) -> tuple[Joint, str]:
    """How the paragraph goes on over the page's end, and its first part as it then stands."""
    end, start = last.rstrip(), first.lstrip()
    if not end or not start or start != first or _LIST_LINE.match(start):
        return Joint.BREAK, last
    if hyphen := _HYPHEN.search(end):
        rest = _FIRST_WORD.match(start)
        if rest and is_syllable(hyphen.group(1) + rest.group()) and not is_syllable(hyphen.group(1)):
            return Joint.NOTHING, end[:-1]
        return Joint.BREAK, last
    if _CLOSED.search(end) or len(end) < _SHORTEST_CUT_CHARS or end.isupper():
        return Joint.BREAK, last
    ends_with_comma = end.endswith(",") and not end[-2:-1].isdigit()
    if start[0].islower() or start[0] == "%" or (ends_with_comma and start[0].isalpha()):
        # `12,` and `5%` may be one number or two.
        return (Joint.BREAK, last) if re.search(r"\d,$", end) else (Joint.SPACE, end)
    return Joint.BREAK, last


def _mend_table(above: Table, below: Table) -> tuple[Table, Table, list[str]] | None:
    """Both parts as they stand in one table, and the rows left out; None where they are two tables."""
    width = len(above.rows[0]) if above.rows else 0
    caption = below.caption.strip()
    if not width or not below.rows or len(below.rows[0]) != width:
        return None
    if caption and caption != above.caption.strip() and not _CONTINUED.fullmatch(caption):
        return None
    headings = above.rows[: above.heading_rows]
    if below.heading_rows and below.rows[: below.heading_rows] != headings:
        return None
    rows = list(below.rows[below.heading_rows :])
    if headings and not below.heading_rows and tuple(rows[: len(headings)]) == headings:
        rows = rows[len(headings) :]
    data = list(above.rows[above.heading_rows :])
    if rows and data and rows[0] == data[0] and all(map(_ENUMERATOR.fullmatch, rows[0])):
        rows = rows[1:]
    left_out = []
    if data and _is_carried(data[-1]):
        left_out.append(_shown(data.pop()))
    if rows and _is_carried(rows[0]):
        left_out.append(_shown(rows.pop(0)))
    if data and rows and (whole := _cut_row(data[-1], rows[0])):
        data[-1] = whole
        rows.pop(0)
    return replace(above, rows=(*headings, *data)), Table(tuple(rows), 0), left_out


def _is_carried(row: Sequence[str]) -> bool:
    return any(_CARRIED.fullmatch(" ".join(cell.split())) for cell in row)


def _shown(row: Sequence[str]) -> str:
    return " | ".join(cell for cell in row if cell)


def _cut_row(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...] | None:
    """The row, where the second part has nothing but the rest of one unfinished cell, in small letters."""
    filled = [column for column, cell in enumerate(below) if cell.strip()]
    if len(filled) != 1:
        return None
    column = filled[0]
    start, rest = above[column].rstrip(), below[column].strip()
    if not start or not rest[0].islower() or _CLOSED.search(start) or start[-1].isdigit() or _LIST_LINE.match(rest):
        return None
    return (*above[:column], f"{start} {rest}", *above[column + 1 :])
