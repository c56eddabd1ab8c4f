"""A document → its register, read by two witnesses: rules, and a reader that has learned."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from rag.datatypes import Document, Fact, Passage
from rag.figures.register import RuleReading, read_prose
from rag.figures.table_facts import read_table_facts
from rag.figures.table_texts import text_cells
from rag.protocols import EncodedText, ReadRegister, TokenEncoder, Vectors
from rag.reading.deciding import decide
from rag.reading.odds import Calibration
from rag.reading.passages import WitnessedFigure, texts_to_encode, witnessed_figures
from rag.reading.reader import FigureReader
from rag.reading.table_statuses import rows_without_status, with_likely_statuses

_PASSAGES_AT_ONCE = 64
"""The tokens of so many are in memory together: about 25 MB."""


@dataclass(frozen=True, slots=True)
class TwoWitnesses:
    """A `FactReader`. Figures of prose are read by both; tables, whose structure tells, by rules, and the reader adds
    only a status that they leave open.

    With `sees_rules` False the learned reader stands alone, to be measured: the rules give it only the figures with
    their clauses, and tables are left out.
    """

    encoder: TokenEncoder
    reader: FigureReader
    calibration: Calibration
    sees_rules: bool = True

    @property
    def embeds_as(self) -> str:
        """The name of the embedding model that made its vectors."""
        return self.encoder.name

    def read(self, document: Document, passages: Sequence[Passage]) -> ReadRegister:
        """The document's register."""
        texts: list[str] = []
        vectors: list[Vectors] = []
        facts = self._of_tables(document, passages, texts, vectors) if self.sees_rules else []
        passages = [*passages, *text_cells(document, passages, facts)]
        rules = read_prose(document, passages)
        seen: set[int] = set()
        alone: set[int] = set()
        for figures in self._figures(document, passages, rules, texts, vectors):
            seen.update(figure.rules.fact.start for figure in figures)
            alone.update(figure.rules.fact.start for figure in figures if not figure.rules.is_sure)
            facts += (fact for _, fact in self._decided(document, figures) if fact is not None)
        if self.sees_rules:  # of a text that is longer than the model reads, rules alone read the end
            facts += (reading.fact for reading in rules if reading.is_sure and reading.fact.start not in seen)
        if self.sees_rules:
            facts = _without_ambiguous_names(facts, alone)
        return ReadRegister(
            tuple(sorted(facts, key=lambda fact: fact.start)),
            tuple(texts),
            np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32),
        )

    def _of_tables(
        self, document: Document, passages: Sequence[Passage], texts: list[str], vectors: list[Vectors]
    ) -> list[Fact]:
        facts = list(read_table_facts(document, passages))
        rows = rows_without_status(passages, facts)
        for start in range(0, len(rows), _PASSAGES_AT_ONCE):
            some = rows[start : start + _PASSAGES_AT_ONCE]
            of_rows = [row.indexed_text for row in some]
            embedded, encoded = self.encoder.encode_passages(of_rows)
            texts += of_rows
            vectors.append(embedded)
            facts = with_likely_statuses(
                document, facts, {row.id: (row, text) for row, text in zip(some, encoded, strict=True)}, self.reader
            )
        return facts

    def read_side_by_side(
        self, document: Document, passages: Sequence[Passage]
    ) -> Iterator[tuple[RuleReading, Fact | None]]:
        """For each figure of prose, what the rules read and what is decided."""
        for figures in self._figures(document, passages, read_prose(document, passages), [], []):
            yield from ((figure.rules, fact) for figure, fact in self._decided(document, figures))

    def _decided(
        self, document: Document, figures: Sequence[WitnessedFigure]
    ) -> Iterator[tuple[WitnessedFigure, Fact | None]]:
        readings = self.reader.read([figure.marked for figure in figures], sees_rules=self.sees_rules)
        for figure, reading in zip(figures, readings, strict=True):
            is_rule = figure.rules.is_sure and self.sees_rules
            yield figure, decide(document, reading, figure.rules.fact, is_rule, self.calibration)

    def _figures(
        self,
        document: Document,
        passages: Sequence[Passage],
        rules: Sequence[RuleReading],
        texts: list[str],
        vectors: list[Vectors],
    ) -> Iterator[list[WitnessedFigure]]:
        """The figures of prose, some passages at a time; `texts` and `vectors` get what was embedded on the way."""
        needed = texts_to_encode(passages)
        last: dict[int, EncodedText] = {}
        for start in range(0, len(needed), _PASSAGES_AT_ONCE):
            numbers = needed[start : start + _PASSAGES_AT_ONCE]
            some = [passages[number].indexed_text for number in numbers]
            embedded, encoded = self.encoder.encode_passages(some)
            texts += some
            vectors.append(embedded)
            now = dict(zip(numbers, encoded, strict=True))
            yield list(witnessed_figures(document, passages, now, last, rules))
            last = {numbers[-1]: now[numbers[-1]]}


def _without_ambiguous_names(facts: Sequence[Fact], alone: AbstractSet[int]) -> list[Fact]:
    """The facts without those that only the reader names, and by a name that another figure of the document has with
    another value in every slot alike: such a name is not what either measures."""
    values: dict[object, set[object]] = defaultdict(set)
    for fact in facts:
        values[_slots_of(fact)].add((fact.figure.low, fact.figure.high))
    return [fact for fact in facts if fact.start not in alone or len(values[_slots_of(fact)]) == 1]


def _slots_of(fact: Fact) -> object:
    named = (fact.indicator.casefold(), fact.part.casefold(), fact.territory)
    return (*named, fact.period, fact.status, fact.figure.unit, fact.figure.kind)
