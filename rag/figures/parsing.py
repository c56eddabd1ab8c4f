"""Text → the numbers in it, each of its own kind: figures, damaged figures, dates, years, document numbers, names.

One scan decides for every digit what it belongs to, so that a date is never read as a fraction nor a document's number
as a count. Vietnamese format: a dot groups thousands, a comma is the decimal mark.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from rag.datatypes import Figure, FigureKind, Period
from rag.figures.cycles import cycle_before
from rag.figures.number_formats import NumberFormat, in_vietnamese_format
from rag.figures.number_patterns import (
    AND_MORE,
    ARTICLE,
    ATTACHED_BEFORE,
    CAPITALISED_BEFORE,
    COMPARATOR_BEFORE,
    COMPOUND,
    CONTEXT_CHARS,
    COUNTER_BEFORE,
    DAMAGED,
    DATE,
    DAY_BEFORE,
    DAY_OF_MONTH,
    DECIMAL_POINT,
    DOCUMENT_NUMBER,
    DOUBT,
    DOUBTFUL,
    FRACTION,
    FROM_BEFORE,
    IN_ROW_AFTER,
    IN_ROW_BEFORE,
    LINE_NUMBERING,
    LINE_OPENING,
    MEASURED_TIME_BEFORE,
    MONTH_BEFORE,
    MONTH_OF_YEAR,
    NAME_AFTER,
    NAME_BEFORE,
    NEXT_NAME,
    NOTE_MARK,
    NOUN,
    NOUN_BEFORE,
    NUMBER,
    NUMBERING,
    PAGE_NUMBER,
    PER,
    PER_BEFORE,
    PHONE,
    PHONE_DIGITS,
    QUANTITY,
    QUARTER_BEFORE,
    QUARTER_OF_YEAR,
    QUOTED_AFTER,
    QUOTED_BEFORE,
    RANK,
    RANK_BEFORE,
    SOME_MONTH_BEFORE,
    START,
    STREAK,
    STREAK_AFTER_WORD,
    STREAK_ORDINAL,
    STREAK_ORDINAL_BEFORE,
    STREAK_WORD_BEFORE,
    VERSION,
    YEAR,
    YEAR_WORD_BEFORE,
    YEARS,
    YEARS_COUNTED,
)
from rag.figures.number_runs import amount_end, is_ambiguous, is_slashed, touching_end, unreadable_end
from rag.figures.parts_of_year import part_before_year
from rag.figures.plain_characters import plain_characters
from rag.figures.signs import read_minus
from rag.figures.units import CANONICAL_COUNTS, DURATIONS, MEASURES, SCALES
from rag.vietnamese import UPPER

_REMEMBERED_TEXTS = 512
"""A passage is read for its facts and for its damaged figures, a lead for its years, its days and their order."""

_NUMBER = re.compile(NUMBER)
_NAME_BEHIND = re.compile(rf"\s+[{UPPER}]")
_HAS_YEAR = re.compile(YEAR)
_MEASURES_BY_LOWER_CASE = {word.lower(): canonical for word, canonical in MEASURES.items()}


class MentionKind(StrEnum):
    """What the digits of a mention are."""

    FIGURE = "figure"
    DURATION = "duration"
    DAMAGED = "damaged"
    DATE = "date"
    YEARS = "years"
    DOCUMENT_NUMBER = "document number"
    NAME = "name"
    """Part of a name or a numbering: `khóa 16`, `Quốc lộ 5`, `bến số 3`, `(4)`, `20:31`."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Digits with what belongs to them: `text == scanned_text[start:end]`."""

    kind: MentionKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureSpan(Mention):
    """A figure and where it stands, from its first digit to the end of its unit."""

    figure: Figure


@dataclass(frozen=True, slots=True)
class YearsSpan(Mention):
    """A year or a range of years and where it stands."""

    period: Period


_DOUBT_CHARS = 200
"""From the beginning of a number within which the mark of doubt stands that belongs to it."""


