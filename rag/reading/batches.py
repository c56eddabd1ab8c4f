"""Contexts, and what the rules read of their figures → the tensors of a batch."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from rag.datatypes import Fact, Period, Status
from rag.reading.contexts import BEFORE, HEADER, TEXT, Context, FigureInContext, Span, YearRelation, begin_and_end
from rag.reading.network import DISTANCES, STATE_SIZE, Batch, RuleWords, far

_HEADER_TOKENS, _BEFORE_TOKENS, _TOKENS_BEFORE, _TOKENS_AFTER = 100, 36, 75, 35
_LEAD_TOKENS = 20
"""Of the beginning of a passage and of a sentence, which may tell status and period of a long list behind it."""
STATUSES = (Status.TARGET, Status.ESTIMATE, Status.RESULT)
"""In the order of the network's classes; the class behind them is "the text does not tell"."""


@dataclass(frozen=True, slots=True)
class MarkedFigure:
    """A figure of a context with the numbers of the tokens that it sees, in order, and the fact that the rules read, if
    any."""

    context: Context
    item: FigureInContext
    near: tuple[int, ...]
    rule: Fact | None

    def local(self, span: Span | None) -> Span | None:
        """The span among the near tokens; None where it is not wholly there."""
        if span is None:
            return None
        first, last = bisect_left(self.near, span[0]), bisect_left(self.near, span[1] - 1)
        is_near = last < len(self.near) and (self.near[first], self.near[last]) == (span[0], span[1] - 1)
        return (first, last + 1) if is_near else None

    def wide(self, span: Span) -> Span:
        """The span among the context's tokens."""
        return self.near[span[0]], self.near[span[1] - 1] + 1


def mark_figures(context: Context, rules: Sequence[Fact]) -> list[MarkedFigure]:
    """The figures of a context, each with what the rules read at its place."""
    by_place = {fact.start - context.passage.start: fact for fact in rules}
    text = np.flatnonzero(context.section == TEXT)
    header, before = np.flatnonzero(context.section == HEADER), np.flatnonzero(context.section == BEFORE)
    always = np.concatenate([begin_and_end(header, _HEADER_TOKENS), before[-_BEFORE_TOKENS:]])
    marked = []
    for item in context.figures:
        start, end = item.span
        sentence = text[context.sentences_before[text] == context.sentences_before[start]]
        leads = [lead[lead < start - _TOKENS_BEFORE] for lead in (text[:_LEAD_TOKENS], sentence[:_LEAD_TOKENS])]
        around = text[(text >= start - _TOKENS_BEFORE) & (text < end + _TOKENS_AFTER)]
        near = tuple(int(token) for token in np.unique(np.concatenate([always, *leads, around])))
        marked.append(MarkedFigure(context, item, near, by_place.get(item.figure.start)))
    return marked


def find_words(context: Context, words: str, near: int, *, closest: int = 1) -> list[Span]:
    """The tokens of the occurrences of these words in the context that are closest to the token `near`."""
    found: list[tuple[int, Span]] = []
    wanted = words.lower().strip()
    if not wanted:
        return []
    for where in (TEXT, BEFORE, HEADER):
        tokens = np.flatnonzero(context.section == where)
        source = context.before if where == BEFORE else context.encoded
        if source is None or not len(tokens):
            continue
        lower, at = source.text.lower(), -1
        starts, ends = source.starts[context.origin[tokens]], source.ends[context.origin[tokens]]
        while (at := lower.find(wanted, at + 1)) >= 0:
            inside = tokens[(ends > at) & (starts < at + len(wanted)) & (ends > starts)]
            if len(inside):
                found.append((abs(int(inside[0]) - near), (int(inside[0]), int(inside[-1]) + 1)))
    return [span for _, span in sorted(set(found))[:closest]]


