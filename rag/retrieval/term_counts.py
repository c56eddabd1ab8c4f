"""Passages → in how many each term stands, and so how much it tells of a text."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.datatypes import Passage
from rag.lexicon import load_lexicon


@dataclass(frozen=True, slots=True)
class TermCounts:
    """`passages_with` has every term of the passages, in one form: with or without accents."""

    passages: int
    passages_with: Mapping[str, int]

    def __contains__(self, term: str) -> bool:
        """Whether any passage has the term."""
        return term in self.passages_with

    def rarity(self, term: str) -> float:
        """Inverse document frequency over passages, above 0; that of a word of no passage is the highest there is."""
        return math.log(1 + self.passages / max(self.passages_with.get(term, 0), 2))


def count_terms(passages: Sequence[Passage]) -> Mapping[bool, TermCounts]:
    """The counts with accents (False) and without (True), of each passage as it is indexed."""
    return {folded: _count_terms(passages, folded=folded) for folded in (False, True)}


def _count_terms(passages: Sequence[Passage], *, folded: bool) -> TermCounts:
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(set(load_lexicon().terms(passage.indexed_text, folded=folded)))
    return TermCounts(max(1, len(passages)), counts)
