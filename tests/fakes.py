"""Stand-ins whose results can be computed by hand."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from rag.datatypes import ContextHeader, Document, Passage
from rag.figures.register import read_facts
from rag.protocols import EncodedText, ReadRegister, Vectors


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


class FakeTokenEncoder:
    """Words and signs are tokens, and equal ones have equal states, drawn by chance from their letters."""

    name = "fake:syllables"

    def encode_passages(self, texts: Sequence[str]) -> tuple[Vectors, list[EncodedText]]:
        return FakeEmbedder().embed_passages(texts), [self._encoded(text) for text in texts]

    def _encoded(self, text: str) -> EncodedText:
        found = list(re.finditer(r"\d[\d.,]*\d|\w+|[^\w\s]", text))
        spans = [(0, 0), *(token.span() for token in found), (0, 0)]
        words = ["<s>", *(token.group().casefold() for token in found), "</s>"]
        states = [np.random.default_rng(zlib.crc32(word.encode())).normal(size=768) for word in words]
        starts, ends = np.asarray(spans, np.int64).T
        return EncodedText(text, starts, ends, np.asarray(states, np.float16))


class RulesAlone:
    """A `FactReader` that has learned nothing and embeds nothing."""

    embeds_as = ""

    def read(self, document: Document, passages: Sequence[Passage]) -> ReadRegister:
        return ReadRegister(tuple(read_facts(document, passages)), (), np.empty((0, 0), np.float32))


def make_passage(passage_id: str, text: str) -> Passage:
    """A passage that is the whole of a document without title."""
    header = ContextHeader(title="", number="", heading_path=(), period="")
    return Passage(passage_id, f"{passage_id}.txt", 0, len(text), text, header, is_item=False)
