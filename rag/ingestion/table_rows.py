"""A table → its rows in their place: what each column is to them, what each row is of and belongs to.

Numbering nests rows as it nests headings: a style met before closes what stands below it, a new style opens a level.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.datatypes import ColumnRole, TableCell, TableRow
from rag.figures.note_marks import read_notes, take_mark
from rag.figures.table_cells import plain_cell
from rag.figures.table_columns import LEVELS
from rag.figures.table_titles import GROUPS, INDICATORS, MEASURE_NOUN, SUM, SUM_NAMES
from rag.figures.unit_notes import is_unit, take_unit
from rag.ingestion.tables import BARE_FIGURE, NUMBERING, Span, Table
from rag.vietnamese import PLACE_TYPE, UPPER, syllables

_MOST_COLUMNS = 100
"""Cells beyond are text of their row and no more: no official table has so many columns."""

_NUMBERING_HEADING = re.compile(rf"(?:{NUMBERING}|mã(?: số)?)\.?", re.IGNORECASE)
_UNIT_HEADING = re.compile(r"(?:đơn vị tính|đơn vị đo|đvt|đv tính|đ\.v\.t|đơn vị)\.?", re.IGNORECASE)
_PLACE_HEADING = re.compile(
    rf"(?:tên\s+)?(?:các\s+)?(?:địa phương|địa bàn|khu vực|vùng|đơn vị(?: hành chính)?|{PLACE_TYPE})"
    r"(?:\s*[,/–-].*)?",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(rf"(?i:{PLACE_TYPE})\s+[{UPPER}]")
_NAME_HEADING = re.compile(
    rf"(?:{INDICATORS}|tên|mặt hàng|sản phẩm|ngành|nguồn|loại)(?!\w)",
    re.IGNORECASE,
)
_TIME_HEADING = re.compile(r"(?:năm|tháng|quý|kỳ|mốc|thời điểm)", re.IGNORECASE)
_TIME_CELL = re.compile(r"(?:(?:năm|tháng|quý)\s+)?(?:(?:19|20)\d\d|\d{1,2}|I{1,3}|IV)(?:\W.*)?", re.IGNORECASE)
_NOTE_HEADING = re.compile(
    r"(?:ghi chú|căn cứ|cơ quan|đơn vị (?:chủ trì|thực hiện|phối hợp|chịu)|chủ đầu tư|thời gian|địa điểm|tiến độ|"
    r"lý do|giải pháp|nguồn số liệu|người|phụ trách|mã(?: số)?(?!\w)|số hiệu|(?:số )?quyết định|ngày (?!công)|"
    r"năm (?:hoàn thành|khởi công|bắt đầu|ban hành|đưa vào)|đánh giá$|nhận xét)",
    re.IGNORECASE,
)
# `Ngày điều trị bình quân`, `Thời gian giải quyết (phút)`, `Tiến độ (%)`
_MAY_MEASURE = re.compile(r"(?:thời gian|tiến độ|người|ngày)(?!\w)", re.IGNORECASE)
_STYLES = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("letter", r"[A-HĐ]"),
        ("roman", r"[IVX]{1,6}"),
        ("decimal", r"\d{1,3}"),
        ("decimal2", r"\d{1,3}\.\d{1,3}"),
        ("decimal3", r"\d{1,3}\.\d{1,3}\.\d{1,3}"),
        ("decimal4", r"(?:\d{1,3}\.){3,5}\d{1,3}"),
        ("small letter", r"[a-zđ]"),
        ("small letter2", r"[a-zđ]\.?\d{1,2}"),
        ("dash", r"[-–—•*]"),
        ("plus", r"\+"),
    )
)
_OPENING = re.compile(
    r"^(?:(?P<mark>[-–—•*+])\s*(?=\w)|\(?(?P<number>(?:\d{1,2}\.){0,3}\d{1,2}|[IVX]{1,5}|[A-HĐ]|[a-zđ])[.)]\s+)"
)
_IN_WHICH = re.compile(r"^(?:trong đó|bao gồm|gồm có|gồm|chia ra|riêng)\s*(?::|,|$|(?=\s\w))\s*", re.IGNORECASE)
_TOTAL = re.compile(rf"^(?:{SUM_NAMES}|toàn vùng|cả nước)\W*$", re.I)
_GROUP = re.compile(rf"(?:{GROUPS})", re.IGNORECASE)
_FEWEST_OWN_SYLLABLES = 4
_PLAIN, _WITHIN = "", "in which"


@dataclass(frozen=True, slots=True)
class _Level:
    """A row under which others may stand."""

    style: str
    name: str
    is_section: bool
    has_values: bool
    is_opened_within: bool = False
    """Whether `Trong đó` stood before its name: without numbers of their own others go on with it."""


def read_rows(text: str, tables: Sequence[Table]) -> list[tuple[Span, TableRow]]:
    """The data rows of a document's tables in order; rows that only gather others are no rows of their own."""
    rows: list[tuple[Span, TableRow]] = []
    roles: tuple[ColumnRole, ...] = ()
    stack: list[_Level] = []
    first = 0
    notes = _notes(text, tables)
    for table in tables:
        if not table.continues:
            roles, stack, first = _roles(text, table), [], table.start
        context = _Context(text, replace(table, start=first), roles, notes[table.start])
        for span, cells in table.rows:
            if row := _read_row(context, cells, stack):
                rows.append((span, row))
    return rows


