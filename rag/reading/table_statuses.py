"""Rows of tables of which the rules read no status → the status that the learned reader finds likely.

Where structure tells a status the rules are right (221 of 223 table figures by writers who knew neither), and the
reader is no help. Where it tells none, a caption, a title or a column may still say it in words: there the reader
decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag.datatypes import Certainty, Document, Fact, Passage, SlotReading, Status
from rag.figures.periods import is_after_document
from rag.protocols import EncodedText
from rag.reading.batches import MarkedFigure, mark_figures
from rag.reading.contexts import build_context
from rag.reading.reader import FigureReader

_LEAST_PROBABILITY = 0.95
"""Of 1,900 labelled table figures, from whose tables the network had not learned, 356 had no status by the rules; from
here on the reader told one of 150 of them, and 145 were right."""


def rows_without_status(passages: Sequence[Passage], facts: Sequence[Fact]) -> list[Passage]:
    """The table rows with a fact of unknown status."""
    open_rows = {fact.passage_id for fact in facts if fact.status is Status.UNKNOWN}
    return [passage for passage in passages if passage.row is not None and passage.id in open_rows]


def with_likely_statuses(
    document: Document, facts: Sequence[Fact], rows: Mapping[str, tuple[Passage, EncodedText]], reader: FigureReader
) -> list[Fact]:
    """The facts, those of the rows with the reader's status where the rules read none and it is likely.

    `rows` are passages by their id, with their tokens. No result is told of a year after the document's date.
    """
    by_row: dict[str, dict[int, Fact]] = {id_: {} for id_ in rows}
    for known in facts:
        if known.passage_id in rows:
            by_row[known.passage_id][known.start] = known
    marked = [item for id_, own in by_row.items() for item in _marked(document, *rows[id_], own)]
    found: dict[int, Fact] = {}
    for figure, reading in zip(marked, reader.read(marked), strict=True):
        fact: Fact | None = figure.rule
        if fact is not None and fact.status is Status.UNKNOWN:
            status, probability = max(reading.status.items(), key=lambda item: item[1])
            is_early = status is Status.RESULT and is_after_document(document, fact.period)
            if probability >= _LEAST_PROBABILITY and not is_early:
                slots = (*fact.slots, SlotReading("status", Certainty.LIKELY, probability))
                found[fact.start] = replace(fact, status=status, slots=slots)
    return [found.get(fact.start, fact) for fact in facts]


def _marked(
    document: Document, passage: Passage, encoded: EncodedText, own: Mapping[int, Fact]
) -> Iterator[MarkedFigure]:
    context = build_context(document, passage, encoded, None)
    return (figure for figure in mark_figures(context, list(own.values())) if figure.rule is not None)
