"""Text that runs up or down a page of a PDF file, made level: a whole page, a table on it, or the head of a column."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]
Box = tuple[float, float, float, float]

_FEWEST_OF_A_PART = 20
"""Characters: with fewer, text beside upright text is the head of a column or a mark in the margin."""


@dataclass(frozen=True, slots=True)
class Part:
    """Characters and shapes that are level in a frame of `width` and `height`, both in points.

    `top` is how far down they begin on the page as it is.
    """

    chars: list[Item]
    shapes: list[Item]
    width: float
    height: float
    top: float


@dataclass(frozen=True, slots=True)
class Directed:
    """`main` is the page turned so that most of its text is level.

    `beside` are tables and texts that run otherwise where none of the main text stands, each turned for itself. `lines`
    are short runs among the main text, as in heads of narrow columns: characters that are level, and the box, on the
    page as it is turned, in which they stand.
    """

    main: Part
    beside: tuple[Part, ...] = ()
    lines: tuple[tuple[list[Item], Box], ...] = ()


def direct(chars: Sequence[Item], shapes: Sequence[Item], size: tuple[float, float]) -> Directed:
    """The page's parts by the direction in which their text runs; `size` is its width and height."""
    directions = Counter(map(_direction, chars))
    if len(directions) < 2:
        turn = next(iter(directions), 0)
        return Directed(_part(chars, shapes, turn, size))
    main = directions.most_common(1)[0][0]
    own = [char for char in chars if _direction(char) == main]
    left = list(shapes)
    beside: list[Part] = []
    lines: list[tuple[list[Item], Box]] = []
    for turn in sorted(directions.keys() - {main}):
        others = [char for char in chars if _direction(char) == turn and all(map(math.isfinite, _place(char)))]
        if not others:
            continue
        is_short = sum(not char["text"].isspace() for char in others) < _FEWEST_OF_A_PART
        box, inside = (_box_of(others), None) if is_short else _around(others, left, own)
        if inside is not None:
            beside.append(_part(others, inside, turn, size))
            left = [shape for shape in left if not _holds(box, _middle(shape))]
        else:
            lines += [
                (_turned_all(line, turn, size), _box_of(_turned_all(line, main, size))) for line in _lines(others)
            ]
    return Directed(_part(own, left, main, size), tuple(beside), tuple(lines))


def _direction(char: Mapping[str, Any]) -> int:
    """0 from left to right, 1 upwards, -1 downwards."""
    if char["upright"]:
        return 0
    upwards = float(char["matrix"][1])
    return (upwards > 0) - (upwards < 0)


def _around(chars: Sequence[Item], shapes: Sequence[Item], own: Sequence[Item]) -> tuple[Box, list[Item] | None]:
    """The box of the characters with all lines that touch them, and these; None where other text stands in it, or in
    a cell that touches it: it is of the same table."""
    whole = box = _box_of(chars)
    middles = [_middle(char) for char in own if not char["text"].isspace()]
    inside: list[Item] = []
    waiting = [shape for shape in shapes if all(map(math.isfinite, _place(shape)))]
    grown = True
    while grown:
        if any(_holds(box, middle) for middle in middles):
            return box, None
        touching: list[Item] = []
        for shape in waiting:
            if not _meets(box, _place(shape)):
                continue
            if not any(_holds(_place(shape), middle) for middle in middles):
                touching.append(shape)
            # A frame around all of it is none of its lines.
            elif not all(_holds(_place(shape), corner) for corner in (whole[:2], whole[2:])):
                return box, None
        grown = bool(touching)
        inside += touching
        taken = set(map(id, touching))
        waiting = [shape for shape in waiting if id(shape) not in taken]
        box = _box_of([*touching, dict(zip(("x0", "top", "x1", "bottom"), box, strict=True))])
    return box, inside


def _lines(chars: Sequence[Item]) -> list[list[Item]]:
    """The characters parted where they leave their line or leap, in the file's order."""
    lines: list[list[Item]] = []
    for char in chars:
        before = lines[-1][-1] if lines else None
        if (
            before is not None
            and abs(char["x1"] - before["x1"]) < 0.3 * char["size"]
            and _gap(before, char) < char["size"]
        ):
            lines[-1].append(char)
        else:
            lines.append([char])
    return lines


def _gap(one: Item, other: Item) -> float:
    return float(max(one["top"] - other["bottom"], other["top"] - one["bottom"]))


def _part(chars: Sequence[Item], shapes: Sequence[Item], turn: int, size: tuple[float, float]) -> Part:
    width, height = size if turn == 0 else size[::-1]
    top = min((char["top"] for char in chars), default=0.0)
    return Part(_turned_all(chars, turn, size), _turned_all(shapes, turn, size), width, height, top)


def _turned_all(items: Sequence[Item], turn: int, size: tuple[float, float]) -> list[Item]:
    if turn == 0:
        return list(items)
    return [_turned(item, turn, size) | ({"upright": True} if "upright" in item else {}) for item in items]


def _turned(item: Mapping[str, Any], turn: int, size: tuple[float, float]) -> Item:
    """The item where it stands once the page is turned so that text which runs as `turn` says is level."""
    x0, top, x1, bottom = _place(item)
    width, height = size
    place = (height - bottom, x0, height - top, x1) if turn > 0 else (top, width - x1, bottom, width - x0)
    return dict(item) | dict(zip(("x0", "top", "x1", "bottom"), place, strict=True))


def _place(item: Mapping[str, Any]) -> Box:
    return float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"])


def _middle(item: Mapping[str, Any]) -> tuple[float, float]:
    x0, top, x1, bottom = _place(item)
    return (x0 + x1) / 2, (top + bottom) / 2


def _box_of(items: Sequence[Mapping[str, Any]]) -> Box:
    places = [_place(item) for item in items]
    return (
        min(place[0] for place in places),
        min(place[1] for place in places),
        max(place[2] for place in places),
        max(place[3] for place in places),
    )


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _meets(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