def _notes(text: str, tables: Sequence[Table]) -> dict[int, Mapping[str, str]]:
    """The notes below each table, by where it begins; a table that goes on has those of its last part too."""
    below: dict[int, Mapping[str, str]] = {}
    following: Mapping[str, str] = {}
    for table in reversed(tables):
        below[table.start] = {**following, **read_notes(text, table.end)}
        following = below[table.start] if table.continues else {}
    return below


@dataclass(frozen=True, slots=True)
class _Context:
    text: str
    table: Table
    roles: tuple[ColumnRole, ...]
    notes: Mapping[str, str]

    def column(self, role: ColumnRole) -> int | None:
        return self.roles.index(role) if role in self.roles else None


def _roles(text: str, table: Table) -> tuple[ColumnRole, ...]:
    """What each column is, by its heading, else by what stands in it."""
    width = max([len(table.headings), *(len(cells) for _, cells in table.rows)])
    columns = [
        [text[slice(*cells[number])] for _, cells in table.rows if number < len(cells)]
        for number in range(min(width, _MOST_COLUMNS))
    ]
    headings = [*table.headings, *[""] * width]
    roles = [_role(headings[number], words) for number, words in enumerate(columns)]
    names = [number for number, role in enumerate(roles) if role is ColumnRole.NAME]
    if not names:
        texts = [
            n for n, role in enumerate(roles) if role in (ColumnRole.VALUE, ColumnRole.NOTE) and _is_text(columns[n])
        ]
        names = texts[:1] or [n for n, role in enumerate(roles) if role is ColumnRole.VALUE][:1]
    best = max(names, key=lambda n: _naming(headings[n], columns[n]), default=-1)
    return tuple(
        ColumnRole.NAME if n == best else ColumnRole.PART if role is ColumnRole.NAME else role
        for n, role in enumerate(roles)
    )


def _naming(heading: str, words: Sequence[str]) -> tuple[bool, int]:
    """How well a column names what is measured: `Tỷ lệ hộ nghèo` beside `Hộ nghèo`."""
    return heading.lower().startswith("chỉ tiêu"), sum(MEASURE_NOUN.match(word) is not None for word in words)


