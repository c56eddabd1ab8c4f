"""What a file is by its content, whatever its name says: web pages named .xls and PDF files named .docx are common."""

import re
import zipfile
from pathlib import Path

from rag.errors import UnreadableDocument

_HEAD_BYTES = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
)
_HTML = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>|<!--.{0,1000}?-->|\s)*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.I | re.S
)
_SPREADSHEET_XML = re.compile(rb"<\?mso-application\s+progid=[\"']Excel\.Sheet")
_WORD_XML = re.compile(rb"<\?mso-application\s+progid=[\"']Word\.Document")
_PARTS = (
    ("word/document.xml", ".docx"),
    ("xl/workbook.xml", ".xlsx"),
    ("xl/workbook.bin", ".xlsb"),
    ("ppt/presentation.xml", ".pptx"),
)
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/epub+zip": ".epub",
}


def detect_suffix(path: Path) -> str:
    """The suffix that fits the file's content where that is certain, else its own, in lower case.

    Raises:
        UnreadableDocument: empty, or protected with a password.
        OSError: the file cannot be opened.
    """
    own = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise UnreadableDocument(f"Tệp {path.name} trống.", f"{path.name}: empty")
    return _detect_container(path, head) or _detect_marked(head) or own


def _detect_container(path: Path, head: bytes) -> str:
    if head.startswith(b"PK\x03\x04"):
        return _detect_package(path)
    return _detect_compound(path) if head.startswith(_OLE) else ""


def _detect_marked(head: bytes) -> str:
    """By the mark that a format begins with."""
    if _SPREADSHEET_XML.search(head):
        return ".xls"
    if _WORD_XML.search(head):
        return ".doc"
    return next((suffix for mark, suffix in _MARKS if head.startswith(mark)), _detect_page(head))


def _detect_page(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="replace").encode("utf-8")
    return ".html" if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) else ""


def _detect_package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < _HEAD_BYTES:
                return _OPEN_DOCUMENT.get(package.read("mimetype").decode("ascii", errors="replace").strip(), "")
    # What is wrong with it is the reader's to say.
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return ""
    return next((suffix for part, suffix in _PARTS if part in names), "")


def _detect_compound(path: Path) -> str:
    """By the names of the streams in Microsoft's compound files, which are UTF-16."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableDocument(
            f"Tệp {path.name} có mật khẩu. Hãy mở bằng Word/Excel, bỏ mật khẩu rồi lưu lại.",
            f"{path.name}: encrypted Office Open XML",
        )
    streams = (
        ("__properties_version1.0", ".msg"),
        ("WordDocument", ".doc"),
        ("Workbook", ".xls"),
        ("Book", ".xls"),
        ("PowerPoint Document", ".ppt"),
    )
    return next((suffix for name, suffix in streams if f"{name}\0".encode("utf-16-le") in data), "")
