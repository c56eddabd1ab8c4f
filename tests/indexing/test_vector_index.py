import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import chromadb
import numpy as np
import pytest

from rag.datatypes import Passage
from rag.errors import IndexUnusable
from rag.indexing.vector_index import VectorIndex, check_vectors, read_vectors
from rag.protocols import Vectors
from tests.fakes import FakeEmbedder, make_passage

pytestmark = pytest.mark.real

EMBEDDER = FakeEmbedder()
ENOUGH_FOR_GRAPH_FILES = 1100
"""Chroma keeps up to 1,000 vectors in its database alone."""


def _build(folder: Path, texts: list[str]) -> dict[str, Passage]:
    passages = [make_passage(f"p{i:05d}", text) for i, text in enumerate(texts)]
    VectorIndex.build(folder, passages, EMBEDDER.embed_passages(texts))
    return {passage.id: passage for passage in passages}


class _FixedEmbedder(FakeEmbedder):
    """Gives every query the same vector."""

    def __init__(self, vector: Vectors) -> None:
        self._vector = vector

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.tile(self._vector, (len(texts), 1))


def test_similarity_is_the_cosine(tmp_path: Path) -> None:
    passages = _build(tmp_path, ["thu ngân sách", "chi ngân sách", "xuất khẩu"])
    hits = VectorIndex(tmp_path, passages, EMBEDDER).search("thu ngân sách", 3)
    assert [hit.passage.id for hit in hits] == ["p00000", "p00001", "p00002"]
    assert [hit.similarity for hit in hits] == pytest.approx([1, 2 / 3, 0], abs=1e-6)


def test_ranking_is_exact_where_many_vectors_are_equal(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(3000, 64)).astype(np.float32)
    vectors[500:1100] = vectors[500]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    passages = [make_passage(f"p{i:05d}", "") for i in random.permutation(3000)]
    VectorIndex.build(tmp_path, passages, vectors)
    index = VectorIndex(tmp_path, {passage.id: passage for passage in passages}, _FixedEmbedder(vectors[500]))
    hits = index.search("bất kỳ", 700)
    assert [hit.passage.id for hit in hits[:600]] == sorted(passage.id for passage in passages[500:1100])
    expected = np.sort(vectors @ vectors[500])[::-1][:700]
    assert [hit.similarity for hit in hits] == pytest.approx(expected, abs=1e-5)


def test_chroma_knows_where_each_passage_stands(tmp_path: Path) -> None:
    _build(tmp_path, ["một", "hai ba"])
    with chromadb.PersistentClient(tmp_path) as client:
        record = client.get_collection("passages", embedding_function=None).get(ids=["p00001"])
    assert record["metadatas"] == [{"file": "p00001.txt", "start": 0, "end": len("hai ba")}]
    assert record["documents"] == ["hai ba"]


def test_another_index_may_take_the_place_of_an_open_one(tmp_path: Path) -> None:
    old_passages = _build(tmp_path / "index", ["cũ"])
    old = VectorIndex(tmp_path / "index", old_passages, EMBEDDER)
    new_passages = _build(tmp_path / "next", ["mới", "mới hơn"])
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "next").rename(tmp_path / "index")
    new = VectorIndex(tmp_path / "index", new_passages, EMBEDDER)
    assert [hit.passage.text for hit in new.search("mới", 5)] == ["mới", "mới hơn"]
    assert [hit.passage.text for hit in old.search("cũ", 5)] == ["cũ"]


def test_a_folder_takes_one_index_only(tmp_path: Path) -> None:
    _build(tmp_path, ["một"])
    with pytest.raises(IndexUnusable, match="cannot write"):
        _build(tmp_path, ["hai"])


def test_as_many_vectors_as_passages_are_wanted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 passages, 2 vectors"):
        VectorIndex.build(tmp_path, [make_passage("a", "một")], EMBEDDER.embed_passages(["một", "hai"]))


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="missing or damaged") as caught:
        VectorIndex(tmp_path / "none", {}, EMBEDDER)
    assert "ingest.py" in caught.value.message
    assert not (tmp_path / "none").exists()


def _cut(pattern: str) -> Callable[[Path], None]:
    def cut(folder: Path) -> None:
        for file in folder.glob(pattern):
            file.write_bytes(file.read_bytes()[:50])

    return cut


def _empty(name: str) -> Callable[[Path], None]:
    def empty(folder: Path) -> None:
        (folder / name).write_bytes(b"")

    return empty


def _delete(pattern: str) -> Callable[[Path], None]:
    def delete(folder: Path) -> None:
        for file in folder.glob(pattern):
            file.unlink()

    return delete


@pytest.mark.parametrize(
    "damage",
    [
        _cut("chroma.sqlite3"),
        _delete("chroma.sqlite3"),
        _cut("*/data_level0.bin"),
        _delete("*/data_level0.bin"),
        _delete("*/*"),
        _empty("chroma.sqlite3"),
        _cut("SHA256SUMS"),
        _delete("SHA256SUMS"),
    ],
    ids=[
        "database cut",
        "no database",
        "graph cut",
        "graph file gone",
        "no graph",
        "database empty",
        "checksums cut",
        "no checksums",
    ],
)
def test_damage_is_found_before_chroma_meets_it(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    passages = _build(tmp_path, [f"số {i}" for i in range(ENOUGH_FOR_GRAPH_FILES)])
    assert list(tmp_path.glob("*/data_level0.bin"))
    damage(tmp_path)
    with pytest.raises(IndexUnusable, match="damaged"):
        VectorIndex(tmp_path, passages, EMBEDDER)
    with pytest.raises(IndexUnusable, match="damaged"):
        check_vectors(tmp_path, passages.values())


@pytest.mark.parametrize("vectors", [3, ENOUGH_FOR_GRAPH_FILES])
def test_reading_changes_nothing(tmp_path: Path, vectors: int) -> None:
    def content() -> dict[Path, tuple[int, bytes]]:
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()}

    passages = _build(tmp_path, [f"số {i}" for i in range(vectors)])
    written = content()
    VectorIndex(tmp_path, passages, EMBEDDER).search("số", 1)
    check_vectors(tmp_path, passages.values())
    assert content() == written


def test_what_is_read_and_written_again_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    texts = [f"chỉ tiêu số {i} tăng {i} phần trăm" for i in range(ENOUGH_FOR_GRAPH_FILES)]
    passages = list(_build(tmp_path / "0", texts).values())
    first = {passage.id: vector for passage, vector in zip(passages, EMBEDDER.embed_passages(texts), strict=True)}
    for generation in range(2):
        passages, vectors = read_vectors(tmp_path / str(generation), passages)
        assert all((first[p.id] == vector).all() for p, vector in zip(passages, vectors, strict=True))
        VectorIndex.build(tmp_path / str(generation + 1), passages, vectors)


def test_other_passages_than_those_indexed_are_refused(tmp_path: Path) -> None:
    passages = _build(tmp_path, ["một", "hai"])
    check_vectors(tmp_path, passages.values())
    passages.pop("p00001")
    with pytest.raises(IndexUnusable, match="not those of the 1 passages"):
        VectorIndex(tmp_path, passages, EMBEDDER)
    with pytest.raises(IndexUnusable, match="not those of the 1 passages"):
        check_vectors(tmp_path, passages.values())


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    passages = _build(tmp_path, ["một"])
    with pytest.raises(IndexUnusable, match="makes 8"):
        VectorIndex(tmp_path, passages, _FixedEmbedder(np.zeros(8, np.float32)))