def _role(heading: str, words: Sequence[str]) -> ColumnRole:
    top = heading.partition(LEVELS)[0]
    filled = [word for word in words if word]
    if _NUMBERING_HEADING.fullmatch(heading) or (not heading and filled and all(_numbering_style(w) for w in filled)):
        return ColumnRole.NUMBERING
    if _UNIT_HEADING.fullmatch(heading):
        # `Thị trấn` is a unit that is counted and an office that is named; one name beside it tells which is meant.
        is_of_offices = heading.lower() == "đơn vị" and any(_PLACE_NAME.match(word) for word in filled)
        units = sum(is_unit(word) for word in filled)
        places = is_of_offices or (heading.lower() == "đơn vị" and units < len(filled) / 2)
        return ColumnRole.NAME if places else ColumnRole.UNIT
    if (
        _TIME_HEADING.fullmatch(heading)
        and filled
        and sum(_TIME_CELL.fullmatch(w) is not None for w in filled) > len(filled) / 2
    ):
        return ColumnRole.NAME
    if _NOTE_HEADING.match(top) and not (_MAY_MEASURE.match(top) and _are_figures(filled)):
        return ColumnRole.NOTE
    if (_PLACE_HEADING.fullmatch(heading) or _NAME_HEADING.match(top)) and _is_text(words):
        return ColumnRole.NAME
    return ColumnRole.NOTE if _is_text(words) and not heading else ColumnRole.VALUE


def _are_figures(filled: Sequence[str]) -> bool:
    """Whether most of the cells are figures, and no years, days or text."""
    return sum(BARE_FIGURE.fullmatch(word) is not None for word in filled) > len(filled) / 2


def _is_text(words: Sequence[str]) -> bool:
    """Whether most filled cells open with a word."""
    filled = [word for word in words if re.search(r"\w", word)]
    return bool(filled) and sum(re.match(r"\W*[^\W\d_]{2}", word) is not None for word in filled) > len(filled) / 2


def _numbering_style(words: str) -> str:
    bare = words.strip(" ().*_") or words.strip()
    return next((style for style, pattern in _STYLES if pattern.fullmatch(bare)), "")


def _read_row(context: _Context, spans: Sequence[Span], stack: list[_Level]) -> TableRow | None:
    """The row, or nothing for one that only gathers those below it; what stands open above is kept in `stack`."""
    text, table = context.text, context.table
    headings = [*table.headings, *[""] * max(len(spans), len(context.roles))]
    cells = tuple(
        TableCell(headings[number], role, *span)
        for number, (role, span) in enumerate(zip(context.roles, spans, strict=False))
    )
    words = [plain_cell(text[cell.start : cell.end].replace("**", "")) for cell in cells]
    numbers, names, parts = map(context.column, (ColumnRole.NUMBERING, ColumnRole.NAME, ColumnRole.PART))
    written = words[names] if names is not None and names < len(words) else ""
    goes_on = not written and parts is not None and any(words[parts : parts + 1])
    goes_on = goes_on and bool(stack) and not stack[-1].is_section
    if goes_on:
        # A name that stands once for several rows, of which each has its own part.
        written = stack[-1].name
    style = _numbering_style(words[numbers]) if numbers is not None and numbers < len(words) else ""
    style = stack[-1].style if goes_on else style
    merged = len({word for number, word in enumerate(words) if word and number != numbers}) == 1
    if not written and merged:
        written = next(word for number, word in enumerate(words) if word and number != numbers)
    style, marked = _read_name(written, style, stack)
    name, mark = take_mark(marked)
    if style == _PLAIN and _is_of_row_above(name, stack):
        style = "dash"
    has_values = not merged and any(
        word for word, cell in zip(words, cells, strict=True) if cell.role is ColumnRole.VALUE
    )
    has_unit = not merged and any(
        is_unit(word) for word, cell in zip(words, cells, strict=True) if cell.role is ColumnRole.UNIT
    )
    is_section = not has_values and _is_section(name, style, has_unit=has_unit)
    if numbers is not None and style == _PLAIN and SUM.match(name):
        # Without a number a sum is of the numbered rows above it, not a part of the last one.
        stack[:] = [level for level in stack if level.is_section]
    _close(stack, style, is_section=is_section, is_total=bool(_TOTAL.match(name)))
    above = tuple(stack)
    if not _TOTAL.match(name):
        within = style == "dash" and _IN_WHICH.match(written.strip("*_ ")) is not None
        stack.append(_Level(style, name, is_section, has_values, within))
    if is_section or not (name or has_values) or (style == _WITHIN and not has_values):
        return None
    sections, parents = _ancestors(above, name)
    of_places = names is not None and _PLACE_HEADING.fullmatch(headings[names]) is not None
    marks = dict.fromkeys((mark, *(take_mark(heading)[1] for heading in table.headings)))
    notes = tuple(context.notes[note_mark] for note_mark in marks if note_mark in context.notes)
    return TableRow(table.start, table.caption, sections, parents, name, of_places, cells, notes)


