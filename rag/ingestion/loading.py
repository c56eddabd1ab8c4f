"""Corpus folder → documents, each with its source record; a file that cannot be read never stops the others."""

import datetime
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from rag.datatypes import Document, SourceRecord, Weight
from rag.errors import InvalidInput, NothingToIndex, UnreadableDocument
from rag.ingestion.assembling import assemble
from rag.ingestion.cleaning import find_residue
from rag.ingestion.readers.content import FileContent, ReportPages, ignore_pages
from rag.ingestion.readers.formats import PLAIN_TEXT, SUFFIXES, read_file
from rag.ingestion.reading_process import ReadingProcess
from rag.lexicon import load_places
from rag.vietnamese import UPPER

SOURCES_FILE = "sources.toml"
_READING_PROCESS = ReadingProcess()
"""For every file that needs more than decoding; it is started with the first."""

_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
_FEWEST_MENTIONS = 2
_COUNTRY = "Việt Nam"
_PLACE = re.compile(rf"(?<!\w)(?:tỉnh|thành phố|TP\.?)\s+([{UPPER}][^\W\d_]*\s+[{UPPER}][^\W\d_]*)")
_RECORD_FIELDS = frozenset(field.name for field in fields(SourceRecord)) - {"recorded"}


def find_files(corpus_dir: Path) -> list[Path]:
    """The files to read, sorted; hidden files and the source records are none of them.

    Raises:
        NothingToIndex: the folder is missing or holds no such file.
    """
    if not corpus_dir.is_dir():
        raise NothingToIndex(f"Không có thư mục tài liệu {corpus_dir}.", f"no corpus folder {corpus_dir}")
    files = [
        path
        for path in sorted(corpus_dir.rglob("*"))
        if path.is_file() and path.name != SOURCES_FILE and not _is_hidden(path.relative_to(corpus_dir))
    ]
    if not files:
        raise NothingToIndex(
            f"Thư mục {corpus_dir} không có tài liệu nào. Hãy chép tài liệu ({', '.join(sorted(SUFFIXES))}) vào đó.",
            f"no files in {corpus_dir}",
        )
    return files


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def load_records(corpus_dir: Path) -> dict[str, SourceRecord]:
    """The source records by file name; none where the folder has no record file.

    Raises:
        InvalidInput: the record file is no TOML, or a record has an unknown field or a value of the wrong type.
    """
    path = corpus_dir / SOURCES_FILE
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InvalidInput(f"Tệp nguồn {path.name} không đọc được: {error}.", f"{path}: {error}") from error
    return {unicodedata.normalize("NFC", file): _record(file, table) for file, table in tables.items()}


def _record(file: str, table: object) -> SourceRecord:
    if not isinstance(table, Mapping) or not isinstance(table.get("title"), str):
        raise InvalidInput(f"{SOURCES_FILE}: mục “{file}” cần có title.", f"{SOURCES_FILE}: {file!r} has no title")
    unknown = sorted(set(table) - _RECORD_FIELDS)
    if unknown:
        allowed = ", ".join(sorted(_RECORD_FIELDS))
        raise InvalidInput(
            f"{SOURCES_FILE}: mục “{file}” có trường lạ {', '.join(unknown)}; chỉ dùng {allowed}.",
            f"{SOURCES_FILE}: {file!r}: unknown fields {unknown}",
        )
    date, weight = _date(table.get("date")), str(table.get("weight", Weight.UNKNOWN))
    if (date is None) != (table.get("date") is None) or weight not in set(Weight):
        raise InvalidInput(
            f"{SOURCES_FILE}: mục “{file}”: date phải là ngày (2024-01-31), weight là một trong {', '.join(Weight)}.",
            f"{SOURCES_FILE}: {file!r}: date={table.get('date')!r}, weight={weight!r}",
        )
    texts = {name: table[name] for name in _RECORD_FIELDS - {"date", "weight"} if name in table}
    wrong = sorted(name for name, value in texts.items() if not isinstance(value, str))
    if wrong:
        raise InvalidInput(
            f"{SOURCES_FILE}: mục “{file}”: {', '.join(wrong)} phải là một chuỗi chữ.",
            f"{SOURCES_FILE}: {file!r}: no text in {wrong}",
        )
    return SourceRecord(**texts, date=date, weight=Weight(weight), recorded=True)


def printable_name(path: Path, corpus_dir: Path) -> str:
    """The file's name below the folder, with U+FFFD for what no text can hold."""
    name = unicodedata.normalize("NFC", path.relative_to(corpus_dir).as_posix())
    return "".join(character if character.isprintable() else _UNPRINTABLE for character in name)


def _date(value: object) -> datetime.date | None:
    """TOML's own date, or one written as text; None for anything else."""
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    # A moment is a date to Python, but its hour has no place in a record.
    return value if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) else None


def load_document(
    path: Path, corpus_dir: Path, record: SourceRecord | None, report: ReportPages = ignore_pages
) -> Document:
    """The file's text with its record; without one, its first line that is no residue is the title.

    Raises:
        UnreadableDocument: no reader can make text of it, or it is empty.
    """
    name = printable_name(path, corpus_dir)
    if _UNPRINTABLE in name:
        raise UnreadableDocument(f"Tên tệp {name} có ký tự lạ. Hãy đổi tên tệp.", f"{name}: unprintable name")
    read = assemble(_read(path, report))
    if not read.text.strip():
        raise UnreadableDocument(f"Tệp {name} trống.", f"{name}: empty")
    source = record or SourceRecord(title=_first_line(read.text) or name, territory=_territory(read.text))
    return Document(name, read.text, source, read.pages, read.warnings)


def _read(path: Path, report: ReportPages) -> FileContent:
    is_harmless = path.suffix.lower() in PLAIN_TEXT or path.suffix.lower() not in SUFFIXES
    return read_file(path, report) if is_harmless else _READING_PROCESS.read(path, report)


def _territory(text: str) -> str:
    """The province or city that a text without a record speaks of: named most, and far more than any other.

    Empty where that is not sure: a territory is never guessed.
    """
    names = {*_PLACE.findall(text), *(place for place in load_places() if place[0].isupper())} - {_COUNTRY}
    named = Counter({name: text.count(name) for name in names})
    (first, most), (_, second) = [*named.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= _FEWEST_MENTIONS and most >= 2 * second else ""


def _first_line(text: str) -> str:
    residue = {start for start, _ in find_residue(text)}
    position = 0
    for line in text.split("\n"):
        content = line.strip().strip("#*_ ")
        if content and position not in residue:
            return content[:200]
        position += len(line) + 1
    return ""
