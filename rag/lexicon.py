"""Text → terms: syllables with abbreviations, everyday words and administrative names brought to one form.

The words are data (`lexicon.toml`). A term is a syllable or a concept of several (`khách du lịch`).
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.vietnamese import fold_accents, syllables

_Phrases = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


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
        return _replace_phrases(replaced, phrases)

    def content_terms(self, text: str, *, folded: bool = False) -> list[str]:
        """The terms without function words, each once, in order of first use."""
        _, _, function_words = self._tables[folded]
        kept = _drop_phrases(self.terms(text, folded=folded), function_words)
        return list(dict.fromkeys(kept))


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
def load_lexicon() -> Lexicon:
    """The product's lexicon, read once: it is data of the program and never changes while it runs."""
    tables = load_words()
    words = tables["function_words"]
    return Lexicon(
        tables["shorthand"], tables["concepts"]["names"], f"{words['question']} | {words['general']}", words["plain"]
    )


def _tables(
    shorthand: dict[str, str], concepts: Iterable[Iterable[str]], function_words: str, *, folded: bool
) -> tuple[dict[str, tuple[str, ...]], _Phrases, dict[str, list[tuple[str, ...]]]]:
    def read(text: str) -> tuple[str, ...]:
        return tuple(syllables(fold_accents(text) if folded else text))

    expanded = {read(short)[0]: read(full) for short, full in shorthand.items()}
    phrases: _Phrases = {}
    for concept in concepts:
        names = list(concept)
        canonical = fold_accents(names[0]) if folded else names[0]
        replacement = tuple(canonical.split(" + "))
        for name in names:
            words = read(name)
            phrases.setdefault(words[0], []).append((words, replacement))
    for choices in phrases.values():
        choices.sort(key=lambda choice: -len(choice[0]))
    dropped: dict[str, list[tuple[str, ...]]] = {}
    for phrase in function_words.split("|"):
        if words := read(phrase):
            dropped.setdefault(words[0], []).append(words)
    for listed in dropped.values():
        listed.sort(key=len, reverse=True)
    return expanded, phrases, dropped


def _replace_phrases(words: list[str], phrases: _Phrases) -> list[str]:
    terms: list[str] = []
    position = 0
    while position < len(words):
        for phrase, replacement in phrases.get(words[position], ()):
            if tuple(words[position : position + len(phrase)]) == phrase:
                terms.extend(replacement)
                position += len(phrase)
                break
        else:
            terms.append(words[position])
            position += 1
    return terms


def _drop_phrases(terms: list[str], phrases: dict[str, list[tuple[str, ...]]]) -> list[str]:
    kept: list[str] = []
    position = 0
    while position < len(terms):
        for phrase in phrases.get(terms[position], ()):
            if tuple(terms[position : position + len(phrase)]) == phrase:
                position += len(phrase)
                break
        else:
            kept.append(terms[position])
            position += 1
    return kept
