"""A document's text → the tables in it, as Markdown or drawn, with what stands above them and belongs to them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.figures.table_cells import plain_cell
from rag.figures.table_columns import LEVELS
from rag.figures.table_titles import is_aside
from rag.figures.unit_notes import opens_unit_note
from rag.ingestion.drawn_tables import DrawnRow, find_drawn_rows
from rag.ingestion.readers.table_headings import numbers_columns
from rag.vietnamese import trim

_PIPE = re.compile(r"(?<!\\)\|")
_SEPARATOR_CELL = re.compile(r":?-+:?")
_GRID_RULER = re.compile(r"\+(?:[-=:]+\+)+")
_LINE = re.compile(r"[^\n]+")
_MARKUP = " \t\xa0#*_>"
_MOST_HEADING_ROWS = 4
_MOST_CAPTION_LINES = 5
_LONGEST_CAPTION_CHARS = 250
_FARTHEST_CAPTION_CHARS = 1500
_TITLE = re.compile(r"(?:phụ lục|phụ biểu|biểu|bảng|mẫu số|danh mục)(?!\w)", re.IGNORECASE)
_ENCLOSED = re.compile(r"\(?(?:kèm theo|ban hành kèm)", re.IGNORECASE)
_ITEM = re.compile(r"[-–+•*]\s|[-–+•](?=[^\W\d])")
_NO_HEADING = re.compile(r"^(?:Col|Column |Unnamed: )\d+$")
_INTRODUCES = re.compile(r"(?<!\w)(?:(?:bảng|biểu)\s+(?:dưới|sau)|như sau|dưới đây|sau đây)(?!\w)", re.IGNORECASE)
_LONGEST_INTRODUCTION_CHARS = 400
_PAGE_FURNITURE = re.compile(r"\W*(?:trang\s+)?\d{0,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
_HEADING_WORDS = re.compile(r"(?:stt|tt|số tt|chỉ tiêu|nội dung|đvt|đơn vị(?: tính)?|tên .*)", re.IGNORECASE)
NUMBERING = r"s?tt|số tt|số thứ tự|#"
"""What heads the column in which rows are numbered."""
BARE_FIGURE = re.compile(r"(?!(?:19|20)\d{2}$)[-–+]?\d[\d.,]*\s*%?")
"""A cell that holds a figure, which is no year, and nothing else."""
_NUMBERING_HEADING = re.compile(rf"(?:{NUMBERING})\.?", re.IGNORECASE)
_TIMES = re.compile(r"(?:19|20)\d{2}|(?<!\w)(?:\d{1,2} tháng|(?:tháng|quý) (?:\d{1,2}|[IV]{1,3}))(?!\w)", re.IGNORECASE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document: `text[start:end]`, heading and separator lines included.

    `caption` are the lines above that belong to it, outermost first and without markup; `unit_notes` the spans of those
    that only tell the unit. `rows` are spans of the data rows with the spans of their cells. `continues`: it goes on
    from the table before, with whose headings and rows above it is read.
    """

    start: int
    end: int
    caption: tuple[str, ...]
    unit_notes: tuple[Span, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Span, tuple[Span, ...]], ...]
    continues: bool


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    cells: tuple[Span, ...]
    is_separator: bool
    drawn: int | None = None
    """Where the table begins that is drawn by bars or blanks; None for Markdown."""


def find_tables(text: str) -> list[Table]:
    """The tables of a text in order; a lone line with pipes is none."""
    tables: list[Table] = []
    for lines in _groups(text):
        before = tables[-1] if tables else None
        near = before is not None and _is_near(text, before.end, lines[0].span[0])
        if table := _table(text, lines, before if near else None):
            tables.append(table)
    return tables


