"""How many things a question asks in so many words, and whether it sets levels apart."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from rag.vietnamese import has_accents, syllables

_WORDS = Path(__file__).with_suffix(".toml")


def count_asked(question: str) -> int:
    """The asking words; 0 for a question without accents, which tell them from others."""
    return sum(syllable in _words()["asks"] for syllable in syllables(question)) if has_accents(question) else 0


def sets_apart(question: str) -> bool:
    """Whether a difference of levels is asked for; of what is typed without accents nobody can tell."""
    return not _words()["sets_apart"].isdisjoint(syllables(question))


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in tomllib.loads(_WORDS.read_text(encoding="utf-8")).items()}
