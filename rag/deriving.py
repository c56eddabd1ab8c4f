"""One file → all that an index holds of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.datatypes import Document, Fact, FileReceipt, Passage
from rag.errors import UnreadableDocument
from rag.figures.register import find_damaged_figures, read_facts
from rag.indexing.storage import FileState
from rag.ingestion.assembling import AssembledText
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import make_document, read_text
from rag.ingestion.source_reading.describing import describe_source
from rag.ingestion.surveying import CorpusFile, hash_content


@dataclass(frozen=True, slots=True)
class ReadText:
    """What reading a file gave, and the seconds that it took."""

    content: AssembledText
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """What an index holds of a file."""

    state: FileState
    document: Document
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    receipt: FileReceipt


def state_of(file: CorpusFile) -> FileState:
    """What decides, with the code, all that is derived from a file."""
    return FileState(file.name, file.read_key, file.record_hash)


def read(file: CorpusFile, report: Callable[[int, int], None]) -> ReadText:
    """The file's text, by what may take minutes.

    Raises:
        UnreadableDocument: no reader can make text of it, it is empty, or it changed meanwhile.
    """
    started = time.monotonic()
    content = read_text(file.path, file.name, report)
    try:
        is_same = hash_content(file.path) == file.content_hash
    except OSError:
        is_same = False
    if not is_same:
        raise UnreadableDocument(
            f"Tệp {file.name} thay đổi trong lúc được đọc. Hãy chạy lại khi tệp đã chép xong.",
            f"{file.name}: changed while it was read",
        )
    return ReadText(content, round(time.monotonic() - started, 3))


def derive(
    file: CorpusFile,
    text: ReadText,
    passage_chars: int,
    facts_of: Callable[[Document, Sequence[Passage]], Sequence[Fact]] = read_facts,
) -> IndexedFile:
    """Everything that follows from a file's text and its source record; `facts_of` reads the register."""
    document = make_document(file.name, text.content, file.record)
    passages = split_passages(document, passage_chars)
    facts = facts_of(document, passages)
    confidences = [page.confidence for page in document.pages if page.confidence is not None]
    receipt = FileReceipt(
        file=file.name,
        passages=len(passages),
        facts=len(facts),
        damaged_figures=tuple(find_damaged_figures(document, passages)),
        has_source_record=document.source.recorded,
        has_date=document.source.date is not None,
        pages=len(document.pages),
        tables=text.content.tables,
        confidence=min(confidences, default=None),
        warnings=document.warnings,
        source_note="" if document.source.recorded else describe_source(document.source),
        seconds=text.seconds,
    )
    return IndexedFile(state_of(file), document, tuple(passages), tuple(facts), receipt)