def _groups(text: str) -> Iterator[list[_Line]]:
    """Lines of pipes that follow one another; a second separator begins a second table with the line above it."""
    drawn = find_drawn_rows(text)
    last_of = {row.table: start for start, row in sorted(drawn.items())}
    group: list[_Line] = []
    position = reach = 0
    for line in text.split("\n"):
        start, end = trim(text, position, position + len(line))
        position += len(line) + 1
        is_inside = bool(group) and group[-1].drawn is not None and start < last_of[group[-1].drawn]
        if end <= reach or (start == end and is_inside):
            continue  # the name of a row goes on, or an empty line stands between two
        read: _Line | None
        if start in drawn:
            reach = drawn[start].end
            read = _drawn_line((start, reach), drawn[start], group)
        else:
            read = (
                _ruler((start, end), group) if _GRID_RULER.fullmatch(text, start, end) else _read_line(text, start, end)
            )
        if group and read and read.drawn != group[-1].drawn:
            yield group
            group = []
        if group and read and read.is_separator and len(group) > 1 and any(other.is_separator for other in group):
            yield group[:-1]
            group = group[-1:]
        if read:
            group.append(read)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _ruler(span: Span, above: Sequence[_Line]) -> _Line:
    """`+----+----+`: the first below a line of cells parts it as a heading; others only draw."""
    has_cells = any(line.cells for line in above)
    return _Line(span, (), has_cells and not any(line.is_separator for line in above))


def _drawn_line(span: Span, row: DrawnRow, above: Sequence[_Line]) -> _Line:
    """A ruler below the first lines parts them as headings; others only draw."""
    inside = [line for line in above if line.drawn == row.table]
    is_first = 0 < len(inside) <= _MOST_HEADING_ROWS and not any(line.is_separator for line in inside)
    return _Line(span, row.cells, not row.cells and is_first, row.table)


def _read_line(text: str, start: int, end: int) -> _Line | None:
    """A line of at least two cells; None for any other."""
    cells = _cells(text, start, end) if start < end and text[start] == "|" else ()
    return _Line((start, end), cells, _is_separator(text, cells)) if len(cells) > 1 else None


def _cells(text: str, start: int, end: int) -> tuple[Span, ...]:
    pipes = [found.start() for found in _PIPE.finditer(text, start, end)]
    if pipes[-1] != end - 1:
        pipes.append(end)
    return tuple(trim(text, first + 1, last) for first, last in pairwise(pipes))


def _is_separator(text: str, cells: Sequence[Span]) -> bool:
    return all(_SEPARATOR_CELL.fullmatch(text, *cell) for cell in cells)


def _is_near(text: str, end: int, start: int) -> bool:
    """Whether only the end of a page parts two tables."""
    return start - end < 200 and all(_PAGE_FURNITURE.fullmatch(line) for line in text[end:start].split("\n"))


def _table(text: str, lines: Sequence[_Line], before: Table | None) -> Table | None:
    heading_lines, body = _split_headings(text, lines, before)
    headings = _column_headings([[_plain(text, cell) for cell in line.cells] for line in heading_lines])
    while body and headings and _is_column_numbers(text, body[0]):
        body = body[1:]
    if body and headings and (sub := _sub_headings(text, body[0], headings)):
        headings, body = sub, body[1:]
        while body and _is_column_numbers(text, body[0]):
            body = body[1:]
    caption, unit_notes = _caption(text, lines[0].span[0])
    same = before is not None and not caption and (headings == before.headings or not headings)
    continues = same and before is not None and bool(body) and len(body[0].cells) == len(before.headings)
    if not heading_lines and not continues and len(lines) < 2:
        return None
    shared, headings = _shared_level(headings)
    if continues and before is not None:
        headings, caption = before.headings, before.caption
    rows = tuple((line.span, line.cells) for line in body if line.cells)
    start, end = lines[0].span[0], lines[-1].span[1]
    return Table(start, end, (*caption, *shared), unit_notes, headings, rows, continues)


def _split_headings(text: str, lines: Sequence[_Line], before: Table | None) -> tuple[Sequence[_Line], Sequence[_Line]]:
    """The lines above the separator, and those below it; without one the first where it reads like headings."""
    at = next((number for number, line in enumerate(lines) if line.is_separator), None)
    if at is not None:
        first = max(0, at - _MOST_HEADING_ROWS)
        return lines[first:at], lines[at + 1 :]
    continues = before is not None and len(lines[0].cells) == len(before.headings)
    words = [_plain(text, cell) for cell in lines[0].cells]
    if not continues and (any(_HEADING_WORDS.fullmatch(word) for word in words) or _names_columns(words, lines)):
        return lines[:1], lines[1:]
    return (), lines


def _names_columns(words: Sequence[str], lines: Sequence[_Line]) -> bool:
    """Whether the first line of a drawn table, in which figures stand below, has words or years in all its cells."""
    is_drawn = lines[0].drawn is not None and len(lines) > 1
    return is_drawn and all(words[1:]) and not any(BARE_FIGURE.fullmatch(word) for word in words)


