"""Rows of tables → facts: each value bound to its row's name, its column's years and status, and its unit.

All errors are on the side of silence: where two units, statuses or years are told of a value it is no fact, and its row
can still be found and quoted; what nothing tells of it stays unknown.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.datatypes import (
    Certainty,
    ColumnRole,
    Document,
    Fact,
    Figure,
    FigureKind,
    Passage,
    Period,
    SlotReading,
    Status,
    TableCell,
    TableRow,
)
from rag.figures.places import only_place, place_name
from rag.figures.subjects import has_letters
from rag.figures.table_cells import (
    CellFigure,
    is_ambiguous,
    is_damaged,
    is_empty,
    is_foreign,
    own_unit,
    plain_cell,
    read_cell,
)
from rag.figures.table_columns import Column, read_column
from rag.figures.table_siblings import read_columns
from rag.figures.table_statuses import Surroundings
from rag.figures.table_subjects import Measured, RowNames
from rag.figures.table_units import RowUnits, read_unit_cell
from rag.figures.unit_notes import Unit, take_unit
from rag.figures.units import RATES

_GROWTH = re.compile(
    r"^(?:tốc độ )?tăng(?: trưởng)?(?!\w)|^tốc độ tăng|^mức (?:tăng|giảm)|^tăng trưởng|"
    r"\((?:mức|tốc độ|tỷ lệ) (?:tăng|giảm)(?: trưởng)?\)$",
    re.IGNORECASE,
)
# An amount that was added names no growth in what it is compared by.
_ADDED = re.compile(r"(?<!\w)tăng(?: thêm)?$", re.IGNORECASE)
# Of 626 such figures of invented tables 618 were right and 2 wrong; of the others a place was not known.
_SURE_SLOTS = tuple(SlotReading(slot, Certainty.SURE, 0.987) for slot in ("indicator", "period", "status"))
_DEED = re.compile(r"^(?P<verb>tăng|giảm)(?!\w|\s+trưởng)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
# Under `Tháng`, `Năm` or `Quý` a bare number names the time of its row.
_TIME_HEADING = re.compile(
    r"(?:(?P<time>tháng|quý|năm học|năm|niên vụ|mùa vụ|giai đoạn|thời kỳ)|lộ trình|mốc|thời (?:gian|điểm|kỳ)|kỳ)"
    r"(?:\s+(?:báo cáo|công bố|đánh giá|thực hiện))?",
    re.IGNORECASE,
)
_PLACE_COLUMN = re.compile(r"(?:địa điểm|địa bàn|địa phương|nơi)(?!\w)", re.IGNORECASE)
_TIME_NUMBER = re.compile(r"\d{1,4}(?:\s?[-–]\s?\d{4})?|I{1,3}|IV")


@dataclass(frozen=True, slots=True)
class _TableContext:
    """The context that all rows of a table share."""

    document: Document
    caption: tuple[str, ...]
    columns: Mapping[int, Column]
    """By the place of their cells in a row."""
    labels: Mapping[str, Column]
    is_foreign: bool
    has_parts: bool
    """Whether a column tells which part of its name a row is of: some name stands in several rows."""
    names: Counter[tuple[str, ...]]
    places: Counter[tuple[tuple[str, ...], tuple[str, ...]]]

    def part(self, row: TableRow) -> str:
        """The part that the row's own column names; empty where names alone tell rows apart."""
        return _part(self.document, row) if self.has_parts else ""

    def row_name(self, row: TableRow) -> tuple[str, ...]:
        """What tells the row from others of its section."""
        return (*_row_name(row), self.part(row))

    def is_named_once(self, row: TableRow) -> bool:
        """Whether no other row has its name in the same place: then another column parts the two, and it is not known
        which and how. Rows of one name in several sections are parted by these."""
        alone = self.places[row.sections, self.row_name(row)] == 1
        return alone and (self.names[self.row_name(row)] == 1 or bool(row.sections))

    @property
    def own_place(self) -> str:
        """The document's own territory."""
        return place_name(self.document.source.territory)


