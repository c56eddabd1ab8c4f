"""The words around a figure → the years it is of, as far as they say; years it is compared with are not its own."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from rag.datatypes import Document, Passage, Period, Status
from rag.figures.bound_figures import BoundFigure
from rag.figures.comparisons import base_behind, base_of_year_before, opening_year_before, year_before
from rag.figures.cycles import is_term
from rag.figures.parsing import MentionKind, YearsSpan, parse_mentions, parse_years
from rag.figures.parts_of_year import (
    PART_OF_YEAR_WORDS,
    Part,
    counted_up_to,
    find_parts,
    first_month,
    first_part,
    last_month,
    names_whole_year,
    parts_of_year,
)
from rag.figures.phrases import AGAINST, is_bare, last_match
from rag.figures.units import RATES

_WORDS = r"(?:\s+[^\s,;:.()]+)"
# Before a year: it is a base of comparison, a price base, a standard's or part of a document's title.
_OTHER_YEARS = re.compile(
    rf"(?:(?:{AGAINST}|kém|vượt|(?:cao|thấp|nhanh|chậm|nhiều|ít|lớn|nhỏ) hơn){_WORDS}{{0,5}}|"
    rf"so sánh|trước khi{_WORDS}{{0,4}}|chuẩn{_WORDS}{{0,6}}|từ|giá|kể từ|nghị quyết{_WORDS}{{0,14}}|"
    rf"quy hoạch{_WORDS}{{0,8}}|"
    rf"tầm nhìn{_WORDS}{{0,2}}|gấp(?:\s+\S+){{0,6}}|kế hoạch về{_WORDS}{{0,12}}|lần)\s+(?:(?:cuối|đầu)\s+)?"
    r"(?:năm|giai đoạn|thời kỳ|đến năm)?\s*$",
    re.IGNORECASE,
)
_BASE = re.compile(
    rf"(?:{AGAINST}|(?:cao|thấp|nhanh|chậm|nhiều|ít|lớn|nhỏ) hơn){_WORDS}{{0,5}}\s+"
    r"(?:(?:cuối|đầu)\s+)?(?:năm\s+|(?:tháng|quý|ngày)\s+[\w/]{1,5}\s?[/-]\s?)?$",
    re.IGNORECASE,
)
_SAME_MONTHS_OF = re.compile(
    rf"(?<!\w){AGAINST}\s+cùng kỳ\s+(?:của\s+)?(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
_SCHOOL = re.compile(r"(?<!\w)(?:năm học|niên khóa|niên khoá|khóa học|khoá học|niên vụ|mùa vụ)\s+$", re.IGNORECASE)
_TAIL_YEAR = re.compile(r"(?<!\w)(?:(?:vào|đến|trong|cuối)\s+(?:cuối\s+)?(?:năm\s+)?|từ năm học\s+)$", re.IGNORECASE)
# `năm 2028 đạt 85% và đến năm 2030 đạt 99%`: the year of the next figure.
_NEXT_YEAR = re.compile(r"\s*,?\s*và\s+(?:đến|vào|trong|tới)(?!\w)", re.IGNORECASE)
_CONGRESS = re.compile(r"(?<!\w)đại hội(?!\w)[^.;:]*(?<!\w)nhiệm kỳ[\s(,]*$", re.IGNORECASE)
_UP_TO = re.compile(r"(?<!\w)(?:đến|vào)\s+(?:cuối\s+)?(?:năm\s+)?$", re.IGNORECASE)
_TAIL_END = re.compile(rf"[,:;.(]|(?<!\w){AGAINST}(?!\w)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)từ(?:\s+(?:mức|khoảng|trên|gần|hơn|dưới))*\s*$", re.IGNORECASE)
_TO = re.compile(r"^[^,;.]{0,30}?(?<!\w)(?<!trở )(?:xuống|lên|còn|đến)(?!\w|\s+năm)", re.IGNORECASE)
# `tăng từ 5 tấn năm 2025 lên 6 tấn năm 2026`
_LEADS_TO = re.compile(r"(?<!\w)(?:lên|xuống|còn)(?:\s+(?:còn|mức|khoảng|trên|gần|hơn|dưới))*\s*$", re.IGNORECASE)
_YEAR_BEHIND = re.compile(r"\s*năm\s+", re.IGNORECASE)
# Years behind each of several figures: `20,9% năm 1999, 16,4% năm 2009 và 8,3% năm 2019`.
_YEAR_OF_FIGURE_BEFORE = re.compile(r"\s*năm\s+(?:19|20)\d\d\s*(?:,|;|và)\s*(?:và\s+)?", re.IGNORECASE)
# `bằng 96,4% năm 2022`, but `bằng 96,4% dự toán năm 2022`
_BASE_YEAR = re.compile(r"\s*(?:cùng kỳ\s+)?năm\s+(?:19|20)\d\d(?!\d)", re.IGNORECASE)
_IN_YEARS = re.compile(r"(?<!\w)trong\s+(?P<years>[35])\s+năm(?:\s+tới)?(?!\w|\s+(?:20\d\d|qua|trước))", re.IGNORECASE)
_SINCE = re.compile(r"(?<!\w)từ(?:\s+[^\s;:()]+){1,6}\s+(?:trong\s+)?năm\s+$", re.IGNORECASE)
_YEARLY = re.compile(
    r"(?<!\w)(?:bình quân(?!\s+(?:đầu|chung|mỗi hộ))|h[ằà]ng năm|mỗi năm|cả (?:giai đoạn|thời kỳ|"
    r"nhiệm kỳ)|[35] năm)(?!\w)",
    re.IGNORECASE,
)
_RELATIVE_YEAR = re.compile(
    r"(?<!\w)(?<!\d )(?<!những )(?<!các )(?<!mấy )(?<!vài )năm\s+(?P<which>nay|tới|sau)(?!\w)", re.IGNORECASE
)
_COMPARED_PART = re.compile(
    rf"(?<!\w)(?:{AGAINST}|(?:cao|thấp|nhanh|chậm|nhiều|ít|lớn|nhỏ) hơn|gấp|kém)\s+"
    rf"(?:\S+\s+){{0,3}}?{PART_OF_YEAR_WORDS}"
    r"(?!\s*,)",
    re.IGNORECASE,
)
_CONTEXT_CHARS = 160
_OPENING_CHARS = 80


@lru_cache(maxsize=512)
def parse_periods(text: str) -> tuple[YearsSpan, ...]:
    """The years of a text, in order; a month or a day up to which is counted (`tháng 6/2031 đạt`, `đến 30/6/2031`) is a
    part of its year, no mere date."""
    parts = [part for part in find_parts(text) if part.period]
    spans = []
    for found in parse_mentions(text):
        if isinstance(found, YearsSpan):
            spans.append(found)
        elif found.kind is MentionKind.DATE:
            named = (part.period for part in parts if part.start < found.end and found.start < part.end)
            if period := next(named, None):
                spans.append(YearsSpan(MentionKind.YEARS, found.text, found.start, found.end, period))
    return tuple(spans)


def explicit_period(bound: BoundFigure) -> Period | None:
    """The period stated in the figure's clause: after it (`vào năm 2025`), else the nearest before it."""
    if day := counted_up_to(bound.lead):
        return day
    end = _TAIL_END.search(bound.after)
    tail = bound.after[: end.start()] if end else bound.after
    takes_year_behind = _LEADS_TO.search(bound.lead) or _YEAR_OF_FIGURE_BEFORE.fullmatch(bound.lead)
    for years in parse_periods("" if _NEXT_YEAR.match(tail) else tail):
        if _TAIL_YEAR.search(tail[: years.start]) or (
            takes_year_behind and _YEAR_BEHIND.fullmatch(tail[: years.start])
        ):
            return years.period
    before = parse_periods(bound.lead)
    if before and _reaches(bound.lead, before[-1]):
        return before[-1].period
    if bound.verb == "bằng" and bound.span.figure.unit in RATES and _BASE_YEAR.match(tail):
        return last_period(bound.lead)
    # `chốt 20 chỉ tiêu năm 2026`, but not `gấp 1,7 lần năm 2020`: the unit stands before the tail.
    return last_period(bound.lead) or last_period(f"{bound.span.text}{tail}")