def _is_of_row_above(name: str, stack: Sequence[_Level]) -> bool:
    """Whether an unmarked row is a part of the one above: a group of people, or the next after `Trong đó`."""
    if not stack or stack[-1].is_section:
        return False
    if _GROUP.fullmatch(name) and any(level.has_values and not _GROUP.fullmatch(level.name) for level in stack):
        return True
    is_numbered = any(level.style not in {_PLAIN, "dash", "plus", _WITHIN} for level in stack)
    return is_numbered and stack[-1].is_opened_within and not SUM.match(name)


def _read_name(written: str, style: str, stack: Sequence[_Level]) -> tuple[str, str]:
    """The style of a row's numbering and its name without it."""
    name = written.strip("*_ ")
    if opening := _OPENING.match(name):
        name = name[opening.end() :]
        style = style or _numbering_style(opening["mark"] or opening["number"])
    if within := _IN_WHICH.match(name):
        name = name[within.end() :]
        # `Trong đó: thu nội địa` goes on with `- thu khác`, unless dashes already stand above it.
        style = "dash" if name and all(level.style != "dash" for level in stack) else _WITHIN
        if opening := _OPENING.match(name):
            name = name[opening.end() :]
    return style, name.strip("*_ :")


def _is_section(name: str, style: str, *, has_unit: bool) -> bool:
    """Whether a row without values only gathers those below it: `I | KINH TẾ`, not `1 | Cơ cấu kinh tế`."""
    if not name:
        return False
    if name.isupper():
        return not has_unit
    return not has_unit and style in {"letter", "roman", _PLAIN} and MEASURE_NOUN.match(name) is None


def _close(stack: list[_Level], style: str, *, is_section: bool, is_total: bool) -> None:
    """Drop the levels that a row ends."""
    if is_total:
        stack.clear()
        return
    if style == _PLAIN:
        # Without a number a row goes on with the numbered row above it, and with no part of that.
        own = {"letter", "roman"} if is_section else {"dash", "plus", _WITHIN}
        keep = [level.style in own for level in stack]
        del stack[keep.index(not is_section) if (not is_section) in keep else len(stack) :]
    elif style not in {"dash", "plus", _WITHIN}:
        unnumbered = {_PLAIN, "dash", "plus", _WITHIN}
        loose = [level.style in unnumbered and not level.is_section for level in stack]
        del stack[loose.index(True) if True in loose else len(stack) :]
    for depth, level in enumerate(stack):
        if level.style == style and not (style == _PLAIN and level.is_section and not is_section):
            del stack[depth:]
            return


def _ancestors(above: Sequence[_Level], name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sections over a row, and the rows that it is a part of.

    A row without values is the whole of what stands below it (`Cơ cấu kinh tế`: `- Nông nghiệp`) unless that names a
    measure of its own (`Công nghiệp`: `Chỉ số sản xuất công nghiệp`).
    """
    named = [level for level in above if level.name]
    wholes = [level for level in named if not level.is_section]
    children = [*(level.name for level in wholes[1:]), name]
    gathering = [
        at + 1 for at, (level, child) in enumerate(zip(wholes, children, strict=False)) if _names_own(child, level)
    ]
    first = max(gathering, default=0)
    sections = tuple(level.name for level in named if level.is_section or level in wholes[:first])
    return sections, tuple(level.name for level in wholes[first:])


def _names_own(name: str, above: _Level) -> bool:
    """Whether a row names a measure of its own, so that the one above only gathers."""
    is_whole = MEASURE_NOUN.match(name) is not None and len(syllables(take_unit(name)[0])) >= _FEWEST_OWN_SYLLABLES
    return is_whole and not above.has_values and above.style not in {"dash", "plus"}
