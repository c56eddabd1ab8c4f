"""What speaks for and against the value of a slot: numbers from which the odds are reckoned, by name.

How probable the reader finds its own value and that of the rules, how alike the two are, what else than a name stands
in a name, how many years are named and whether a word tells the status at all. Of period and status more evidence, such
as where the words stand, made the odds worse on texts that they were not fitted on. Nothing here knows whether a
document is one that the rules were made with: where both read alike, the odds come out high by themselves.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rag.datatypes import Fact, Period, Status
from rag.figures.parsing import FigureSpan, parse_mentions, parse_years
from rag.language.senses import Sense, TextKind
from rag.language.status_words import read_status_words
from rag.language.time_words import named_parts, named_years
from rag.reading.contexts import BEFORE, HEADER, SENSES, TEXT, Context, Span
from rag.reading.odds import log_odds
from rag.reading.readings import Reading
from rag.reading.views import ReaderView
from rag.vietnamese import split_sentences, syllables

Evidence = Mapping[str, float]


def gather(reading: Reading, rule: Fact, is_rule: bool, seen: ReaderView) -> dict[str, Evidence]:
    """The evidence of each slot; shares in [0, 1], log-odds of probabilities, logarithms of counts, flags 0 or 1."""
    place = _place(reading, rule)
    return {
        "indicator": _of_indicator(reading, rule, is_rule, seen, place),
        "period": _of_period(reading, rule, is_rule, seen, place),
        "status": _of_status(reading, rule, is_rule, seen),
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """The texts around a figure, from the narrowest: its sentence, its passage, and its title and headings."""

    sentence: str
    passage: str
    header: str


def _place(reading: Reading, rule: Fact) -> _Place:
    passage = reading.marked.context.passage
    at = rule.start - passage.start
    start, end = next(
        ((start, end) for start, end in split_sentences(passage.text) if start <= at < end), (0, len(passage.text))
    )
    header = "\n".join((passage.header.title, *passage.header.heading_path))
    return _Place(passage.text[start:end], passage.text, header)


def _of_indicator(reading: Reading, rule: Fact, is_rule: bool, seen: ReaderView, place: _Place) -> Evidence:
    of_rules = f"{rule.indicator} {rule.part}".strip() if is_rule else ""
    of_reader = f"{seen.fact.indicator} {seen.fact.part}".strip()
    mine, theirs = set(syllables(of_reader)), set(syllables(of_rules))
    context, span = reading.marked.context, seen.spans["indicator"]
    figures = sum(isinstance(mention, FigureSpan) for mention in parse_mentions(place.sentence))
    return {
        **_of_reader(reading, seen, "indicator", from_rules=is_rule),
        "words in both": _share(mine & theirs, mine | theirs),
        "rules' words in the reader's": _share(mine & theirs, theirs),
        "reader's words in the rules'": _share(mine & theirs, mine),
        **{f"rules' name: {what}": value for what, value in _form(of_rules)},
        **{f"reader's name: {what}": value for what, value in _form(of_reader)},
        "reader's name behind the figure": float(span is not None and span[0] > reading.marked.item.span[0]),
        "reader's name in the header": float(_section(context, span) == HEADER),
        "reader's name in the passage before": float(_section(context, span) == BEFORE),
        "reader's name in the sentence": float(seen.fact.indicator.lower() in place.sentence.lower()),
        "figures in the sentence": math.log1p(figures),
    }


def _of_period(reading: Reading, rule: Fact, is_rule: bool, seen: ReaderView, place: _Place) -> Evidence:
    of_rules = rule.period if is_rule else None
    year = str(seen.fact.period.last) if seen.fact.period else None
    return {
        **_of_reader(reading, seen, "period", from_rules=of_rules is not None),
        "reader for the rules'": log_odds(_likelihood(reading, of_rules)),
        "reader's year in the sentence": float(year is not None and year in place.sentence),
        "years in the sentence": float(len(parse_years(place.sentence))),
        "years in the passage": math.log1p(len(parse_years(place.passage))),
        "years in the header": math.log1p(len(parse_years(place.header))),
    }


def _of_status(reading: Reading, rule: Fact, is_rule: bool, seen: ReaderView) -> Evidence:
    of_rules = rule.status if is_rule else Status.UNKNOWN
    visible = _visible_senses(reading)
    return {
        **_of_reader(reading, seen, "status", from_rules=of_rules is not Status.UNKNOWN),
        "reader for the rules'": log_odds(reading.status.get(of_rules, 0.0)),
        **{f"reader: {status}": float(seen.fact.status is status) for status in Status},
        "no word of the rules'": float(not _is_founded(of_rules, visible)),
        "no word of the reader's": float(not _is_founded(seen.fact.status, visible)),
        "any word of status": float(bool(visible)),
    }


def _of_reader(reading: Reading, seen: ReaderView, slot: str, *, from_rules: bool) -> Evidence:
    return {
        "reader": log_odds(seen.probabilities[slot]),
        "reader trusts the rules": log_odds(reading.rules_right[slot]) if from_rules else 0.0,
        "reader holds it a fact": log_odds(reading.is_fact),
    }


def _share(some: set[str], of: set[str]) -> float:
    return len(some) / len(of) if of else 0.0


@lru_cache(maxsize=4096)
def _form(name: str) -> tuple[tuple[str, float], ...]:
    """How long a name is, and what in it is no part of a name."""
    names_time = bool(parse_years(name) or named_years(name)) or next(named_parts(name), None) is not None
    return (
        ("words", math.log1p(sum(map(_words_of, name.split())))),
        ("tells a time", float(names_time)),
        ("tells a status", float(any(sense is not Sense.REACHED for sense in _senses(name)))),
        ("has digits", float(any(letter.isdigit() for letter in name))),
    )


def _words_of(word: str) -> int:
    """How many words a word stands for: each letter of an abbreviation for one, `GRDP` for four."""
    return len(word) if word.isupper() and word.isalpha() else 1


def _section(context: Context, span: Span | None) -> int | None:
    return None if span is None else int(context.section[span[0]])


def _likelihood(reading: Reading, period: Period | None) -> float:
    """The reader's probability of a period, whoever read it."""
    if period is None:
        return reading.years.get(None, 0.0)
    in_years = reading.years.get((period.first, period.last), 0.0)
    return in_years * (reading.parts.get(period.part, 0.0) if period.first == period.last else 1.0)


def _senses(text: str) -> list[Sense]:
    return [word.sense for word in read_status_words(text, TextKind.SENTENCE)]


def _visible_senses(reading: Reading) -> set[Sense]:
    """Of the words of status among all that the reader sees."""
    numbers = reading.marked.context.sense[list(reading.marked.near)]
    return {SENSES[number - 1] for number in numbers.tolist() if number}


def is_groundless(status: Status, reading: Reading) -> bool:
    """Whether nothing that the reader sees tells a plan or an estimate: no word of it, no title, no heading and no
    passage before."""
    context = reading.marked.context
    stands_alone = int((context.section != TEXT).sum()) <= 1
    return stands_alone and not _is_founded(status, _visible_senses(reading))


def _is_founded(status: Status, visible: Iterable[Sense]) -> bool:
    """Whether a word states a plan or an estimate; a result needs none."""
    if status not in (Status.TARGET, Status.ESTIMATE):
        return True
    return any(sense.status is status or sense is Sense.EXPECTED for sense in visible)
