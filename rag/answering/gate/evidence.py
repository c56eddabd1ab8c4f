"""What the gate holds a model's sentences against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.answering.gate.sources import Source
from rag.datatypes import Document, Fact, Passage, TableRow


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a model was given: numbered passages, and the facts (by passage) and documents (by file) behind them."""

    passages: Sequence[Passage]
    facts: Mapping[str, Sequence[Fact]]
    documents: Mapping[str, Document]
    own_territories: Sequence[str]

    @cached_property
    def sources(self) -> Sequence[Source]:
        """The passages in order, each read once for all sentences that are held against it."""
        return [
            _source(passage, self.documents[passage.file], tuple(self.facts.get(passage.id, ())))
            for passage in self.passages
        ]

    def source_of(self, fact: Fact) -> Source:
        """The passage that states a fact."""
        return self._by_passage[fact.passage_id]

    @cached_property
    def _by_passage(self) -> Mapping[str, Source]:
        return {source.passage.id: source for source in reversed(self.sources)}

    def row_of(self, fact: Fact) -> TableRow | None:
        """The table's row that states a fact; None where prose does."""
        return self.source_of(fact).passage.row

    @cached_property
    def every_fact(self) -> Sequence[Fact]:
        """The facts that the passages state, in order."""
        return facts_of(self.sources)


@lru_cache(maxsize=256)
def _source(passage: Passage, document: Document, facts: tuple[Fact, ...]) -> Source:
    """Many answers are told from the same passages."""
    return Source(passage, document, facts)


def facts_of(sources: Sequence[Source]) -> list[Fact]:
    """The facts that the passages state, in order."""
    return [fact for source in sources for fact in source.facts]
