"""A question → the periods that it asks about, and the one that a change is measured against."""

import re
from dataclasses import replace

from rag.answering.question import cues
from rag.datatypes import Period
from rag.figures.parsing import parse_years
from rag.figures.parts_of_year import counted_up_to, months_with_year, part_of_year
from rag.vietnamese import fold_accents

# `Theo kết luận giao ban tháng 10/2026, …`: when a document came about.
_MONTH_OF_DOCUMENT = re.compile(
    r"\b(?:theo|tai|trong) (?:\w+ ){0,4}(?:giao ban|hop|hoi nghi|thong bao|ket luan|cong van)\b[^,?]*?"
    r"\b(?:thang |t)(?P<month>\d{1,2})\s?(?:/|nam)\s?(?P<year>20\d\d)\b"
)
_BEFORE_CHARS = 200
"""Within which the words stand that say what a year is of."""
_SAME_SPAN = re.compile(r"\bcung ky\W*(?:cua\s+)?(?:nam\s+)?$")
_THAN_SAME_SPAN = re.compile(r"\bhon (?:so voi )?cung ky(?: nam (?:truoc|ngoai))?\b(?! nam)")


def read_periods(text: str) -> tuple[tuple[Period, ...], Period | None]:
    """The periods asked about, and the one that a change is measured against (`so với năm 2022`).

    Years that belong to a norm or a price base (`chuẩn nghèo 2022 - 2025`, `giá so sánh 2010`) are neither.
    """
    asked = [month for month in months_with_year(text) if not _is_of_document(text, month)]
    baseline: Period | None = None
    if (day := counted_up_to(text)) and day not in asked:
        asked.append(day)
    for years in parse_years(text):
        before = fold_accents(text[max(0, years.start - _BEFORE_CHARS) : years.start])
        if cues.NORM_BEFORE.search(before):
            continue
        if cues.BASELINE_BEFORE.search(before) or (asked and cues.TIMES_BEFORE.search(before)):
            is_same_span = len(asked) == 1 and _SAME_SPAN.search(before) is not None
            baseline = replace(years.period, part=asked[0].part, said=asked[0].said) if is_same_span else years.period
        else:
            asked.append(years.period)
    if baseline and not asked:
        return (baseline,), None
    named_part = part_of_year(text)
    if named_part and len(asked) == 1 and not asked[0].part and asked[0].first == asked[0].last:
        # `nửa đầu năm nay (2031)`: the part stands apart from its year.
        asked = [replace(asked[0], part=named_part, said="")]
    folded = fold_accents(text)
    than_same_span = _THAN_SAME_SPAN.search(folded) and not cues.MOVES.search(folded)
    if than_same_span and baseline is None and len(asked) == 1 and asked[0].first == asked[0].last:
        # `nhiều hơn hay ít hơn cùng kỳ`: two levels; `tăng bao nhiêu so với cùng kỳ` is told as a change.
        baseline = replace(asked[0], first=asked[0].first - 1, last=asked[0].last - 1)
    return tuple(dict.fromkeys(asked)), baseline


def dates_document(text: str) -> bool:
    """Whether the text says in which month a document or a meeting was."""
    return _MONTH_OF_DOCUMENT.search(fold_accents(text)) is not None


def _is_of_document(text: str, month: Period) -> bool:
    """Whether the month of a year only says when a document or a meeting was."""
    found = _MONTH_OF_DOCUMENT.search(fold_accents(text))
    return found is not None and (month.part, month.last) == (f"tháng {int(found['month'])}", int(found["year"]))
