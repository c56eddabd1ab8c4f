"""Text → terms: syllables with abbreviations, everyday words and administrative names brought to one form.

The words are data (`lexicon.toml`). A term is a syllable or a concept of several (`khách du lịch`).
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from rag.vietnamese import fold_accents, syllables

Phrase = tuple[str, ...]
Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Phrases of one word or more, each with what it stands for; of several for one phrase the first holds."""

    def __init__(self, meanings: Iterable[tuple[Phrase, Meaning]]) -> None:
        self._by_first_word: dict[str, list[tuple[Phrase, Meaning]]] = {}
        for phrase, meaning in meanings:
            self._by_first_word.setdefault(phrase[0], []).append((phrase, meaning))
        for choices in self._by_first_word.values():
            choices.sort(key=lambda choice: -len(choice[0]))

    def read(self, words: Sequence[str]) -> Iterator[tuple[Phrase, Meaning | None]]:
        """The words from left to right: the longest known phrases together, each other word alone and with None."""
        position = 0
        while position < len(words):
            for phrase, meaning in self._by_first_word.get(words[position], ()):
                if tuple(words[position : position + len(phrase)]) == phrase:
                    yield phrase, meaning
                    position += len(phrase)
                    break
            else:
                yield (words[position],), None
                position += 1


class Lexicon:
    """Reads terms from accented text, or from text typed without accents when `folded`.

    `function_words` are separated by bars; of those of one syllable only `plain_function_words` are dropped from folded
    text, where `để` (in order to) and `đề` (of `chủ đề`) look the same.
    """

    def __init__(
        self,
        shorthand: dict[str, str],
        concepts: Iterable[Iterable[str]],
        function_words: str,
        plain_function_words: str,
    ) -> None:
        listed = list(concepts)
        phrases = "|".join(words for words in function_words.split("|") if len(words.split()) > 1)
        self._tables = {
            False: _tables(shorthand, listed, function_words, folded=False),
            True: _tables(shorthand, listed, f"{phrases} | {plain_function_words}", folded=True),
        }

    def terms(self, text: str, *, folded: bool = False) -> list[str]:
        """Every term of the text in order, function words included; concepts once each where they stand."""
        return self.terms_of_words(syllables(fold_accents(text) if folded else text), folded=folded)

    def terms_of_words(self, words: Iterable[str], *, folded: bool) -> list[str]:
        """As `terms`, of a text's syllables."""
        expanded, phrases, _ = self._tables[folded]
        replaced = [part for word in words for part in expanded.get(word, (word,))]
        return [term for phrase, concept in phrases.read(replaced) for term in concept or phrase]

    def expand(self, word: str) -> Phrase:
        """The syllables that a syllable is short for; of any other, itself."""
        return self._tables[False][0].get(word, (word,))

    def concepts(self, words: Sequence[str]) -> Iterator[tuple[Phrase, Phrase | None]]:
        """Expanded syllables from left to right: the names of concepts with their terms, all else alone with None."""
        return self._tables[False][1].read(words)

    def content_terms(self, text: str, *, folded: bool = False) -> list[str]:
        """The terms without function words, each once, in order of first use."""
        _, _, function_words = self._tables[folded]
        read = function_words.read(self.terms(text, folded=folded))
        return list(dict.fromkeys(term for phrase, is_function in read if not is_function for term in phrase))


@lru_cache(maxsize=1)
def load_words() -> Mapping[str, Any]:
    """The tables of `lexicon.toml`."""
    return tomllib.loads(files("rag").joinpath("lexicon.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_places() -> tuple[str, ...]:
    """The country and its provinces and cities, longest name first."""
    names = (" ".join(name.split()) for name in load_words()["places"]["names"].split("|"))
    return tuple(sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def load_other_place_names() -> Mapping[str, tuple[str, ...]]:
    """The other spellings and short forms of provinces and cities by their name: `TP.HCM` of `Hồ Chí Minh`."""
    return {name: tuple(others) for name, others in load_words()["places"]["other_names"].items()}


@lru_cache(maxsize=1)
def load_place_forms() -> tuple[str, ...]:
    """The names of `load_places` and their other forms, longest first."""
    others = (other for forms in load_other_place_names().values() for other in forms)
    return tuple(sorted({*load_places(), *others}, key=lambda form: (-len(form), form)))


@lru_cache(maxsize=1)
def load_regions() -> tuple[str, ...]:
    """The regions of the country."""
    return tuple(" ".join(name.split()) for name in load_words()["regions"]["names"].split("|"))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The product's lexicon, read once: it is data of the program and never changes while it runs."""
    tables = load_words()
    words = tables["function_words"]
    return Lexicon(
        tables["shorthand"], tables["concepts"]["names"], f"{words['question']} | {words['general']}", words["plain"]
    )


def _tables(
    shorthand: dict[str, str], concepts: Iterable[Iterable[str]], function_words: str, *, folded: bool
) -> tuple[dict[str, Phrase], Phrases[Phrase], Phrases[bool]]:
    """What shorthand is short for, the names of concepts with their terms, and the function words."""

    def read(text: str) -> Phrase:
        return tuple(syllables(fold_accents(text) if folded else text))

    expanded = {read(short)[0]: read(full) for short, full in shorthand.items()}
    named: list[tuple[Phrase, Phrase]] = []
    for concept in concepts:
        names = list(concept)
        canonical = fold_accents(names[0]) if folded else names[0]
        named += ((read(name), tuple(canonical.split(" + "))) for name in names)
    dropped = ((words, True) for phrase in function_words.split("|") if (words := read(phrase)))
    return expanded, Phrases(named), Phrases(dropped)
