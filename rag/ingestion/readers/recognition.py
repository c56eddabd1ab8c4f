"""A scanned page → its paragraphs and tables, with how sure their characters are."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageOps

from rag.ingestion.readers.content import PageContent, Table
from rag.ingestion.readers.figure_check import DOUBT, check_figures
from rag.ingestion.readers.layout import Ruling, Word, read_blocks
from rag.ingestion.readers.ruled_tables import Grid, find_grids
from rag.ingestion.readers.ruling_detection import PixelBox, find_rulings, mask_rulings
from rag.ingestion.readers.scan_preparation import DPI, prepare
from rag.ingestion.readers.tesseract import (
    Arrangement,
    Network,
    RecognisedWord,
    TesseractFailed,
    find_turn,
    recognise_words,
)

UNSURE = 0.6
"""A page read with less confidence is reported, and tried turned."""

_INK = 128
_RULING_INK = 165
"""Thin lines come out grey."""
_PAPER = 10
_CELL_MARGIN = 4
_FEWEST_INK_PIXELS = 8
_POINTS = 72 / DPI


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of a page `DPI` pixels an inch; places in pixels."""

    words: tuple[RecognisedWord, ...]
    rulings: tuple[PixelBox, ...]
    size: tuple[int, int]

    @property
    def confidence(self) -> float:
        """The mean of the words', by their length; 1 where there is none to doubt."""
        characters = sum(len(word.text) for word in self.words)
        return self.sure_characters / characters if characters else 1.0

    @property
    def sure_characters(self) -> float:
        """How many characters were read, each counted by its confidence: more for a page the right way up."""
        return sum(word.confidence * len(word.text) for word in self.words)


def recognise(image: Image.Image, label: str) -> PageContent:
    """The page's blocks; without blocks and with confidence 0 where recognition did not come to an end.

    Numbers that may have been misread stand with `[?]` behind them.

    Raises:
        UnreadableDocument: tesseract or its Vietnamese data is not installed.
    """
    try:
        page = prepare(image)
        reading = _read(page)
        is_unsure = reading.confidence < UNSURE or not reading.words
        if is_unsure and _has_ink(page) and (degrees := find_turn(page, DPI)):
            turned = _read(prepare(page.rotate(-degrees, expand=True)))
            reading = max(reading, turned, key=lambda candidate: candidate.sure_characters)
    except TesseractFailed:
        return PageContent((), label, 0.0)
    width, height = (length * _POINTS for length in reading.size)
    blocks = read_blocks(_words(reading.words), _in_points(reading.rulings), width, height)
    return PageContent(blocks, label, round(reading.confidence, 3))


def find_doubts(page: PageContent) -> Iterator[str]:
    """Warnings, in Vietnamese, on what is not sure of a recognised page."""
    if page.confidence is None:
        return
    if not page.blocks and page.confidence == 0:
        yield f"{page.label}: không nhận dạng được chữ trong thời gian cho phép; trang này bị bỏ qua."
    elif page.confidence < UNSURE:
        yield (
            f"{page.label}: bản quét khó đọc (độ tin cậy {page.confidence:.0%}), chữ và số có thể sai. "
            "Hãy quét lại rõ hơn, ít nhất 200 dpi."
        )
    yield from find_doubtful_figures(page)


def find_doubtful_figures(page: PageContent) -> Iterator[str]:
    """A warning, in Vietnamese, for each number of a recognised page that may have been misread."""
    texts = [text for block in page.blocks for text in (_cells(block) if isinstance(block, Table) else [block])]
    for place in dict.fromkeys(place for text in texts for place in _DOUBTFUL.findall(text)):
        yield f"{page.label}: số chưa đọc chắc, không dùng để trả lời: “{place}”. Hãy xem lại bản gốc."


_DOUBTFUL = re.compile(rf"(?:\S+\s+){{0,6}}\S*{re.escape(DOUBT)}")


def _cells(table: Table) -> list[str]:
    """Each row's cells as one text, so that a number is shown with the name of its row."""
    return [" | ".join(row) for row in table.rows]


def _read(page: Image.Image) -> _Reading:
    pixels = np.asarray(page)
    ink = pixels < _INK
    horizontal, vertical = find_rulings(pixels < _RULING_INK, DPI)
    clean = Image.fromarray(np.where(mask_rulings(ink, horizontal, vertical), np.uint8(255), pixels))
    rulings = (*horizontal, *vertical)
    cells = [cell for grid in find_grids(_in_points(rulings)) for cell in _cell_boxes(grid)]
    words = check_figures(clean, [*_read_outside(clean, cells), *_read_cells(clean, cells)])
    return _Reading(tuple(words), rulings, page.size)


