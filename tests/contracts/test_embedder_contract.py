"""What every embedder promises, fakes included."""

from collections.abc import Callable

import numpy as np
import pytest

from rag.protocols import Embedder, Vectors
from tests.bundled_embedder import bundled_embedder
from tests.fakes import FakeEmbedder

EMBEDDERS: dict[str, Callable[[], Embedder]] = {"fake": FakeEmbedder, "bundled": bundled_embedder}

TEXTS = ("thu ngân sách " * 30, "GRDP", "Kim ngạch xuất khẩu năm 2024 đạt 30,5 tỷ USD.")


@pytest.fixture(params=["fake", pytest.param("bundled", marks=pytest.mark.real)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return EMBEDDERS[request.param]()


@pytest.fixture(params=["queries", "passages"])
def embed(request: pytest.FixtureRequest, embedder: Embedder) -> Callable[[tuple[str, ...]], Vectors]:
    return embedder.embed_queries if request.param == "queries" else embedder.embed_passages


def test_has_a_name(embedder: Embedder) -> None:
    assert embedder.name


def test_no_texts_have_the_shape_of_some(embed: Callable[[tuple[str, ...]], Vectors]) -> None:
    none, some = embed(()), embed(TEXTS)
    assert none.shape == (0, some.shape[1])
    assert some.shape[0] == len(TEXTS)
    assert none.dtype == some.dtype == np.float32


@pytest.mark.parametrize("text", [*TEXTS, "", " \n", "?!", "😀", "\ud800", "a" * 20_000])
def test_rows_have_length_one(embed: Callable[[tuple[str, ...]], Vectors], text: str) -> None:
    assert np.linalg.norm(embed((text,)), axis=1) == pytest.approx([1], abs=1e-5)


def test_a_row_depends_on_its_text_alone(embed: Callable[[tuple[str, ...]], Vectors]) -> None:
    together = embed(TEXTS)
    assert np.allclose(together, np.concatenate([embed((text,)) for text in TEXTS]), atol=1e-5)
    assert np.allclose(together[::-1], embed(TEXTS[::-1]), atol=1e-5)


def test_a_query_is_nearest_to_the_passage_that_it_asks_for(embedder: Embedder) -> None:
    (query,) = embedder.embed_queries(["kim ngạch xuất khẩu năm 2024"])
    assert int(np.argmax(embedder.embed_passages(TEXTS) @ query)) == 2
