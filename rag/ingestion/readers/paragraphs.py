"""Lines of one column → paragraphs, headings and list items, by where the lines begin and end."""

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.ingestion.readers.geometry import Line, join_lines

_NUMBERING = re.compile(
    r"(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s+(?:thứ\s+)?(?:[IVXLC]+\b|\d+\b|\w+[.:]?$)|(?:Điều|ĐIỀU)\s+\d+[.:]|"
    r"[IVX]+[.)](?=\s|[^\W\d])|[A-HĐ][.)](?=\s)|(?:\d{1,2}\.){1,4}(?=\s|[^\W\d])|(?:\d{1,2}\.){1,3}\d{1,2}(?=\s)|"
    r"\(?\d{1,3}\)(?=\s)|\(?(?:[a-zđ]|[ivx]{2,5})\)(?=\s)|[•*▪‣◦](?=\s)"
)
_DASH = re.compile(r"[-–—+](?=\s|[^\W\d])")
_PAGE_NUMBER = re.compile(r"(?:[-–—]\s*)?(?:Trang\s+)?\d{1,3}(?:\s*/\s*\d{1,4})?(?:\s*[-–—])?", re.IGNORECASE)
_SENTENCE_ENDS = ".;:!?"
_SPACE = 0.25
_INDENT = 0.4
_LARGER_GAP = 0.28
_TAB = 3.0
_REACHES = 0.15
_MANY_LINES = 5
_JUSTIFIED_SHARE = 0.35
_FEWEST_SPACED_ITEMS = 3
_SPACED_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class _Column:
    """What the lines of a column have in common, in points; `pitch` is from line to line within a paragraph.

    `indent` is where first lines of paragraphs begin, where that is not at the left margin. `justified`: all but their
    last lines reach the right margin. `centred`: all lines share one middle. `spaced`: list items stand apart from
    what is above them.
    """

    left: float
    right: float
    pitch: float
    indent: float | None
    justified: bool
    centred: bool
    spaced: bool


def read_paragraphs(lines: Sequence[Line], right: float | None = None) -> list[str]:
    """The blocks of one column, each whole; `right` is the column's margin where more is known of it than its lines."""
    if not lines:
        return []
    column = _measure(lines, right)
    paragraphs = [[lines[0]]]
    numbers = {line for line in (lines[0], lines[-1]) if _PAGE_NUMBER.fullmatch(line.text)}
    for last, line in pairwise(lines):
        if line in numbers or last in numbers or _begins(line, paragraphs[-1], column):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return [join_lines(paragraph) for paragraph in paragraphs]


def _measure(lines: Sequence[Line], right: float | None) -> _Column:
    tolerance = _INDENT * statistics.median(line.height for line in lines)
    left, rightmost = _margins(lines, tolerance)
    indented = [
        line.x0
        for line, following in pairwise(lines)
        if line.x0 > left + tolerance and abs(following.x0 - left) < tolerance
    ]
    margin = max(right or 0.0, rightmost)
    reaching = sum(line.x1 > margin - _REACHES * line.height for line in lines)
    justified = reaching >= _MANY_LINES and reaching > _JUSTIFIED_SHARE * len(lines)
    middles = [line.x0 + line.x1 for line in lines]
    centred = max(middles) - min(middles) < 2 * tolerance and max(line.x0 for line in lines) > left + tolerance
    pitch = _pitch(lines)
    spaces = [
        following.bottom - line.bottom > pitch + _LARGER_GAP * line.height
        for line, following in pairwise(lines)
        if _is_item(following)
    ]
    spaced = sum(spaces) >= _FEWEST_SPACED_ITEMS and sum(spaces) > _SPACED_SHARE * len(spaces)
    return _Column(left, margin, pitch, _usual(indented, tolerance), justified, centred, spaced)


def _margins(lines: Sequence[Line], tolerance: float) -> tuple[float, float]:
    """Where the outermost lines begin and end; a running head or foot that stands out alone does not count."""
    inner = lines[1:-1] if len(lines) > _MANY_LINES else lines
    left, right = min(line.x0 for line in inner), max(line.x1 for line in inner)
    for outer in (lines[0], lines[-1]):
        left = outer.x0 if left - tolerance < outer.x0 < left else left
        right = outer.x1 if right < outer.x1 < right + 2 * tolerance else right
    return left, right


