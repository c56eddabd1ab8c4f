"""A reader: letters (`.eml`), their subject and their plain text."""

import email
import email.policy
from pathlib import Path

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages


def read(path: Path, report: ReportPages) -> FileContent:
    """The subject and each paragraph as a block.

    Raises:
        UnreadableDocument: the letter has no plain text.
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        letter = email.message_from_binary_file(file, policy=email.policy.default)
    body = letter.get_body(preferencelist=("plain",))
    if body is None:
        raise UnreadableDocument(f"Thư {path.name} không có phần chữ.", f"{path.name}: no plain text")
    paragraphs = [part.strip() for part in str(body.get_content()).split("\n\n")]
    report(1, 1)
    return FileContent((PageContent((str(letter["subject"] or ""), *filter(None, paragraphs))),))
