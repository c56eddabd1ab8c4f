"""The lines drawn on a scanned page: found, so that tables can be read, and taken out, so that letters can."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""True where a pixel is ink; shape (height, width)."""

_SHORTEST_INCHES = 0.45
"""Longer than the longest dash and than what letters side by side make; a table's lines go through several cells."""
_THICKEST_INCHES = 0.06
_INKED_SHARE = 0.85
"""Of a ruling's length: scanners drop pixels of thin lines."""
_HALO_PIXELS = 3
_CROSSED_SHARE = 0.15


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


def mask_rulings(ink: Mask, horizontal: Sequence[PixelBox], vertical: Sequence[PixelBox]) -> Mask:
    """True where a ruling's own ink lies, so that it can be painted over; letters that cross it keep theirs."""
    letters = ink.copy()
    for box in (*horizontal, *vertical):
        letters[_with_halo(box)] = False
    lines = np.zeros_like(ink)
    for box in horizontal:
        _mark(letters, lines, box)
    for box in vertical:
        _mark(letters.T, lines.T, PixelBox(box.top, box.left, box.bottom, box.right))
    return lines


def _with_halo(box: PixelBox) -> tuple[slice, slice]:
    """The rows and columns of the box and of the grey edge that scanning and smoothing give a line."""
    return (
        slice(max(0, box.top - _HALO_PIXELS), box.bottom + _HALO_PIXELS),
        slice(max(0, box.left - _HALO_PIXELS), box.right + _HALO_PIXELS),
    )


def _mark(letters: Mask, lines: Mask, box: PixelBox) -> None:
    """Mark a horizontal ruling but for the columns where a letter goes on above or below it."""
    rows, columns = _with_halo(box)
    above, below = slice(max(0, rows.start - 1), rows.start), slice(rows.stop, rows.stop + 1)
    crossed = letters[above, columns].any(axis=0) | letters[below, columns].any(axis=0)
    lines[rows, columns] |= ~crossed


def _find_horizontal(ink: Mask, dpi: float) -> list[PixelBox]:
    # A line that is not quite level moves to the next row now and then.
    thick = ink.copy()
    thick[1:] |= ink[:-1]
    thick[:-1] |= ink[1:]
    runs = _runs(_long_parts(thick, round(_SHORTEST_INCHES * dpi)))
    boxes = _join_runs(runs)
    return [box for box in boxes if box.bottom - box.top <= _THICKEST_INCHES * dpi + 2 and not _is_in_text(ink, box)]


def _is_in_text(ink: Mask, box: PixelBox) -> bool:
    """Whether letters go on above and below most of what seems a line: bold text is dense enough to look like one."""
    rows, columns = _with_halo(box)
    above, below = ink[max(0, rows.start - 2) : rows.start, columns], ink[rows.stop : rows.stop + 2, columns]
    return float((above.any(axis=0) & below.any(axis=0)).mean()) > _CROSSED_SHARE


def _long_parts(ink: Mask, length: int) -> Mask:
    """Pixels inside a stretch of a row, `length` pixels long, that is ink but for a few."""
    if ink.shape[1] < length:
        return np.zeros_like(ink)
    sums = np.zeros((ink.shape[0], ink.shape[1] + 1), np.int32)
    np.cumsum(ink, axis=1, out=sums[:, 1:])
    starts = sums[:, length:] - sums[:, :-length] >= _INKED_SHARE * length
    # Else a stretch would reach over the line's ends.
    starts &= ink[:, : starts.shape[1]] & ink[:, length - 1 :]
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
