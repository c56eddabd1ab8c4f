"""Our embedding model as LlamaIndex's, and any of theirs as ours."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr

from rag.protocols import Embedder, Vectors


class ModelEmbedding(BaseEmbedding):
    """Vectors of length 1 by one of our embedders, with its prefixes for questions and passages."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **fields: Any) -> None:
        super().__init__(model_name=embedder.name, **fields)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_queries([query])[0].tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embedder.embed_passages([text])[0].tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_passages(texts).tolist()


class OwnEmbedder:
    """An `Embedder` by any embedding of LlamaIndex: `open_present_pipeline(settings, open_embedder=…)` takes it.

    Args:
        embedding: Whatever length its vectors have, they are made to have length 1.
        name: What an index records as its maker; the setting `embedding_model`.
    """

    def __init__(self, embedding: BaseEmbedding, name: str) -> None:
        self._embedding = embedding
        self._name = name
        self._dimensions = len(embedding.get_query_embedding(name))

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return self._name

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._rows([self._embedding.get_query_embedding(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._rows(self._embedding.get_text_embedding_batch(list(texts)))

    def _rows(self, vectors: Sequence[Sequence[float]]) -> Vectors:
        rows = np.array(vectors, np.float32).reshape(len(vectors), self._dimensions)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        normal: Vectors = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
        return normal
