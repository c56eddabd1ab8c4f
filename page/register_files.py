"""The rows of the register as files for spreadsheets, in which no cell is a formula."""

import io
from collections.abc import Iterable, Sequence

import openpyxl

from rag import REGISTER_COLUMNS, Document, Fact, register_csv, register_rows

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def to_csv(documents: Sequence[Document], facts: Iterable[Fact]) -> bytes:
    """As `python ingest.py --register` writes it."""
    # The byte order mark tells Excel that the file is UTF-8.
    return register_csv(documents, facts).encode("utf-8-sig")


def to_excel(documents: Sequence[Document], facts: Iterable[Fact]) -> bytes:
    """The same as a sheet of text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Chỉ tiêu")
    sheet.append(list(REGISTER_COLUMNS))
    for row in register_rows(documents, facts):
        sheet.append([_text(sheet, cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _text(sheet: object, value: str) -> object:
    """A cell that is text, whatever it looks like."""
    cell = openpyxl.cell.WriteOnlyCell(sheet, openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub(" ", value))
    cell.data_type = "s"
    return cell
