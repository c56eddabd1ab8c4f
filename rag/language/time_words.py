"""Every year, month and part of a year that a text names, whatever it is named for: candidates, not readings.

Whether `tháng 9` is the month that a figure is of, the last of nine months or the date of an event is for others to
decide; here nothing that may be meant is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COUNTS = {"hai": 2, "ba": 3, "sáu": 6, "tám": 8, "chín": 9, "mười": 10, "mười một": 11}
_COUNT_WORDS = "|".join(sorted(_COUNTS, key=len, reverse=True))
_YEAR_MONTHS = 12
_QUARTERS = ("I", "II", "III", "IV")
_PART = re.compile(
    r"(?<!\w)(?:quý|quí|q)\s*[./]?\s*(?P<quarter>IV|III|II|I|[1-4])(?!\w)"
    rf"|(?<![\d.,])(?P<months>\d{{1,2}}|{_COUNT_WORDS})\s+tháng(?!\w)(?P<last>\s+cuối)?"
    r"|(?<![\w.,])(?P<short>\d{1,2})\s?T(?=[\s/.-]*(?:19|20)\d\d)"
    r"|(?<!\w)(?:tháng|T)\s?(?P<month>\d{1,2})(?!\d)"
    r"|(?<!\w)nửa\s+(?P<half>đầu|cuối)\s+(?:năm|nhiệm kỳ)"
    r"|(?<![\d/.-])(?:\d{1,2}[/.-])?(?P<dated>0?[1-9]|1[0-2])[/.-](?:19|20)\d\d(?!\d)"
    r"|(?<![\d/.,-])(?:0?[1-9]|[12]\d|3[01])[/.-](?P<of>0?[1-9]|1[0-2])(?![\d/.,-]|\s*%)"
    r"|(?<!\w)(?P<whole>cả năm|12 tháng)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part of a year that words may stand for. `reaches_back`: the months up to the one named, not it alone."""

    part: str
    reaches_back: bool
    start: int
    end: int


def named_years(text: str) -> list[tuple[int, int, int]]:
    """Every number that can be a year, with its place: (year, start, end)."""
    return [(int(found.group()), *found.span()) for found in _YEAR.finditer(text)]


def named_parts(text: str) -> Iterator[NamedPart]:
    """Every part of a year that the text may name; a month or quarter also as the last of the months up to it."""
    for found in _PART.finditer(text):
        place = found.span()
        if quarter := found["quarter"]:
            roman = quarter.upper() if quarter.upper() in _QUARTERS else _QUARTERS[int(quarter) - 1]
            yield NamedPart(f"quý {roman}", False, *place)
            yield NamedPart(_months(3 * (_QUARTERS.index(roman) + 1)), True, *place)
        elif months := found["months"] or found["short"]:
            count = _COUNTS.get(months.lower()) or int(months)
            yield NamedPart(_months(count, last=found["last"] is not None), False, *place)
        elif half := found["half"]:
            yield NamedPart("6 tháng" if half.lower() == "đầu" else "6 tháng cuối", False, *place)
        elif found["whole"]:
            yield NamedPart("", False, *place)
        else:
            month = int(found["month"] or found["dated"] or found["of"])
            if 1 <= month <= _YEAR_MONTHS:
                yield NamedPart(f"tháng {month}", False, *place)
                yield NamedPart(_months(month), True, *place)


def _months(count: int, *, last: bool = False) -> str:
    """Twelve months are the year."""
    return "" if count == _YEAR_MONTHS else f"{count} tháng cuối" if last else f"{count} tháng"
