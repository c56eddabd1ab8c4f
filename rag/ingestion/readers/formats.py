"""Which reader reads which file; each is imported only when a file needs it, for some load large libraries."""

import importlib
from pathlib import Path
from typing import Protocol, cast

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, ReportPages
from rag.ingestion.readers.detecting import detect_suffix

_READERS = {
    ".txt": "plain_text",
    ".md": "plain_text",
    ".pdf": "pdf",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), "image"),
    ".docx": "word",
    ".docm": "word",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".csv": "separated_values",
    ".html": "html",
    ".htm": "html",
    ".doc": "libreoffice",
    ".rtf": "libreoffice",
    ".odt": "libreoffice",
    ".xls": "libreoffice",
    ".ods": "libreoffice",
}
"""The module below `rag.ingestion.readers` by suffix."""

SUFFIXES = frozenset(_READERS)
"""The file name suffixes that can be read, in lower case."""

PLAIN_TEXT = frozenset({".txt", ".md"})
"""Anything may stand in them, also what begins like another format."""

LONGEST_FILE_BYTES = 50_000_000
"""No larger file is read."""


class _Reader(Protocol):
    def read(self, path: Path, report: ReportPages) -> FileContent: ...


def read_file(path: Path, report: ReportPages) -> FileContent:
    """The file's content by the reader for what it is, which its name may have wrong.

    Raises:
        UnreadableDocument: no reader for it, larger than 50 MB, or the reader cannot make sense of it.
    """
    own = path.suffix.lower()
    if own not in SUFFIXES:
        raise UnreadableDocument(
            f"Tệp {path.name}: chưa đọc được loại tệp “{path.suffix}”; hiện đọc {', '.join(sorted(SUFFIXES))}.",
            f"{path.name}: unsupported suffix {path.suffix!r}",
        )
    try:
        if path.stat().st_size > LONGEST_FILE_BYTES:
            raise UnreadableDocument(f"Tệp {path.name} lớn hơn 50 MB.", f"{path.name}: {path.stat().st_size} bytes")
        suffix = own if own in PLAIN_TEXT else detect_suffix(path)
        if suffix not in SUFFIXES:
            raise UnreadableDocument(
                f"Tệp {path.name} có đuôi {own} nhưng nội dung là loại {suffix}, chưa đọc được. "
                f"Hãy lưu lại thành một loại đọc được: {', '.join(sorted(SUFFIXES))}.",
                f"{path.name}: its content is {suffix}",
            )
        module = importlib.import_module(f"rag.ingestion.readers.{_READERS[suffix]}")
        return cast(_Reader, module).read(path, report)
    except OSError as error:
        raise UnreadableDocument(f"Không mở được tệp {path.name}: {error.strerror}.", f"{path}: {error}") from error
