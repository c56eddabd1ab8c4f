"""Labels → what the network is to point at: classes, candidates and spans among the tokens that a figure sees."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from eval.reading.items import LabelledFigure
from rag.datatypes import FigureKind
from rag.reading.batches import STATUSES, MarkedFigure, find_words
from rag.reading.contexts import BEFORE, HEADER, TEXT, Context, Span, YearRelation
from rag.vietnamese import fold_accents

Years = tuple[int, int]

NO_SPAN: Span = (0, 1)
"""The first token alone: nothing is named."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PART_FORMS = (
    ("quarter", re.compile(r"\b(?:quy|qui|q) ?(iv|iii|ii|i|[1-4])\b")),
    ("months", re.compile(r"\bden \d+ (\d+)\b|\bden (?:thang )?(\d+)\b")),
    ("last months", re.compile(r"(\d+) thang cuoi")),
    ("months", re.compile(r"(\d+) thang")),
    ("month", re.compile(r"thang (\d+)")),
    ("school", re.compile(r"\bnam hoc\b|\bnien vu\b|\bvu\b")),
)
_CLOSE_ENOUGH = 0.6
_LONGEST_NAME_WORDS = 24


@dataclass(frozen=True, slots=True)
class Target:
    """What is right of one figure. Without a label it is no fact and the rest is empty.

    `years`, `parts` are numbers of candidates, one behind the last for none of them; nothing is learned from an empty
    tuple.
    """

    is_fact: bool
    status: int = 0
    kind: int | None = None
    years: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    name: tuple[Span, ...] = ()
    of: tuple[Span, ...] = ()
    place: tuple[Span, ...] = ()


def years_of(period: str) -> Years | None:
    """The first and last year that a label or the product writes; None where it writes none."""
    found = [int(year) for year in _YEAR.findall(period)]
    return (found[0], found[-1]) if found else None


def part_key(period: str) -> str | None:
    """A part of a year in one form, however it is written; empty for a whole year, None for what no form fits."""
    folded = " ".join(re.findall(r"\w+", fold_accents(_YEAR.sub("", period))))
    if folded.replace("giai doan", "").strip() in ("", "den", "nam", "den nam"):
        return ""
    for form, pattern in _PART_FORMS:
        if found := pattern.search(folded):
            number = next((group for group in found.groups() if group), "") if found.groups() else ""
            return f"{form} {_QUARTERS.get(number, number.lstrip('0'))}".strip()
    return None


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
    )


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
