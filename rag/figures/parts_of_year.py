"""Parts of a year: `6 tháng đầu năm`, `9T/2025`, `quý II`, `đến 30/9`; nine months are not the year."""

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

from rag.datatypes import Period
from rag.figures.plain_characters import plain_characters
from rag.vietnamese import has_accents

_NUMBER_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_MONTHS = {
    **{word: number for number, word in enumerate(_NUMBER_WORDS, 1)},
    "sau": 6, "chin": 9, "muoi mot": 11,
}  # fmt: skip
_QUARTERS = {
    "1": "I", "2": "II", "3": "III", "4": "IV",
    "một": "I", "hai": "II", "ba": "III", "tư": "IV", "bốn": "IV", "đầu": "I", "cuối": "IV",
}  # fmt: skip
_YEAR = r"20\d\d(?!\d)"
_OF_YEAR = rf"(?:\s?[/-]\s?|\s+)?(?:năm\s?[/-]?\s?)?{_YEAR}"
_WORDS = rf"(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
# A bare `6 tháng` is a part of the year only as offices report: other numbers of months are mostly durations …
_COUNT = r"(?:0?[369]|1[01]|ba|sáu|chín|mười một)"
# … but not with their year behind them or summed up: `2 tháng/2031`, `lũy kế 2 tháng`.
_ANY_COUNT = rf"(?:0?[1-9]|1[0-2]|(?!năm){_WORDS})"
_SUMMED = r"(?:(?<=lũy kế )|(?<=luỹ kế )|(?<=tính chung )|(?<=cộng dồn ))"
# A duration, or the day of a date: `từ 6 tháng`, `ngày 06 tháng 12`.
_DURATION_BEFORE = "".join(
    rf"(?<!{word} )"
    for word in ("từ", "ngày", "dưới", "trên", "vòng", "gian", "dài", "chậm", "quá", "sau", "thêm", "hạn", "mỗi")
)
# `đúng hạn 6 tháng đầu năm`: with its year behind it, it is no duration, whatever stands before.
_WITH_YEAR = rf"{_ANY_COUNT} tháng(?: (?:đầu|cuối)(?: của)? năm(?!\w)|(?: của)? năm(?: 20\d\d| ?$)|\s?[/-]\s?{_YEAR})"
_NO_DATE_BEFORE = r"(?<![\d/])(?<!\d )" + "".join(
    rf"(?<!{word} )"
    for word in (
        "đến",
        "hết",
        "tới",
        "từ",
        "trước",
        "sau",
        "cuối",
        "đầu",
        "giữa",
        "vào",
        "trong",
        "kể từ",
        "khởi công",
        "khánh thành",
        "hoàn thành",
        "thông xe",
        "tổ chức",
        "diễn ra",
        "ban hành",
        "họp",
    )
)
# `tháng 6 xảy ra`, `trong tháng 6 toàn tỉnh đón`: what is counted in a month; an event's month has its verb before it.
_COMES_ABOUT = (
    r"(?:(?:toàn|trên địa bàn)\s+(?:tỉnh|thành phố|huyện|xã|phường)\s+)?(?:đã\s+)?"
    r"(?:ước|đạt|tăng|giảm|là|có|thu|thực hiện|xảy ra|phát sinh|ghi nhận|đón|giải ngân|cấp mới|tiếp nhận|"
    r"giải quyết|xuất khẩu|nhập khẩu|phát hiện)(?!\w)"
)
_MONTHS_OF_YEAR = 12
_UP_TO = r"(?:đến|hết|tới)\s+(?:(?:hết|cuối|giữa)\s+)?"
# `từ tháng 3 đến tháng 5` are no five months, `từ tháng 1 đến tháng 5` are.
_FROM_BEGINNING = r"(?:(?<!\d )|(?<=tháng 1 )|(?<=tháng 01 ))"
_HOUR = r"(?:\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?phút)?)?,?\s+)?"
PART_OF_YEAR = (
    rf"(?:(?<!\w)(?:(?={_WITH_YEAR})|{_DURATION_BEFORE})(?:"
    rf"(?P<months>\d{{1,2}}|{_WORDS})\s+tháng\s+(?P<half>đầu|cuối)"
    rf"(?:\s+của)?(?:\s+năm)?(?=\s*(?:năm|20\d\d|[^\w\s]|$)|(?<=năm))|"
    rf"(?P<bare>{_COUNT})\s+tháng(?!\s*/\s*\D|\s+(?:đầu|cuối|tuổi|trở|liên|liền|sau|qua|kể|một|trước|mỗi|tiếp))|"
    rf"(?P<counted>{_ANY_COUNT})\s+tháng(?={_OF_YEAR})|{_SUMMED}(?P<summed>{_ANY_COUNT})\s+tháng(?!\w)|"
    rf"(?<![\d.,/])(?P<short>{_ANY_COUNT})T(?:\s+(?P<end>đầu|cuối)\s+năm|(?={_OF_YEAR}))|"
    rf"T(?P<letter>\d{{1,2}})(?=\s?/\s?{_YEAR})|"
    rf"nửa\s+(?P<side>đầu|cuối)(?:\s+năm(?:\s+nay)?|(?={_OF_YEAR}))|(?P<middle>giữa)\s+năm|"
    rf"{_FROM_BEGINNING}{_UP_TO}tháng\s+(?P<until>0?[1-9]|1[0-2])(?!\d|[.,]\d|/\d{{1,2}}(?!\d))|"
    rf"(?<!\d ){_UP_TO}{_HOUR}(?:ngày\s+)?(?P<day>\d{{1,2}})"
    rf"(?:/|\s+tháng\s+|\.(?=\d{{1,2}}\.{_YEAR})|-(?=\d{{1,2}}-{_YEAR}))(?P<of>\d{{1,2}})(?!\d)|"
    # A month of its own (`tháng 6 ước`); elsewhere it is mostly the date of an event.
    rf"{_NO_DATE_BEFORE}tháng\s+(?P<month>\d{{1,2}})(?=\s*(?:[/.-]|năm)\s*20\d\d(?:\s+{_COMES_ABOUT}|\s*[,)]|\s*$)|"
    rf"\s+{_COMES_ABOUT}|\s*,|\s*$)|"
    rf"trong\s+tháng\s+(?P<within>\d{{1,2}})(?=\s+{_COMES_ABOUT})|"
    # Where it opens a sentence, no verb of an event stands before it.
    rf"(?<!\w\s)(?<![,\w])trong\s+tháng\s+(?P<opening>\d{{1,2}})(?=\s*(?:[/.-]|năm)\s*{_YEAR}\s*,)|"
    rf"(?P<closing>{_UP_TO})?(?:qu[ýí]\s+|(?-i:Q)(?=I)|Q\.?\s?(?=(?:IV|I{{1,3}}|[1-4]){_OF_YEAR}))"
    r"(?P<quarter>IV|III|II|I|[1-4]|một|hai|ba|tư|bốn|đầu(?=(?: của)? năm)|cuối(?=(?: của)? năm))(?!\w)))"
)
PART_OF_YEAR_WORDS = re.sub(r"\?P<\w+>", "?:", PART_OF_YEAR)
"""The same without named groups, to stand in other patterns."""
_PART = re.compile(PART_OF_YEAR, re.IGNORECASE)
_SOME_YEAR = "2000"
_BEFORE_YEAR = re.compile(rf"{PART_OF_YEAR}(?:\s+của)?\s*(?:/|-|,)?\s*(?:năm)?\s*[/-]?\s*{_SOME_YEAR}$", re.IGNORECASE)
_WHOLE_YEAR = re.compile(r"(?<!\w)(?:cả năm|12 tháng|toàn năm|hết niên độ)(?!\w)", re.IGNORECASE)
_YEAR_BEHIND = re.compile(r"(?:\s*[/.-]\s*|\s+năm\s+|\s+|(?<=T))(?P<year>20\d\d)(?!\d)", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(
    r"(?<!\d )(?:(?P<until>đến|hết|tới|den|het|toi|cuối|cuoi)\s+(?:(?:hết|het|cuối|cuoi)\s+)?)?"
    r"\b(?:(?:tháng|thang)\s+|t)(?P<month>\d{1,2})"
    r"\s*(?:/|năm|nam)\s*(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_ACCENTED = (
    (re.compile(r"(?<!\w)thang(?!\w)", re.I), "tháng"),
    (re.compile(r"(?<!\w)dau(?= nam)", re.I), "đầu"),
    (re.compile(r"(?<!\w)cuoi(?= nam)", re.I), "cuối"),
    (re.compile(r"(?<!\w)qu[yi](?= (?:[1-4]|i{1,3}|iv)(?!\w))", re.I), "quý"),
    (re.compile(r"(?<!\w)nam(?!\w)", re.I), "năm"),
    (re.compile(r"(?<!\w)den(?= (?:het |ngay |thang |\d))", re.I), "đến"),
    (re.compile(r"(?<!\w)het(?= (?:ngay |thang |\d))", re.I), "hết"),
    (re.compile(r"(?<!\w)ngay(?= \d)", re.I), "ngày"),
)
# Among words with accents `thang` and `quy` are others, too: only beside a number and a year they are times.
_PLAIN_AMONG_ACCENTED = (
    (re.compile(r"(?<=\d )thang(?= (?:(?:đầu|dau|cuối|cuoi) )?(?:(?:năm|nam)(?!\w)|20\d\d(?!\d)))", re.I), "tháng"),
    (re.compile(r"(?<!\w)qu[yi](?= (?:[1-4]|i{1,3}|iv)(?: ?/ ?| (?:(?:năm|nam) )?)20\d\d(?!\d))", re.I), "quý"),
)
_OTHER_WORDINGS = (
    (re.compile(r"(?<!\w)(?:ba|3) (?:quý|quy) (?:đầu|dau)(?: (?:năm|nam)(?! \d))?(?!\w)", re.I), "9 tháng đầu năm"),
    (re.compile(r"(?<!\w)(?:hai|2) (?:quý|quy) (?:đầu|dau)(?: (?:năm|nam)(?! \d))?(?!\w)", re.I), "6 tháng đầu năm"),
    (re.compile(r"(?<!\w)([369]) (?:tháng|thang) (?:(?:vừa|vua|đã|da) )?qua(?!\w)", re.I), r"\1 tháng đầu năm"),
    (re.compile(r"(?<!\w)(?:nửa|nua) (?:đầu|dau)(?= 20\d\d(?!\d))", re.I), "6 tháng đầu năm"),
    (re.compile(r"(?<!\w)(?:nửa|nua) (?:cuối|cuoi)(?= 20\d\d(?!\d))", re.I), "6 tháng cuối năm"),
    (re.compile(r"(?<!\w)(?:hết|het) (?:năm|nam)(?! \d|\w| học| hoc)", re.I), "cả năm"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year, empty for the whole, and the text's own words where these are more exact: `đến tháng 9`."""

    part: str
    said: str = ""

    def of(self, year: int) -> Period:
        """The part of that year."""
        return Period(year, year, self.part, self.said)


@dataclass(frozen=True, slots=True)
class PartSpan:
    """Where a text names a part of a year, or with an empty `part` the whole of one: `cả năm`.

    `period` is the part of its year where that stands right behind it, as of a month or a day: `đến 30/6/2031`.
    """

    part: str
    start: int
    end: int
    period: Period | None = None


def find_parts(text: str) -> list[PartSpan]:
    """Every part and every whole year that a text names, in order."""
    text = _with_accents(text)
    parts = [PartSpan(_read(found).part, *found.span(), _period(text, found)) for found in _PART.finditer(text)]
    # `đến 30/9` is nine months, not the year up to a day.
    wholes = [PartSpan("", *found.span()) for found in _WHOLE_YEAR.finditer(text)]
    beside = [whole for whole in wholes if all(whole.end <= part.start or part.end <= whole.start for part in parts)]
    return sorted((*parts, *beside), key=lambda span: span.start)


def part_before_year(text: str) -> Part:
    """The part of the year that is named right behind the text: `9 tháng năm ` → `9 tháng`; empty for a whole year."""
    found = _BEFORE_YEAR.search(f"{_with_accents(text)}{_SOME_YEAR}")
    return _read(found) if found else Part("")


def part_of_year(text: str) -> str | None:
    """The first part that a text names; an empty one where it names the whole year (`cả năm`), None for neither."""
    found = first_part(text)
    return None if found is None else found.part


@lru_cache(maxsize=512)
def first_part(text: str) -> Part | None:
    """The same with the words of the text."""
    text = _with_accents(text)
    if found := _PART.search(text):
        return _read(found)
    return Part("") if names_whole_year(text) else None


def names_whole_year(text: str) -> bool:
    """Whether a text names the whole year: `cả năm`."""
    return _WHOLE_YEAR.search(text) is not None


def parts_of_year(text: str) -> list[str]:
    """All parts that a text names, each once, in order."""
    return list(dict.fromkeys(span.part for span in find_parts(text) if span.part))


def without_parts(text: str) -> str:
    """The text with a blank in the place of each part of a year."""
    return _PART.sub(" ", text)


def with_plain_parts(text: str) -> str:
    """A question with the parts of a year that people name otherwise in the words of offices: `ba quý đầu năm`, `9
    tháng qua` → `9 tháng đầu năm`; `hết năm` → `cả năm`."""
    for pattern, plain in _OTHER_WORDINGS:
        text = pattern.sub(plain, text)
    return text


def last_month(part: str) -> int | None:
    """The month that a canonical part ends with: 9 of `9 tháng` and of `quý III`; None for the rest of a year."""
    if quarter := re.fullmatch(r"quý (I{1,3}|IV)", part):
        return 3 * ("I", "II", "III", "IV").index(quarter[1]) + 3
    month = re.fullmatch(r"tháng (\d+)|(\d+) tháng", part)
    return int(month[1] or month[2]) if month else None


def first_month(part: str) -> int | None:
    """The month that a canonical part begins with: 7 of `quý III` and of `6 tháng cuối`, 1 of `9 tháng`."""
    if rest := re.fullmatch(r"(\d+) tháng cuối", part):
        return _MONTHS_OF_YEAR + 1 - int(rest[1])
    last = last_month(part)
    if last is None or part.endswith("tháng"):
        return None if last is None else 1
    return last if part.startswith("tháng") else last - 2


def since_beginning(part: str) -> Part | None:
    """All months up to the end of a part: `9 tháng` for `quý III`; None for the rest of a year and for the whole."""
    month = last_month(part)
    return None if month is None else Part(_months(month))


def _read(found: re.Match[str]) -> Part:
    """A match of the pattern, brought to one form."""
    if found["quarter"]:
        return _quarter(found["quarter"], up_to=found["closing"] is not None)
    if month := found["month"] or found["within"] or found["opening"] or found["letter"]:
        return Part(f"tháng {int(month)}")
    if found["day"]:
        return _up_to(int(found["day"]), int(found["of"]))
    if month := found["until"]:
        return Part(_months(int(month)), f"đến tháng {int(month)}")
    names = ("months", "bare", "counted", "summed", "short")
    count_word = next((found[name] for name in names if found[name]), "6").lower()
    count = _MONTHS.get(count_word) or int(count_word)
    is_last = (found["half"] or found["side"] or found["end"] or "").lower() == "cuối"
    if is_last:
        return Part(f"{count} tháng cuối")
    return Part(_months(count), "12 tháng" if count == _MONTHS_OF_YEAR else "")


def _months(count: int) -> str:
    """Twelve months are the year."""
    return f"{count} tháng" if count < _MONTHS_OF_YEAR else ""


def _quarter(named: str, *, up_to: bool) -> Part:
    """A quarter alone, or all months up to its end: `đến cuối quý III`."""
    numeral = _QUARTERS.get(named.lower(), named.upper())
    quarter = f"quý {numeral}"
    return Part(_months(last_month(quarter) or 0), f"đến {quarter}") if up_to else Part(quarter)


def counted_up_to(text: str) -> Period | None:
    """The year up to the last day that a text names with it: `đến ngày 20 tháng 11 năm 2031`; None where none is."""
    text = _with_accents(text)
    days = [period for found in _PART.finditer(text) if found["day"] and (period := _period(text, found))]
    return days[-1] if days else None


def months_with_year(text: str) -> list[Period]:
    """Every month that a text names with its year, also where it may be but the date of an event: for questions, which
    name a month for what is counted in it."""
    return [
        (Part(_months(month), f"đến tháng {month}") if found["until"] else Part(f"tháng {month}")).of(
            int(found["year"])
        )
        for found in _MONTH_OF_YEAR.finditer(plain_characters(text))
        for month in (int(found["month"]),)
    ]


def _period(text: str, part: re.Match[str]) -> Period | None:
    year = _YEAR_BEHIND.match(text, part.end())
    return _read(part).of(int(year["year"])) if year else None


def _up_to(day: int, month: int) -> Part:
    """Up to the end of a month all months up to it are counted, up to that of December the whole year."""
    common, leap = (calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0 for year in (2023, 2024))
    if day in (common, leap):
        return Part(_months(month), f"đến tháng {month}" if _months(month) else "")
    wording = f"đến {day}/{month}"
    return Part(wording)


def _with_accents(text: str) -> str:
    """In plain characters; typed without accents, the words of parts of a year with them."""
    text = plain_characters(text)
    for plain, accented in _PLAIN_AMONG_ACCENTED if has_accents(text) else _ACCENTED:
        text = plain.sub(accented, text)
    return text
