"""Any vector store of LlamaIndex as an index of our passages by meaning."""

from collections.abc import Mapping, Sequence

from llama_index.core.vector_stores.types import BasePydanticVectorStore, MetadataFilters, VectorStoreQuery

from rag.datatypes import Passage, RankedPassage
from rag.protocols import Embedder


class VectorStorePassages:
    """A `PassageIndex` over a store that holds our passages under their ids.

    Args:
        store: Holds vectors that `embedder` made. Ids that are none of the passages' are passed over.
        passages_by_id: The passages that may be found.
        embedder: Makes the question's vector.
        filters: What the store looks at alone: a place, a year, a document.
    """

    def __init__(
        self,
        store: BasePydanticVectorStore,
        passages_by_id: Mapping[str, Passage],
        embedder: Embedder,
        filters: MetadataFilters | None = None,
    ) -> None:
        self._store = store
        self._passages = passages_by_id
        self._embedder = embedder
        self._filters = filters

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        """At most k passages, best first, ties by passage id; similarities are the store's own."""
        if not self._passages or not any(character.isalnum() for character in query):
            return ()
        vector = self._embedder.embed_queries([query])[0].tolist()
        found = self._store.query(
            VectorStoreQuery(query_embedding=vector, query_str=query, similarity_top_k=k, filters=self._filters)
        )
        pairs = zip(found.ids or (), found.similarities or (), strict=True)
        ranked = [RankedPassage(self._passages[key], score) for key, score in pairs if key in self._passages]
        return sorted(ranked, key=lambda one: (-one.similarity, one.passage.id))[:k]