def _column_headings(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    width = max((len(row) for row in levels), default=0)
    columns = ([row[column] for row in levels if column < len(row)] for column in range(width))
    return tuple(LEVELS.join(dict.fromkeys(level for level in column if level)) for column in columns)


def _sub_headings(text: str, line: _Line, headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings with those of a first row that names no row and has no figure but years; else nothing."""
    words = [_plain(text, cell) for cell in line.cells]
    names = 2 if _NUMBERING_HEADING.fullmatch(headings[0]) else 1
    if len(words) != len(headings) or any(
        word not in ("", heading) for word, heading in zip(words[:names], headings[:names], strict=True)
    ):
        return ()
    filled = [word for word in words[names:] if word]
    if not filled or not all(_TIMES.search(word) or not re.search(r"\d", word) for word in filled):
        return ()
    return (
        _column_headings([_spread(headings, words, names), words])
        if any(re.search(r"\w", word) for word in filled)
        else ()
    )


def _spread(headings: Sequence[str], below: Sequence[str], names: int) -> list[str]:
    """The headings where one merged over several columns stands at the first of them only."""
    spread = list(headings)
    for number in range(names + 1, len(spread)):
        if not spread[number] and below[number]:
            spread[number] = spread[number - 1]
    return spread


def _is_column_numbers(text: str, line: _Line) -> bool:
    return numbers_columns([text[slice(*cell)] for cell in line.cells])


def _shared_level(headings: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The top level that all columns share is no heading of one of them: it describes the table."""
    tops = {heading.partition(LEVELS)[0] for heading in headings}
    if len(headings) < 3 or len(tops) != 1 or not all(LEVELS in heading for heading in headings):
        return (), headings
    return tuple(tops), tuple(heading.partition(LEVELS)[2] for heading in headings)


def _caption(text: str, start: int) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """The caption lines right above a table, and the spans of those that state only the unit."""
    caption: list[str] = []
    unit_notes: list[Span] = []
    has_title = False
    opening = max(0, start - _FARTHEST_CAPTION_CHARS)
    first = len(text) - len(text.lstrip())
    for line in reversed(list(_LINE.finditer(text, opening, start))[-_MOST_CAPTION_LINES:]):
        if line.start() == opening and opening and text[opening - 1] != "\n":
            break
        words = " ".join(line.group().strip(_MARKUP).split())
        if _PAGE_FURNITURE.fullmatch(words) or _ENCLOSED.match(words):
            continue
        aside = is_aside(words)
        if opens_unit_note(words):
            unit_notes.append(trim(text, *line.span()))
        elif not has_title and not aside and (introduced := _introduced(words)):
            caption.insert(0, introduced)
            break
        elif not aside and not _is_title(
            line.group().strip(), words, is_first=not has_title or line.start() <= first < line.end()
        ):
            break
        caption.insert(0, words)
        has_title = has_title or not aside
    return tuple(caption), tuple(unit_notes)


def _introduced(words: str) -> str:
    """The clause of a sentence that introduces the table: `Đến tháng 9, kết quả như bảng dưới; …`."""
    if words[-1] not in ".;:" or len(words) > _LONGEST_INTRODUCTION_CHARS:
        return ""
    clauses = re.split(r"(?<=[.;])\s+", words)
    return next((clause.rstrip(".;: ") for clause in reversed(clauses) if _INTRODUCES.search(clause)), "")


def _is_title(line: str, words: str, *, is_first: bool) -> bool:
    """Whether a line above a table names it: the nearest, and the first of the text, by being no sentence and no item,
    others by what marks them."""
    if len(words) > _LONGEST_CAPTION_CHARS or line.startswith("|") or " | " in line or words[-1] in ".;!?":
        return False
    is_marked = line.startswith(("#", "**")) or words.isupper() or _TITLE.match(words) is not None
    return is_marked or (is_first and _ITEM.match(line) is None)


def _plain(text: str, cell: Span) -> str:
    """A cell's words without emphasis; none where a program numbered a column that has no heading."""
    words = plain_cell(text[slice(*cell)].replace("**", "").replace("\\|", "|")).strip("*_ ")
    return _NO_HEADING.sub("", words)
