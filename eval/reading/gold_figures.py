"""Gold registers → labelled figures of whole documents, as both witnesses see them.

Fictitious and real documents that the rules were made with stand beside items that nobody made rules for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.reading.examples import ReadItem
from eval.reading.items import LabelledFigure, LabelledItem
from eval.register_format import GoldFact, load_register
from eval.register_measures import gold_places
from rag.datatypes import Document
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import load_document
from rag.ingestion.surveying import survey_corpus

_REPOSITORY = Path(__file__).parents[2]
_PASSAGE_CHARS = 700


@dataclass(frozen=True, slots=True)
class GoldCorpus:
    """Documents and the gold register of those that it names; a figure of it counts as `weight` figures of items."""

    register: Path
    folder: Path
    weight: float


GOLD_CORPORA = (
    GoldCorpus(_REPOSITORY / "eval" / "register" / "hai-phong.jsonl", _REPOSITORY / "corpus", 3.0),
    GoldCorpus(
        _REPOSITORY / "tests" / "fictitious_province" / "register.jsonl",
        _REPOSITORY / "tests" / "fictitious_province" / "corpus",
        3.0,
    ),
)


def read_gold(corpus: GoldCorpus) -> Iterator[ReadItem]:
    """Each document of a gold register as an item, labelled by it.

    Raises:
        RagError: the register or a document cannot be read.
    """
    gold = load_register(corpus.register)
    for file in survey_corpus(corpus.folder).files:
        own = [entry for entry in gold if entry.document == file.name and not entry.damaged]
        if own:
            document = load_document(corpus.folder / file.name, corpus.folder, file.record)
            item = LabelledItem(file.name, "gold register", document.source.title, (), document.text, (), ())
            passages = tuple(split_passages(document, _PASSAGE_CHARS))
            yield ReadItem(item, document, passages, dict(_labels(own, document)))


def _labels(gold: list[GoldFact], document: Document) -> Iterator[tuple[int, LabelledFigure]]:
    for entry in gold:
        label = LabelledFigure(
            entry.figure, 1, entry.indicator, entry.part, entry.period, entry.status.value, "", entry.kind.value
        )
        for place in gold_places(entry, {document.file: document.text}):
            yield place.start, label
