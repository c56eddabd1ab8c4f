"""Rows of tables → facts: each value bound to its row's name, its column's years and status, and its unit.

All errors are on the side of silence: a value whose unit, status or years are not told for certain is no fact, and its
row can still be found and quoted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.datatypes import ColumnRole, Document, Fact, Figure, FigureKind, Passage, Period, Status, TableCell, TableRow
from rag.figures.places import place_name
from rag.figures.table_cells import CellFigure, is_ambiguous, is_damaged, is_empty, is_foreign, own_unit, read_cell
from rag.figures.table_columns import Column, read_column
from rag.figures.table_statuses import Surroundings
from rag.figures.table_subjects import Measured, RowNames
from rag.figures.unit_notes import Unit, parse_unit, take_unit
from rag.figures.units import COUNTED, RATES

_GROWTH = re.compile(
    r"^(?:tốc độ )?tăng(?: trưởng)?(?!\w)|^tốc độ tăng|^mức (?:tăng|giảm)|^tăng trưởng|"
    r"\((?:mức|tốc độ|tỷ lệ) (?:tăng|giảm)(?: trưởng)?\)$",
    re.IGNORECASE,
)
# An amount that was added names no growth in what it is compared by.
_ADDED = re.compile(r"(?<!\w)tăng(?: thêm)?$", re.IGNORECASE)
_DEED = re.compile(r"^(?P<verb>tăng|giảm)(?!\w|\s+trưởng)", re.IGNORECASE)
_RATE_NAME = re.compile(r"^(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tốc độ|cơ cấu|tăng trưởng)(?!\w)", re.IGNORECASE)
_COUNT_NAME = re.compile(r"^(?:tổng\s+)?số\s+(?:lượng\s+)?(?P<noun>.+)$", re.IGNORECASE)
_DITTO = frozenset({'"', "''", "nt", "-nt-", "-", "như trên", "″", "”"})


@dataclass(frozen=True, slots=True)
class _TableContext:
    """What holds for all rows of a table."""

    document: Document
    caption: tuple[str, ...]
    columns: tuple[str, ...]
    is_foreign: bool
    names: Counter[tuple[str, ...]]
    places: Counter[tuple[tuple[str, ...], tuple[str, ...]]]

    def is_named_once(self, row: TableRow) -> bool:
        """Whether no other row has its name in the same place: then another column parts the two, and it is not known
        which and how. Rows of one name in several sections are parted by these."""
        alone = self.places[row.sections, _row_name(row)] == 1
        return alone and (self.names[_row_name(row)] == 1 or bool(row.sections))

    @property
    def own_place(self) -> str:
        """The document's own territory."""
        return place_name(self.document.source.territory)

    @property
    def years(self) -> set[Period]:
        """The years that the columns name."""
        return {period for heading in self.columns if (period := read_column(heading).period)}


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
    headings = dict.fromkeys(cell.heading for cell in rows[0].cells if cell.role is ColumnRole.VALUE)
    distinct = {row.cells[0].start: row for row in rows}.values()
    context = _TableContext(
        document,
        rows[0].caption,
        tuple(headings),
        any(map(is_foreign, values)),
        Counter(map(_row_name, distinct)),
        Counter((row.sections, _row_name(row)) for row in distinct),
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
        section = row.sections[-1] if row.sections and context.names[_row_name(row)] > 1 else ""
        name, self._name_unit = take_unit(row.name)
        self._label = read_column(name) if name else Column()
        self._is_label = not row.parents and _only_labels(self._label)
        self._names = RowNames(row, name, section, is_label=self._is_label)
        self._surroundings = Surroundings(context.document, context.years, _headings(passage, row), row.caption, name)
        self.column_unit, self._has_unit_cell = self._read_unit_column(unit_above)

    def facts(self) -> Iterator[Fact]:
        """The facts of the values that stand in the passage."""
        for cell in self._row.cells:
            if cell.role is ColumnRole.VALUE and (fact := self._fact(cell)):
                yield fact

    def _read_unit_column(self, above: Unit | None) -> tuple[Unit | None, bool]:
        """The unit of the row's unit column, and whether that says anything; one that cannot be read is no other's."""
        text = self._context.document.text
        for cell in self._row.cells:
            if cell.role is ColumnRole.UNIT and (written := text[cell.start : cell.end].strip()):
                return (above if written.lower() in _DITTO else parse_unit(written)), True
        return None, False

    def _fact(self, cell: TableCell) -> Fact | None:
        written = _text_in(self._passage, cell)
        column = self._column(cell)
        if is_empty(written) or column is None:
            return None
        if self._context.is_foreign and is_ambiguous(written):
            return None
        measured = self._names.measured(column)
        own, told = own_unit(written), self._unit(column, measured)
        unit = own or told
        # `12%` in a row of amounts is a share or a growth that nothing names.
        if measured is None or unit is None or (own and told and own.name != told.name):
            return None
        read = read_cell(written, unit)
        if read is None:
            return None
        standing = self._surroundings.status_and_period(column, read.said)
        return None if standing is None else self._bound(cell, column, read, measured, standing)

    def _column(self, cell: TableCell) -> Column | None:
        """What the column tells, with what the row tells where the table stands on its side (`Năm 2023` as a row)."""
        column = read_column(cell.heading)
        schools = any(re.search(r"THCS|THPT|Tiểu học", heading) for heading in self._context.columns)
        if not column.is_sure or (schools and cell.heading.strip() == "TH"):
            return None
        if not self._is_label:
            return column
        if (column.period and self._label.period) or (column.status and self._label.status) or column.compares:
            return None
        return replace(
            column,
            period=column.period or self._label.period,
            status=column.status or self._label.status,
            is_expected=column.is_expected or self._label.is_expected,
        )

    def _unit(self, column: Column, measured: Measured | None) -> Unit | None:
        """Of the unit column, the heading, the name or the note above; a comparison only has its own."""
        if column.compares or column.changes:
            return column.unit
        if self._has_unit_cell:
            # `Cơ cấu (%)` beside a column of units tells another thing of the row than its unit does.
            is_other = column.unit and self.column_unit and column.unit.name != self.column_unit.name
            return column.unit if is_other and column.aspect else None if is_other else self.column_unit
        parent_units = [take_unit(name)[1] for name in reversed(self._row.parents)]
        if self._name_unit and column.unit and column.unit.name != self._name_unit.name:
            return None
        if self._name_unit:
            return self._name_unit
        noted = (take_unit(line)[1] for line in reversed(self._row.caption))
        wide = next((unit for unit in (column.unit, *parent_units, *noted) if unit), None)
        if wide is None:
            return self._counted(measured)
        return wide if self._fits_name(wide, measured) else None

    def _fits_name(self, unit: Unit, measured: Measured | None) -> bool:
        """Whether a unit told for a whole column or table can be that of this row."""
        if measured is None:
            return False
        counted = _COUNT_NAME.match(measured.part or measured.indicator)
        if counted and not re.match(r"(?:thu|chi|tiền|vốn|kinh phí)(?!\w)", counted["noun"], re.IGNORECASE):
            noun = parse_unit(counted["noun"])
            return noun is None or not noun.is_known or noun.name == unit.name.split("/")[0]
        is_rate = any(_RATE_NAME.match(words) for words in (measured.indicator, measured.part))
        return unit.name in RATES if is_rate else True

    def _counted(self, measured: Measured | None) -> Unit | None:
        """The noun that the name says is counted, where nothing tells a unit: `Số xã đạt chuẩn` counts `xã`."""
        if measured is None:
            return None
        name = "" if measured.is_within else measured.part.rpartition(": ")[2]
        named = _COUNT_NAME.match(name or measured.indicator)
        noun = named["noun"].lower() if named else ""
        known = next((word for word in sorted(COUNTED, key=len, reverse=True) if re.match(rf"{word}(?!\w)", noun)), "")
        return parse_unit(known) if known else None

    def _bound(
        self,
        cell: TableCell,
        column: Column,
        read: CellFigure,
        measured: Measured,
        standing: tuple[Status, Period | None],
    ) -> Fact:
        figure, verb = _as_kind(read, column, measured)
        return Fact(
            passage_id=self._passage.id,
            file=self._passage.file,
            indicator=measured.indicator,
            part=measured.part,
            period=standing[1],
            status=standing[0],
            territory=measured.territory or self._context.own_place,
            figure=figure,
            start=cell.start + read.start,
            end=cell.start + read.end,
            clause_start=self._passage.start,
            clause_end=self._passage.end,
            verb=verb,
            baseline=column.baseline,
        )


def _only_labels(name: Column) -> bool:
    """Whether a row's name only tells years or a status: the columns name what is measured."""
    tells = name.is_sure and (name.period is not None or name.status is not None) and not name.compares
    return tells and not name.aspect


def _as_kind(read: CellFigure, column: Column, measured: Measured) -> tuple[Figure, str]:
    """The figure with what it is to its indicator, and the verb of a change."""
    figure, unit = read.figure, read.figure.unit.split("/")[0]
    if figure.kind is not FigureKind.LEVEL:
        return figure, ""
    deed = _DEED.match(measured.part.rpartition(": ")[2] or measured.indicator)
    said = read.said if read.said in {"tăng", "giảm"} else deed["verb"].lower() if deed and unit in RATES else ""
    if column.changes and column.baseline and not said:
        said = "giảm" if figure.low < 0 else "tăng"
        figure = _without_sign(figure)
    names_growth = unit in RATES and any(
        _GROWTH.search(words) or (_ADDED.search(words) and not column.compares)
        for words in (measured.part, measured.indicator)
    )
    if column.changes or said or names_growth or unit == "điểm %":
        return replace(figure, kind=FigureKind.CHANGE), said
    if column.compares:
        return replace(figure, kind=FigureKind.SHARE if unit in {"%", "‰"} else FigureKind.CHANGE), "bằng"
    return replace(figure, kind=FigureKind.SHARE if unit == "%" else FigureKind.LEVEL), ""


def _without_sign(figure: Figure) -> Figure:
    return replace(figure, low=abs(figure.low), high=abs(figure.high), text=figure.text.lstrip("-"))
