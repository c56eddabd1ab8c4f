"""A document's passages → its figures as the reader sees them, each with what the rules read of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.datatypes import Document, Passage
from rag.figures.register import RuleReading
from rag.protocols import EncodedText
from rag.reading.batches import MarkedFigure, mark_figures
from rag.reading.contexts import build_context, figures_of


@dataclass(frozen=True, slots=True)
class WitnessedFigure:
    """A figure of prose: as the learned reader sees it, and as the rules read it."""

    marked: MarkedFigure
    rules: RuleReading


def texts_to_encode(passages: Sequence[Passage]) -> list[int]:
    """Which passages the reader must see: those of prose with figures, and those right before them."""
    needed: set[int] = set()
    for number, passage in enumerate(passages):
        if passage.row is None and figures_of(passage):
            needed.add(number)
            if follows_closely(passages, number):
                needed.add(number - 1)
    return sorted(needed)


def follows_closely(passages: Sequence[Passage], number: int) -> bool:
    """Whether the passage before one belongs to it: prose of the same headings, and not the title itself."""
    if number == 0:
        return False
    before, passage = passages[number - 1], passages[number]
    same = before.row is None and before.header.heading_path == passage.header.heading_path
    return same and before.text.strip() != before.header.title.strip()


def witnessed_figures(
    document: Document,
    passages: Sequence[Passage],
    encoded: Mapping[int, EncodedText],
    before: Mapping[int, EncodedText],
    rules: Sequence[RuleReading],
) -> Iterator[WitnessedFigure]:
    """The figures of the passages that are `encoded`, by their number, in order; `before` are further ones that only
    precede them."""
    by_start = {reading.fact.start: reading for reading in rules}
    all_encoded = {**before, **encoded}
    for number in sorted(encoded):
        passage = passages[number]
        if passage.row is not None or not figures_of(passage):
            continue
        near = all_encoded.get(number - 1) if follows_closely(passages, number) else None
        context = build_context(document, passage, encoded[number], near)
        sure = [
            reading.fact for reading in rules if reading.is_sure and passage.start <= reading.fact.start < passage.end
        ]
        for marked in mark_figures(context, sure):
            if reading := by_start.get(passage.start + marked.item.figure.start):
                yield WitnessedFigure(marked, reading)
