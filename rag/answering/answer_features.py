"""What tells of a claim whether it is right: numbers from which the odds are reckoned, by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.answerers import Claim
from rag.answering.asked import Asked
from rag.answering.fact_answers import FactAnswers
from rag.answering.fact_relations import fits, same_subject
from rag.answering.quote_answers import QuoteAnswers
from rag.datatypes import Fact, FactMatch, Mode, Operation, QuestionFrame, Status
from rag.retrieval.fact_search import unit_fits

_FARTHEST = 4.0
"""A rival whose score lies this far below, or none at all."""
_CLOSE_RIVAL = 1.5
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
        features = {
            f"by {claim.answerer}": 1.0,
            **self._of_question(asked),
            **self._of_words(asked, claim),
        }
        if facts and claim.mode is Mode.FACTS:
            features |= self._of_facts(asked, facts)
        return features

    def _of_question(self, asked: Asked) -> dict[str, float]:
        frame = asked.frame
        return {
            "compares": float(frame.operation is Operation.COMPARE or frame.compares),
            "lists": float(frame.operation is Operation.LIST),
            "explains": float(frame.operation is Operation.EXPLAIN),
            "asks a figure": float(asked.asks_figure),
            "asks several": float(len(frame.quantities) > 1),
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

    def _of_words(self, asked: Asked, claim: Claim) -> dict[str, float]:
        """How much of the question the cited sentences bear, and how near their passages are."""
        citations = list(dict.fromkeys(citation for item in claim.statements for citation in item.citations))
        covered = [self.quote_answers.coverage(asked.frame, citation) for citation in citations]
        ranks = {ranked.passage.id: rank for rank, ranked in enumerate(asked.ranking, start=1)}
        found = [1 / ranks[c.passage.id] for c in citations if c.passage.id in ranks]
        mode = "facts" if claim.mode is Mode.FACTS else "quotes"
        return {
            f"words borne, {mode}": max(covered, default=0.0),
            f"words left over, {mode}": float(max(covered, default=0.0) < 0.5),
            f"passage found, {mode}": max(found, default=0.0),
            f"names kept, {mode}": max(
                (self.quote_answers.names_kept(asked.frame.text, citation) for citation in citations), default=0.0
            ),
            "several statements": float(len(claim.statements) > 1),
            "many statements": float(len(claim.statements) > 3),
        }

    def _of_facts(self, asked: Asked, facts: Sequence[Fact]) -> dict[str, float]:
        frame = asked.frame
        matches = {match.fact: match for match in asked.match(frame)}
        stated = [matches[fact] for fact in facts if fact in matches]
        lead = facts[0]
        best = max((match.score for match in stated), default=-_FARTHEST)
        figures = {fact.figure for fact in facts}
        rivals = [match for match in matches.values() if self._is_rival(match, frame, figures)]
        margin = min(_FARTHEST, max(0.0, best - max((rival.score for rival in rivals), default=-99.0)))
        above = max((rival.score for rival in rivals), default=-99.0) > best
        other_slots = [
            match
            for match in matches.values()
            if match.fact.figure not in figures
            and match.score > best - _CLOSE_RIVAL
            and match.fact.figure.unit == lead.figure.unit
            and same_subject(match.fact, lead)
        ]
        probabilities = {
            f"{slot} read": min((_probability(fact, slot) for fact in facts), default=_UNJUDGED) for slot in _SLOTS
        }
        return {
            "likelihood": max((match.likelihood for match in stated), default=0.0),
            "coverage": asked.by_facts.coverage,
            "own coverage": max((match.coverage for match in stated), default=0.0),
            "margin": margin,
            "rival above": float(above),
            "other period": float(any(match.fact.period != lead.period for match in other_slots)),
            "other status": float(any(match.fact.status is not lead.status for match in other_slots)),
            "period unknown": float(any(fact.period is None for fact in facts)),
            "status unknown": float(any(fact.status is Status.UNKNOWN for fact in facts)),
            "not of the period or status": float(not any(fits(fact, frame) for fact in facts)),
            "unit asked": float(bool(frame.units)),
            "unit agrees": float(bool(frame.units) and any(unit_fits(f.figure.unit, frame.units) for f in facts)),
            "less than asked": float(len(figures) < len(frame.quantities)),
            "part not named": float(bool(lead.part)),
            **probabilities,
        }

    def _is_rival(self, match: FactMatch, frame: QuestionFrame, figures: Iterable[object]) -> bool:
        fact = match.fact
        return fact.figure not in figures and fits(fact, frame) and self.fact_answers.fits_place(fact, frame)


def _probability(fact: Fact, slot: str) -> float:
    return next((reading.probability for reading in fact.slots if reading.slot == slot), _UNJUDGED)
