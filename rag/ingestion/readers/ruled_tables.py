"""Ruling lines → grids of cells with the text in them; cells are merged where no line parts them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rag.ingestion.readers.geometry import Line, Ruling, Word, join_lines, read_lines

_THICKEST = 4.0
_TOUCH = 3.0
_SHORTEST = 5.0
_COVERED = 0.6
_MOST_RULINGS = 20_000
_MOST_STROKES = 1_500
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: `xs` and `ys` are the places of its lines; `regions[row][column]` distinguishes merged cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[tuple[int, ...], ...]

    def holds(self, word: Word) -> bool:
        """Whether the word's middle is in the table."""
        across, down = word.middle
        return self.xs[0] <= across <= self.xs[-1] and self.ys[0] <= down <= self.ys[-1]

    def cells(self, words: Sequence[Word]) -> list[list[list[Line]]]:
        """The lines of text in each cell, by row and column; those of a merged cell in every cell that it covers."""
        found: dict[int, list[Word]] = {}
        for word in words:
            row, column = _interval(self.ys, word.middle[1]), _interval(self.xs, word.middle[0])
            found.setdefault(self.regions[row][column], []).append(word)
        lines = {region: read_lines(inside) for region, inside in found.items()}
        return [[lines.get(region, []) for region in row] for row in self.regions]

    def rows(self, words: Sequence[Word]) -> list[tuple[str, ...]]:
        """The text of each cell."""
        return [tuple(join_lines(lines) for lines in row) for row in self.cells(words)]


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A line at `place` (down for a horizontal, across for a vertical one) from `start` to `end`."""

    place: float
    start: float
    end: float


def find_grids(rulings: Sequence[Ruling]) -> list[Grid]:
    """The tables that lines across and down make, from the top; none of a drawing with more lines than tables have."""
    if len(rulings) > _MOST_RULINGS:
        return []
    across = _strokes(
        [_Stroke((r.top + r.bottom) / 2, r.x0, r.x1) for r in rulings if _is_bar(r.bottom - r.top, r.x1 - r.x0)]
    )
    down = _strokes(
        [_Stroke((r.x0 + r.x1) / 2, r.top, r.bottom) for r in rulings if _is_bar(r.x1 - r.x0, r.bottom - r.top)]
    )
    if len(across) + len(down) > _MOST_STROKES:
        return []
    grids = [grid for group in _touching(across, down) if (grid := _grid(*group))]
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _is_bar(thickness: float, length: float) -> bool:
    return thickness <= _THICKEST and length >= max(_SHORTEST, thickness)


def _strokes(pieces: Sequence[_Stroke]) -> list[_Stroke]:
    """The pieces with those joined that go on in one line."""
    joined: list[_Stroke] = []
    for group in _groups(pieces):
        place = statistics.median(piece.place for piece in group)
        start, end = group[0].start, group[0].end
        for piece in sorted(group, key=lambda piece: piece.start):
            if piece.start > end + _TOUCH:
                joined.append(_Stroke(place, start, end))
                start, end = piece.start, piece.end
            start, end = min(start, piece.start), max(end, piece.end)
        joined.append(_Stroke(place, start, end))
    return joined


def _groups(pieces: Sequence[_Stroke]) -> list[list[_Stroke]]:
    """Pieces at nearly one place."""
    groups: list[list[_Stroke]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.place, piece.start)):
        if groups and piece.place - groups[-1][0].place < _TOUCH:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [sorted(group, key=lambda piece: piece.start) for group in groups]


def _touching(across: Sequence[_Stroke], down: Sequence[_Stroke]) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    """The lines in groups of those that meet."""
    parents = list(range(len(across) + len(down)))
    for i, horizontal in enumerate(across):
        for j, vertical in enumerate(down):
            if _meets(horizontal, vertical.place) and _meets(vertical, horizontal.place):
                parents[_root(parents, i)] = _root(parents, len(across) + j)
    groups: dict[int, tuple[list[_Stroke], list[_Stroke]]] = {}
    for index, stroke in enumerate([*across, *down]):
        group = groups.setdefault(_root(parents, index), ([], []))
        group[index >= len(across)].append(stroke)
    return list(groups.values())


def _meets(stroke: _Stroke, place: float) -> bool:
    return stroke.start - _TOUCH <= place <= stroke.end + _TOUCH


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def _grid(across: Sequence[_Stroke], down: Sequence[_Stroke]) -> Grid | None:
    """The grid of lines that meet; None where they enclose no cells. The outer border need not be drawn."""
    if not across or not down:
        return None
    ys = _places([*(s.place for s in across), min(s.start for s in down), max(s.end for s in down)])
    xs = _places([*(s.place for s in down), min(s.start for s in across), max(s.end for s in across)])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_CELLS:
        return None
    height, width = len(ys) - 1, len(xs) - 1
    parents = list(range(height * width))
    for row in range(height):
        for column in range(width):
            cell = row * width + column
            if column and not _is_drawn(down, xs[column], ys[row], ys[row + 1]):
                parents[_root(parents, cell)] = _root(parents, cell - 1)
            if row and not _is_drawn(across, ys[row], xs[column], xs[column + 1]):
                parents[_root(parents, cell)] = _root(parents, cell - width)
    regions = tuple(tuple(_root(parents, row * width + column) for column in range(width)) for row in range(height))
    return Grid(tuple(xs), tuple(ys), regions)


def _places(places: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] >= _TOUCH:
            kept.append(place)
    return kept


def _is_drawn(strokes: Sequence[_Stroke], place: float, start: float, end: float) -> bool:
    """Whether lines at the place cover most of the way from `start` to `end`."""
    covered = sum(
        max(0.0, min(stroke.end, end) - max(stroke.start, start))
        for stroke in strokes
        if abs(stroke.place - place) < _TOUCH
    )
    return covered >= _COVERED * (end - start)


def _interval(places: Sequence[float], value: float) -> int:
    """Between which two of the places the value is, from 0."""
    return max(0, min(sum(place <= value for place in places) - 1, len(places) - 2))
