"""Fitting on a handful of items: the loss falls, and the odds are those of what was seen."""

import pytest

from eval.reading.examples import Example, make_examples
from eval.reading.fitting import calibrate, fit_odds, read_examples, train
from eval.reading.items import LABELS, load_items
from rag.reading.network import ReaderNetwork
from tests.fakes import FakeTokenEncoder

EPOCHS = 4


def _ignore(told: object) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(make_examples(load_items([LABELS / "w1.jsonl"])[:50], FakeTokenEncoder(), _ignore))


@pytest.fixture(scope="module")
def fitted(examples: list[Example]) -> tuple[ReaderNetwork, list[float]]:
    return train(examples, EPOCHS, _ignore)


def test_nearly_every_label_is_of_a_figure_that_is_seen(examples: list[Example]) -> None:
    labelled = sum(example.label is not None for example in examples)
    in_prose = {id(label) for example in examples for label in example.read.labels.values()}
    assert labelled >= 0.85 * len(in_prose)


def test_the_loss_falls(fitted: tuple[ReaderNetwork, list[float]]) -> None:
    _, losses = fitted
    assert len(losses) == EPOCHS
    assert losses[-1] < 0.8 * losses[0]


def test_odds_and_limits_are_probabilities(fitted: tuple[ReaderNetwork, list[float]], examples: list[Example]) -> None:
    network, _ = fitted
    assert len(read_examples(network, examples)) == len(examples)
    calibration = calibrate(network, examples)
    assert 0 < calibration.likely < 1
    assert 0 < calibration.sure <= 1
    for odds in calibration.odds.values():
        assert all(0 < odds.probability(mine, agrees) < 1 for mine in (0.1, 0.9) for agrees in (True, False, None))


def test_odds_rise_with_the_readers_own_and_where_the_rules_agree() -> None:
    seen = [(0.9, True, True), (0.9, False, True), (0.8, None, True), (0.3, True, True), (0.2, False, False)] * 5
    odds = fit_odds([*seen, (0.3, False, False), (0.1, None, False)])
    assert odds.probability(0.9, True) > odds.probability(0.2, True)
    assert odds.probability(0.6, True) > odds.probability(0.6, False)
