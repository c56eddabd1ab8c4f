"""Numbers that the register lacks, and durations: bound through the passage's own sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rag.answering.gate.claims import Claim, Direction, bound_of, direction_of
from rag.answering.gate.cues import StatusClaim, cues_in
from rag.answering.gate.refused import Refused
from rag.answering.gate.sources import Source, SourceClause
from rag.answering.gate.subjects import content_terms
from rag.answering.gate.writing import plain_text
from rag.datatypes import QuestionFrame, Status
from rag.figures.bound_figures import BoundFigure
from rag.figures.parsing import FigureSpan, Mention, parse_mentions, parse_years
from rag.figures.parts_of_year import find_parts

_SIGN = re.compile(r"[;,:.](?=\s|$)")
_LEAST_SHARED = 0.75
"""Share of a draft's words that a passage's sentence must have to state a figure that is not in the register."""


def check_unregistered(claim: Claim, frame: QuestionFrame, sources: Sequence[Source]) -> SourceClause:
    """A figure that the register lacks is bound by the sentence of the passage that states it: that sentence has the
    draft's words for it, its year and nothing against its status. A table's row states only what the register has."""
    words = content_terms(claim.subjects[0]) or content_terms(claim.subjects[-1]) or frozenset(frame.terms)
    for source in sources:
        if source.passage.row:
            continue  # a row's cells are no sentence: beside a name stand other columns' figures
        for bound, sentence in _bindings_of(claim.span, source.sentences):
            known = content_terms(
                f"{bound.indicator} {bound.part} {bound.lead} {bound.span.text} {_SIGN.split(bound.after)[0]}"
            )
            known |= content_terms(source.record)
            if words and len(words & known) < _LEAST_SHARED * len(words):
                continue
            part = content_terms(bound.part)
            if part and len(part & content_terms(claim.clause)) < _LEAST_SHARED * len(part):
                continue  # of a part of what the draft names
            if not _contradicts(claim, frame, sentence, bound):
                return replace(sentence, text=_own_text(bound, sentence))
    raise Refused(f"{claim.span.text} is no figure of a cited passage, or not of what the draft says")


def is_stated_by(claim: Claim, frame: QuestionFrame, sentence: SourceClause) -> bool:
    """Whether a sentence that has a claim's figure tells it of the same year and status, and as exactly."""
    return any(
        not _contradicts(claim, frame, stating, bound) for bound, stating in _bindings_of(claim.span, [sentence])
    )


def _bindings_of(span: FigureSpan, sentences: Iterable[SourceClause]) -> Iterator[tuple[BoundFigure, SourceClause]]:
    """Every place of the sentences that has the figure, with the sentence."""
    for sentence in sentences:
        for bound in sentence.figures:
            if bound.span.figure == span.figure:
                yield bound, sentence


def _own_text(bound: BoundFigure, sentence: SourceClause) -> str:
    """What a sentence says of one of its figures: up to the next one's words."""
    after = bound.after
    place = sentence.text.find(after, bound.span.end) + len(after)
    if after and place < len(sentence.text.rstrip(" .;")) and (signs := list(_SIGN.finditer(after))):
        after = after[: signs[-1].start()]
    before = [span.end for span in parse_mentions(sentence.text) if isinstance(span, FigureSpan)]
    start = max((end for end in before if end <= bound.span.start), default=0)
    return f"{bound.indicator} {bound.part} {sentence.text[start : bound.span.end]} {after}"


def _contradicts(claim: Claim, frame: QuestionFrame, sentence: SourceClause, bound: BoundFigure) -> bool:
    """Whether year, status, direction or comparator of the draft are not those of the passage's sentence or heading."""
    header, before = sentence.source.header, sentence.text[: bound.span.start]
    periods = claim.periods or frame.periods
    own_periods = [found.period for found in parse_years(before)[-1:] or parse_years(header)]
    if periods and not {period.whole for period in periods} <= {period.whole for period in own_periods}:
        return True
    # Of which part of a year a sentence speaks, its year does not always say: `Năm 2026, 9 tháng đạt …`.
    said = {period.part for period in periods} or {claim.part_of_year or frame.part_of_year or ""}
    stated = {span.part for span in find_parts(before)[-1:]} or {period.part for period in own_periods} or {""}
    if said != stated:
        return True
    claimed = claim.cues[-1].claim if claim.cues else StatusClaim.TARGET if frame.statuses == (Status.TARGET,) else None
    own = cues_in(f"{header}: {bound.lead}")
    plans = {StatusClaim.TARGET, StatusClaim.EXPECTED}
    if claimed is StatusClaim.MIXED or (claimed is not None and own and (claimed in plans) != (own[-1].claim in plans)):
        return True
    if claimed is None and own and own[-1].claim in plans:
        return True
    if claim.verb is not Direction.NONE and claim.verb is not direction_of(bound.verb, bound.indicator):
        return True
    return claim.bound is not bound_of(before, bound.span.text, bound.after)


def is_stated_duration(text: str, mention: Mention, told: Iterable[str]) -> bool:
    """`trong 5 năm`, `3 tháng trở lên`: whether a duration stands in a text with the word before or behind it."""
    before, behind = re.search(r"\w+\s*$", text[: mention.start]), re.match(r"\s*\w+", text[mention.end :])
    around = [f"{before.group() if before else ''}{mention.text}", f"{mention.text}{behind.group() if behind else ''}"]
    return any(words.lower() in plain_text(other).lower() for words in around for other in told)
