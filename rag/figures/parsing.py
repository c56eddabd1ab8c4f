"""Text → the numbers in it, each of its own kind: figures, damaged figures, dates, years, document numbers, names.

One scan decides for every digit what it belongs to, so that a date is never read as a fraction nor a document's number
as a count. Vietnamese format: a dot groups thousands, a comma is the decimal mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rag.datatypes import Figure, FigureKind, Period
from rag.figures.units import CANONICAL_COUNTS, COUNTED, DURATIONS, MEASURES, SCALES
from rag.vietnamese import UPPER


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


def _alternatives(words: object) -> str:
    """A pattern for any of the words, longest first, with any white space between their parts."""
    ordered = sorted((str(word) for word in words if word), key=len, reverse=True)  # type: ignore[attr-defined]
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


_SCALE = _alternatives(SCALES)
_MEASURE = _alternatives(MEASURES)
_COUNTED = _alternatives(COUNTED)
# Abbreviations are written in either case (`usd`, `Ha`); single letters are not, or "M" would be metres.
_UNIT = (
    rf"(?:điểm\s+%|[%‰]|(?:(?i:{_MEASURE})|(?i:{_COUNTED}))(?!\w))"
    r"(?:\s?/\s?(?:\d+\s+)?(?:[^\W\d_]+(?:\s(?:dân|người|năm|giường))?|m²|km²))*"
)
_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?)"
_SCALED_UNIT = rf"(?:(?:\s*(?P<scale{{n}}>(?i:{_SCALE}))(?!\w))?(?:\s*(?P<unit{{n}}>{_UNIT}))?)"
_DASH = r"(?:\s*[-–—÷~]\s*|\s+(?:đến|tới)\s+)"
_YEAR = r"(?:19|20)\d{2}"

_QUANTITY = re.compile(
    rf"(?P<low>{_NUMBER}){_SCALED_UNIT.format(n=1)}"
    rf"(?:{_DASH}(?P<high>{_NUMBER})(?![\d/]){_SCALED_UNIT.format(n=2)})?"
)
_DECIMAL_POINT = re.compile(rf"(?P<low>\d+\.\d{{1,2}})(?!\d|\.\d){_SCALED_UNIT.format(n=1)}")
_FRACTION = re.compile(rf"(?P<low>\d+)/(?P<high>\d+)(?![\d/])(?:\s+(?:trên\s+)?(?P<unit1>{_UNIT}))?")
_DAMAGED = re.compile(
    rf"""
    \d[\d.]*,\s*[-–]\s*\d[\d.,]*(?:\s*(?:{_SCALE})(?!\w))?(?:\s*{_UNIT})?   # 12,-13%
    | (?<![\w.,)])[,.]\d+(?:\s*(?:{_SCALE})(?!\w))?(?:\s*{_UNIT})?          # hơn ,3 triệu
    | \d+(?:[.,]\d+)*(?:[.,]{{2,}}\d+)(?:\s*{_UNIT})?                       # 3,,5
    | \d+,\d+(?:,\d+)+(?:\s*(?:{_SCALE})(?!\w))?(?:\s*{_UNIT})?             # 1,234,567: whose commas?
    | \d+(?:\.\d+)*,\d+\.\d[\d.,]*(?:\s*(?:{_SCALE})(?!\w))?(?:\s*{_UNIT})? # 1,234.5
    | (?:\d+[OolI]\d*|[OolI]\d+)(?:,\d+)?\s*(?:%|(?:{_SCALE})(?!\w))        # l2%, 1O triệu
    """,
    re.VERBOSE,
)
_DATE = re.compile(
    rf"\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?{_YEAR}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}\s+tháng\s+\d{{1,2}}(?:\s+năm\s+{_YEAR}(?!\d))?"
    rf"|(?<!\d)\d{{1,2}}(?:/{_YEAR}(?!\d)|\s+năm\s+{_YEAR}(?!\d))"
)
_DOCUMENT_NUMBER = re.compile(r"\d+(?:/\d{4})?[-/](?:[A-ZĐƯ]{2}[A-Za-zĐđƯư]*\d*)(?:[-/–&][A-ZĐƯ][A-Za-zĐđƯư]*\d*)*")
_YEARS = re.compile(rf"(?P<first>{_YEAR})(?![\d.,]*\d)(?:\s*(?:[-–—]|đến(?:\s+năm)?)\s*(?P<last>{_YEAR})(?!\d))?")
_VERSION = re.compile(rf"[1-9]\.0(?!\d|,\d)(?!\s*(?:%|(?:{_SCALE}|{_MEASURE})(?!\w)))")  # công nghiệp 4.0
_NUMBERING = re.compile(r"\(\d{1,3}\)|\d{1,2}:\d{2}(?::\d{2})?")
_LINE_NUMBERING = re.compile(r"(?:\d{1,2}\.)*\d{1,2}[.)](?=[\s*]|[^\W\d])")
_LINE_OPENING = re.compile(r"(?:^|\n)[\s#*>_–+-]*$")
_NAME_BEFORE = re.compile(
    r"(?:\b(?:số|lần thứ|khóa|khoá|kỳ|kì|giai đoạn|quý|tập|điều|khoản|mục|phần|lớp|hạng|loại|đường|quốc lộ|tỉnh lộ|ngã|"
    r"km|phiên bản|công nghệ|nghiệp|mẫu|tổ|nhóm|khu|bến|ga|tháng|ngày|thứ|giá so sánh|COVID|SEA Games|G)"
    r"(?:\s+[a-zđ]{1,2})?\s*[-–]?\s*)$",
    re.IGNORECASE,
)
_RANK_BEFORE = re.compile(r"\b(?:đứng|xếp|xếp\s+hạng|ở|giữ|vị\s+trí)\s+(?:vị\s+trí\s+)?thứ\s+$", re.IGNORECASE)
_NAME_AFTER = re.compile(r"\s?(?:sao\b|G\b|[A-ZĐ]\b)")
_CAPITALISED_BEFORE = re.compile(rf"[^\W\d_]\s+(?:[^\W\d_]+\s+)*?(?P<word>[{UPPER}][^\W\d_]*)[\s-]$")
_ATTACHED_BEFORE = re.compile(r"[A-ZĐ]$|[A-Za-zĐđ][-–]$")
_NOUN = re.compile(r"\s+(?P<first>[^\W\d_]+)(?:\s+(?P<second>[^\W\d_]+))?")
_ARTICLE = re.compile(
    r"(?:và|hoặc|của|cho|là|thì|trong|ngoài|so|được|đến|với|tại|từ|về|theo|để|khi|vào|ở|có|này|đó|trở|"
    r"ước|tăng|giảm|đạt|bằng|vượt|còn|nhưng|do|các|những|mỗi|nhất)\b"
)

_COMPARATORS = (
    "không dưới",
    "không ít hơn",
    "không thấp hơn",
    "không quá",
    "không vượt quá",
    "không cao hơn",
    "ít nhất",
    "nhiều nhất",
    "tối thiểu",
    "tối đa",
    "xấp xỉ",
    "khoảng",
    "trên",
    "hơn",
    "dưới",
    "gần",
    "≥",
    "≤",
    ">",
    "<",
)
_COMPARATOR_BEFORE = re.compile(rf"(?P<word>{_alternatives(_COMPARATORS)})(?:\s+(?:là|từ|có))?\s*$", re.IGNORECASE)


def parse_number(text: str) -> Decimal:
    """`106.761,592` → Decimal("106761.592"). The text must match the Vietnamese format.

    Raises:
        ValueError: it does not.
    """
    if not re.fullmatch(_NUMBER, text):
        raise ValueError(f"not a number in Vietnamese format: {text!r}")
    return Decimal(text.replace(".", "").replace(",", "."))


def parse_figures(text: str) -> tuple[FigureSpan, ...]:
    """The figures of a text in order: counts, amounts, shares, ranges; no dates, years, names or damaged figures."""
    return tuple(m for m in parse_mentions(text) if isinstance(m, FigureSpan) and m.kind is MentionKind.FIGURE)


def parse_years(text: str) -> tuple[YearsSpan, ...]:
    """The years and ranges of years of a text, in order."""
    return tuple(mention for mention in parse_mentions(text) if isinstance(mention, YearsSpan))


def parse_mentions(text: str) -> tuple[Mention, ...]:
    """Every number of the text, in order and without overlap; every digit of the text lies in one."""
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Mention]:
    position = 0
    name_ended_at = -1
    start = re.compile(r"\d|(?<![\w.,)])[,.]\d|[OolI]\d")
    while found := start.search(text, position):
        mention = _read(text, found.start(), in_names=_continues_names(text, name_ended_at, found.start()))
        if mention.kind is MentionKind.NAME:
            name_ended_at = mention.end
        yield mention
        position = mention.end


def _continues_names(text: str, name_ended_at: int, position: int) -> bool:
    """`các bến số 3, 4 và 5`: numbers in a row after a numbered name are names too."""
    return (
        name_ended_at >= 0
        and re.fullmatch(r"\s*(?:,|và|hoặc|;)\s*(?:số\s+)?", text[name_ended_at:position]) is not None
    )


def _read(text: str, at: int, in_names: bool) -> Mention:  # noqa: PLR0911 - one return a kind, in order of precedence
    before = text[max(0, at - 60) : at]
    for kind, pattern in (
        (MentionKind.NAME, _NUMBERING),
        (MentionKind.DOCUMENT_NUMBER, _DOCUMENT_NUMBER),
        (MentionKind.DATE, _DATE),
        (MentionKind.NAME, _VERSION),
    ):
        # An opening bracket belongs to the numbering, the scan found the digit behind it.
        shift = 1 if pattern is _NUMBERING and before.endswith("(") else 0
        if found := pattern.match(text, at - shift):
            return Mention(kind, text[at : found.end()], at, found.end())
    if _LINE_OPENING.search(text[max(0, at - 12) : at] if at else "") or at == 0:
        if found := _LINE_NUMBERING.match(text, at):
            return Mention(MentionKind.NAME, found.group(), at, found.end())
    if found := _DAMAGED.match(text, at):
        return Mention(MentionKind.DAMAGED, found.group(), at, found.end())
    if (found := _YEARS.match(text, at)) and not _is_quantity(text, found):
        first, last = int(found["first"]), int(found["last"] or found["first"])
        return YearsSpan(MentionKind.YEARS, found.group(), at, found.end(), Period(min(first, last), max(first, last)))
    if _RANK_BEFORE.search(before) and (found := re.compile(r"\d+").match(text, at)):
        value = Decimal(found.group())
        figure = Figure(value, value, "thứ", kind=FigureKind.RANK, text=f"thứ {found.group()}")
        return FigureSpan(MentionKind.FIGURE, found.group(), at, found.end(), figure)
    if found := _FRACTION.match(text, at):
        return _fraction(text, found)
    return _quantity(text, at, before, in_names)


def _is_quantity(text: str, years: re.Match[str]) -> bool:
    """`2000 tỷ đồng` is an amount; `2024 tỷ lệ` is a year before a word that begins like a scale."""
    rest = re.compile(rf"\s*(?:(?:{_SCALE})\s+(?:{_UNIT})|%|(?:{_COUNTED})(?!\w))").match(text, years.end())
    return rest is not None and not re.search(r"(?:năm|giai đoạn|thời kỳ|kỳ)\s+$", text[: years.start()], re.IGNORECASE)


def _fraction(text: str, found: re.Match[str]) -> Mention:
    figure = Figure(
        Decimal(found["low"]),
        Decimal(found["high"]),
        _canonical_unit(found["unit1"] or ""),
        kind=FigureKind.FRACTION,
        text=found.group(),
        comparator=_comparator(text[: found.start()]),
    )
    return FigureSpan(MentionKind.FIGURE, found.group(), found.start(), found.end(), figure)


def _quantity(text: str, at: int, before: str, in_names: bool) -> Mention:
    found = _DECIMAL_POINT.match(text, at)
    if found and (found["unit1"] or found["scale1"]):
        low = high = Decimal(found["low"])
        scale, unit, end = found["scale1"] or "", found["unit1"] or "", found.end()
    else:
        found = _QUANTITY.match(text, at)
        if found is None:  # unreachable: the scan stops at digits and both openings of damaged figures
            return Mention(MentionKind.DAMAGED, text[at : at + 1], at, at + 1)
        low, high, scale, unit, end = _range(found)
    bare_end = end
    if not scale and not unit:
        unit, end = _counted_noun(text, end)
    is_bare = not scale and (not unit or bare_end != end)
    if (is_bare and (in_names or _is_name(text, at, bare_end, before))) or _ATTACHED_BEFORE.search(before):
        digits_end = found.end("low")
        return Mention(MentionKind.NAME, text[at:digits_end], at, digits_end)
    canonical = _canonical_unit(unit)
    factor = SCALES[re.sub(r"\s+", " ", scale).lower()]
    figure = Figure(low * factor, high * factor, canonical, _comparator(before), text=text[at:end], scale=scale.lower())
    kind = MentionKind.DURATION if canonical in DURATIONS else MentionKind.FIGURE
    return FigureSpan(kind, text[at:end], at, end, figure)


def _range(found: re.Match[str]) -> tuple[Decimal, Decimal, str, str, int]:
    """Low, high, scale, unit and end; only the first number when the two do not belong to one range."""
    low = parse_number(found["low"])
    first = (found["scale1"] or "", found["unit1"] or "")
    second = (found["scale2"] or "", found["unit2"] or "")
    end_of_first = max(found.end("low"), found.end("scale1"), found.end("unit1"))
    if found["high"] is None:
        return low, low, *first, end_of_first
    high = parse_number(found["high"])
    same_unit = first == ("", "") or first == second
    # `7 - 5` is a subtraction or two names; `13 - 2025` a day or a count before a year.
    if same_unit and high > low and (second != ("", "") or not re.fullmatch(_YEAR, found["high"])):
        return low, high, *second, found.end()
    return low, low, *first, end_of_first


def _is_name(text: str, at: int, end: int, before: str) -> bool:
    """Whether bare digits are part of a name (`cầu Rào 1`, `Covid-19`, `5 sao`) rather than a count."""
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(text, end):
        return True
    return _CAPITALISED_BEFORE.search(before) is not None


def _counted_noun(text: str, end: int) -> tuple[str, int]:
    """The noun after a bare count and where it ends: two syllables, or one before a name or an article."""
    found = _NOUN.match(text, end)
    if found is None or _ARTICLE.fullmatch(found["first"]):
        return "", end
    if found["first"][0].isupper():
        # KCN, HTX: an abbreviated noun is counted; a capitalised word is a name.
        return (found["first"], found.end("first")) if re.fullmatch(r"[A-ZĐ]{2,}", found["first"]) else ("", end)
    second = found["second"]
    if second and not second[0].isupper() and not _ARTICLE.fullmatch(second):
        return f"{found['first']} {second}", found.end("second")
    return found["first"], found.end("first")


def _canonical_unit(unit: str) -> str:
    """`VND` → `đồng`, `usd / người` → `USD/người`, `hộ gia đình` → `hộ`."""
    head, *per = (re.sub(r"\s+", " ", piece).strip() for piece in unit.split("/"))
    folded = {word.lower(): canonical for word, canonical in MEASURES.items()}
    head = folded.get(head.lower(), CANONICAL_COUNTS.get(head.lower(), head if head in MEASURES else head.lower()))
    return "/".join([head, *(piece.lower() for piece in per)])


def _comparator(before: str) -> str:
    found = _COMPARATOR_BEFORE.search(before)
    return re.sub(r"\s+", " ", found["word"]).lower() if found else ""
