"""A sentence → its levels: parentheses around figures, and the segments between semicolons."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.figures.parsing import FigureSpan

_DEEPEST_LEVEL = 4
"""Parentheses in parentheses beyond this are no prose."""


@dataclass(frozen=True, slots=True)
class Level:
    """The sentence, a parenthesis of it or a segment of either: its span, and the figures and parentheses in it."""

    start: int
    end: int
    items: tuple["FigureSpan | Level", ...]
    depth: int

    def next_start(self, index: int) -> int:
        """Where the words behind an item end: at the next one, or with the level."""
        if index + 1 == len(self.items):
            return self.end
        following = self.items[index + 1]
        return following.start - isinstance(following, Level)

    def is_last(self, index: int) -> bool:
        """Whether no figure of its own follows an item."""
        return not any(isinstance(item, FigureSpan) for item in self.items[index + 1 :])


def read_levels(sentence: str, figures: Sequence[FigureSpan]) -> Level:
    """The whole sentence with its figures, those in a parenthesis gathered under it."""
    return Level(0, len(sentence), _items(sentence, 0, len(sentence), figures, depth=0), depth=0)


def _items(
    sentence: str, start: int, end: int, figures: Sequence[FigureSpan], *, depth: int
) -> tuple["FigureSpan | Level", ...]:
    """The figures between two offsets, those in a parenthesis gathered under it."""
    items: list[FigureSpan | Level] = []
    position = start
    for opened, closed in _parentheses(sentence, start, end):
        inside = [figure for figure in figures if opened < figure.start < closed]
        if inside and depth < _DEEPEST_LEVEL:
            items += [figure for figure in figures if position <= figure.start < opened]
            within = _items(sentence, opened + 1, closed, inside, depth=depth + 1)
            items.append(Level(opened + 1, closed, within, depth + 1))
            position = closed + 1
    return (*items, *(figure for figure in figures if position <= figure.start < end))


def _parentheses(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The outermost parentheses; one that is never closed ends with the text."""
    depth, opened = 0, start
    for position in range(start, end):
        if sentence[position] == "(":
            depth += 1
            opened = position if depth == 1 else opened
        elif sentence[position] == ")" and depth:
            depth -= 1
            if depth == 0:
                yield opened, position
    if depth:
        yield opened, end


def segments_of(sentence: str, level: Level) -> Iterator[Level]:
    """Between semicolons that stand outside parentheses."""
    closed = [(opened, shut) for opened, shut in _parentheses(sentence, level.start, level.end)]
    start = level.start
    for found in re.finditer(";", sentence[level.start : level.end]):
        position = level.start + found.start()
        if not any(opened < position < shut for opened, shut in closed):
            yield _within(level, start, position)
            start = position + 1
    yield _within(level, start, level.end)


def _within(level: Level, start: int, end: int) -> Level:
    return Level(start, end, tuple(item for item in level.items if start <= item.start < end), level.depth)
