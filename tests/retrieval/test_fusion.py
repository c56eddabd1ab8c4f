import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import RankedPassage
from rag.retrieval.fusion import fuse_rankings
from tests.fakes import make_passage


def _ranking(ids: str) -> list[RankedPassage]:
    return [RankedPassage(make_passage(passage_id, ""), 1 / rank) for rank, passage_id in enumerate(ids, start=1)]


rankings = st.lists(st.permutations("abcdef").flatmap(lambda ids: st.integers(0, 6).map(lambda k: "".join(ids[:k]))))


def test_the_similarity_is_the_sum_of_weighted_reciprocal_ranks() -> None:
    fused = fuse_rankings([(0.7, _ranking("ab")), (0.3, _ranking("bc"))])
    assert [hit.passage.id for hit in fused] == ["b", "a", "c"]
    assert [hit.similarity for hit in fused] == pytest.approx(
        [0.7 / (60 + 2) + 0.3 / (60 + 1), 0.7 / (60 + 1), 0.3 / (60 + 2)]
    )


def test_similarities_of_the_rankings_themselves_do_not_count() -> None:
    strong = [RankedPassage(make_passage("b", ""), 1000.0)]
    assert [hit.passage.id for hit in fuse_rankings([(0.6, _ranking("a")), (0.4, strong)])] == ["a", "b"]


def test_equal_sums_are_in_the_order_of_ids() -> None:
    assert [hit.passage.id for hit in fuse_rankings([(0.5, _ranking("ba")), (0.5, _ranking("ab"))])] == ["a", "b"]


def test_a_ranking_without_weight_takes_no_part() -> None:
    assert [hit.passage.id for hit in fuse_rankings([(1.0, _ranking("ba")), (0.0, _ranking("cab"))])] == ["b", "a"]


@pytest.mark.parametrize("nothing", [[], [(1.0, [])]])
def test_nothing_fused_is_nothing(nothing: list[tuple[float, list[RankedPassage]]]) -> None:
    assert fuse_rankings(nothing) == []


@given(rankings)
def test_every_passage_is_there_once_best_first(ids: list[str]) -> None:
    fused = fuse_rankings([(1.0, _ranking(each)) for each in ids])
    found = [hit.passage.id for hit in fused]
    assert sorted(found) == sorted(set("".join(ids)))
    similarities = [hit.similarity for hit in fused]
    assert similarities == sorted(similarities, reverse=True)


@given(st.permutations("abcdef"))
def test_one_ranking_alone_keeps_its_order(ids: list[str]) -> None:
    assert [hit.passage.id for hit in fuse_rankings([(0.4, _ranking("".join(ids)))])] == list(ids)
