"""Outline → passages: a list line or a table's row is one passage, prose is cut between sentences, nothing is repeated.

A row's passage knows its table: the headings of its columns stand in the header, where both indexes see them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rag.datatypes import ColumnRole, ContextHeader, Document, Passage, TableRow
from rag.figures.parsing import parse_figures, parse_years
from rag.ingestion.cleaning import find_residue
from rag.ingestion.outline import Block, BlockKind, read_outline
from rag.ingestion.table_rows import read_rows
from rag.ingestion.tables import Span, Table, find_tables
from rag.vietnamese import split_sentences

_SHORTEST_HEADING_PASSAGE_CHARS = 40
_LONGEST_COLUMNS_CHARS = 400
"""Of the headings of a table's columns, as much as a header bears beside its text."""


def split_passages(document: Document, passage_chars: int) -> list[Passage]:
    """The passages of a document in order, each a slice of its text; none for a document of mere residue."""
    text = document.text
    tables = find_tables(text)
    notes = [_line_at(text, note) for table in tables for note in table.unit_notes]
    rows = read_rows(text, tables)
    starts = [span[0] for span, _ in rows]
    gathering = _figures_of_gathering_rows(text, tables, frozenset(starts))
    blocks = read_outline(text, [*find_residue(text), *notes], [(table.start, table.end) for table in tables])
    passages: list[Passage] = []
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            inside = rows[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
            passages += (passage for item in inside for passage in _row_passages(document, block, *item, passage_chars))
            rows_inside = (span for span in gathering if block.start <= span[0] < block.end)
            passages += (_built(document, *span, block.heading_path, None, is_item=True) for span in rows_inside)
        else:
            passages += (_passage(document, block, *span) for span in _cut(document, block, passage_chars))
    return sorted(passages, key=lambda passage: passage.start)


def _figures_of_gathering_rows(text: str, tables: Sequence[Table], read: frozenset[int]) -> list[Span]:
    """The rows that only head others but have a figure: `II | Nông thôn (10 xã)`."""
    rows = (span for table in tables for span, _ in table.rows if span[0] not in read)
    return [span for span in rows if parse_figures(text[slice(*span)])]


def _line_at(text: str, span: Span) -> Span:
    """The whole line, as residue is reported."""
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, end if end >= 0 else len(text)


def _cut(document: Document, block: Block, passage_chars: int) -> Iterator[Span]:
    if block.kind is BlockKind.HEADING and _is_label(document.text[block.start : block.end]):
        return
    yield from _cut_sentences(document.text, block.start, block.end, passage_chars)


def _is_label(heading: str) -> bool:
    """Whether a heading is short and says nothing that its header above other passages does not: it states nothing."""
    is_short = len(heading) < _SHORTEST_HEADING_PASSAGE_CHARS
    return is_short and not heading.endswith((".", ";")) and not parse_figures(heading)


def _cut_sentences(text: str, start: int, end: int, passage_chars: int) -> Iterator[Span]:
    spans = [(start, end)]
    if end - start > passage_chars:
        spans = [(start + first, start + last) for first, last in split_sentences(text[start:end])]
    yield from _joined(spans, passage_chars)


def _joined(spans: Sequence[Span], passage_chars: int) -> Iterator[Span]:
    """Neighbours together as long as they are not too long."""
    opened: Span | None = None
    for start, end in spans:
        if opened and end - opened[0] > passage_chars:
            yield opened
            opened = None
        opened = (opened[0] if opened else start, end)
    if opened:
        yield opened


def _passage(document: Document, block: Block, start: int, end: int) -> Passage:
    return _built(document, start, end, block.heading_path, None, is_item=block.kind is BlockKind.ITEM)


def _row_passages(document: Document, block: Block, span: Span, row: TableRow, passage_chars: int) -> Iterator[Passage]:
    """The row; one that is too long in pieces between its cells, each with the row's name."""
    path = _row_path(block, row)
    if span[1] - span[0] <= passage_chars:
        yield _built(document, *span, path, row, is_item=True)
        return
    cells = [
        piece
        for cell in row.cells
        if cell.start < cell.end
        for piece in _cut_sentences(document.text, cell.start, cell.end, passage_chars)
    ]
    for number, (start, end) in enumerate(_joined(cells, passage_chars)):
        named = (*path, row.name[:passage_chars]) if number and row.name else path
        yield _built(document, start, end, named, row, is_item=True)


def _row_path(block: Block, row: TableRow) -> tuple[str, ...]:
    """The headings above, the caption, its notes, the columns, and the rows above that the row belongs to."""
    caption = [line for line in row.caption if not any(line in heading for heading in block.heading_path)]
    filled_roles = (ColumnRole.PART, ColumnRole.UNIT, ColumnRole.VALUE, ColumnRole.NOTE)
    headings = [cell.heading for cell in row.cells if cell.role in filled_roles and cell.heading]
    columns = ""
    for heading in dict.fromkeys(headings):
        if len(columns) + len(heading) > _LONGEST_COLUMNS_CHARS:
            columns += " …"
            break
        columns += f" | {heading}" if columns else heading
    return tuple(
        part for part in (*block.heading_path, *caption, *row.notes, columns, *row.sections, *row.parents) if part
    )


def _built(
    document: Document, start: int, end: int, path: tuple[str, ...], row: TableRow | None, *, is_item: bool
) -> Passage:
    source = document.source
    # A note's years tell of how a figure was found, or of another one.
    dated = tuple(part for part in path if row is None or part not in row.notes)
    header = ContextHeader(source.title, source.number, path, _period(dated, source.period))
    return Passage(
        id=f"{document.file}:{start}-{end}",
        file=document.file,
        start=start,
        end=end,
        text=document.text[start:end],
        header=header,
        is_item=is_item,
        row=row,
    )


def _period(heading_path: tuple[str, ...], source_period: str) -> str:
    """Of the innermost heading that names exactly one; else of the source record."""
    for heading in reversed(heading_path):
        periods = {str(years.period) for years in parse_years(heading)}
        if len(periods) == 1:
            return periods.pop()
    return source_period
