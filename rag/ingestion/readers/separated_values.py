"""Tables as text (.csv), separated by commas, semicolons, tabs or bars."""

import csv
import io
from collections import Counter
from pathlib import Path

from rag.errors import UnreadableDocument
from rag.ingestion.readers.cells import Cell
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import MOST_CELLS, blocks_of
from rag.ingestion.readers.plain_text import decode

_DELIMITERS = ";\t|,"
"""Where two fit alike, the comma comes last: in Vietnamese numbers it is the decimal mark."""

_SAMPLE_ROWS = 50
_LONGEST_FIELD_CHARS = 100_000


def read(path: Path, report: ReportPages) -> FileContent:
    """The table as one page without a label; numbers stay as they are written.

    Raises:
        UnreadableDocument: empty, not in Unicode, or no table of a size that can be read.
        OSError: the file cannot be opened.
    """
    text, warnings = decode(path)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = _detect_delimiter(text)
    try:
        rows = _rows(text, delimiter)
    except csv.Error as error:
        raise UnreadableDocument(
            f"Tệp {path.name} không phải bảng CSV đọc được. Hãy kiểm tra dấu ngoặc kép, hoặc lưu lại thành .xlsx.",
            f"{path.name}: {error}",
        ) from error
    if len(rows) * max(map(len, rows), default=0) > MOST_CELLS:
        raise UnreadableDocument(
            f"Tệp {path.name} có quá nhiều ô. Hãy chia thành nhiều tệp nhỏ.", f"{path.name}: {len(rows)} rows"
        )
    report(1, 1)
    return FileContent((PageContent(tuple(block for _, block in blocks_of(rows))),), warnings)


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    """The stripped fields.

    Raises:
        csv.Error: of the module's; or a field is so long that its quotation mark was never closed.
    """
    rows = [[Cell(field.strip()) for field in row] for row in csv.reader(io.StringIO(text, ""), delimiter=delimiter)]
    # The module's own limit is the process's, and other libraries lift it.
    if any(len(cell.text) > _LONGEST_FIELD_CHARS for row in rows for cell in row):
        raise csv.Error(f"field of over {_LONGEST_FIELD_CHARS} chars")
    return rows


def _detect_delimiter(text: str) -> str:
    """The one that gives most of the first rows the same number of fields."""
    return max(_DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _agreement(text: str, delimiter: str) -> float:
    """The share in [0, 1] of the first rows that have the commonest number of fields above one."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(text, ""), delimiter=delimiter):
            widths[len(row)] += bool(row)
            if widths.total() == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    return max((count for width, count in widths.items() if width > 1), default=0) / max(widths.total(), 1)
