"""What the gate holds a model's sentences against."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.datatypes import Document, Fact, Passage, TableRow


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a model was given: numbered passages, and the facts (by passage) and documents (by file) behind them."""

    passages: Sequence[Passage]
    facts: Mapping[str, Sequence[Fact]]
    documents: Mapping[str, Document]
    own_territories: Sequence[str]

    def facts_of(self, passages: Sequence[Passage]) -> Iterator[Fact]:
        """The facts that the passages state, in order."""
        for passage in passages:
            yield from self.facts.get(passage.id, ())

    def row_of(self, fact: Fact) -> TableRow | None:
        """The table's row that states a fact; None where prose does."""
        return next((passage.row for passage in self.passages if passage.id == fact.passage_id), None)

    def source_text(self, passage: Passage) -> str:
        """What may be said of where a passage comes from: its header and the source record of its document."""
        source = self.documents[passage.file].source
        date = f"ngày {source.date.day}/{source.date.month}/{source.date.year}" if source.date else ""
        parts = (passage.header.text, source.title, source.kind, source.number, source.issuer, source.territory)
        return "\n".join([*parts, date, source.published_in, source.period])


class Refused(Exception):
    """Why a draft does not pass: a signal inside the gate, never an error that leaves it."""
