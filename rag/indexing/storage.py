"""The content of an index: one folder, whole or absent, that holds documents, passages, facts and their indexes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from rag.datatypes import Document, Fact, IngestReport, Passage, SourceRecord
from rag.errors import IndexUnusable
from rag.indexing.checksums import Damaged, find_damaged, read_whole
from rag.indexing.swapping import holding_current

FORMAT_VERSION = 5
"""Of the files below; another version is built anew."""

VECTORS = "vectors"
LEXICAL = "lexical"
TERMS = "terms"
FACT_WORDS = "fact-words"

_MANIFEST = "manifest.json"
_T = TypeVar("_T")
_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_SOURCES = TypeAdapter(tuple[SourceRecord, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_FACTS = TypeAdapter(tuple[Fact, ...])


@dataclass(frozen=True, slots=True)
class Origins:
    """Digests of what decides each part of an index, so that a part made the same way can be taken over.

    `reading` decides texts, `deriving` passages and facts, `embedding` vectors.
    """

    reading: str
    deriving: str
    embedding: str


@dataclass(frozen=True, slots=True)
class FileState:
    """What an indexed file was like: compared to see whether it has changed since."""

    file: str
    read_key: str
    record_hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from and by, and the report of the ingest that made it."""

    format_version: int
    embedding_model: str
    settings_hash: str
    corpus_digest: str
    origins: Origins
    files: tuple[FileState, ...]
    report: IngestReport


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """The content of an index folder.

    `folder / VECTORS` and `folder / LEXICAL` are the two indexes of the passages, `folder / TERMS` counts their terms,
    and `folder / FACT_WORDS` is the index of the facts by their words.
    """

    folder: Path
    manifest: Manifest
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]


def write_content(
    folder: Path,
    manifest: Manifest,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    facts: Sequence[Fact],
    own_sources: Sequence[SourceRecord],
) -> None:
    """Everything but the indexes, as JSON; `own_sources` are the documents', without what other documents say."""
    (folder / "documents.json").write_bytes(_DOCUMENTS.dump_json(tuple(documents)))
    (folder / "sources.json").write_bytes(_SOURCES.dump_json(tuple(own_sources)))
    (folder / "passages.json").write_bytes(_PASSAGES.dump_json(tuple(passages)))
    (folder / "facts.json").write_bytes(_FACTS.dump_json(tuple(facts)))
    (folder / _MANIFEST).write_bytes(TypeAdapter(Manifest).dump_json(manifest, indent=1))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index folder.

    Raises:
        IndexUnusable: it is missing, damaged or of another version.
    """
    path = folder / _MANIFEST
    try:
        content: Any = json.loads(read_whole(folder, _MANIFEST))
        if content.get("format_version") != FORMAT_VERSION:
            raise _unusable(path, f"format version {content.get('format_version')}, expected {FORMAT_VERSION}")
        return TypeAdapter(Manifest).validate_python(content)
    except (OSError, Damaged, ValueError, AttributeError) as error:
        raise _unusable(path, str(error)) from error


def read_index(data_dir: Path) -> StoredIndex:
    """The current index.

    Raises:
        IndexUnusable: there is none, or it is damaged or of another version.
    """
    with holding_current(data_dir) as folder:
        return read_folder(existing(folder, data_dir))


def read_folder(folder: Path) -> StoredIndex:
    """The index of a folder that is held, every file of which is the one that was written.

    Raises:
        IndexUnusable: it is damaged or of another version.
    """
    manifest = read_manifest(folder)
    # Hashing takes a second per gigabyte, beside minutes of reading: large files need no exception.
    if damaged := find_damaged(folder):
        raise _unusable(folder, f"damaged or missing: {', '.join(damaged)}")
    return StoredIndex(
        folder=folder,
        manifest=manifest,
        documents=read_documents(folder),
        passages=read_passages(folder),
        facts=read_facts(folder),
    )


def read_documents(folder: Path) -> tuple[Document, ...]:
    """The documents of a folder that is held, or raises as `read_folder` does; so do the next three."""
    return _read(folder / "documents.json", _DOCUMENTS)


def read_own_sources(folder: Path) -> tuple[SourceRecord, ...]:
    """The documents' sources without what other documents state of them, in the order of the documents."""
    return _read(folder / "sources.json", _SOURCES)


def read_passages(folder: Path) -> tuple[Passage, ...]:
    """The passages, in the order of their documents."""
    return _read(folder / "passages.json", _PASSAGES)


def read_facts(folder: Path) -> tuple[Fact, ...]:
    """The register of facts, in the order of the passages."""
    return _read(folder / "facts.json", _FACTS)


def read_report(data_dir: Path) -> IngestReport:
    """The report of the ingest that made the current index.

    Raises:
        IndexUnusable: there is none, or it is damaged or of another version.
    """
    with holding_current(data_dir) as folder:
        return read_manifest(existing(folder, data_dir)).report


def existing(folder: Path | None, data_dir: Path) -> Path:
    """The folder; raises IndexUnusable where there is none."""
    if folder is None:
        raise IndexUnusable("Chưa có chỉ mục. Hãy chạy: python ingest.py", f"no index in {data_dir}")
    return folder


def _read(path: Path, content: TypeAdapter[_T]) -> _T:
    try:
        return content.validate_json(read_whole(path.parent, path.name))
    except (OSError, Damaged, ValidationError) as error:
        raise _unusable(path, str(error)) from error


def _unusable(path: Path, reason: str) -> IndexUnusable:
    return IndexUnusable("Chỉ mục bị hỏng hoặc đã cũ. Hãy chạy: python ingest.py --repair", f"{path}: {reason}")
