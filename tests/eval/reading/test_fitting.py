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
    for by_owner in calibration.odds.values():
        for odds in by_owner.values():
            assert all(0 < odds.probability(mine, of_rules) < 1 for mine in (0.1, 0.9) for of_rules in (0.2, 0.8))


def test_odds_rise_with_the_readers_own_and_with_the_trust_in_the_rules() -> None:
    seen = [(0.9, 0.9, True), (0.9, 0.6, True), (0.4, 0.9, True), (0.3, 0.2, False), (0.1, 0.3, False)] * 5
    odds = fit_odds(seen)
    assert odds.probability(0.9, 0.5) > odds.probability(0.2, 0.5)
    assert odds.probability(0.5, 0.9) > odds.probability(0.5, 0.2)
