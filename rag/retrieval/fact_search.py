"""A question's frame → the facts of the register that fit, by the words of indicator, part and context."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rag.datatypes import Document, Fact, FactMatch, FigureKind, Passage, QuestionFrame, RankedPassage, Weight
from rag.retrieval.fact_words import FactWords, Place, WordIndex
from rag.retrieval.term_counts import TermCounts
from rag.thesaurus import load_thesaurus
from rag.vietnamese import PLACE_TYPES, fold_accents, has_accents, syllables, without_exclusions

_EXPLAINING = frozenset({"nguyen nhan", "khien", "hoan thanh ke hoach"})
"""Words that ask for a reason or a judgement: no fact bears them, and a false premise is answered by its fact."""

_TWO_WORDS = re.compile(r"[^\W\d_]+ [^\W\d_]+")

_OFFICIAL_BONUS = 0.2
"""Of two documents that say the same the official one comes first."""


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """What speaks for and against a fact being the one asked for.

    The first four are shares in [0, 1] of the question's terms, weighted by rarity: borne by the fact's own name, by
    what it counts, only by its clause, only by its passage. `missing` and `unknown` are the words that it bears
    nowhere, known to the documents or not, each by its rarity: 1 for a word of no passage. Light words, and those of
    the headings, count for nothing. `named` is the share of the fact's name that the question names, `found` 1 / rank
    of its passage for the question, 0 where it was not searched for or not found.
    """

    subject: float
    counted: float
    clause: float
    passage: float
    missing: float
    unknown: float
    named: float
    unit_agrees: bool
    unit_differs: bool
    is_asked_change: bool
    is_unasked_change: bool
    contradicts: bool
    """Whether its name has another member of a contrast group: `xuất khẩu` where `nhập khẩu` is asked for."""
    is_wider: bool
    """Whether its name has no member at all of a contrast group: all guests where `khách quốc tế` is asked for."""
    found: float = 0.0


WeighedFact = tuple[Fact, MatchEvidence]


class FactSearch:
    """Matches frames against the register. Holds each fact's words with and without accents; `terms` are counted in
    the passages."""

    def __init__(
        self,
        facts: Sequence[Fact],
        passages: Sequence[Passage],
        documents: Sequence[Document],
        terms: Mapping[bool, TermCounts],
    ) -> None:
        self.facts = facts
        self._rows = {fact: row for row, fact in enumerate(facts)}
        self._units = {unit for fact in facts for unit in (fact.figure.unit, fact.figure.unit.split("/")[0])}
        # What nobody has recorded gets no bonus beside what somebody has, whatever its text says of itself.
        trusted = [document for document in documents if document.source.recorded] or documents
        self._official = {document.file for document in trusted if document.source.weight is Weight.OFFICIAL}
        self._forms = {
            folded: WordIndex(facts, passages, documents, counts, folded=folded) for folded, counts in terms.items()
        }

    def names(self, fact: Fact, terms: Sequence[str], *, folded: bool) -> float:
        """The share, in [0, 1], of the terms that the fact's own name bears, itself or by another word for the same;
        light words that it lacks do not count. 1 for no terms."""
        form = self._forms[folded]
        places = form.facts[self._rows[fact]].places

        def bears(phrase: Sequence[str]) -> bool:
            return all(places.get(term, Place.HEADINGS) <= Place.COUNTED for term in phrase)

        asked = named = 0
        for word in load_thesaurus(folded=folded).read([form.nearest(term) for term in terms]):
            is_named = bears(word.terms) or any(map(bears, word.others))
            if is_named or not word.is_light:
                asked += len(word.terms)
                named += len(word.terms) * is_named
        return named / asked if asked else 1.0

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
        return self.order(self.weigh(frame), ranking)

    def order(self, weighed: Iterable[WeighedFact], ranking: Sequence[RankedPassage] = ()) -> list[FactMatch]:
        """See `match`, of facts that were weighed before."""
        found = {ranked.passage.id: 1 / rank for rank, ranked in enumerate(ranking, start=1)}
        matches = [
            _match(
                fact,
                replace(evidence, found=found[fact.passage_id]) if fact.passage_id in found else evidence,
                is_official=fact.file in self._official,
            )
            for fact, evidence in weighed
        ]
        return sorted(matches, key=lambda match: (-match.score, match.fact.file, match.fact.start))

    def weigh(self, frame: QuestionFrame) -> list[WeighedFact]:
        """The facts that share a term with the frame, each with what its words say for and against it."""
        index = self._forms[frame.accent_free]
        terms = [index.nearest(term) for term in frame.terms if fold_accents(term) not in _EXPLAINING]
        if not terms:
            return []
        # `bao nhiêu rừng tập trung`: two words that count nothing here are no unit but what is asked about.
        units = tuple(unit for unit in frame.units if unit in self._units or not _TWO_WORDS.fullmatch(unit))
        asked = _AskedWords(terms, replace(frame, units=units), index)
        return [
            (self.facts[row], asked.evidence(index.facts[row], self.facts[row]))
            for row in sorted(index.rows_with(asked.spellings))
        ]


class _AskedWords:
    """A question's terms with their weights, held against one fact after the other."""

    def __init__(self, terms: Sequence[str], frame: QuestionFrame, index: WordIndex) -> None:
        self._frame = frame
        self._index = index
        thesaurus = load_thesaurus(folded=frame.accent_free)
        self._words = thesaurus.read(terms)
        self._rarities = {term: index.rarity(term) for term in terms}
        self._total = sum(self._rarities.values())
        # `hoàn thành được mấy chỉ tiêu` names by its terms what its words only say together.
        self._contrasts = thesaurus.contrast_members(frame.text) | thesaurus.contrast_members(" ".join(frame.terms))
        asked = without_exclusions(frame.text)
        typed = fold_accents(asked) if frame.accent_free else asked
        others = [term for word in self._words for other in word.others for term in other]
        self._named = {*(part for term in (*terms, *others) for part in (term, *term.split())), *syllables(typed)}

    @property
    def spellings(self) -> set[str]:
        """Every term by which a fact may be found: the question's and those of related phrases."""
        return {term for word in self._words for phrase in (word.terms, *word.others) for term in phrase}

    def evidence(self, words: FactWords, fact: Fact) -> MatchEvidence:
        """What speaks for and against the fact."""
        shares = dict.fromkeys(Place, 0.0)
        missing = unknown = 0.0
        for word in self._words:
            borne = min((at for other in word.others if (at := words.place_of(other)) is not None), default=None)
            for term in word.terms:
                for part in [term] if term in words.places else term.split():
                    rarity = self._rarities[term] / (1 if part == term else len(term.split()))
                    place = min((at for at in (words.places.get(part), borne) if at is not None), default=None)
                    if place is not None:
                        shares[place] += rarity / self._total
                    elif word.is_light:
                        continue
                    elif self._index.knows(part):
                        missing += rarity / self._index.rarest
                    else:
                        unknown += rarity / self._index.rarest
        is_change = fact.figure.kind is FigureKind.CHANGE
        fits_unit = bool(self._frame.units) and unit_fits(fact.figure.unit, self._frame.units)
        return MatchEvidence(
            subject=shares[Place.SUBJECT],
            counted=shares[Place.COUNTED],
            clause=shares[Place.CLAUSE],
            passage=shares[Place.PASSAGE],
            missing=missing,
            unknown=unknown,
            named=self._share_named(words.focus),
            unit_agrees=fits_unit,
            unit_differs=bool(self._frame.units) and not fits_unit,
            contradicts=self._contradicts(words.contrasts),
            is_wider=self._is_wider(words.contrasts),
            is_asked_change=is_change and fact.figure.kind in self._frame.kinds,
            is_unasked_change=is_change and not self._frame.kinds and not fits_unit,
        )

    def _contradicts(self, named: AbstractSet[tuple[int, int]]) -> bool:
        """Whether the fact's name is in a group of which the question names others only."""
        asked_groups = {group for group, _ in self._contrasts}
        shared_groups = {group for group, _ in self._contrasts & named}
        return any(group in asked_groups - shared_groups for group, _ in named)

    def _is_wider(self, named: AbstractSet[tuple[int, int]]) -> bool:
        """Whether the question names a member of a group of which the fact's name has none."""
        return bool({group for group, _ in self._contrasts} - {group for group, _ in named})

    def _share_named(self, focus: Mapping[str, float]) -> float:
        """The share, in [0, 1], of a fact's name that the question names, whole or by syllables; rare words weigh
        more."""
        total = named = 0.0
        for term, weight in focus.items():
            rarity = weight * self._index.rarity(term)
            parts = term.split()
            total += rarity
            named += rarity * (
                1.0 if term in self._named else sum(part in self._named for part in parts) / max(1, len(parts))
            )
        return named / total if total else 0.0


