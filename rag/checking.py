"""The index against the documents: every file of it whole, and all that it holds what reading them anew gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from rag.datatypes import Document, Fact, FileReceipt, Passage, SourceRecord
from rag.indexing import storage, swapping
from rag.indexing.checksums import find_damaged
from rag.indexing.vector_index import read_vectors
from rag.protocols import Vectors

_VECTOR_TOLERANCE = 1e-3
"""Texts embedded in other company differ in the sixth decimal; another text's vector differs in the first."""


@dataclass(frozen=True, slots=True)
class IndexFaults:
    """What is wrong with an index, by its nature: none of it where all three are empty.

    `damaged` are files of the index that are not what was written; nothing else was looked at then. `differing` says in
    Vietnamese what a document does not give. `outdated` says what changed since the index was made.
    """

    damaged: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Contents:
    """What an index holds of one file, all of which follows from the file and its source record."""

    state: storage.FileState
    document: Document
    own_source: SourceRecord
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    receipt: FileReceipt
    vectors: Vectors


def find_faults(data_dir: Path, build_anew: Callable[[Path], object]) -> IndexFaults:
    """What is wrong with the current index.

    `build_anew` makes an index of the documents in the empty data folder that it is given, as an ingest would that had
    nothing to take over: it takes as long.

    Raises:
        IndexUnusable: there is no index, or it is of another version.
        RagError: as `build_anew`.
    """
    with swapping.holding_current(data_dir) as found:
        folder = storage.existing(found, data_dir)
        if damaged := find_damaged(folder):
            return IndexFaults(damaged=damaged)
        stored, contents = _read(folder)
    with TemporaryDirectory(prefix="check-") as temporary:
        build_anew(Path(temporary))
        with swapping.holding_current(Path(temporary)) as found:
            anew, contents_anew = _read(storage.existing(found, Path(temporary)))
    if (stored.settings_hash, stored.origins) != (anew.settings_hash, anew.origins):
        return IndexFaults(outdated=("Phiên bản chương trình hoặc thiết lập đã đổi",))
    outdated = tuple(_outdated(contents, contents_anew))
    same = [file for file in contents if file in contents_anew and contents[file].state == contents_anew[file].state]
    differing = [
        f"{file}: {what} không phải là của tài liệu"
        for file in same
        for what in _differences(contents[file], contents_anew[file], is_in_step=not outdated)
    ]
    return IndexFaults(differing=tuple(differing), outdated=outdated)


def _read(folder: Path) -> tuple[storage.Manifest, dict[str, _Contents]]:
    index = storage.read_folder(folder)
    receipts = {receipt.file: receipt for receipt in index.manifest.report.files}
    in_their_order, vectors = read_vectors(folder / storage.VECTORS, index.passages)
    rows = {passage.id: row for row, passage in enumerate(in_their_order)}
    own_sources = storage.read_own_sources(folder)
    contents = {}
    for state, document, source in zip(index.manifest.files, index.documents, own_sources, strict=True):
        passages = tuple(passage for passage in index.passages if passage.file == state.file)
        contents[state.file] = _Contents(
            state=state,
            document=document,
            own_source=source,
            passages=passages,
            facts=tuple(fact for fact in index.facts if fact.file == state.file),
            receipt=receipts[state.file],
            vectors=vectors[[rows[passage.id] for passage in passages]],
        )
    return index.manifest, contents


def _outdated(contents: dict[str, _Contents], anew: dict[str, _Contents]) -> Iterator[str]:
    for file in sorted(contents.keys() | anew.keys()):
        if file not in anew:
            yield f"{file}: không còn trong thư mục tài liệu"
        elif file not in contents:
            yield f"{file}: chưa có trong chỉ mục"
        elif contents[file].state != anew[file].state:
            yield f"{file}: đã đổi sau khi lập chỉ mục"


def _differences(stored: _Contents, anew: _Contents, *, is_in_step: bool) -> Iterator[str]:
    """In Vietnamese. What other documents say of one can only be compared where all of them are the same."""
    one, other = stored.document, anew.document
    if (one.text, one.pages, one.warnings) != (other.text, other.pages, other.warnings):
        yield "nội dung"
    if stored.own_source != anew.own_source or (is_in_step and one.source != other.source):
        yield "nguồn"
    if stored.passages != anew.passages:
        yield "đoạn văn"
    if repr(stored.facts) != repr(anew.facts):
        # Equality leaves out how a figure is printed.
        yield "số liệu"
    if stored.receipt != anew.receipt:
        yield "biên nhận"
    is_same_shape = stored.vectors.shape == anew.vectors.shape
    if not is_same_shape or not np.allclose(stored.vectors, anew.vectors, atol=_VECTOR_TOLERANCE):
        yield "véc-tơ"