def parse_number(text: str) -> Decimal:
    """`106.761,592` → Decimal("106761.592"). The text must match the Vietnamese format.

    Raises:
        ValueError: it does not.
    """
    if not re.fullmatch(NUMBER, text):
        raise ValueError(f"not a number in Vietnamese format: {text!r}")
    return Decimal(re.sub(r"[.\s]", "", text).replace(",", "."))


def parse_figures(text: str) -> tuple[FigureSpan, ...]:
    """The figures of a text in order: counts, amounts, shares, ranges; no dates, years, names or damaged figures."""
    return tuple(m for m in parse_mentions(text) if isinstance(m, FigureSpan) and m.kind is MentionKind.FIGURE)


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def parse_years(text: str) -> tuple[YearsSpan, ...]:
    """The years and ranges of years of a text, in order."""
    if _HAS_YEAR.search(text) is None:
        return ()
    return tuple(mention for mention in parse_mentions(text) if isinstance(mention, YearsSpan))


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def parse_mentions(text: str, numbers: NumberFormat = NumberFormat.VIETNAMESE) -> tuple[Mention, ...]:
    """Every number of the text, in order and without overlap; every digit of the text lies in one.

    `numbers` is how the document that the text is of writes its numbers.
    """
    return tuple(_scan(text, numbers))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a number begins, what stands before it, and whether numbers in a row before it were names.

    `text` is in plain characters and in Vietnamese format, `written` as it stands; `free` is where what was read
    before ends.
    """

    text: str
    written: str
    at: int
    before: str
    free: int
    in_names: bool
    is_mixed: bool
    """Whether the document also has numbers in English format."""

    @property
    def opens_line(self) -> bool:
        return self.at == 0 or LINE_OPENING.search(self.before[-12:]) is not None

    def mention(self, kind: MentionKind, end: int) -> Mention:
        return Mention(kind, self.written[self.at : end], self.at, end)

    def years(self, period: Period, end: int) -> YearsSpan:
        return YearsSpan(MentionKind.YEARS, self.written[self.at : end], self.at, end, period)

    def span(self, figure: Figure, end: int, kind: MentionKind = MentionKind.FIGURE) -> FigureSpan:
        return FigureSpan(kind, self.written[self.at : end], self.at, end, figure)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """One or two numbers as written with the scale and the unit that hold for the last, and where they end."""

    low: Decimal
    high: Decimal
    scale: str
    unit: str
    end: int
    numbers: tuple[str, ...]
    low_scale: str
    """That of the first number, where it has its own: `900 triệu đến 1,2 tỷ đồng`."""
    falls: bool = False
    """Whether the second number has a minus sign of its own."""

    def bounds(self, *, is_negative: bool) -> tuple[Decimal, Decimal]:
        """Its bounds in base units; `is_negative`: a minus sign stands before the first number."""
        low, high = self.low * _factor(self.low_scale), self.high * _factor(self.scale)
        if not is_negative:
            return low, high
        if len(self.numbers) == 1:
            return -low, -low
        first, second = sorted((-low, -high if self.falls else high))
        return first, second


def _scan(written: str, numbers: NumberFormat) -> Iterator[Mention]:
    text = plain_characters(written)
    if numbers is NumberFormat.ENGLISH:
        text = in_vietnamese_format(text)
    position = 0
    name_ended_at = -1
    while found := START.search(text, position):
        at = found.start()
        # `các bến số 3, 4 và 5`: numbers in a row after a numbered name are names too.
        in_names = name_ended_at >= 0 and NEXT_NAME.fullmatch(text, name_ended_at, at) is not None
        before = text[max(0, at - CONTEXT_CHARS) : at]
        place = _Place(text, written, at, before, position, in_names, is_mixed=numbers is NumberFormat.MIXED)
        mention = next((mention for read in _READERS if (mention := read(place)) is not None), None)
        if mention is None:  # a letter that only looked like a digit
            position = at + 1
            continue
        if isinstance(mention, FigureSpan) and (end := touching_end(text, mention.start, mention.end)):
            mention = _unreadable(place, end)
        if mention.kind is MentionKind.NAME:
            name_ended_at = mention.end
        yield mention
        position = mention.end


def _read_doubtful(place: _Place) -> Mention | None:
    is_near = place.text.find(DOUBT, place.at, place.at + _DOUBT_CHARS) >= 0
    found = DOUBTFUL.match(place.text, place.at) if is_near else None
    return place.mention(MentionKind.DAMAGED, found.end()) if found else None


def _read_numbering(place: _Place) -> Mention | None:
    if found := _phone(place):
        return place.mention(MentionKind.NAME, found.end())
    # An opening bracket belongs to the numbering, the scan found the digit behind it.
    shift = 1 if place.before.endswith(("(", "[")) else 0
    if found := NUMBERING.match(place.text, place.at - shift):
        return place.mention(MentionKind.NAME, found.end())
    if place.opens_line and (found := LINE_NUMBERING.match(place.text, place.at)):
        return place.mention(MentionKind.NAME, found.end())
    # A number that is a line of its own in the midst of text is the page's.
    page = PAGE_NUMBER.match(place.text, place.at) if place.opens_line else None
    return place.mention(MentionKind.NAME, page.end()) if page else None


def _phone(place: _Place) -> re.Match[str] | None:
    found = PHONE.match(place.text, place.at)
    return found if found and sum(letter.isdigit() for letter in found.group()) in PHONE_DIGITS else None


def _read_document_number(place: _Place) -> Mention | None:
    found = DOCUMENT_NUMBER.match(place.text, place.at)
    return place.mention(MentionKind.DOCUMENT_NUMBER, found.end()) if found else None


def _read_date(place: _Place) -> Mention | None:
    if QUARTER_BEFORE.search(place.before):
        # `quý 1/2031`, not a month; of `quý 1 năm 2031` the year is read where it stands.
        found = QUARTER_OF_YEAR.match(place.text, place.at)
        year = int(found["year"]) if found else 0
        period = part_before_year(f"{place.before}{found['quarter']}/").of(year) if found else Period(0, 0)
        return place.years(period, found.end()) if found else None
    found = DATE.match(place.text, place.at)
    if found is None and MONTH_BEFORE.search(place.before):
        found = MONTH_OF_YEAR.match(place.text, place.at)
    if found is None and DAY_BEFORE.search(place.before):
        found = DAY_OF_MONTH.match(place.text, place.at)
    return place.mention(MentionKind.DATE, found.end()) if found else None


def _read_rate_base(place: _Place) -> Mention | None:
    found = PER.match(place.text, place.at) if PER_BEFORE.search(place.before) else None
    return place.mention(MentionKind.NAME, found.end()) if found else None


def _read_version(place: _Place) -> Mention | None:
    found = VERSION.match(place.text, place.at)
    return place.mention(MentionKind.NAME, found.end()) if found else None


def _read_damaged(place: _Place) -> Mention | None:
    found = DAMAGED.match(place.text, place.at)
    return place.mention(MentionKind.DAMAGED, found.end()) if found else None


def _read_years(place: _Place) -> Mention | None:
    found = YEARS.match(place.text, place.at)
    if found is None:
        return None
    # `2000 tỷ đồng` is an amount; `2024 tỷ lệ` is a year before a word that begins like a scale.
    if YEARS_COUNTED.match(place.text, found.end()) and not YEAR_WORD_BEFORE.search(place.before):
        return None
    first, last = int(found["first"]), int(found["last"] or found["first"])
    if first == last:
        return place.years(part_before_year(place.before).of(first), found.end())
    period = Period(min(first, last), max(first, last), said=cycle_before(place.before))
    return place.years(period, found.end())


def _read_streak(place: _Place) -> Mention | None:
    """`9 năm liên tục`, `liên tục trong 9 năm`, `năm thứ 9 liên tiếp`: the years that something is kept up."""
    if found := STREAK_ORDINAL.match(place.text, place.at):
        ordinal = STREAK_ORDINAL_BEFORE.search(place.before)
        unit = ordinal["unit"].lower() if ordinal else ""
        text, comparator = f"{unit} thứ {found.group()}", ""
    elif found := STREAK.match(place.text, place.at) or _years_after_streak_word(place):
        unit, text, comparator = found["unit"].lower(), found.group(), _comparator(place.before)
    if found is None or not unit:
        return None
    number = Decimal(found["number"])
    return place.span(Figure(number, number, unit, comparator, text=text), found.end())


def _years_after_streak_word(place: _Place) -> re.Match[str] | None:
    found = STREAK_AFTER_WORD.match(place.text, place.at)
    return found if found and STREAK_WORD_BEFORE.search(place.before) else None


def _read_rank(place: _Place) -> Mention | None:
    """`xếp thứ 6`; `xếp thứ 19/63` is one fraction."""
    found = RANK.match(place.text, place.at) if RANK_BEFORE.search(place.before) else None
    if found is None:
        return None
    low = Decimal(found["low"])
    high = Decimal(found["high"] or found["low"])
    kind = FigureKind.FRACTION if found["high"] else FigureKind.RANK
    return place.span(Figure(low, high, "thứ", kind=kind, text=f"thứ {found.group()}"), found.end())


def _read_fraction(place: _Place) -> Mention | None:
    found = FRACTION.match(place.text, place.at)
    if found is None:
        return None
    # Without anything counted behind it, `11/12` may be a day: `(11/12, 08:12)`.
    if not found["unit1"] and not found["scale1"] and not _counted_noun(place.text, found.end())[0]:
        day = DAY_OF_MONTH.match(place.text, place.at)
        if day and day.end() == found.end():
            return place.mention(MentionKind.DATE, found.end())
    scale = found["scale1"] or ""
    factor = _factor(scale)
    figure = Figure(
        parse_number(found["low"]) * factor,
        parse_number(found["high"]) * factor,
        _canonical_unit(found["unit1"] or ""),
        kind=FigureKind.FRACTION,
        text=place.written[place.at : found.end()],
        comparator=_comparator(place.before),
        scale=scale.lower(),
    )
    return place.span(figure, found.end())


def _read_compound(place: _Place) -> Mention | None:
    """`5 tỷ 508 triệu đồng`: the larger scale before the smaller, of which it holds less than one of the larger."""
    found = COMPOUND.match(place.text, place.at)
    if found is None:
        return None
    larger, smaller = _factor(found["scale"]), _factor(found["scale1"])
    rest = Decimal(found["second"]) * smaller
    if larger <= rest or "," in found["first"]:
        return None
    value = parse_number(found["first"]) * larger + rest
    figure = Figure(
        value,
        value,
        _canonical_unit(found["unit1"] or ("đồng" if "đồng" in found.group() else "")),
        _comparator(place.before),
        text=place.written[place.at : found.end()],
        scale=found["scale1"].lower(),
    )
    return place.span(figure, found.end())


def _read_unreadable(place: _Place) -> Mention | None:
    """Digits that touch others and make no number: damaged where an amount would end with them, else a name's."""
    if (end := is_slashed(place.text, place.at)) is not None:
        return place.mention(MentionKind.NAME, end)
    end = unreadable_end(place.text, place.at, place.before, opens_line=place.opens_line)
    return None if end is None else _unreadable(place, end)


