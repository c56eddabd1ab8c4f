"""A question's frame → the facts of the register that fit, by the words of indicator, part and context."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rag.datatypes import Document, Fact, Passage, QuestionFrame, RankedPassage, Weight
from rag.retrieval.asked_words import AskedWords, WeighedFacts, unit_fits
from rag.retrieval.fact_index import FactIndex, Flags, Numbers
from rag.retrieval.fact_matches import FactMatches
from rag.retrieval.fact_words import Place
from rag.retrieval.term_counts import TermCounts
from rag.thesaurus import load_thesaurus
from rag.vietnamese import fold_accents, has_accents, syllables

__all__ = ["FactSearch", "WeighedFacts", "unit_fits"]

_EXPLAINING = frozenset({"nguyen nhan", "khien", "hoan thanh ke hoach"})
"""Words that ask for a reason or a judgement: no fact bears them, and a false premise is answered by its fact."""

_TWO_WORDS = re.compile(r"[^\W\d_]+ [^\W\d_]+")

_OFFICIAL_BONUS = 0.2
"""Of two documents that say the same the official one comes first."""


class FactSearch:
    """Matches frames against the register. `terms` are counted in the passages; `index` is what an ingest wrote of
    the facts, made here where there is none."""

    def __init__(
        self,
        facts: Sequence[Fact],
        passages: Sequence[Passage],
        documents: Sequence[Document],
        terms: Mapping[bool, TermCounts],
        index: FactIndex | None = None,
    ) -> None:
        self.facts = facts
        self._index = index or FactIndex.of(facts, passages, documents, terms)
        units = list(self._index.columns.unit_words)
        self._units = {*units, *(unit.split("/")[0] for unit in units)}
        # What nobody has recorded gets no bonus beside what somebody has, whatever its text says of itself.
        trusted = [document for document in documents if document.source.recorded] or documents
        official = {document.file for document in trusted if document.source.weight is Weight.OFFICIAL}
        self._official: Flags = np.array([file in official for file in self._index.columns.file_words], np.bool_)

    def names(self, fact: Fact, terms: Sequence[str], *, folded: bool) -> float:
        """The share, in [0, 1], of the terms that the fact's own name has, itself or by another word for the same;
        light words that it lacks do not count. 1 for no terms."""
        form = self._index.forms[folded]
        row = self._row(fact)

        def bears(phrase: Sequence[str]) -> bool:
            return all(self._index.place_in(row, term, folded=folded) <= Place.COUNTED for term in phrase)

        asked = named = 0
        for word in load_thesaurus(folded=folded).read([form.nearest(term) for term in terms]):
            is_named = bears(word.terms) or any(map(bears, word.others))
            if is_named or not word.is_light:
                asked += len(word.terms)
                named += len(word.terms) * is_named
        return named / asked if asked else 1.0

    def _row(self, fact: Fact) -> int:
        """The row of a fact of the register."""
        columns = self._index.columns
        rows = columns.facts_of[columns.passage_words.row(fact.passage_id)]
        return next(int(row) for row in rows if self.facts[row] == fact)

    def reads_better_folded(self, text: str) -> bool:
        """Whether a half-accented text has words that only make sense without accents (`kế hoach nam 2024`)."""
        return len(self._plain_words(text)) >= 2

    def has_plain_words(self, text: str) -> bool:
        """Whether any word of a text with accents was typed without them."""
        return has_accents(text) and bool(self._plain_words(text))

    def _plain_words(self, text: str) -> set[str]:
        accented, folded = self._index.forms[False], self._index.forms[True]
        plain = {word for word in syllables(text) if not has_accents(word)}
        return {word for word in plain if not accented.knows(word) and folded.knows(word)}

    def match(self, frame: QuestionFrame, ranking: Sequence[RankedPassage] = ()) -> FactMatches:
        """Every fact that shares a term with the frame, best first, whatever its period, status or territory.

        `ranking` are the passages found for the question: their facts are preferred, the first ones most.
        """
        return self.order(self.weigh(frame), ranking)

    def order(self, weighed: WeighedFacts, ranking: Sequence[RankedPassage] = ()) -> FactMatches:
        """See `match`, of facts that were weighed before."""
        columns = self._index.columns
        found: Numbers = np.zeros(len(weighed.rows))
        for rank, ranked in enumerate(ranking, start=1):
            # The last rank of a passage counts, of which a ranking has each once.
            of_passage = columns.facts_of[columns.passage_words.row(ranked.passage.id)]
            found[np.isin(weighed.rows, of_passage)] = 1 / rank
        is_official = self._official[columns.files[weighed.rows]]
        scores = _log_odds(weighed, found) + _OFFICIAL_BONUS * is_official
        known = weighed.subject + weighed.counted
        asked = known + weighed.clause + weighed.passage + weighed.missing + weighed.unknown
        coverages = np.divide(known, asked, out=np.zeros(len(known)), where=asked > 0)
        return FactMatches(self.facts, columns, weighed.rows, scores, coverages)

    def weigh(self, frame: QuestionFrame) -> WeighedFacts:
        """The facts that share a term with the frame, each with its words' evidence for and against it."""
        # `bao nhiêu rừng tập trung`: two words that count nothing here are no unit but what is asked about.
        units = tuple(unit for unit in frame.units if unit in self._units or not _TWO_WORDS.fullmatch(unit))
        return AskedWords(self.terms_of(frame), replace(frame, units=units), self._index).weigh()

    def terms_of(self, frame: QuestionFrame) -> list[str]:
        """The frame's terms that a fact can have, each with a typing slip corrected."""
        form = self._index.forms[frame.accent_free]
        return [form.nearest(term) for term in frame.terms if fold_accents(term) not in _EXPLAINING]


def _log_odds(evidence: WeighedFacts, found: Numbers) -> Numbers:
    """Of each fact's subject being the one asked for: a logistic regression over questions with known answers, and the
    same questions about something that the documents lack (`xuất khẩu gạo` for `xuất khẩu`).

    `found` is 1 / rank of the fact's passage for the question, 0 where it was not searched for or not found.
    """
    scores: Numbers = (
        -5.4
        + 3.3 * evidence.subject
        + 0.5 * evidence.counted
        - 2.3 * evidence.clause
        - 2.2 * evidence.passage
        - 1.8 * evidence.missing
        - 1.6 * evidence.unknown
        + 3.7 * evidence.named
        + 1.8 * found
        + 1.0 * evidence.unit_agrees
        - 1.0 * evidence.unit_differs
        + 0.3 * evidence.is_asked_change
        - 1.8 * evidence.is_unasked_change
        - 3.5 * evidence.contradicts
        - 1.5 * evidence.is_wider
    )
    return scores