def make_batch(figures: Sequence[MarkedFigure], *, with_rules: bool | Sequence[bool] = True) -> Batch:
    """The tensors of figures; those of one context need not stand together. `with_rules` tells for all figures or for
    each whether the network sees what the rules read."""
    seen = [with_rules] * len(figures) if isinstance(with_rules, bool) else with_rules
    contexts = list({id(figure.context): figure.context for figure in figures}.values())
    number = {id(context): index for index, context in enumerate(contexts)}
    longest = max(len(context.origin) for context in contexts)
    most = max(len(figure.near) for figure in figures)
    years = max(1, *(len(figure.context.years) for figure in figures))
    parts = max(1, *(len(figure.context.parts) for figure in figures))
    count = len(figures)
    batch = Batch(
        states=torch.zeros(len(contexts), longest, STATE_SIZE),
        section=torch.zeros(len(contexts), longest, dtype=torch.long),
        token_kind=torch.zeros(len(contexts), longest, dtype=torch.long),
        sense=torch.zeros(len(contexts), longest, dtype=torch.long),
        passage_padding=torch.ones(len(contexts), longest, dtype=torch.bool),
        passage=torch.tensor([number[id(figure.context)] for figure in figures]),
        near=torch.zeros(count, most, dtype=torch.long),
        padding=torch.ones(count, most, dtype=torch.bool),
        mark=torch.zeros(count, most, dtype=torch.long),
        far={name: torch.zeros(count, most, dtype=torch.long) for name in DISTANCES},
        rule_status=torch.zeros(count, dtype=torch.long),
        rule_period=torch.zeros(count, dtype=torch.long),
        rule_words=torch.zeros(count, most, dtype=torch.long),
        years=torch.zeros(count, years, most),
        year_relation=torch.zeros(count, years, dtype=torch.long),
        year_of_rules=torch.zeros(count, years),
        year_padding=torch.ones(count, years, dtype=torch.bool),
        parts=torch.zeros(count, parts, most),
        part_reaches_back=torch.zeros(count, parts, dtype=torch.long),
        part_of_rules=torch.zeros(count, parts),
        part_padding=torch.ones(count, parts, dtype=torch.bool),
    )
    for index, context in enumerate(contexts):
        size = len(context.origin)
        batch.states[index, :size] = torch.from_numpy(context.states.astype(np.float32))
        batch.section[index, :size] = torch.from_numpy(context.section)
        batch.token_kind[index, :size] = torch.from_numpy(context.token_kind)
        batch.sense[index, :size] = torch.from_numpy(context.sense)
        batch.passage_padding[index, :size] = False
    for index, figure in enumerate(figures):
        _fill_figure(batch, index, figure, sees_rules=seen[index])
    return batch


def _fill_figure(batch: Batch, index: int, figure: MarkedFigure, *, sees_rules: bool) -> None:
    context, rule = figure.context, figure.rule if sees_rules else None
    near, start = np.asarray(figure.near), figure.item.span[0]
    batch.near[index, : len(near)] = torch.from_numpy(near)
    batch.padding[index, : len(near)] = False
    if mark := figure.local(figure.item.span):
        batch.mark[index, mark[0] : mark[1]] = 1
    counts = {
        "tokens": np.arange(len(context.origin)),
        "figures": context.figures_before,
        "clauses": context.clauses_before,
        "sentences": context.sentences_before,
    }
    for name, values in counts.items():
        batch.far[name][index, : len(near)] = far(name, torch.from_numpy(values[near] - values[start]))
    if rule is not None:
        batch.rule_status[index] = STATUSES.index(rule.status) + 1 if rule.status in STATUSES else 0
        batch.rule_period[index] = 0 if rule.period is None else 2 if rule.period.part else 1
        for span in (span for words in (rule.indicator, rule.part) for span in find_words(context, words, start)):
            if local := figure.local(span):
                batch.rule_words[index, local[0] : local[1]] = RuleWords.NAME
    _fill_candidates(batch, index, figure, rule.period if rule is not None else None)


def _fill_candidates(batch: Batch, index: int, figure: MarkedFigure, period: Period | None) -> None:
    """The years and parts of the year that the figure may be of, those of the rules' `period` marked."""
    for number, year in enumerate(figure.context.years):
        if span := figure.local(year.span) if year.span else (0, 1):
            batch.years[index, number, span[0] : span[1]] = 1 / (span[1] - span[0])
            batch.year_relation[index, number] = year.relation + (0 if year.span else len(YearRelation))
            batch.year_padding[index, number] = False
            of_rules = period is not None and (period.first, period.last) == (year.first, year.last)
            batch.year_of_rules[index, number] = float(of_rules)
            if of_rules and year.span:
                batch.rule_words[index, span[0] : span[1]] = RuleWords.YEARS
    for number, part in enumerate(figure.context.parts):
        if span := figure.local(part.span):
            batch.parts[index, number, span[0] : span[1]] = 1 / (span[1] - span[0])
            batch.part_padding[index, number] = False
            batch.part_reaches_back[index, number] = int(part.reaches_back)
            of_rules = period is not None and period.part == part.part
            batch.part_of_rules[index, number] = float(of_rules)
            if of_rules:
                batch.rule_words[index, span[0] : span[1]] = RuleWords.PART_OF_YEAR
