"""`duy trì 9 năm liên tục ở mức hai con số`: the figure tells for how long, the words around it what is kept up."""

import re
from dataclasses import replace

from rag.figures.parsing import FigureSpan, MentionKind
from rag.figures.phrases import is_bare, is_deed, strip_opening, strip_words
from rag.figures.subjects import Subject
from rag.figures.units import STREAK_UNITS
from rag.figures.words import Words, strip_and

# `Đây là năm thứ 3 liên tiếp`, `liên tục trong 5 năm`: words that only lead to the number.
_LINK = re.compile(r"(?:(?<!\w)(?:(?:đây|đó)\s+là|là|đã|có|trong|(?:năm|quý|tháng)\s+thứ)(?!\w)\s*)+$", re.IGNORECASE)
_IN_SUCCESSION = r"(?<!\w)(?:liên tục|liên tiếp|liền)"
_SUCCESSION_AT_END = re.compile(rf"{_IN_SUCCESSION}\s*$", re.IGNORECASE)
_DEED = re.compile(
    rf"(?:(?<!\w)(?:duy trì|giữ(?:\s+vững)?(?:\s+được)?|đạt|tăng|giảm)(?:\s+{_IN_SUCCESSION})?|{_IN_SUCCESSION})\W*$",
    re.IGNORECASE,
)
_KEPT_END = re.compile(r"[,;:.()]|(?<!\w)(?:trong đó|so với|để|nhằm|nhờ|góp phần|kể từ)(?!\w)", re.IGNORECASE)
# `nếu 2 năm liên tiếp không hoàn thành`, `3 năm liên tiếp trở lên`: a rule, and nothing that came about.
_CONDITION = re.compile(r"(?<!\w)(?:nếu|trường hợp|khi|thì|trở lên)(?!\w)", re.IGNORECASE)


def is_streak(span: FigureSpan) -> bool:
    """Whether the figure counts the years or months in which something is kept up; `9 tháng` alone is a duration."""
    return span.kind is MentionKind.FIGURE and span.figure.unit in STREAK_UNITS


def kept_up(current: Subject, words: Words, own: str) -> tuple[Subject, bool]:
    """What is kept up for so long, and whether the words name it anew; a subject without a name where they do not say.

    `own` are the words before the figure that are its own, `current` is what the figure before it measures.
    """
    end = _KEPT_END.search(words.after)
    tail = strip_and(words.after[: end.start()] if end else words.after)
    is_cut_off = end is None and not words.is_last  # `5 năm liên tục đạt trên 10%`: the next figure is part of it
    if is_cut_off or _CONDITION.search(f"{own} {tail}"):
        return Subject(), False
    own = _LINK.sub("", own)
    name = strip_words(_SUCCESSION_AT_END.sub("", own))
    if is_bare(name) or is_deed(name):
        aspect = f"{strip_opening(own)} {tail}".strip(" ,")
        if not current.indicator:
            return Subject(indicator=aspect), True
        return (replace(current, aspect=aspect), False) if tail else (Subject(), False)
    deed = _DEED.search(own)
    return Subject(indicator=name, aspect=f"{deed.group().strip() if deed else ''} {tail}".strip()), True
