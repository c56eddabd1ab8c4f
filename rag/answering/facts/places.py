"""Whether a fact, or a passage, is of the place that a question is about."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from rag.datatypes import Document, Fact, Passage, QuestionFrame
from rag.figures.places import bare_name, place_name, spell_out_short_names
from rag.vietnamese import fold_accents

COUNTRY = "ca nuoc"
# `đứng thứ mấy cả nước`, `gấp mấy lần cả nước`: the country is what the documents' own place is held against.
_HELD_AGAINST = re.compile(
    r"\b(?:so voi|gap|lan|thu|hang|dau|top|nhom|trong|tren|mat bang|cao hon|thap hon)\b(?:\s+[^\W_]+){0,4}\s+"
    rf"{COUNTRY}\b|\b{COUNTRY}\b.*\b(?:gap|may lan|cao hon|thap hon|so voi)\b"
)

NO_HOME = ""
"""Stands among the homes of a question for the documents whose place is not known."""

_HEAD_CHARS = 1000


class FactPlaces:
    """The places of these documents' facts. `own_territories` are those that the documents speak for."""

    def __init__(self, documents: Iterable[Document], own_territories: Iterable[str]) -> None:
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._own = frozenset(place_key(name) for name in own_territories)
        self._homes = {file: place_key(place_name(one.source.territory)) for file, one in self._documents.items()}

    def fit(self, fact: Fact, frame: QuestionFrame) -> bool:
        """A fact of another place answers only who names that place, and a named place needs a fact of its own."""
        return self.may_fit(fact, frame) and self.is_said_of(fact, frame)

    def is_said_of(self, fact: Fact, frame: QuestionFrame) -> bool:
        """Whether the fact is of every place that the question names, if it names any."""
        named = [place_key(territory) for territory in frame.territories]
        return not named or self._is_said_of(fact, place_key(fact.territory), named, place_key(frame.text))

    def may_fit(self, fact: Fact, frame: QuestionFrame) -> bool:
        """Whether any fact of this one's territory, in documents of one place, can fit."""
        place = place_key(fact.territory)
        if frame.homes and not self._is_of_home(fact, place, frame):
            return False
        named = [place_key(territory) for territory in frame.territories]
        question = place_key(frame.text)
        parts = [bare_name(part) for part in re.split(r", | va ", place)]
        is_home = not place or place in self._own
        return is_home or any(_names(place, name) for name in named) or any(_names(question, part) for part in parts)

    def is_at_home(self, file: str, frame: QuestionFrame) -> bool:
        """Whether the document speaks for a home that the question names, if it names any."""
        return not frame.homes or self._homes[file] in map(place_key, frame.homes)

    def speaks_of(self, passage: Passage, frame: QuestionFrame) -> bool:
        """Whether a passage can be about what a question names: its document speaks for a home named, or it does
        itself."""
        if not frame.homes:
            return True
        words = place_key(passage.text)
        return self.is_at_home(passage.file, frame) or any(
            _names(words, place_key(home)) for home in frame.homes if home
        )

    def _is_of_home(self, fact: Fact, place: str, frame: QuestionFrame) -> bool:
        """Whether the fact is told of a home that the question names; a district's is of its document's home."""
        at = place if place in self._own else self._homes[fact.file]
        asked = [place_key(home) for home in frame.homes]
        return at in asked or any(_names(self._opening(fact, place), home) for home in asked if home)

    def _opening(self, fact: Fact, place: str) -> str:
        """Where a fact's place is named: by itself, and of a document of no known place in its first lines too."""
        return (
            place if self._homes[fact.file] else f"{place} {place_key(self._documents[fact.file].text[:_HEAD_CHARS])}"
        )

    def _is_said_of(self, fact: Fact, place: str, named: Sequence[str], question: str) -> bool:
        """Whether the fact is of every place named: by its own words, or for a country that is only compared with by
        its clause."""
        words = place_key(f"{place} {fact.indicator} {fact.part}")
        asks_country = COUNTRY in question and not (
            _HELD_AGAINST.search(question) or any(name in question for name in self._own)
        )
        said = dict.fromkeys(named, words)
        if COUNTRY in said and not asks_country:
            text = self._documents[fact.file].text
            said[COUNTRY] = place_key(text[fact.clause_start : fact.clause_end])
        elif COUNTRY in said and not place and self._is_national(fact.file):
            said[COUNTRY] = COUNTRY
        return all(_names(words, name) or _names(place, name) for name, words in said.items())

    def _is_national(self, file: str) -> bool:
        """Whether the document speaks for no place of its own and comes from who speaks for the country."""
        return not self._homes[file] and _speaks_for_country(self._documents[file].source.issuer)

    def is_exactly(self, fact: Fact, frame: QuestionFrame) -> bool:
        """Whether the fact is of nothing but places that the question names."""
        named = {bare_name(place_key(territory)) for territory in frame.territories} - {COUNTRY}
        parts = {bare_name(part) for part in re.split(r", | va ", place_key(fact.territory))}
        return parts <= named or not named


@lru_cache(maxsize=256)
def _speaks_for_country(issuer: str) -> bool:
    words = tomllib.loads(files("rag.language.questions").joinpath("country.toml").read_text(encoding="utf-8"))
    return issuer in words["issuers"] or issuer.startswith(tuple(words["issuer_beginnings"]))


def _names(words: str, name: str) -> bool:
    """Whether folded words hold the whole name: `hue` is not in `thue san pham`."""
    return name in words and re.search(rf"\b{re.escape(name)}\b", words) is not None


@lru_cache(maxsize=1 << 16)
def place_key(text: str) -> str:
    """Folded, with one name for each province and for the whole country."""
    return re.sub(r"\b(?:toan quoc|viet nam|toan vung)\b", COUNTRY, spell_out_short_names(fold_accents(text)))
