"""A file's pages → one text with the place of each page in it, repaired where the repair is certain."""

import unicodedata
from dataclasses import dataclass

from rag.datatypes import Page
from rag.ingestion.readers.content import Block, FileContent, Table


@dataclass(frozen=True, slots=True)
class AssembledText:
    """A document's text in NFC, one paragraph, heading, list item or table row a line.

    A table stands as Markdown, with one line of headings: the levels of a column's heading are joined by ` › `.
    """

    text: str
    pages: tuple[Page, ...]
    warnings: tuple[str, ...]
    tables: int = 0
    """How many tables the text holds; one that goes on over pages counts on each."""


def assemble(content: FileContent) -> AssembledText:
    """The text of all pages; pages without a label leave no `Page`."""
    parts: list[str] = []
    pages: list[Page] = []
    length = 0
    for page in content.pages:
        text = "\n".join(_block_text(block) for block in page.blocks)
        start, end = length, length + len(text)
        if page.label:
            pages.append(Page(page.label, start, end, page.confidence))
        parts.append(text)
        length = end + 1
    tables = sum(isinstance(block, Table) for page in content.pages for block in page.blocks)
    return AssembledText("\n".join(parts), tuple(pages), content.warnings, tables)


def _block_text(block: Block) -> str:
    text = block if isinstance(block, str) else _markdown(block)
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


def _markdown(table: Table) -> str:
    """The table's caption and rows as Markdown, between empty lines; the rows of headings in one."""
    width = max((len(row) for row in table.rows), default=0)
    headings = [_heading([row[column] for row in table.rows[: table.heading_rows]]) for column in range(width)]
    lines = [table.caption] if table.caption else []
    if table.heading_rows:
        lines += [_row(headings), _row(["---"] * width)]
    lines += [_row(row) for row in table.rows[table.heading_rows :]]
    return "\n".join(("", *lines, ""))


def _heading(levels: list[str]) -> str:
    """The levels of a column's heading from the top down, a merged cell's once."""
    return " › ".join(dict.fromkeys(level for level in levels if level.strip()))


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in cells)} |"
