"""Ways of saying one thing, brought to one form. They are data (`paraphrases.toml`)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.lexicon import Phrase, Phrases
from rag.vietnamese import syllables


def paraphrased(words: Sequence[str]) -> list[str]:
    """The syllables with every phrase of a group as the group's first one."""
    return [word for phrase, usual in _groups().read(words) for word in usual or phrase]


@lru_cache(maxsize=1)
def load_paraphrases() -> Mapping[str, Any]:
    """The groups, and the sentences that show what they mean."""
    return tomllib.loads(files("rag.language").joinpath("paraphrases.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _groups() -> Phrases[Phrase]:
    groups = [[tuple(syllables(phrase)) for phrase in group] for group in load_paraphrases()["groups"]]
    return Phrases((phrase, group[0]) for group in groups for phrase in group)
