"""The door to Chroma: passages with text, metadata and vectors on disk, ranked by exact cosine similarity.

Chroma keeps them, and whoever knows it can query the collection; ranking here multiplies all vectors, in memory. The
exact product is reproducible and takes as long as a walk through Chroma's graph up to about 40,000 passages (5 ms), and
14 ms for 100,000 (150 MB); the graph misses some of many equal vectors and differs between builds. Reading everything
once also means that nothing of the folder is in use afterwards: another index may take its place at any time.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from rag.datatypes import Passage, RankedPassage
from rag.errors import IndexUnusable
from rag.indexing.best_rows import best_rows
from rag.indexing.checksums import find_damaged, write_checksums
from rag.indexing.passage_metadata import Metadata
from rag.protocols import Embedder, Vectors

_COLLECTION = "passages"
# The inner product of unit vectors is their cosine. Told "cosine", Chroma would divide each vector by its length again
# and give back another one; vectors are taken over from index to index for years. The graph is for others who query the
# collection: with these numbers they find what an exact search does (recall 1.0 over 10,000 real passages at k=50).
_CONFIGURATION = {"hnsw": {"space": "ip", "ef_construction": 200, "max_neighbors": 32, "ef_search": 400}}
_PAGE = 1000
"""Records read or written at a time; Chroma's own limit is about 5,000."""
_SIMILARITY_DECIMALS = 6
"""Equal vectors may differ in the seventh decimal with their place in the matrix; they are to tie."""


class VectorIndex:
    """A `PassageIndex` by meaning.

    Args:
        folder: What `build` wrote. It is not used after the constructor.
        passages_by_id: Exactly the passages that were indexed.
        embedder: The one that made the vectors.

    Raises:
        IndexUnusable: the folder is missing or damaged, or holds other passages or vectors of another length.
    """

    def __init__(self, folder: Path, passages_by_id: Mapping[str, Passage], embedder: Embedder) -> None:
        ids, vectors = _read_for(folder, passages_by_id)
        dimensions = embedder.embed_queries([]).shape[1]
        if ids and vectors.shape[1] != dimensions:
            raise _unusable(folder, f"vectors of length {vectors.shape[1]}; {embedder.name} makes {dimensions}")
        in_id_order = sorted(range(len(ids)), key=ids.__getitem__)
        self._passages = [passages_by_id[ids[i]] for i in in_id_order]
        self._vectors = vectors[in_id_order]
        self.embedder = embedder

    @staticmethod
    def build(
        folder: Path, passages: Sequence[Passage], vectors: Vectors, metadata: Sequence[Metadata] | None = None
    ) -> None:
        """Write the index of `passages`, whose embeddings are the rows of `vectors`, to a folder that has none yet.

        `metadata` are what `metadata_of` gives of the passages; without them, only what they tell themselves.

        Raises:
            IndexUnusable: the folder cannot be written or already holds an index.
            ValueError: there are not as many vectors as passages.
        """
        if len(passages) != len(vectors):
            raise ValueError(f"{len(passages)} passages, {len(vectors)} vectors")
        about = metadata or [{"file": p.file, "start": p.start, "end": p.end} for p in passages]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _open(folder) as client:
                collection = client.create_collection(
                    _COLLECTION, embedding_function=None, configuration=_CONFIGURATION
                )
                for start in range(0, len(passages), _PAGE):
                    page = passages[start : start + _PAGE]
                    collection.add(
                        ids=[passage.id for passage in page],
                        embeddings=vectors[start : start + _PAGE],
                        documents=[passage.text for passage in page],
                        metadatas=about[start : start + _PAGE],
                    )
            write_checksums(folder)
        except Exception as error:  # Chroma's own errors, ValueError for what it refuses, OSError
            raise IndexUnusable(
                f"Không ghi được chỉ mục vào {folder}. Hãy kiểm tra dung lượng trống và quyền ghi của thư mục.",
                f"cannot write the vector index {folder}: {error!r}",
            ) from error

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        """At most k passages by cosine similarity in [-1, 1], best first, ties by passage id."""
        if not self._passages or not any(character.isalnum() for character in query):
            return ()
        similarities = np.round(self._vectors @ self.embedder.embed_queries([query])[0], _SIMILARITY_DECIMALS)
        best = best_rows(similarities, k)
        best = best[np.argsort(-similarities[best], kind="stable")][:k]
        return tuple(RankedPassage(self._passages[i], float(similarities[i])) for i in best)


