"""Fitting on a handful of items: the loss falls, and the odds are those of what was seen."""

import pytest

from eval.reading.calibrating import calibrate, fit_odds
from eval.reading.examples import Example, figures_of_items, make_examples
from eval.reading.fitting import SEEDS, train
from eval.reading.gold_figures import GOLD_CORPORA, read_gold
from eval.reading.items import LABELS, load_items
from rag.reading.batches import make_batch
from rag.reading.network import ReaderNetwork
from rag.reading.reader import read_batch
from tests.fakes import FakeTokenEncoder

EPOCHS = 4


def _ignore(told: object) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(make_examples(load_items([LABELS / "w1.jsonl"])[:50], FakeTokenEncoder(), _ignore))


@pytest.fixture(scope="module")
def fitted(examples: list[Example]) -> tuple[ReaderNetwork, list[float]]:
    return train(examples, EPOCHS, SEEDS[0], _ignore)


def test_nearly_every_label_is_of_a_figure_that_is_seen(examples: list[Example]) -> None:
    labelled = sum(example.label is not None for example in examples)
    in_prose = {id(label) for example in examples for label in example.read.labels.values()}
    assert labelled >= 0.85 * len(in_prose)


def test_the_loss_falls(fitted: tuple[ReaderNetwork, list[float]]) -> None:
    _, losses = fitted
    assert len(losses) == EPOCHS
    assert losses[-1] < 0.8 * losses[0]


def test_odds_and_limits_are_probabilities(fitted: tuple[ReaderNetwork, list[float]], examples: list[Example]) -> None:
    figures = [example.figure.marked for example in examples]
    readings = read_batch([fitted[0]], figures, make_batch(figures))
    calibration = calibrate(examples, readings)
    assert 0 < calibration.likely < 1
    assert 0 < calibration.sure <= 1
    for by_owner in calibration.odds.values():
        for odds in by_owner.values():
            assert all(0 < odds.probability({"reader": log_odds}) < 1 for log_odds in (-9.0, 0.0, 9.0))


def test_odds_rise_with_what_speaks_for_a_value() -> None:
    seen = [(2.0, 2.0, True), (2.0, 0.5, True), (-0.5, 2.0, True), (-1.0, -1.5, False), (-2.0, -1.0, False)] * 5
    rows = [({"reader": mine, "reader trusts the rules": rules}, right, 1.0) for mine, rules, right in seen]
    odds = fit_odds(rows)
    assert odds.probability({"reader": 2.0}) > odds.probability({"reader": -2.0})
    assert odds.probability({"reader trusts the rules": 2.0}) > odds.probability({"reader trusts the rules": -2.0})


def test_a_figure_that_counts_more_moves_the_odds_more() -> None:
    def rows(weight: float) -> list[tuple[dict[str, float], bool, float]]:
        return [({"reader": 1.0}, True, weight)] * 5 + [({"reader": 1.0}, False, 1.0)] * 5

    assert fit_odds(rows(3.0)).probability({"reader": 1.0}) > fit_odds(rows(1.0)).probability({"reader": 1.0})


def test_gold_registers_are_labels_of_nearly_all_that_they_name() -> None:
    corpus = GOLD_CORPORA[0]
    examples = list(figures_of_items(list(read_gold(corpus)), FakeTokenEncoder()))
    gold = sum(
        len(example.read.labels) for example in {example.read.document.file: example for example in examples}.values()
    )
    assert sum(example.label is not None for example in examples) >= 0.95 * gold
