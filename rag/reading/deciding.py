"""Two witnesses of a figure → one fact: what the rules read and what the learned reader points at, weighed by odds.

Of each slot the likelier of the two values stands. One that is not likely enough is unknown: the fact keeps it as the
best guess there is, to be looked for and offered, and the register leaves it empty.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rag.datatypes import Certainty, Document, Fact, SlotReading, Status
from rag.figures.fuller_names import fuller_name
from rag.figures.parsing import FigureSpan, parse_mentions
from rag.figures.periods import is_after_document, is_coming_term
from rag.language.sentence_words import points_back
from rag.reading.contexts import BEFORE, HEADER, Context, Span
from rag.reading.evidence import Evidence, gather, is_groundless
from rag.reading.odds import AGREED, AGREED_READER, ALONE, OF_READER, OF_RULES, Calibration, Odds, log_odds
from rag.reading.readings import Reading
from rag.reading.views import SLOTS, ReaderView, view

_OF_THE_READER = frozenset({OF_READER, AGREED_READER, ALONE})
_DENIED = 0.05
"""Below these odds the reader says for certain that a number which the rules read as a fact states nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose value a slot takes, and the odds that it is right."""

    whose: str
    odds: float


def owners(slot: str, seen: ReaderView) -> tuple[str, ...]:
    """Whose values a slot may take; the first is kept where none is likelier."""
    agrees = seen.agrees[slot]
    if agrees is None:
        return (ALONE,)
    if slot == "indicator" and not is_name(seen.fact):
        return (AGREED,) if agrees else (OF_RULES,)
    if agrees:
        return (AGREED, AGREED_READER) if slot == "indicator" else (AGREED,)
    return OF_RULES, OF_READER


def is_name(fact: Fact) -> bool:
    """Whether indicator and part may be names: a figure of its own or a boundary of clauses stands in none."""
    named = f"{fact.indicator} {fact.part}"
    has_figure = any(isinstance(mention, FigureSpan) for mention in parse_mentions(named))
    return bool(fact.indicator) and ";" not in named and not has_figure


def choose(slot: str, seen: ReaderView, evidence: Evidence, odds: Mapping[str, Odds]) -> Choice:
    """The likeliest value of a slot."""
    choices = [Choice(whose, odds[whose].probability(evidence)) for whose in owners(slot, seen)]
    return max(choices, key=lambda choice: choice.odds)


def decide(document: Document, reading: Reading, rule: Fact, is_rule: bool, calibration: Calibration) -> Fact | None:
    """The fact of a figure, or None where it states nothing that is named for certain.

    `rule` is what the rules read; where they were not sure of it (`is_rule` False) only its figure, verb, base and
    clause are taken.
    """
    held_a_fact = {"reader holds it a fact": log_odds(reading.is_fact)}
    of_fact = calibration.odds["fact"][AGREED if is_rule else ALONE].probability(held_a_fact)
    least = _DENIED if is_rule else calibration.fact
    if of_fact < least or not (is_rule or reading.indicator.words):
        return None
    seen = view(document, reading, rule, is_rule)
    evidence = gather(reading, rule, is_rule, seen)
    choices = {slot: choose(slot, seen, evidence[slot], calibration.odds[slot]) for slot in SLOTS}
    if not is_rule and choices["indicator"].odds < calibration.likely:
        return None
    fact = _with_rules(seen.fact, rule, choices)
    header = reading.marked.context.passage.header
    headings = (*reversed(header.heading_path), header.title)
    fact = replace(fact, indicator=fuller_name(fact.indicator, fact.territory, headings))
    if points_back(f"{fact.indicator} {fact.part}"):  # `tỷ trọng này`: only the sentence before tells of what
        choices["indicator"] = replace(choices["indicator"], odds=0.0)
    # What the rules leave open is filled only where the reader is likely to be right.
    left_open = {slot for slot, choice in choices.items() if choice.whose == ALONE and choice.odds < calibration.likely}
    is_coming = fact.status in (Status.RESULT, Status.ESTIMATE) and is_coming_term(document, fact.period)
    fact = replace(fact, period=None if is_coming or "period" in left_open else fact.period)
    is_early = fact.status is Status.RESULT and is_after_document(document, fact.period)
    is_baseless = choices["status"].whose in _OF_THE_READER and is_groundless(fact.status, reading)
    if "status" in left_open or is_early or is_baseless:
        fact = replace(fact, status=Status.UNKNOWN)
    return replace(fact, slots=_slots(fact, seen, choices, reading.marked.context, calibration))


def _with_rules(fact: Fact, rule: Fact, choices: Mapping[str, Choice]) -> Fact:
    """The reader's fact with the rules' values where these are likelier, or the same in the text's own form."""
    of_rules = {slot for slot, choice in choices.items() if choice.whose not in _OF_THE_READER}
    return replace(
        fact,
        indicator=rule.indicator if "indicator" in of_rules else fact.indicator,
        part=rule.part if "indicator" in of_rules else fact.part,
        period=rule.period if "period" in of_rules else fact.period,
        status=rule.status if "status" in of_rules else fact.status,
    )


def _slots(
    fact: Fact,
    seen: ReaderView,
    choices: Mapping[str, Choice],
    context: Context,
    calibration: Calibration,
) -> tuple[SlotReading, ...]:
    """How certain each slot of the fact is, with the words that state it where the reader marks them."""
    is_empty = {"period": fact.period is None, "status": fact.status is Status.UNKNOWN, "indicator": False}
    is_sure = math.prod(choice.odds for choice in choices.values()) >= calibration.sure
    slots = []
    for slot, choice in choices.items():
        span = None if choice.whose == OF_RULES or is_empty[slot] else seen.spans[slot]
        is_unknown = is_empty[slot] or choice.odds < calibration.slot_thresholds[slot]
        certainty = Certainty.UNKNOWN if is_unknown else Certainty.SURE if is_sure else Certainty.LIKELY
        slots.append(SlotReading(slot, certainty, choice.odds, _origin(context, span), _quote(context, span)))
    return tuple(slots)


def _origin(context: Context, span: Span | None) -> str:
    if span is None:
        return ""
    return {HEADER: "header", BEFORE: "before"}.get(int(context.section[span[0]]), "passage")


def _quote(context: Context, span: Span | None) -> str:
    return context.words(span) if span else ""
