from collections.abc import Sequence

import pytest

from rag.datatypes import RankedPassage
from rag.retrieval.searching import HybridSearch
from tests.fakes import make_passage


class _FixedIndex:
    """Finds the same passages for every query, and remembers the k that was asked."""

    def __init__(self, ids: str) -> None:
        self._hits = [RankedPassage(make_passage(passage_id, ""), 1.0) for passage_id in ids]
        self.asked: list[tuple[str, int]] = []

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        self.asked.append((query, k))
        return self._hits[:k]


class _ReversingReranker:
    def rerank(self, query: str, passages: Sequence[RankedPassage]) -> Sequence[RankedPassage]:
        assert query == "thu ngân sách"
        return [RankedPassage(hit.passage, float(rank)) for rank, hit in enumerate(passages)][::-1]


def _ids(hits: Sequence[RankedPassage]) -> str:
    return "".join(hit.passage.id for hit in hits)


@pytest.mark.parametrize(
    ("dense_weight", "found"), [(0.5, "bcad"), (0.9, "bacd"), (0.1, "cdba"), (1.0, "ba"), (0.0, "cd")]
)
def test_the_dense_weight_shares_out_between_the_indexes(dense_weight: float, found: str) -> None:
    search = HybridSearch(_FixedIndex("ba"), _FixedIndex("cd"), candidates=5, dense_weight=dense_weight)
    assert _ids(search.search("thu ngân sách", 4)) == found


def test_an_index_without_weight_is_not_searched() -> None:
    dense, lexical = _FixedIndex("a"), _FixedIndex("b")
    HybridSearch(dense, lexical, candidates=5, dense_weight=0).search("thu ngân sách", 3)
    assert (dense.asked, lexical.asked) == ([], [("thu ngân sách", 5)])


def test_each_index_gives_its_candidates_however_few_are_wanted() -> None:
    dense, lexical = _FixedIndex("abcdef"), _FixedIndex("fedcba")
    hits = HybridSearch(dense, lexical, candidates=6, dense_weight=0.5).search("thu ngân sách", 2)
    assert len(hits) == 2
    assert dense.asked == lexical.asked == [("thu ngân sách", 6)]


def test_the_reranker_has_the_last_word_over_as_many_as_there_are_candidates() -> None:
    dense, lexical = _FixedIndex("ab"), _FixedIndex("cd")
    search = HybridSearch(dense, lexical, candidates=2, dense_weight=0.9, reranker=_ReversingReranker())
    assert _ids(search.search("thu ngân sách", 5)) == "bacd"


def test_where_no_index_finds_anything_there_is_nothing() -> None:
    assert list(HybridSearch(_FixedIndex(""), _FixedIndex(""), 5, 0.5).search("thu ngân sách", 3)) == []
