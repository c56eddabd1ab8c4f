"""A question's frame → the facts of the register that fit, by the words of indicator, part and context."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.datatypes import Document, Fact, FactMatch, Passage, QuestionFrame, RankedPassage, Weight
from rag.lexicon import load_lexicon
from rag.vietnamese import fold_accents, has_accents, syllables

# How much of a question's term a fact bears, by where the term stands. Tuned on the development questions.
_IN_SUBJECT, _IN_UNIT, _IN_SOURCE, _IN_CLAUSE, _IN_HEADINGS = 1.0, 0.9, 0.8, 0.6, 0.4
_COVERAGE_SHARE, _FOCUS_SHARE, _PASSAGE_SHARE = 0.7, 0.3, 0.15
_UNKNOWN_WORD_SHARE = 0.6
"""Weight of a word that no passage holds: it may be the very thing asked for, or just how people talk."""
_KIND_BONUS, _UNIT_BONUS, _LEANING_BONUS, _OFFICIAL_BONUS = 0.08, 0.12, 0.03, 0.02
_SHORTEST_MISTYPED_CHARS = 4
_EXPLAINING = frozenset({"nguyen nhan", "khien", "hoan thanh ke hoach"})
"""Words that ask for a reason or a judgement: no fact bears them, and a false premise is answered by its fact."""


@dataclass(frozen=True, slots=True)
class _FactTerms:
    """A fact's words by place; `focus` is what a question about just this fact would name, with weights."""

    weights: Mapping[str, float]
    focus: Mapping[str, float]


class FactSearch:
    """Matches frames against the register. Holds each fact's terms with and without accents."""

    def __init__(self, facts: Sequence[Fact], passages: Iterable[Passage], documents: Iterable[Document]) -> None:
        self.facts = facts
        self._rows = {fact: row for row, fact in enumerate(facts)}
        self._documents = {document.file: document for document in documents}
        by_id = {passage.id: passage for passage in passages}
        self._forms = {folded: self._index(by_id, folded=folded) for folded in (False, True)}

    def _index(self, passages: Mapping[str, Passage], *, folded: bool) -> "_FormIndex":
        terms = [self._fact_terms(fact, passages[fact.passage_id], folded=folded) for fact in self.facts]
        lexicon = load_lexicon()
        texts = [set(lexicon.terms(passage.indexed_text, folded=folded)) for passage in passages.values()]
        return _FormIndex(terms, texts)

    def _fact_terms(self, fact: Fact, passage: Passage, *, folded: bool) -> _FactTerms:
        read = load_lexicon().content_terms
        document = self._documents[fact.file]
        clause = document.text[fact.clause_start : fact.clause_end]
        source = document.source
        places = (
            (" ".join((*passage.header.heading_path, source.title)), _IN_HEADINGS),
            (f"{source.kind} {source.number} {source.issuer}", _IN_SOURCE),
            (clause, _IN_CLAUSE),
            (_figure_with_noun(document.text, fact), _IN_UNIT),
            (f"{fact.indicator} {fact.part}", _IN_SUBJECT),
        )
        weights: dict[str, float] = {}
        for text, weight in places:
            weights |= dict.fromkeys(read(text, folded=folded), weight)
        # Words in parentheses qualify an indicator (`giá so sánh 2010`): nobody need name them.
        indicator = re.sub(r"\([^)]*\)", " ", fact.indicator)
        focus = dict.fromkeys(read(indicator, folded=folded), 0.5 if fact.part else 1.0)
        focus |= dict.fromkeys(read(fact.part, folded=folded), 1.0)
        return _FactTerms(weights, focus or dict.fromkeys(read(fact.indicator, folded=folded), 1.0))

    def names(self, fact: Fact, terms: Sequence[str], *, folded: bool) -> float:
        """The share, in [0, 1], of the terms that the fact's own name bears; 1 for no terms."""
        weights = self._forms[folded].facts[self._rows[fact]].weights
        return sum(weights.get(term, 0.0) >= _IN_UNIT for term in terms) / len(terms) if terms else 1.0

    def reads_better_folded(self, text: str) -> bool:
        """Whether a half-accented text has words that only make sense without accents (`kế hoach nam 2024`)."""
        return len(self._plain_words(text)) >= 2

    def has_plain_words(self, text: str) -> bool:
        """Whether any word of a text with accents was typed without them."""
        return has_accents(text) and bool(self._plain_words(text))

    def _plain_words(self, text: str) -> set[str]:
        accented, folded = self._forms[False], self._forms[True]
        plain = {word for word in syllables(text) if not has_accents(word)}
        return {word for word in plain if not accented.knows(word) and folded.knows(word)}

    def match(self, frame: QuestionFrame, ranking: Sequence[RankedPassage] = ()) -> list[FactMatch]:
        """Every fact that shares a term with the frame, best first, whatever its period, status or territory.

        `ranking` are the passages found for the question: their facts are preferred, the first ones most.
        """
        found = {ranked.passage.id: 1 / rank for rank, ranked in enumerate(ranking, start=1)}
        index = self._forms[frame.accent_free]
        terms = [index.nearest(term) for term in frame.terms if fold_accents(term) not in _EXPLAINING]
        total = sum(index.rarity(term) for term in terms)
        if not total:
            return []
        matches = [self._score(row, terms, total, index, frame, found) for row in index.rows_with(terms)]
        return sorted(matches, key=lambda match: (-match.score, match.fact.file, match.fact.start))

    def _score(
        self,
        row: int,
        terms: Sequence[str],
        total: float,
        index: "_FormIndex",
        frame: QuestionFrame,
        found: Mapping[str, float],
    ) -> FactMatch:
        fact, of_fact = self.facts[row], index.facts[row]
        coverage = sum(index.rarity(term) * of_fact.weights.get(term, 0.0) for term in terms) / total
        focus_total = sum(index.rarity(term) * weight for term, weight in of_fact.focus.items())
        focus_named = sum(index.rarity(term) * weight for term, weight in of_fact.focus.items() if term in terms)
        focus = focus_named / focus_total if focus_total else 0.0
        bonus = (
            _PASSAGE_SHARE * found.get(fact.passage_id, 0.0)
            + _KIND_BONUS * (bool(frame.kinds) and fact.figure.kind in frame.kinds)
            - _KIND_BONUS * (not frame.kinds and fact.figure.kind.value == "change")
            + _UNIT_BONUS * (bool(frame.units) and unit_fits(fact.figure.unit, frame.units))
            + _LEANING_BONUS * (fact.status in frame.leaning)
            + _OFFICIAL_BONUS * (self._documents[fact.file].source.weight is Weight.OFFICIAL)
        )
        missing = tuple(term for term in terms if term not in of_fact.weights)
        return FactMatch(fact, _COVERAGE_SHARE * coverage + _FOCUS_SHARE * focus + bonus, coverage, missing)