def _unreadable(place: _Place, end: int) -> Mention:
    amount = amount_end(place.text, end)
    return place.mention(MentionKind.NAME if amount is None else MentionKind.DAMAGED, amount or end)


def _read_quantity(place: _Place) -> Mention | None:
    quantity = _quantity_at(place)
    if quantity is None:
        return None
    end = quantity.end
    unit = quantity.unit
    if not quantity.scale and not unit:
        unit, end = _counted_noun(place.text, end)
    # `giai đoạn 2 Khu công nghệ`: a counted noun with a capital begins a name.
    is_bare = not quantity.scale and (not unit or quantity.end != end or unit[0].isupper())
    if is_bare and (place.in_names or _is_name(place, quantity.end) or _numbers_noun(place, unit, end)):
        return place.mention(MentionKind.NAME, _end_of_number(place))
    is_month = (
        not quantity.scale
        and unit not in MEASURES
        and quantity.low <= _MONTHS
        and SOME_MONTH_BEFORE.search(place.before)
    )
    if is_month or ATTACHED_BEFORE.search(place.before):
        return place.mention(MentionKind.NAME, _end_of_number(place))
    canonical = _canonical_unit(unit)
    if any(is_ambiguous(number, canonical, quantity.scale, is_mixed=place.is_mixed) for number in quantity.numbers):
        return place.mention(MentionKind.DAMAGED, end)
    return _quantity_span(place, quantity, canonical, end)


