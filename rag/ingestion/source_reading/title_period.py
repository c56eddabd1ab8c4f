"""A title → the period that the document speaks of, where it names exactly one; a wrong period is worse than none."""

import re

from rag.figures.parsing import YearsSpan
from rag.figures.parts_of_year import last_month, part_of_year
from rag.figures.periods import parse_periods
from rag.ingestion.source_reading.kinds import REFERENCE

# Years of something else: of a law, of the look beyond the plan, of the base of comparison, of a school.
_OTHERS = re.compile(
    rf"{REFERENCE}|Luật\s[^,;]*?\d{{4}}|(?:tầm nhìn|định hướng)(?:\s+(?:đến|tới))?\s+(?:năm\s+)?\d{{4}}|"
    r"so với[^,;]*?\d{4}|năm học\s+\d{4}(?:\s*-\s*\d{4})?|nhiệm kỳ\s+\d{4}\s*[-–]\s*\d{4}",
    re.IGNORECASE,
)
_PART_OF_YEAR = re.compile(
    r"(?:(?:\d{1,2}|ba|sáu|chín)\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?|\d{1,2}T(?=\s?/?\s?\d{4})|"
    r"(?:qu[ýí]\s+|Q\.?\s?(?=(?:[IV]+|[1-4])\s?[/-]))(?:[IV]+|[1-4])|tháng\s+\d{1,2})"
    r"(?:(?:\s+năm|\s*[/-]|,)?\s*\d{4})?(?!\w)",
    re.IGNORECASE,
)
# `9 tháng và ước cả năm 2031`: what came about is of the months, what is expected of the year they are of.
_WITH_ESTIMATE = re.compile(
    r"(?P<part>(?:\d{1,2}|ba|sáu|chín)\s+tháng(?:\s+đầu\s+năm)?)\s*(?:,|;|và|-|–)?\s*"
    r"(?:dự\s+)?(?:ước|dự kiến)(?:\s+(?:tính|thực hiện|kết quả|đạt))*\s+(?:cả\s+)?năm\s+(?P<year>\d{4})",
    re.IGNORECASE,
)
_DONE = re.compile(r"kết quả|tình hình|tổng kết|đánh giá|ước|thực hiện", re.IGNORECASE)
_PLANNED = re.compile(r"kế hoạch|mục tiêu|nhiệm vụ|phương hướng|chỉ tiêu|dự toán|giải pháp", re.IGNORECASE)
_TASKS = re.compile(
    r"(?:[;,]|(?<!\w)và)\s*(?:các\s+)?(?:nhiệm vụ|phương hướng|giải pháp|chương trình công tác)", re.IGNORECASE
)
_CUMULATIVE = re.compile(r"(?P<count>\d{1,2}|ba|sáu|chín)\s+tháng(?!\s+(?:cuối|\d))", re.IGNORECASE)
_SPELLED = {"ba": 3, "sáu": 6, "chín": 9}
_YEAR = re.compile(r"\d{4}")
_UP_TO = re.compile(r"(?:đến|tới)\s+(?:hết\s+)?(?:năm\s+)?$", re.IGNORECASE)


def period_of_title(title: str) -> str:
    """`2025`, `2026-2030`, `2024-2025` for results of one year with the plan of the next, `6 tháng đầu năm 2025`."""
    own = _reported(_OTHERS.sub(" ", title))
    both = _WITH_ESTIMATE.search(own)
    # A plan of the next year in the same title: no one period is that of all its figures.
    if both and not _PLANNED.search(own[both.end() :]):
        months = " ".join(both["part"].split())
        return f"{months} {both['year']}" if months.endswith("năm") else f"{months} năm {both['year']}"
    years = parse_periods(own)
    distinct = list(dict.fromkeys((span.period.first, span.period.last) for span in years))
    if parts := list(_PART_OF_YEAR.finditer(own)):
        return _part_of_year(parts, distinct)
    if len(distinct) == 1 and not _UP_TO.search(own[: years[0].start]):
        return str(years[0].period)
    if len(distinct) == 2 and _plans_next_year(own, years):
        return f"{distinct[0][0]}-{distinct[1][0]}"
    return ""


def _part_of_year(parts: list[re.Match[str]], years: list[tuple[int, int]]) -> str:
    written = " ".join(parts[0].group().split())
    # `6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2031`: reported on is the first half, the year stands at the end.
    halves = [part_of_year(part.group()) for part in parts]
    if halves == ["6 tháng", "6 tháng cuối"] and len(years) == 1 and years[0][0] == years[0][1]:
        return f"6 tháng đầu năm {years[0][0]}"
    if len(parts) == 2 and _counts_up_to(*parts):
        written = " ".join(parts[1].group().split())
    elif len(parts) > 1:
        return ""
    if len(years) != 1 or years[0][0] != years[0][1]:
        return ""
    # `quý IV và năm 2031` is of both.
    return written if str(years[0][0]) in written else ""


def _reported(title: str) -> str:
    """Without the tasks that follow, where what stands before them is a report and has its own part of the year."""
    tasks = _TASKS.search(title)
    before = title[: tasks.start()] if tasks else title
    parts = list(_PART_OF_YEAR.finditer(before))
    return before if _DONE.search(before) and parts and _YEAR.search(parts[-1].group()) else title


def _counts_up_to(part: re.Match[str], whole: re.Match[str]) -> bool:
    """`tháng 9 và 9 tháng`, `quý III và 9 tháng`: the second counts up to the end of the first, and the figures of the
    year so far are what such a report is of."""
    counted = _CUMULATIVE.match(whole.group())
    joins = whole.string[part.end() : whole.start()].strip(" ,").casefold() in {"và", ""}
    end = last_month(part_of_year(part.group()) or "")
    if counted is None or end is None or not joins or _CUMULATIVE.match(part.group()):
        return False
    count = counted["count"].lower()
    return end == (_SPELLED[count] if count in _SPELLED else int(count))


def _plans_next_year(title: str, years: tuple[YearsSpan, ...]) -> bool:
    """Whether results of one year stand before the plan of the next."""
    first = years[0]
    second = next(span for span in years if span.period != first.period)
    follows = first.period.first == first.period.last == second.period.first - 1 == second.period.last - 1
    before, between = title[: first.start], title[first.end : second.start]
    return follows and _DONE.search(before) is not None and _PLANNED.search(between) is not None
