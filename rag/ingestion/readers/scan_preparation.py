"""A scanned page made fit for recognition: free of stamps and specks, evenly lit, of a known resolution, level."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rag.ingestion.readers.coloured_ink import without_stamps

DPI = 225
"""The resolution at which pages are recognised: more costs time and gives no better reading of scans at 150."""

_A4_LONG_SIDE_INCHES = 11.69
_PLAUSIBLE_INCHES = (7.0, 24.0)
_LARGEST_SKEW_DEGREES = 5.0
_SPECK_CONTRAST = 45
"""Grey levels by which a speck differs from its surroundings; the finest dots of letters are larger than a pixel."""


def prepare(image: Image.Image) -> Image.Image:
    """The page in grey (mode L, white paper) at `DPI`, its lines level; never turned by more than a few degrees."""
    dpi = _resolution(image)
    grey = _even_light(_without_specks(without_stamps(image, dpi)))
    factor = DPI / dpi
    size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    # Noise finer than a stroke is smoothed away before it is enlarged.
    page = grey.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.6 * max(1.0, factor)))
    return page.rotate(_skew(page), Image.Resampling.BICUBIC, fillcolor=255)


def _resolution(image: Image.Image) -> float:
    """Dots an inch: as the file says where that gives a plausible page, else as if the page were A4."""
    long_side = max(image.size)
    stated_dpi = float(image.info.get("dpi", (0, 0))[0])
    if stated_dpi > 0 and _PLAUSIBLE_INCHES[0] <= long_side / stated_dpi <= _PLAUSIBLE_INCHES[1]:
        return stated_dpi
    return long_side / _A4_LONG_SIDE_INCHES


def _without_specks(grey: Image.Image) -> Image.Image:
    """Dark pixels with at most one dark neighbour, brought to the median around them."""
    pixels = np.asarray(grey, np.uint8)
    second_darkest = np.asarray(grey.filter(ImageFilter.RankFilter(3, 2)), np.int16)
    median = np.asarray(grey.filter(ImageFilter.MedianFilter(3)), np.uint8)
    alone = second_darkest - pixels > _SPECK_CONTRAST
    return Image.fromarray(np.where(alone, median, pixels))


def _even_light(grey: Image.Image) -> Image.Image:
    """The page divided by its paper, whose brightness is that of the lightest of each neighbourhood."""
    small = grey.resize((max(1, grey.width // 16), max(1, grey.height // 16)), Image.Resampling.BOX)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4)).resize(grey.size)
    ratio = np.asarray(grey, np.float32) / np.maximum(np.asarray(paper, np.float32), 1)
    # Paper to white and ink to black, with some play for noise on both.
    return Image.fromarray(np.clip((ratio - 0.25) / (0.85 - 0.25) * 255, 0, 255).astype(np.uint8))


def _skew(page: Image.Image) -> float:
    """Degrees by which to turn the page counter-clockwise so that its lines lie level.

    Of all angles, the true one makes the sums of ink along the rows differ most from row to row.
    """
    size = (max(1, page.width // 3), max(1, page.height // 3))
    ink = Image.eval(page.resize(size, Image.Resampling.BOX), lambda value: 255 - value)

    def sharpness(angle: float) -> float:
        rows: NDArray[np.float32] = np.asarray(ink.rotate(angle, Image.Resampling.BILINEAR), np.float32).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    best = 0.0
    for span, step in ((_LARGEST_SKEW_DEGREES, 0.5), (0.5, 0.1), (0.1, 0.025)):
        best = float(max(best + np.arange(-span, span + step / 2, step), key=sharpness))
    return best
