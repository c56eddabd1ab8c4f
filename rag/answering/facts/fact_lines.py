"""The register parted once, so that what stands beside a fact is found without looking through all of it."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from rag.answering.facts.relations import same_series
from rag.datatypes import Fact


class FactLines:
    """Facts by document, and by what the points of one line over the years have in common.

    What of a fact is a mere guess is left empty. The register is parted when it is first asked for: most who answer
    never do. Safe to share between threads, of which two may part it at the same time.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self._parted: tuple[Mapping[Hashable, list[Fact]], Mapping[str, list[Fact]]] | None = None

    def series(self, fact: Fact) -> list[Fact]:
        """The fact itself, as the register has it, then those of the same indicator, place and unit over the years in
        the order of the register."""
        by_line, by_file = self._part()
        own = [other for other in by_file.get(fact.file, ()) if other.start == fact.start]
        beside = (other for other in by_line.get(_line(fact), ()) if same_series(other, fact))
        return list(dict.fromkeys((*own, *beside)))

    def of_file(self, file: str) -> list[Fact]:
        """The facts of a document, in order."""
        return self._part()[1].get(file, [])

    def _part(self) -> tuple[Mapping[Hashable, list[Fact]], Mapping[str, list[Fact]]]:
        if self._parted is None:
            by_line: defaultdict[Hashable, list[Fact]] = defaultdict(list)
            by_file: defaultdict[str, list[Fact]] = defaultdict(list)
            for fact in self._facts:
                certain = fact.without_guesses
                by_line[_line(certain)].append(certain)
                by_file[certain.file].append(certain)
            self._parted = dict(by_line), dict(by_file)
        return self._parted


def _line(fact: Fact) -> Hashable:
    """Equal for all facts of one series."""
    return fact.figure.unit.split("/")[0], fact.territory
