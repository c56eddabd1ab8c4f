"""The zip files that .docx and .xlsx are: opened only as far as they can do no harm."""

import io
import re
import zipfile
import zlib
from pathlib import Path

from rag.errors import UnreadableDocument

_MOST_BYTES = 500_000_000
_MOST_XML_BYTES = 100_000_000
"""A thousand pages of text are some 20 MB; the libraries need about ten times the size in memory."""

_MOST_PARTS = 10_000
_CHUNK_BYTES = 1 << 20
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(relationships/)?(?:(extended|custom)Properties)?")
"""The names of the strict form of the format (ISO/IEC 29500-1), which the libraries do not know."""

_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def read_parts(
    path: Path, suffixes: tuple[str, ...] = _XML_SUFFIXES, *, allows_doctypes: bool = False
) -> dict[str, bytes]:
    """The parts of an Office Open XML file by name; those of other suffixes (pictures) are left empty.

    Raises:
        UnreadableDocument: no zip file, damaged, encrypted, far larger unpacked than any document, or with a document
            type declaration, which the format forbids and which can blow up or fetch what it names.
        OSError: the file cannot be opened.
    """
    try:
        with zipfile.ZipFile(path) as package:
            infos = package.infolist()
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_BYTES:
                raise _too_large(path)
            return _read_all(path, package, infos, suffixes, allows_doctypes=allows_doctypes)
    # Unknown compression methods are NotImplementedError; encrypted parts RuntimeError; odd fields ValueError.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise damaged(path, error) from error


def _read_all(
    path: Path,
    package: zipfile.ZipFile,
    infos: list[zipfile.ZipInfo],
    suffixes: tuple[str, ...],
    *,
    allows_doctypes: bool,
) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = _MOST_XML_BYTES
    for info in infos:
        parts[info.filename] = b""
        if info.filename.lower().endswith(suffixes):
            data = _read_part(package, info, left)
            if data is None:
                raise _too_large(path)
            if not allows_doctypes and any(mark in data for mark in _DOCTYPES):
                raise damaged(path, ValueError(f"{info.filename}: document type declaration"))
            parts[info.filename] = _STRICT.sub(_transitional, data)
            left -= len(data)
    return parts


def _transitional(strict: re.Match[bytes]) -> bytes:
    """The name that the transitional form (ISO/IEC 29500-4) has for the same."""
    kind = strict[3] + b"-properties" if strict[3] else b""
    return b"http://schemas.openxmlformats.org/" + strict[1] + b"/2006/" + (strict[2] or b"") + kind


def _read_part(package: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes | None:
    """In small steps, because the size in the zip's directory need not be true; None when over `most`."""
    read = bytearray()
    with package.open(info) as part:
        while chunk := part.read(_CHUNK_BYTES):
            read += chunk
            if len(read) > most:
                return None
    return bytes(read)


def pack(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as a zip file again, for a library to open: its sizes are true and its names unique."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    packed.seek(0)
    return packed


def damaged(path: Path, error: Exception) -> UnreadableDocument:
    """The error for a file that a library cannot read."""
    return UnreadableDocument(
        f"Tệp {path.name} bị hỏng hoặc chưa tải về hết. Hãy mở bằng Word, Excel hay LibreOffice rồi lưu lại.",
        f"{path.name}: {type(error).__name__}: {error}",
    )


def _too_large(path: Path) -> UnreadableDocument:
    return UnreadableDocument(
        f"Tệp {path.name} lớn bất thường khi giải nén nên không được đọc. Hãy kiểm tra tệp hoặc chia nhỏ.",
        f"{path.name}: unpacks to more than {_MOST_BYTES} bytes, or {_MOST_XML_BYTES} of XML, or {_MOST_PARTS} parts",
    )
