"""What earlier ingests finished and need not be done again: that of the current index, and of an ingest cut short."""

import gc
import logging
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from rag.datatypes import Document, Fact, Passage
from rag.deriving import IndexedFile, ReadText
from rag.errors import IndexUnusable
from rag.indexing import storage
from rag.indexing.known_vectors import KnownVectors, hash_text, pack_vectors, unpack_vectors
from rag.indexing.record_log import RecordLog
from rag.indexing.swapping import current_folder, index_root
from rag.indexing.vector_index import read_vectors
from rag.ingestion.assembling import AssembledText
from rag.protocols import Vectors

_log = logging.getLogger(__name__)
_READ_TEXT = TypeAdapter(tuple[str, ReadText])
_Part = TypeVar("_Part", Passage, Fact)


class FinishedWork:
    """Texts by read key, whole files by state, vectors by their texts' hashes; used under the lock of an ingest.

    What is kept is on disk at once, so that an ingest that is killed, stopped or runs out of disk has it at its next
    run. Damaged work is not used, nor is that of other code or another embedding model.

    Args:
        data_dir: The folder of the index.
        origins: Of the index to be made.
        takes_over: False: nothing is known at the beginning, whatever earlier ingests left.

    Raises:
        OSError: the folder of unfinished work cannot be written.
    """

    def __init__(self, data_dir: Path, origins: storage.Origins, *, takes_over: bool = True) -> None:
        self.texts: dict[str, ReadText] = {}
        self.files: dict[storage.FileState, IndexedFile] = {}
        self.vectors = KnownVectors()
        self._folder = index_root(data_dir) / "work"
        self._texts_log = RecordLog(self._folder / f"texts-{origins.reading}")
        self._vectors_log = RecordLog(self._folder / f"vectors-{origins.embedding}")
        self.indexed_before = frozenset[str]()
        """The files of the current index."""
        if folder := current_folder(data_dir):
            try:
                self._take_over_index(folder, origins, takes_parts=takes_over)
            except IndexUnusable as error:
                _log.warning("not all of the index is taken over: %s", error)
        if takes_over:
            self._take_up_unfinished()

    def keep_text(self, read_key: str, text: ReadText) -> None:
        """Remember what was read of a file."""
        self.texts[read_key] = text
        self._texts_log.add(_READ_TEXT.dump_json((read_key, text)))

    def keep_vectors(self, text_hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Remember the vectors of texts."""
        self.vectors.add(text_hashes, vectors)
        self._vectors_log.add(pack_vectors(text_hashes, vectors))

    def release(self) -> None:
        """Make room for the writing of the index: nothing more is asked of what is known.

        An embedding model that was opened for this ingest alone goes too: only reference cycles are left of it.
        """
        self.texts, self.files, self.vectors = {}, {}, KnownVectors()
        gc.collect()

    def clear(self) -> None:
        """The index that holds all of it is published: it is no longer unfinished."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _take_over_index(self, folder: Path, origins: storage.Origins, *, takes_parts: bool) -> None:
        """Take each part of the index that was made in the same way, or the names of its files alone.

        Raises:
            IndexUnusable: a part cannot be read; what came before it is taken.
        """
        manifest = storage.read_manifest(folder)
        self.indexed_before = frozenset(state.file for state in manifest.files)
        if not takes_parts:
            return
        made_by = manifest.origins
        documents = [
            # What another document says of it may go with that document.
            replace(document, source=source)
            for document, source in zip(storage.read_documents(folder), storage.read_own_sources(folder), strict=True)
        ]
        if made_by.reading == origins.reading:
            self._take_texts(manifest, documents)
        passages = storage.read_passages(folder)
        if made_by.deriving == origins.deriving:
            self._take_files(manifest, documents, passages, storage.read_facts(folder))
        if made_by.embedding == origins.embedding:
            in_their_order, vectors = read_vectors(folder / storage.VECTORS, passages)
            self.vectors.add((hash_text(passage.indexed_text) for passage in in_their_order), vectors)

    def _take_texts(self, manifest: storage.Manifest, documents: Sequence[Document]) -> None:
        receipts = {receipt.file: receipt for receipt in manifest.report.indexed}
        for state, document in zip(manifest.files, documents, strict=True):
            receipt = receipts[state.file]
            read = AssembledText(document.text, document.pages, document.warnings, receipt.tables)
            self.texts[state.read_key] = ReadText(read, receipt.seconds)

    def _take_files(
        self,
        manifest: storage.Manifest,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        facts: Sequence[Fact],
    ) -> None:
        receipts = {receipt.file: replace(receipt, is_reused=True) for receipt in manifest.report.indexed}
        passages_of, facts_of = _by_file(passages), _by_file(facts)
        for state, document in zip(manifest.files, documents, strict=True):
            of_file = passages_of.get(state.file, ()), facts_of.get(state.file, ())
            self.files[state] = IndexedFile(state, document, *of_file, receipts[state.file])

    def _take_up_unfinished(self) -> None:
        for record in self._texts_log.records():
            try:
                read_key, text = _READ_TEXT.validate_json(record)
            except ValidationError as error:
                _log.warning("unfinished work is not used: %s", error)
                continue
            self.texts[read_key] = text
        for record in self._vectors_log.records():
            self.vectors.add(*unpack_vectors(record))


def _by_file(parts: Iterable[_Part]) -> dict[str, tuple[_Part, ...]]:
    grouped: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        grouped[part.file].append(part)
    return {file: tuple(listed) for file, listed in grouped.items()}
