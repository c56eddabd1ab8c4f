"""What tells of a claim whether it is right: numbers from which the odds are reckoned, by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.answerers import Claim
from rag.answering.asked import Asked
from rag.answering.fact_answers import FactAnswers, asks_parts
from rag.answering.fact_relations import fits, same_subject
from rag.answering.premises import takes_for_granted
from rag.answering.question_names import names_in, names_left_over
from rag.answering.quote_answers import QuoteAnswers
from rag.datatypes import Fact, FactMatch, FigureKind, Mode, Operation, QuestionFrame, Status
from rag.lexicon import load_lexicon
from rag.retrieval.fact_search import unit_fits

_FARTHEST = 4.0
"""A rival whose score lies this far below, or none at all."""
_CLOSE = 1.5
_UNJUDGED = 0.5
"""Probability of a slot that nobody judged."""
_SLOTS = ("indicator", "part", "period", "status", "territory")


@dataclass(frozen=True, slots=True)
class AnswerFeatures:
    """Reads the features of claims over these documents."""

    fact_answers: FactAnswers
    quote_answers: QuoteAnswers

    def read(self, asked: Asked, claim: Claim) -> Mapping[str, float]:
        """Numbers in [0, 4], each named; what is not named is 0."""
        facts = list(dict.fromkeys(fact for statement in claim.statements for fact in statement.facts))
        features = {f"by {claim.answerer}": 1.0, **_of_question(asked), **self._of_words(asked, claim, facts)}
        if facts and claim.mode is Mode.FACTS:
            features |= self._of_facts(asked, facts)
        return features

    def _of_words(self, asked: Asked, claim: Claim, facts: Sequence[Fact]) -> dict[str, float]:
        """How much of the question the cited sentences bear, and how near their passages are."""
        citations = list(dict.fromkeys(citation for item in claim.statements for citation in item.citations))
        covered = [self.quote_answers.coverage(asked.frame, citation) for citation in citations]
        ranks = {ranked.passage.id: rank for rank, ranked in enumerate(asked.ranking, start=1)}
        found = [1 / ranks[c.passage.id] for c in citations if c.passage.id in ranks]
        mode = "facts" if claim.mode is Mode.FACTS else "quotes"
        return {
            f"words borne, {mode}": max(covered, default=0.0),
            f"half the words left over, {mode}": float(max(covered, default=0.0) < 0.5),
            f"passage found, {mode}": max(found, default=0.0),
            f"names left over, {mode}": names_left_over(
                names_in(asked.frame.text), citations, [fact.territory for fact in facts]
            ),
            f"several statements, {mode}": float(len(claim.statements) > 1),
            f"many statements, {mode}": float(len(claim.statements) > 3),
            f"several documents, {mode}": float(len({citation.passage.file for citation in citations}) > 1),
        }

    def _of_facts(self, asked: Asked, facts: Sequence[Fact]) -> dict[str, float]:
        frame, lead = asked.frame, facts[0]
        matches = {match.fact: match for match in asked.match(frame)}
        stated = [matches[fact] for fact in facts if fact in matches]
        best = max((match.score for match in stated), default=-_FARTHEST)
        figures = {fact.figure for fact in facts}
        rival = max((m.score for m in matches.values() if self._is_rival(m, frame, figures)), default=-99.0)
        alike = [
            match.fact
            for match in matches.values()
            if match.score > best - _CLOSE and match.fact.figure not in figures and _measures_as(match.fact, lead)
        ]
        compares = frame.operation is Operation.COMPARE or frame.compares
        return {
            "likelihood": max((match.likelihood for match in stated), default=0.0),
            "coverage": asked.by_facts.coverage,
            "own coverage": max((match.coverage for match in stated), default=0.0),
            "margin": min(_FARTHEST, max(0.0, best - rival)),
            "rival above": float(rival > best),
            "other period": float(any(fact.period != lead.period for fact in alike)),
            "other status": float(any(fact.status is not lead.status for fact in alike)),
            "other document": float(any(fact.file != lead.file for fact in alike)),
            "period unknown": float(any(fact.period is None for fact in facts)),
            "status unknown": float(any(fact.status is Status.UNKNOWN for fact in facts)),
            "not of the period or status": float(not any(fits(fact, frame) for fact in facts)),
            "unit agrees": float(bool(frame.units) and any(unit_fits(f.figure.unit, frame.units) for f in facts)),
            "unit differs": float(bool(frame.units) and not any(unit_fits(f.figure.unit, frame.units) for f in facts)),
            "without unit": float(not lead.figure.unit),
            "change told": float(lead.figure.kind is FigureKind.CHANGE),
            "change told, not asked": float(lead.figure.kind is FigureKind.CHANGE and not frame.kinds),
            "fewer figures than quantities": float(len(figures) < len(frame.quantities)),
            "fewer figures than parts": float(len(figures) < len(asked.parts)),
            "one figure of a comparison": float(compares and len(figures) < 2),
            "one figure of parts": float(asks_parts(frame) and len(figures) < 2),
            "more figures than asked": float(len(figures) > max(1, len(asked.parts), len(frame.quantities))),
            "part told": float(bool(lead.part)),
            "name named": _share_named(lead, frame),
            "long name": float(len(lead.indicator.split()) > 12),
            **{f"{slot} read": min(_probability(fact, slot) for fact in facts) for slot in _SLOTS},
        }

    def _is_rival(self, match: FactMatch, frame: QuestionFrame, figures: Iterable[object]) -> bool:
        fact = match.fact
        return fact.figure not in figures and fits(fact, frame) and self.fact_answers.fits_place(fact, frame)


def _of_question(asked: Asked) -> dict[str, float]:
    frame = asked.frame
    return {
        "compares": float(frame.operation is Operation.COMPARE or frame.compares),
        "lists": float(frame.operation is Operation.LIST),
        "explains": float(frame.operation is Operation.EXPLAIN),
        "takes for granted": float(takes_for_granted(frame.text)),
        "asks a figure": float(asked.asks_figure),
        "asks several quantities": float(len(frame.quantities) > 1),
        "asks several parts": float(len(asked.parts) > 1),
        "names one word": float(len(frame.terms) == 1),
        "names no word": float(not frame.terms),
        "leans on turns before": float(bool(asked.question.history)),
        "typed without accents": float(frame.accent_free),
        "no period asked": float(not frame.periods),
        "no status asked": float(not frame.statuses),
        "names a place": float(bool(frame.territories)),
        "names a document": float(bool(frame.files)),
        "only names": float(frame.names_only),
    }


def _measures_as(fact: Fact, lead: Fact) -> bool:
    return fact.figure.unit == lead.figure.unit and same_subject(fact, lead)


def _share_named(fact: Fact, frame: QuestionFrame) -> float:
    """The share of the fact's own name that the question names."""
    words = set(load_lexicon().content_terms(f"{fact.indicator} {fact.part}", folded=frame.accent_free))
    return len(words & set(frame.terms)) / len(words) if words else 0.0


def _probability(fact: Fact, slot: str) -> float:
    return next((reading.probability for reading in fact.slots if reading.slot == slot), _UNJUDGED)
