"""A vector index without Chroma: the passages' vectors in one file."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.datatypes import Passage, RankedPassage
from rag.errors import IndexUnusable
from rag.indexing.passage_metadata import Metadata
from rag.protocols import Embedder, Vectors
from tests.fakes import FakeEmbedder, RulesAlone

_FILE = "vectors.npz"


class FakeVectorIndex:
    """Made and opened as the real one."""

    def __init__(self, folder: Path, passages_by_id: Mapping[str, Passage], embedder: Embedder) -> None:
        self._ids, self._vectors = _read(folder, passages_by_id)
        self._passages = passages_by_id
        self._embedder = embedder

    @staticmethod
    def build(
        folder: Path,
        passages: Sequence[Passage],
        vectors: Vectors,
        metadata: Sequence[Metadata] | None = None,  # noqa: ARG004 - as the real one
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / _FILE, ids=np.array([passage.id for passage in passages], np.str_), vectors=vectors)

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        if not self._ids or not any(character.isalnum() for character in query):
            return ()
        similarities = np.round(self._vectors @ self._embedder.embed_queries([query])[0], 6)
        order = sorted(range(len(self._ids)), key=lambda row: (-similarities[row], self._ids[row]))
        return [RankedPassage(self._passages[self._ids[row]], float(similarities[row])) for row in order[:k]]


def check_fake_vectors(folder: Path, passages: Iterable[Passage]) -> None:
    """Refuses what `check_vectors` refuses."""
    _read(folder, {passage.id: passage for passage in passages})


def read_fake_vectors(folder: Path, passages: Sequence[Passage]) -> tuple[list[Passage], Vectors]:
    """As `read_vectors`."""
    by_id = {passage.id: passage for passage in passages}
    ids, vectors = _read(folder, by_id)
    return [by_id[passage_id] for passage_id in ids], vectors


def _read(folder: Path, passages_by_id: Mapping[str, Passage]) -> tuple[list[str], Vectors]:
    try:
        with np.load(folder / _FILE) as content:
            ids, vectors = list(content["ids"]), content["vectors"]
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise IndexUnusable("Chỉ mục không dùng được.", f"{folder}: {error!r}") from error
    if set(ids) != passages_by_id.keys():
        raise IndexUnusable("Chỉ mục không dùng được.", f"{folder}: vectors of other passages")
    return ids, vectors


def use_fake_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipelines made from now on keep vectors in a plain file, embed by the fake model and read by rules alone."""
    monkeypatch.setattr("rag.pipeline.VectorIndex", FakeVectorIndex)
    monkeypatch.setattr("rag.pipeline.check_vectors", check_fake_vectors)
    monkeypatch.setattr("rag.reusing.read_vectors", read_fake_vectors)
    monkeypatch.setattr("rag.wiring.VectorIndex", FakeVectorIndex)
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    monkeypatch.setattr("rag.wiring._Models._load_fact_reader", lambda _models: RulesAlone())