def read_table_facts(document: Document, passages: Iterable[Passage]) -> Iterator[Fact]:
    """The facts of the passages that are rows of tables, in order."""
    tables: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.row:
            tables[passage.row.table].append(passage)
    for rows in tables.values():
        yield from _table_facts(document, rows)


def find_damaged_cells(passage: Passage) -> list[tuple[str, int]]:
    """The cells of a row whose figures are no longer whole, each with the row's name, and where they begin."""
    if passage.row is None:
        return []
    return [
        (f"{passage.row.name[:40]}: {text}", cell.start)
        for cell in passage.row.cells
        if cell.role is ColumnRole.VALUE and is_damaged(text := _text_in(passage, cell))
    ]


def _text_in(passage: Passage, cell: TableCell) -> str:
    """The cell's text where it stands in this passage whole; a piece of a long row lacks the others."""
    if not passage.start <= cell.start <= cell.end <= passage.end:
        return ""
    return passage.text[cell.start - passage.start : cell.end - passage.start]


def _row_name(row: TableRow) -> tuple[str, ...]:
    return (*row.parents, row.name)


def _part(document: Document, row: TableRow) -> str:
    cells = (cell for cell in row.cells if cell.role is ColumnRole.PART)
    return next((plain_cell(document.text[cell.start : cell.end]) for cell in cells), "")


def _headings(passage: Passage, row: TableRow) -> tuple[str, ...]:
    """The header's lines that are headings of the text: behind them the table's own follow."""
    path = passage.header.heading_path
    own = {*row.caption, *row.notes, *row.sections, *row.parents}
    return tuple(path[: next((n for n, line in enumerate(path) if line in own or " | " in line), len(path))])


def _table_facts(document: Document, passages: Sequence[Passage]) -> Iterator[Fact]:
    rows = [passage.row for passage in passages if passage.row]
    values = [
        document.text[cell.start : cell.end] for row in rows for cell in row.cells if cell.role is ColumnRole.VALUE
    ]
    headings = {
        number: cell.heading for row in rows for number, cell in enumerate(row.cells) if cell.role is ColumnRole.VALUE
    }
    distinct = {row.cells[0].start: row for row in rows}.values()
    has_parts = max(Counter((row.sections, _row_name(row)) for row in distinct).values()) > 1
    keys = [(row.sections, (*_row_name(row), _part(document, row) if has_parts else "")) for row in distinct]
    context = _TableContext(
        document,
        rows[0].caption,
        dict(zip(headings, read_columns(tuple(headings.values())), strict=True)),
        _labels(rows),
        any(map(is_foreign, values)),
        has_parts,
        Counter(name for _, name in keys),
        Counter(keys),
    )
    unit_above: Unit | None = None
    for passage in passages:
        if passage.row is None:
            continue
        reader = _RowReader(context, passage, passage.row, unit_above)
        unit_above = reader.column_unit
        if context.is_named_once(passage.row):
            yield from reader.facts()


