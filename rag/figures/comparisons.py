"""The words before a figure → what it is measured against, or that it is told of the year before."""

import re
from dataclasses import dataclass

from rag.figures.phrases import AGAINST, COMPARATORS, PLAN_WORDS, is_bare, last_match
from rag.vietnamese import syllables

# `(cùng kỳ 74,9%)`, `cùng kỳ năm trước đạt 5 tấn`: the same span of the year before, told for itself.
_YEAR_BEFORE = re.compile(
    r"(?<!\w)(?P<words>cùng (?:kỳ|thời (?:điểm|gian))"
    r"(?:\s+(?:của\s+)?(?:năm\s+(?:trước|ngoái)|(?:năm\s+)?(?P<year>(?:19|20)\d{2})(?!\d)))?|"
    r"năm (?:trước|ngoái)(?! đó))(?!\w)",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?<!\w)(?:so(?:\s+với)?|bằng|hơn|gấp|lần|như|với|kém|vượt|ngang|tương đương|xấp xỉ|mức)(?!\w)[^,;:(]*$",
    re.IGNORECASE,
)
_OPENING = re.compile(rf"^\W*(?:(?:trong khi|còn|và|nhưng)\s+)?{_YEAR_BEFORE.pattern}(?P<holds>\s*,)?", re.IGNORECASE)
# `cao hơn mức tăng 8% của cùng kỳ`, `cao hơn cùng kỳ (52%)`: what the year before had, told as the base.
_LEVEL_BEFORE = re.compile(r"(?<!\w)hơn\s+mức(?:\s+(?:tăng|giảm)(?:\s+trưởng)?)?\s*$", re.IGNORECASE)
_OF_YEAR_BEFORE = re.compile(rf"\s*(?:của\s+)?{_YEAR_BEFORE.pattern}", re.IGNORECASE)
_HIGHER_THAN = re.compile(
    r"(?<!\w)(?:(?:cao|thấp|nhanh|nhiều|ít) hơn|gấp (?:đôi|rưỡi|hai|ba)|bằng (?:một )?nửa)\s+"
    rf"{_YEAR_BEFORE.pattern}\s*$",
    re.IGNORECASE,
)

