import pytest

from eval.measures.intervals import Estimate, estimate, estimate_difference, quantile


def test_shares_of_one_and_of_nothing_have_the_interval_of_wilson() -> None:
    z2 = 1.959964**2
    always, never = estimate([1.0] * 5), estimate([0.0] * 5)
    assert (always.mean, always.high, never.mean, never.low) == (1, 1, 0, 0)
    assert always.low == pytest.approx(5 / (5 + z2))
    assert never.high == pytest.approx(z2 / (5 + z2))
    assert estimate([]) == Estimate(0, 0, 0, 0)


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    found = estimate([1.0] * 50 + [0.0] * 50)
    half_width = 1.96 * (0.5 * 0.5 / 100) ** 0.5
    assert found.mean == 50 / 100
    assert found.low == pytest.approx(0.5 - half_width, abs=0.02)
    assert found.high == pytest.approx(0.5 + half_width, abs=0.02)


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0]
    assert estimate(values) == estimate(values)


def test_pairs_that_differ_alike_have_no_interval() -> None:
    assert estimate_difference([0.25, 0.5, 0.75], [0.5, 0.75, 1.0]) == Estimate(0.25, 0.25, 0.25, 3)


def test_quantiles_are_interpolated() -> None:
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.5) == (2 + 3) / 2
    assert quantile([], 0.95) == 0
