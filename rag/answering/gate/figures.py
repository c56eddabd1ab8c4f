"""The third part of the gate: every figure of a draft is a fact of a cited passage, told as what that fact is.

A number that stands somewhere in the context proves nothing. The fact with that figure must agree with what the draft
says of it, and where the draft is silent with what the question asked.
"""

import re
from collections.abc import Sequence

from rag.answering.gate.claims import Claim, read_claims
from rag.answering.gate.disagreements import disagreement
from rag.answering.gate.evidence import Evidence, facts_of
from rag.answering.gate.refused import Refused
from rag.answering.gate.sources import Source, content_words, names_with_numbers
from rag.answering.gate.stated import StatedFigure, is_figure_of
from rag.answering.gate.subjects import subject_disagreement
from rag.answering.gate.unregistered import check_unregistered, is_stated_duration
from rag.datatypes import Fact, QuestionFrame
from rag.figures.parsing import Mention, MentionKind
from rag.figures.parts_of_year import find_parts

_IN_ORDER = re.compile(r"(?<!\w)(?:lần lượt|theo thứ tự|tương ứng là)(?!\w)", re.IGNORECASE)


def check_figures(
    text: str, mentions: Sequence[Mention], frame: QuestionFrame, cited: Sequence[Source], evidence: Evidence
) -> list[StatedFigure]:
    """The draft's figures in order, each with the fact that it states and the clause of its source.

    Raises:
        Refused: with the first figure that states none, and why.
    """
    names = [name for source in cited for name in source.names_with_numbers]
    in_names = [mention for mention in mentions if _stands_in(names, text, mention)]
    claims = read_claims(text, [mention for mention in mentions if mention not in in_names])
    if len(claims) > 1 and (found := _IN_ORDER.search(text)):
        raise Refused(f"joins figures to what they measure by order: {found.group()!r}")
    stated: list[StatedFigure] = []
    every_fact = facts_of(cited)
    for claim in claims:
        equal = [fact for fact in every_fact if is_figure_of(claim.span.figure, fact)]
        if equal:
            stated.append(_agreeing(claim, equal, text, frame, evidence))
        else:
            stated.append(StatedFigure(claim.span, check_unregistered(claim, frame, cited), None))
    facts = [item.fact for item in stated if item.fact]
    names_of_facts = [name for fact in facts for name in names_with_numbers(fact)]
    for mention in in_names:
        if not _stands_in(names_of_facts, text, mention):
            raise Refused(f"{mention.text} is of the name of what the draft states no figure of")
    for mention in mentions:
        if mention.kind is MentionKind.DURATION and not _is_duration_of(facts, text, mention, cited):
            raise Refused(f"{mention.text} stands in no cited passage like this")
    return stated


def _stands_in(names: Sequence[str], text: str, mention: Mention) -> bool:
    """Whether a figure is part of a name that the draft has in full: `số bác sĩ trên 1 vạn dân`."""
    if mention.kind is not MentionKind.FIGURE:
        return False
    for name in names:
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            if found.start() < mention.start and mention.end <= found.end():
                return True
    return False


def _is_duration_of(facts: Sequence[Fact], text: str, mention: Mention, cited: Sequence[Source]) -> bool:
    """Whether a duration is the part of the year of one of the facts, part of its name, or stands in a passage."""
    parts = {fact.period.part for fact in facts if fact.period}
    if any(span.part in parts and span.start <= mention.start < span.end for span in find_parts(text)):
        return True
    names = [f"{fact.indicator} {fact.part}" for fact in facts]
    return is_stated_duration(text, mention, [*names, *(source.whole for source in cited if not source.passage.row)])


def _agreeing(claim: Claim, facts: Sequence[Fact], text: str, frame: QuestionFrame, evidence: Evidence) -> StatedFigure:
    """Of the facts that are what the draft says, the one whose clause has most of its words."""
    reasons = {fact: disagreement(claim, fact, text, frame, evidence) for fact in facts}
    named = [fact for fact in facts if not reasons[fact] and not subject_disagreement(claim, fact, frame, evidence)]
    if not named:
        if all(reasons.values()):
            raise Refused(f"{claim.span.text}: {next(iter(reasons.values()))}")
        raise Refused(f"{claim.span.text}: {subject_disagreement(claim, facts[0], frame, evidence)}")
    words = content_words(claim.clause)
    agreeing = [StatedFigure(claim.span, evidence.source_of(fact).clause_of(fact), fact) for fact in named]
    return max(agreeing, key=lambda item: sum(item.clause.says(word) for word in words))