def _quantity_span(place: _Place, quantity: _Quantity, unit: str, end: int) -> FigureSpan:
    """The figure with its sign, its comparator and the `trở lên` behind it."""
    sign = read_minus(place.text, place.free, place.at, unit)
    before = place.before[: len(place.before) - len(sign)]
    comparator = _comparator(before)
    if more := AND_MORE.match(place.text, end):
        end = more.end()
        comparator = comparator or ("từ" if FROM_BEFORE.search(before) else "")
    low, high = quantity.bounds(is_negative=bool(sign))
    start = place.at - len(sign)
    # The mark of a note is none of its digits, though a raised one becomes so wherever the text is made plain.
    text = NOTE_MARK.sub("", place.written[start:end])
    figure = Figure(low, high, unit, comparator, text=text, scale=quantity.scale.lower())
    # `1,9 ngày`, `18.400 giờ` and `bình quân 2 ngày` are measured, `7 ngày` is mostly a deadline or a condition.
    is_odd = low != low.to_integral_value() or low >= _LONGEST_DEADLINE
    is_measured = unit != "năm" and low == high and (is_odd or MEASURED_TIME_BEFORE.search(before) is not None)
    kind = MentionKind.DURATION if unit in DURATIONS and not is_measured else MentionKind.FIGURE
    return FigureSpan(kind, text, start, end, figure)


