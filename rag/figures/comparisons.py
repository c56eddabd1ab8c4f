"""The words before a figure → whether it is told of the year before."""

import re

from rag.figures.phrases import is_bare, last_match

# `(cùng kỳ 74,9%)`, `cùng kỳ năm trước đạt 5 tấn`: the same span of the year before, told for itself.
_YEAR_BEFORE = re.compile(
    r"(?<!\w)(?P<words>cùng (?:kỳ|thời (?:điểm|gian))"
    r"(?:\s+(?:của\s+)?năm\s+(?:trước|ngoái|(?P<year>(?:19|20)\d{2})(?!\d)))?|năm (?:trước|ngoái)(?! đó))(?!\w)",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?<!\w)(?:so(?:\s+với)?|bằng|hơn|gấp|lần|như|với|kém|vượt|ngang|tương đương|xấp xỉ|mức)(?!\w)[^,;:(]*$",
    re.IGNORECASE,
)
_OPENING = re.compile(rf"^\W*(?:(?:trong khi|còn|và|nhưng)\s+)?{_YEAR_BEFORE.pattern}(?P<holds>\s*,)?", re.IGNORECASE)


def year_before(lead: str) -> re.Match[str] | None:
    """`cùng kỳ năm trước đạt`: the words that make a figure the year before's, with group `year` where they name it.

    None where something is compared with that year: `cao hơn cùng kỳ`, `so với cùng kỳ tăng`.
    """
    found = last_match(_YEAR_BEFORE, lead)
    is_own = found is not None and is_bare(lead[found.end() :]) and not _COMPARED.search(lead[: found.start()])
    return found if is_own else _OPENING.match(re.split("[,;(]", lead)[-1])


def opening_year_before(segment: str) -> re.Match[str] | None:
    """`Cùng kỳ năm trước, …`: the same where a segment opens with them, for all that it tells."""
    found = _OPENING.match(segment)
    return found if found and found["holds"] else None
