"""How many things a question asks in so many words, whether it sets levels apart, and for what it asks."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from rag.vietnamese import fold_accents, has_accents, syllables

_WORDS = Path(__file__).with_suffix(".toml")


def count_asked(question: str) -> int:
    """The asking words; 0 for a question without accents, which tell them from others."""
    words = f" {' '.join(syllables(question))} "
    return sum(words.count(f" {asking} ") for asking in _words()["asks"]) if has_accents(question) else 0


def sets_apart(question: str) -> bool:
    """Whether a difference of levels is asked for; of what is typed without accents nobody can tell."""
    return not _words()["sets_apart"].isdisjoint(syllables(question))


def asks_per_head(text: str) -> bool:
    """Whether the text speaks of an amount by the head."""
    return _holds_phrase(text, "per_head")


def asks_growth(question: str) -> bool:
    """Whether it asks how fast something grows."""
    return _holds_phrase(question, "growth")


def narrowing_words() -> frozenset[str]:
    """Words by which a name is that of a change, or only of what is new."""
    return _words()["narrowing"]


def asks_each(question: str) -> bool:
    """Whether a figure is asked for each of what it names: `lần lượt là bao nhiêu`."""
    return _holds_phrase(question, "asks_each")


def asks_all(question: str) -> bool:
    """Whether it asks for all of several things: `Các mốc …`."""
    words = f"{' '.join(syllables(fold_accents(question)))} "
    return any(words.startswith(f"{fold_accents(phrase)} ") for phrase in _words()["asks_all"])


def asks_present(question: str) -> bool:
    """Whether it asks what there is at the moment, which no plan tells."""
    return _holds_phrase(question, "asks_present")


def asks_document(question: str) -> bool:
    """Whether it asks which document does something: `thay thế văn bản nào`."""
    return _holds_phrase(question, "asks_document")


def measured_sides(text: str) -> frozenset[str]:
    """Which sides of a thing the text names: its area, its output, its yield."""
    return frozenset(_phrases_in(text, "measured"))


def bodies_in(text: str) -> frozenset[str]:
    """The kinds of bodies that the text names: who checks, decides or is checked."""
    return frozenset(_phrases_in(text, "bodies"))


def _holds_phrase(question: str, table: str) -> bool:
    return any(True for _ in _phrases_in(question, table))


def _phrases_in(text: str, table: str) -> Iterator[str]:
    words = f" {' '.join(syllables(fold_accents(text)))} "
    return (phrase for phrase in _words()[table] if f" {fold_accents(phrase)} " in words)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in tomllib.loads(_WORDS.read_text(encoding="utf-8")).items()}
