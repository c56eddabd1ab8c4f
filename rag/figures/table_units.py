"""What stands around a table's value → its unit: the column of units, the heading, the row's name, the line above.

Where nothing tells one, the value has none: what it is of is still told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.datatypes import TableRow
from rag.figures.table_columns import Column
from rag.figures.table_subjects import Measured
from rag.figures.unit_notes import Unit, has_unreadable_unit, parse_unit, take_unit
from rag.figures.units import COUNTED, RATES

NO_UNIT = Unit(Decimal(1), "", "", "")
"""The unit of a value for which none is stated."""

_RATE_NAME = re.compile(r"^(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tốc độ|cơ cấu|tăng trưởng)(?!\w)", re.IGNORECASE)
_COUNT_NAME = re.compile(r"^(?:tổng\s+)?số\s+(?:lượng\s+)?(?P<noun>.+)$", re.IGNORECASE)
_OF_MONEY = re.compile(r"(?:thu|chi|tiền|vốn|kinh phí)(?!\w)", re.IGNORECASE)
_DITTO = frozenset({'"', "''", "nt", "-nt-", "-", "như trên", "″", "”", "“"})
# `bé trai/100 bé gái`, `con/phụ nữ`: in the column of units, any words that are not a number are one.
_UNIT_AS_WRITTEN = re.compile(r"[^\W\d_][^\d;,|]{0,30}(?:/\s?[\d.]{1,7} [^\d;,|]{2,20})?")


@dataclass(frozen=True, slots=True)
class RowUnits:
    """Of a row: the unit in its name, and that of the column of units, in which `has_cell` tells whether anything
    stands; `name_heading` is that of the column of names."""

    row: TableRow
    name_unit: Unit | None
    column_unit: Unit | None
    has_cell: bool
    name_heading: str

    def unit(self, column: Column, measured: Measured) -> Unit | None:
        """The unit stated for a value of the column; `NO_UNIT` where none is stated, None where two are."""
        if column.compares or column.changes:
            rate = next((unit for unit in self._inherited_units(column) if unit and unit.name in RATES), None)
            return column.unit or rate or (None if column.needs_unit else NO_UNIT)
        if self.has_cell:
            # `Cơ cấu (%)` beside a column of units tells another thing of the row than its unit does.
            is_other = column.unit and self.column_unit and column.unit.name != self.column_unit.name
            return (column.unit if column.aspect else None) if is_other else self.column_unit
        if self.name_unit:
            is_other = column.unit is not None and column.unit.name != self.name_unit.name
            return None if is_other else self.name_unit
        wide = next((unit for unit in self._inherited_units(column) if unit), None)
        names = (measured.indicator, measured.part, *column.aspect.split(", "))
        if wide is not None and _fits_name(wide, measured, names):
            return wide
        is_unread = wide is None and any(map(has_unreadable_unit, self.row.caption))
        return _counted(measured) or (None if is_unread else NO_UNIT)

    def _inherited_units(self, column: Column) -> Iterator[Unit | None]:
        """The units stated for more than this row, nearest first."""
        yield column.unit
        yield from (take_unit(name)[1] for name in reversed(self.row.parents))
        yield take_unit(self.name_heading)[1]
        yield from (take_unit(line)[1] for line in reversed(self.row.caption))


def read_unit_cell(written: str, above: Unit | None) -> Unit | None:
    """The unit in a cell of the column of units; `above` is that of the row before, which ditto repeats."""
    if written.lower() in _DITTO:
        return above
    return parse_unit(written) or _as_written(re.sub(r"\s*/\s*", "/", written))


def _as_written(written: str) -> Unit | None:
    """A unit that no list knows, or a known one by something else: `nghìn đồng/biên chế/năm`."""
    if not _UNIT_AS_WRITTEN.fullmatch(written):
        return None
    text = "" if re.search(r"\d", written) else written
    measure, slash, each = written.partition("/")
    known = parse_unit(measure) if slash else None
    if known is None or not known.is_known:
        return Unit(Decimal(1), written.lower(), "", text)
    return Unit(known.factor, f"{known.name}/{each.lower()}", known.scale, f"{known.text}/{each}" if text else "")


def _fits_name(unit: Unit, measured: Measured, names: Sequence[str]) -> bool:
    """Whether a unit stated for a whole column or table can be this value's, by its `names`."""
    counted = _COUNT_NAME.match(measured.part or measured.indicator)
    if counted and not _OF_MONEY.match(counted["noun"]):
        noun = parse_unit(counted["noun"])
        return noun is None or not noun.is_known or noun.name == unit.name.split("/")[0]
    is_rate = any(_RATE_NAME.match(words) for words in names)
    return unit.name in RATES if is_rate else True


def _counted(measured: Measured) -> Unit | None:
    """The noun that the name says is counted: `Số xã đạt chuẩn` counts `xã`."""
    name = "" if measured.is_within else measured.part.rpartition(": ")[2]
    named = _COUNT_NAME.match(name or measured.indicator)
    noun = named["noun"].lower() if named else ""
    known = next((word for word in sorted(COUNTED, key=len, reverse=True) if re.match(rf"{word}(?!\w)", noun)), "")
    return parse_unit(known) if known else None
