"""The facts that share a word with a question, best first: all ranked at once, each made when it is asked for."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

import numpy as np

from rag.datatypes import Fact, FactMatch
from rag.retrieval.fact_index import FactColumns, Numbers, Rows

Holds = Callable[[Fact], bool]

_ROUNDING = 1e-9
_NUDGE = 1e-12
_LIKELY_SCORE = -3.0
"""What scores less is rarely looked at, and sorted only then."""


class FactMatches(Sequence[FactMatch]):
    """The matches of the facts of `rows`, best first; of equal ones the first in the order of files and places.

    Args:
        facts: The register.
        columns: Of the whole register.
        rows: Those of the facts that match.
        scores: Log-odds, beside the rows.
        coverages: See `FactMatch`, beside the rows.
    """

    def __init__(
        self, facts: Sequence[Fact], columns: FactColumns, rows: Rows, scores: Numbers, coverages: Numbers
    ) -> None:
        self._facts = facts
        self._columns = columns
        self._rows = rows
        self._scores = scores
        self._coverages = coverages
        likely = np.flatnonzero(scores > _LIKELY_SCORE)
        self._order = self._sorted(likely)
        self._made: dict[int, FactMatch] = {}

    def _sorted(self, at: Rows) -> Rows:
        rows = self._rows[at]
        keys = self._columns.starts[rows], self._columns.files[rows], -self._scores[at]
        ordered: Rows = at[np.lexsort(keys)]
        return ordered

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, number: int) -> FactMatch: ...
    @overload
    def __getitem__(self, number: slice) -> list[FactMatch]: ...
    def __getitem__(self, number: int | slice) -> FactMatch | list[FactMatch]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        at = number + len(self) if number < 0 else number
        if not 0 <= at < len(self):
            raise IndexError(number)
        if at >= len(self._order):
            self._order = np.concatenate([self._order, self._sorted(np.flatnonzero(self._scores <= _LIKELY_SCORE))])
        return self._match(int(self._order[at]))

    def __iter__(self) -> Iterator[FactMatch]:
        return (self[at] for at in range(len(self)))

    def reordered(self, first: Sequence[FactMatch]) -> "FactMatches":
        """The matches with `first`, which are the best ones, in this order: each gets the score of its place."""
        places = self._order[: len(first)]
        at = {self._match(int(place)).fact: int(place) for place in places}
        scores = self._scores.copy()
        for number, (match, place) in enumerate(zip(first, places, strict=True)):
            # What scored alike would else fall back into the order of files and places.
            scores[at[match.fact]] = self._scores[place] - number * _NUDGE
        return FactMatches(self._facts, self._columns, self._rows, scores, self._coverages)

    def of_facts(self, facts: Iterable[Fact]) -> list[FactMatch]:
        """The matches of these facts, best first."""
        wanted = set(facts)
        return [match for match in self._of_passages({fact.passage_id for fact in wanted}) if match.fact in wanted]

    def of_passage(self, passage_id: str) -> list[FactMatch]:
        """The matches of a passage's facts, best first."""
        return self._of_passages([passage_id])

    def of_names(self, is_meant: Holds) -> list[FactMatch]:
        """The matches of the facts of each indicator and part of which `is_meant`, asked of one fact of it; best
        first."""
        at = self._where(np.arange(len(self._rows)), self._columns.names, is_meant)
        return [self._match(int(place)) for place in self._sorted(at)]

    def likely(self, least: float, *, by_time: Holds, by_unit: Holds, by_spot: Holds) -> list[FactMatch]:
        """The matches of at least this likelihood that have what is asked, best first.

        Asked is one fact of each period and status, one of each unit, and one of each territory in documents of one
        place: what holds of it holds of the others.
        """
        at: Rows = np.flatnonzero(self._scores >= math.log(least / (1 - least)) - _ROUNDING)
        at = self._where(at, self._columns.times, by_time)
        at = self._where(at, self._columns.units, by_unit)
        at = self._where(at, self._columns.spots, by_spot)
        found = (self._match(int(place)) for place in self._sorted(at))
        return [match for match in found if match.likelihood >= least]

    def _where(self, at: Rows, column: Rows, holds: Holds) -> Rows:
        """The rows whose column value satisfies the test, made on the first fact with each value."""
        rows = self._rows[at]
        _, firsts, of_value = np.unique(column[rows], return_index=True, return_inverse=True)
        held = np.array([holds(self._facts[rows[first]]) for first in firsts], np.bool_)
        kept: Rows = at[held[of_value]]
        return kept

    def _of_passages(self, passage_ids: Iterable[str]) -> list[FactMatch]:
        table, facts_of = self._columns.passage_words, self._columns.facts_of
        wanted = [row for passage_id in passage_ids for row in facts_of[table.row(passage_id)]]
        at = np.flatnonzero(np.isin(self._rows, wanted))
        return [self._match(int(place)) for place in self._sorted(at)]

    def _match(self, place: int) -> FactMatch:
        if place not in self._made:
            score = float(self._scores[place])
            likelihood = 1 / (1 + math.exp(-score))
            fact = self._facts[self._rows[place]]
            self._made[place] = FactMatch(fact, score, likelihood, float(self._coverages[place]))
        return self._made[place]
