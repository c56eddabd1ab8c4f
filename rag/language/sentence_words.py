"""The words of a sentence that only join others, and those that turn what the others say.

They are data (`sentence_words.toml`).
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from rag.lexicon import Phrase, Phrases
from rag.vietnamese import syllables


class Turn(StrEnum):
    """What a word does to the words around it."""

    CONNECTING = "connecting"
    DENYING = "denying"
    NAMING = "naming"
    HEDGING = "hedging"
    SOFTENING = "softening"
    ADDRESSING = "addressing"
    LARGER = "larger"
    SMALLER = "smaller"
    EQUAL = "equal"
    RISING = "rising"
    FALLING = "falling"


COMPARING = frozenset({Turn.LARGER, Turn.SMALLER, Turn.EQUAL, Turn.RISING, Turn.FALLING})
"""They set one amount against another."""


def read_turns(words: Sequence[str]) -> Iterator[tuple[Phrase, Turn | None]]:
    """The syllables from left to right, the longest known phrases together; None for a word that tells something."""
    return _turns().read(words)


@lru_cache(maxsize=1)
def bounding_words() -> tuple[str, ...]:
    """What may bound a figure right before it, longest first."""
    return tuple(sorted(_listed("bounding"), key=len, reverse=True))


@lru_cache(maxsize=1)
def _turns() -> Phrases[Turn]:
    return Phrases((tuple(syllables(phrase)), turn) for turn in Turn for phrase in _listed(turn))


def _listed(name: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in _tables()[name].split("|")]


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, str]:
    return tomllib.loads(files("rag.language").joinpath("sentence_words.toml").read_text(encoding="utf-8"))
