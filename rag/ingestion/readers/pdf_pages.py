"""A page of a PDF file as pdfplumber parses it → its words and ruling lines, and whether they are all that it shows."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.page import Page
from pdfplumber.utils.text import extract_words

from rag.ingestion.readers.layout import Ruling, Word

_SPACE = 0.15
_THICKEST_RULING = 4.0
_FEWEST_CHARACTERS = 30
_LEAST_IMAGE_SHARE = 0.4
_FEWEST_STROKES_OF_OUTLINED_TEXT = 200
_PRIVATE_USE = range(0xE000, 0xF900)
_BULLET = "•"
_UNMAPPED = re.compile("[(]cid:[0-9]+[)]|\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What stands on a page, in points, turned so that its text runs from left to right.

    `unmapped_share` is that of the characters whose font does not say which they are. `is_picture`: the page shows
    what its text layer does not say, as a scan does, or letters that are drawn as outlines.
    """

    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    width: float
    height: float
    unmapped_share: float
    is_picture: bool


def parse_page(page: Page) -> ParsedPage:
    """The page's parts.

    Raises:
        Exception: of any kind, for a hostile page makes the parser fail in any way that there is.
    """
    size = float(page.width), float(page.height)
    turn = _turn(page.chars)
    chars = page.chars if turn == 0 else [_turned(char, turn, size) | {"upright": True} for char in page.chars]
    shapes = (*page.lines, *page.rects, *page.curves)
    rulings = _rulings(shapes if turn == 0 else [_turned(shape, turn, size) for shape in shapes])
    width, height = size if turn == 0 else size[::-1]
    return ParsedPage(tuple(_words(chars)), tuple(rulings), width, height, _unmapped_share(page), _is_picture(page))


def _turn(chars: Sequence[Mapping[str, Any]]) -> int:
    """How the page's text runs: 0 from left to right, 1 upwards, -1 downwards, as tables too wide for a page do."""
    directions = Counter(_sign(char["matrix"][1]) if not char["upright"] else 0 for char in chars)
    return directions.most_common(1)[0][0] if directions else 0


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _turned(item: Mapping[str, Any], turn: int, size: tuple[float, float]) -> dict[str, Any]:
    """The item where it stands once the page is turned so that its text, which runs as `turn` says, is level."""
    x0, top, x1, bottom = _place(item)
    width, height = size
    place = (height - bottom, x0, height - top, x1) if turn > 0 else (top, width - x1, bottom, width - x0)
    return dict(item) | dict(zip(("x0", "top", "x1", "bottom"), place, strict=True))


def _words(chars: Sequence[Mapping[str, Any]]) -> list[Word]:
    # In the file's own order, for pdfplumber takes lines of neighbouring cells that overlap for one, letter by letter.
    found = extract_words(
        [dict(char) for char in chars], x_tolerance_ratio=_SPACE, use_text_flow=True, return_chars=True
    )
    words = [
        Word(text, *_place(word), bold="bold" in str(word["chars"][0]["fontname"]).lower())
        for word in found
        if (text := _clean(word["text"])) and all(map(math.isfinite, _place(word)))
    ]
    # Weight or shadow is sometimes made by drawing a word twice.
    return list({(word.text, round(word.x0 / 2), round(word.top / 2)): word for word in words}.values())


def _place(item: Mapping[str, Any]) -> tuple[float, float, float, float]:
    return float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"])


def _clean(text: str) -> str:
    """The word without characters that mean nothing outside their font; alone, such a one is a list's bullet."""
    if len(text) == 1 and ord(text) in _PRIVATE_USE:
        return _BULLET
    known = "".join(character for character in text if ord(character) not in _PRIVATE_USE)
    return unicodedata.normalize("NFC", _UNMAPPED.sub("", known))


def _rulings(shapes: Sequence[Mapping[str, Any]]) -> Iterator[Ruling]:
    for shape in shapes:
        x0, top, x1, bottom = _place(shape)
        if not all(map(math.isfinite, (x0, top, x1, bottom))):
            continue
        if min(x1 - x0, bottom - top) <= _THICKEST_RULING:
            yield Ruling(x0, top, x1, bottom)
        elif shape["object_type"] == "rect" and shape["stroke"]:
            yield from (Ruling(x0, top, x1, top), Ruling(x0, bottom, x1, bottom))
            yield from (Ruling(x0, top, x0, bottom), Ruling(x1, top, x1, bottom))


def _is_picture(page: Page) -> bool:
    """Whether the page shows what its text layer does not say: a scan, or letters drawn as outlines."""
    if sum(not char["text"].isspace() for char in page.chars) >= _FEWEST_CHARACTERS:
        return False
    area = float(page.width) * float(page.height)
    shown = sum((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in page.images)
    return shown >= _LEAST_IMAGE_SHARE * area or len(page.curves) >= _FEWEST_STROKES_OF_OUTLINED_TEXT


def _unmapped_share(page: Page) -> float:
    """The share of characters whose font does not say which they are."""
    texts = [char["text"] for char in page.chars]
    unmapped = sum(bool(_UNMAPPED.fullmatch(text)) for text in texts)
    return unmapped / len(texts) if texts else 0.0
