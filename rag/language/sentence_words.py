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
    EFFORT = "effort"
    CAUSING = "causing"
    LIMITING = "limiting"
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


_OF_SENTENCES = frozenset({Turn.EFFORT, Turn.CAUSING, Turn.LIMITING})
"""Told apart only where two sentences are compared word by word."""


def read_turns(words: Sequence[str]) -> Iterator[tuple[Phrase, Turn | None]]:
    """The syllables from left to right, the longest known phrases together; None for a word with a meaning."""
    return _turns().read(words)


def effort_phrases(words: Sequence[str]) -> Iterator[Phrase]:
    """The phrases of effort among the syllables, in order."""
    return (phrase for phrase, is_effort in _efforts().read(words) if is_effort)


@lru_cache(maxsize=1)
def _efforts() -> Phrases[bool]:
    return Phrases((phrase, turn is Turn.EFFORT) for phrase, turn in turn_phrases())


@lru_cache(maxsize=1)
def joining_words() -> frozenset[str]:
    """Syllables before which a part of a sentence may begin: `và`, `tại`, `được`."""
    return frozenset(word for phrase in _listed("joining") for word in phrase.split())


def points_back(text: str) -> bool:
    """Whether a sentence refers to the one before it: `con số này`."""
    return any(points for _, points in _pointing().read(syllables(text)))


@lru_cache(maxsize=1)
def _pointing() -> Phrases[bool]:
    listed = [*((phrase, False) for phrase in _listed("not_pointing")), *((word, True) for word in _listed("pointing"))]
    return Phrases((tuple(syllables(phrase)), points) for phrase, points in listed)


@lru_cache(maxsize=1)
def placing_words() -> frozenset[str]:
    """Before what says when or where, which may stand anywhere in a sentence, and before the next of a list."""
    return frozenset(_listed("placing"))


@lru_cache(maxsize=1)
def direction_words() -> frozenset[str]:
    """Words for the direction of a figure that do not name its indicator."""
    return frozenset(_listed("directions"))


@lru_cache(maxsize=1)
def passive_words() -> frozenset[str]:
    """Before a verb, they say that it is done to what stands before them."""
    return frozenset(_listed("passive"))


@lru_cache(maxsize=1)
def acting_words() -> frozenset[str]:
    """Of what only joins, the words for who acts, of whom most documents speak throughout."""
    return frozenset(_listed("acting"))


@lru_cache(maxsize=1)
def middle_verbs() -> frozenset[str]:
    """Verbs whose subject may be the thing or who acts on it: `hoàn thành cầu`, `cầu hoàn thành`."""
    return frozenset(_listed("middle"))


@lru_cache(maxsize=1)
def listing_words() -> frozenset[str]:
    """Those of them behind which the next of a list stands."""
    return frozenset(word for phrase in _listed("listing") for word in phrase.split())


@lru_cache(maxsize=1)
def reporting_words() -> frozenset[str]:
    """Syllables of the verbs between a document and what it says: `Kế hoạch nêu rõ …`."""
    return frozenset(word for phrase in _listed("reporting") for word in phrase.split())


@lru_cache(maxsize=1)
def document_kinds() -> tuple[str, ...]:
    """What may be said to report something: kinds of documents, and whoever speaks through them; longest first."""
    return _longest_first("documents")


@lru_cache(maxsize=1)
def assigning_phrases() -> tuple[str, ...]:
    """Verbs with their object that set somebody a task, longest first."""
    return _longest_first("assigning")


@lru_cache(maxsize=1)
def directing_verbs() -> tuple[str, ...]:
    """What a document or a body wants to be done stands behind one of these, longest first."""
    return _longest_first("directing")


@lru_cache(maxsize=1)
def directives() -> tuple[str, ...]:
    """Kinds of documents that say what is to be done, longest first."""
    return _longest_first("directives")


@lru_cache(maxsize=1)
def separating_words() -> tuple[str, ...]:
    """Between two statements of a sentence, longest first."""
    return _longest_first("separating")


@lru_cache(maxsize=1)
def bounding_words() -> tuple[str, ...]:
    """What may bound a figure right before it, longest first."""
    return _longest_first("bounding")


def turn_phrases() -> Iterator[tuple[Phrase, Turn]]:
    """Every phrase with what it does; of one that is listed twice, the first counts."""
    yield from ((tuple(syllables(phrase)), turn) for turn in Turn for phrase in _listed(turn))


@lru_cache(maxsize=1)
def _turns() -> Phrases[Turn]:
    """What joins and turns beside a figure, where efforts, causes and limits are words like others."""
    return Phrases((phrase, turn) for phrase, turn in turn_phrases() if turn not in _OF_SENTENCES)


def _longest_first(name: str) -> tuple[str, ...]:
    return tuple(sorted(_listed(name), key=len, reverse=True))


def _listed(name: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in _tables()[name].split("|")]


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, str]:
    return tomllib.loads(files("rag.language").joinpath("sentence_words.toml").read_text(encoding="utf-8"))
