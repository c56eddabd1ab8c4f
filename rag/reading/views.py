"""What the learned reader alone makes of a figure: the fact of its likeliest values, held beside the rules' fact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rag.datatypes import Document, Fact, FigureKind, Period, Status
from rag.figures.parsing import parse_years
from rag.figures.periods import base_years, is_after_document
from rag.figures.phrases import CHANGE_VERBS
from rag.figures.places import place_name
from rag.reading.contexts import Span
from rag.reading.readings import Reading, Years
from rag.vietnamese import syllables

SLOTS = ("indicator", "period", "status")
"""What decides whether a fact may be stated."""
_LIKELY_PLACE = 0.5
_CHANGE = re.compile(rf"(?<!\w)(?:{CHANGE_VERBS})(?!\w)", re.IGNORECASE)


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


def view(document: Document, reading: Reading, rule: Fact, is_rule: bool) -> ReaderView:
    """The reader's likeliest value of each slot, beside what the rules read (`rule`, sure of it if `is_rule`)."""
    years, part, in_years = _period(reading, document, rule if is_rule else None)
    period = _named(reading, years, part if years[0] == years[1] else "") if years else None
    status, of_status = _status(reading, document, period)
    agrees = _agreement(rule, is_rule, reading, period, status)
    fact = replace(
        rule,
        indicator=_name(reading.indicator.words, rule.indicator if is_rule else ""),
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


def _name(words: str, of_rules: str) -> str:
    """The reader's name with the direction that the rules read before it: of `mức giảm tỷ lệ hộ nghèo` the end alone
    names another indicator."""
    if not words or not of_rules.lower().endswith(words.lower()):
        return words
    return of_rules if _CHANGE.search(of_rules[: -len(words)]) else words


def _period(reading: Reading, document: Document, rule: Fact | None) -> tuple[Years | None, str, float]:
    """The likeliest years and part of the year, and the probability of both.

    A year that stands there only to be measured against is the figure's own only where the rules read it so.
    """
    years, in_years = max(reading.years.items(), key=lambda item: item[1])
    part, in_part = max(reading.parts.items(), key=lambda item: item[1])
    rule_period = rule.period if rule is not None else None
    if (
        years
        and (rule_period is None or (rule_period.first, rule_period.last) != years)
        and years[0] in _base_years(reading, document)
    ):
        return None, "", 1 - in_years
    return years, part, in_years * (in_part if years and years[0] == years[1] else 1.0)


def _base_years(reading: Reading, document: Document) -> set[int]:
    """The years that title, headings and passage name only as what something is measured against; the year of the
    document's date is not one."""
    passage, date = reading.marked.context.passage, document.source.date
    text = "\n".join((passage.header.title, *passage.header.heading_path, passage.text))
    return base_years(text) - ({date.year} if date else set())


def _named(reading: Reading, years: Years, part: str) -> Period:
    """The years with what the text calls them where the reader points: `năm học 2030-2031`."""
    span, context = reading.year_spans.get(years), reading.marked.context
    if span is not None and not part:
        source, start, end = context.place(span)
        for found in parse_years(source.text):
            if found.start < end and start < found.end and (found.period.first, found.period.last) == years:
                return Period(*years, said=found.period.said)
    return Period(*years, part)


def _status(reading: Reading, document: Document, period: Period | None) -> tuple[Status, float]:
    """The likeliest status; a figure of a year after the document's date is no result."""
    possible = dict(reading.status)
    if is_after_document(document, period):
        possible[Status.RESULT] = 0.0
    status, probability = max(possible.items(), key=lambda item: item[1])
    return status, probability / (sum(possible.values()) or 1.0)


def _agreement(
    rule: Fact, is_rule: bool, reading: Reading, period: Period | None, status: Status
) -> dict[str, bool | None]:
    """Per slot, whether the rules read the same value; None where they read none."""
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
