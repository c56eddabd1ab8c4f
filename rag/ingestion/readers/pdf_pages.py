"""A page of a PDF file as pdfplumber parses it → its words and ruling lines, and whether they are all that it shows."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.page import Page
from pdfplumber.utils.text import extract_words

from rag.ingestion.readers.layout import Ruling, Word
from rag.ingestion.readers.pdf_characters import SortedCharacters, parse, sort_characters, texts_of
from rag.ingestion.readers.pdf_directions import direct
from rag.ingestion.readers.pdf_fields import figures_of_notes, read_fields
from rag.ingestion.readers.unseen import figures_of, warn_of_unread, warn_of_unseen

_SPACE = 0.15
_THICKEST_RULING = 4.0
_FEWEST_CHARACTERS = 30
_LEAST_IMAGE_SHARE = 0.4
_SHARE_OF_SCAN = 0.6
_MOST_SHARE_OF_STAMP = 0.03
"""A page of text covers a fifth to a third of its paper."""

_FEWEST_FONTS = 2
_SAME_SIZE = 0.05
_MARGIN = 0.08
"""Of a page's height: the margins of administrative documents are 20 mm of 297 at least."""

_DASHES = re.compile("[-–—]+")
_OVERPRINT_POINTS = 2.0
_OVERPRINT_SHARE = 0.15
_NEAR = (-2, -1, 0, 1, 2)
_FEWEST_STROKES_OF_OUTLINED_TEXT = 200
_PRIVATE_USE = range(0xE000, 0xF900)
_BULLET = "•"
_UNMAPPED = re.compile("[(]cid:[0-9]+[)]|\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What stands on a page, in points, turned so that its text runs from left to right.

    `unmapped_share` is that of the characters whose font does not say which they are. `is_picture`: the page shows
    what its text layer does not say, as a scan does, or letters that are drawn as outlines. `unseen_words` then stand
    behind the picture, seen by nobody. `warnings`, in Vietnamese, name what has digits and is not among the words.
    `beside` is what runs up or down the page apart from its text.
    """

    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    width: float
    height: float
    unmapped_share: float
    is_picture: bool
    unseen_words: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()
    beside: tuple["ParsedPart", ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedPart:
    """What runs otherwise than the page's text, turned for itself; `is_first`: it stands above that."""

    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    width: float
    height: float
    is_first: bool


def parse_page(page: Page) -> ParsedPage:
    """The page's parts.

    Raises:
        Exception: of any kind, for a hostile page makes the parser fail in any way that there is.
    """
    parse(page)
    size = float(page.width), float(page.height)
    found = sort_characters(page)
    directed = direct(found.read, (*page.lines, *page.rects, *page.curves), size)
    main = directed.main
    is_picture = _is_picture(page, found.read)
    label = f"trang {page.page_number}"
    words = [*_words(main.chars), *(_in_one(chars, box) for chars, box in directed.lines)]
    return ParsedPage(
        (*_without_page_number(words, main.height, page.page_number), *read_fields(page)),
        tuple(_rulings(main.shapes)),
        main.width,
        main.height,
        _unmapped_share(found.read),
        is_picture,
        tuple(_words(found.unseen)) if is_picture else (),
        (
            *_warnings(found, label, is_picture=is_picture),
            *warn_of_unread(f"{label}: ghi chú đính trên trang không được đọc", list(figures_of_notes(page))),
        ),
        tuple(
            ParsedPart(
                tuple(_words(part.chars)), tuple(_rulings(part.shapes)), part.width, part.height, part.top < main.top
            )
            for part in directed.beside
        ),
    )


def _in_one(chars: Sequence[Mapping[str, Any]], box: tuple[float, float, float, float]) -> Word:
    """A line that runs up or down among level text, as one word in the middle of its place."""
    text = " ".join("".join(char["text"] for char in chars).split())
    x0, top, x1, bottom = box
    middle, half = (top + bottom) / 2, min(chars[0]["size"], bottom - top) / 2
    return Word(_clean(text), x0, middle - half, x1, middle + half)


def _warnings(found: SortedCharacters, label: str, *, is_picture: bool) -> Iterator[str]:
    if not is_picture:
        yield from warn_of_unseen([figures for text in texts_of(found.unseen) for figures in figures_of(text)], label)
    slanted = [figures for text in texts_of(found.slanted) for figures in figures_of(text)]
    yield from warn_of_unread(f"{label}: chữ in chéo trang (hình chìm) không được đọc", slanted)


def _words(chars: Sequence[dict[str, Any]]) -> list[Word]:
    # In the file's own order, for pdfplumber takes lines of neighbouring cells that overlap for one, letter by letter.
    found = extract_words(list(chars), x_tolerance_ratio=_SPACE, use_text_flow=True, return_chars=True)
    words = [
        Word(text, *place, bold="bold" in str(inside[0]["fontname"]).lower())
        for inside in _joined([word["chars"] for word in found])
        if (text := _clean("".join(char["text"] for char in inside)))
        and all(map(math.isfinite, place := _around(inside)))
    ]
    return list(_without_overprints(words))


def _without_overprints(words: Sequence[Word]) -> Iterator[Word]:
    """Without the words that are drawn again at their place, for weight or a shadow."""
    places: dict[tuple[str, int, int], Word] = {}
    for word in words:
        column, row = round(word.x0 / _OVERPRINT_POINTS), round(word.top / _OVERPRINT_POINTS)
        near = (places.get((word.text, column + across, row + down)) for across in (-1, 0, 1) for down in (-1, 0, 1))
        most = min(_OVERPRINT_POINTS, _OVERPRINT_SHARE * word.height)
        if not any(o and abs(o.x0 - word.x0) < most and abs(o.top - word.top) < most for o in near):
            places[word.text, column, row] = word
            yield word


def _without_page_number(words: Sequence[Word], height: float, number: int) -> list[Word]:
    """Without the page's own number where it stands alone in the margin at the top or the bottom."""

    def is_number(word: Word) -> bool:
        return word.text.strip("-–— ") == str(number) and not _MARGIN * height < word.middle[1] < (1 - _MARGIN) * height

    return [
        word
        for word in words
        if not is_number(word)
        or any(
            other is not word and _DASHES.fullmatch(other.text) is None and _is_beside(other, word) for other in words
        )
    ]


def _is_beside(word: Word, other: Word) -> bool:
    return word.top < other.bottom and other.top < word.bottom


def _joined(words: Sequence[list[Mapping[str, Any]]]) -> list[list[Mapping[str, Any]]]:
    """The words whole whose letters of another font stand elsewhere in the file, as LibreOffice writes those that a
    font lacks: `tri`, `ể`, `n`."""
    if len({word[0]["fontname"] for word in words} | {word[-1]["fontname"] for word in words}) < _FEWEST_FONTS:
        return list(words)
    starts: dict[tuple[int, int], list[int]] = {}
    for index, word in enumerate(words):
        if all(map(math.isfinite, _place(word[0]))):
            starts.setdefault((round(word[0]["top"]), round(word[0]["x0"])), []).append(index)
    taken: set[int] = set()
    following: dict[int, int] = {}
    for index, word in enumerate(words):
        if all(map(math.isfinite, _place(word[-1]))):
            near = (
                (round(word[-1]["top"]) + down, round(word[-1]["x1"]) + across)
                for across in _NEAR
                for down in _NEAR[1:4]
            )
            others = (other for key in near for other in starts.get(key, ()))
            other = next((o for o in others if o != index and o not in taken and _touch(word[-1], words[o][0])), None)
            if other is not None:
                following[index] = other
                taken.add(other)
    joined = []
    for index, word in enumerate(words):
        if index not in taken:
            whole, at = list(word), index
            while (at := following.get(at, -1)) >= 0:
                whole += words[at]
            joined.append(whole)
    return joined


def _touch(last: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    """Whether a word goes on from one character to the other, in another font of the same size."""
    size = last["size"]
    return bool(
        last["fontname"] != first["fontname"]
        and abs(first["size"] - size) < _SAME_SIZE * size
        and abs(first["bottom"] - last["bottom"]) < _SAME_SIZE * size
        and -_SPACE * size < first["x0"] - last["x1"] < _SPACE * size / 2
    )


def _around(chars: Sequence[Mapping[str, Any]]) -> tuple[float, float, float, float]:
    return (
        min(char["x0"] for char in chars),
        min(char["top"] for char in chars),
        max(char["x1"] for char in chars),
        max(char["bottom"] for char in chars),
    )


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


def _is_picture(page: Page, chars: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the page shows what its text layer lacks: a scan, or letters drawn as outlines.

    A scan may bear a little text of its own, such as that of a digital signature.
    """
    area = float(page.width) * float(page.height)
    written = [char for char in chars if not char["text"].isspace()]
    shown = sum((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in page.images)
    if len(written) < _FEWEST_CHARACTERS:
        return bool(shown >= _LEAST_IMAGE_SHARE * area) or len(page.curves) >= _FEWEST_STROKES_OF_OUTLINED_TEXT
    if shown < _SHARE_OF_SCAN * area:
        return False
    return bool(sum((char["x1"] - char["x0"]) * char["size"] for char in written) < _MOST_SHARE_OF_STAMP * area)


def _unmapped_share(chars: Sequence[Mapping[str, Any]]) -> float:
    """The share of characters that their font does not map to Unicode."""
    unmapped = sum(bool(_UNMAPPED.fullmatch(char["text"])) for char in chars)
    return unmapped / len(chars) if chars else 0.0
