"""A question without what it says beside what it asks about (`asides.toml`): who says it, where, of what size."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.vietnamese import fold_accents


def without_asides(text: str) -> str:
    """The question without them; what is left out leaves a space."""
    for pattern in _asides():
        text = pattern.sub(" ", text)
    return text


def words_named_before() -> tuple[str, ...]:
    """The nouns that a pronoun may stand behind where it points back (`dự án đó`), folded."""
    return tuple(map(fold_accents, _tables()["points_back"]["nouns"]))


@lru_cache(maxsize=1)
def _asides() -> tuple[re.Pattern[str], ...]:
    """Patterns over text with or without accents, in the order in which they are taken out."""
    size, back, said_in = _tables()["size"], _tables()["points_back"], _tables()["said_in"]
    says = _tables()["who_says"]
    fillers = f"(?:(?:{_any(size['fillers'])})\\s+)?"
    patterns = (
        rf"(?<!\w)(?:{_any(back['nouns'])})\s+(?:{_any(back['pronouns'])})(?!\w)",
        rf"^[^,?]{{0,80}}?\b(?:{'|'.join(says['people'])})\b[^,?]{{0,60}}?\b(?:{'|'.join(says['verbs'])})(?:\s+rằng)?\b",
        rf"(?<!\w)(?:{_any(_tables()['in_year']['words'])})\s+(?=20\d\d)",
        rf"(?<!\w)(?:{_any(said_in['openings'])})\s+(?:{_any(said_in['sources'])})(?!\w)(?!\s+(?:{_any(said_in['not_before'])})\s)",
        rf"(?<!\w)(?:{_any(size['nouns'])})(?=\s+{fillers}(?:{_any(size['asked_by'])})(?!\w))",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _any(words: Iterable[str]) -> str:
    """Matches any of the words, longest first, with their accents or all without."""
    forms = {form for word in words for form in (word, fold_accents(word))}
    return "|".join(r"\s+".join(map(re.escape, form.split())) for form in sorted(forms, key=len, reverse=True))


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("rag.language.questions").joinpath("asides.toml").read_text(encoding="utf-8"))
