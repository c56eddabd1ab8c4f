"""A title → the period that the document speaks of, where it names exactly one; a wrong period is worse than none."""

import re

from rag.figures.parsing import YearsSpan, parse_years
from rag.figures.parts_of_year import part_of_year
from rag.ingestion.source_reading.kinds import REFERENCE

# Years of something else: of a law, of the look beyond the plan, of the base of comparison, of a school.
_OTHERS = re.compile(
    rf"{REFERENCE}|Luật\s[^,;]*?\d{{4}}|(?:tầm nhìn|định hướng)(?:\s+(?:đến|tới))?\s+(?:năm\s+)?\d{{4}}|"
    r"so với[^,;]*?\d{4}|năm học\s+\d{4}(?:\s*-\s*\d{4})?|nhiệm kỳ\s+\d{4}\s*[-–]\s*\d{4}",
    re.IGNORECASE,
)
_PART_OF_YEAR = re.compile(
    r"(?:(?:\d{1,2}|ba|sáu|chín)\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?|quý\s+(?:[IV]+|[1-4])|tháng\s+\d{1,2})"
    r"(?:(?:\s+năm|\s*/|,)?\s*\d{4})?(?!\w)",
    re.IGNORECASE,
)
_DONE = re.compile(r"kết quả|tình hình|tổng kết|đánh giá|ước|thực hiện", re.IGNORECASE)
_PLANNED = re.compile(r"kế hoạch|mục tiêu|nhiệm vụ|phương hướng|chỉ tiêu|dự toán|giải pháp", re.IGNORECASE)
_UP_TO = re.compile(r"(?:đến|tới)\s+(?:hết\s+)?(?:năm\s+)?$", re.IGNORECASE)


def period_of_title(title: str) -> str:
    """`2025`, `2026-2030`, `2024-2025` for results of one year with the plan of the next, `6 tháng đầu năm 2025`."""
    own = _OTHERS.sub(" ", title)
    years = parse_years(own)
    distinct = list(dict.fromkeys((span.period.first, span.period.last) for span in years))
    if parts := list(_PART_OF_YEAR.finditer(own)):
        return _part_of_year(parts, distinct)
    if len(distinct) == 1 and not _UP_TO.search(own[: years[0].start]):
        return str(years[0].period)
    if len(distinct) == 2 and _plans_next_year(own, years):
        return f"{distinct[0][0]}-{distinct[1][0]}"
    return ""


def _part_of_year(parts: list[re.Match[str]], years: list[tuple[int, int]]) -> str:
    said = " ".join(parts[0].group().split())
    # `6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2031`: reported on is the first half, the year stands at the end.
    halves = [part_of_year(part.group()) for part in parts]
    if halves == ["6 tháng", "6 tháng cuối"] and len(years) == 1 and years[0][0] == years[0][1]:
        return f"6 tháng đầu năm {years[0][0]}"
    if len(parts) > 1 or len(years) != 1 or years[0][0] != years[0][1]:
        return ""
    # `quý IV và năm 2031` is of both.
    return said if str(years[0][0]) in said else ""


def _plans_next_year(title: str, years: tuple[YearsSpan, ...]) -> bool:
    """Whether results of one year stand before the plan of the next."""
    first = years[0]
    second = next(span for span in years if span.period != first.period)
    follows = first.period.first == first.period.last == second.period.first - 1 == second.period.last - 1
    before, between = title[: first.start], title[first.end : second.start]
    return follows and _DONE.search(before) is not None and _PLANNED.search(between) is not None
