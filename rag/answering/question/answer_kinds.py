"""Of which kind what is told must be (a share, a count, a time, a document, a reason), and whether it is."""

from collections.abc import Sequence

from rag.answering.facts.relations import asks_count, is_rate, names_rate
from rag.answering.question import cues
from rag.answering.question.asking_words import asks_document, asks_growth
from rag.answering.quotes.reasons import gives_reason
from rag.datatypes import Citation, Fact, FigureKind, QuestionFrame
from rag.figures.parsing import MentionKind, parse_mentions
from rag.figures.units import DURATIONS, MEASURES
from rag.retrieval.fact_search import unit_fits
from rag.vietnamese import fold_accents

_MEASURES = frozenset(MEASURES.values()) - DURATIONS
_AMOUNTS = (FigureKind.LEVEL, FigureKind.SHARE)
_TIMES = frozenset({MentionKind.DATE, MentionKind.YEARS, MentionKind.DURATION})


def is_other_quantity(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether a share is told where a number or a change is asked for (`100%` of `số cơ sở`), a number or a change
    where a share is, or a level where growth is."""
    if fact.figure.kind is FigureKind.CHANGE:
        return names_rate(frame.text) and not frame.kinds and "%" not in frame.units
    asks_change_alone = frame.kinds and [quantity.is_change for quantity in frame.quantities] == [True]
    if fact.figure.kind is FigureKind.SHARE and asks_change_alone:
        return not cues.CHANGE.search(fold_accents(f"{fact.indicator} {fact.part}"))
    if fact.figure.kind not in _AMOUNTS:
        return False
    if asks_growth(frame.text) and len(frame.quantities) < 2:
        return not is_rate(fact)
    if names_rate(frame.text):
        return not is_rate(fact) and len(frame.quantities) < 2
    return is_rate(fact) and asks_count(frame.text) and "%" not in frame.units


def is_other_measure(facts: Sequence[Fact], frame: QuestionFrame) -> bool:
    """Whether hectares, đồng or the like are asked for, and none of the facts is measured so. What is only counted has
    many names (`người`, `đảng viên`), and `một năm` in a question is mostly no measure."""
    asked = [unit for unit in frame.units if unit in _MEASURES]
    return bool(asked) and not any(unit_fits(fact.figure.unit, asked) for fact in facts)


def lacks_asked_kind(frame: QuestionFrame, citations: Sequence[Citation]) -> bool:
    """Whether a time, a document or a reason is asked for and no quoted sentence holds one."""
    folded = cues.fold_cues(frame.text, accent_free=frame.accent_free)
    kinds = {mention.kind for citation in citations for mention in parse_mentions(citation.quote)}
    if cues.ASKS_WHEN.search(folded) and not kinds & _TIMES:
        return True
    if asks_document(frame.text) and MentionKind.DOCUMENT_NUMBER not in kinds:
        return True
    return cues.WHY.search(folded) is not None and not any(gives_reason(citation.quote) for citation in citations)
