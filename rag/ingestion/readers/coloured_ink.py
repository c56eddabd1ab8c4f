"""Stamps and signatures in coloured ink, taken off a scanned page so that the print below them can be read.

Coloured letters, rulings and pictures stay: they are smaller or larger than what a hand or a stamp leaves.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

_MILLIMETRES = 25.4
_STEP = 4
"""Stamps are looked for in a picture so many times smaller."""

_SMALLEST_MILLIMETRES, _LARGEST_MILLIMETRES = 9.0, 100.0
_COLOURED = 0.25
_TINTED = 0.12
_LEAST_TINT = 40
_LEAST_SHARE = 0.0005
_MARGIN = 2

Pixels = NDArray[np.float32]


def without_stamps(image: Image.Image, dpi: float) -> Image.Image:
    """The page in grey (mode L), coloured ink of that size as light as paper; what is black below it stays dark."""
    grey = image.convert("L")
    if image.mode != "RGB":
        return grey
    small = image.reduce(_STEP)
    if (np.ptp(np.asarray(small), axis=2) > _LEAST_TINT).mean() < _LEAST_SHARE:
        return grey
    paper = _paper(small)
    ratio = np.asarray(small, np.float32) / np.asarray(paper.resize(small.size), np.float32).clip(1)
    coloured = np.ptp(ratio.clip(0, 1), axis=2) > _COLOURED
    if coloured.mean() < _LEAST_SHARE:
        return grey
    ground = paper.resize(image.size)
    for left, top, right, bottom in _stamps(coloured, dpi / _STEP):
        box = (left * _STEP, top * _STEP, min(right * _STEP, image.width), min(bottom * _STEP, image.height))
        grey.paste(_faded(image.crop(box), grey.crop(box), ground.crop(box)), box[:2])
    return grey


def _paper(image: Image.Image) -> Image.Image:
    """The colour of the paper around each place, in a small picture: the light need not be white or even."""
    size = (max(1, image.width // _STEP), max(1, image.height // _STEP))
    return image.resize(size, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))


def _stamps(coloured: NDArray[np.bool_], dpi: float) -> Iterator[tuple[int, int, int, int]]:
    """The boxes of coloured ink that hangs together and has such a size."""
    labels, _ = ndimage.label(ndimage.binary_dilation(coloured, iterations=_MARGIN))
    for rows, columns in ndimage.find_objects(labels):
        sides = sorted(((part.stop - part.start) / dpi * _MILLIMETRES) for part in (rows, columns))
        if sides[0] >= _SMALLEST_MILLIMETRES and sides[1] <= _LARGEST_MILLIMETRES:
            yield columns.start, rows.start, columns.stop, rows.stop


def _faded(colours: Image.Image, grey: Image.Image, paper: Image.Image) -> Image.Image:
    ratio: Pixels = (np.asarray(colours, np.float32) / np.asarray(paper, np.float32).clip(1)).clip(0, 1)
    lightest, tint = ratio.max(axis=2), np.ptp(ratio, axis=2)
    ground = np.asarray(paper.convert("L"), np.float32)
    faded = (lightest + tint).clip(0, 1) * ground
    return Image.fromarray(np.where(tint > _TINTED, faded, np.asarray(grey, np.float32)).astype(np.uint8))
