"""What stands where on a page, in points (1/72 inch), the origin at the top left."""

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

_SHARED_HEIGHT = 0.5
_SMALL = 0.8
_CLOSE = 0.1
_UNIT = re.compile(r"(?:^|[\d/(])[kcd]?m$")


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without white space between them.

    `top` and `bottom` are best those of the line's font, not of the word's own ink.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    bold: bool = False

    @property
    def height(self) -> float:
        """Of the font: the measure for gaps."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Across and down."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A drawn straight line, horizontal or vertical, or a thin bar."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """Words side by side from left to right, at least one."""

    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @cached_property
    def top(self) -> float:
        """Of the middle one of its words: a superscript does not raise it."""
        return statistics.median(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Of the middle one of its words."""
        return statistics.median(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """Of its font."""
        return max(self.bottom - self.top, 1.0)

    @cached_property
    def text(self) -> str:
        """The words with a space between; `2` raised after a unit or lowered stands at its word: `km2`, `CO2`.

        Another raised number is a footnote's, and in brackets so that it is not taken for a figure's last digit.
        """
        text = self.words[0].text
        for before, word in pairwise(self.words):
            small = word.height < _SMALL * before.height and word.x0 - before.x1 < _CLOSE * before.height
            if not small or not word.text[0].isdigit():
                text += f" {word.text}"
            elif word.bottom >= before.bottom or (word.text in {"2", "3"} and _UNIT.search(before.text)):
                text += word.text
            else:
                digits = len(word.text) - len(word.text.lstrip("0123456789"))
                text += f"[{word.text[:digits]}]{word.text[digits:]}"
        return text


def read_lines(words: Iterable[Word]) -> list[Line]:
    """The words in lines, from the top down; words of one line share most of their height."""
    lines: list[list[Word]] = []
    tallest: list[Word] = []
    for word in sorted(words, key=lambda word: (word.middle[1], word.x0)):
        # Only the last lines can share height with a word that comes after theirs.
        for index in range(len(lines) - 1, max(len(lines) - 4, -1), -1):
            if _share_height(tallest[index], word):
                lines[index].append(word)
                tallest[index] = max(tallest[index], word, key=lambda word: word.height)
                break
        else:
            lines.append([word])
            tallest.append(word)
    read = [Line(tuple(sorted(line, key=lambda word: word.x0))) for line in lines]
    return sorted(read, key=lambda line: (line.top, line.x0))


def _share_height(first: Word, second: Word) -> bool:
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared > _SHARED_HEIGHT * min(first.height, second.height)


def join_lines(lines: Sequence[Line]) -> str:
    """The text of wrapped lines in one; a word divided at a line's end is whole again."""
    text = ""
    for line in lines:
        text = _join(text, line.text) if text else line.text
    return text


def _join(before: str, after: str) -> str:
    if before.endswith("\N{SOFT HYPHEN}"):
        return before[:-1] + after
    word, following = before.rsplit(maxsplit=1)[-1], after.split(maxsplit=1)[0]
    if len(word) < 2 or word[-1] not in "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}" or word[-2] in "-–—":
        return f"{before} {after}"
    # Vietnamese is written in syllables and divides none: only a foreign word loses the hyphen at a line's end.
    divided = word[:-1].isascii() and word[:-1].isalpha() and following[0].islower() and "-" not in following
    return (before[:-1] if divided and len(word) > 3 else before) + after
