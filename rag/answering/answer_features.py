"""What tells of a claim whether it is right: numbers from which the odds are reckoned, by name."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import takewhile

from rag.answering.answerers import NAMED_FIGURES, QUOTES, Claim
from rag.answering.asked import Asked
from rag.answering.facts.answers import FactAnswers, asks_parts
from rag.answering.facts.choice import WHOLE_COVERAGE
from rag.answering.facts.name_surplus import (
    has_other_name,
    has_other_word,
    is_named_less,
    is_narrowed,
    is_of_other_body,
    is_of_whole,
    lists_others,
    measures_other_side,
    most_contrasted,
    names_other_year,
    unnamed_words,
)
from rag.answering.facts.places import COUNTRY, place_key
from rag.answering.facts.premises import takes_for_granted
from rag.answering.facts.relations import are_twins, disagree, fits, same_subject
from rag.answering.question.answer_kinds import is_other_measure, is_other_quantity, lacks_asked_kind
from rag.answering.question.asking_words import asks_all, asks_each, asks_present, count_asked, sets_apart
from rag.answering.question.names import names_left_over
from rag.answering.question.understanding import asks_when
from rag.answering.quotes.quote_answers import QuoteAnswers
from rag.datatypes import Fact, FactMatch, FigureKind, Mode, Operation, QuestionFrame, Statement, Status
from rag.lexicon import load_lexicon
from rag.retrieval.fact_search import unit_fits
from rag.thesaurus import load_thesaurus
from rag.vietnamese import fold_accents, has_accents, syllables

_FARTHEST = 4.0
"""A rival whose score lies this far below, or none at all."""
_NO_SCORE = -99.0
_CLOSE = 1.5
_COMPARED = 40
"""So many of the best matches are held against what is told."""
_RIVAL_SCORE = 2.5
_NAMED_WHOLE = 0.95
_SEVERAL_WORDS = 2
_FEW_WORDS = 2
_LITTLE_NAMED = 0.2
_UNJUDGED = 0.5
"""Probability of a slot that nobody judged."""
_SLOTS = ("indicator", "part", "period", "status", "territory")

DOUBTS = frozenset(
    {
        "names left over, facts",
        "names left over, quotes",
        "statement of other names, facts",
        "wants a yes or no, quotes",
        "statement of other names, quotes",
        "by register unasked",
        "one figure of several asked",
        "figures not asked",
        "fewer figures than quantities",
        "one figure of parts",
        "one figure of a contrast",
        "of other places too",
        "another name",
        "another body",
        "few words of a long name",
        "another thing named whole",
        "others listed with it",
        "a guess against it",
        "one figure beside the country's",
        "one level of a comparison",
        "status unknown",
        "slot guessed",
        "other quantity",
        "other measure",
        "accents passed over",
        "other side measured",
        "another word in the name",
        "one named less than another",
        "another year named",
        "one of several figures",
        "plan of what there is",
        "asks when",
        "words unnamed and words missing",
        "most words left over",
        "narrowed name",
        "whole for the head",
        "figure in a quote",
        "lacks what is asked for, quotes",
    }
)
"""Features each of which forbids to tell a claim as sure, however likely it is: a name in the question that nothing
cited has to do with, a sentence in the place of a yes or no, a figure that nobody asked for, an answer to less or to
more than is asked, a share for a number, another measure (`7 công viên` where hectares are asked), a fact that the
register cannot tell from another, a figure that it does not hold, what the text itself leaves open, and what the
register leaves empty as a mere guess."""
SPEAKS_FOR = frozenset(
    {
        *(f"{name}, {mode}" for name in ("words borne", "passage found") for mode in ("facts", "quotes")),
        *("likelihood", "coverage", "own coverage", "margin", "name named", "unit agrees", "names a document"),
        *(f"{slot} read" for slot in _SLOTS),
    }
)
"""Features that can only make a claim likelier."""
SPEAKS_EITHER_WAY = frozenset({"asks a figure", "only names", "change told"})
"""These, and which answerer claims, may do either; every other feature can only make a claim less likely."""


@dataclass(frozen=True, slots=True)
class AnswerFeatures:
    """Reads the features of claims over these documents."""

    fact_answers: FactAnswers
    quote_answers: QuoteAnswers

    def read(self, asked: Asked, claim: Claim) -> Mapping[str, float]:
        """Numbers in [0, 4], each named; what is not named is 0."""
        facts = list(dict.fromkeys(fact for statement in claim.statements for fact in statement.facts))
        features = {f"by {claim.answerer}": 1.0, **_of_question(asked), **self._of_words(asked, claim, facts)}
        features["accents passed over"] = float(self._passes_over_accents(asked, claim))
        features["figure in a quote"] = float(claim.answerer == QUOTES and asked.asks_figure)
        if facts and claim.mode is Mode.FACTS:
            features |= self._of_facts(asked, facts)
            features["asks when"] = float(asks_when(asked.frame) and claim.answerer != NAMED_FIGURES)
            # Words that one has and the other lacks, on either side: two things that share the rest of their name.
            is_other = features["words unnamed"] >= _SEVERAL_WORDS and features["words missing, facts"] > 0
            features["words unnamed and words missing"] = float(is_other)
            half_left_over = features["half the words left over, facts"] and features["words missing, facts"] > 1
            features["most words left over"] = float(half_left_over)
            cited = [citation for item in claim.statements for citation in item.citations]
            missing = self.quote_answers.missing_words(asked.frame, cited)
            features["another word in the name"] = float(has_other_word(facts[0], asked.frame, missing))
            quotes = " ".join(citation.quote for citation in cited)
            features["whole for the head"] = float(is_of_whole(facts[0], asked.frame, f"{facts[0].indicator} {quotes}"))
        return features

    def _passes_over_accents(self, asked: Asked, claim: Claim) -> bool:
        """Whether a word that was typed with accents is none of those cited, and only one without them is: `sắn` of a
        question that was read as typed without, and `sản`."""
        text = asked.frame.text
        if not (asked.frame.accent_free and has_accents(text)):
            return False
        meant = {syllable for term in asked.frame.terms for syllable in term.split()}
        cited = [citation for item in claim.statements for citation in item.citations]
        borne = set(syllables(" ".join(f"{citation.quote} {citation.passage.header.text}" for citation in cited)))
        return any(
            has_accents(term) and meant.issuperset(syllables(fold_accents(term))) and not borne.issuperset(term.split())
            for word in load_thesaurus(folded=False).read(load_lexicon().content_terms(text))
            if not word.is_light and not any(borne.issuperset(" ".join(other).split()) for other in word.others)
            for term in word.terms
        )

    def _of_words(self, asked: Asked, claim: Claim, facts: Sequence[Fact]) -> dict[str, float]:
        """How much of the question the cited sentences bear, and how near their passages are."""
        citations = list(dict.fromkeys(citation for item in claim.statements for citation in item.citations))
        covered = [self.quote_answers.coverage(asked.frame, citation) for citation in citations]
        ranks = {ranked.passage.id: rank for rank, ranked in enumerate(asked.ranking, start=1)}
        found = [1 / ranks[c.passage.id] for c in citations if c.passage.id in ranks]
        mode = "facts" if claim.mode is Mode.FACTS else "quotes"
        names = asked.names
        of_names = [_names_left_over(names, item) for item in claim.statements]
        return {
            f"words borne, {mode}": max(covered, default=0.0),
            f"words missing, {mode}": min(_FARTHEST, len(self.quote_answers.missing_words(asked.frame, citations))),
            f"half the words left over, {mode}": float(max(covered, default=0.0) < 0.5),
            f"passage found, {mode}": max(found, default=0.0),
            f"names left over, {mode}": names_left_over(names, citations, [fact.territory for fact in facts]),
            # A statement that has less to do with the names than another is of something else.
            f"statement of other names, {mode}": float(max(of_names, default=0.0) > min(of_names, default=0.0)),
            f"several statements, {mode}": float(len(claim.statements) > 1),
            f"many statements, {mode}": float(len(claim.statements) > 3),
            f"wants a yes or no, {mode}": float(
                takes_for_granted(asked.frame.text) and asked.frame.operation is not Operation.EXPLAIN
            ),
            f"lacks what is asked for, {mode}": float(mode == "quotes" and lacks_asked_kind(asked.frame, citations)),
            f"several documents, {mode}": float(len({citation.passage.file for citation in citations}) > 1),
        }

    def _of_facts(self, asked: Asked, facts: Sequence[Fact]) -> dict[str, float]:
        frame, lead = asked.frame, facts[0]
        matches = asked.match(frame)
        stated_facts = set(facts)
        stated = matches.of_facts(stated_facts)
        best = max((match.score for match in stated), default=-_FARTHEST)
        figures = {fact.figure for fact in facts}
        rival = next((match.score for match in matches if self._is_rival(match, frame, figures)), _NO_SCORE)
        near = takewhile(lambda match: match.score > best - _CLOSE, matches)
        alike = [match.fact for match in near if match.fact.figure not in figures and _measures_as(match.fact, lead)]
        unnamed, share_named = unnamed_words(lead, frame), _share_named(lead, frame)
        is_fraction = lead.figure.kind is FigureKind.FRACTION
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
            "contradicted": float(any(_contradicts(fact, lead) for fact in alike)),
            "period unknown": float(any(fact.period is None for fact in facts)),
            "status unknown": float(any(fact.status is Status.UNKNOWN for fact in facts)),
            "slot guessed": float(any(fact.without_guesses != fact for fact in facts)),
            "not of the period or status": float(not any(fits(fact, frame) for fact in facts)),
            "unit agrees": float(bool(frame.units) and any(unit_fits(f.figure.unit, frame.units) for f in facts)),
            "unit differs": float(bool(frame.units) and not any(unit_fits(f.figure.unit, frame.units) for f in facts)),
            "without unit": float(not lead.figure.unit),
            "change told": float(lead.figure.kind is FigureKind.CHANGE),
            "change told, not asked": float(lead.figure.kind is FigureKind.CHANGE and not frame.kinds),
            "fewer figures than quantities": float(len(figures) < len(frame.quantities) and not is_fraction),
            "one figure of several asked": float(
                len(figures) < 2
                and (count_asked(frame.text) > 1 or asks_each(frame.text) or asks_all(frame.text))
                and not is_fraction
            ),
            "one figure beside the country's": float(
                len(figures) < 2 and (compares or sets_apart(frame.text)) and COUNTRY in place_key(frame.text)
            ),
            "fewer figures than parts": float(len(figures) < len(asked.parts)),
            "one level of a comparison": float(
                len(figures) < 2
                and lead.figure.kind is not FigureKind.CHANGE
                and sets_apart(frame.text)
                # `Chênh lệch thu chi` is the difference.
                and not sets_apart(lead.indicator)
            ),
            "one figure of parts": float(asks_parts(frame) and len(figures) < 2),
            "one figure of a contrast": float(len(figures) < most_contrasted(frame) and not is_fraction),
            "of other places too": float(any(not self.fact_answers.is_exactly(fact, frame) for fact in facts)),
            "another name": float(any(has_other_name(fact, asked.names) for fact in facts)),
            "another thing named whole": float(self._names_another(asked, matches, facts)),
            "others listed with it": float(lists_others(lead, frame)),
            "a guess against it": float(any(self._is_against(match, lead, best) for match in matches[:_COMPARED])),
            "another body": float(any(is_of_other_body(self._clause(fact), asked.question.text) for fact in facts)),
            # Documents that disagree are told side by side, and so is what is compared.
            "figures not asked": float(
                len(figures) > max(1, len(asked.parts), len(frame.quantities), len(frame.periods))
                and not compares
                and len({fact.file for fact in facts}) == 1
            ),
            "other quantity": float(is_other_quantity(lead, frame)),
            "other measure": float(is_other_measure(facts, frame)),
            "other side measured": float(measures_other_side(lead, frame)),
            "one named less than another": float(
                len(frame.quantities) > 1 and is_named_less(facts, asked.question.text, folded=frame.accent_free)
            ),
            "another year named": float(names_other_year(lead, frame)),
            "one of several figures": float(
                any(
                    are_twins(match.fact, fact) and not self.fact_answers.means_rather(fact, match.fact, frame)
                    for match in matches
                    if match.fact.figure not in figures
                    for fact in facts
                )
            ),
            "plan of what there is": float(asks_present(frame.text) and lead.status is Status.TARGET),
            "words unnamed": min(_FARTHEST, len(unnamed)),
            "few words of a long name": float(
                0 < len(frame.terms) <= _FEW_WORDS and len(unnamed) >= _SEVERAL_WORDS and share_named <= _LITTLE_NAMED
            ),
            "narrowed name": float(is_narrowed(lead, frame, asked.question.history)),
            "part told": float(bool(lead.part)),
            "name named": share_named,
            "long name": float(len(lead.indicator.split()) > 12),
            **{f"{slot} read": min(_probability(fact, slot) for fact in facts) for slot in _SLOTS},
        }

    def _names_another(self, asked: Asked, matches: Sequence[FactMatch], facts: Sequence[Fact]) -> bool:
        """Whether the question names something else whole that is measured in another unit, and what is told in part
        only: visitors told for `doanh thu du lịch`, of which the register has other years."""
        units = {fact.figure.unit.split("/")[0] for fact in facts}
        own = max((match.coverage for match in matches[:_COMPARED] if match.fact in facts), default=0.0)
        return (
            not asked.frame.units
            and own < WHOLE_COVERAGE
            and any(
                match.likelihood > 0.5
                and match.coverage >= _NAMED_WHOLE
                and match.fact.figure.unit.split("/")[0] not in units
                for match in matches[:_COMPARED]
            )
        )

    def _is_against(self, match: FactMatch, lead: Fact, best: float) -> bool:
        """Whether it may be the same thing at the same time by another figure, if what of it is a guess is right."""
        fact, figure = match.fact, match.fact.figure
        return (
            match.score > best - _RIVAL_SCORE
            and fact.without_guesses != fact
            and figure != lead.figure
            and (figure.unit, figure.kind) == (lead.figure.unit, lead.figure.kind)
            and (fact.period, fact.territory) == (lead.period, lead.territory)
            and same_subject(fact, lead)
        )

    def _clause(self, fact: Fact) -> str:
        passage = self.fact_answers.passage(fact)
        return passage.text[max(0, fact.clause_start - passage.start) : fact.clause_end - passage.start]

    def _is_rival(self, match: FactMatch, frame: QuestionFrame, figures: Iterable[object]) -> bool:
        fact = match.fact
        return fact.figure not in figures and fits(fact, frame) and self.fact_answers.fits_place(fact, frame)


def _of_question(asked: Asked) -> dict[str, float]:
    frame = asked.frame
    return {
        "compares": float(frame.operation is Operation.COMPARE or frame.compares),
        "lists": float(frame.operation is Operation.LIST),
        "explains": float(frame.operation is Operation.EXPLAIN),
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


def _names_left_over(names: AbstractSet[str], statement: Statement) -> float:
    return names_left_over(names, statement.citations, [fact.territory for fact in statement.facts])


def _contradicts(fact: Fact, lead: Fact) -> bool:
    """Whether another document has another figure of just the same."""
    return disagree(fact, lead) and bool(fact.part) is bool(lead.part)


def _measures_as(fact: Fact, lead: Fact) -> bool:
    return fact.figure.unit == lead.figure.unit and same_subject(fact, lead)


def _share_named(fact: Fact, frame: QuestionFrame) -> float:
    """The share of the fact's own name that the question names."""
    words = set(load_lexicon().content_terms(f"{fact.indicator} {fact.part}", folded=frame.accent_free))
    return len(words & set(frame.terms)) / len(words) if words else 0.0


def _probability(fact: Fact, slot: str) -> float:
    return next((reading.probability for reading in fact.slots if reading.slot == slot), _UNJUDGED)