def _usual(values: Sequence[float], tolerance: float) -> float | None:
    """The middle of the values that most others are near; None for no values."""
    near = Counter(step for value in values for step in {int(value / tolerance), int(value / tolerance) + 1})
    if not near:
        return None
    step = near.most_common(1)[0][0]
    return statistics.median(value for value in values if step in {int(value / tolerance), int(value / tolerance) + 1})


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance between the feet of neighbouring lines: the smallest that is common."""
    steps = sorted(
        step
        for line, following in pairwise(lines)
        if 0.8 * line.height < (step := following.bottom - line.bottom) < 3 * line.height
    )
    if not steps:
        return 1.5 * lines[0].height
    return steps[len(steps) // 4]


def _begins(line: Line, paragraph: Sequence[Line], column: _Column) -> bool:
    """Whether the line begins a block and does not go on with the paragraph."""
    last = paragraph[-1]
    if _is_apart(line, last, column):
        return True
    # Where it is not clear from the place, a small letter shows that the sentence goes on.
    continues = line.text[0].islower() and last.text[-1] not in _SENTENCE_ENDS and not _NUMBERING.match(line.text)
    if _hangs(line, paragraph) and not _is_item(line):
        return False
    if column.centred or _is_short(last, line, column) or _weights_differ(line, last):
        return not continues
    if _is_item(line):
        return _numbering_is_real(line, paragraph, column)
    if _is_centred(line, column):
        return not continues and not _is_centred(last, column)
    return not continues and _is_indented(line, paragraph, column)


def _is_apart(line: Line, last: Line, column: _Column) -> bool:
    """Whether the two lines are too unlike each other, or too far from each other, for one block."""
    return (
        line.bottom - last.bottom > column.pitch + _LARGER_GAP * line.height
        or not 0.8 < line.height / last.height < 1.25
        or _has_tab(line)
        or _has_tab(last)
    )


def _is_indented(line: Line, paragraph: Sequence[Line], column: _Column) -> bool:
    """Whether the line begins where first lines do and not where the paragraph's other lines do."""
    last = paragraph[-1]
    tolerance = _INDENT * line.height
    if len(paragraph) > 1:
        return abs(line.x0 - last.x0) > tolerance
    if column.indent is not None and abs(line.x0 - column.indent) < tolerance:
        return True
    # After a first line, the rest stands further left, at the same place or, below a number, further right.
    return line.x0 > last.x0 + tolerance and not _is_item(last)


def _is_item(line: Line) -> bool:
    return bool(_NUMBERING.match(line.text) or _DASH.match(line.text))


def _hangs(line: Line, paragraph: Sequence[Line]) -> bool:
    """Whether the line begins below the text of a list item, right of its number."""
    first = paragraph[0]
    below = len(first.words) > 1 and abs(line.x0 - first.words[1].x0) < 0.15 * line.height
    return below and _is_item(first)


def _is_short(line: Line, following: Line, column: _Column) -> bool:
    """Whether the line ends before the margin although the next line's first word would have had room."""
    if column.justified:
        return line.x1 < column.right - 2 * _REACHES * line.height
    first = following.words[0]
    return line.x1 + _SPACE * line.height + (first.x1 - first.x0) < column.right - 1


def _numbering_is_real(line: Line, paragraph: Sequence[Line], column: _Column) -> bool:
    """Whether a numbering opens the line on purpose, and not a dash or number that a wrapped line happens to have."""
    last = paragraph[-1]
    tolerance = _INDENT * line.height
    if len(paragraph) > 1:
        if abs(line.x0 - last.x0) > tolerance:
            return True
    elif column.indent is not None and abs(line.x0 - column.indent) < tolerance:
        return True
    elif column.indent is not None and last.x0 - line.x0 > tolerance:
        return last.text[-1] in _SENTENCE_ENDS
    if last.text[-1] in _SENTENCE_ENDS or column.spaced:
        return not column.spaced
    rest = line.words[1].text if len(line.words) > 1 else line.words[0].text[1:]
    return rest[:1].isupper() and not last.text.endswith(",")


def _is_centred(line: Line, column: _Column) -> bool:
    before, after = line.x0 - column.left, column.right - line.x1
    return before > 0.3 * line.height and abs(before - after) < 0.5 * line.height


def _has_tab(line: Line) -> bool:
    """Whether the line is set in columns that were not told apart; the space after a list item's number is none."""
    words = line.words[1:] if _is_item(line) else line.words
    return any(word.x0 - before.x1 > _TAB * line.height for before, word in pairwise(words))


def _weights_differ(line: Line, other: Line) -> bool:
    """Whether one of them is bold, and the other is not, to the last word."""
    weights = {word.bold for word in line.words}
    others = {word.bold for word in other.words}
    return len(weights) == len(others) == 1 and weights != others
