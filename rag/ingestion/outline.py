"""A document's outline: its lines as headings, list items and paragraphs, by the numbering of administrative prose.

The order of numbering styles is not fixed (`I. 1. a)`, `A. I. 1.1`, `Điều 1. 1. a)`): a style met before closes what
stands below it, a new style opens a level.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.figures.parsing import parse_figures
from rag.vietnamese import SIGNATURE_LABEL, trim

NUMBERINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("phần", r"(?:Phần|PHẦN)\s+(?:thứ\s+)?(?:[IVXLC]+|\d+|\w+)\b[.:]?"),
        ("chương", r"(?:Chương|CHƯƠNG)\s+(?:[IVXLC]+|\d+)\b[.:]?"),
        ("mục", r"(?:Mục|MỤC)\s+(?:[IVXLC]+|\d+)\b[.:]?"),
        ("điều", r"(?:Điều|ĐIỀU)\s+\d+[.:]"),
        ("roman", r"[IVX]+[.)](?=[\s*]|[^\W\d])"),
        ("letter", r"[A-HĐ][.)](?=\s)"),
        ("decimal3", r"\d{1,2}\.\d{1,2}\.\d{1,2}[.)]?(?=[\s*])"),
        ("decimal2", r"\d{1,2}\.\d{1,2}[.)]?(?=[\s*])"),
        ("decimal1", r"\d{1,2}[.](?=[\s*]|[^\W\d])"),
        ("parenthesis", r"\(\d{1,3}\)|\d{1,3}\)(?=\s)"),
        ("small letter", r"\(?[a-zđ]\)(?=\s)"),
        ("dash", r"[-–—•*](?=\s)|[-–—•](?=[^\W\d])"),
        ("plus", r"[+](?=\s)|[+](?=[^\W\d])"),
    )
)
"""The styles of numbering with what each looks like at the start of a line; of two that fit, the first."""
ITEM_STYLES = frozenset({"parenthesis", "small letter", "dash", "plus"})
"""Those that number the items of a list rather than headings."""
_CHAPTERS = frozenset({"phần", "chương", "mục", "điều"})
_TABLE = "table"
_IN_PARENTHESES = re.compile(r"\([^()]*\)")
_ENDS_STATEMENT = (".", ";", "!")
# Of a line without a stop: `Tổng kinh phí: 91 tỷ đồng` and `Tỷ lệ hộ nghèo còn 1,8%`, but not `Giảm 50% mức phí`.
_STATES_FIGURE = re.compile(
    r"(?::|(?<!\w)(?:đạt|còn|là|tăng|giảm|bằng|chiếm|có|lên|xuống))\s*(?:(?:trên|dưới|khoảng|hơn|gần|thêm|từ|ít nhất|"
    r"tối thiểu|tối đa|không quá)\s*)*$",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[#>\s*_]*")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
_SIGNATURE = re.compile(
    r"(?:T/M|TM|KT|TL|TUQ|Q)\b[. ]|(?:PHÓ\s+)?(?:BÍ THƯ|CHỦ TỊCH|(?:TỔNG )?GIÁM ĐỐC|BỘ TRƯỞNG|"
    r"THỦ TƯỚNG|CHÁNH VĂN PHÒNG)\b.{0,40}$"
)
_LONGEST_HEADING_CHARS = 300
_SHORTEST_BROKEN_LINE_CHARS = 60


class BlockKind(StrEnum):
    """What a block is to the outline."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A line or broken lines of the document, with the headings above it from the outermost in.

    `start` and `end` leave out markup around the text; `body_start` leaves out the numbering too.
    """

    kind: BlockKind
    style: str
    start: int
    body_start: int
    end: int
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    body_start: int
    style: str
    emphasised: bool


def read_outline(text: str, residue: Sequence[tuple[int, int]], tables: Sequence[tuple[int, int]] = ()) -> list[Block]:
    """Every block of the text outside the residue, in order; a table, of which `tables` are the spans, is one."""
    whole = frozenset(tables)
    read = (
        _Line(*span, span[0], _TABLE, False) if span in whole else _read_line(text, *span)
        for span in _line_spans(text, residue, tables)
    )
    # A line of nothing but markup (`#`, `>`) is no block.
    lines = _join_broken(text, [line for line in read if line.body_start < line.end or line.style])
    lines = [line for line in lines if line.start < line.end]
    blocks = []
    stack: list[tuple[str, str]] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        heads = _is_heading(text, line, following)
        style = _heading_style(text, line) if heads else line.style
        _close_levels(stack, line, style)
        path = tuple(label for _, label in stack)
        kind = BlockKind.HEADING if heads else BlockKind.ITEM if line.style else BlockKind.PARAGRAPH
        if line.style == _TABLE:
            kind = BlockKind.TABLE
        if heads and line.style in ITEM_STYLES:
            kind = BlockKind.ITEM
        blocks.append(Block(kind, line.style, line.start, line.body_start, line.end, path))
        if heads:
            stack.append((style, _label(text, line)))
    return blocks


def _line_spans(
    text: str, residue: Sequence[tuple[int, int]], tables: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The lines outside the residue without the white space around them; those of a table together."""
    excluded, ahead = set(residue), deque(tables)
    for line in re.finditer(r"[^\n]+", text):
        start, end = trim(text, *line.span())
        while ahead and ahead[0][1] <= start:
            ahead.popleft()
        if ahead and ahead[0][0] <= start:
            if start == ahead[0][0]:
                yield ahead[0]
        elif start < end and line.span() not in excluded:
            yield start, end


