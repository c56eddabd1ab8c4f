"""An index on disk: one folder, whole or absent, that holds documents, passages, facts and both indexes.

A new index is built beside the old one; a small file names the current folder and is replaced in one atomic rename,
so that a killed ingest leaves the old index answering.
"""

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from rag.datatypes import Document, Fact, FileReceipt, Passage
from rag.errors import IndexBusy, IndexUnusable

FORMAT_VERSION = 1
"""Of the files below; another version is built anew."""

_CURRENT = "current"
_MANIFEST = "manifest.json"
_T = TypeVar("_T")
_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_FACTS = TypeAdapter(tuple[Fact, ...])


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from and by: compared to decide whether it is up to date and usable."""

    format_version: int
    embedding_model: str
    settings_hash: str
    corpus_digest: str
    receipts: tuple[FileReceipt, ...]


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """The content of an index folder; `folder / VECTORS` and `folder / LEXICAL` are the two indexes."""

    folder: Path
    manifest: Manifest
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]


VECTORS = "vectors"
LEXICAL = "lexical"


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Of the code and word lists that decide what an index holds: an index by another version is built anew."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    for path in sorted((*package.rglob("ingestion/**/*.py"), *package.glob("figures/*.py"), *package.glob("*.toml"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for name in ("vietnamese.py", "lexicon.py", "datatypes.py", "indexing/lexical_index.py"):
        digest.update((package / name).read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def building(data_dir: Path) -> Iterator[Path]:
    """A new empty folder to build an index in, exclusively; it is gone afterwards unless `publish` took it.

    Raises:
        IndexBusy: another process is building.
        IndexUnusable: the data folder cannot be written.
    """
    root = _root(data_dir)
    with _open_lock(root) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexBusy(
                "Một tiến trình khác đang lập chỉ mục. Hãy đợi nó xong rồi chạy lại.", f"{root} is locked: {error}"
            ) from error
        for leftover in root.glob("building-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = root / f"building-{uuid.uuid4().hex}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _open_lock(root: Path) -> IO[str]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        return (root / "lock").open("w")
    except OSError as error:
        raise IndexUnusable(
            f"Không ghi được vào thư mục dữ liệu {root}: {error.strerror}. Hãy đặt RAG_DATA_DIR là thư mục ghi được.",
            f"cannot write {root}: {error}",
        ) from error


def write_content(
    folder: Path, manifest: Manifest, documents: Sequence[Document], passages: Sequence[Passage], facts: Sequence[Fact]
) -> None:
    """Everything but the two indexes, as JSON."""
    (folder / "documents.json").write_bytes(_DOCUMENTS.dump_json(tuple(documents)))
    (folder / "passages.json").write_bytes(_PASSAGES.dump_json(tuple(passages)))
    (folder / "facts.json").write_bytes(_FACTS.dump_json(tuple(facts)))
    (folder / _MANIFEST).write_bytes(TypeAdapter(Manifest).dump_json(manifest, indent=1))


def publish(data_dir: Path, folder: Path) -> None:
    """Make a built folder the current index, and remove the others."""
    root = _root(data_dir)
    final = root / folder.name.replace("building-", "index-")
    folder.rename(final)
    pointer = root / f"{_CURRENT}.new"
    pointer.write_text(final.name, encoding="utf-8")
    with pointer.open("rb") as file:
        os.fsync(file.fileno())
    pointer.replace(root / _CURRENT)
    for other in root.glob("index-*"):
        if other != final:
            shutil.rmtree(other, ignore_errors=True)


def current_folder(data_dir: Path) -> Path | None:
    """The folder of the current index; None before the first ingest."""
    try:
        name = (_root(data_dir) / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        # None yet, or none that can be read: building one says what is wrong with the folder.
        return None
    folder = _root(data_dir) / name
    return folder if name and folder.is_dir() else None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index folder.

    Raises:
        IndexUnusable: it is missing, damaged or of another version.
    """
    path = folder / _MANIFEST
    try:
        content: Any = json.loads(path.read_bytes())
        if content.get("format_version") != FORMAT_VERSION:
            raise _unusable(path, f"format version {content.get('format_version')}, expected {FORMAT_VERSION}")
        return TypeAdapter(Manifest).validate_python(content)
    except (OSError, ValueError, AttributeError) as error:
        raise _unusable(path, str(error)) from error


def read_index(data_dir: Path) -> StoredIndex:
    """The current index.

    Raises:
        IndexUnusable: there is none, or it is damaged or of another version.
    """
    folder = current_folder(data_dir)
    if folder is None:
        raise IndexUnusable("Chưa có chỉ mục. Hãy chạy: python ingest.py", f"no index in {data_dir}")
    return StoredIndex(
        folder=folder,
        manifest=read_manifest(folder),
        documents=_read(folder / "documents.json", _DOCUMENTS),
        passages=_read(folder / "passages.json", _PASSAGES),
        facts=_read(folder / "facts.json", _FACTS),
    )


def _read(path: Path, content: TypeAdapter[_T]) -> _T:
    try:
        return content.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise _unusable(path, str(error)) from error


def _unusable(path: Path, reason: str) -> IndexUnusable:
    return IndexUnusable("Chỉ mục bị hỏng hoặc đã cũ. Hãy chạy lại: python ingest.py", f"{path}: {reason}")


def _root(data_dir: Path) -> Path:
    return data_dir / "index"
