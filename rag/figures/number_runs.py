"""Digits that touch: which runs of digits, marks and blanks are one number, and which are none that can be told."""

import re

from rag.figures.number_patterns import (
    CAPITALISED_BEFORE,
    COUNTED_AFTER,
    DAMAGED_AMOUNT,
    DECIMAL_POINT,
    NAME_BEFORE,
    NUMBER,
    SCALED_AFTER,
    TIME_BEFORE,
    YEAR,
)
from rag.figures.units import COUNTED, RATES

_RUN = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPS = re.compile(r"\d+(?:[.,]\d+)*(?: \d{3}(?!\d))+(?:,\d+)?(?: \d+)*")
_TOUCHED_BEHIND = re.compile(r"[.,/]?\d(?:[.,/]?\d)*")
_TOUCHED_BEFORE = re.compile(r"\d[.,/]?$")
_YEAR_FIRST = re.compile(rf"{YEAR}(?!\d)")
_SLASHED = re.compile(r"\d+(?:[.,]\d+)*(?:/\d+(?:[.,]\d+)*){2,}")
_NUMBER = re.compile(NUMBER)
_LEADING_ZERO = re.compile(r"0\d{0,2}(?:\.\d{3})+")
_NO_NAME_BEFORE = re.compile(r"(?<!\w)(?:(?:tổng|con|với|có) số|\d\s+tháng)\s+$", re.IGNORECASE)
_ROAD_BEFORE = re.compile(r"(?<!\w)(?:đường|lộ|số|km|mẫu|phòng|lô|thửa)\s+$", re.IGNORECASE)
_THREE_DECIMALS = re.compile(r"[1-9]\d{0,2},\d{3}")
_WHOLE = frozenset({"", "lượt", *COUNTED})
# `tháng 9 120 tỷ đồng`: of a month, a quarter or a day.
_NUMBER_OF_TIME = re.compile(r"(?:[12]?\d|3[01])(?!\d)")


def is_slashed(text: str, at: int) -> int | None:
    """Where `12/5/7` ends, three numbers or more that are no date: a name, as of a lane; None for anything else."""
    found = _SLASHED.match(text, at)
    return found.end() if found else None


def touching_end(text: str, start: int, end: int) -> int | None:
    """Where the digits end that a figure read at `text[start:end]` touches; None where it stands for itself."""
    behind = _TOUCHED_BEHIND.match(text, end) if text[end - 1].isdecimal() else None
    if behind:
        return behind.end()
    return end if _TOUCHED_BEFORE.search(text[max(0, start - 2) : start]) else None


def unreadable_end(text: str, at: int, before: str, *, opens_line: bool) -> int | None:
    """Where adjoining digits end that make no readable number: `12.50.3`, `12.5000`, `1 234 56`.

    None where a number can be read at `at`, alone or in groups that blanks part (`32 500 người`). Behind a word for a
    time only its own number is meant: `9` of `tháng 9 120 tỷ đồng`.
    """
    run = _RUN.match(text, at)
    if run is None:
        return None
    groups = _GROUPS.match(text, at)
    if groups and not _YEAR_FIRST.match(text, at):
        if time := _NUMBER_OF_TIME.match(text, at) if TIME_BEFORE.search(before) else None:
            return time.end()
        return None if _is_grouped(text, groups, before, opens_line=opens_line) else groups.end()
    if _LEADING_ZERO.fullmatch(run.group()):
        return run.end()
    if _NUMBER.fullmatch(run.group()):
        return None
    point = DECIMAL_POINT.match(text, at)
    is_decimal = point is not None and point.end("low") == run.end() and (point["unit1"] or point["scale1"])
    is_count = point is not None and not point["scale1"] and (point["unit1"] or "").lower() in COUNTED
    return None if is_decimal and not is_count else run.end()


def amount_end(text: str, end: int) -> int | None:
    """Where the amount ends that digits up to `end` would be of; None where no scale and no unit follows them."""
    found = DAMAGED_AMOUNT.match(text, end)
    return found.end() if found and found.end() > end else None


def is_ambiguous(number: str, unit: str, scale: str, *, is_mixed: bool) -> bool:
    """Whether a comma before three digits may group them as in English: `3,450 người` counts no parts of people.

    `unit` is canonical. `is_mixed`: the document has numbers that can only be English beside others.
    """
    if not _THREE_DECIMALS.fullmatch(number) or unit.split("/", maxsplit=1)[0] in RATES:
        return False
    return is_mixed or number.endswith("0") or (not scale and unit in _WHOLE)


def _is_grouped(text: str, groups: re.Match[str], before: str, *, opens_line: bool) -> bool:
    """Whether blanks group the digits of one number: what is counted stands behind it, no name's number before."""
    number = _NUMBER.match(text, groups.start())
    if number is None or number.end() != groups.end() or "." in groups.group():
        return False
    first = groups.group().partition(" ")[0]
    if (opens_line and len(first) < 3) or first.startswith("0"):
        return False
    # A number of three digits is seldom a name's, but a road's or a building's may be.
    names = NAME_BEFORE if len(first) < 3 else _ROAD_BEFORE
    is_named = (names.search(before) and not _NO_NAME_BEFORE.search(before)) or CAPITALISED_BEFORE.search(before)
    behind = SCALED_AFTER.match(text, groups.end()) or COUNTED_AFTER.match(text, groups.end())
    return not is_named and behind is not None
