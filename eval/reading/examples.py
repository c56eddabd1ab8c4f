"""Labelled items → what the product sees of them: documents, passages, figures, each with its label."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.reading.items import LabelledFigure, LabelledItem, align_numbers
from rag.datatypes import Document, Fact, Passage
from rag.figures.register import RuleReading, read_facts, read_prose
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import make_document, read_text
from rag.protocols import EncodedText, TokenEncoder
from rag.reading.passages import WitnessedFigure, texts_to_encode, witnessed_figures

_PASSAGE_CHARS = 700
_ITEMS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item as a document of the product. `labels` are by the offset of their figure's first digit in its text."""

    item: LabelledItem
    document: Document
    passages: tuple[Passage, ...]
    labels: dict[int, LabelledFigure]

    def label_at(self, start: int, end: int) -> LabelledFigure | None:
        """The label of the figure that stands there."""
        return next((label for offset, label in self.labels.items() if start <= offset < end), None)

    @property
    def rules(self) -> list[RuleReading]:
        """What the rules read of its prose."""
        return read_prose(self.document, self.passages)

    @property
    def facts(self) -> list[Fact]:
        """The register by rules alone."""
        return read_facts(self.document, self.passages)


@dataclass(frozen=True, slots=True)
class Example:
    """A figure of an item as both witnesses see it; without a label it states nothing."""

    read: ReadItem
    figure: WitnessedFigure
    label: LabelledFigure | None


def read_items(items: Iterable[LabelledItem]) -> Iterator[ReadItem]:
    """Each item written to a Markdown file and read as any document."""
    with tempfile.TemporaryDirectory() as folder:
        for item in items:
            path = Path(folder) / "item.md"
            path.write_text(item.markdown, encoding="utf-8")
            document = make_document(f"{item.id}.md", read_text(path, path.name, _ignore_progress), None)
            moved = align_numbers(item.markdown, document.text)
            before = len(item.heading_lines)
            labels = {moved[before + at]: label for at, label in item.places() if before + at in moved}
            yield ReadItem(item, document, tuple(split_passages(document, _PASSAGE_CHARS)), labels)


def make_examples(
    items: Sequence[LabelledItem], encoder: TokenEncoder, progress: Callable[[int], None]
) -> Iterator[Example]:
    """The figures of the prose of all items, in order; `progress` is called with the number of items done."""
    for start in range(0, len(items), _ITEMS_AT_ONCE):
        yield from figures_of_items(list(read_items(items[start : start + _ITEMS_AT_ONCE])), encoder)
        progress(min(start + _ITEMS_AT_ONCE, len(items)))


def figures_of_items(reads: Sequence[ReadItem], encoder: TokenEncoder) -> Iterator[Example]:
    """The figures of the prose of items, in order; the tokens of all are in memory together."""
    needed = [(read, number) for read in reads for number in texts_to_encode(read.passages)]
    _, tokens = encoder.encode_passages([read.passages[number].indexed_text for read, number in needed])
    encoded: dict[str, dict[int, EncodedText]] = {read.document.file: {} for read in reads}
    for (read, number), text in zip(needed, tokens, strict=True):
        encoded[read.document.file][number] = text
    for read in reads:
        own = encoded[read.document.file]
        for figure in witnessed_figures(read.document, read.passages, own, {}, read.rules):
            fact = figure.rules.fact
            yield Example(read, figure, read.label_at(fact.start, fact.end))


def _ignore_progress(page: int, pages: int) -> None:
    pass