def relative_year(lead: str, this_year: int | None) -> Period | None:
    """`năm nay`, `năm tới` before a figure; None where neither is there or the current year is not known.

    Figures of the year before are read apart: mostly they are only a base of comparison.
    """
    found = last_match(_RELATIVE_YEAR, lead)
    if found is None or this_year is None or _OTHER_YEARS.search(f"{lead[: found.start()]}năm"):
        return None
    year = this_year + (found["which"].lower() in {"tới", "sau"})
    return Period(year, year)


def term_period(texts: Iterable[str]) -> Period | None:
    """The one term of office that the texts name with its years; None where there are none or several."""
    terms = {years.period for text in texts for years in parse_years(text) if is_term(text[: years.start])}
    return terms.pop() if len(terms) == 1 else None


def counted_years(bound: BoundFigure) -> int | None:
    """Over how many years up to a plan's last a sum is counted: `trồng 35.000 ha trong 5 năm`; None for no sum."""
    tail = _TAIL_END.split(bound.after)[0]
    found = _IN_YEARS.search(tail) or _IN_YEARS.search(bound.lead[-_OPENING_CHARS:])
    return int(found["years"]) if found and "%" not in bound.span.figure.unit else None


def explicit_part(bound: BoundFigure) -> Part | None:
    """The part of the year that the words before a figure name, without its year; empty for `cả năm`.

    None where it is only what the figure is compared with: `cao hơn nửa đầu năm`.
    """
    return first_part(_COMPARED_PART.sub(" ", bound.lead))


