"""What the reading process runs: a file → its repaired and assembled text, all of it within the process's limits."""

from pathlib import Path

from rag.ingestion.assembling import AssembledText, assemble
from rag.ingestion.readers import formats
from rag.ingestion.readers.content import ReportPages


def read_file(path: Path, report: ReportPages) -> AssembledText:
    """As `formats.read_file`, joined to one text.

    Raises:
        UnreadableDocument: as there.
    """
    content = formats.read_file(path, report)
    # Reading and putting together have the same time each.
    report(len(content.pages), len(content.pages))
    return assemble(content)
