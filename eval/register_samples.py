"""Numbers drawn at random from documents and labelled by hand: how often the register has them right.

Unlike a gold register a sample is not complete: a fact that is read elsewhere is neither right nor wrong.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from rich.table import Table

from eval.json_lines import read_json_lines
from eval.measures.citations import Span, occurrences, overlap
from eval.reading.judging import Verdict
from eval.register_format import GoldFact
from eval.register_measures import difference, gold_places
from rag.datatypes import Document, Fact


@dataclass(frozen=True, slots=True)
class NoFact:
    """A number that states nothing: `quote` is verbatim and holds it, `in_quote` counts which of its likes it is."""

    id: str
    document: str
    quote: str
    number: str
    in_quote: int = 1


@dataclass(frozen=True, slots=True)
class SampleResult:
    """Counts of the verdicts on the facts of a sample, of the no-facts that the register has, and a line for each
    that is not right."""

    verdicts: Counter[Verdict]
    no_facts: int
    taken_for_facts: int
    lines: tuple[str, ...]


_GOLD_FACT = TypeAdapter(GoldFact)
_NO_FACT = TypeAdapter(NoFact)


def load_sample(path: Path) -> tuple[GoldFact | NoFact, ...]:
    """The sampled numbers of a file, in order; those with `"not_a_fact": true` state nothing.

    Raises:
        InvalidInput: the file cannot be read, or a line is neither.
    """
    return read_json_lines(path, _sampled, "số liệu mẫu")


def _sampled(line: str) -> GoldFact | NoFact:
    is_fact = not json.loads(line).get("not_a_fact", False)
    return _GOLD_FACT.validate_json(line) if is_fact else _NO_FACT.validate_json(line)


def measure_sample(
    sampled: Sequence[GoldFact | NoFact], facts: Sequence[Fact], documents: Sequence[Document]
) -> SampleResult:
    """Each sampled number compared with the register's fact at its place."""
    texts = {document.file: document.text for document in documents}
    verdicts: Counter[Verdict] = Counter()
    lines: list[str] = []
    taken = 0
    for entry in sampled:
        there = [fact.without_guesses for fact in _facts_at(entry, facts, texts)]
        if isinstance(entry, NoFact):
            taken += bool(there)
            lines += [f"{entry.id}: no fact, read as {fact.indicator} = {fact.figure.text}" for fact in there[:1]]
            continue
        verdict, reason = _judge(entry, there)
        verdicts[verdict] += 1
        if verdict is not Verdict.RIGHT:
            lines.append(f"{entry.id} {verdict.value}: {entry.indicator} = {entry.figure}: {reason}")
    no_facts = sum(isinstance(entry, NoFact) for entry in sampled)
    return SampleResult(verdicts, no_facts, taken, tuple(lines))


def sample_table(result: SampleResult) -> Table:
    """Right, unknown and wrong of the sampled facts, and how many no-facts were taken for facts."""
    table = Table("", "share", "count")
    total = max(1, sum(result.verdicts.values()))
    for verdict in Verdict:
        table.add_row(verdict.value, f"{result.verdicts[verdict] / total:.3f}", str(result.verdicts[verdict]))
    table.add_row("no facts taken for facts", "", f"{result.taken_for_facts} of {result.no_facts}")
    return table


def _facts_at(entry: GoldFact | NoFact, facts: Sequence[Fact], texts: Mapping[str, str]) -> Iterator[Fact]:
    places = gold_places(entry, texts) if isinstance(entry, GoldFact) else _no_fact_places(entry, texts)
    for fact in facts:
        own = Span(fact.file, fact.start, fact.end)
        if any(overlap(own, place) for place in places):
            yield fact


def _no_fact_places(entry: NoFact, texts: Mapping[str, str]) -> tuple[Span, ...]:
    at = -1
    for _ in range(entry.in_quote):
        at = entry.quote.find(entry.number, at + 1)
    quotes = occurrences(entry.document, entry.quote, texts.get(entry.document, ""))
    return tuple(Span(entry.document, quote.start + at, quote.start + at + len(entry.number)) for quote in quotes)


def _judge(entry: GoldFact, there: Sequence[Fact]) -> tuple[Verdict, str]:
    """The best of the facts at the place; one that only lacks a slot is unknown, not wrong."""
    if not there:
        return Verdict.UNKNOWN, "no fact there"
    reasons = [(difference(entry, fact), fact) for fact in there]
    if any(not reason for reason, _ in reasons):
        return Verdict.RIGHT, ""
    lacking = [reason for reason, fact in reasons if not difference(entry, fact, unknown_is_right=True)]
    return (Verdict.UNKNOWN, lacking[0]) if lacking else (Verdict.WRONG, reasons[0][0])
