"""A second opinion on every number of a scan: what two networks read differently is marked as not sure.

A wrong digit looks as right as any other. So no number stands on one reading alone: the English network, trained apart
from the Vietnamese one, reads each again, and where they differ both read it once more, enlarged.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageOps

from rag.ingestion.readers.scan_preparation import DPI
from rag.ingestion.readers.tesseract import Arrangement, Network, RecognisedWord, recognise_words

DOUBT = "[?]"
"""Stands behind a number that may have been misread; `rag.figures` takes such a number for damaged."""

_MARGIN = 3
_PAPER = 12
_ENLARGED = 1.4
_TWO = 2
_ENOUGH_OF_FOUR = 3
_UNSURE = 0.6
_SURE = 0.85
"""A first reading so sure is not outvoted: the others may have seen only a part of the number."""
_NUMBER = re.compile(r"-?\d(?:[\d.,/-]*\d)?%?")
_NOISE = re.compile(r"[^\w\s.,;:()%‰/“”\"–-]|_")
_LETTERS = re.compile(r"[^\d.,/%:-]+")
_DASHES = str.maketrans("–—−~", "----")
_TAKEN_APART = re.compile(r"\d{1,3} \d{3}(?!\d)")
"""`63 858`: one number or two?"""


@dataclass(frozen=True, slots=True)
class _Token:
    """Neighbouring words that may be one number taken apart: `4,` and `1%`."""

    words: tuple[RecognisedWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def crop(self, page: Image.Image) -> Image.Image:
        left = min(word.left for word in self.words) - _MARGIN
        top = min(word.top for word in self.words) - _MARGIN
        right = max(word.right for word in self.words) + _MARGIN
        bottom = max(word.bottom for word in self.words) + _MARGIN
        box = (max(0, left), max(0, top), min(page.width, right), min(page.height, bottom))
        return ImageOps.expand(page.crop(box), _PAPER, 255)


def check_figures(page: Image.Image, words: Sequence[RecognisedWord]) -> list[RecognisedWord]:
    """The words in their order, numbers that are not sure marked with `DOUBT` behind them.

    A number is sure when both networks read it, or, where they differ, when three of four readings agree and the first
    was not sure of another.

    Raises:
        TesseractFailed: it did not come to an end.
    """
    tokens = _tokens(words)
    crops = {token: token.crop(page) for token in tokens if _needs_check(token)}
    readings = {token: [token.text, text] for token, text in _read(crops, Network.ENGLISH).items()}
    differing = [token for token, texts in readings.items() if not _are_settled(texts)]
    enlarged = {token: _enlarged(crops[token]) for token in differing}
    for network in Network:
        for token, text in _read(enlarged, network).items():
            readings[token].append(text)
    return [word for token in tokens for word in _settle(token, readings.get(token, [token.text]))]


def _are_settled(texts: Sequence[str]) -> bool:
    vietnamese, english = texts
    if _has_digit(vietnamese):
        return _core(vietnamese) == _core(english) and not _TAKEN_APART.search(vietnamese)
    # Letters read without confidence, where the other network sees nothing but a number.
    return _NUMBER.fullmatch(english) is None


def _settle(token: _Token, texts: Sequence[str]) -> tuple[RecognisedWord, ...]:
    """The words with the number that enough readings have, else with the first reading, marked."""
    if not any(map(_has_digit, texts)) or (len(texts) == _TWO and not _has_digit(texts[0])):
        return token.words
    (core, votes), *_ = Counter(map(_core, texts)).most_common(1)
    agreeing = [text for text in texts if _core(text) == core]
    outvoted = token.text not in agreeing and min(word.confidence for word in token.words) > _SURE
    if outvoted or (votes < _ENOUGH_OF_FOUR and len(texts) > _TWO) or _TAKEN_APART.search(agreeing[0]):
        return (*token.words[:-1], replace(token.words[-1], text=token.words[-1].text + DOUBT))
    text = agreeing[0]
    if _NOISE.search(text):
        # What is left of a ruling beside a number is read as a mark: better the reading without one.
        text = next((other for other in agreeing if _NUMBER.fullmatch(other)), text)
    return token.words if text == token.text else (_joined(token, text),)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _joined(token: _Token, text: str) -> RecognisedWord:
    return replace(
        token.words[0],
        text=text,
        right=max(word.right for word in token.words),
        top=min(word.top for word in token.words),
        bottom=max(word.bottom for word in token.words),
        confidence=min(word.confidence for word in token.words),
    )


def _tokens(words: Sequence[RecognisedWord]) -> list[_Token]:
    tokens: list[_Token] = []
    for word in words:
        last = tokens[-1].words[-1] if tokens else None
        if last and last.line == word.line and _may_go_on(last, word):
            tokens[-1] = _Token((*tokens[-1].words, word))
        else:
            tokens.append(_Token((word,)))
    return tokens


def _may_go_on(first: RecognisedWord, second: RecognisedWord) -> bool:
    near = second.left - first.right < 0.7 * (first.bottom - first.top)
    return near and re.search(r"\d[.,]?$", first.text) is not None and re.match(r"[.,]?\d", second.text) is not None


def _needs_check(token: _Token) -> bool:
    return _has_digit(token.text) or token.words[0].confidence < _UNSURE


def _core(text: str) -> str:
    """The digits and the marks between them; letters, which only one network knows, are all the same.

    Marks at the ends are noise as often as not, except for a minus.
    """
    parts = (_LETTERS.sub("·", part).lstrip("·.,:/").rstrip("·.,:/-") for part in text.translate(_DASHES).split())
    return " ".join(part for part in parts if part)


def _read(crops: Mapping[_Token, Image.Image], network: Network) -> dict[_Token, str]:
    pages = recognise_words(list(crops.values()), network, Arrangement.LINE, DPI)
    return {token: " ".join(word.text for word in page) for token, page in zip(crops, pages, strict=True)}


def _enlarged(image: Image.Image) -> Image.Image:
    size = (round(image.width * _ENLARGED), round(image.height * _ENLARGED))
    return image.resize(size, Image.Resampling.BICUBIC)
