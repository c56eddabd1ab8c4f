"""What speaks for and against the value of a slot: numbers from which the odds are reckoned, by name.

How probable the reader finds its own value and that of the rules, how alike the two are, what else than a name stands
in a name, and where in the text the year or a word of plan, estimate or result stands. Nothing here knows whether a
document is one that the rules were made with: where both read alike, the odds come out high by themselves.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rag.datatypes import Document, Fact, Period, Status
from rag.figures.parsing import FigureSpan, parse_mentions, parse_years
from rag.figures.periods import is_after_document
from rag.language.senses import Sense, TextKind
from rag.language.status_words import read_status_words
from rag.language.time_words import named_parts, named_years
from rag.reading.contexts import BEFORE, HEADER, SENSES, TEXT, Context, Span
from rag.reading.odds import log_odds
from rag.reading.reader import Reading
from rag.reading.views import ReaderView
from rag.vietnamese import split_sentences, syllables

_CLAUSE_ENDS = ",;:()\n|"
_TOLD_STATUSES = (Status.TARGET, Status.ESTIMATE, Status.RESULT)

Evidence = Mapping[str, float]


def gather(document: Document, reading: Reading, rule: Fact, is_rule: bool, seen: ReaderView) -> dict[str, Evidence]:
    """The evidence of each slot; shares in [0, 1], log-odds of probabilities, logarithms of counts, flags 0 or 1."""
    place = _place(reading, rule)
    return {
        "indicator": _of_indicator(reading, rule, is_rule, seen, place),
        "period": _of_period(reading, rule, is_rule, seen, place),
        "status": _of_status(document, reading, rule, is_rule, seen, place),
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """The texts around a figure, from the narrowest: its clause up to it, its sentence, the passage up to it, all of
    the passage, and its title and headings."""

    clause: str
    sentence: str
    before: str
    passage: str
    header: str


def _place(reading: Reading, rule: Fact) -> _Place:
    passage = reading.marked.context.passage
    at = rule.start - passage.start
    start, end = next(
        ((start, end) for start, end in split_sentences(passage.text) if start <= at < end), (0, len(passage.text))
    )
    opening = passage.text[start:at]
    clause = opening[max(opening.rfind(mark) for mark in _CLAUSE_ENDS) + 1 :]
    header = "\n".join((passage.header.title, *passage.header.heading_path))
    return _Place(clause, passage.text[start:end], passage.text[:at], passage.text, header)


def _of_indicator(reading: Reading, rule: Fact, is_rule: bool, seen: ReaderView, place: _Place) -> Evidence:
    of_rules = f"{rule.indicator} {rule.part}".strip() if is_rule else ""
    of_reader = f"{seen.fact.indicator} {seen.fact.part}".strip()
    mine, theirs = set(syllables(of_reader)), set(syllables(of_rules))
    context, span = reading.marked.context, seen.spans["indicator"]
    figures = sum(isinstance(mention, FigureSpan) for mention in parse_mentions(place.sentence))
    return {
        **_of_reader(reading, seen, "indicator", is_told=is_rule),
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
    of_reader = seen.fact.period
    years = [(period.first, period.last) if period else None for period in (of_rules, of_reader)]
    return {
        **_of_reader(reading, seen, "period", is_told=of_rules is not None),
        "reader for the rules'": log_odds(_likelihood(reading, of_rules)),
        "same years": float(years[0] == years[1]),
        "reader tells none": float(of_reader is None),
        **_where(of_rules, "rules'", place),
        **_where(of_reader, "reader's", place),
        "part of a year in the sentence": float(next(named_parts(place.sentence), None) is not None),
        "years in the sentence": float(len(parse_years(place.sentence))),
        "years in the passage": math.log1p(len(parse_years(place.passage))),
        "years in the header": math.log1p(len(parse_years(place.header))),
    }


def _of_status(
    document: Document, reading: Reading, rule: Fact, is_rule: bool, seen: ReaderView, place: _Place
) -> Evidence:
    of_rules = rule.status if is_rule else Status.UNKNOWN
    of_reader = seen.fact.status
    clause, sentence = _senses(place.clause), _senses(place.sentence)
    texts = {
        "clause": clause,
        "sentence": sentence,
        "header": _senses(place.header, TextKind.HEADING),
        "passage up to it": _senses(place.before),
    }
    visible = _visible_senses(reading)
    return {
        **_of_reader(reading, seen, "status", is_told=of_rules is not Status.UNKNOWN),
        "reader for the rules'": log_odds(reading.status.get(of_rules, 0.0)),
        **{f"rules: {status}": float(of_rules is status) for status in _TOLD_STATUSES},
        **{f"reader: {status}": float(of_reader is status) for status in Status},
        **{
            f"word of {status} in the {where}": float(any(sense.status is status for sense in found))
            for where, found in texts.items()
            for status in _TOLD_STATUSES
        },
        "word of reaching in the clause": float(Sense.REACHED in clause),
        "word of expecting in the sentence": float(Sense.EXPECTED in {*clause, *sentence}),
        "no word of the rules'": float(not _is_founded(of_rules, visible)),
        "no word of the reader's": float(not _is_founded(of_reader, visible)),
        "any word of status": float(bool(visible)),
        "after the document": float(is_after_document(document, seen.fact.period)),
    }


def _of_reader(reading: Reading, seen: ReaderView, slot: str, *, is_told: bool) -> Evidence:
    return {
        "reader": log_odds(seen.probabilities[slot]),
        "reader trusts the rules": log_odds(reading.rules_right[slot]) if is_told else 0.0,
        "reader holds it a fact": log_odds(reading.is_fact),
    }


def _share(some: set[str], of: set[str]) -> float:
    return len(some) / len(of) if of else 0.0


@lru_cache(maxsize=4096)
def _form(name: str) -> tuple[tuple[str, float], ...]:
    """How long a name is, and what in it is no part of a name."""
    tells_time = bool(parse_years(name) or named_years(name)) or next(named_parts(name), None) is not None
    return (
        ("words", math.log1p(len(name.split()))),
        ("tells a time", float(tells_time)),
        ("tells a status", float(any(sense is not Sense.REACHED for sense in _senses(name)))),
        ("has digits", float(any(letter.isdigit() for letter in name))),
    )


def _section(context: Context, span: Span | None) -> int | None:
    return None if span is None else int(context.section[span[0]])


def _likelihood(reading: Reading, period: Period | None) -> float:
    """How probable the reader finds a period, whoever told it."""
    if period is None:
        return reading.years.get(None, 0.0)
    in_years = reading.years.get((period.first, period.last), 0.0)
    return in_years * (reading.parts.get(period.part, 0.0) if period.first == period.last else 1.0)


def _where(period: Period | None, whose: str, place: _Place) -> Evidence:
    """Of what kind a period is, and where its last year stands."""
    year = str(period.last) if period else None
    texts = {"clause": place.clause, "sentence": place.sentence, "passage": place.passage, "header": place.header}
    return {
        f"{whose} is a part of a year": float(bool(period and period.part)),
        f"{whose} are several years": float(bool(period and period.first != period.last)),
        **{f"{whose} year in the {where}": float(year is not None and year in text) for where, text in texts.items()},
    }


def _senses(text: str, kind: TextKind = TextKind.SENTENCE) -> list[Sense]:
    return [word.sense for word in read_status_words(text, kind)]


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
    """Whether a word tells a plan or an estimate; a result needs none."""
    if status not in (Status.TARGET, Status.ESTIMATE):
        return True
    return any(sense.status is status or sense is Sense.EXPECTED for sense in visible)
