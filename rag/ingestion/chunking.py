"""Outline → passages: a list line is one passage, prose is cut between sentences, nothing is repeated."""

from collections.abc import Iterator

from rag.datatypes import ContextHeader, Document, Passage
from rag.figures.parsing import parse_years
from rag.ingestion.cleaning import find_residue
from rag.ingestion.outline import Block, BlockKind, read_outline
from rag.vietnamese import split_sentences

_SHORTEST_HEADING_PASSAGE_CHARS = 40


def split_passages(document: Document, passage_chars: int) -> list[Passage]:
    """The passages of a document in order, each a slice of its text; none for a document of mere residue."""
    blocks = read_outline(document.text, find_residue(document.text))
    return [
        _passage(document, block, start, end) for block in blocks for start, end in _cut(document, block, passage_chars)
    ]


def _cut(document: Document, block: Block, passage_chars: int) -> Iterator[tuple[int, int]]:
    if block.kind is BlockKind.HEADING and block.end - block.start < _SHORTEST_HEADING_PASSAGE_CHARS:
        return
    if block.end - block.start <= passage_chars:
        yield block.start, block.end
        return
    opened: tuple[int, int] | None = None
    for first, last in split_sentences(document.text[block.start : block.end]):
        start, end = block.start + first, block.start + last
        if opened and end - opened[0] > passage_chars:
            yield opened
            opened = None
        opened = (opened[0] if opened else start, end)
    if opened:
        yield opened


def _passage(document: Document, block: Block, start: int, end: int) -> Passage:
    source = document.source
    header = ContextHeader(source.title, source.number, block.heading_path, _period(block.heading_path, source.period))
    return Passage(
        id=f"{document.file}:{start}-{end}",
        file=document.file,
        start=start,
        end=end,
        text=document.text[start:end],
        header=header,
        is_item=block.kind is BlockKind.ITEM,
    )


def _period(heading_path: tuple[str, ...], source_period: str) -> str:
    """Of the innermost heading that names exactly one; else of the source record."""
    for heading in reversed(heading_path):
        periods = {str(years.period) for years in parse_years(heading)}
        if len(periods) == 1:
            return periods.pop()
    return source_period