class _RowReader:
    """Reads one row; `unit_above` is that of the row before, which a ditto mark repeats."""

    def __init__(self, context: _TableContext, passage: Passage, row: TableRow, unit_above: Unit | None) -> None:
        self._context, self._passage, self._row = context, passage, row
        section = row.sections[-1] if row.sections and context.names[context.row_name(row)] > 1 else ""
        name, name_unit = take_unit(row.name)
        heading = next((cell.heading for cell in row.cells if cell.role is ColumnRole.NAME), "")
        self._label = context.labels.get(row.name) or read_column(_as_heading(heading, row.name))
        self._row_measure = take_unit(row.parents[0])[0] if row.parents else name
        self._is_label = not row.parents and (row.name in context.labels or _only_labels(self._label))
        headings = _headings(passage, row)
        above = (context.document.source.title, *headings)
        self._names = RowNames(row, name, section, context.part(row), is_label=self._is_label, above=above)
        self._surroundings = Surroundings(
            context.document,
            tuple((context.labels or context.columns).values()),
            headings,
            (*row.caption, heading),
            "" if self._is_label else name,
            row.notes,
        )
        lines = (*reversed(row.caption), *reversed(headings))
        self._place = self._place_from_columns()
        self._place_above = next((place for line in lines if (place := only_place(line))), "")
        self.column_unit, has_cell = self._read_unit_column(unit_above)
        self._units = RowUnits(row, name_unit, self.column_unit, has_cell, heading)

    def facts(self) -> Iterator[Fact]:
        """The facts of the row's values that are in the passage."""
        for number, cell in enumerate(self._row.cells):
            if cell.role is ColumnRole.VALUE and (fact := self._fact(cell, self._context.columns[number])):
                yield fact

    def _place_from_columns(self) -> str:
        """The place in a column of places beside the names: `Địa điểm xây dựng`."""
        text = self._context.document.text
        places = (
            only_place(plain_cell(text[cell.start : cell.end]))
            for cell in self._row.cells
            if cell.role in (ColumnRole.NOTE, ColumnRole.PART) and _PLACE_COLUMN.match(cell.heading)
        )
        return next(filter(None, places), "")

    def _read_unit_column(self, above: Unit | None) -> tuple[Unit | None, bool]:
        """The row's unit column's unit, and whether its cell is filled: even an unreadable one rules out others."""
        text = self._context.document.text
        for cell in self._row.cells:
            if cell.role is ColumnRole.UNIT and (written := plain_cell(text[cell.start : cell.end])):
                return read_unit_cell(written, above), True
        return None, False

    def _fact(self, cell: TableCell, column_alone: Column) -> Fact | None:
        written = _text_in(self._passage, cell)
        column = self._column(column_alone)
        if is_empty(written) or column is None or (self._context.is_foreign and is_ambiguous(written)):
            return None
        measured = self._names.measured(column)
        if measured is None or not has_letters(measured.indicator):
            return None
        read = self._read(written, column, measured)
        status_and_period = self._surroundings.status_and_period(column, read.verb) if read else None
        return self._bound(cell, column, read, measured, status_and_period) if read and status_and_period else None

    def _read(self, written: str, column: Column, measured: Measured) -> CellFigure | None:
        """The cell's figure in its own unit or the one stated for its column, row or table."""
        own, inherited = own_unit(written), self._units.unit(column, measured)
        unit = own or inherited
        # `12%` in a row of amounts is a share or a growth that nothing names.
        is_other = own is not None and inherited is not None and inherited.name not in {"", own.name}
        # Without a unit `2025` may as well be a year.
        if unit is None or is_other or (not unit.name and _YEAR.fullmatch(written.strip())):
            return None
        return read_cell(written, unit)

    def _column(self, column: Column) -> Column | None:
        """The column's slots, with the row's where rows and columns are swapped (`Năm 2023` as a row)."""
        if not column.is_sure:
            return None
        return _with_label(column, self._label) if self._is_label else column

    def _bound(
        self,
        cell: TableCell,
        column: Column,
        read: CellFigure,
        measured: Measured,
        standing: tuple[Status | None, Period | None],
    ) -> Fact:
        figure, verb = _as_kind(read, column, measured)
        status, period = standing
        is_sure = self._is_self_contained(cell.heading, measured, standing)
        return Fact(
            passage_id=self._passage.id,
            file=self._passage.file,
            indicator=measured.indicator,
            part=measured.part,
            period=period,
            status=status or Status.UNKNOWN,
            territory=self._place or measured.territory or self._context.own_place or self._place_above,
            figure=figure,
            start=cell.start + read.start,
            end=cell.start + read.end,
            clause_start=self._passage.start,
            clause_end=self._passage.end,
            verb=verb,
            baseline=column.baseline,
            slots=_SURE_SLOTS if is_sure else (),
        )

    def _is_self_contained(
        self, heading: str, measured: Measured, standing: tuple[Status | None, Period | None]
    ) -> bool:
        """Whether the value's own heads tell all of it: its row, or what the row is a part of, the measure, its
        column the years and the status. Nothing of it comes from a title, a caption or another column."""
        own = read_column(heading)
        is_plain = own.is_sure and not (own.compares or own.changes or own.is_expected)
        is_named = measured.indicator == self._row_measure and not measured.territory
        return is_plain and is_named and None not in (own.status, own.period) and standing == (own.status, own.period)


