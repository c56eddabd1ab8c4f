"""Odds that a slot's value is right, and the thresholds above which it is stated: data beside the reader's weights."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

CALIBRATION = Path(__file__).with_name("reader_odds.json")
"""Fitted by `python -m eval fit odds` on figures that the network has not learned from."""

AGREED, OF_RULES, OF_READER, ALONE = "agreed", "of rules", "of reader", "reader alone"
"""Whose value it is: of either where they differ, the reader's where the rules tell none, the rules' where both say the
same."""
AGREED_READER = "agreed, of reader"
"""The reader's value where both say nearly the same: its name may be the fuller one."""


@dataclass(frozen=True, slots=True)
class Odds:
    """A logistic regression over evidence by name; evidence without a weight does not count."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, evidence: Mapping[str, float]) -> float:
        """That the value is right, in (0, 1)."""
        total = self.intercept + sum(weight * evidence.get(name, 0.0) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def log_odds(probability: float) -> float:
    """Of a probability, kept away from certainty."""
    clipped = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The odds that each slot is right, by whose value it has, and the thresholds from which on it is stated.

    A number that only the reader takes for a fact is one from `fact` on; a slot is stated from its odds in
    `slot_thresholds` on, one that only the reader fills from `likely` on; the slots are sure from `sure` together.
    """

    odds: Mapping[str, Mapping[str, Odds]]
    slot_thresholds: Mapping[str, float]
    fact: float
    likely: float
    sure: float

    def as_json(self) -> dict[str, object]:
        """What `load` reads."""
        return asdict(self)

    @classmethod
    def load(cls, path: Path = CALIBRATION) -> "Calibration":
        """The calibration beside the reader's weights."""
        content = json.loads(path.read_text(encoding="utf-8"))["calibration"]
        odds = {
            slot: {whose: Odds(**values) for whose, values in by_owner.items()}
            for slot, by_owner in content["odds"].items()
        }
        return cls(odds, content["slot_thresholds"], content["fact"], content["likely"], content["sure"])