def check_vectors(folder: Path, passages: Iterable[Passage]) -> None:
    """Make sure that the folder has the vectors of these passages; needs no model.

    Raises:
        IndexUnusable: it is missing or damaged, or holds others.
    """
    _read_for(folder, {passage.id: passage for passage in passages})


def read_vectors(folder: Path, passages: Sequence[Passage]) -> tuple[list[Passage], Vectors]:
    """Exactly these passages, in the order of the vectors, and their vectors, to the last bit as they were written.

    Raises:
        IndexUnusable: the folder is missing or damaged, or holds others.
    """
    by_id = {passage.id: passage for passage in passages}
    ids, vectors = _read_for(folder, by_id)
    return [by_id[passage_id] for passage_id in ids], vectors


def _read_for(folder: Path, passages_by_id: Mapping[str, Passage]) -> tuple[list[str], Vectors]:
    ids, vectors = _read(folder)
    if set(ids) != passages_by_id.keys():
        raise _unusable(folder, f"holds {len(ids)} vectors that are not those of the {len(passages_by_id)} passages")
    return ids, vectors


def _open(folder: Path) -> Any:
    """A client to be used in a `with` statement: Chroma hands an open one out again for the same path."""
    import chromadb  # noqa: PLC0415 - half a second that commands like --help need not pay

    return chromadb.PersistentClient(folder, chromadb.Settings(anonymized_telemetry=False))


def _read(folder: Path) -> tuple[list[str], Vectors]:
    """The ids and, in the same order, their vectors.

    Chroma writes even where it only reads: it opens a copy, so that neither a kill, a full disk nor a second reader can
    harm the index that answers.
    """
    with _private_copy(folder) as copy:
        _check(copy, folder)
        try:
            with _open(copy) as client:
                collection = client.get_collection(_COLLECTION, embedding_function=None)
                pages = [
                    collection.get(limit=_PAGE, offset=offset, include=["embeddings"])
                    for offset in range(0, collection.count(), _PAGE)
                ]
        except Exception as error:  # Chroma's own errors, and AttributeError from a client that failed once
            raise _unusable(folder, f"Chroma cannot read it: {error!r}") from error
    ids = [passage_id for page in pages for passage_id in page["ids"]]
    vectors = [np.asarray(page["embeddings"], np.float32) for page in pages]
    return ids, np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)


@contextmanager
def _private_copy(folder: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix="vectors-") as temporary:
        copy = Path(temporary) / folder.name
        try:
            shutil.copytree(folder, copy)
        except FileNotFoundError as error:
            raise _unusable(folder, f"missing or damaged: {error!r}") from error
        except OSError as error:  # shutil.Error is one
            raise IndexUnusable(
                f"Không mở được chỉ mục: không chép được vào {temporary}. Hãy kiểm tra dung lượng trống của đĩa.",
                f"cannot copy {folder} to {temporary}: {error!r}",
            ) from error
        yield copy


def _check(copy: Path, folder: Path) -> None:
    """Find damage before Chroma does: it makes a new database where one is missing, and a cut graph file crashes it."""
    if damaged := find_damaged(copy):
        raise _unusable(folder, f"damaged or missing: {', '.join(damaged)}")


def _unusable(folder: Path, reason: str) -> IndexUnusable:
    return IndexUnusable(
        "Chỉ mục không dùng được. Hãy lập lại chỉ mục: python ingest.py --repair", f"vector index {folder}: {reason}"
    )
