"""Markdown files: as text files, without what is not shown of them."""

from pathlib import Path

from rag.ingestion.readers.content import FileContent, PageContent, ReportPages
from rag.ingestion.readers.markdown_signs import as_shown
from rag.ingestion.readers.plain_text import as_typed, decode, with_tables
from rag.ingestion.readers.unseen import warn_of_unseen


def read(path: Path, report: ReportPages) -> FileContent:
    """The whole file as one page without a label, with its tables.

    Raises:
        UnreadableDocument: no text, or neither in Unicode nor for certain in an old Vietnamese encoding.
        OSError: the file cannot be opened.
    """
    text, warnings = decode(path)
    shown, unseen = as_shown(as_typed(text))
    report(1, 1)
    return FileContent((PageContent(tuple(with_tables(shown))),), (*warnings, *warn_of_unseen(unseen)))
