"""The words by which facts are found: those of a fact's own name, of its clause, its passage and its headings."""

import re
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.datatypes import Document, Fact, Passage
from rag.lexicon import load_lexicon
from rag.retrieval.term_counts import TermCounts
from rag.thesaurus import load_thesaurus
from rag.vietnamese import bigrams, fold_accents, syllables

_SHORTEST_MISTYPED_CHARS = 4
_PARENTHESIS = re.compile(r"\([^)]*\)")


class Place(IntEnum):
    """Where a fact bears a word, nearest first: in its name, in what it counts (`7,3 triệu lượt khách`), …"""

    SUBJECT = 0
    COUNTED = 1
    CLAUSE = 2
    PASSAGE = 3
    HEADINGS = 4


class WordPlaces(Mapping[str, Place]):
    """Words by their nearest place; `texts` are the sorted words of each `Place`, in its order.

    Facts of one clause, passage or heading share its words: those of a large register must fit in memory.
    """

    __slots__ = ("_texts",)

    def __init__(self, texts: tuple[tuple[str, ...], ...]) -> None:
        self._texts = texts

    def __getitem__(self, word: str) -> Place:
        for place, words in zip(Place, self._texts, strict=True):
            at = bisect_left(words, word)
            if at < len(words) and words[at] == word:
                return place
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        return iter(self.down_to(Place.HEADINGS))

    def __len__(self) -> int:
        return len(self.down_to(Place.HEADINGS))

    def down_to(self, last: Place) -> AbstractSet[str]:
        """The words of the places up to and with `last`."""
        return frozenset().union(*self._texts[: last + 1])


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact's terms, pairs of terms and single syllables by their nearest place.

    `focus` is what a question about just this fact would name, with weights; `contrasts` are the members of contrast
    groups in its name.
    """

    places: WordPlaces
    focus: Mapping[str, float]
    contrasts: AbstractSet[tuple[int, int]]

    def place_of(self, phrase: Sequence[str]) -> Place | None:
        """Where the fact bears all of the phrase, its terms side by side; None where it does not."""
        parts = bigrams(phrase) or phrase
        places = [self.places[part] for part in parts if part in self.places]
        return max(places) if len(places) == len(parts) else None


class WordIndex:
    """The words of all facts in one form (with or without accents), with postings and rarities."""

    def __init__(
        self,
        facts: Sequence[Fact],
        passages: Iterable[Passage],
        documents: Iterable[Document],
        terms: TermCounts,
        *,
        folded: bool,
    ) -> None:
        self._folded = folded
        by_file = {document.file: document for document in documents}
        by_id = {passage.id: passage for passage in passages}
        self._read: dict[str, tuple[str, ...]] = {}
        self._names: dict[tuple[str, str], tuple[Mapping[str, float], AbstractSet[tuple[int, int]]]] = {}
        self.facts = [self._fact_words(fact, by_id[fact.passage_id], by_file[fact.file]) for fact in facts]
        self._read.clear()
        self._names.clear()
        self._postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for row, words in enumerate(self.facts):
            for term in words.places.down_to(Place.CLAUSE):
                self._postings[term].append(row)
        self._terms = terms
        self._words = {word for term in terms.passages_with for word in term.split()}
        self._vocabulary = [term for term in terms.passages_with if len(term) >= _SHORTEST_MISTYPED_CHARS]

    def _fact_words(self, fact: Fact, passage: Passage, document: Document) -> FactWords:
        source = document.source
        headings = (*passage.header.heading_path, source.title, source.kind, source.number, source.issuer)
        texts = {
            # `năng suất lúa vụ đông xuân`: the season is asked for as part of the name.
            Place.SUBJECT: f"{fact.indicator} {fact.part} {fact.period.cycle if fact.period else ''}".rstrip(),
            Place.COUNTED: fact.figure.text if passage.row else _figure_with_noun(document.text, fact),
            Place.CLAUSE: document.text[fact.clause_start : fact.clause_end],
            Place.PASSAGE: passage.text,
            Place.HEADINGS: " ".join(headings),
        }
        places = WordPlaces(tuple(self._words_of(texts[place]) for place in Place))
        return FactWords(places, *self._name_words(fact.indicator, fact.part))

    def _name_words(self, indicator: str, part: str) -> tuple[Mapping[str, float], AbstractSet[tuple[int, int]]]:
        """The focus and the contrasts of a name, which many facts share."""
        if (indicator, part) not in self._names:
            # Words in parentheses qualify an indicator (`giá so sánh 2010`): nobody need name them.
            focus = dict.fromkeys(self._content(_PARENTHESIS.sub(" ", indicator)), 0.5 if part else 1.0)
            focus |= dict.fromkeys(self._content(part), 1.0)
            focus = focus or dict.fromkeys(self._content(indicator), 1.0)
            contrasts = load_thesaurus(folded=self._folded).contrast_members(f"{indicator} {part}")
            self._names[indicator, part] = focus, contrasts
        return self._names[indicator, part]

    def _content(self, text: str) -> Iterator[str]:
        return map(sys.intern, load_lexicon().content_terms(text, folded=self._folded))

    def _words_of(self, text: str) -> tuple[str, ...]:
        """Terms, pairs of them, and syllables: `thu gom` is found in what reads as the one concept `thu gom xử lý`."""
        if text not in self._read:
            plain = fold_accents(text) if self._folded else text
            terms = load_lexicon().terms(text, folded=self._folded)
            pairs = bigrams(load_lexicon().content_terms(text, folded=self._folded))
            self._read[text] = tuple(sorted(map(sys.intern, {*terms, *pairs, *syllables(plain)})))
        return self._read[text]

    def rarity(self, term: str) -> float:
        """See `TermCounts`."""
        return self._terms.rarity(term)

    @property
    def rarest(self) -> float:
        """The rarity of a word of no passage."""
        return self.rarity("")

    def nearest(self, term: str) -> str:
        """The term itself, or for a word of no passage the one word a single slip of the finger away."""
        if term in self._terms or len(term) < _SHORTEST_MISTYPED_CHARS or term.isdigit():
            return term
        close = process.extract(term, self._vocabulary, scorer=OSA.distance, score_cutoff=1, limit=2)
        return close[0][0] if len(close) == 1 else term

    def knows(self, word: str) -> bool:
        """Whether any passage holds the word."""
        return word in self._words

    def rows_with(self, terms: Iterable[str]) -> AbstractSet[int]:
        """The rows of the facts whose own words or clause bear any of the terms, or a syllable of them."""
        return {row for term in terms for word in {term, *term.split()} for row in self._postings.get(word, ())}


def _figure_with_noun(text: str, fact: Fact) -> str:
    """The figure with the words that say what is counted: `7,3 triệu lượt khách`."""
    after = re.match(r"(?:\s+[^\W\d_]+){0,2}", text[fact.end : fact.end + 30])
    return text[fact.start : fact.end] + (after.group() if after else "")