def _read_outside(page: Image.Image, cells: Sequence[PixelBox]) -> list[RecognisedWord]:
    """The words of the page without its tables."""
    rest = page.copy()
    for cell in cells:
        rest.paste(255, (cell.left, cell.top, cell.right, cell.bottom))
    if not _has_ink(rest):
        return []
    return recognise_words([rest], Network.VIETNAMESE, Arrangement.COLUMN, DPI)[0]


def _read_cells(page: Image.Image, cells: Sequence[PixelBox]) -> list[RecognisedWord]:
    """The words of each cell, read by itself: no line runs into the next column's."""
    crops = [
        (box, page.crop((box.left, box.top, box.right, box.bottom))) for cell in cells if (box := _inked(page, cell))
    ]
    images = [ImageOps.expand(crop, _PAPER, 255) for _, crop in crops]
    pages = recognise_words(images, Network.VIETNAMESE, Arrangement.BLOCK, DPI)
    return [
        _moved(word, box, number)
        for number, ((box, _), words) in enumerate(zip(crops, pages, strict=True))
        for word in words
    ]


def _moved(word: RecognisedWord, box: PixelBox, cell: int) -> RecognisedWord:
    """The word at its place on the page; a cell's lines are not those of another."""
    across, down = box.left - _PAPER, box.top - _PAPER
    return replace(
        word,
        left=word.left + across,
        right=word.right + across,
        top=word.top + down,
        bottom=word.bottom + down,
        line=(-1 - cell, *word.line[1:]),
    )


def _cell_boxes(grid: Grid) -> Iterator[PixelBox]:
    """The grid's cells, a merged one once."""
    xs, ys = ([round(place / _POINTS) for place in places] for places in (grid.xs, grid.ys))
    corners: dict[int, list[tuple[int, int]]] = {}
    for row, regions in enumerate(grid.regions):
        for column, region in enumerate(regions):
            corners.setdefault(region, []).append((row, column))
    for inside in corners.values():
        (top, left), (bottom, right) = inside[0], inside[-1]
        yield PixelBox(xs[left], ys[top], xs[right + 1], ys[bottom + 1])


def _inked(page: Image.Image, cell: PixelBox) -> PixelBox | None:
    """The part of the cell with its text; None for an empty cell."""
    left, top = cell.left + _CELL_MARGIN, cell.top + _CELL_MARGIN
    right, bottom = cell.right - _CELL_MARGIN, cell.bottom - _CELL_MARGIN
    if right <= left or bottom <= top:
        return None
    ink = np.asarray(page.crop((left, top, right, bottom))) < _INK
    rows, columns = np.nonzero(ink.sum(axis=1) > 1)[0], np.nonzero(ink.any(axis=0))[0]
    if not len(rows) or int(ink.sum()) < _FEWEST_INK_PIXELS:
        return None
    return PixelBox(
        max(left, left + int(columns[0]) - _CELL_MARGIN),
        max(top, top + int(rows[0]) - _CELL_MARGIN),
        min(right, left + int(columns[-1]) + 1 + _CELL_MARGIN),
        min(bottom, top + int(rows[-1]) + 1 + _CELL_MARGIN),
    )


def _has_ink(page: Image.Image) -> bool:
    return int((np.asarray(page) < _INK).sum()) >= _FEWEST_INK_PIXELS


def _in_points(boxes: Sequence[PixelBox]) -> list[Ruling]:
    return [Ruling(box.left * _POINTS, box.top * _POINTS, box.right * _POINTS, box.bottom * _POINTS) for box in boxes]


def _words(words: Sequence[RecognisedWord]) -> list[Word]:
    """In points, each as high as the font and not as its own ink: `này` and `1` are of one line."""
    lines: dict[tuple[int, ...], list[RecognisedWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    usual = statistics.median([word.bottom - word.top for word in words]) if words else 0
    placed = []
    for line in lines.values():
        bottom = statistics.median(word.bottom for word in line)
        own = statistics.median(word.bottom - word.top for word in line)
        height = usual if 0.7 * usual < own < 1.4 * usual else own
        placed += [
            Word(w.text, w.left * _POINTS, (bottom - height) * _POINTS, w.right * _POINTS, bottom * _POINTS)
            for w in line
        ]
    return placed
