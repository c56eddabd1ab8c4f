"""The register against a gold one: precision and recall of facts, and why each mismatch is one.

A fact is taken as the register tells it, without guesses. It matches a gold fact when it stands where the gold figure
stands, has exactly its value and unit, its period and its status, and names the same indicator and part. The gold is
meant to be complete, so a fact at any other place is wrong, and so is a fact read from a damaged figure. One that only
leaves empty what the gold tells has found nothing: it lowers recall, and its precision is not asked. Each fact matches
at most one gold fact.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.measures.citations import Span, occurrences, overlap
from eval.measures.figures import stated_figures
from eval.register_format import GoldFact
from eval.syllables import content_syllables, jaccard, share_within
from rag.datatypes import Document, Fact, Figure, Status

_NAMED_SHARE = 0.6
"""Of the gold's content syllables of indicator and part, how many the fact's must have; what a count counts
(`03 trụ cột`) is part of its name."""
_PART_JACCARD = 0.5
"""How alike two parts must be when both are named."""
_UNITLESS = frozenset({"", "thứ"})
_OVERALL = "all documents"


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """How many facts a document has in the gold, in the register and in both."""

    document: str
    gold: int
    found: int
    matched: int

    @property
    def precision(self) -> float:
        """Matched over found; 1 when nothing was found."""
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Matched over gold; 1 when there is nothing to find."""
        return self.matched / self.gold if self.gold else 1.0


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A gold fact that no fact matches (`missed`), or a fact that matches no gold fact (`wrong`)."""

    document: str
    kind: str
    reason: str
    description: str


@dataclass(frozen=True, slots=True)
class RegisterResult:
    """Counts by document in the order of their names, over all, and every mismatch in the order of the text."""

    documents: tuple[RegisterCounts, ...]
    overall: RegisterCounts
    mismatches: tuple[Mismatch, ...]


def measure_register(gold: Sequence[GoldFact], facts: Sequence[Fact], documents: Sequence[Document]) -> RegisterResult:
    """The measures of the register over the gold's documents; facts of other documents are left out."""
    texts = {document.file: document.text for document in documents}
    counts: list[RegisterCounts] = []
    mismatches: list[Mismatch] = []
    for name in sorted({entry.document for entry in gold}):
        own_gold = [(entry, gold_places(entry, texts)) for entry in gold if entry.document == name]
        own = [fact.without_guesses for fact in facts if fact.file == name]
        own_facts = sorted((fact for fact in own if not _is_open(fact, own_gold)), key=lambda fact: fact.start)
        pairs = _matches(own_gold, own_facts)
        real = sum(not entry.damaged for entry, _ in own_gold)
        counts.append(RegisterCounts(name, real, len(own_facts), len(pairs)))
        mismatches.extend(_mismatches(own_gold, own_facts, pairs))
    total = [sum(getattr(row, column) for row in counts) for column in ("gold", "found", "matched")]
    return RegisterResult(tuple(counts), RegisterCounts(_OVERALL, *total), tuple(mismatches))


def _is_open(fact: Fact, gold: Sequence[tuple[GoldFact, Sequence[Span]]]) -> bool:
    """Whether the fact's only difference from the gold fact at its place is an empty slot."""
    there = [entry for entry, spans in gold if _is_at(fact, spans)]
    agreeing = [entry for entry in there if not difference(entry, fact, unknown_is_right=True)]
    return bool(agreeing) and all(difference(entry, fact) for entry in agreeing)


def difference(entry: GoldFact, fact: Fact, *, unknown_is_right: bool = False) -> str:
    """Why a fact is not the gold fact at whose place it stands; empty when it is, or, if `unknown_is_right`, when it
    only leaves empty what the gold states."""
    if entry.damaged:
        return "the figure is damaged"
    if not _is_figure(entry, fact.figure):
        return f"figure {fact.figure.text!r} instead of {entry.figure!r}"
    period = str(fact.period) if fact.period else ""
    if period != entry.period and (fact.period is not None or not unknown_is_right):
        return f"period {period!r} instead of {entry.period!r}"
    if fact.status is not entry.status and (fact.status is not Status.UNKNOWN or not unknown_is_right):
        return f"status {fact.status.value} instead of {entry.status.value}"
    return "" if unknown_is_right and not fact.indicator else _difference_of_names(entry, fact)


