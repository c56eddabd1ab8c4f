"""Figures that a draft names otherwise than the register does: a sentence of a source says all of it in that order.

What a figure is called is then told by the sentence as a whole; its period, status, direction and comparator are held
against the fact all the same or, where the register has none, against that sentence.
"""

from collections.abc import Sequence

from rag.answering.claims import read_claims
from rag.answering.disagreements import disagreement
from rag.answering.evidence import Evidence, Refused
from rag.answering.source_clauses import SourceClause
from rag.answering.stated import is_figure_of
from rag.answering.support_gate import supporting
from rag.answering.unregistered_gate import is_stated_by
from rag.datatypes import Fact, QuestionFrame
from rag.figures.parsing import Mention


def check_order(
    text: str, mentions: Sequence[Mention], frame: QuestionFrame, sentences: Sequence[SourceClause], evidence: Evidence
) -> tuple[SourceClause, tuple[Fact, ...]]:
    """The sentence that says it in order, and the facts of its figures.

    Raises:
        Refused: with what is told otherwise.
    """
    reason = "its figures are told otherwise"
    for sentence in supporting(text, sentences):
        facts: list[Fact] = []
        for claim in read_claims(text, mentions):
            stating = [
                fact
                for fact in evidence.facts.get(sentence.passage.id, ())
                if sentence.start <= fact.start < sentence.end and is_figure_of(claim.span.figure, fact)
            ]
            reasons = {fact: disagreement(claim, fact, text, frame, evidence) for fact in stating}
            agreeing = [fact for fact in stating if not reasons[fact]]
            if stating and not agreeing:
                reason = f"{claim.span.text}: {next(iter(reasons.values()))}"
                break
            if not stating and not is_stated_by(claim, frame, sentence, evidence):
                reason = f"{claim.span.text} is not told so by its sentence"
                break
            facts += agreeing[:1]
        else:
            return sentence, tuple(facts)
    raise Refused(reason)