def _figure_with_noun(text: str, fact: Fact) -> str:
    """The figure with the words that say what is counted: `7,3 triệu lượt khách`."""
    after = re.match(r"(?:\s+[^\W\d_]+){0,2}", text[fact.end : fact.end + 30])
    return text[fact.start : fact.end] + (after.group() if after else "")


def unit_fits(unit: str, asked: Sequence[str]) -> bool:
    """Whether a fact's unit is one of those asked for; `USD/người/năm` answers `USD`."""
    return any(unit == wanted or unit.startswith(f"{wanted}/") for wanted in asked)


class _FormIndex:
    """The facts' terms in one form (with or without accents), with postings and rarities."""

    def __init__(self, facts: Sequence[_FactTerms], passage_terms: Sequence[set[str]]) -> None:
        self.facts = facts
        self._postings: dict[str, list[int]] = defaultdict(list)
        for row, fact in enumerate(facts):
            for term in fact.weights:
                self._postings[term].append(row)
        self._texts = max(1, len(passage_terms))
        self._text_counts: dict[str, int] = defaultdict(int)
        for terms in passage_terms:
            for term in terms:
                self._text_counts[term] += 1
        self._words = {word for terms in passage_terms for term in terms for word in term.split()}
        self._vocabulary = [term for term in self._text_counts if len(term) >= _SHORTEST_MISTYPED_CHARS]

    def rarity(self, term: str) -> float:
        """Inverse document frequency over passages, above 0."""
        count = self._text_counts.get(term, 0)
        return math.log(1 + self._texts / max(count, 2)) * (1.0 if count else _UNKNOWN_WORD_SHARE)

    def nearest(self, term: str) -> str:
        """The term itself, or for a word of no passage the one word a single slip of the finger away."""
        if term in self._text_counts or len(term) < _SHORTEST_MISTYPED_CHARS or term.isdigit():
            return term
        close = process.extract(term, self._vocabulary, scorer=OSA.distance, score_cutoff=1, limit=2)
        return close[0][0] if len(close) == 1 else term

    def knows(self, word: str) -> bool:
        """Whether any passage holds the word."""
        return word in self._words

    def rows_with(self, terms: Iterable[str]) -> set[int]:
        """The rows of the facts that bear any of the terms."""
        return {row for term in terms for row in self._postings.get(term, ())}
