"""The names of a table's row and column → what the value in them measures, and where."""

import re
from dataclasses import dataclass

from rag.datatypes import ColumnRole, TableRow
from rag.figures.places import last_place, place_name
from rag.figures.table_columns import Column
from rag.figures.table_titles import INDICATORS, MEASURE_NOUN, SUM, SUM_NAMES, needs_topic, read_topic
from rag.figures.unit_notes import take_unit
from rag.vietnamese import PLACE_TYPE, UPPER

_BARE_RATE = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng)|cơ cấu", re.IGNORECASE)
_TOTAL = re.compile(rf"^(?:{SUM_NAMES})\W*$", re.IGNORECASE)
_WORD = rf"[{UPPER}][^\W\d_]*"
# Cells shorten the kind of place further than sentences, in which `TT` is also a centre, a circular or growth.
_PLACE_ROW = re.compile(rf"(?i:{PLACE_TYPE}|TX\.?|TT\.?)\s+(?:{_WORD}(?:[ -]{_WORD}){{0,4}}|\d{{1,2}})")
_BARE_PLACE = re.compile(rf"{_WORD}(?:[ -]{_WORD}){{1,3}}")
# `An Lạc (huyện cũ)` is a place of today's territory by the name that it had.
_FORMER_KIND = re.compile(rf"\s*\((?:{PLACE_TYPE}\s+)?(?:cũ|trước (?:đây|sắp xếp|sáp nhập))\)$", re.IGNORECASE)
_AREA = re.compile(r"^(?:khu vực|địa bàn)\s+", re.IGNORECASE)
_IN_WHICH = re.compile(r"^trong đó(?!\w)[\s:,]*", re.IGNORECASE)
_INDICATOR_HEADING = re.compile(
    rf"(?:tên\s+)?(?:các\s+)?(?:{INDICATORS}|mục tiêu|chỉ số)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a value measures; `territory` is empty for the document's own."""

    indicator: str
    part: str = ""
    territory: str = ""
    is_within: bool = False
    """Whether the part is counted as the whole is: `trong đó xã nâng cao` of `Số xã đạt chuẩn`."""


@dataclass(frozen=True, slots=True)
class RowNames:
    """`name` is the row's without its unit, `section` the one that parts it from other rows of its name, or empty;
    `is_label` where the name only tells years or a status, so that the columns name what is measured."""

    row: TableRow
    name: str
    section: str
    is_label: bool

    def measured(self, column: Column) -> Measured | None:
        """What a value of the column measures; nothing where nothing names it."""
        place, parents = self._place(), [take_unit(name)[0] for name in self.row.parents]
        if self.is_label or (not self.name and not parents):
            return Measured(column.aspect) if column.aspect and self.is_label else None
        title = read_topic(self.row.caption)
        if place is None and title and self._names_kind and not self.row.of_places:
            # Of kinds and of their sum the title says what is measured, the column what of it: `Năng suất`.
            part = ", ".join(filter(None, (self.section, _aspect(column), ": ".join([*parents, self.name]))))
            return Measured(title, part, last_place(f"{title} {part}"))
        own = "" if _BARE_RATE.fullmatch(column.aspect) else column.aspect
        topic, part = (title, column.aspect) if title and needs_topic(own) else (own, "")
        if title and (inner := _IN_WHICH.match(own)):
            topic, part = title, own[inner.end() :]
        part = ", ".join(filter(None, (part, _comparison(column))))
        if place is None and not parents and (self.row.of_places or _TOTAL.match(self.name)):
            # An office among places, or a sum: the column or the title names what is measured.
            return Measured(topic, ", ".join(filter(None, (part, self.name)))) if topic else None
        if place is None:
            indicator, *parts = [*parents, self.name]
            part = ", ".join(words for words in (self.section, ": ".join(parts), _aspect(column)) if words)
            return Measured(indicator, part, last_place(f"{indicator} {part}"))
        wholes = [name for name in parents if self._place_of(name) is None]
        if wholes:
            part = ", ".join(words for words in (": ".join(wholes[1:]), _aspect(column)) if words)
            return Measured(wholes[0], part, place)
        return Measured(topic, part, place, is_within=_IN_WHICH.match(own) is not None) if topic else None

    def _place(self) -> str | None:
        """The place that the row is of; empty for the document's own, None where the row is of no place."""
        if self.row.of_places and _TOTAL.match(self.name):
            return ""
        return self._place_of(self.name)

    def _place_of(self, name: str) -> str | None:
        name = _FORMER_KIND.sub("", name)
        if _PLACE_ROW.fullmatch(name):
            found = place_name(name)
            return found[:1].lower() + found[1:] if found == name else found
        bare = _AREA.sub("", name)
        return bare if self.row.of_places and _BARE_PLACE.fullmatch(bare) else None

    @property
    def _names_kind(self) -> bool:
        """Whether the row's name is one of several of a kind, a season or an office, and no indicator: then it tells
        nothing without the table's title."""
        heading = next((cell.heading for cell in self.row.cells if cell.role is ColumnRole.NAME), "")
        if _TOTAL.match(self.name):
            return True
        is_measure = MEASURE_NOUN.match(self.name) is not None and not SUM.match(self.name)
        return bool(heading) and not _INDICATOR_HEADING.match(heading) and not is_measure


def _aspect(column: Column) -> str:
    return ", ".join(words for words in (column.aspect, _comparison(column)) if words)


def _comparison(column: Column) -> str:
    """A share of another figure is told as what it is measured by, lest it be taken for the row's own share."""
    return column.baseline if column.compares else ""