def unit_fits(unit: str, asked: Sequence[str]) -> bool:
    """Whether a fact's unit is one of those asked for; `USD/người/năm` answers `USD`, and `tỉnh` `địa phương`."""
    if "địa phương" in asked and unit in PLACE_TYPES:
        return True
    return any(unit == wanted or unit.startswith(f"{wanted}/") for wanted in asked)


def _match(fact: Fact, evidence: MatchEvidence, *, is_official: bool) -> FactMatch:
    score = _log_odds(evidence) + _OFFICIAL_BONUS * is_official
    known = evidence.subject + evidence.counted
    asked = known + evidence.clause + evidence.passage + evidence.missing + evidence.unknown
    return FactMatch(fact, score, 1 / (1 + math.exp(-score)), known / asked if asked else 0.0)


def _log_odds(evidence: MatchEvidence) -> float:
    """Of the fact's subject being the one asked for: a logistic regression over questions with known answers, and the
    same questions about something that the documents lack (`xuất khẩu gạo` for `xuất khẩu`)."""
    return (
        -5.4
        + 3.3 * evidence.subject
        + 0.5 * evidence.counted
        - 2.3 * evidence.clause
        - 2.2 * evidence.passage
        - 1.8 * evidence.missing
        - 1.6 * evidence.unknown
        + 3.7 * evidence.named
        + 1.8 * evidence.found
        + 1.0 * evidence.unit_agrees
        - 1.0 * evidence.unit_differs
        + 0.3 * evidence.is_asked_change
        - 1.8 * evidence.is_unasked_change
        - 3.5 * evidence.contradicts
        - 1.5 * evidence.is_wider
    )
