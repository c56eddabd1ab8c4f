"""Passages → in how many each term stands, and so how much it tells of a text."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.datatypes import Passage
from rag.lexicon import load_lexicon
from rag.retrieval.array_folder import map_arrays, write_arrays
from rag.retrieval.word_table import WordTable

_FORMS = {False: "accented", True: "folded"}


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


class _Counted(Mapping[str, int]):
    """Terms with their counts, mapped from disk."""

    def __init__(self, words: WordTable, counts: NDArray[np.generic]) -> None:
        self._words = words
        self._counts = counts

    def __getitem__(self, term: str) -> int:
        if (row := self._words.row(term)) < 0:
            raise KeyError(term)
        return int(self._counts[row])

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def count_terms(passages: Sequence[Passage]) -> Mapping[bool, TermCounts]:
    """The counts with accents (False) and without (True), of each passage as it is indexed."""
    return {folded: _count_terms(passages, folded=folded) for folded in _FORMS}


def write_counts(folder: Path, terms: Mapping[bool, TermCounts]) -> None:
    """Write the counts of both forms below a new folder.

    Raises:
        IndexUnusable: the folder cannot be written.
    """
    for folded, name in _FORMS.items():
        words = WordTable.of(terms[folded].passages_with)
        counts = np.array([terms[folded].passages_with[word] for word in words], np.int32)
        passages = np.array([terms[folded].passages], np.int64)
        write_arrays(folder / name, {**words.arrays(), "counts": counts, "passages": passages})


def open_counts(folder: Path) -> Mapping[bool, TermCounts]:
    """What `write_counts` wrote.

    Raises:
        IndexUnusable: the folder is missing or damaged.
    """
    return {folded: _open_counts(folder / name) for folded, name in _FORMS.items()}


def _open_counts(folder: Path) -> TermCounts:
    arrays = map_arrays(folder, "bytes", "ends", "counts", "passages")
    return TermCounts(int(arrays["passages"][0]), _Counted(WordTable(arrays), arrays["counts"]))


def _count_terms(passages: Sequence[Passage], *, folded: bool) -> TermCounts:
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(set(load_lexicon().terms(passage.indexed_text, folded=folded)))
    return TermCounts(max(1, len(passages)), counts)
