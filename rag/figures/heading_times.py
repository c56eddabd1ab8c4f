"""The words of a table's heading → the years and the part of a year that they name as their figures' own."""

import re
from collections.abc import Iterator, Sequence

from rag.datatypes import Period
from rag.figures.parts_of_year import counted_up_to, part_of_year
from rag.figures.periods import last_period, parse_periods
from rag.language.senses import TextKind
from rag.language.status_words import read_status_words

YEAR = r"(?:19|20)\d{2}"
"""Matches a year."""

PART_WORDS = re.compile(
    r"(?<!\w)(?:(?:lũy kế|luỹ kế|cộng dồn|tính đến|đến)\s+)*(?:"
    rf"quý\s+(?:[ivx]+|\d)(?:\s*/\s*(?P<q>{YEAR}))?|tháng\s+\d{{1,2}}(?:\s*/\s*(?P<m>{YEAR}))?|"
    rf"T\d{{1,2}}\s*[/-]\s*{YEAR}|\d{{1,2}}T(?:\s+(?:đầu|cuối)\s+năm|\s*[/-]?\s*{YEAR})|"
    rf"Q\.?\s?(?:[ivx]+|\d)\s*[/-]\s*{YEAR}|"
    rf"(?:ngày\s+)?(?P<day>\d{{1,2}}/\d{{1,2}}/(?P<d>{YEAR}))|"
    r"(?:\d{1,2}|sáu|chín|ba)\s+tháng(?:\s+(?:đầu|cuối)(?:\s+năm)?)?|nửa (?:đầu|cuối)(?: năm)?|"
    r"lũy kế|luỹ kế|cộng dồn|giữa kỳ|cuối kỳ|đầu kỳ)(?!\w)",
    re.IGNORECASE,
)
"""The words of a heading that name a part of a year, with its year where they do."""

YEARS_WITH_WORDS = re.compile(
    rf"\(?(?<!\w)(?:(?:đến|vào|trong|cuối|hết)\s+)*(?:(?:năm|giai đoạn|thời kỳ|nhiệm kỳ)\s+)?{YEAR}"
    rf"(?:\s*[-–]\s*{YEAR})?\)?",
    re.IGNORECASE,
)
"""A year or years with the words that only lead to them."""

