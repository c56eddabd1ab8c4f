"""Words of a page → columns in reading order: the head and the signatures of administrative documents have two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.ingestion.readers.geometry import Line, Word, read_lines

_STATE = re.compile(r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_NUMBERS = re.compile(r"[\d\s.,%()–-]*")
_MARKER = re.compile(r"\W|\(?\w{1,4}[.)]|(?:\d{1,2}\.)+\d{1,2}")
_NARROWEST_GUTTER = 0.6
_USUAL_GUTTER = 2.0
_GUTTER_OF_MANY = 1.1
_GUTTER_OF_ONE = 4.0
_MANY_LINES = 4
_MOST_WORDS = 4_000
_MOST_GAPS = 6
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class _Band:
    """The lines `first` up to, but not with, `end` stand in two columns, parted at `x`."""

    first: int
    end: int
    x: float


def read_columns(words: Sequence[Word], depth: int = 0) -> list[list[Line]]:
    """The lines of each column, one column after the other; what stands in one column across the page is one too."""
    lines = read_lines(words)
    if depth == _DEEPEST or len(words) > _MOST_WORDS:
        return [lines] if lines else []
    columns: list[list[Line]] = []
    start = index = 0
    while index < len(lines):
        band = _find_band(lines, index)
        if band is None:
            index += 1
            continue
        if start < band.first:
            columns.append(lines[start : band.first])
        within = [word for line in lines[band.first : band.end] for word in line.words]
        columns += read_columns([word for word in within if word.middle[0] < band.x], depth + 1)
        columns += read_columns([word for word in within if word.middle[0] >= band.x], depth + 1)
        start = index = band.end
    if start < len(lines):
        columns.append(lines[start:])
    return columns


def _find_band(lines: Sequence[Line], first: int) -> _Band | None:
    """The longest run of lines from this one on that one gutter parts, where it is sure that it does."""
    bands = [band for gap in _gaps(lines[first]) if (band := _extend(lines, first, gap))]
    if staggered := _find_staggered(lines, first):
        bands.append(staggered)
    return max(bands, key=lambda band: band.end, default=None)


def _find_staggered(lines: Sequence[Line], first: int) -> _Band | None:
    """The head of a document whose two columns have their lines at different heights, as where one wraps.

    No line of the one need then be level with one of the other, but they overlap in height.
    """
    line = lines[first]
    beside = [other for other in lines[first + 1 : first + 3] if other.top < line.bottom]
    sides = next(((a, b) for other in beside for a, b in ((line, other), (other, line)) if a.x1 < b.x0), None)
    if sides is None:
        return None
    left, right = sides[0].x1, sides[1].x0
    end = first
    while end < len(lines):
        narrowed = _narrowed(lines[end], left, right)
        is_far = end > first and lines[end].top - max(other.bottom for other in lines[first:end]) > line.height
        if narrowed[1] - narrowed[0] < _NARROWEST_GUTTER * line.height or is_far:
            break
        left, right = narrowed
        end += 1
    rights = [" ".join(word.text for word in other.words if word.x0 >= right) for other in lines[first:end]]
    is_head = any(map(_STATE.search, rights))
    return _Band(first, end, (left + right) / 2) if is_head else None


def _narrowed(line: Line, left: float, right: float) -> tuple[float, float]:
    """The gutter from `left` to `right` as far as the line leaves it free; one of no width where it does not."""
    if line.x1 < right:
        return max(left, line.x1), right
    if line.x0 > left:
        return left, min(right, line.x0)
    free = [(max(a, left), min(b, right)) for a, b in _gaps(line)]
    return max(free, key=lambda gap: gap[1] - gap[0], default=(left, left))


def _gaps(line: Line) -> list[tuple[float, float]]:
    """The spaces between words that are wide, and the one before the country's or the party's name, however narrow."""
    pairs = pairwise(line.words)
    gaps = [(before.x1, word.x0) for before, word in pairs if word.x0 - before.x1 > _NARROWEST_GUTTER * line.height]
    gaps = sorted(gaps, key=lambda gap: gap[0] - gap[1])[:_MOST_GAPS]
    found = _STATE.search(line.text)
    if found and found.start():
        index = len(line.text[: found.start()].split())
        named = (line.words[index - 1].x1, line.words[index].x0) if index < len(line.words) else None
        if named and named not in gaps and named[0] < named[1]:
            gaps.append(named)
    return gaps


def _extend(lines: Sequence[Line], first: int, gap: tuple[float, float]) -> _Band | None:
    height = lines[first].height
    narrowest = min(_NARROWEST_GUTTER * height, gap[1] - gap[0])
    left, right = gap
    parted = [gap]
    end = first + 1
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.x1 < right - narrowest or line.x0 > left + narrowest:
            left, right = (max(left, line.x1), right) if line.x1 < right - narrowest else (left, min(right, line.x0))
            continue
        widest = max(
            ((max(a, left), min(b, right)) for a, b in _gaps(line)), key=lambda part: part[1] - part[0], default=None
        )
        if widest is None or widest[1] - widest[0] < narrowest:
            break
        parted.append(next((a, b) for a, b in _gaps(line) if a <= widest[0] and widest[1] <= b))
        left, right = widest
        end = index + 1
    end = _with_what_follows(lines, first, end, (left + right) / 2)
    band = _Band(first, end, (left + right) / 2)
    return band if _is_sure(lines[first:end], parted, height, band.x) else None


def _with_what_follows(lines: Sequence[Line], first: int, end: int, x: float) -> int:
    """The end of the band with the lines below it that belong to its left column alone: set as those above them."""
    lefts = [Line(words) for line in lines[first:end] if (words := tuple(word for word in line.words if word.x0 < x))]
    while end < len(lines):
        line, last = lines[end], lines[end - 1]
        tolerance = 0.3 * line.height
        set_alike = any(
            abs(line.x0 - left.x0) < tolerance or abs(line.x0 + line.x1 - left.x0 - left.x1) < 2 * tolerance
            for left in lefts
        )
        if line.x1 >= x or line.bottom - last.bottom > 1.6 * line.height or not set_alike:
            break
        end += 1
    return end


def _is_sure(lines: Sequence[Line], parted: Sequence[tuple[float, float]], height: float, x: float) -> bool:
    """Whether the gutter parts columns, and not words of justified lines, list items from their numbers, or cells."""
    rights = [" ".join(word.text for word in line.words if word.x0 > x) for line in lines]
    lefts = [" ".join(word.text for word in line.words if word.x0 < x) for line in lines]
    markers_alone = all(_MARKER.fullmatch(text) for text in lefts if text)
    if markers_alone or all(_NUMBERS.fullmatch(text) for text in rights):
        return False
    if any(_STATE.search(text) for text in rights):
        return True
    mean = sum(right - left for left, right in parted) / len(parted)
    least = {1: _GUTTER_OF_ONE}.get(len(parted), _GUTTER_OF_MANY if len(parted) >= _MANY_LINES else _USUAL_GUTTER)
    return mean >= least * height and not _is_grid(lines, height)


def _is_grid(lines: Sequence[Line], height: float) -> bool:
    """Whether most lines have two gaps and more, as the rows of a table without rulings have."""
    many = [line for line in lines if sum(b.x0 - a.x1 > _USUAL_GUTTER * height for a, b in pairwise(line.words)) > 1]
    return 2 * len(many) > len(lines)
