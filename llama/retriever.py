"""Our hybrid search as LlamaIndex's retriever."""

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from llama.nodes import node_of
from rag import AskPipeline, InvalidInput, Question


class HybridRetriever(BaseRetriever):
    """Passages by meaning, by words and by the facts that they state, best first.

    `similarity_top_k` of them; scores compare within one answer only.
    """

    def __init__(self, pipeline: AskPipeline, similarity_top_k: int = 5) -> None:
        super().__init__()
        self._pipeline = pipeline
        self._top_k = similarity_top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        try:
            ranking = self._pipeline.search(Question(query_bundle.query_str), self._top_k)
        except InvalidInput:
            # Other retrievers find nothing for an empty query, too.
            return []
        return [NodeWithScore(node=node_of(ranked.passage), score=ranked.similarity) for ranked in ranking]
