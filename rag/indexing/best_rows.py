"""The best of many scores, without sorting all of them."""

import numpy as np
from numpy.typing import NDArray


def best_rows(scores: NDArray[np.floating], k: int) -> NDArray[np.intp]:
    """The rows of the k highest scores, and of those that tie with the last of them, in ascending order."""
    if k >= len(scores):
        return np.arange(len(scores))
    if k < 1:
        return np.arange(0)
    worst = np.partition(scores, len(scores) - k)[len(scores) - k]
    return np.flatnonzero(scores >= worst)
