"""Two witnesses of a figure → one fact: what the rules read and what the learned reader points at, weighed by odds.

What the rules tell for certain stands; what they leave open is the reader's to fill, where it is likely enough to be
right, and unknown where it is not. The odds of a slot come from both witnesses: the reader's own probability, and
whether the rules agree. Only what both agree on can be sure.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rag.datatypes import Certainty, Document, Fact, FigureKind, Period, SlotReading, Status
from rag.figures.places import place_name
from rag.reading.contexts import BEFORE, HEADER, Context, Span
from rag.reading.reader import Reading, Years
from rag.vietnamese import syllables

CALIBRATION = Path(__file__).with_name("reader.json")
"""The odds of each slot and the limits, fitted by `python -m eval fit reader` on figures held out of its training."""

SLOTS = ("indicator", "period", "status")
"""What decides whether a fact may be stated."""
_LIKELY_PLACE = 0.5
_DENIED = 0.05
"""Below these odds the reader says for certain that a number which the rules read as a fact states nothing."""


@dataclass(frozen=True, slots=True)
class Odds:
    """log-odds = `bias` + `slope` · log-odds of the reader + `agrees` or `differs`, as the rules do."""

    bias: float
    slope: float
    agrees: float
    differs: float

    def probability(self, of_reader: float, rules_agree: bool | None) -> float:
        """That the reader's value is right; `rules_agree` is None where the rules read nothing."""
        clipped = min(max(of_reader, 1e-4), 1 - 1e-4)
        witness = 0.0 if rules_agree is None else self.agrees if rules_agree else self.differs
        return 1 / (1 + math.exp(-(self.bias + self.slope * math.log(clipped / (1 - clipped)) + witness)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The odds of each slot. A number is a `fact`, and a slot that only the reader fills is filled, from these odds on;
    the slots are sure from `sure` together."""

    odds: Mapping[str, Odds]
    fact: float
    likely: float
    sure: float

    def as_json(self) -> dict[str, object]:
        """What `load` reads."""
        return asdict(self)

    @classmethod
    def load(cls, path: Path = CALIBRATION) -> "Calibration":
        """The calibration beside the reader's weights."""
        content = json.loads(path.read_text(encoding="utf-8"))["calibration"]
        odds = {slot: Odds(**values) for slot, values in content["odds"].items()}
        return cls(odds, content["fact"], content["likely"], content["sure"])


@dataclass(frozen=True, slots=True)
class ReaderView:
    """What the learned reader alone makes of a figure: the fact of its likeliest values, for each slot their
    probability and the tokens that tell them, and whether the rules agree (None: they say nothing)."""

    fact: Fact
    probabilities: Mapping[str, float]
    spans: Mapping[str, Span | None]
    agrees: Mapping[str, bool | None]


def view(document: Document, reading: Reading, rule: Fact, is_rule: bool) -> ReaderView:
    """The reader's likeliest value of each slot, beside what the rules read (`rule`, sure of it if `is_rule`)."""
    years, part, in_years = _period(reading)
    period = Period(years[0], years[1], part if years[0] == years[1] else "") if years else None
    status, of_status = _status(reading, document, period)
    agrees = _agreement(rule, is_rule, reading, period, status)
    fact = replace(
        rule,
        indicator=reading.indicator.words,
        part=_part(reading),
        period=period,
        status=status,
        territory=_territory(reading, rule),
        figure=replace(rule.figure, kind=rule.figure.kind if is_rule else _kind(reading, rule)),
    )
    return ReaderView(
        fact,
        {"indicator": reading.indicator.probability, "period": in_years, "status": of_status},
        {"indicator": reading.indicator.span, "period": reading.year_spans.get(years), "status": None},
        agrees,
    )


def decide(document: Document, reading: Reading, rule: Fact, is_rule: bool, calibration: Calibration) -> Fact | None:
    """The fact of a figure, or None where it states nothing that is named for certain.

    `rule` is what the rules read; where they were not sure of it (`is_rule` False) only its figure, verb, base and
    clause are taken.
    """
    of_fact = calibration.odds["fact"].probability(reading.is_fact, is_rule or None)
    least = _DENIED if is_rule else calibration.fact
    if of_fact < least or not (is_rule or reading.indicator.words):
        return None
    seen = view(document, reading, rule, is_rule)
    by_rules = {slot: seen.agrees[slot] is False for slot in SLOTS}
    odds = {slot: calibration.odds[slot].probability(seen.probabilities[slot], seen.agrees[slot]) for slot in SLOTS}
    if not is_rule and odds["indicator"] < calibration.likely:
        return None
    fact = _with_rules(seen.fact, rule, by_rules, seen.agrees)
    # What the rules leave open is filled only where the reader is likely to be right.
    left_open = {slot for slot in SLOTS if seen.agrees[slot] is None and odds[slot] < calibration.likely}
    fact = replace(
        fact,
        period=None if "period" in left_open else fact.period,
        status=Status.UNKNOWN if "status" in left_open else fact.status,
    )
    return replace(fact, slots=_slots(fact, seen, by_rules, odds, reading.marked.context, calibration))


def _with_rules(fact: Fact, rule: Fact, by_rules: Mapping[str, bool], agrees: Mapping[str, bool | None]) -> Fact:
    """The reader's fact with the rules' values where these are likelier, or say the same in the text's own form."""
    named_by_rules = by_rules["indicator"] or agrees["indicator"]
    return replace(
        fact,
        indicator=rule.indicator if named_by_rules else fact.indicator,
        part=rule.part if named_by_rules else fact.part,
        period=rule.period if by_rules["period"] or agrees["period"] else fact.period,
        status=rule.status if by_rules["status"] else fact.status,
    )


def _slots(
    fact: Fact,
    seen: ReaderView,
    by_rules: Mapping[str, bool],
    probabilities: Mapping[str, float],
    context: Context,
    calibration: Calibration,
) -> tuple[SlotReading, ...]:
    """How each slot of the fact is known, with the words that tell it where the reader points at them."""
    unknown = {"period": fact.period is None, "status": fact.status is Status.UNKNOWN, "indicator": False}
    is_sure = math.prod(probabilities.values()) >= calibration.sure and not any(by_rules.values())
    slots = []
    for slot in SLOTS:
        span = None if by_rules[slot] or unknown[slot] else seen.spans[slot]
        doubtful = unknown[slot] or probabilities[slot] < calibration.likely
        certainty = Certainty.UNKNOWN if doubtful else Certainty.SURE if is_sure else Certainty.LIKELY
        slots.append(SlotReading(slot, certainty, probabilities[slot], _origin(context, span), _quote(context, span)))
    return tuple(slots)


def _period(reading: Reading) -> tuple[Years | None, str, float]:
    """The likeliest years and part of the year, and the probability of both."""
    years, in_years = max(reading.years.items(), key=lambda item: item[1])
    part, in_part = max(reading.parts.items(), key=lambda item: item[1])
    return years, part, in_years * (in_part if years and years[0] == years[1] else 1.0)


def _status(reading: Reading, document: Document, period: Period | None) -> tuple[Status, float]:
    """The likeliest status; what is told of a year after the document's date is no result."""
    date = document.source.date
    possible = dict(reading.status)
    if date is not None and period is not None and period.first > date.year:
        possible[Status.RESULT] = 0.0
    status, probability = max(possible.items(), key=lambda item: item[1])
    return status, probability / (sum(possible.values()) or 1.0)


def _agreement(
    rule: Fact, is_rule: bool, reading: Reading, period: Period | None, status: Status
) -> dict[str, bool | None]:
    """Per slot, whether the rules say the same; None where they say nothing."""
    if not is_rule:
        return dict.fromkeys(SLOTS)
    return {
        "indicator": same_words(f"{rule.indicator} {rule.part}", f"{reading.indicator.words} {reading.part.words}"),
        "period": rule.period == period if rule.period is not None else None,
        "status": rule.status is status if rule.status is not Status.UNKNOWN else None,
    }


def same_words(first: str, second: str) -> bool:
    """Whether two names share at least half of the words of either."""
    one, other = set(syllables(first)), set(syllables(second))
    return bool(one and other) and len(one & other) >= 0.5 * max(len(one), len(other))


def _part(reading: Reading) -> str:
    return "" if reading.part.span == reading.indicator.span else reading.part.words


def _kind(reading: Reading, rule: Fact) -> FigureKind:
    """Fractions and ranks are what the number's own form says; of the others the reader knows more."""
    if rule.figure.kind in (FigureKind.FRACTION, FigureKind.RANK):
        return rule.figure.kind
    kinds = {kind: p for kind, p in reading.kind.items() if kind not in (FigureKind.FRACTION, FigureKind.RANK)}
    return max(kinds, key=lambda kind: kinds[kind])


def _territory(reading: Reading, rule: Fact) -> str:
    """The place that the rules read, else the one that the reader points at, if it is likely."""
    if rule.territory or not reading.place.words or reading.place.probability < _LIKELY_PLACE:
        return rule.territory
    return place_name(reading.place.words)


def _origin(context: Context, span: Span | None) -> str:
    if span is None:
        return ""
    return {HEADER: "header", BEFORE: "before"}.get(int(context.section[span[0]]), "passage")


def _quote(context: Context, span: Span | None) -> str:
    return context.words(span) if span else ""
