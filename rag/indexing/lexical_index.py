"""BM25 over syllables, their bigrams and the lexicon's concepts; the only place that knows bm25s.

Syllables with bigrams beat word segmenters on four Vietnamese sets. Folding accents costs precision on accented
questions, so both forms are indexed and the question's own form chooses.
"""

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.datatypes import Passage, RankedPassage
from rag.errors import IndexUnusable
from rag.indexing.best_rows import best_rows
from rag.lexicon import load_lexicon
from rag.vietnamese import bigrams, fold_accents, has_accents, syllables

_NO_WORD = "\0"
_ACCENTED, _FOLDED = "accented", "folded"


class LexicalIndex:
    """A `PassageIndex` over a folder that `build` wrote.

    Raises:
        IndexUnusable: the folder is missing or damaged.
    """

    def __init__(self, folder: Path, passages: Sequence[Passage]) -> None:
        import bm25s  # noqa: PLC0415 - seconds of import that commands like --help need not pay

        try:
            self._indexes: Mapping[str, Any] = {
                form: bm25s.BM25.load(str(folder / form), show_progress=False) for form in (_ACCENTED, _FOLDED)
            }
        except Exception as error:  # bm25s lets whatever numpy and json raise pass
            raise IndexUnusable(
                "Chỉ mục từ khóa bị hỏng. Hãy chạy: python ingest.py --repair", f"lexical index in {folder}: {error}"
            ) from error
        self._passages = passages

    @staticmethod
    def build(folder: Path, passages: Sequence[Passage]) -> None:
        """Write the index of the passages into a new folder; `passages` in the order that the constructor gets."""
        import bm25s  # noqa: PLC0415

        for form in (_ACCENTED, _FOLDED):
            index = bm25s.BM25(method="lucene")
            # Numbers in arrays: as lists of text, the tokens of 20 MB of documents take a gigabyte.
            vocabulary: dict[str, int] = {}
            texts = [
                array("i", [vocabulary.setdefault(token, len(vocabulary)) for token in tokens])
                for tokens in (_tokens(passage.indexed_text, form) for passage in passages)
            ]
            # The library cannot index nothing: one text that no query matches stands in for it.
            index.index((texts, vocabulary) if vocabulary else [[_NO_WORD]], show_progress=False)
            index.save(str(folder / form), show_progress=False)

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        """At most k passages that share a word with the query, best first; similarity is the BM25 score, above 0."""
        form = _ACCENTED if has_accents(query) else _FOLDED
        tokens = _tokens(query, form)
        if not tokens or not self._passages:
            return ()
        scores = self._indexes[form].get_scores(tokens)[: len(self._passages)]
        rows = [int(row) for row in best_rows(scores, k) if scores[row] > 0]
        best = sorted((-float(scores[row]), self._passages[row].id, row) for row in rows)
        return [RankedPassage(self._passages[row], -negative) for negative, _, row in best[:k]]


def _tokens(text: str, form: str) -> list[str]:
    folded = form == _FOLDED
    words = syllables(fold_accents(text) if folded else text)
    return load_lexicon().terms_of_words(words, folded=folded) + bigrams(words)
