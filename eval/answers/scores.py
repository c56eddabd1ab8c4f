"""What would be told of each corpus by odds that never saw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.answers.examples import ClaimExample, corpora_of
from eval.answers.fitting import Numbers, is_counted
from eval.measures.intervals import Estimate, wilson
from rag.answering.answer_odds import is_doubtful

ALL = "all"


@dataclass(frozen=True, slots=True)
class Told:
    """Counts of a corpus's claims whose evidence was there.

    `risk` is the share of the told that is wrong, with Wilson's interval, `coverage` the share of the right claims that
    is told. `withheld` of `all_withheld` wrong claims are told though their evidence was not there.
    """

    corpus: str
    claims: int
    right: int
    told: int
    wrong: int
    withheld: int
    all_withheld: int

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
    judged = [
        (example, bool(p >= sure) and not is_doubtful(example.features))
        for example, p in zip(examples, probabilities, strict=True)
    ]
    rows = []
    for corpus in (*corpora_of(examples), ALL):
        own = [(example, told) for example, told in judged if corpus in (ALL, example.corpus)]
        there = [(example, told) for example, told in own if is_counted(example)]
        tempting = [told for example, told in own if example.withheld and not example.is_right]
        told_examples = [example for example, told in there if told]
        rows.append(
            Told(
                corpus,
                len(there),
                sum(example.is_right for example, _ in there),
                len(told_examples),
                sum(not example.is_right for example in told_examples),
                sum(tempting),
                len(tempting),
            )
        )
    return rows
