"""Two witnesses of a figure → one fact: what the rules read and what the learned reader points at, weighed by odds.

What the rules tell stands unless the reader's value is clearly likelier to be right; what they leave open is the
reader's to fill where it is likely enough, and unknown where it is not. The odds of a value come from both witnesses:
how probable the reader finds its own value, how probable it finds that the rules are right, and whether the two agree.
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
AGREED, OF_RULES, OF_READER, ALONE = "agreed", "of rules", "of reader", "reader alone"
"""Whose value it is: that of both, that of either where they differ, or the reader's where the rules tell none."""
_LIKELY_PLACE = 0.5
_DENIED = 0.05
"""Below these odds the reader says for certain that a number which the rules read as a fact states nothing."""


@dataclass(frozen=True, slots=True)
class Odds:
    """log-odds = `bias` + `reader` · log-odds that the reader gives its value + `rules` · those it gives the rules."""

    bias: float
    reader: float
    rules: float

    def probability(self, of_reader: float, of_rules: float) -> float:
        """That the value is right."""
        return 1 / (1 + math.exp(-(self.bias + self.reader * log_odds(of_reader) + self.rules * log_odds(of_rules))))


def log_odds(probability: float) -> float:
    """Of a probability, kept away from certainty."""
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The odds of each slot, by whose value it is. A number is a `fact`, and a slot that only the reader fills is
    filled, from these odds on; the reader's value of a slot stands against the rules' if its odds are higher by
    `overrules`; the slots are sure from `sure` together."""

    odds: Mapping[str, Mapping[str, Odds]]
    overrules: Mapping[str, float]
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
        odds = {
            slot: {whose: Odds(**values) for whose, values in by_owner.items()}
            for slot, by_owner in content["odds"].items()
        }
        return cls(odds, content["overrules"], content["fact"], content["likely"], content["sure"])


@dataclass(frozen=True, slots=True)
class ReaderView:
    """What the learned reader alone makes of a figure: the fact of its likeliest values, for each slot their
    probability and the tokens that tell them, whether the rules agree (None: they say nothing) and how probable the
    reader finds that the rules are right."""

    fact: Fact
    probabilities: Mapping[str, float]
    spans: Mapping[str, Span | None]
    agrees: Mapping[str, bool | None]
    rules_right: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose value a slot takes, and the odds that it is right."""

    whose: str
    odds: float


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
        reading.rules_right,
    )


def choose(slot: str, seen: ReaderView, odds: Mapping[str, Odds], overrules: float) -> Choice:
    """The rules' value of a slot, or the reader's where that is likelier by `overrules`; that nothing is told never
    stands against a value of the rules."""
    agrees, told = seen.agrees[slot], (seen.probabilities[slot], seen.rules_right[slot])
    if agrees is None:
        return Choice(ALONE, odds[ALONE].probability(told[0], 0.5))
    if agrees:
        return Choice(AGREED, odds[AGREED].probability(*told))
    of_rules, of_reader = (Choice(whose, odds[whose].probability(*told)) for whose in (OF_RULES, OF_READER))
    tells = slot != "status" or seen.fact.status is not Status.UNKNOWN
    return of_reader if tells and of_reader.odds - of_rules.odds > overrules else of_rules


def decide(document: Document, reading: Reading, rule: Fact, is_rule: bool, calibration: Calibration) -> Fact | None:
    """The fact of a figure, or None where it states nothing that is named for certain.

    `rule` is what the rules read; where they were not sure of it (`is_rule` False) only its figure, verb, base and
    clause are taken.
    """
    of_fact = calibration.odds["fact"][AGREED if is_rule else ALONE].probability(reading.is_fact, 0.5)
    least = _DENIED if is_rule else calibration.fact
    if of_fact < least or not (is_rule or reading.indicator.words):
        return None
    seen = view(document, reading, rule, is_rule)
    choices = {slot: choose(slot, seen, calibration.odds[slot], calibration.overrules[slot]) for slot in SLOTS}
    if not is_rule and choices["indicator"].odds < calibration.likely:
        return None
    fact = _with_rules(seen.fact, rule, choices)
    # What the rules leave open is filled only where the reader is likely to be right.
    left_open = {slot for slot, choice in choices.items() if choice.whose == ALONE and choice.odds < calibration.likely}
    fact = replace(
        fact,
        period=None if "period" in left_open else fact.period,
        status=Status.UNKNOWN if "status" in left_open or _is_early(document, fact) else fact.status,
    )
    return replace(fact, slots=_slots(fact, seen, choices, reading.marked.context, calibration))


def _with_rules(fact: Fact, rule: Fact, choices: Mapping[str, Choice]) -> Fact:
    """The reader's fact with the rules' values where these are likelier, or say the same in the text's own form."""
    of_rules = {slot for slot, choice in choices.items() if choice.whose in (OF_RULES, AGREED)}
    return replace(
        fact,
        indicator=rule.indicator if "indicator" in of_rules else fact.indicator,
        part=rule.part if "indicator" in of_rules else fact.part,
        period=rule.period if "period" in of_rules else fact.period,
        status=rule.status if "status" in of_rules else fact.status,
    )


def _is_early(document: Document, fact: Fact) -> bool:
    """Whether a result is told of a year after the document's date, as no document can."""
    date = document.source.date
    return (
        fact.status is Status.RESULT and date is not None and fact.period is not None and fact.period.first > date.year
    )


def _slots(
    fact: Fact,
    seen: ReaderView,
    choices: Mapping[str, Choice],
    context: Context,
    calibration: Calibration,
) -> tuple[SlotReading, ...]:
    """How each slot of the fact is known, with the words that tell it where the reader points at them."""
    unknown = {"period": fact.period is None, "status": fact.status is Status.UNKNOWN, "indicator": False}
    is_sure = math.prod(choice.odds for choice in choices.values()) >= calibration.sure
    slots = []
    for slot, choice in choices.items():
        span = None if choice.whose == OF_RULES or unknown[slot] else seen.spans[slot]
        doubtful = unknown[slot] or choice.odds < calibration.likely
        certainty = Certainty.UNKNOWN if doubtful else Certainty.SURE if is_sure else Certainty.LIKELY
        slots.append(SlotReading(slot, certainty, choice.odds, _origin(context, span), _quote(context, span)))
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
