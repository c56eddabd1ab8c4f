"""What would be told of each corpus by odds that never saw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.answers.examples import ClaimExample, corpora_of
from eval.answers.fitting import Numbers
from eval.measures.intervals import Estimate, wilson

ALL = "all"


@dataclass(frozen=True, slots=True)
class Told:
    """Counts of a corpus's claims; `risk` is the share of the told that is wrong, with Wilson's interval, `coverage`
    the share of the right claims that is told, `withheld` how many are told though their evidence was not there."""

    corpus: str
    claims: int
    right: int
    told: int
    wrong: int
    withheld: int

    @property
    def risk(self) -> Estimate:
        """Zeros where nothing is told."""
        return wilson(self.wrong, self.told)

    @property
    def coverage(self) -> float:
        """0 where nothing is right."""
        return (self.told - self.wrong) / self.right if self.right else 0.0


def told_by_corpus(examples: Sequence[ClaimExample], probabilities: Numbers, sure: float) -> list[Told]:
    """For each corpus and for all together, at the threshold."""
    judged = [(example, bool(p >= sure)) for example, p in zip(examples, probabilities, strict=True)]
    rows = []
    for corpus in (*corpora_of(examples), ALL):
        own = [(example, told) for example, told in judged if corpus in (ALL, example.corpus)]
        told_examples = [example for example, told in own if told]
        rows.append(
            Told(
                corpus,
                len(own),
                sum(example.is_right for example, _ in own),
                len(told_examples),
                sum(not example.is_right for example in told_examples),
                sum(example.withheld and not example.is_right for example in told_examples),
            )
        )
    return rows