_QUARTER = re.compile(r"(?<!\w)Q\.?\s?(?P<quarter>[1-4]|I{1,3}|IV)(?!\w)")
_MONTH = re.compile(r"(?<!\w)T\.?\s?(?P<month>\d{1,2})(?!\w)")
_MONTHS_SO_FAR = re.compile(r"(?<![\w.,])(?P<months>\d{1,2})T(?!\w)")
_MONTH_WORD = re.compile(
    r"(?<!\w)(?<!\d )tháng (?P<month>giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười một|mười hai|mười|chạp)(?!\w|\s+\d)",
    re.I,
)
_MONTH_NAMES = ("giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_SCHOOL_YEAR = re.compile(r"(?<!\w)NH(?=\s+(?:19|20)\d\d)")
_DISTRICT = re.compile(r"(?<!\w)Q\.?\s?(?:[5-9]|1\d)(?!\w)")
_ENCLOSED = re.compile(r"\(([^()]{4,40})\)")
_BARE_YEARS = re.compile(rf"\s*(?:năm\s+)?{YEAR}(?:\s*[-–]\s*{YEAR})?\s*", re.IGNORECASE)
_SHORT_DATE = re.compile(r"(?<![\d/])(?P<day>\d{1,2}/\d{1,2})/(?P<year>\d\d)(?![\d/])")
_BARE_MONTH = re.compile(
    rf"(?<![\w/.,-])(?<!tháng )T?(?P<month>0?[1-9]|1[0-2])\s*[/-]\s*(?P<year>{YEAR})(?![\w/.,-])", re.IGNORECASE
)
"""`06/2026`, as spreadsheets show the first day of a month, or `T6/2026`."""

_DOTTED_DATE = re.compile(rf"(?<![\d.-])(\d{{1,2}})[.-](\d{{1,2}})[.-]({YEAR})(?![\d.-])")
_YEAR_END = re.compile(r"(?<!\w)cuối năm(?!\w)", re.IGNORECASE)
# Over a column a number of months is no duration: `8 tháng`, `cộng dồn 2 tháng`.
_MONTHS = re.compile(r"(?<!\w)(?<!ngày )(?P<months>\d{1,2}) tháng(?!\s+(?:tuổi|trở|tới|sau|liên))(?!\w)", re.IGNORECASE)
_MONTHS_OF_YEAR = 12


def with_plain_times(headings: Sequence[str]) -> list[str]:
    """The headings of a table with its quarters and months spelled out: `Q1`, `T10/2031` → `quý 1`, `tháng 10/2031`."""
    if not any(_DISTRICT.search(heading) for heading in headings):
        headings = [_QUARTER.sub(r"quý \g<quarter>", heading) for heading in headings]
    spelled = (_MONTHS_SO_FAR.sub(r"\g<months> tháng", _MONTH.sub(r"tháng \g<month>", heading)) for heading in headings)
    return [_SCHOOL_YEAR.sub("năm học", _MONTH_WORD.sub(_numbered, heading)) for heading in spelled]


def _numbered(found: re.Match[str]) -> str:
    """`Tháng Tư` → `tháng 4`."""
    name = found["month"].lower().replace("chạp", _MONTH_NAMES[-1])
    return f"tháng {_MONTH_NAMES.index(name) + 1}"


def own_periods(text: str) -> set[Period]:
    """The years that a text names as its own: none of a price base, a standard or a resolution."""
    return {found.period for found in parse_periods(text) if last_period(text[: found.end]) == found.period}


def heading_periods(level: str) -> set[Period]:
    """The years of a heading's level that are its figures' own."""
    level = _spell_out_dates(level)
    words = read_status_words(level, TextKind.COLUMN)
    # Over a column `Quy hoạch 2030` is no document's title.
    bare = level[words[0].end :] if words and words[0].start == 0 else level
    own = own_periods(bare) | _part_years(level)
    return own or {found.period for part in _enclosed_years(level) for found in parse_periods(part)}


def _enclosed_years(level: str) -> Iterator[str]:
    """The years in parentheses, with a word of status before them or without: `(2030)`, `(KH 2030)`."""
    for inside in _ENCLOSED.findall(level):
        words = read_status_words(inside, TextKind.COLUMN)
        years = inside[words[-1].end :] if words and words[0].start == 0 else inside
        if _BARE_YEARS.fullmatch(years):
            yield years


def _part_years(level: str) -> set[Period]:
    # `15/12/09`: the day up to which is counted.
    level = _SHORT_DATE.sub(r"\g<day>/20\g<year>", level)
    periods: set[Period] = set()
    for found in PART_WORDS.finditer(level):
        year = found["q"] or found["m"] or found["d"]
        day = counted_up_to(f"đến {found.group('day')}") if found["d"] else None
        if day or year:
            periods.add(day or Period(int(year), int(year), heading_part(level) or ""))
    return periods


def heading_part(level: str) -> str | None:
    """The part of a year that a heading names; an empty one for the whole year, None for neither."""
    level = _spell_out_dates(level)
    if (part := part_of_year(level)) is not None:
        return part
    if found := _MONTHS.search(level):
        months = int(found["months"])
        return f"{months} tháng" if months < _MONTHS_OF_YEAR else ""
    return "" if _YEAR_END.search(level) else None


def _spell_out_dates(level: str) -> str:
    """Months and days as prose has them: `tháng 06/2026`, `31/12/2025`."""
    return _BARE_MONTH.sub(r"tháng \g<month>/\g<year>", _DOTTED_DATE.sub(r"\1/\2/\3", level))
