"""Our parts in LlamaIndex's forms: what goes in comes out, exactly."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from llama_index.core import Document as LlamaDocument
from llama_index.core import MockEmbedding
from llama_index.core.schema import NodeRelationship, NodeWithScore, TextNode
from llama_index.core.vector_stores import SimpleVectorStore

from llama import (
    ModelEmbedding,
    OwnEmbedder,
    PassageNodeParser,
    RerankerPostprocessor,
    VectorStorePassages,
    node_of,
    passage_of,
)
from rag.datatypes import Document, RankedPassage, SourceRecord
from rag.ingestion.chunking import split_passages
from tests.fakes import FakeEmbedder

TEXT = """Báo cáo tình hình năm 2031

I. KẾT QUẢ
1. Trồng 9 nghìn cây.
2. Sản lượng tôm đạt 40 nghìn tấn.
II. NHIỆM VỤ
1. Trồng 9 nghìn cây.
"""
PASSAGES = split_passages(Document("a.txt", TEXT, SourceRecord("Báo cáo", number="4/BC", period="2031")), 700)


def _parsed(text: str = TEXT) -> list[TextNode]:
    nodes = PassageNodeParser().get_nodes_from_documents([LlamaDocument(text=text, metadata={"file_name": "a.txt"})])
    return [node for node in nodes if isinstance(node, TextNode)]


def test_a_passage_comes_back_from_its_node() -> None:
    for passage in PASSAGES:
        node = node_of(passage)
        back = passage_of(node)
        assert (back.id, back.file, back.start, back.end, back.text) == (
            *(passage.id, passage.file, passage.start, passage.end, passage.text),
        )
        assert back.header == passage.header
        assert node.get_content("embed") == passage.indexed_text


def test_every_node_is_the_slice_that_it_names_and_knows_its_neighbours() -> None:
    nodes = _parsed()
    assert [node.text for node in nodes if node.text.endswith("9 nghìn cây.")] == ["1. Trồng 9 nghìn cây."] * 2
    assert all(node.text == TEXT[node.start_char_idx : node.end_char_idx] for node in nodes)
    assert len({node.start_char_idx for node in nodes}) == len(nodes)
    assert nodes[1].relationships[NodeRelationship.PREVIOUS].node_id == nodes[0].node_id
    assert "file_name" not in nodes[0].get_content("embed")


def test_a_document_without_a_name_is_called_by_its_id() -> None:
    nodes = PassageNodeParser().get_nodes_from_documents([LlamaDocument(text=TEXT, id_="bao-cao")])
    assert {node.metadata["file"] for node in nodes} == {"bao-cao"}


def test_our_embedder_embeds_for_them_and_theirs_for_us() -> None:
    ours = ModelEmbedding(FakeEmbedder())
    assert ours.get_query_embedding("mía") == FakeEmbedder().embed_queries(["mía"])[0].tolist()
    assert len(ours.get_text_embedding_batch(["mía", "cau"])) == 2
    theirs = OwnEmbedder(MockEmbedding(embed_dim=7), "mock")
    assert theirs.name == "mock"
    assert theirs.embed_queries([]).shape == (0, 7)
    assert (theirs.embed_passages(["mía", "cau"]) ** 2).sum(axis=1) == pytest.approx([1, 1])


class Backwards:
    def rerank(self, query: str, passages: Sequence[RankedPassage]) -> Sequence[RankedPassage]:  # noqa: ARG002
        return passages[::-1]


def test_a_reranker_orders_nodes() -> None:
    nodes = [NodeWithScore(node=node_of(passage), score=0.5) for passage in PASSAGES]
    ranked = RerankerPostprocessor(Backwards(), top_n=2).postprocess_nodes(nodes, query_str="cây")
    assert [one.node.node_id for one in ranked] == [passage.id for passage in PASSAGES[::-1][:2]]


def test_any_of_their_stores_ranks_our_passages() -> None:
    embedder, store = FakeEmbedder(), SimpleVectorStore()
    nodes = [node_of(passage) for passage in PASSAGES]
    for node, vector in zip(nodes, embedder.embed_passages([p.indexed_text for p in PASSAGES]), strict=True):
        node.embedding = vector.tolist()
    store.add(nodes)
    known = {passage.id: passage for passage in PASSAGES[1:]}
    found = VectorStorePassages(store, known, embedder).search(PASSAGES[1].indexed_text, 9)
    assert found[0].passage == PASSAGES[1]
    assert {one.passage.id for one in found} == known.keys()
    assert VectorStorePassages(store, known, embedder).search("?", 9) == ()


def test_the_forms_are_all_documented() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "llama-index.md").read_text(encoding="utf-8")
    import llama  # noqa: PLC0415 - its list of names

    assert [name for name in llama.__all__ if name not in guide and name[0].isupper()] == []
