"""The facts of one passage that a question lists: one for each quantity it asks, or the parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.facts.choice import FactChoice
from rag.answering.facts.places import place_key
from rag.answering.facts.relations import asks_share_of_plan, compares_as_asked, is_rate, names_rate
from rag.datatypes import AskedQuantity, Fact, FactMatch, FigureKind, Operation, QuestionFrame
from rag.retrieval.fact_matches import FactMatches
from rag.retrieval.fact_search import unit_fits


@dataclass(frozen=True, slots=True)
class FactList:
    """At least two facts of one passage; `coverage` in [0, 1] of the one that led there."""

    facts: tuple[Fact, ...]
    coverage: float


def fact_for_each_quantity(frame: QuestionFrame, matches: FactMatches, choice: FactChoice) -> FactList | None:
    """`bao nhiêu tổ chức, bao nhiêu đảng viên`, `bao nhiêu tỷ, tăng mấy phần trăm`: a fact for each, all of the
    passage that has most of them; None where no passage tells one quantity from the other."""
    kinds = {(quantity.units, quantity.is_change) for quantity in frame.quantities}
    compares = frame.operation is Operation.COMPARE and not asks_share_of_plan(frame)
    if len(kinds) < 2 or (compares and ((), False) in kinds):
        return None
    best: tuple[Fact, ...] = ()
    coverage = 0.0
    leads: dict[str, FactMatch] = {}
    for item in choice.leads(frame, matches):
        leads.setdefault(item.fact.passage_id, item)
    for lead in leads.values():
        beside = [
            item.fact
            for item in matches.of_passage(lead.fact.passage_id)
            if (not frame.periods or item.fact.period in frame.periods) and choice.fits_place(item.fact, frame)
        ]
        found = _assign(frame, lead.fact, beside)
        if len(found) > max(len(best), 1):
            best, coverage = found, lead.coverage
    return FactList(best, coverage) if best else None


def parts_of_whole(frame: QuestionFrame, matches: FactMatches, choice: FactChoice) -> FactList | None:
    """`gồm những nguồn nào, mỗi nguồn bao nhiêu`: the parts that a passage names of the best fitting whole."""
    lead = next(iter(choice.leads(frame, matches)), None)
    if lead is None:
        return None
    of_lead = (lead.fact.indicator, lead.fact.period, lead.fact.status)
    parts = {
        item.fact.part: item.fact
        for item in sorted(matches.of_passage(lead.fact.passage_id), key=lambda item: -item.fact.start)
        if (item.fact.indicator, item.fact.period, item.fact.status) == of_lead
        and item.fact.part
        and item.fact.figure.kind is not FigureKind.CHANGE
    }
    if len(parts) < 2:
        return None
    return FactList(tuple(sorted(parts.values(), key=lambda fact: fact.start)), lead.coverage)


def _assign(frame: QuestionFrame, lead: Fact, beside: Sequence[Fact]) -> tuple[Fact, ...]:
    """For each quantity asked the nearest fact that measures it, each fact once."""
    found: list[Fact] = []
    for quantity in frame.quantities:
        fitting = [
            fact
            for fact in beside
            if fact not in found
            and (not quantity.units or unit_fits(fact.figure.unit, quantity.units))
            and (fact.figure.kind is FigureKind.CHANGE) == quantity.is_change
            and fact.status in (quantity.statuses or frame.statuses or (fact.status,))
            and _stated_by(fact, lead, quantity)
        ]
        if fitting:
            found.append(min(fitting, key=lambda fact: _distance(fact, lead, frame, quantity)))
    return tuple(found)


def _stated_by(fact: Fact, lead: Fact, quantity: AskedQuantity) -> bool:
    """Whether the fact is surely meant beside the lead: of the same subject, or told by the unit asked for."""
    if (fact.indicator, fact.part) == (lead.indicator, lead.part):
        return (fact.status, fact.period) == (lead.status, lead.period) or bool(quantity.statuses)
    # A rate of another part is not that of what is asked about.
    beside = fact.indicator == lead.indicator and not is_rate(fact)
    return bool(quantity.units) and (beside or fact.clause_start == lead.clause_start)


def _distance(
    fact: Fact, lead: Fact, frame: QuestionFrame, quantity: AskedQuantity
) -> tuple[bool, bool, bool, bool, bool, bool]:
    """How far a fact stands from the one that the question names: another comparison, subject or place, elsewhere."""
    place = place_key(fact.territory)
    return (
        # `được bao nhiêu, tăng mấy phần trăm`: the first is the amount, not its share of the plan.
        not quantity.units and is_rate(fact) and not names_rate(quantity.text),
        not compares_as_asked(fact, frame),
        (place in place_key(quantity.text)) is not any(name in place for name in map(place_key, frame.territories)),
        (fact.indicator, fact.part) != (lead.indicator, lead.part),
        fact.clause_start != lead.clause_start,
        fact.start < lead.start,
    )
