"""The register searched by holding every fact against a question, one after the other: slow, and plain to read."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.datatypes import Document, Fact, FactMatch, FigureKind, Passage, QuestionFrame, Weight
from rag.retrieval.asked_words import unit_fits
from rag.retrieval.fact_words import Place, contrasts_of, focus_of, place_texts, words_of
from rag.retrieval.term_counts import TermCounts
from rag.thesaurus import load_thesaurus
from rag.vietnamese import bigrams, fold_accents, syllables, without_exclusions


def scan(
    frame: QuestionFrame,
    terms: Sequence[str],
    facts: Sequence[Fact],
    passages: Iterable[Passage],
    documents: Sequence[Document],
    counts: Mapping[bool, TermCounts],
) -> list[FactMatch]:
    """What `FactSearch.match` finds for a frame of these terms."""
    by_id = {passage.id: passage for passage in passages}
    by_file = {document.file: document for document in documents}
    trusted = [document for document in documents if document.source.recorded] or documents
    official = {document.file for document in trusted if document.source.weight is Weight.OFFICIAL}
    units = {unit for fact in facts for unit in (fact.figure.unit, fact.figure.unit.split("/")[0])}
    meant = tuple(unit for unit in frame.units if unit in units or len(unit.split()) != 2)
    asked = _Asked(replace(frame, units=meant), terms, counts[frame.accent_free])
    matches = []
    for fact in facts:
        texts = place_texts(fact, by_id[fact.passage_id], by_file[fact.file])
        places = {
            word: place for place in reversed(Place) for word in _words_of(texts[place], folded=frame.accent_free)
        }
        if any(places.get(word, Place.HEADINGS) <= Place.CLAUSE for word in asked.spellings):
            matches.append(asked.match(fact, places, is_official=fact.file in official))
    return sorted(matches, key=lambda match: (-match.score, match.fact.file, match.fact.start))


_words_of = lru_cache(maxsize=None)(words_of)


class _Asked:
    def __init__(self, frame: QuestionFrame, terms: Sequence[str], counts: TermCounts) -> None:
        self._frame = frame
        self._folded = frame.accent_free
        self._counts = counts
        self._known = {word for term in counts.passages_with for word in term.split()}
        thesaurus = load_thesaurus(folded=self._folded)
        self._words = thesaurus.read(terms)
        self._rarities = {term: counts.rarity(term) for term in terms}
        self._contrasts = thesaurus.contrast_members(frame.text) | thesaurus.contrast_members(" ".join(frame.terms))
        asked = without_exclusions(frame.text)
        typed = fold_accents(asked) if self._folded else asked
        spelled = {term for word in self._words for phrase in (word.terms, *word.others) for term in phrase}
        self.spellings = {part for term in spelled for part in (term, *term.split())}
        of_others = [term for word in self._words for other in word.others for term in other]
        self._named = {part for term in (*terms, *of_others) for part in (term, *term.split())} | {*syllables(typed)}

    def match(self, fact: Fact, places: Mapping[str, Place], *, is_official: bool) -> FactMatch:
        shares = dict.fromkeys(Place, 0.0)
        lacking = {True: 0.0, False: 0.0}
        total = sum(self._rarities.values())
        for word in self._words:
            borne = min((at for other in word.others if (at := _place_of(other, places)) is not None), default=None)
            for term in word.terms:
                for part in [term] if term in places else term.split():
                    rarity = self._rarities[term] / (1 if part == term else len(term.split()))
                    place = min((at for at in (places.get(part), borne) if at is not None), default=None)
                    if place is not None:
                        shares[place] += rarity / total
                    elif not word.is_light:
                        lacking[part in self._known] += rarity / self._counts.rarity("")
        score = self._score(fact, shares, missing=lacking[True], unknown=lacking[False]) + 0.2 * is_official
        known = shares[Place.SUBJECT] + shares[Place.COUNTED]
        all_of_it = known + shares[Place.CLAUSE] + shares[Place.PASSAGE] + lacking[True] + lacking[False]
        return FactMatch(fact, score, 1 / (1 + math.exp(-score)), known / all_of_it if all_of_it else 0.0)

    def _score(self, fact: Fact, shares: Mapping[Place, float], *, missing: float, unknown: float) -> float:
        frame = self._frame
        names = contrasts_of(fact.indicator, fact.part, folded=self._folded)
        groups = {group for group, _ in self._contrasts}
        contradicted = groups - {group for group, _ in self._contrasts & names}
        is_change = fact.figure.kind is FigureKind.CHANGE
        fits_unit = bool(frame.units) and unit_fits(fact.figure.unit, frame.units)
        return (
            -5.4
            + 3.3 * shares[Place.SUBJECT]
            + 0.5 * shares[Place.COUNTED]
            - 2.3 * shares[Place.CLAUSE]
            - 2.2 * shares[Place.PASSAGE]
            - 1.8 * missing
            - 1.6 * unknown
            + 3.7 * self._share_named(focus_of(fact.indicator, fact.part, folded=self._folded))
            + 1.0 * fits_unit
            - 1.0 * (bool(frame.units) and not fits_unit)
            + 0.3 * (is_change and fact.figure.kind in frame.kinds)
            - 1.8 * (is_change and not frame.kinds and not fits_unit)
            - 3.5 * any(group in contradicted for group, _ in names)
            - 1.5 * bool(groups - {group for group, _ in names})
        )

    def _share_named(self, focus: Mapping[str, float]) -> float:
        total = named = 0.0
        for term, weight in focus.items():
            rarity, parts = weight * self._counts.rarity(term), term.split()
            total += rarity
            is_named = term in self._named
            named += rarity * (1.0 if is_named else sum(part in self._named for part in parts) / max(1, len(parts)))
        return named / total if total else 0.0


def _place_of(phrase: Sequence[str], places: Mapping[str, Place]) -> Place | None:
    parts = bigrams(phrase) or phrase
    found = [places[part] for part in parts if part in places]
    return max(found) if len(found) == len(parts) else None
