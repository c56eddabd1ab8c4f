"""Pages as a scanner gives them: text and ruled tables drawn, then turned, blurred and sprinkled with noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.system_programs import DEJAVU, NOTO_SERIF, require_program

SERIF = NOTO_SERIF
SANS = DEJAVU / "DejaVuSans.ttf"
A4_INCHES = (8.27, 11.69)
_OVERSAMPLING = 3
"""Drawn so much larger than scanned: a scanner's pixel is a mean over the paper below it."""


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """Rows of cells with rulings around each; `widths` are the columns' in millimetres."""

    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


def draw_pages(
    blocks: Sequence[str | DrawnTable],
    font: Path = SERIF,
    points: float = 13,
    dpi: int = 150,
    margins_mm: tuple[float, float] = (25, 20),
    size_inches: tuple[float, float] = A4_INCHES,
) -> list[Image.Image]:
    """Grey A4 pages with the paragraphs and tables one below the other, as many as they need."""
    require_program("noto" if font == SERIF else "dejavu")
    pen = _Pen(font, points, dpi * _OVERSAMPLING, margins_mm, size_inches)
    for block in blocks:
        if isinstance(block, str):
            pen.paragraph(block)
        else:
            for row in block.rows:
                pen.row(row, block.widths)
            pen.space()
    return [page.reduce(_OVERSAMPLING) for page in pen.pages]


def scan(page: Image.Image, skew_degrees: float = 0.0, noise: float = 12.0, seed: int = 0) -> Image.Image:
    """The page as scanned: turned, slightly out of focus, grey paper, `noise` levels of Gaussian noise and specks."""
    random = np.random.default_rng(seed)
    turned = page.rotate(skew_degrees, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.5))
    pixels = np.asarray(turned, np.float32) * 0.85 + 25
    pixels += random.normal(0, noise, pixels.shape).astype(np.float32)
    specks = random.random(pixels.shape) < 0.0003
    pixels[specks] = random.choice([40.0, 250.0], int(specks.sum()))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


class _Pen:
    """Writes from the top of a page to its bottom, then begins another."""

    def __init__(
        self, font: Path, points: float, dpi: int, margins_mm: tuple[float, float], size_inches: tuple[float, float]
    ) -> None:
        self._mm = dpi / 25.4
        self._font = ImageFont.truetype(str(font), round(points * dpi / 72))
        self._line = points * dpi / 72 * 1.4
        self._size = (round(size_inches[0] * dpi), round(size_inches[1] * dpi))
        self._left, self._top = margins_mm[0] * self._mm, margins_mm[1] * self._mm
        self._right, self._bottom = self._size[0] - 15 * self._mm, self._size[1] - margins_mm[1] * self._mm
        self._rule = max(1, round(0.2 * self._mm))
        self.pages: list[Image.Image] = []
        self._new_page()

    def _new_page(self) -> None:
        self.pages.append(Image.new("L", self._size, 255))
        self._draw = ImageDraw.Draw(self.pages[-1])
        self._y = self._top

    def space(self) -> None:
        self._y += self._line * 0.5

    def paragraph(self, text: str) -> None:
        indent = 10 * self._mm
        for number, line in enumerate(self._wrap(text, self._right - self._left, indent)):
            if self._y + self._line > self._bottom:
                self._new_page()
            self._draw.text((self._left + (0 if number else indent), self._y), line, font=self._font, fill=0)
            self._y += self._line
        self._y += self._line * 0.3

    def row(self, cells: Sequence[str], widths: Sequence[float]) -> None:
        padding = 1.5 * self._mm
        lines = [self._wrap(cell, width * self._mm - 2 * padding, 0) for cell, width in zip(cells, widths, strict=True)]
        height = max(len(cell) for cell in lines) * self._line + padding
        if self._y + height > self._bottom:
            self._new_page()
        x = self._left
        for cell, width in zip(lines, widths, strict=True):
            self._draw.rectangle((x, self._y, x + width * self._mm, self._y + height), outline=0, width=self._rule)
            for number, line in enumerate(cell):
                self._draw.text((x + padding, self._y + number * self._line), line, font=self._font, fill=0)
            x += width * self._mm - self._rule
        self._y += height - self._rule

    def _wrap(self, text: str, width: float, indent: float) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self._font.getlength(longer) > width - (indent if len(lines) == 1 else 0):
                lines.append(word)
            else:
                lines[-1] = longer
        return lines
