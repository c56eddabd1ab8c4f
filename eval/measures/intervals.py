"""How sure a mean is: bootstrap intervals, alone and paired. The seed is fixed, so equal results give equal intervals.

Percentile bootstrap after Efron and Tibshirani 1993; paired over questions after Koehn 2004 ("Statistical Significance
Tests for Machine Translation Evaluation").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
_SEED = 20240101


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `count` questions with its 95% interval; `count` 0 means that the measure had nothing to measure."""

    mean: float
    low: float
    high: float
    count: int


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of the values and its 95% interval; zeros for no values."""
    if not values:
        return Estimate(0.0, 0.0, 0.0, 0)
    sample = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(_SEED).integers(0, len(sample), size=(_RESAMPLES, len(sample)))
    low, high = np.quantile(sample[drawn].mean(axis=1), [0.025, 0.975])
    return Estimate(float(sample.mean()), float(low), float(high), len(sample))


def estimate_difference(first: Sequence[float], second: Sequence[float]) -> Estimate:
    """The mean of second − first over the same questions in the same order, with its paired 95% interval."""
    return estimate([after - before for before, after in zip(first, second, strict=True)])


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, interpolated; 0 for no values."""
    return float(np.quantile(np.asarray(values, dtype=np.float64), share)) if values else 0.0
