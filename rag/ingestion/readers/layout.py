"""Words and ruling lines at their places on a page → its paragraphs and tables in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.ingestion.readers.content import Block


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without white space between them; in points (1/72 inch), the origin at the page's top left.

    `top` and `bottom` are best those of the line's font, not of the word's own ink.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A drawn straight line, horizontal or vertical, or a thin bar; in points as a `Word`'s place."""

    x0: float
    top: float
    x1: float
    bottom: float


def read_blocks(words: Sequence[Word], rulings: Sequence[Ruling], width: float, height: float) -> tuple[Block, ...]:
    """The page's blocks in reading order; `width` and `height` are the page's, in points.

    A paragraph, heading or list item is one block, a ruled table another. Running heads and page numbers are the first
    or last blocks, each by itself.
    """
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.x0)):
        middle = (word.top + word.bottom) / 2
        if lines and lines[-1][0].top <= middle <= lines[-1][0].bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(" ".join(word.text for word in sorted(line, key=lambda word: word.x0)) for line in lines)
