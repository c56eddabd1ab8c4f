"""The lines drawn on a scanned page: found, so that tables can be read, and taken out, so that letters can."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""True where a pixel is ink; shape (height, width)."""

_SHORTEST_INCHES = 0.3
"""Longer than the longest dash, shorter than the narrowest column."""
_THICKEST_INCHES = 0.06
_INKED_SHARE = 0.9
"""Of a ruling's length: scanners drop pixels of thin lines."""


@dataclass(frozen=True, slots=True)
class PixelBox:
    """`left` and `top` included, `right` and `bottom` not."""

    left: int
    top: int
    right: int
    bottom: int


def find_rulings(ink: Mask, dpi: float) -> tuple[list[PixelBox], list[PixelBox]]:
    """The horizontal rulings of an upright page and the vertical ones."""
    horizontal = _find_horizontal(ink, dpi)
    vertical = [PixelBox(box.top, box.left, box.bottom, box.right) for box in _find_horizontal(ink.T, dpi)]
    return horizontal, vertical


def mask_rulings(ink: Mask, horizontal: list[PixelBox], vertical: list[PixelBox]) -> Mask:
    """True where a ruling's own ink lies, so that it can be painted over; letters that cross it keep theirs."""
    lines = np.zeros_like(ink)
    for box in horizontal:
        _mark_horizontal(ink, lines, box)
    for box in vertical:
        _mark_horizontal(ink.T, lines.T, PixelBox(box.top, box.left, box.bottom, box.right))
    return lines


def _mark_horizontal(ink: Mask, lines: Mask, box: PixelBox) -> None:
    """Mark the columns of a ruling where its ink is no thicker than the ruling."""
    margin = 2
    top, bottom = max(0, box.top - margin), min(ink.shape[0], box.bottom + margin)
    above, below = max(0, top - margin), min(ink.shape[0], bottom + margin)
    columns = slice(box.left, box.right)
    crossed = ink[above:top, columns].any(axis=0) | ink[bottom:below, columns].any(axis=0)
    lines[top:bottom, columns] |= ~crossed


def _find_horizontal(ink: Mask, dpi: float) -> list[PixelBox]:
    # A line that is not quite level moves to the next row now and then.
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    runs = _runs(_long_parts(thick, round(_SHORTEST_INCHES * dpi)))
    boxes = _join_runs(runs)
    return [box for box in boxes if box.bottom - box.top <= _THICKEST_INCHES * dpi + 2]


def _long_parts(ink: Mask, length: int) -> Mask:
    """Pixels inside a stretch of a row, `length` pixels long, that is ink but for a few."""
    if ink.shape[1] < length:
        return np.zeros_like(ink)
    sums = np.zeros((ink.shape[0], ink.shape[1] + 1), np.int32)
    np.cumsum(ink, axis=1, out=sums[:, 1:])
    starts = sums[:, length:] - sums[:, :-length] >= _INKED_SHARE * length
    covered = np.zeros((ink.shape[0], ink.shape[1] + 1), np.int32)
    covered[:, : starts.shape[1]] += starts
    covered[:, length:] -= starts
    return np.cumsum(covered[:, :-1], axis=1) > 0


def _runs(mask: Mask) -> list[PixelBox]:
    """The stretches of True of each row, from the top down."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    padded[:, 1:-1] = mask
    edges = np.diff(padded, axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return [PixelBox(int(x0), int(y), int(x1), int(y) + 1) for y, x0, x1 in zip(rows, starts, ends, strict=True)]


def _join_runs(runs: list[PixelBox]) -> list[PixelBox]:
    """Runs that touch from row to row, as one box each."""
    open_boxes: list[PixelBox] = []
    done: list[PixelBox] = []
    for run in runs:
        closed = [box for box in open_boxes if box.bottom < run.top]
        done += closed
        touching = [
            box for box in open_boxes if box.bottom >= run.top and box.left < run.right and run.left < box.right
        ]
        open_boxes = [box for box in open_boxes if box not in closed and box not in touching]
        parts = [*touching, run]
        open_boxes.append(
            PixelBox(
                min(part.left for part in parts),
                min(part.top for part in parts),
                max(part.right for part in parts),
                max(part.bottom for part in parts),
            )
        )
    return done + open_boxes