def _labels(rows: Sequence[TableRow]) -> Mapping[str, Column]:
    """By the rows' names, the slots of each row of a table whose rows and columns are swapped; else nothing."""
    heading = next((cell.heading for cell in rows[0].cells if cell.role is ColumnRole.NAME), "")
    names = {row.name: _as_heading(heading, row.name) for row in rows if row.name}
    labels = dict(zip(names, read_columns(tuple(names.values())), strict=True))
    if any(row.parents for row in rows):
        return {}
    labelled = [name for name, label in labels.items() if _only_labels(label)]
    if _TIME_HEADING.fullmatch(heading):
        labelled = [name for name, label in labels.items() if label.is_sure and label.period]
    compared = [name for name, label in labels.items() if label.compares or label.changes]
    return labels if labelled and len(labelled) + len(compared) == len(labels) else {}


def _only_labels(name: Column) -> bool:
    """Whether a row's name states only years or a status: the columns name the indicators."""
    tells = name.period is not None or name.part_of_year is not None or name.status is not None or name.is_expected
    return tells and name.is_sure and not (name.compares or name.changes or name.aspect)


def _as_heading(heading: str, name: str) -> str:
    """The row's name as a column's heading would be: `6` under `Tháng` is `Tháng 6`."""
    time = _TIME_HEADING.fullmatch(heading)
    return f"{time['time']} {name}" if time and time["time"] and _TIME_NUMBER.fullmatch(name) else name


def _with_label(column: Column, label: Column) -> Column | None:
    """The slots of a column and a row's label together; None where both state the same slot, or compare."""
    is_compared = column.compares or column.changes
    if (column.status and label.status) or is_compared or (column.period and label.period):
        return None
    period = column.period or label.period
    part = label.part_of_year if column.part_of_year is None else column.part_of_year
    if period and part and not period.part and period.first == period.last:
        period = period.of_part(part)
    compares = label.compares or label.changes
    return replace(
        column,
        period=period,
        part_of_year=part,
        status=column.status or label.status,
        is_expected=column.is_expected or label.is_expected,
        compares=label.compares,
        changes=label.changes,
        of_plan=label.of_plan,
        baseline=label.baseline,
        unit=label.unit if compares else column.unit,
        needs_unit=label.needs_unit,
        planned=column.planned or label.planned,
    )


def _as_kind(read: CellFigure, column: Column, measured: Measured) -> tuple[Figure, str]:
    """The figure with what it is to its indicator, and the verb of a change."""
    figure, unit = read.figure, read.figure.unit.split("/")[0]
    if figure.kind is not FigureKind.LEVEL:
        return figure, ""
    deed = _DEED.match(measured.part.rpartition(": ")[2] or measured.indicator)
    verb = read.verb if read.verb in {"tăng", "giảm"} else deed["verb"].lower() if deed and unit in RATES else ""
    if column.changes and column.baseline and not verb:
        verb = "giảm" if figure.low < 0 else "tăng"
        figure = _without_sign(figure)
    names_growth = unit in RATES and any(
        _GROWTH.search(words) or (_ADDED.search(words) and not column.compares)
        for words in (measured.part, measured.indicator)
    )
    if column.changes or verb or names_growth or unit == "điểm %":
        return replace(figure, kind=FigureKind.CHANGE), verb
    if column.compares:
        return replace(figure, kind=FigureKind.SHARE if unit in {"%", "‰"} else FigureKind.CHANGE), "bằng"
    return replace(figure, kind=FigureKind.SHARE if unit == "%" else FigureKind.LEVEL), ""


def _without_sign(figure: Figure) -> Figure:
    return replace(figure, low=abs(figure.low), high=abs(figure.high), text=figure.text.lstrip("-"))
