"""Fitting on made-up claims: likely ones are right, the same examples give the same odds, few of the told are wrong."""

from dataclasses import replace

import numpy as np
import pytest

from eval.answers.examples import ClaimExample
from eval.answers.fitting import MOST_WRONG, fit, left_out_probabilities, risk_of_claims, sure_threshold
from eval.answers.scores import ALL, answered_by_corpus


def _example(number: int, *, near: float, is_right: bool) -> ClaimExample:
    features = {"likelihood": near, "by register": 1.0}
    return ClaimExample(
        corpus=f"corpus {number % 3}",
        question=str(number),
        answerable=True,
        withheld=not is_right and number % 2 == 0,
        is_first=True,
        features=features,
        is_right=is_right,
    )


EXAMPLES = [
    *(_example(number, near=0.6 + 0.4 * (number % 10) / 10, is_right=True) for number in range(150)),
    *(_example(number, near=0.5 * (number % 10) / 10, is_right=False) for number in range(90)),
]


def test_what_speaks_for_a_claim_makes_it_likelier() -> None:
    odds = fit(EXAMPLES)
    assert odds.probability({"likelihood": 0.9, "by register": 1.0}) > 0.8
    assert odds.probability({"likelihood": 0.1, "by register": 1.0}) < 0.3


def test_the_same_examples_give_the_same_odds() -> None:
    assert fit(EXAMPLES) == fit(EXAMPLES)


def test_few_of_what_is_told_are_wrong() -> None:
    probabilities = left_out_probabilities(EXAMPLES)
    rows = answered_by_corpus(EXAMPLES, probabilities, sure_threshold(EXAMPLES, probabilities))
    assert [row.corpus for row in rows] == ["corpus 0", "corpus 1", "corpus 2", ALL]
    assert rows[-1].answered == sum(row.answered for row in rows[:-1])
    assert rows[-1].risk.low <= MOST_WRONG
    assert rows[-1].coverage > 0.8


def test_nothing_is_told_where_the_likeliest_are_wrong() -> None:
    examples = [replace(example, withheld=False) for example in EXAMPLES]
    assert sure_threshold(examples, np.array([float(not example.is_right) for example in examples])) > 1


def test_a_weight_against_what_a_feature_means_is_left_out() -> None:
    turned = [
        replace(example, features={**example.features, "other status": example.features["likelihood"]})
        for example in EXAMPLES
    ]
    assert fit(turned) == fit(EXAMPLES)


def test_risk_grows_with_coverage() -> None:
    points = risk_of_claims(EXAMPLES, left_out_probabilities(EXAMPLES))
    assert [point.coverage for point in points] == [pytest.approx(tenth / 10, abs=0.003) for tenth in range(1, 11)]
    assert points[0].risk == 0
    assert points[-1].risk == pytest.approx(45 / 195)
