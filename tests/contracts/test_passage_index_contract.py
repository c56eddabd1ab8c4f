"""What every passage index promises."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from rag.datatypes import Passage
from rag.indexing.lexical_index import LexicalIndex
from rag.indexing.vector_index import VectorIndex
from rag.protocols import Embedder, PassageIndex
from tests.bundled_embedder import bundled_embedder
from tests.fake_vector_index import FakeVectorIndex
from tests.fakes import FakeEmbedder, make_passage

Build = Callable[[Sequence[Passage]], PassageIndex]


def _vector_index(embedder: Callable[[], Embedder], folder: Path, passages: Sequence[Passage]) -> PassageIndex:
    model = embedder()
    VectorIndex.build(folder, passages, model.embed_passages([passage.indexed_text for passage in passages]))
    return VectorIndex(folder, {passage.id: passage for passage in passages}, model)


def _fake_vector_index(folder: Path, passages: Sequence[Passage]) -> PassageIndex:
    model = FakeEmbedder()
    FakeVectorIndex.build(folder, passages, model.embed_passages([passage.indexed_text for passage in passages]))
    return FakeVectorIndex(folder, {passage.id: passage for passage in passages}, model)


def _lexical_index(folder: Path, passages: Sequence[Passage]) -> PassageIndex:
    LexicalIndex.build(folder, passages)
    return LexicalIndex(folder, passages)


INDEXES: dict[str, Callable[[Path, Sequence[Passage]], PassageIndex]] = {
    "fake": _fake_vector_index,
    "lexical": _lexical_index,
    "vector, fake model": partial(_vector_index, FakeEmbedder),
    "vector, bundled model": partial(_vector_index, bundled_embedder),
}

PASSAGES = (
    make_passage("c", "Thu ngân sách nhà nước trên địa bàn đạt 118.000 tỷ đồng."),
    make_passage("a", "Kim ngạch xuất khẩu đạt 30,5 tỷ USD."),
    make_passage("d", "Kim ngạch xuất khẩu đạt 30,5 tỷ USD."),
    make_passage("b", "Kim ngạch xuất khẩu đạt 30,5 tỷ USD."),
    make_passage("e", "Số giường bệnh trên một vạn dân."),
)


WITHOUT_CHROMA = {"fake", "lexical"}


@pytest.fixture(
    params=[pytest.param(name, marks=[] if name in WITHOUT_CHROMA else pytest.mark.real) for name in INDEXES]
)
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Build:
    return partial(INDEXES[request.param], tmp_path)


def test_the_passage_that_the_query_repeats_is_first(build: Build) -> None:
    index = build(PASSAGES)
    for passage in (PASSAGES[0], PASSAGES[4]):
        assert index.search(passage.text, 1)[0].passage == passage


def test_similarities_fall_and_ties_are_in_the_order_of_ids(build: Build) -> None:
    hits = build(PASSAGES).search("Kim ngạch xuất khẩu đạt bao nhiêu tỷ USD?", 5)
    assert [hit.passage.id for hit in hits[:3]] == ["a", "b", "d"]
    assert hits[0].similarity == hits[2].similarity
    similarities = [hit.similarity for hit in hits]
    assert similarities == sorted(similarities, reverse=True)


@pytest.mark.parametrize("k", [1, 2, 5, 50])
def test_at_most_k_and_none_twice(build: Build, k: int) -> None:
    hits = build(PASSAGES).search("kim ngạch xuất khẩu đạt", k)
    assert len(hits) <= min(k, len(PASSAGES))
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_fewer_are_the_head_of_more(build: Build) -> None:
    index = build(PASSAGES)
    assert list(index.search("xuất khẩu đạt", 2)) == list(index.search("xuất khẩu đạt", 3))[:2]


def test_an_empty_index_has_no_answer(build: Build) -> None:
    assert list(build(()).search("thu ngân sách", 5)) == []


@pytest.mark.parametrize("query", ["", " \n\t", "?!…", "–"])
def test_a_query_without_words_has_no_answer(build: Build, query: str) -> None:
    assert list(build(PASSAGES).search(query, 5)) == []
