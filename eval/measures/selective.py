"""How wrong a system would be if it told less: risk against coverage, after El-Yaniv and Wiener 2010 ("On the
Foundations of Noise-free Selective Classification")."""

from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = 10


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """If only answers likelier than `probability` were given: the share of the questions with an answer
    (coverage), and the share of what is told that is wrong (risk).

    `probability` is None where the system does not say how likely its answers are.
    """

    probability: float | None
    coverage: float
    risk: float


def risk_by_coverage(answered: Sequence[tuple[float | None, bool]], asked: int) -> tuple[RiskPoint, ...]:
    """A point at every tenth of the questions asked, and one for all answers; none where there are none.

    Where an answer has no probability, fewer cannot be chosen by it: then there is only the last point.

    Args:
        answered: The answers given, likeliest first: how probable each is, and whether it is wrong.
        asked: How many questions there were.
    """
    if not answered:
        return ()
    steps = {round(asked * step / _STEPS) for step in range(1, _STEPS + 1)}
    counts = sorted({count for count in steps if 0 < count < len(answered)} | {len(answered)})
    if any(probability is None for probability, _ in answered):
        counts = [len(answered)]
    return tuple(
        RiskPoint(answered[count - 1][0], count / asked, sum(wrong for _, wrong in answered[:count]) / count)
        for count in counts
    )
