"""Parts of a year: `6 tháng đầu năm`, `9 tháng`, `quý II`; a figure of nine months is not one of the year."""

import re

from rag.vietnamese import has_accents

_MONTHS = {"ba": 3, "sáu": 6, "chín": 9, "mười một": 11, "sau": 6, "chin": 9, "muoi mot": 11}
_QUARTERS = {
    "1": "I", "2": "II", "3": "III", "4": "IV",
    "một": "I", "hai": "II", "ba": "III", "tư": "IV", "bốn": "IV",
}  # fmt: skip
# A bare `6 tháng` is a part of the year only as offices report: other numbers of months are mostly durations.
_COUNT = r"(?:0?[369]|1[01]|ba|sáu|chín|mười một)"
_DURATION_BEFORE = "".join(
    rf"(?<!{word} )"
    for word in ("từ", "dưới", "trên", "vòng", "gian", "dài", "chậm", "quá", "sau", "thêm", "hạn", "mỗi")
)
_NO_DATE_BEFORE = r"(?<![\d/])(?<!\d )" + "".join(
    rf"(?<!{word} )"
    for word in ("đến", "hết", "tới", "từ", "trước", "sau", "cuối", "đầu", "giữa", "vào", "trong", "kể từ")
)
PART_OF_YEAR = (
    rf"(?:(?<!\w){_DURATION_BEFORE}(?:(?P<months>\d{{1,2}}|ba|sáu|chín|mười một)\s+tháng\s+(?P<half>đầu|cuối)"
    rf"(?:\s+của)?(?:\s+năm)?(?=\s*(?:năm|20\d\d|[^\w\s]|$)|(?<=năm))|"
    rf"(?P<bare>{_COUNT})\s+tháng(?!\s*/\s*\D|\s+(?:đầu|cuối|tuổi|trở|liên|liền|sau|qua|kể|một|trước|mỗi|tiếp))|"
    r"nửa\s+(?P<side>đầu|cuối)\s+năm(?:\s+nay)?|(?P<middle>giữa)\s+năm|(?:đến|hết|tới)\s+(?:hết\s+)?tháng\s+(?P<until>0?[369]|11)(?![\d.,/]*\d{1,2}(?!\d))|"
    r"(?:đến|hết|tới)\s+(?:ngày\s+)?(?P<day>30/0?6|31/0?3|30/0?9)|"
    # A month of its own (`tháng 6 ước`); elsewhere it is mostly the date of an event.
    rf"{_NO_DATE_BEFORE}tháng\s+(?P<month>\d{{1,2}})(?=\s*(?:/|năm)\s*20\d\d(?:\s+(?:ước|đạt|tăng|giảm|là|có|thu)|\s*[,)]|\s*$)|"
    r"\s+(?:ước|đạt|tăng|giảm|là|có|thu|thực hiện)(?!\w)|\s*,|\s*$)|"
    r"quý\s+(?P<quarter>IV|III|II|I|[1-4]|một|hai|ba|tư|bốn)(?!\w)))"
)
PART_OF_YEAR_WORDS = re.sub(r"\?P<\w+>", "?:", PART_OF_YEAR)
"""The same without named groups, to stand in other patterns."""
_PART = re.compile(PART_OF_YEAR, re.IGNORECASE)
_BEFORE_YEAR = re.compile(rf"{PART_OF_YEAR}(?:\s+của)?\s*(?:/|-|,)?\s*(?:năm)?\s*$", re.IGNORECASE)
# Up to a day that ends no quarter is counted for the year as far as it went.
_WHOLE_YEAR = re.compile(
    r"(?<!\w)(?:cả năm|12 tháng|toàn năm|hết niên độ|(?:đến|hết|tới)\s+(?:ngày\s+)?\d{1,2}/\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_ACCENTED = (
    (re.compile(r"(?<!\w)thang(?!\w)", re.I), "tháng"),
    (re.compile(r"(?<!\w)dau(?= nam)", re.I), "đầu"),
    (re.compile(r"(?<!\w)cuoi(?= nam)", re.I), "cuối"),
    (re.compile(r"(?<!\w)quy(?= (?:[1-4]|i{1,3}|iv)(?!\w))", re.I), "quý"),
    (re.compile(r"(?<!\w)nam(?!\w)", re.I), "năm"),
)


def part_before_year(text: str) -> str:
    """The part of the year that is named right behind the text: `9 tháng năm ` → `9 tháng`; empty for a whole year."""
    found = _BEFORE_YEAR.search(_with_accents(text))
    return _canonical(found) if found else ""


def part_of_year(text: str) -> str | None:
    """The first part that a text names; an empty one where it names the whole year (`cả năm`), None for neither."""
    text = _with_accents(text)
    if found := _PART.search(text):
        return _canonical(found)
    return "" if names_whole_year(text) else None


def names_whole_year(text: str) -> bool:
    """Whether a text speaks of all of a year: `cả năm`."""
    return _WHOLE_YEAR.search(text) is not None


def parts_of_year(text: str) -> list[str]:
    """All parts that a text names, each once, in order."""
    return list(dict.fromkeys(_canonical(found) for found in _PART.finditer(_with_accents(text))))


def last_month(part: str) -> int | None:
    """The month that a canonical part ends with: 9 of `9 tháng` and of `quý III`; None for the rest of a year."""
    if quarter := re.fullmatch(r"quý (I{1,3}|IV)", part):
        return 3 * ("I", "II", "III", "IV").index(quarter[1]) + 3
    month = re.fullmatch(r"tháng (\d+)|(\d+) tháng", part)
    return int(month[1] or month[2]) if month else None


def _canonical(found: re.Match[str]) -> str:
    if found["quarter"]:
        named = found["quarter"]
        return f"quý {_QUARTERS.get(named.lower(), named.upper())}"
    if found["month"]:
        return f"tháng {int(found['month'])}"
    if found["middle"]:
        return "6 tháng"
    if until := found["until"] or (found["day"] and found["day"].split("/")[1]):
        return f"{int(until)} tháng"
    if found["side"]:
        return "6 tháng cuối" if found["side"].lower() == "cuối" else "6 tháng"
    said = (found["months"] or found["bare"]).lower()
    count = _MONTHS.get(said) or int(said)
    return f"{count} tháng cuối" if (found["half"] or "").lower() == "cuối" else f"{count} tháng"


def _with_accents(text: str) -> str:
    """Typed without accents: the words of parts of a year with them."""
    if has_accents(text):
        return text
    for plain, accented in _ACCENTED:
        text = plain.sub(accented, text)
    return text
