"""Figures that a draft names otherwise than the register does: a sentence of a source says all of it in that order.

What a figure is called is then told by the sentence as a whole; its period, status, direction and comparator are held
against the fact all the same or, where the register has none, against that sentence. Words that name another fact of
the register better than the one whose figure is told are a neighbour's, in whatever order they stand.
"""

from collections.abc import Sequence

from rag.answering.gate.claims import read_claims
from rag.answering.gate.disagreements import disagreement
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.refused import Refused
from rag.answering.gate.sources import SourceClause
from rag.answering.gate.stated import is_figure_of
from rag.answering.gate.subjects import better_named, content_terms
from rag.answering.gate.support import supporting
from rag.answering.gate.unregistered import is_stated_by
from rag.datatypes import Fact, QuestionFrame
from rag.figures.parsing import Mention

_LEAST_NAMED = 0.5
"""Share of the words for a part that a draft must have to tell of the part."""


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
                for fact in sentence.source.facts
                if sentence.start <= fact.start < sentence.end and is_figure_of(claim.span.figure, fact)
            ]
            reasons = {fact: disagreement(claim, fact, text, frame, evidence) for fact in stating}
            agreeing = [
                fact
                for fact in stating
                if not reasons[fact] and _names_part(text, fact) and not better_named(claim, fact, evidence)
            ]
            if stating and not agreeing:
                what = next(filter(None, reasons.values()), "is of what the draft does not name")
                reason = f"{claim.span.text}: {what}"
                break
            if not stating and not is_stated_by(claim, frame, sentence):
                reason = f"{claim.span.text} is not told so by its sentence"
                break
            facts += agreeing[:1]
        else:
            return sentence, tuple(facts)
    raise Refused(reason)


def _names_part(text: str, fact: Fact) -> bool:
    """Whether a draft names the part whose figure it tells: the whole's name is part of the part's."""
    part = content_terms(fact.part)
    return len(part & content_terms(text)) >= _LEAST_NAMED * len(part)
