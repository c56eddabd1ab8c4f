"""Corpus folder → which of its files are to be indexed, told by their bytes and records, without reading any."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.datatypes import FileReceipt
from rag.errors import UnreadableDocument
from rag.ingestion.archives import ARCHIVES, forget_others, unpack
from rag.ingestion.loading import find_files, find_links_out, is_readable_name, printable_name
from rag.ingestion.readers.formats import SUFFIXES, tools_version
from rag.ingestion.source_records import RecordedFields, load_records


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file to be indexed. Two files of one `read_key` read the same; `record_hash` is that of the source record.

    `tools_version` is of the libraries and programs that read it.
    """

    path: Path
    name: str
    content_hash: str
    tools_version: str
    record: RecordedFields | None

    @property
    def read_key(self) -> str:
        """Of the bytes, of the suffix, which chooses the reader, and of what the reader reads with."""
        return f"{self.content_hash}{self.path.suffix.lower()}{self.tools_version and '-'}{self.tools_version}"

    @property
    def record_hash(self) -> str:
        """Of what the source record says."""
        return hashlib.sha256(repr(self.record).encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Survey:
    """The content of a corpus folder: files to be indexed, by name, and receipts of those that need not be read."""

    files: tuple[CorpusFile, ...]
    set_aside: tuple[FileReceipt, ...]

    @property
    def digest(self) -> str:
        """Another one when any file came, went, was renamed or changed, or its record did."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{file.name}\0{file.read_key}\0{file.record_hash}\0".encode())
        for receipt in self.set_aside:
            digest.update(f"{receipt.file}\0{receipt.problem}\0".encode())
        return digest.hexdigest()


def survey_corpus(corpus_dir: Path, unpacked_dir: Path | None = None) -> Survey:
    """The files of the folder, and those of the archives in it, which are unpacked into `unpacked_dir`.

    A file of an archive is called as if the archive were a folder: `tai-lieu.zip/ke-hoach.docx`. Without
    `unpacked_dir`, archives are files of a kind that is not read.

    Of files with the same bytes one is kept: one that can be read rather than not, one with a source record rather than
    without, and then the first by name.

    Raises:
        NothingToIndex: the folder is missing or holds no file.
        InvalidInput: the source records are unusable.
    """
    records = load_records(corpus_dir)
    found: list[CorpusFile] = []
    set_aside: list[FileReceipt] = []
    names, unpacked = set[str](), set[str]()
    for path in find_files(corpus_dir):
        name = printable_name(path, corpus_dir)
        if name in names:
            problem = f"Tệp {name}: có hai tệp tên này, chỉ khác cách mã hóa dấu. Hãy đổi tên một tệp."
            set_aside.append(FileReceipt(name, has_source_record=name in records, problem=problem))
            continue
        names.add(name)
        try:
            if unpacked_dir is not None and path.suffix.lower() in ARCHIVES:
                content_hash = hash_content(path)
                unpacked.add(content_hash)
                members, refused = _members(path, name, content_hash, unpacked_dir, records)
                found += members
                set_aside += refused
            else:
                found.append(CorpusFile(path, name, hash_content(path), tools_version(path), records.get(name)))
        except UnreadableDocument as error:
            set_aside.append(FileReceipt(name, has_source_record=name in records, problem=error.message))
        except OSError as error:
            problem = f"Không mở được tệp {name}: {error.strerror}."
            set_aside.append(FileReceipt(name, has_source_record=name in records, problem=problem))
    if unpacked_dir is not None:
        forget_others(unpacked_dir, unpacked)
    set_aside += [
        FileReceipt(
            name := printable_name(path, corpus_dir),
            has_source_record=name in records,
            problem=f"Tệp {name} là liên kết dẫn ra ngoài thư mục tài liệu nên không đọc. Hãy chép tệp vào thư mục.",
        )
        for path in find_links_out(corpus_dir)
    ]
    kept = _one_of_each(found)
    twins = [
        FileReceipt(
            file.name,
            has_source_record=file.record is not None,
            problem=f"Tệp {file.name} trùng với {kept[file.content_hash].name}; chỉ một bản được dùng.",
        )
        for file in found
        if kept[file.content_hash] is not file
    ]
    return Survey(tuple(sorted(kept.values(), key=lambda file: file.name)), (*set_aside, *twins))


def _members(
    archive: Path, archive_name: str, content_hash: str, unpacked_dir: Path, records: Mapping[str, RecordedFields]
) -> tuple[list[CorpusFile], list[FileReceipt]]:
    """The files of an archive, and receipts of those that cannot be unpacked.

    Raises:
        UnreadableDocument: nothing of it can be.
        OSError: it cannot be read, or nothing be written.
    """
    files: dict[str, CorpusFile] = {}
    refused = []
    for member in unpack(archive, content_hash, unpacked_dir):
        name = unicodedata.normalize("NFC", f"{archive_name}/{member.name}")
        recorded = name in records
        if member.path is None:
            refused.append(FileReceipt(name, has_source_record=recorded, problem=member.problem))
        elif name in files:
            problem = f"Tệp {name}: có hai tệp tên này trong tệp nén. Hãy đổi tên một tệp."
            refused.append(FileReceipt(name, has_source_record=recorded, problem=problem))
        else:
            path = member.path
            files[name] = CorpusFile(path, name, hash_content(path), tools_version(path), records.get(name))
    if not files and not refused:
        raise UnreadableDocument(f"Tệp {archive_name} không có tài liệu nào.", f"{archive_name}: no documents")
    return list(files.values()), refused


def hash_content(path: Path) -> str:
    """SHA-256 of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one_of_each(files: Iterable[CorpusFile]) -> dict[str, CorpusFile]:
    """By content, the file to keep."""
    kept: dict[str, CorpusFile] = {}
    for file in sorted(files, key=_reluctance):
        kept.setdefault(file.content_hash, file)
    return kept


def _reluctance(file: CorpusFile) -> tuple[bool, bool, str]:
    can_be_read = file.path.suffix.lower() in SUFFIXES and is_readable_name(file.name)
    return not can_be_read, file.record is None, file.name