def _reaches(lead: str, years: YearsSpan) -> bool:
    """Whether there are only verbs between `đến năm …` and the figure: then `tầm nhìn đến năm 2030 đạt` is of 2030."""
    return _UP_TO.search(lead[: years.start]) is not None and is_bare(lead[years.end :])


def last_period(text: str) -> Period | None:
    """The last years of a text that are its own: no base of comparison, none in a parenthesis."""
    for years in reversed(parse_periods(text)):
        if not _is_other(text, years):
            return years.period
    return None


def first_period(text: str) -> Period | None:
    """The years that a sentence opens with; they apply in its paragraph until a sentence opens with others.

    A year of school holds in its own sentence.
    """
    opening = (years for years in parse_periods(text) if years.start <= _OPENING_CHARS)
    own = (
        years
        for years in opening
        if not _is_other(text, years) and not _SCHOOL.search(text[: years.start]) and not _begins_change(text, years)
    )
    return next((years.period for years in own), None)


def led_to(text: str) -> Period | None:
    """The year of the level that a change led to: 2026 of `tăng từ 2 ngày năm 2025 lên 3 ngày năm 2026`."""
    found = parse_years(text)
    return next((after.period for years, after in pairwise(found) if _begins_change(text[: after.start], years)), None)


def _begins_change(text: str, years: YearsSpan) -> bool:
    """Whether a change began in the year: `tăng từ 2 ngày năm 2025 lên 3 ngày năm 2026`."""
    return _SINCE.search(text[: years.start]) is not None and _TO.match(text[years.end :]) is not None


def base_years(text: str) -> set[int]:
    """The single years that a text names only as what something is measured against: `so với cuối năm 2030`."""
    named = [years for years in parse_years(text) if years.period.first == years.period.last]
    own = {years.period.first for years in named if not _BASE.search(text[: years.start][-_CONTEXT_CHARS:])}
    return {years.period.first for years in named} - own


def year_after_base(text: str) -> Period | None:
    """The year that is told of where the text measures it against the same months of the year before: 2031 for `so với
    cùng kỳ năm 2030`; None where it names no such year or several."""
    years = {int(found["year"]) + 1 for found in _SAME_MONTHS_OF.finditer(text)}
    return Period(year := years.pop(), year) if len(years) == 1 else None


