"""Figures that the network has not learned from → the odds by which its readings and the rules' are weighed.

Two kinds of text are weighed together: labelled items, which are hard on purpose, and gold registers of whole
documents, whose figures count more because documents are what is read. Odds of hard items alone mislead where the rules
know the text: then the rules fail less often than the odds say.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from eval.reading.examples import Example
from eval.reading.items import LabelledFigure
from eval.reading.judging import Verdict, judge_fact
from rag.datatypes import Fact
from rag.reading.deciding import choose, owners
from rag.reading.evidence import Evidence, gather
from rag.reading.odds import AGREED, ALONE, OF_RULES, Calibration, Odds, log_odds
from rag.reading.readings import Reading
from rag.reading.views import SLOTS, ReaderView, view

_OF_RULES = frozenset({AGREED, OF_RULES})
_STRENGTH = 0.1
"""Inverse of the regularisation, of standardised evidence."""
_LEAST_SPREAD = 0.3
"""Evidence that is seldom there is not taken for strong because of the few figures that have it."""
_FOLDS = 5
_DIGITS = 4
_SLOT_THRESHOLDS = {"indicator": 0.6, "period": 0.5, "status": 0.55}
"""From which odds on a slot is told: about the highest with which the gold registers lose none or one of their facts in
a hundred (`python -m eval register`); higher ones turn wrong slots of other texts into unknown ones. Of real paragraphs
that nothing was fitted on, a period at .5 to .6 was right in 18 of 20."""
_FACT = 0.5
"""From which odds on a number that only the reader takes for a fact is one."""
_LIKELY = 0.6
"""From which odds on a slot that only the reader fills is filled."""
_SURE = 0.97
_FEWEST_SURE = 20


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """A figure that the network has not learned from: the evidence of its slots, and in which the reader and the rules
    are right. Figures of one `document` are not split between fitting and checking; `weight` is how much it counts."""

    seen: ReaderView
    evidence: Mapping[str, Evidence]
    reader_right: Mapping[str, bool]
    rules_right: Mapping[str, bool]
    document: str
    weight: float

    def is_right(self, slot: str, whose: str) -> bool:
        """Whether that value of the slot is right."""
        return (self.rules_right if whose in _OF_RULES else self.reader_right)[slot]


_Rows = list[tuple[Evidence, bool, float]]
_OddsBySlot = dict[str, dict[str, Odds]]


def calibrate(
    examples: Sequence[Example], readings: Sequence[Reading], weights: Sequence[float] | None = None
) -> Calibration:
    """The odds of each slot and the limits; `weights` is how much each example counts, all alike where not given."""
    held: list[HeldFigure] = []
    facts: dict[str, _Rows] = {AGREED: [], ALONE: []}
    for example, reading, weight in zip(examples, readings, weights or [1.0] * len(examples), strict=True):
        rules = example.figure.rules
        of_fact = {"reader holds it a fact": log_odds(reading.is_fact)}
        facts[AGREED if rules.is_sure else ALONE].append((of_fact, example.label is not None, weight))
        if example.label is not None:
            held.append(_held(example, example.label, reading, weight))
    odds = {"fact": {whose: fit_odds(rows) for whose, rows in facts.items()}, **_fit_slots(held)}
    return Calibration(odds, _SLOT_THRESHOLDS, _FACT, _LIKELY, _sure_from(sorted(_checked(held), reverse=True)))


def _held(example: Example, label: LabelledFigure, reading: Reading, weight: float) -> HeldFigure:
    document, rules = example.read.document, example.figure.rules
    seen = view(document, reading, rules.fact, rules.is_sure)
    return HeldFigure(
        seen,
        gather(reading, rules.fact, rules.is_sure, seen),
        _right(label, seen.fact),
        _right(label, rules.fact),
        document.file,
        weight,
    )


def _right(label: LabelledFigure, fact: Fact) -> dict[str, bool]:
    verdicts = judge_fact(label, fact, with_place=False).slots
    return {slot: verdict is Verdict.RIGHT for slot, verdict in verdicts.items()}


def _fit_slots(held: Sequence[HeldFigure]) -> _OddsBySlot:
    odds: _OddsBySlot = {}
    for slot in SLOTS:
        rows: dict[str, _Rows] = {}
        for item in held:
            for whose in owners(slot, item.seen):
                row = (item.evidence[slot], item.is_right(slot, whose), item.weight)
                rows.setdefault(whose, []).append(row)
        odds[slot] = {whose: fit_odds(some) for whose, some in rows.items()}
    return odds


def fit_odds(rows: Sequence[tuple[Evidence, bool, float]]) -> Odds:
    """Logistic regression of "right" on the evidence."""
    right = [is_right for _, is_right, _ in rows]
    if len(set(right)) < 2:
        return Odds(4.0 if right and right[0] else 0.0, {})
    names = sorted({name for evidence, _, _ in rows for name in evidence})
    numbers = np.array([[evidence.get(name, 0.0) for name in names] for evidence, _, _ in rows])
    mean, scale = numbers.mean(0), np.maximum(numbers.std(0), _LEAST_SPREAD)
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    model.fit((numbers - mean) / scale, right, sample_weight=[weight for _, _, weight in rows])
    weights: NDArray[np.float64] = model.coef_[0] / scale
    intercept = float(model.intercept_[0] - weights @ mean)
    weights_by_name = {name: round(float(weight), _DIGITS) for name, weight in zip(names, weights, strict=True)}
    return Odds(round(intercept, _DIGITS), {name: weight for name, weight in weights_by_name.items() if weight})


def _checked(held: Sequence[HeldFigure]) -> Iterator[tuple[float, bool]]:
    """Of each figure the odds of all its slots together, reckoned without its document, and whether all are right."""
    groups = [item.document for item in held]
    folds = min(_FOLDS, len(set(groups)))
    for learned, checked in GroupKFold(folds).split(groups, groups=groups) if folds > 1 else ():
        odds = _fit_slots([held[number] for number in learned])
        for item in (held[number] for number in checked):
            if all(set(owners(slot, item.seen)) <= odds[slot].keys() for slot in SLOTS):
                choices = {slot: choose(slot, item.seen, item.evidence[slot], odds[slot]) for slot in SLOTS}
                is_right = all(item.is_right(slot, choice.whose) for slot, choice in choices.items())
                yield math.prod(choice.odds for choice in choices.values()), is_right


def _sure_from(together: Sequence[tuple[float, bool]]) -> float:
    """The lowest odds at and above which `_SURE` of the readings are right, each counted once: what is told as sure
    must be right on hard texts, too."""
    limit, right = 1.0, 0
    for count, (odds, is_right) in enumerate(together, start=1):
        right += is_right
        if count >= _FEWEST_SURE and right / count >= _SURE:
            limit = odds
    return limit
