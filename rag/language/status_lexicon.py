"""The words of status as data: `status_words.toml`, its rows and its named lists of phrases."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.language.senses import TextKind


@lru_cache(maxsize=1)
def load_tables() -> Mapping[str, Any]:
    """The lexicon as it is written."""
    return tomllib.loads(files("rag.language").joinpath("status_words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_rows() -> tuple[Mapping[str, Any], ...]:
    """The rows of the lexicon with their examples, the named lists of phrases filled in."""
    tables = load_tables()
    phrases = tables["phrases"]
    lists = ("forms", "after", "not_after", "before", "not_before")
    return tuple(
        {**row, **{name: _filled_in(row[name], phrases) for name in lists if name in row}} for row in tables["words"]
    )


def _filled_in(listed: Sequence[str], phrases: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """`được @decided` → `được giao`, `được đề ra` …"""
    filled: list[str] = []
    for phrase in listed:
        name = re.search(r"@(\w+)", phrase)
        others = _filled_in(phrases[name[1]], phrases) if name else ()
        filled += [phrase.replace(name.group(), one) for one in others] if name else [phrase]
    return tuple(filled)


def text_kinds(row: Mapping[str, Any]) -> frozenset[TextKind]:
    """Where a row's words are such words: everywhere, if it states none."""
    return frozenset(map(TextKind, row.get("texts", TextKind)))


@lru_cache(maxsize=8)
def phrases_of(name: str) -> tuple[str, ...]:
    """One of the lexicon's named lists: `plan_nouns`."""
    return _filled_in((f"@{name}",), load_tables()["phrases"])
