"""`A, B và C lần lượt là 5%, 6% và 7%`: names in a row, figures in a row, and which is of which."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.datatypes import Period
from rag.figures.parsing import FigureSpan, YearsSpan, parse_years
from rag.figures.phrases import is_bare, strip_opening, strip_words
from rag.vietnamese import syllables

_RESPECTIVELY = re.compile(r"(?<!\w)(?:lần lượt|tương ứng lần lượt|theo thứ tự)(?!\w)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;–—-]|,?\s*và)\s*", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+")
_COMMA = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+")
# `Tỷ trọng ba khu vực nông nghiệp; …`: what the names are, after their number.
_CLASSED = re.compile(
    r"^(?P<head>.+?(?<!\w)(?:hai|ba|bốn|năm|sáu|các|những|\d{1,2})\s+(?:khu vực|ngành|lĩnh vực|nhóm|loại|vùng|"
    r"địa phương|cấp học|bậc học|sản phẩm|mặt hàng|thành phần|cây trồng|vật nuôi|chỉ tiêu|chỉ số))\s+(?P<name>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_MEASURED = re.compile(
    r"^(?P<head>tỷ lệ|tỉ lệ|tỷ trọng|sản lượng|diện tích|năng suất|kim ngạch|giá trị|doanh thu|số lượng)\s+"
    r"(?P<name>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE = re.compile(r"\s+trong\s+(?!nước(?!\w)|đó(?!\w))[^,;]+$", re.IGNORECASE)
_ENDS_IN_YEAR = re.compile(r"(?:19|20)\d\d\W{0,3}(?:\w+\W*){0,2}$")
_LONGEST_SIMPLE_SYLLABLES = 4
_LONGEST_ROW_CHARS = 200


@dataclass(frozen=True, slots=True)
class Run:
    """Figures in respective order: from the `first` to before the `end`, by number.

    `names` are as many as they; empty where it is not certain which figure is of which name.
    """

    first: int
    end: int
    head: str = ""
    names: tuple[str, ...] = ()
    words: str = ""
    """What stands between the names and the figures."""


def find_runs(sentence: str, figures: Sequence[FigureSpan]) -> Iterator[Run]:
    """The respective runs of a sentence, in order; of years in a row (`respective_years`) the names go on as usual."""
    starts = [figure.start for figure in figures]
    row_end = 0
    for found, first, end in _rows(sentence, figures):
        if first < row_end or len(_years_in_row(_before(sentence, found))) == end - first > 1:
            continue
        named = sentence[figures[first - 1].end if first else 0 : found.start()]
        head, names = _names(named, end - first)
        units = {bool(figure.figure.unit) for figure in figures[first:end]}
        if len(names) == end - first > 1 and len(units) == 1 and len(parse_years(strip_opening(named))) < 2:
            yield Run(first, end, head, names, sentence[found.end() : starts[first]])
            row_end = end
        else:
            stop = sentence.find(";", figures[end - 1].end)
            row_end = bisect_left(starts, stop) if stop >= 0 else len(figures)
            yield Run(first, row_end)


def respective_years(sentence: str, figures: Sequence[FigureSpan]) -> dict[int, Period]:
    """The years of figures in respective order, by each figure's start: `năm 2030 và 2031 lần lượt là 5% và 6%`."""
    found: dict[int, Period] = {}
    for found_word, first, end in _rows(sentence, figures):
        years = _years_in_row(_before(sentence, found_word))
        if len(years) == end - first > 1:
            found.update((figure.start, period) for figure, period in zip(figures[first:end], years, strict=True))
    return found


def _rows(sentence: str, figures: Sequence[FigureSpan]) -> Iterator[tuple[re.Match[str], int, int]]:
    """Each `lần lượt` with the numbers of the first figure of the row behind it and of the one behind the row."""
    starts = [figure.start for figure in figures]
    row_end = 0
    for found in _RESPECTIVELY.finditer(sentence):
        first = bisect_left(starts, found.end())
        if row_end <= first < len(figures) and is_bare(sentence[found.end() : starts[first]]):
            row_end = _end(sentence, figures, first)
            yield found, first, row_end


def _before(sentence: str, row_word: re.Match[str]) -> str:
    return sentence[max(0, row_word.start() - _LONGEST_ROW_CHARS) : row_word.start()]


def _years_in_row(text: str) -> list[Period]:
    """The years at the end of a text that only commas part."""
    if not _ENDS_IN_YEAR.search(text):
        return []
    row: list[YearsSpan] = []
    for years in reversed(parse_years(text)):
        behind = text[years.end : row[0].start if row else len(text)]
        if not (_BETWEEN.fullmatch(behind) if row else is_bare(behind)):
            break
        row.insert(0, years)
    return [years.period for years in row]


def _end(sentence: str, figures: Sequence[FigureSpan], first: int) -> int:
    """The number of the first figure behind the row that begins at `first`."""
    end = first + 1
    while end < len(figures) and _BETWEEN.fullmatch(sentence, figures[end - 1].end, figures[end].start):
        end += 1
    return end


def _names(text: str, count: int) -> tuple[str, tuple[str, ...]]:
    """What the names share, and the names; none where they cannot be split into `count` names."""
    shared, colon, listed = text.strip(" ,;.").rpartition(":")
    head, whole = strip_words(shared), ""
    listed = strip_words(listed)
    if found := _WHOLE.search(listed):
        listed, whole = listed[: found.start()], found.group()
    rows = [pieces for pieces in _splits(listed) if len(pieces) == count]
    if len(rows) != 1 or not all(syllables(piece) for piece in rows[0]):
        return "", ()
    first, *others = (piece.strip() for piece in rows[0])
    if not colon:
        classed = _CLASSED.match(first) or _simple(first, others)
        head, first = (classed["head"], classed["name"]) if classed else (listed, first)
    return f"{head}{whole}".strip(), (first, *others)


def _simple(first: str, others: Sequence[str]) -> re.Match[str] | None:
    """`Sản lượng lúa, ngô, khoai`: one measure of short names, none of which has its own."""
    found = _MEASURED.match(first)
    short = found and all(len(syllables(name)) <= _LONGEST_SIMPLE_SYLLABLES for name in (found["name"], *others))
    return found if short and not any(_MEASURED.match(name) for name in others) else None


def _splits(text: str) -> Iterator[list[str]]:
    """The ways to part a row of names; semicolons, where there are any, leave no other."""
    if ";" in text:
        yield [re.sub(r"^\s*và\s+", "", piece) for piece in text.split(";")]
        return
    dashed, listed = _DASH.split(text), _COMMA.split(text)
    if len(dashed) > 1:
        yield dashed
    # One dash may stand within a name (`công nghiệp - xây dựng`), several part names that have commas of their own.
    if len(dashed) < 3 and len(listed) > 1:
        yield listed
