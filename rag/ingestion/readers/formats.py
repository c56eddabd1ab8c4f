"""Which reader reads which file; each is imported only when a file needs it, for some load large libraries."""

import hashlib
import importlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Protocol, cast

from rag.errors import InvalidSettings, UnreadableDocument
from rag.ingestion.readers.content import FileContent, ReportPages
from rag.ingestion.readers.detecting import detect_suffix
from rag.plugins import READERS, distribution, installed_plugins, load_plugin

_READERS = {
    ".txt": "plain_text",
    ".md": "markdown",
    ".pdf": "pdf",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), "image"),
    ".docx": "word",
    ".docm": "word",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".csv": "separated_values",
    ".html": "html",
    ".htm": "html",
    ".pptx": "presentation",
    ".odp": "open_presentation",
    ".eml": "mail",
    ".msg": "mail",
    ".epub": "book",
    ".doc": "libreoffice",
    ".rtf": "libreoffice",
    ".odt": "libreoffice",
    ".xls": "libreoffice",
    ".ods": "libreoffice",
}
"""The module below `rag.ingestion.readers` by suffix."""

_PLUGINS = {
    suffix: entry for entry in installed_plugins(READERS) if (suffix := f".{entry.name.lower()}") not in _READERS
}
"""By suffix, the readers that other packages bring for formats that are none of ours."""

SUFFIXES = frozenset(_READERS) | frozenset(_PLUGINS)
"""The file name suffixes that can be read, in lower case."""

PLAIN_TEXT = frozenset({".txt", ".md"})
"""Anything may stand in them, also what begins like another format."""

LONGEST_FILE_BYTES = 50_000_000
"""No larger file is read."""


LIBRARIES = {
    "plain_text": (),
    "markdown": ("markdown-it-py",),
    "pdf": ("pdfplumber", "pdfminer.six", "pypdfium2", "pillow", "numpy", "scipy"),
    "image": ("pillow", "numpy", "scipy"),
    "word": ("python-docx", "lxml"),
    "spreadsheet": ("openpyxl", "lxml"),
    "separated_values": (),
    "html": ("selectolax", "tinycss2", "cssselect", "trafilatura", "jusText", "lxml_html_clean", "lxml"),
    "presentation": ("python-pptx", "lxml"),
    "open_presentation": ("lxml",),
    "mail": (
        "python-oxmsg",
        "compressed-rtf",
        "selectolax",
        "tinycss2",
        "cssselect",
        "trafilatura",
        "jusText",
        "lxml_html_clean",
        "lxml",
        "python-docx",
        "openpyxl",
    ),
    "book": ("selectolax", "tinycss2", "cssselect", "trafilatura", "jusText", "lxml_html_clean", "lxml"),
    "libreoffice": ("python-docx", "lxml", "openpyxl"),
}
"""The distributions that a reader reads with."""

PROGRAMS = {"pdf": "tesseract", "image": "tesseract", "libreoffice": "libreoffice", "mail": "libreoffice"}
"""The module below `rag.ingestion.readers` that knows the version of the program that a reader calls."""


class Reader(Protocol):
    """Reads the files of a format. A module will do."""

    def read(self, path: Path, report: ReportPages) -> FileContent:
        """The file's content; `report` is called after each page.

        Raises:
            UnreadableDocument: the file makes no sense.
            OSError: it cannot be opened.
        """
        ...


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
        suffix = _true_suffix(path)
        if suffix not in SUFFIXES:
            raise UnreadableDocument(
                f"Tệp {path.name} có đuôi {own} nhưng nội dung là loại {suffix}, chưa đọc được. "
                f"Hãy lưu lại thành một loại đọc được: {', '.join(sorted(SUFFIXES))}.",
                f"{path.name}: its content is {suffix}",
            )
        if suffix in _PLUGINS:
            return _read_by_plugin(path, suffix, report)
        module = importlib.import_module(f"rag.ingestion.readers.{_READERS[suffix]}")
        return cast(Reader, module).read(path, report)
    except OSError as error:
        raise UnreadableDocument(f"Không mở được tệp {path.name}: {error.strerror}.", f"{path}: {error}") from error


def _read_by_plugin(path: Path, suffix: str, report: ReportPages) -> FileContent:
    entry = _PLUGINS[suffix]
    try:
        reader = cast(Reader, load_plugin(READERS, entry.name))
    except InvalidSettings as error:
        raise UnreadableDocument(f"Tệp {path.name}: {error.message}", str(error)) from error
    content = reader.read(path, report)
    if not isinstance(content, FileContent):
        raise UnreadableDocument(
            f"Tệp {path.name}: phần mở rộng đọc loại {suffix} không trả về nội dung đúng kiểu.",
            f"{path.name}: {distribution(entry)} returned {type(content).__name__}",
        )
    return content


def tools_version(path: Path) -> str:
    """Digest of the versions of all but our own code that has a say in what is read of the file.

    Empty for plain text, and for what is not read.
    """
    if path.suffix.lower() not in SUFFIXES:
        return ""
    try:
        suffix = _true_suffix(path)
    except (UnreadableDocument, OSError):
        return ""
    if suffix in _PLUGINS:
        return hashlib.sha256(distribution(_PLUGINS[suffix]).encode()).hexdigest()[:12]
    return _tools_version(_READERS.get(suffix, "plain_text"))


def _true_suffix(path: Path) -> str:
    own = path.suffix.lower()
    return own if own in PLAIN_TEXT or own in _PLUGINS else detect_suffix(path)


@cache
def _tools_version(reader: str) -> str:
    if reader == "plain_text":
        return ""
    # Python's own part: archives, XML, CSV.
    versions = [".".join(map(str, sys.version_info[:2]))]
    versions += [f"{name} {_installed(name)}" for name in LIBRARIES[reader]]
    if program := PROGRAMS.get(reader):
        versions.append(importlib.import_module(f"rag.ingestion.readers.{program}").installed_version())
    return hashlib.sha256("\0".join(versions).encode()).hexdigest()[:12]


def _installed(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
