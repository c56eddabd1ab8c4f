"""A printed form as somebody photographs it: signed and stamped, askew on a desk, unevenly lit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from tests.ingestion.making_scans import A4_INCHES, SERIF, DrawnTable, draw_pages

_DPI = 200
_RED, _BLUE, _DESK = (200, 30, 45), (40, 50, 150), (96, 74, 58)


@dataclass(frozen=True, slots=True)
class Pose:
    """How the paper lies before the camera.

    `lean` in [0, 1) is by how much its far edge is shorter than the near one; `shade` how much darker its darkest
    corner is; `desk` how much of the picture's width is desk on either side.
    """

    degrees: float = 2.0
    lean: float = 0.02
    shade: float = 0.35
    desk: float = 0.04


def photograph(
    blocks: Sequence[str | DrawnTable], pose: Pose, stamped: tuple[float, float] = (0.68, 0.75), seed: int = 0
) -> Image.Image:
    """The form's one page in colours; the stamp stands at so much of its width and height, a signature across it."""
    (page,) = draw_pages(blocks, points=12, dpi=_DPI, size_inches=A4_INCHES)
    paper = page.convert("RGB")
    width, height = paper.size
    centre = stamped[0] * width, stamped[1] * height
    _stamp(paper, centre, 0.09 * width)
    _sign(paper, (centre[0] - 0.06 * width, centre[1] + 0.02 * height), 0.2 * width)
    return _noisy(_lit(_laid(paper, pose), pose.shade), seed)


def _stamp(paper: Image.Image, centre: tuple[float, float], radius: float) -> None:
    """Two rings with a star between letters: red ink that lets what is below show through."""
    ink = Image.new("L", paper.size, 0)
    draw = ImageDraw.Draw(ink)
    for share, thickness in ((1.0, 8), (0.88, 3)):
        reach = radius * share
        box = (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach)
        draw.ellipse(box, outline=200, width=thickness)
    points = [
        (
            centre[0] + radius * (0.4 if number % 2 == 0 else 0.16) * math.sin(math.pi * number / 5),
            centre[1] - radius * (0.4 if number % 2 == 0 else 0.16) * math.cos(math.pi * number / 5),
        )
        for number in range(10)
    ]
    draw.polygon(points, fill=170)
    font = ImageFont.truetype(str(SERIF), max(8, round(radius * 0.2)))
    draw.text((centre[0], centre[1] + 0.62 * radius), "UBND", font=font, fill=200, anchor="mm")
    colour = Image.composite(
        Image.new("RGB", paper.size, _RED),
        Image.new("RGB", paper.size, "white"),
        ink.filter(ImageFilter.GaussianBlur(0.7)),
    )
    paper.paste(ImageChops.multiply(paper, colour))


def _sign(paper: Image.Image, start: tuple[float, float], length: float) -> None:
    """A line of loops, as a pen draws them."""
    draw = ImageDraw.Draw(paper)
    steps = np.linspace(0, 1, 400)
    across = start[0] + length * (steps + 0.06 * np.sin(steps * 34))
    down = start[1] - length * (0.16 * np.cos(steps * 34) * (1 - 0.6 * steps) + 0.08 * steps)
    draw.line(list(zip(across.tolist(), down.tolist(), strict=True)), fill=_BLUE, width=5, joint="curve")


def _laid(paper: Image.Image, pose: Pose) -> Image.Image:
    """The paper on the desk, turned and with its far edge shorter."""
    width, height = paper.size
    margin = round(pose.desk * width)
    size = (width + 2 * margin, height + 2 * margin)
    inset = pose.lean * width / 2
    corners = [(inset, 0), (width - inset, 0), (width, height), (0, height)]
    turn = math.radians(pose.degrees)
    placed = [
        (
            margin + width / 2 + (x - width / 2) * math.cos(turn) + (y - height / 2) * math.sin(turn),
            margin + height / 2 - (x - width / 2) * math.sin(turn) + (y - height / 2) * math.cos(turn),
        )
        for x, y in corners
    ]
    coefficients = _perspective(placed, [(0, 0), (width, 0), (width, height), (0, height)])
    return paper.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=_DESK)


def _perspective(placed: Sequence[tuple[float, float]], flat: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """The eight coefficients by which Pillow finds the place on the flat page of each place in the picture."""
    rows, values = [], []
    for (x, y), (u, v) in zip(placed, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows, float), np.array(values, float)).tolist())


def _lit(picture: Image.Image, shade: float) -> Image.Image:
    """Darker towards the lower right corner, as under a lamp at the upper left."""
    width, height = picture.size
    falling = np.add.outer(np.linspace(0, 1, height), np.linspace(0, 1, width)) / 2
    light = (1 - shade * falling**1.5)[:, :, None]
    return Image.fromarray(np.clip(np.asarray(picture, np.float32) * light, 0, 255).astype(np.uint8))


def _noisy(picture: Image.Image, seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).normal(0, 5, (picture.height, picture.width, 1))
    blurred = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6)), np.float32)
    return Image.fromarray(np.clip(blurred + noise, 0, 255).astype(np.uint8))
