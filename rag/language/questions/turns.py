"""A turn of a talk that asks nothing of the documents → what it is: thanks, a greeting, a nod (`courtesies.toml`)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.lexicon import Phrases
from rag.vietnamese import fold_accents, has_accents

# Words, and signs that people send alone: emoji are no word characters.
_TOKEN = re.compile(r"[^\W_]+|[^\w\s.,!?;:…()\"“”'/~*-]\ufe0f?")
_STRETCHED = re.compile(r"([a-zà-ỹ])\1{2,}")
_OPENING_SIGNS = re.compile(r"[\s,.!;:–-]+")
_PARTICLE, _WHY = "", "why"


@dataclass(frozen=True, slots=True)
class Courtesy:
    """A turn that asks nothing of the documents: its kind's name, and what is replied."""

    name: str
    reply: str


def read_courtesy(text: str) -> Courtesy | None:
    """What the turn is if all its words are such a one's; None for any other."""
    kinds = _kinds(text)
    named = next((turn for turn in _tables()["turns"] if turn["name"] in kinds), None)
    is_courtesy = named is not None and kinds.isdisjoint({None, _WHY})
    return Courtesy(named["name"], " ".join(named["reply"].split())) if named and is_courtesy else None


def asks_why_alone(text: str) -> bool:
    """Whether the turn asks for a reason and names nothing: `tại sao thế?`."""
    kinds = _kinds(text)
    return _WHY in kinds and kinds <= {_WHY, _PARTICLE, "assent", "unclear"}


def asks_source(text: str) -> bool:
    """Whether the turn asks in which document a figure stands."""
    is_folded = not has_accents(text)
    return _sources(is_folded).search(fold_accents(text) if is_folded else text.lower()) is not None


@lru_cache(maxsize=2)
def _sources(is_folded: bool) -> re.Pattern[str]:
    listed = tomllib.loads(files("rag.language.questions").joinpath("asked_source.toml").read_text(encoding="utf-8"))
    forms = (fold_accents(form) if is_folded else form for form in listed["forms"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


def without_opening(text: str) -> str:
    """The turn without the courtesy that it opens with: `Chào bạn, GRDP …` → `GRDP …`; a mere courtesy stays whole."""
    openers, is_folded = _tables()["openers"], not has_accents(text)
    tokens = _tokens(text)
    end, place, is_opened = 0, 0, False
    for phrase, kind in _phrases(is_folded).read([token for token, _, _ in tokens]):
        is_opener = kind in openers
        # A particle goes with the courtesy before it, and one that a sign ends is one beyond doubt.
        if not is_opener and not (is_opened and kind == _PARTICLE):
            break
        is_opened = True
        end, place = tokens[place + len(phrase) - 1][2], place + len(phrase)
    sign = _OPENING_SIGNS.match(text, end) if end else None
    is_ended = sign is not None and sign.group().strip() != ""
    rest = text[sign.end() :] if sign and is_ended else ""
    return rest or text


def _kinds(text: str) -> set[str | None]:
    """The kinds of the phrases that the turn consists of; None among them where a word is of none."""
    tokens = [token for token, _, _ in _tokens(text)]
    return {kind for _, kind in _phrases(not has_accents(text)).read(tokens)}


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [
        (_STRETCHED.sub(r"\1", found.group().lower()), found.start(), found.end()) for found in _TOKEN.finditer(text)
    ]


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("rag.language.questions").joinpath("courtesies.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _phrases(is_folded: bool) -> Phrases[str]:
    """Every form with the name of its kind; particles with an empty one."""

    def read(form: str) -> Sequence[str]:
        return [token for token, _, _ in _tokens(fold_accents(form) if is_folded else form)]

    tables = _tables()
    named = [(tuple(read(form)), turn["name"]) for turn in tables["turns"] for form in turn["forms"]]
    particles = [(tuple(read(form)), _PARTICLE) for form in tables["particles"].split("|")]
    why = [(tuple(read(form)), _WHY) for form in tables["why"].split("|")]
    return Phrases([*why, *named, *particles])
