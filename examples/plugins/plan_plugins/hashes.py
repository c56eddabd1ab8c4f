"""An embedding: the syllables of a text, counted by their hashes. For a machine on which no model runs."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from rag import Settings
from rag.protocols import Vectors

_DIMENSIONS = 512


class Hashes:
    """See `rag.protocols.Embedder`."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.embedding_model

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 512), rows of length 1."""
        vectors: Vectors = np.zeros((len(texts), _DIMENSIONS), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for syllable in re.findall(r"\w+", text.casefold()) or [""]:
                vector[zlib.crc32(syllable.encode("utf-8", "replace")) % _DIMENSIONS] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As `embed_queries`."""
        return self.embed_queries(texts)