_MONTHS = 12
_LONGEST_DEADLINE = 1000

_READERS: tuple[Callable[[_Place], Mention | None], ...] = (
    _read_doubtful,
    _read_numbering,
    _read_document_number,
    _read_date,
    _read_version,
    _read_rate_base,
    _read_damaged,
    _read_years,
    _read_unreadable,
    _read_streak,
    _read_rank,
    _read_compound,
    _read_fraction,
    _read_quantity,
)
"""One reader a kind, in order of precedence; the last reads whatever begins with a digit."""


def _factor(scale: str) -> Decimal:
    return SCALES[re.sub(r"\s+", " ", scale).lower()]


def _end_of_number(place: _Place) -> int:
    found = _NUMBER.match(place.text, place.at)
    return found.end() if found else place.at + 1


def _quantity_at(place: _Place) -> _Quantity | None:
    """The quantity that begins here."""
    # A decimal point is no Vietnamese format, but with a unit behind it `4.5%` can only mean one thing.
    point = DECIMAL_POINT.match(place.text, place.at)
    if point and (point["unit1"] or point["scale1"]):
        value, scale = Decimal(point["low"]), point["scale1"] or ""
        return _Quantity(value, value, scale, point["unit1"] or "", point.end(), (point["low"],), scale)
    found = QUANTITY.match(place.text, place.at)
    return _range(found, in_row=_stands_in_row(place, found)) if found else None


