"""A saved web page's bytes → text."""

import codecs
import re
from pathlib import Path

from rag.errors import UnreadableDocument

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{1,40})", re.I
)
_HEAD_BYTES = 8192
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_LATIN = {"iso8859-1", "ascii", "latin-1"}
_MOST_DAMAGED = 0.001


def decode_page(path: Path) -> tuple[str, bool]:
    """The page's text, and whether some bytes had no meaning and became U+FFFD.

    Raises:
        UnreadableDocument: neither Unicode nor in an encoding that the page names.
        OSError: the file cannot be opened.
    """
    data = path.read_bytes()
    mark = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    try:
        # Who declares something else and yet is valid UTF-8 is UTF-8: pages are often converted without their head.
        return data.decode(mark or "utf-8"), False
    except UnicodeDecodeError as error:
        encoding = mark or _declared(data[:_HEAD_BYTES])
        text = data.decode(encoding, errors="replace") if encoding else ""
        if not text or text.count("\N{REPLACEMENT CHARACTER}") > _MOST_DAMAGED * len(text):
            raise UnreadableDocument(
                f"Tệp {path.name} không rõ bảng mã chữ. Hãy mở bằng trình duyệt rồi lưu lại trang bằng UTF-8.",
                f"{path.name}: {error}; declared encoding {encoding or 'none'}",
            ) from error
        return text, "\N{REPLACEMENT CHARACTER}" in text


def _declared(head: bytes) -> str:
    """Python's name of the declared encoding; empty where none is declared.

    As browsers do, Latin-1 is Windows-1252, and so is `x-user-defined`, which pages in old Vietnamese fonts declare.
    """
    found = _DECLARED.search(head)
    if not found:
        return ""
    name = (found[1] or found[2]).decode("ascii", errors="replace").lower()
    try:
        known = "cp1252" if name == "x-user-defined" else codecs.lookup(name).name
    except LookupError:
        return ""
    return "cp1252" if known in _LATIN else known