def _read_line(text: str, start: int, end: int) -> _Line:
    opening = _MARKUP.match(text, start, end)
    content = opening.end() if opening else start
    # "* item" and "** bold" both open with stars; only a single star with a space is a dash.
    if re.match(r"\*\s", text[start:end]):
        content = start
    stripped_end = end
    while stripped_end > content and text[stripped_end - 1] in "*_ ":
        stripped_end -= 1
    raw = text[start:end]
    emphasised = bool(_MARKDOWN_HEADING.match(raw)) or (raw.startswith("**") and raw.endswith("**"))
    for style, pattern in NUMBERINGS:
        if found := pattern.match(text, content, stripped_end):
            body = _MARKUP.match(text, found.end(), stripped_end)
            return _Line(content, stripped_end, body.end() if body else found.end(), style, emphasised)
    return _Line(content, stripped_end, content, "", emphasised)


def _join_broken(text: str, lines: Sequence[_Line]) -> list[_Line]:
    """Lines that a page's end cut in two become one again: no full stop before, a small letter after."""
    joined: list[_Line] = []
    for line in lines:
        if joined and _continues(text, joined[-1], line):
            last = joined[-1]
            joined[-1] = _Line(last.start, line.end, last.body_start, last.style, last.emphasised)
        else:
            joined.append(line)
    return joined


def _continues(text: str, last: _Line, line: _Line) -> bool:
    if line.style or line.emphasised or last.emphasised or last.style == _TABLE or text[last.end - 1] in ".:;!?…”)*":
        return False
    length = last.end - last.start
    if text[line.start].islower():
        return length >= _SHORTEST_BROKEN_LINE_CHARS
    # A capital may open the second half too, but then only a long line is surely no title or caption.
    return length >= 3 * _SHORTEST_BROKEN_LINE_CHARS and line.end - line.start >= _SHORTEST_BROKEN_LINE_CHARS


def _is_heading(text: str, line: _Line, following: _Line | None) -> bool:
    length = line.end - line.start
    if line.style == _TABLE or length > _LONGEST_HEADING_CHARS or following is None:
        return False
    content = text[line.start : line.end]
    if line.style in ITEM_STYLES:
        return content.rstrip().endswith(":") and following.style != line.style
    if line.style and line.style not in _CHAPTERS and states_figure(text[line.body_start : line.end]):
        return False
    if line.style in {"decimal1", "decimal2", "decimal3"}:
        return line.emphasised or following.style != line.style
    if line.style:
        return True
    leads_list = content.endswith(":") and following.style in ITEM_STYLES
    # A bold sentence or quotation is text with weight, no heading.
    is_title = line.emphasised and content[-1] not in '.;!?”"'
    return is_title or _is_capitals(content) or leads_list


def states_figure(content: str) -> bool:
    """Whether a line, less its numbering, is a statement of a figure rather than a heading that holds one.

    A heading has it in parentheses (`Về kinh tế (13 chỉ tiêu)`), or goes on behind it without a stop at its end.
    """
    content = content.rstrip("*_ ")
    figures = parse_figures(_IN_PARENTHESES.sub(lambda found: " " * len(found.group()), content))
    if not figures:
        return False
    last = figures[-1]
    return content.endswith(_ENDS_STATEMENT) or (
        len(content) - last.end <= 1 and _STATES_FIGURE.search(content[: last.start]) is not None
    )


def _is_capitals(content: str) -> bool:
    return content.isupper() and len(content) >= 4


def _heading_style(text: str, line: _Line) -> str:
    """The numbering's style, or the kind of an unnumbered heading: capitals, a lead that a list follows, or other."""
    content = text[line.start : line.end]
    return line.style or ("capitals" if _is_capitals(content) else "lead" if content.endswith(":") else "unnumbered")


def _close_levels(stack: list[tuple[str, str]], line: _Line, style: str) -> None:
    """Drop the levels that this line ends: its own style and all below; a paragraph ends the list's lead."""
    for depth, (open_style, _) in enumerate(stack):
        if open_style == style or (open_style == "lead" and not line.style):
            del stack[depth:]
            return


def _label(text: str, line: _Line) -> str:
    """The heading in one line without markup; the office under which a name is signed says so."""
    label = re.sub(r"[\s*_]+", " ", text[line.start : line.end]).strip()
    return f"{SIGNATURE_LABEL}{label}" if _SIGNATURE.match(label) else label
