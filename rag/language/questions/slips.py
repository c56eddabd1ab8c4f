"""A turn in which somebody takes back what they just said (`slips.toml`) → what they mean."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.vietnamese import fold_accents

_EDGES = " ,.;:–-"
_YEAR = re.compile(r"(?:(?<!\w)(?:năm|nam)\s+)?(?<!\d)20\d\d(?!\d)", re.IGNORECASE)


def takes_back(turn: str) -> bool:
    """Whether the turn opens by correcting the text before it."""
    found = _taken_back().search(turn)
    return found is not None and not turn[: found.start()].strip(_EDGES)


def without_slip(text: str) -> str:
    """What is meant. A year takes the place of a year; anything else that of all before it, whose year still holds."""
    found = _taken_back().search(text)
    if found is None:
        return text
    before = text[: found.start()].strip(_EDGES)
    meant = _ending().sub(r"\1", text[found.end() :].strip(_EDGES))
    if not meant or not before:
        return meant or text
    if _YEAR.match(meant):
        return f"{_YEAR.sub('', before).strip(_EDGES)}, {meant}"
    stated_year = _YEAR.search(before)
    if _YEAR.search(meant) or stated_year is None:
        return meant
    closing = "?" if meant.endswith("?") else ""
    return f"{meant.rstrip('?')} {stated_year.group()}{closing}"


@lru_cache(maxsize=1)
def _taken_back() -> re.Pattern[str]:
    """A form behind a sign or at the beginning, and a sign or what is meant behind it."""
    forms, openings = _spelled("forms"), _spelled("openings")
    place = r"(?:^|(?<=[,.;:–-])|(?<=[,.;:–-] ))\s*"
    return re.compile(rf"{place}(?:(?:{openings})[\s,.!]+)?(?:{forms})(?=\s*[,.;:–-]|\s+\w)(?!\s+lẫn)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _ending() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{_spelled('endings')})\s*([?.!]?)\s*$", re.IGNORECASE)


def _spelled(table: str) -> str:
    """Matches any word of the table, longest first, with its accents or all without."""
    forms = {spelled for form in _tables()[table] for spelled in (form, fold_accents(form))}
    return "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("rag.language.questions").joinpath("slips.toml").read_text(encoding="utf-8"))
