"""`sources.toml` → what a person has recorded of each file; a field of it overrides what was read from the text."""

import datetime
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeAlias

from rag.datatypes import SourceRecord, Weight
from rag.errors import InvalidInput

SOURCES_FILE = "sources.toml"

RecordedFields: TypeAlias = Mapping[str, Any]
"""Fields of `SourceRecord` by name, of their own types; those that a record leaves out are not in it."""

_MADE_HERE = frozenset({"recorded", "unconfirmed_successor", "readings"})
_FIELDS = frozenset(field.name for field in fields(SourceRecord)) - _MADE_HERE
_DATES = frozenset({"date", "territory_changed_on"})
_LISTS = frozenset({"amends", "replaces", "repeals", "reports_on"})


def load_records(corpus_dir: Path) -> dict[str, RecordedFields]:
    """The recorded fields by file name; none where the folder has no record file.

    Raises:
        InvalidInput: the record file is no TOML, or a record has an unknown field or a value of the wrong type, or
            it is a link that leads out of the folder.
    """
    path = corpus_dir / SOURCES_FILE
    if not path.is_file():
        return {}
    if leads_out(path, corpus_dir):
        raise InvalidInput(
            f"Tệp nguồn {path.name} là liên kết dẫn ra ngoài thư mục tài liệu. Hãy chép tệp vào thư mục.",
            f"{path}: a link that leads out of {corpus_dir}",
        )
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InvalidInput(f"Tệp nguồn {path.name} không đọc được: {error}.", f"{path}: {error}") from error
    return {unicodedata.normalize("NFC", file): _fields(file, table) for file, table in tables.items()}


def leads_out(path: Path, corpus_dir: Path) -> bool:
    """Whether what stands in the folder is a link to something outside it, which whoever made it might not read."""
    return path.is_symlink() and not path.resolve().is_relative_to(corpus_dir.resolve())


def apply_record(read: SourceRecord, record: RecordedFields) -> SourceRecord:
    """What was read, with the recorded fields in the place of the read ones."""
    readings = tuple(reading for reading in read.readings if reading.field not in record)
    return replace(read, **record, recorded=True, readings=readings)


def _fields(file: str, table: object) -> RecordedFields:
    if not isinstance(table, Mapping):
        raise _unusable(file, "phải là một bảng các trường", f"no table: {table!r}")
    unknown = sorted(set(table) - _FIELDS)
    if unknown:
        allowed = ", ".join(sorted(_FIELDS))
        raise _unusable(file, f"có trường lạ {', '.join(unknown)}; chỉ dùng {allowed}", f"unknown fields {unknown}")
    if "title" in table and not str(table["title"]).strip():
        raise _unusable(file, "có title trống; hãy ghi tiêu đề hoặc bỏ dòng này", "empty title")
    return {name: _value(file, name, value) for name, value in table.items()}


def _value(file: str, name: str, value: object) -> object:
    if name in _DATES:
        if (date := _date(value)) is None:
            raise _unusable(file, f"{name} phải là ngày (2024-01-31)", f"{name}={value!r}")
        return date
    if name == "weight":
        if str(value) not in set(Weight):
            raise _unusable(file, f"weight là một trong {', '.join(Weight)}", f"weight={value!r}")
        return Weight(str(value))
    if name in _LISTS:
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise _unusable(file, f"{name} phải là một danh sách chuỗi chữ", f"no list of text in {name}: {value!r}")
        return tuple(listed)
    if not isinstance(value, str):
        raise _unusable(file, f"{name} phải là một chuỗi chữ", f"no text in {name}: {value!r}")
    return value


def _date(value: object) -> datetime.date | None:
    """TOML's own date, or one written as text; None for anything else."""
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    # A moment is a date to Python, but its hour has no place in a record.
    return value if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) else None


def _unusable(file: str, message: str, detail: str) -> InvalidInput:
    return InvalidInput(f"{SOURCES_FILE}: mục “{file}” {message}.", f"{SOURCES_FILE}: {file!r}: {detail}")
