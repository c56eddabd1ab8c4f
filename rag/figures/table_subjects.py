"""The names of a table's row and column → what the value in them measures, and where."""

import re
from dataclasses import dataclass, replace

from rag.datatypes import ColumnRole, TableRow
from rag.figures.places import is_country, last_place, place_name
from rag.figures.table_columns import Column
from rag.figures.table_titles import (
    GROUPS,
    INDICATORS,
    MEASURE_NOUN,
    SUM,
    SUM_NAMES,
    needs_topic,
    read_measure,
    read_split,
    read_topic,
)
from rag.figures.unit_notes import take_unit
from rag.vietnamese import PLACE_TYPE, UPPER

_BARE_RATE = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng)|cơ cấu", re.IGNORECASE)
_TOTAL = re.compile(rf"^(?:{SUM_NAMES})\W*$", re.IGNORECASE)
_GROUP = re.compile(rf"(?:{GROUPS})", re.IGNORECASE)
# `Từ 50 đến dưới 100 biên chế`: one of the classes that a measure is told of.
_CLASS = re.compile(r"(?:từ|dưới|trên|đến|không quá)\s+(?:[^\W\d]+\s+){0,4}\d", re.IGNORECASE)
_WORD = rf"[{UPPER}][^\W\d_]*"
# Cells shorten the kind of place further than sentences, in which `TT` is also a centre, a circular or growth.
_PLACE_ROW = re.compile(rf"(?i:{PLACE_TYPE}|TX\.?|TT\.?)\s+(?:{_WORD}(?:[ -]{_WORD}){{0,4}}|\d{{1,2}})")
_BARE_PLACE = re.compile(rf"{_WORD}(?:[ -]{_WORD}){{1,3}}")
# `An Lạc (huyện cũ)` is a place of today's territory by the name that it had.
_FORMER_KIND = re.compile(rf"\s*\((?:{PLACE_TYPE}\s+)?(?:cũ|trước (?:đây|sắp xếp|sáp nhập))\)$", re.IGNORECASE)
_AREA = re.compile(r"^(?:khu vực|địa bàn)\s+", re.IGNORECASE)
_REGION = re.compile(r"vùng(?:\s+[^\W\d_]+){1,6}", re.IGNORECASE)
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
    """`name` is the row's without its unit, `section` and `own_part` what tells it from other rows of its name, or
    empty; `is_label` where the name only tells years or a status, so that the columns name what is measured; `above`
    are the document's title and the headings over the table's own lines."""

    row: TableRow
    name: str
    section: str
    own_part: str
    is_label: bool
    above: tuple[str, ...] = ()

    def measured(self, column: Column) -> Measured | None:
        """What a value of the column measures; nothing where nothing names it."""
        measured = self._measured(column)
        if measured is None or not self.own_part:
            return measured
        if place := self._place_of(self.own_part):
            return replace(measured, territory=place)
        return replace(measured, part=_joined(self.own_part, measured.part))

    def _measured(self, column: Column) -> Measured | None:
        title, place, parents = self._title, self._place(), self._parents
        if self.is_label:
            is_named = not (title and (self._splits(column) or needs_topic(column.aspect, title)))
            topic, part = (column.aspect, "") if is_named else (title, column.aspect)
            return Measured(topic, _joined(part, _comparison(column))) if topic else None
        if not self.name and not parents:
            return None
        if place is not None or (not parents and (self.row.of_places or _TOTAL.match(self.name) is not None)):
            return self._of_place(place, column)
        region = _REGION.fullmatch(column.aspect)
        if at := _lowered(region.group()) if region else self._place_of(column.aspect):
            # `Chỉ tiêu | Xã A | Xã B`: the columns are of places.
            return replace(self._of_row(replace(column, aspect="")), territory=at)
        return self._of_row(column)

    def _splits(self, column: Column) -> bool:
        """Whether the column is one of the kinds of the title's measure: `Đúng hạn` of `Tỷ lệ hồ sơ (%)`."""
        return bool(read_split(self.row.caption)) and not (column.unit or MEASURE_NOUN.match(column.aspect))

    def _measures(self, column: Column) -> bool:
        """Whether the column names a measure of its own, which the title does not: `Số giường bệnh` of `Cơ sở y tế`."""
        names = MEASURE_NOUN.match(column.aspect) is not None and MEASURE_NOUN.match(self._title) is None
        return names and not needs_topic(column.aspect, self._title)

    @property
    def _title(self) -> str:
        return read_topic(self.row.caption)

    @property
    def _parents(self) -> list[str]:
        return [take_unit(name)[0] for name in self.row.parents]

    def _of_place(self, place: str | None, column: Column) -> Measured | None:
        """Of a row of a place, or of an office among places and a sum where it is None: the column or the title names
        what is measured."""
        if place is None and self._title and not self.row.of_places:
            return self._of_row(column)
        wholes = [name for name in self._parents if self._place_of(name) is None]
        if place is not None and wholes:
            return Measured(wholes[0], _joined(": ".join(wholes[1:]), _aspect(column)), place)
        title = self._title
        is_more_specific = MEASURE_NOUN.match(column.named_before) and not MEASURE_NOUN.match(title)
        before = column.named_before if is_more_specific or not title else ""
        own = "" if _BARE_RATE.fullmatch(column.aspect) else column.aspect
        if _BARE_RATE.fullmatch(column.aspect) and column.named_before and not title:
            own = f"{column.aspect} {_lowered(column.named_before)}"
        own = own or before
        topic, part = (
            (title, column.aspect) if title and (self._splits(column) or needs_topic(own, title)) else (own, "")
        )
        inner = _IN_WHICH.match(own)
        if title and inner:
            topic, part = title, own[inner.end() :]
        part = _joined(part, _comparison(column), "" if place is not None else self.name)
        return Measured(topic, part, place or "", is_within=inner is not None) if topic else None

    def _of_row(self, column: Column) -> Measured:
        """What the row and those above it name, with what the column tells of it; of kinds and of their sum the column
        or the title says what is measured, the column what of it: `Năng suất`."""
        names = [*self._parents, self.name]
        kind = self._names_kind and not self.row.of_places
        is_own = kind and self._measures(column)
        if is_own:
            indicator, part = column.aspect, _joined(self.section, ": ".join(names), _comparison(column))
        elif kind and (topic := self._title or read_measure(self.above) or column.named_before):
            indicator, part = topic, _joined(self.section, _aspect(column), ": ".join(names))
        else:
            indicator, part = names[0], _joined(self.section, ": ".join(names[1:]), _aspect(column))
        return Measured(indicator, part, last_place(_joined(indicator, part)), is_within=is_own)

    def _place(self) -> str | None:
        """The place that the row is of; empty for the document's own, None where the row is of no place."""
        if self.row.of_places and _TOTAL.match(self.name):
            return ""
        return self._place_of(self.name)

    def _place_of(self, name: str) -> str | None:
        name = _FORMER_KIND.sub("", name)
        if _PLACE_ROW.fullmatch(name):
            found = place_name(name)
            return _lowered(found) if found == name else found
        if is_country(name):
            return _lowered(name)
        bare = _AREA.sub("", name)
        return bare if self.row.of_places and _BARE_PLACE.fullmatch(bare) else None

    @property
    def _names_kind(self) -> bool:
        """Whether the row's name is one of several of a kind, a season or an office, and no indicator: then it tells
        nothing without the table's title."""
        heading = next((cell.heading for cell in self.row.cells if cell.role is ColumnRole.NAME), "")
        if _TOTAL.match(self.name) or _GROUP.fullmatch(self.name) or _CLASS.match(self.name):
            return True
        is_measure = MEASURE_NOUN.match(self.name) is not None and not SUM.match(self.name)
        return bool(heading) and not _INDICATOR_HEADING.match(heading) and not is_measure


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))


def _aspect(column: Column) -> str:
    return _joined(column.aspect, _comparison(column))


def _comparison(column: Column) -> str:
    """A share of another figure is named by its measure, lest it be taken for the row's own share."""
    return column.baseline if column.compares else ""