_YEAR = r"(?:19|20)\d{2}(?!\d)"
_SAME_SPAN = r"cùng (?:kỳ|thời (?:điểm|gian))"
_BASE_BEHIND = re.compile(
    rf"^\s*(?:{AGAINST}\s+)?(?:mức\s+)?(?P<words>{_SAME_SPAN}|"
    rf"(?:{_SAME_SPAN}\s+(?:của\s+)?)?(?:năm\s+)?(?:trước|ngoái|(?P<year>{_YEAR})))\s*$",
    re.IGNORECASE,
)
# `(đầu năm có 46 xã)`: of neither year as a whole.
_AT_OPENING = re.compile(r"^\W*đầu (?:năm|kỳ|nhiệm kỳ)(?!\w)", re.IGNORECASE)
_WORDS = r"(?:\s+(?!(?:là|tăng|giảm|đạt)(?!\w))[^\s,;:.()\d]+)"
_BASE = (
    rf"(?:(?P<plan>{PLAN_WORDS}){_WORDS}{{0,5}}?(?:\s+năm\s+{_YEAR})?|"
    rf"(?:(?:cùng|đầu|cuối) (?:kỳ|năm|thời điểm)|thời điểm){_WORDS}{{0,3}}?(?:\s+(?:năm\s+)?{_YEAR})?|"
    rf"năm\s+(?:trước|ngoái|{_YEAR})|(?:mức\s+)?(?:bình quân|trung bình){_WORDS}{{0,5}}?)"
)
_CLOSING = rf"(?:[\s,]+(?:là|đã|đạt|tới|đến|thêm|{COMPARATORS}))*\s*$"
# `thấp hơn kế hoạch 0,4 điểm %`, `vượt dự toán được giao là 5%`.
_BEYOND = re.compile(
    rf"(?<!\w)(?:(?P<verb>vượt|hụt|(?:cao|thấp|nhanh) hơn)(?:\s+{AGAINST})?|(?P<deed>tăng|giảm)\s+{AGAINST})\s+"
    rf"(?:mức\s+)?(?P<base>{_BASE}){_CLOSING}",
    re.IGNORECASE,
)
# `so với dự toán giảm 2 tỷ đồng`, `So với năm 2022, tăng 8 vụ`.
_AGAINST = re.compile(
    rf"(?<!\w){AGAINST}\s+(?:mức\s+)?(?P<base>{_BASE})[\s,]+(?:(?:đã|ước|đều)\s+)?"
    rf"(?P<verb>tăng|giảm|vượt|hụt|(?:cao|thấp|nhanh) hơn){_CLOSING}",
    re.IGNORECASE,
)
_MISSED = re.compile(
    rf"(?<!\w)(?:chưa|không)\s+(?:đạt|hoàn thành)\s+{PLAN_WORDS}{_WORDS}{{0,5}}{_CLOSING}", re.IGNORECASE
)
# `So với năm 2022, thu ngân sách tăng 9%`: the base opens the sentence.
_OPENING_BASE = re.compile(rf"^\W*{AGAINST}\s+(?:mức\s+)?(?P<base>{_BASE})\s*,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much something is more or less than its base: the comparing words begin at `start`."""

    start: int
    verb: str
    base: str
    from_plan: bool


def difference_from(lead: str) -> Difference | None:
    """`thấp hơn kế hoạch`, `so với năm 2022 giảm`: what the figure right behind the words is a difference from."""
    if found := _BEYOND.search(lead):
        return Difference(found.start(), (found["verb"] or found["deed"]).lower(), found["base"], bool(found["plan"]))
    if found := _AGAINST.search(lead):
        return Difference(found.start(), found["verb"].lower(), found["base"], bool(found["plan"]))
    return None


def misses_plan(lead: str) -> bool:
    """`chưa đạt kế hoạch`: the figure after it may be the plan's or the result's."""
    return _MISSED.search(lead) is not None


def opening_base(lead: str) -> re.Match[str] | None:
    """`So với năm 2022,`: the base with which a lead opens, in group `base`."""
    return _OPENING_BASE.match(lead)


def year_before(lead: str) -> re.Match[str] | None:
    """`cùng kỳ năm trước đạt`: the words that make a figure the year before's, with group `year` where they name it.

    None where something is compared with that year: `cao hơn cùng kỳ`, `so với cùng kỳ tăng`.
    """
    found = last_match(_YEAR_BEFORE, lead)
    is_own = found is not None and is_bare(lead[found.end() :]) and not _COMPARED.search(lead[: found.start()])
    return found if is_own else _OPENING.match(re.split("[,;(]", lead)[-1])


def base_of_year_before(lead: str, after: str, host: str) -> re.Match[str] | None:
    """`cao hơn mức tăng 8% của cùng kỳ`, `cao hơn cùng kỳ (52%)`: the words that make a base the year before's figure.

    `host` are the words before the parenthesis that the figure opens. The group `year` is as in `year_before`.
    """
    if not syllables(lead):
        return _HIGHER_THAN.search(host)
    return _OF_YEAR_BEFORE.match(after) if _LEVEL_BEFORE.search(lead) else None


def base_behind(host: str) -> re.Match[str] | None:
    """`gấp 1,9 lần năm 2025 (98 tỷ đồng)`: the words before a parenthesis that name the base of a comparison.

    `host` are the words behind the change. The groups are as in `year_before`.
    """
    return _BASE_BEHIND.match(host)


def is_at_opening(lead: str) -> bool:
    """Whether the words before a figure say that it stood at the beginning of the year: `đầu năm có`."""
    return _AT_OPENING.match(lead) is not None


def opens_with_year_before(lead: str) -> bool:
    """Whether words open with the year before: `cùng kỳ năm trước`."""
    return _OPENING.match(lead) is not None


def opening_year_before(segment: str) -> re.Match[str] | None:
    """`Cùng kỳ năm trước, …`: the same at a segment's opening, for all of its figures."""
    found = _OPENING.match(segment)
    return found if found and found["holds"] else None
