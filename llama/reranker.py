"""Our reranker as LlamaIndex's node postprocessor."""

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from llama.nodes import passage_of
from rag.datatypes import RankedPassage
from rag.protocols import Reranker


class RerankerPostprocessor(BaseNodePostprocessor):
    """Nodes of our passages in the order in which a reranker puts them; `top_n` of them."""

    top_n: int = 5
    _reranker: Reranker = PrivateAttr()

    def __init__(self, reranker: Reranker, top_n: int = 5) -> None:
        super().__init__(top_n=top_n)
        self._reranker = reranker

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None:
            return nodes[: self.top_n]
        found = {scored.node.node_id: scored.node for scored in nodes}
        passages = [
            RankedPassage(passage_of(scored.node), scored.score or 0.0)
            for scored in nodes
            if isinstance(scored.node, TextNode)
        ]
        ranked = self._reranker.rerank(query_bundle.query_str, passages)
        return [NodeWithScore(node=found[one.passage.id], score=one.similarity) for one in ranked[: self.top_n]]
