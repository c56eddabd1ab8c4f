"""Text and Markdown files, as they are."""

from pathlib import Path

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path, report: ReportPages) -> FileContent:
    """The whole file as one page without a label.

    Raises:
        UnreadableDocument: no text, or not in Unicode.
        OSError: the file cannot be opened.
    """
    text = decode(path)
    report(1, 1)
    return FileContent((PageContent((text,)),))


def decode(path: Path) -> str:
    """The file's text, from UTF-8, or from UTF-16 with its mark.

    Raises:
        UnreadableDocument: no text, or not in Unicode.
        OSError: the file cannot be opened.
    """
    data = path.read_bytes()
    if b"\x00" in data and not data.startswith(_UTF_16_MARKS):
        raise UnreadableDocument(f"Tệp {path.name} không phải văn bản.", f"{path.name}: NUL bytes")
    try:
        return data.decode("utf-16" if data.startswith(_UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"Tệp {path.name} không phải văn bản Unicode (UTF-8). Hãy lưu lại bằng UTF-8.", f"{path.name}: {error}"
        ) from error
