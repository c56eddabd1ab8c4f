"""What a span of years is of where it is not the calendar's: `năm học 2030-2031`, `vụ đông xuân 2030-2031`."""

import re

_SEASON = (
    r"(?:vụ|mùa)\s+(?:đông\s*-?\s*xuân|hè\s*-?\s*thu|thu\s*-?\s*đông|xuân\s*-?\s*hè|chiêm\s*-?\s*xuân|mùa|xuân|hè|thu|đông|"
    r"chiêm|khô|mưa)"
)
CYCLE_WORDS = rf"năm học|niên khóa|niên khoá|khóa học|khoá học|niên vụ|nhiệm kỳ|{_SEASON}"
"""Matches what years are called that a subject may open or close with."""
# A term of office is its years; a season of one year mostly only dates what is told of that year.
_BEFORE_SPAN = re.compile(
    rf"(?<!\w)(?P<cycle>năm học|niên khóa|niên khoá|khóa học|khoá học|niên vụ|{_SEASON})[\s(,]*$", re.IGNORECASE
)
_TERM_BEFORE = re.compile(r"(?<!\w)nhiệm kỳ[\s(,]*$", re.IGNORECASE)
_WHOLE_TERM = re.compile(
    r"(?<!\w)(?:trong\s+)?(?:cả|toàn|trong|suốt)\s+nhiệm kỳ(?!\w)(?!\s+(?:trước|qua|này|\d))", re.IGNORECASE
)


def cycle_before(text: str) -> str:
    """The cycle named right before a span of years, in small letters: `năm học`; empty where it is the calendar's."""
    found = _BEFORE_SPAN.search(text)
    return re.sub(r"\s*-\s*|\s+", " ", found["cycle"]).lower() if found else ""


def names_term(text: str) -> bool:
    """Whether words name a whole term of office without its years: `trong cả nhiệm kỳ`."""
    return _WHOLE_TERM.search(text) is not None


def is_term(text: str) -> bool:
    """Whether the years right behind the text are a term of office."""
    return _TERM_BEFORE.search(text) is not None
