"""Corpus folder → documents, each with its source record; a file that cannot be read never stops the others."""

import re
import unicodedata
from pathlib import Path
from typing import cast

from rag.datatypes import Document
from rag.errors import NothingToIndex, UnreadableDocument
from rag.ingestion.assembled_files import read_file
from rag.ingestion.assembling import AssembledText
from rag.ingestion.fact_corrections import CORRECTIONS_FILE
from rag.ingestion.readers.content import ReportPages, ignore_pages
from rag.ingestion.readers.formats import SUFFIXES
from rag.ingestion.reading_process import ReadingProcess
from rag.ingestion.source_reading.reading import read_source
from rag.ingestion.source_records import SOURCES_FILE, RecordedFields, apply_record, leads_out

_READING_PROCESS = ReadingProcess("rag.ingestion.assembled_files")
"""For every file, plain text too; it is started with the first."""

_LEFT_BESIDE = re.compile(r"~\$.*|~WRL\d+\.tmp|thumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL)
"""`~$bao-cao.docx` stands there while Word has the document open."""

_OURS = frozenset({SOURCES_FILE, CORRECTIONS_FILE})
"""What is kept beside documents and is none."""

_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def find_files(corpus_dir: Path) -> list[Path]:
    """The files to read, sorted; hidden files, records, corrections and links that lead out are none.

    Raises:
        NothingToIndex: the folder is missing or holds no such file.
    """
    if not corpus_dir.is_dir():
        raise NothingToIndex(f"Không có thư mục tài liệu {corpus_dir}.", f"no corpus folder {corpus_dir}")
    files = [path for path in _named_files(corpus_dir) if not leads_out(path, corpus_dir)]
    if not files:
        raise NothingToIndex(
            f"Thư mục {corpus_dir} không có tài liệu nào. Hãy chép tài liệu ({', '.join(sorted(SUFFIXES))}) vào đó.",
            f"no files in {corpus_dir}",
        )
    return files


def find_links_out(corpus_dir: Path) -> list[Path]:
    """The links to files outside the folder, sorted; they are not followed. Links to folders never are."""
    return [path for path in _named_files(corpus_dir) if leads_out(path, corpus_dir)]


def _named_files(corpus_dir: Path) -> list[Path]:
    return [
        path
        for path in sorted(corpus_dir.rglob("*"))
        if path.is_file() and path.name not in _OURS and not _is_no_document(path.relative_to(corpus_dir))
    ]


def _is_no_document(path: Path) -> bool:
    """Whether it is hidden, or what Office and Windows leave beside documents."""
    return any(part.startswith(".") for part in path.parts) or bool(_LEFT_BESIDE.fullmatch(path.name))


def printable_name(path: Path, corpus_dir: Path) -> str:
    """The file's name below the folder, with U+FFFD for bytes that are no text."""
    name = unicodedata.normalize("NFC", path.relative_to(corpus_dir).as_posix())
    return "".join(character if character.isprintable() else _UNPRINTABLE for character in name)


def is_readable_name(name: str) -> bool:
    """Whether the name, as `printable_name` gives it, is that of the file and can be cited."""
    return _UNPRINTABLE not in name


def load_document(
    path: Path, corpus_dir: Path, record: RecordedFields | None, report: ReportPages = ignore_pages
) -> Document:
    """The file's text with its source: the data in the text, each field overridden where the record has it.

    Raises:
        UnreadableDocument: no reader can make text of it, or it is empty.
    """
    name = printable_name(path, corpus_dir)
    return make_document(name, read_text(path, name, report), record)


def read_text(path: Path, name: str, report: ReportPages = ignore_pages) -> AssembledText:
    """What costs: the text of a file, apart from its source; `name` as `printable_name` gives it.

    Raises:
        UnreadableDocument: no reader can make text of it, or it is empty.
    """
    if not is_readable_name(name):
        raise UnreadableDocument(f"Tên tệp {name} có ký tự lạ. Hãy đổi tên tệp.", f"{name}: unprintable name")
    read = _read(path, report)
    if not read.text.strip():
        raise UnreadableDocument(f"Tệp {name} trống.", f"{name}: empty")
    return read


def make_document(name: str, read: AssembledText, record: RecordedFields | None) -> Document:
    """A text with its source: the data in the text, each field overridden where the record has it."""
    source = read_source(read.text, name, read.pages[0].confidence if read.pages else None)
    if record is not None:
        source = apply_record(source, record)
    return Document(name, read.text, source, read.pages, read.warnings)


def _read(path: Path, report: ReportPages) -> AssembledText:
    if path.suffix.lower() not in SUFFIXES:
        # Refused by its name alone.
        return read_file(path, report)
    return cast(AssembledText, _READING_PROCESS.read(path, report))
