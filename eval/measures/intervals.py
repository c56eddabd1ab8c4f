"""How sure a mean is: bootstrap intervals, alone and paired. The seed is fixed, so equal results give equal intervals.
A share of 0 or 1, of which every resample is the same, gets Wilson's interval (1927) instead.

Percentile bootstrap after Efron and Tibshirani 1993; paired over questions after Koehn 2004 ("Statistical Significance
Tests for Machine Translation Evaluation").
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
_SEED = 20240101
_NORMAL_95 = 1.959964


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
    if set(values) in ({0.0}, {1.0}):
        return wilson(round(sum(values)), len(values))
    drawn = np.random.default_rng(_SEED).integers(0, len(sample), size=(_RESAMPLES, len(sample)))
    low, high = np.quantile(sample[drawn].mean(axis=1), [0.025, 0.975])
    return Estimate(float(sample.mean()), float(low), float(high), len(sample))


def wilson(successes: int, count: int) -> Estimate:
    """The share of successes with Wilson's 95% score interval, which has a width even at 0 and 1; zeros for none."""
    if not count:
        return Estimate(0.0, 0.0, 0.0, 0)
    share = successes / count
    scale = 1 + _NORMAL_95**2 / count
    middle = (share + _NORMAL_95**2 / (2 * count)) / scale
    half = _NORMAL_95 / scale * math.sqrt(share * (1 - share) / count + _NORMAL_95**2 / (4 * count**2))
    # The ends at 0 and 1 are exact; rounding would leave them a hair inside.
    low, high = (middle - half if successes else 0.0), (middle + half if successes < count else 1.0)
    return Estimate(share, low, high, count)


def estimate_difference(first: Sequence[float], second: Sequence[float]) -> Estimate:
    """The mean of second − first over the same questions in the same order, with its paired 95% interval."""
    changes = [after - before for before, after in zip(first, second, strict=True)]
    if changes and len(set(changes)) == 1:
        # Not a share: nothing is known of how much a change that never varied might vary.
        return Estimate(changes[0], changes[0], changes[0], len(changes))
    return estimate(changes)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, interpolated; 0 for no values."""
    return float(np.quantile(np.asarray(values, dtype=np.float64), share)) if values else 0.0