def _is_figure(entry: GoldFact, figure: Figure) -> bool:
    """Exact in value and unit; a fraction or a rank, which has no unit of its own, by its values alone."""
    if entry.unit in _UNITLESS:
        return [figure.low, figure.high] == [Decimal(entry.values[0]), Decimal(entry.values[-1])]
    return figure in stated_figures(entry.figure)


def _difference_of_names(entry: GoldFact, fact: Fact) -> str:
    needed = content_syllables(f"{entry.indicator} {entry.part}")
    if share_within(needed, content_syllables(f"{fact.indicator} {fact.part} {fact.figure.text}")) < _NAMED_SHARE:
        return f"indicator {_named(fact)!r} instead of {_named(entry)!r}"
    parts = content_syllables(entry.part), content_syllables(fact.part)
    if all(parts) and jaccard(*parts) < _PART_JACCARD:
        return f"part {fact.part!r} instead of {entry.part!r}"
    return ""


def _matches(gold: Sequence[tuple[GoldFact, Sequence[Span]]], facts: Sequence[Fact]) -> Mapping[int, int]:
    """Gold by fact, as numbers in their lists; the first that agrees is taken."""
    pairs: dict[int, int] = {}
    for number, fact in enumerate(facts):
        agreeing = (
            place for place, (entry, spans) in enumerate(gold) if _is_at(fact, spans) and not difference(entry, fact)
        )
        free = next((place for place in agreeing if place not in pairs.values()), None)
        if free is not None:
            pairs[number] = free
    return pairs


def _mismatches(
    gold: Sequence[tuple[GoldFact, Sequence[Span]]], facts: Sequence[Fact], pairs: Mapping[int, int]
) -> Iterator[Mismatch]:
    for number, (entry, spans) in enumerate(gold):
        if entry.damaged or number in pairs.values():
            continue
        reasons = [difference(entry, fact) or "matched elsewhere" for fact in facts if _is_at(fact, spans)]
        reason = "; ".join(reasons) if reasons else "no fact there" if spans else "quote not in the document"
        yield Mismatch(entry.document, "missed", reason, f"{entry.id} {_named(entry)} = {entry.figure}")
    for number, fact in enumerate(facts):
        if number in pairs:
            continue
        reasons = [difference(entry, fact) or "a second fact" for entry, spans in gold if _is_at(fact, spans)]
        described = f"{_named(fact)} = {fact.figure.text} [{fact.start}:{fact.end}]"
        yield Mismatch(fact.file, "wrong", "; ".join(reasons) or "no gold fact there", described)


def gold_places(entry: GoldFact, texts: Mapping[str, str]) -> tuple[Span, ...]:
    """Where the digits of the gold figure stand in the document, wherever its quote stands."""
    quotes = occurrences(entry.document, entry.quote, texts.get(entry.document, ""))
    return tuple(
        Span(entry.document, quote.start + start, quote.start + end)
        for quote in quotes
        for start, end in figure_places(entry)
    )


def figure_places(entry: GoldFact) -> tuple[tuple[int, int], ...]:
    """Where the digits of the figure stand in its quote; `40 căn` is not looked for inside `640 căn`."""
    digits = re.search(r"\d(?:.*\d)?", entry.figure)
    first, last = digits.span() if digits else (0, len(entry.figure))
    found = re.finditer(rf"(?<!\d)(?<!\d[.,]){re.escape(entry.figure)}", entry.quote)
    return tuple((place.start() + first, place.start() + last) for place in found)


def _is_at(fact: Fact, spans: Sequence[Span]) -> bool:
    own = Span(fact.file, fact.start, fact.end)
    return any(overlap(own, span) for span in spans)


def _named(entry: GoldFact | Fact) -> str:
    return f"{entry.indicator} / {entry.part}" if entry.part else entry.indicator
