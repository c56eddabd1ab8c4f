"""How wrong a system would be if it told less: risk against coverage, after El-Yaniv and Wiener 2010 ("On the
Foundations of Noise-free Selective Classification")."""

from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = 10


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Were only told what is likelier than `probability`: the share of the questions to which something is told
    (coverage), and the share of what is told that is wrong (risk).

    `probability` is None where the system does not say how likely its answers are.
    """

    probability: float | None
    coverage: float
    risk: float


def risk_by_coverage(told: Sequence[tuple[float | None, bool]], asked: int) -> tuple[RiskPoint, ...]:
    """A point at every tenth of the questions asked, and one for all that is told; none where nothing is.

    Where an answer has no probability, no less can be told in good order: then there is only the last point.

    Args:
        told: The answers told, likeliest first: how probable each is, and whether it is wrong.
        asked: How many questions there were.
    """
    if not told:
        return ()
    steps = {round(asked * step / _STEPS) for step in range(1, _STEPS + 1)}
    counts = sorted({count for count in steps if 0 < count < len(told)} | {len(told)})
    if any(probability is None for probability, _ in told):
        counts = [len(told)]
    return tuple(
        RiskPoint(told[count - 1][0], count / asked, sum(wrong for _, wrong in told[:count]) / count)
        for count in counts
    )
