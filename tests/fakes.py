"""Stand-ins whose results can be computed by hand."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from rag.datatypes import ContextHeader, Passage
from rag.protocols import Vectors


class FakeEmbedder:
    """Counts syllables: texts of the same ones have cosine 1, texts without a common one 0, but for collisions."""

    dimensions = 1024
    name = "fake:syllables"

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for syllable in re.findall(r"\w+", text.casefold()) or [""]:
                vector[zlib.crc32(syllable.encode("utf-8", "replace")) % self.dimensions] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self.embed_queries(texts)


def make_passage(passage_id: str, text: str) -> Passage:
    """A passage that is the whole of a document without title."""
    header = ContextHeader(title="", number="", heading_path=(), period="")
    return Passage(passage_id, f"{passage_id}.txt", 0, len(text), text, header, is_item=False)