def _stands_in_row(place: _Place, found: re.Match[str]) -> bool:
    """Whether the two numbers are of three or more that dashes join: `17% - 42% - 41%` is a row, no range."""
    return IN_ROW_BEFORE.search(place.before) is not None or IN_ROW_AFTER.match(place.text, found.end()) is not None


def _range(found: re.Match[str], *, in_row: bool) -> _Quantity:
    """Both numbers; only the first when the two do not belong to one range."""
    low = parse_number(found["low"])
    scale, unit = found["scale1"] or "", found["unit1"] or ""
    end_of_first = max(found.end("low"), found.end("scale1"), found.end("unit1"))
    first = _Quantity(low, low, scale, unit, end_of_first, (found["low"],), scale)
    if found["high"] is None or in_row:
        return first
    high, own = parse_number(found["high"]), (found["scale2"] or "", found["unit2"] or "")
    low_scale = scale or ("" if unit else own[0])
    is_alike = not unit or (_canonical_unit(unit) == _canonical_unit(own[1]) and (scale or not own[0]))
    rises = high * _factor(own[0]) > low * _factor(low_scale)
    # `7 - 5` is a subtraction or two names; `13 - 2025` a day or a count before a year.
    counts = own != ("", "") or not re.fullmatch(YEAR, found["high"])
    if not is_alike or not counts or not (rises or found["minus"]) or (scale and not own[0]):
        return first
    numbers = (found["low"], found["high"])
    return _Quantity(low, high, *own, found.end(), numbers, low_scale, falls=bool(found["minus"]))


def _is_name(place: _Place, end: int) -> bool:
    """Whether bare digits are part of a name (`cầu Rào 1`, `Covid-19`, `5 sao`) rather than a count."""
    if QUOTED_BEFORE.search(place.before) and QUOTED_AFTER.match(place.text, end):
        return True
    if COUNTER_BEFORE.search(place.before) or NAME_BEFORE.search(place.before) or NAME_AFTER.match(place.text, end):
        return True
    return CAPITALISED_BEFORE.search(place.before) is not None


def _numbers_noun(place: _Place, unit: str, end: int) -> bool:
    """Whether digits right behind a noun belong to it: `đường vành đai 3`, `tuyến cáp treo 01 dây Phù Long`."""
    before_name = _NAME_BEHIND.match(place.text, end) is not None
    return (not unit or before_name) and NOUN_BEFORE.search(place.before) is not None


def _counted_noun(text: str, end: int) -> tuple[str, int]:
    """The noun after a bare count and where it ends: two syllables, or one before a name or an article."""
    found = NOUN.match(text, end)
    if found is None or ARTICLE.fullmatch(found["first"]):
        return "", end
    if found["first"][0].isupper():
        # KCN, HTX: an abbreviated noun is counted; a capitalised word is a name.
        return (found["first"], found.end("first")) if re.fullmatch(r"[A-ZĐ]{2,}", found["first"]) else ("", end)
    second = found["second"]
    if second and not second[0].isupper() and not ARTICLE.fullmatch(second):
        return f"{found['first']} {second}", found.end("second")
    return found["first"], found.end("first")


def _canonical_unit(unit: str) -> str:
    """`VND` → `đồng`, `usd / người` → `USD/người`, `hộ gia đình` → `hộ`."""
    head, *per = (re.sub(r"\s+", " ", piece).strip() for piece in unit.split("/"))
    lower = head.lower()
    head = _MEASURES_BY_LOWER_CASE.get(lower) or CANONICAL_COUNTS.get(lower, lower)
    return "/".join([head, *(_MEASURES_BY_LOWER_CASE.get(piece.lower(), piece.lower()) for piece in per)])


def _comparator(before: str) -> str:
    found = COMPARATOR_BEFORE.search(before)
    return re.sub(r"\s+", " ", found["word"]).lower() if found else ""
