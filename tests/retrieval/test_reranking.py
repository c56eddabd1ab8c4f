from collections.abc import Sequence

import pytest

from rag.datatypes import ContextHeader, Passage, RankedPassage
from rag.errors import ModelFilesUnusable
from rag.retrieval.reranking import CrossEncoderReranker
from tests.fakes import make_passage

sentence_transformers = pytest.importorskip("sentence_transformers")


class _SharedWords:
    """A cross-encoder that counts the query's words in the text."""

    def __init__(self, name: str) -> None:
        if name == "missing":
            raise OSError("no such model")

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        return [sum(word in text for word in query.split()) for query, text in pairs]


@pytest.fixture(autouse=True)
def _cross_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_transformers, "CrossEncoder", _SharedWords)


def test_the_models_score_replaces_the_similarity_and_orders_the_passages() -> None:
    passages = [
        RankedPassage(make_passage("c", "chi"), 0.9),
        RankedPassage(make_passage("b", "thu chi"), 0.8),
        RankedPassage(make_passage("a", "thu"), 0.7),
    ]
    reranked = CrossEncoderReranker("any").rerank("thu chi", passages)
    assert [(hit.passage.id, hit.similarity) for hit in reranked] == [("b", 2.0), ("a", 1.0), ("c", 1.0)]


def test_the_model_reads_the_headings_too() -> None:
    header = ContextHeader("Nghị quyết", "", ("Du lịch",), "")
    under_heading = RankedPassage(Passage("b", "b.txt", 0, 3, "12%", header, is_item=True), 0.1)
    reranked = CrossEncoderReranker("any").rerank(
        "Du lịch", [RankedPassage(make_passage("a", "13%"), 0.9), under_heading]
    )
    assert reranked[0].passage.id == "b"


def test_nothing_reranked_is_nothing() -> None:
    assert list(CrossEncoderReranker("any").rerank("thu", [])) == []


def test_a_model_that_cannot_be_loaded_is_told_by_name() -> None:
    with pytest.raises(ModelFilesUnusable, match="missing") as caught:
        CrossEncoderReranker("missing")
    assert "missing" in caught.value.message