def _is_other(text: str, years: YearsSpan) -> bool:
    before = text[: years.start]
    return before.count("(") > before.count(")") or _OTHER_YEARS.search(before[-_CONTEXT_CHARS:]) is not None


def period_before(bound: BoundFigure, current: Period | None) -> Period | None:
    """The period of a figure that is of the year before: the year that its words name, else that before `current`.

    Of the same part of the year as the facts around it.

    None where the current year is not known, or where the current period is of several years.
    """
    named = (
        base_of_year_before(bound.lead, bound.after, bound.host)
        or year_before(bound.lead)
        or opening_year_before(bound.lead)
        or base_behind(bound.host)
    )
    if named is not None and named["year"]:
        is_whole = named["words"].lower().startswith("năm")
        year = int(named["year"])
        if (part := explicit_part(bound)) and part.part:
            return part.of(year)
        return replace(current, first=year, last=year) if current and not is_whole else Period(year, year)
    if current is None or current.first != current.last:
        return None
    return replace(current, first=current.first - 1, last=current.last - 1)


def is_former(bound: BoundFigure) -> bool:
    """Whether the figure is the level that a change began at: the first of `giảm từ 7,8% xuống còn 6,1%`."""
    return _FROM.search(bound.lead) is not None and _TO.match(bound.after) is not None


def is_seasonal(bound: BoundFigure) -> bool:
    """Whether a year of school or a season is the figure's; it holds in its own clause."""
    return any(_SCHOOL.search(bound.lead[: years.start]) for years in parse_years(bound.lead)[-1:])


def is_yearly(bound: BoundFigure) -> bool:
    """Whether the figure is an average or a sum over the years of a plan: `bình quân 13%/năm`, `5 năm`."""
    words = f"{bound.lead} {bound.indicator}"
    return bound.span.figure.unit.endswith("/năm") or _YEARLY.search(words) is not None


def heading_period(passage: Passage) -> Period | None:
    """Of the innermost heading that names exactly one; the whole year under `Dự kiến cả năm`."""
    is_whole = False
    for heading in reversed(passage.header.heading_path):
        is_whole = is_whole or names_whole_year(heading)
        periods = {years.period for years in parse_periods(heading)}
        if len(periods) == 1 and len(parts_of_year(heading)) <= 1:
            period = periods.pop()
            return period.whole if is_whole else period
    return None


def source_period(document: Document, status: Status) -> Period | None:
    """Of the source record: a report on one year that plans the next has results of the first, targets of the last.

    What is planned in a report on a part of a year (`6 tháng đầu năm 2025`) is planned for the year.
    """
    periods = [years.period for years in parse_periods(document.source.period)]
    if not periods:
        return None
    if periods[0].part:
        return periods[0].whole if status is Status.TARGET else periods[0]
    first, last = periods[0].first, periods[-1].last
    if last - first == 1:
        first = last = last if status is Status.TARGET else first
    return Period(first, last)


def is_after_document(document: Document, period: Period | None) -> bool:
    """Whether a period is not over as the document is written, as far as its date and what it reports on tell: no
    document can state a result of it."""
    if period is None:
        return False
    date = document.source.date
    if date is not None and period.first > date.year:
        return True
    reported = [years.period for years in parse_periods(document.source.period)]
    if len(reported) != 1 or not (up_to := last_month(reported[0].part)):
        return False
    if period.first != reported[0].first:
        return period.first > reported[0].first
    return not period.part or (first_month(period.part) or 0) > up_to


def is_coming_term(document: Document, period: Period | None) -> bool:
    """Whether a period is the term of office that a congress begins, by the document's title: `Đại hội lần thứ I, nhiệm
    kỳ 2030-2035` reports on what came about before."""
    title = document.source.title
    return period is not None and any(
        years.period == period and _CONGRESS.search(title[: years.start]) for years in parse_years(title)
    )
