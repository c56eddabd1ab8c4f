"""The minus sign before a number: `-3,4%`, `−3,4%`, `âm 3,4%`, where it is neither a range's dash nor a list's."""

import re

from rag.figures.units import MEASURES

_WORD = re.compile(r"(?<!\w)(?<!độ )âm\s{1,3}$", re.IGNORECASE)
# Only a minus sign may open a line: a dash there is mostly that of a list.
_MINUS = re.compile(r"(?:^|(?<=[\s(:=]))−$")
_DASH = re.compile(r"(?<=[^\s\-–—−*•+]\s|[^\s][(:=])[-–]$|(?<=\()[-–]$")
_NUMBER_BEFORE = re.compile(r"(?:\d|[%‰])\s*[-–−]$")
_LEVEL_BEFORE = re.compile(
    r"(?:[(:=]|(?<!\w)(?:là|đạt|tăng|giảm|còn|mức|trưởng|ước|khoảng|trên|dưới|từ|xuống|lên|tới|đến|bằng|với))\s*[-–]$",
    re.IGNORECASE,
)
_MEASURES = frozenset(MEASURES.values())
_LONGEST_CHARS = 24


def read_minus(text: str, start: int, at: int, unit: str) -> str:
    """The sign right before the number at `at`, as it stands behind `start`: `-`, `âm `; empty where there is none.

    A dash before what is counted is a sign only behind a word that leads to a value; `unit` is canonical.
    """
    before = text[max(start, at - _LONGEST_CHARS) : at]
    if word := _WORD.search(before):
        return word.group()
    if _NUMBER_BEFORE.search(before):
        return ""
    if _MINUS.search(before):
        return before[-1]
    is_sign = _DASH.search(before) and (unit.split("/", maxsplit=1)[0] in _MEASURES or _LEVEL_BEFORE.search(before))
    return before[-1] if is_sign else ""
