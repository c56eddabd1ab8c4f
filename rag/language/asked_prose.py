"""Whether a question asks for prose: why, how, in sum, or side by side."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from rag.vietnamese import fold_accents

_FILE = Path(__file__).with_name("asked_prose.toml")


class AskedProse(StrEnum):
    """What a question wants explained in sentences."""

    REASON = "reason"
    WAY = "way"
    SURVEY = "survey"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class _Words:
    asked: AskedProse
    form: re.Pattern[str]
    folded: re.Pattern[str]


def asked_prose(text: str, *, accent_free: bool) -> frozenset[AskedProse]:
    """All that the words of a question ask for; `accent_free` reads it as typed without accents."""
    text = fold_accents(text) if accent_free else text.lower()
    return frozenset(words.asked for words in _words() if (words.folded if accent_free else words.form).search(text))


@cache
def _words() -> tuple[_Words, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["words"]
    return tuple(
        _Words(AskedProse(row["for"]), _pattern(row["forms"]), _pattern(list(map(fold_accents, row["forms"]))))
        for row in rows
    )


def _pattern(forms: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")
