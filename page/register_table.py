"""The register as a table: searched without accents, filtered, sorted, a page at a time; and what in it is doubtful."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rag import (
    Certainty,
    Document,
    Fact,
    Passage,
    SourceRecord,
    Status,
    disagree,
    fold_accents,
    period_text,
    subject_text,
)

ROWS_A_PAGE = 50
UNKNOWN_PERIOD = "chưa rõ năm"
_MOST_COMPARED = 40
"""Facts of one year, unit and place that are compared with each other, pair by pair."""


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """What a visitor asks of the table; empty text asks for everything. `number` is that of the page, from 1."""

    search: str = ""
    file: str = ""
    place: str = ""
    section: str = ""
    period: str = ""
    status: str = ""
    doubt: str = ""
    sort: str = ""
    descending: bool = False
    number: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A fact without what is only guessed of it, where it stands, the words that state it, and what is doubtful."""

    fact: Fact
    title: str
    short_title: str
    section: str
    quote: str
    is_disputed: bool

    @property
    def is_unsure(self) -> bool:
        """Whether a slot of it is left open, or not sure to be right."""
        return self.fact.certainty is Certainty.UNKNOWN


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter offers, in the order in which it is shown; documents as file and title."""

    files: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    sections: tuple[str, ...]
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageOfRows:
    """The rows of a page, how many there are in all, and the number of the page shown."""

    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int


def rows_of(facts: Sequence[Fact], documents: Iterable[Document], passages: Iterable[Passage]) -> tuple[Row, ...]:
    """The register in the order of the documents."""
    found = {document.file: document for document in documents}
    sections = {passage.id: next(reversed(passage.header.heading_path), "") for passage in passages}
    disputed = find_disputed(facts)
    return tuple(
        Row(
            fact.without_guesses,
            found[fact.file].source.title,
            _short_title(found[fact.file].source),
            sections.get(fact.passage_id, ""),
            found[fact.file].text[fact.clause_start : fact.clause_end],
            fact in disputed,
        )
        for fact in facts
        if fact.file in found
    )


def _short_title(source: SourceRecord) -> str:
    """`Báo cáo 402/BC-UBND` where there is a number, else the title."""
    kind = f"{source.kind} " if source.number[:1].isdigit() else ""
    return f"{kind}{source.number}".strip() if source.number else source.title


def find_disputed(facts: Iterable[Fact]) -> frozenset[Fact]:
    """The facts that another document contradicts."""
    alike: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        alike[fact.period, fact.status, fact.figure.kind, fact.figure.unit].append(fact)
    found: set[Fact] = set()
    for group in alike.values():
        if len({fact.file for fact in group}) < 2:
            continue
        for one, other in combinations(group[:_MOST_COMPARED], 2):
            if disagree(one, other):
                found |= {one, other}
    return frozenset(found)


def choices_of(rows: Sequence[Row]) -> Choices:
    """What the filters can be set to."""
    periods = {period_label(row.fact): row.fact.period.last if row.fact.period else 0 for row in rows}
    return Choices(
        files=tuple(dict.fromkeys((row.fact.file, row.title) for row in rows)),
        places=tuple(sorted({row.fact.territory for row in rows if row.fact.territory}, key=fold_accents)),
        sections=tuple(dict.fromkeys(row.section for row in rows if row.section)),
        periods=tuple(sorted(periods, key=lambda label: (-periods[label], label))),
    )


def period_label(fact: Fact) -> str:
    """As the table names a period."""
    return period_text(fact.period) or UNKNOWN_PERIOD


def find_rows(rows: Iterable[Row], query: RegisterQuery) -> tuple[Row, ...]:
    """All rows that fit, sorted."""
    words = fold_accents(query.search).lower().split()
    found = [row for row in rows if _fits(row, query) and all(word in _searched(row.fact) for word in words)]
    if query.sort in _SORTS:
        found.sort(key=_SORTS[query.sort], reverse=query.descending)
    return tuple(found)


def page_of(found: Sequence[Row], number: int) -> PageOfRows:
    """The page of that number, or the nearest that there is."""
    pages = max(1, -(-len(found) // ROWS_A_PAGE))
    shown = min(max(1, number), pages)
    return PageOfRows(tuple(found[(shown - 1) * ROWS_A_PAGE : shown * ROWS_A_PAGE]), len(found), shown, pages)


def _fits(row: Row, query: RegisterQuery) -> bool:
    fact = row.fact
    asked = (
        (query.file, fact.file),
        (query.place, fact.territory),
        (query.section, row.section),
        (query.period, period_label(fact)),
        (query.status, fact.status.value),
    )
    doubts = {"disputed": row.is_disputed, "unsure": row.is_unsure, "corrected": bool(fact.corrected_by)}
    return all(not wanted or wanted == found for wanted, found in asked) and doubts.get(query.doubt, True)


@lru_cache(maxsize=100_000)
def _searched(fact: Fact) -> str:
    return fold_accents(f"{fact.indicator} {fact.part} {fact.territory} {fact.figure.text}").lower()


_SORTS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "indicator": lambda row: (fold_accents(subject_text(row.fact)).lower(),),
    "period": lambda row: (row.fact.period.last if row.fact.period else 0, period_label(row.fact)),
    "status": lambda row: (list(Status).index(row.fact.status),),
    # Amounts in different units have no order: first by unit.
    "figure": lambda row: (row.fact.figure.unit, row.fact.figure.low, row.fact.figure.high),
    "place": lambda row: (fold_accents(row.fact.territory).lower(),),
    "file": lambda row: (row.title,),
}
