"""Claims with their features → the odds that a claim is right, and from where on it is told as the answer.

A logistic regression on standardised features, without chance: the same examples give the same weights.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from eval.answers.examples import ClaimExample, corpora_of
from eval.measures.intervals import wilson
from eval.measures.selective import RiskPoint, risk_by_coverage
from rag.answering.answer_features import DOUBTS, SPEAKS_EITHER_WAY, SPEAKS_FOR
from rag.answering.answer_odds import Odds, is_doubtful

_REGULARISATION = 0.03
"""Inverse strength, as scikit-learn has it; chosen among powers of about 3 by the scores on corpora left out."""
_WITHHELD_WEIGHT = 0.4
"""Of a claim whose evidence was withheld, beside 1 for one whose evidence was there; chosen likewise."""
MOST_WRONG = 0.01
"""Share of what is told as sure that may be wrong."""
_FEWEST_ANSWERED = 30
"""A threshold is not chosen on fewer claims above it."""
_NEVER = 1.1

Numbers = NDArray[np.float64]


def fit(examples: Sequence[ClaimExample]) -> Odds:
    """The odds over all examples, their threshold chosen on predictions for corpora that were left out."""
    return _fitted(examples, sure_threshold(examples, left_out_probabilities(examples)))


def left_out_probabilities(examples: Sequence[ClaimExample]) -> Numbers:
    """For each example its probability by odds that were fitted to the other corpora."""
    probabilities = np.zeros(len(examples))
    for corpus in corpora_of(examples):
        odds = _fitted([example for example in examples if example.corpus != corpus], 1.0)
        for place, example in enumerate(examples):
            if example.corpus == corpus:
                probabilities[place] = odds.probability(example.features)
    return probabilities


def sure_threshold(examples: Sequence[ClaimExample], probabilities: Numbers) -> float:
    """The least probability from which on no more than `MOST_WRONG` of the claims are wrong, as far as their number can
    tell: the low end of the share's interval is no higher. Above 1 where there is none.

    Of first claims that are to be had, without a doubt: those for which the evidence was withheld are more of what is
    tempting and wrong than anybody asks, and are there to fit the weights.
    """
    counted = [place for place, e in enumerate(examples) if is_counted(e) and not is_doubtful(e.features)]
    order = sorted(counted, key=lambda place: -probabilities[place])
    threshold, wrong = _NEVER, 0
    for answered, place in enumerate(order, start=1):
        wrong += not examples[place].is_right
        is_last = answered == len(order) or probabilities[order[answered]] < probabilities[place]
        # Claims of one probability are answered together or not at all.
        if is_last and answered >= _FEWEST_ANSWERED and wilson(wrong, answered).low <= MOST_WRONG:
            threshold = float(probabilities[place])
    return threshold


def is_counted(example: ClaimExample) -> bool:
    """Whether the claim is the first of a question as it is asked."""
    return example.is_first and not example.withheld


def risk_of_claims(examples: Sequence[ClaimExample], probabilities: Numbers) -> tuple[RiskPoint, ...]:
    """Risk by coverage over the counted claims, as if all were answered: those without a doubt
    first, the likeliest first among them."""
    counted = [place for place, example in enumerate(examples) if is_counted(example)]
    order = sorted(counted, key=lambda place: (is_doubtful(examples[place].features), -probabilities[place]))
    return risk_by_coverage([(float(probabilities[p]), not examples[p].is_right) for p in order], len(order))


def _fitted(examples: Sequence[ClaimExample], sure: float) -> Odds:
    """Features that come out as speaking the other way than they can are left out, and the rest is fitted again."""
    names = sorted({name for example in examples for name in example.features} - DOUBTS)
    while True:
        odds = _regressed(examples, names, sure)
        kept = [name for name in names if not _has_wrong_sign(name, odds.weights[name])]
        if kept == names:
            return odds
        names = kept


def _has_wrong_sign(name: str, weight: float) -> bool:
    if name in SPEAKS_EITHER_WAY or name.startswith("by "):
        return False
    return weight < 0 if name in SPEAKS_FOR else weight > 0


def _regressed(examples: Sequence[ClaimExample], names: Sequence[str], sure: float) -> Odds:
    values = np.array([[example.features.get(name, 0.0) for name in names] for example in examples])
    right = np.array([example.is_right for example in examples])
    scale = values.std(axis=0)
    scale[scale == 0] = 1.0
    counts = np.array([_WITHHELD_WEIGHT if example.withheld else 1.0 for example in examples])
    model = LogisticRegression(C=_REGULARISATION, max_iter=5000)
    model.fit((values - values.mean(axis=0)) / scale, right, sample_weight=counts)
    weights = model.coef_[0] / scale
    intercept = float(model.intercept_[0] - weights @ values.mean(axis=0))
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Odds(round(intercept, 4), rounded, sure)
