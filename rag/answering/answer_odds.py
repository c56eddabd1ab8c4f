"""How likely a claim is right, and whether that is enough to tell it as the answer.

The weights and the threshold are data that `python -m eval fit answers` writes.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.answering.answer_features import DOUBTS, AnswerFeatures
from rag.answering.answerers import Claim
from rag.answering.asked import Asked

ODDS = Path(__file__).parent / "answer_odds.json"


@dataclass(frozen=True, slots=True)
class Odds:
    """A logistic regression over features by name; `sure` is the probability from which on a claim is told."""

    intercept: float
    weights: Mapping[str, float]
    sure: float

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls, path: Path = ODDS) -> "Odds":
        """The odds that come with the program."""
        read = json.loads(path.read_text(encoding="utf-8"))
        return cls(float(read["intercept"]), {name: float(w) for name, w in read["weights"].items()}, read["sure"])

    def probability(self, features: Mapping[str, float]) -> float:
        """In (0, 1); a feature without a weight says nothing."""
        total = self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-total))

    def are_sure(self, features: Mapping[str, float]) -> bool:
        """Whether a claim with these features is told as the answer: no doubt, and likely enough."""
        return not is_doubtful(features) and self.probability(features) >= self.sure


def is_doubtful(features: Mapping[str, float]) -> bool:
    """Whether a feature forbids to tell the claim, however likely it is."""
    return any(features.get(name, 0.0) > 0 for name in DOUBTS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim is told as the answer, and how likely it is right."""

    is_sure: bool
    probability: float


@dataclass(frozen=True, slots=True)
class AnswerJudge:
    """Tells sure claims from others."""

    features: AnswerFeatures
    odds: Odds

    def judge(self, asked: Asked, claim: Claim) -> Verdict:
        """Sure where no doubt forbids it and the claim is likely enough."""
        features = self.features.read(asked, claim)
        return Verdict(self.odds.are_sure(features), self.odds.probability(features))
