"""What would be told of each corpus by odds that never saw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.answers.examples import ClaimExample, corpora_of
from eval.answers.fitting import Numbers, is_counted
from eval.measures.intervals import Estimate, wilson
from rag.answering.answer_odds import is_doubtful

ALL = "all"


@dataclass(frozen=True, slots=True)
class AnsweredClaims:
    """Counts of a corpus's claims whose evidence was there.

    `risk` is the share of the answered that is wrong, with Wilson's interval, `coverage` the share of the right claims
    that is answered. `withheld` of `all_withheld` wrong claims are answered though their evidence was not there.
    """

    corpus: str
    claims: int
    right: int
    answered: int
    wrong: int
    withheld: int
    all_withheld: int

    @property
    def risk(self) -> Estimate:
        """The share of the answered claims that is wrong; zeros where none is answered."""
        return wilson(self.wrong, self.answered)

    @property
    def coverage(self) -> float:
        """0 where nothing is right."""
        return (self.answered - self.wrong) / self.right if self.right else 0.0


def answered_by_corpus(examples: Sequence[ClaimExample], probabilities: Numbers, sure: float) -> list[AnsweredClaims]:
    """For each corpus and for all together, at the threshold."""
    judged = [
        (example, bool(p >= sure) and not is_doubtful(example.features))
        for example, p in zip(examples, probabilities, strict=True)
    ]
    rows = []
    for corpus in (*corpora_of(examples), ALL):
        own = [(example, answered) for example, answered in judged if corpus in (ALL, example.corpus)]
        there = [(example, answered) for example, answered in own if is_counted(example)]
        tempting = [answered for example, answered in own if example.withheld and not example.is_right]
        answered_examples = [example for example, answered in there if answered]
        rows.append(
            AnsweredClaims(
                corpus,
                len(there),
                sum(example.is_right for example, _ in there),
                len(answered_examples),
                sum(not example.is_right for example in answered_examples),
                sum(tempting),
                len(tempting),
            )
        )
    return rows
