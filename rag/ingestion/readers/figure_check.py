"""A second opinion on every number of a scan: what two networks read differently is marked as not sure.

A wrong digit looks as right as any other. So no number stands on one reading alone: the English network, trained apart
from the Vietnamese one, reads each again, and where they differ both read it once more, enlarged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageOps

from rag.ingestion.readers.scan_preparation import DPI
from rag.ingestion.readers.tesseract import Arrangement, Network, RecognisedWord, recognise_words

DOUBT = "[?]"
"""Stands behind a number that may have been misread; `rag.figures` takes such a number for damaged."""

_MARGIN = 3
_PAPER = 12
_ENLARGED = 1.4
_UNSURE = 0.6
_NUMBER = re.compile(r"\d[\d.,/%-]*")
_NOT_OF_NUMBERS = re.compile(r"[^\d.,/%:-]")


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

    A number is sure when one reading of each network agrees, and no two readings of theirs agree on another. The word
    then has the text that both read.

    Raises:
        TesseractFailed: it did not come to an end.
    """
    tokens = _tokens(words)
    suspects = [token for token in tokens if _needs_check(token)]
    crops = [token.crop(page) for token in suspects]
    second = _read(crops, Network.ENGLISH)
    differing = [i for i, token in enumerate(suspects) if _differ(token.text, second[i])]
    large = [_enlarged(crops[i]) for i in differing]
    again = {
        network: dict(zip(differing, _read(large, network), strict=True))
        for network in (Network.VIETNAMESE, Network.ENGLISH)
    }
    checked: dict[_Token, tuple[RecognisedWord, ...]] = {}
    for i in differing:
        vietnamese = (suspects[i].text, again[Network.VIETNAMESE][i])
        english = (second[i], again[Network.ENGLISH][i])
        checked[suspects[i]] = _settle(suspects[i], vietnamese, english)
    return [word for token in tokens for word in checked.get(token, token.words)]


def _settle(token: _Token, vietnamese: tuple[str, str], english: tuple[str, str]) -> tuple[RecognisedWord, ...]:
    agreed = {text: _core(text) for text in vietnamese if _core(text) in {_core(other) for other in english}}
    if len(set(agreed.values())) == 1:
        text = next(iter(agreed))
        if text == token.text:
            return token.words
        return (_joined(token, text),)
    return (*token.words[:-1], replace(token.words[-1], text=token.words[-1].text + DOUBT))


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
    return any(character.isdigit() for character in token.text) or token.words[0].confidence < _UNSURE


def _differ(first: str, second: str) -> bool:
    if any(character.isdigit() for character in first):
        return _core(first) != _core(second)
    # Letters read without confidence, where the other network sees nothing but a number.
    return len(second) > 1 and _NUMBER.fullmatch(second) is not None


def _core(text: str) -> str:
    """The digits and the marks between them; the networks have different letters, and dots at the ends are noise."""
    return " ".join(_NOT_OF_NUMBERS.sub("", part).strip(".,:/-") for part in text.split()).strip()


def _read(images: Sequence[Image.Image], network: Network) -> list[str]:
    pages = recognise_words(images, network, Arrangement.LINE, DPI)
    return [" ".join(word.text for word in page) for page in pages]


def _enlarged(image: Image.Image) -> Image.Image:
    size = (round(image.width * _ENLARGED), round(image.height * _ENLARGED))
    return image.resize(size, Image.Resampling.BICUBIC)
