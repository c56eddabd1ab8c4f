"""Text and Markdown files, as they are; those from before Unicode where their encoding is certain."""

from pathlib import Path

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages
from rag.ingestion.repair.encodings import read_old_bytes

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path, report: ReportPages) -> FileContent:
    """The whole file as one page without a label.

    Raises:
        UnreadableDocument: no text, or neither in Unicode nor for certain in an old Vietnamese encoding.
        OSError: the file cannot be opened.
    """
    text, warnings = decode(path)
    report(1, 1)
    return FileContent((PageContent((text,)),), warnings)


def decode(path: Path) -> tuple[str, tuple[str, ...]]:
    """The file's text, and what is not sure of it.

    Raises:
        UnreadableDocument: no text, or neither in Unicode nor for certain in an old Vietnamese encoding.
        OSError: the file cannot be opened.
    """
    data, name = path.read_bytes(), path.name
    marked = data.startswith(_UTF_16_MARKS)
    has_nul = b"\x00" in data and not marked
    try:
        if not has_nul:
            return data.decode("utf-16" if marked else "utf-8-sig"), ()
    except UnicodeDecodeError as error:
        problem: Exception = error
    else:
        problem = ValueError("NUL bytes")
    if not marked and (read := read_old_bytes(data)):
        return read
    raise UnreadableDocument(
        f"Tệp {name} không phải văn bản."
        if has_nul
        else f"Tệp {name} không phải văn bản Unicode (UTF-8). Hãy lưu lại bằng UTF-8.",
        f"{name}: {problem}",
    ) from problem
