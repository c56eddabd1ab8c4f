"""Labels → what the network is to point at: classes, candidates and spans among the tokens that a figure sees."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from eval.reading.items import LabelledFigure
from eval.reading.judging import Verdict, judge_fact
from eval.reading.period_forms import part_key, years_of
from rag.datatypes import Fact, FigureKind, Status
from rag.reading.batches import STATUSES, MarkedFigure, find_words
from rag.reading.contexts import BEFORE, HEADER, TEXT, Context, Span, YearRelation
from rag.vietnamese import fold_accents

NO_SPAN: Span = (0, 1)
"""The first token alone: nothing is named."""

_CLOSE_ENOUGH = 0.6
_LONGEST_NAME_WORDS = 24


@dataclass(frozen=True, slots=True)
class Target:
    """What is right of one figure. Without a label it is no fact and the rest is empty.

    `years`, `parts` are numbers of candidates, one behind the last for none of them; nothing is learned from an empty
    tuple. `rules_right` says, of each slot that the rules tell, whether they have it right.
    """

    is_fact: bool
    status: int = 0
    kind: int | None = None
    years: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    name: tuple[Span, ...] = ()
    of: tuple[Span, ...] = ()
    place: tuple[Span, ...] = ()
    rules_right: Mapping[str, bool] = field(default_factory=dict)


def make_target(marked: MarkedFigure, label: LabelledFigure | None) -> Target:
    """The target of a figure; of a number that states nothing where there is no label."""
    if label is None:
        return Target(is_fact=False)
    context, near = marked.context, marked.item.span[0]
    statuses = [status.value for status in STATUSES]
    kinds = [kind.value for kind in FigureKind]
    named = [*_local(marked, find_name(context, label.indicator, near))] if label.indicator else []
    return Target(
        is_fact=True,
        status=statuses.index(label.status) if label.status in statuses else len(statuses),
        kind=kinds.index(label.kind) if label.kind in kinds else None,
        years=_years(marked, label.period),
        parts=_parts(marked, label.period),
        name=tuple(named),
        of=tuple(_local(marked, find_name(context, label.part, near))) if label.part else (NO_SPAN,),
        place=tuple(_local(marked, find_words(context, label.place, near, closest=3))) if label.place else (NO_SPAN,),
        rules_right=_rules_right(label, marked.rule) if marked.rule is not None else {},
    )


def _rules_right(label: LabelledFigure, rule: Fact) -> dict[str, bool]:
    stated = {"indicator": True, "period": rule.period is not None, "status": rule.status is not Status.UNKNOWN}
    verdicts = judge_fact(label, rule, with_place=False).slots
    return {slot: verdicts[slot] is Verdict.RIGHT for slot, is_stated in stated.items() if is_stated}


def _local(marked: MarkedFigure, spans: Iterable[Span]) -> Iterator[Span]:
    return (local for span in spans if (local := marked.local(span)))


def _years(marked: MarkedFigure, period: str) -> tuple[int, ...]:
    wanted, candidates = years_of(period), marked.context.years
    if wanted is None:
        return () if period else (len(candidates),)
    fitting = [
        number
        for number, year in enumerate(candidates)
        if (year.first, year.last) == wanted and (year.span is None or marked.local(year.span))
    ]
    # Where the year itself is written, pointing at its neighbour is no reason.
    return tuple([number for number in fitting if candidates[number].relation is YearRelation.NAMED] or fitting)


def _parts(marked: MarkedFigure, period: str) -> tuple[int, ...]:
    key, candidates = part_key(period), marked.context.parts
    if key is None or years_of(period) is None:
        return ()
    fitting = [
        number for number, part in enumerate(candidates) if part_key(part.part) == key and marked.local(part.span)
    ]
    return (*fitting, len(candidates)) if key == "" else tuple(fitting)


def find_name(context: Context, phrase: str, near: int) -> list[Span]:
    """The tokens of a name: where it stands verbatim, close to the figure; else the words that share most with it."""
    without_notes = phrase.split(" (", maxsplit=1)[0]
    exact = find_words(context, phrase, near, closest=2) or find_words(context, without_notes, near, closest=2)
    wanted = set(_words(phrase))
    if exact or len(wanted) < 2:
        return exact
    best, best_score = None, 0.0
    for section in (TEXT, BEFORE, HEADER):
        words = _words_of(context, section)
        for first in range(len(words)):
            if words[first][0] not in wanted:
                continue
            shared: set[str] = set()
            for last in range(first, min(len(words), first + _LONGEST_NAME_WORDS)):
                if words[last][0] not in wanted:
                    continue
                shared.add(words[last][0])
                precision, recall = len(shared) / (last - first + 1), len(shared) / len(wanted)
                score = 2 * precision * recall / (precision + recall) - 0.0005 * abs(words[first][1] - near)
                if score > best_score:
                    best, best_score = (words[first][1], words[last][2]), score
    return [best] if best and best_score >= _CLOSE_ENOUGH else []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold_accents(text))


def _words_of(context: Context, section: int) -> list[tuple[str, int, int]]:
    """The words of a section, folded, with their first token and the one behind their last."""
    source = context.before if section == BEFORE else context.encoded
    tokens = np.flatnonzero(context.section == section)
    words: list[tuple[str, int, int]] = []
    started = ended = -1
    for token in tokens if source is not None else ():
        assert source is not None
        start, end = int(source.starts[context.origin[token]]), int(source.ends[context.origin[token]])
        if start == end:
            continue
        if words and start == ended and source.text[start].isalnum():
            words[-1] = (fold_accents(source.text[started:end]), words[-1][1], int(token) + 1)
        else:
            started = start
            words.append((fold_accents(source.text[start:end]), int(token), int(token) + 1))
        ended = end
    return words
