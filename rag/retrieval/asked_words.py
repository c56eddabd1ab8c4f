"""A question's words held against every fact that shares one of them, all facts at a time.

Sums are made in the order of the question's words, so that a fact's numbers do not depend on what else is registered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rag.datatypes import FigureKind, QuestionFrame
from rag.retrieval.fact_index import ABSENT, FactForm, FactIndex, Flags, Numbers, Rows
from rag.retrieval.fact_words import Place
from rag.thesaurus import load_thesaurus
from rag.vietnamese import PLACE_TYPES, bigrams, fold_accents, syllables, without_exclusions

_Places = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class WeighedFacts:
    """The evidence for and against each of some facts being the one asked for; `rows` are theirs in the register.

    The first four are shares in [0, 1] of the question's terms, weighted by rarity: borne by the fact's own name, by
    what it counts, only by its clause, only by its passage. `missing` and `unknown` are the words that it bears
    nowhere, known to the documents or not, each by its rarity: 1 for a word of no passage. Light words, and those of
    the headings, count for nothing. `named` is the share of the fact's name that the question names.
    """

    rows: Rows
    subject: Numbers
    counted: Numbers
    clause: Numbers
    passage: Numbers
    missing: Numbers
    unknown: Numbers
    named: Numbers
    unit_agrees: Flags
    unit_differs: Flags
    is_asked_change: Flags
    is_unasked_change: Flags
    contradicts: Flags
    """Whether its name has another member of a contrast group: `xuất khẩu` where `nhập khẩu` is asked for."""
    is_wider: Flags
    """Whether its name has no member at all of a contrast group: all guests where `khách quốc tế` is asked for."""

    def only(self, kept: Flags) -> "WeighedFacts":
        """Those that are flagged."""
        return WeighedFacts(*(getattr(self, field.name)[kept] for field in fields(self)))


class AskedWords:
    """A question's terms with their weights."""

    def __init__(self, terms: Sequence[str], frame: QuestionFrame, index: FactIndex) -> None:
        self._frame = frame
        self._index = index
        self._form: FactForm = index.forms[frame.accent_free]
        thesaurus = load_thesaurus(folded=frame.accent_free)
        self._words = thesaurus.read(terms)
        self._rarities = {term: self._form.rarity(term) for term in terms}
        self._total = sum(self._rarities.values())
        # `hoàn thành được mấy chỉ tiêu` names by its terms what its words only say together.
        self._contrasts = thesaurus.contrast_members(frame.text) | thesaurus.contrast_members(" ".join(frame.terms))
        asked = without_exclusions(frame.text)
        typed = fold_accents(asked) if frame.accent_free else asked
        others = [term for word in self._words for other in word.others for term in other]
        self._named = {*(part for term in (*terms, *others) for part in (term, *term.split())), *syllables(typed)}

    def weigh(self) -> WeighedFacts:
        """Every fact that may be found by the question's terms or those of related phrases."""
        spellings = {term for word in self._words for phrase in (word.terms, *word.others) for term in phrase}
        parts = {part for term in spellings for part in (term, *term.split())}
        rows = self._index.rows_with(parts, folded=self._frame.accent_free)
        shares, missing, unknown = self._shares(_Borne(self._index, self._form, rows))
        columns = self._index.columns
        names, of_name = np.unique(columns.names[rows], return_inverse=True)
        contradicts, is_wider = self._contrasted(len(self._form.focus_totals))
        is_change = columns.changes[rows]
        fits_unit = self._fits_unit()[columns.units[rows]] if len(rows) else np.zeros(0, np.bool_)
        no_flags = np.zeros(len(rows), np.bool_)
        asks_change = FigureKind.CHANGE in self._frame.kinds
        return WeighedFacts(
            rows=rows,
            subject=shares[Place.SUBJECT],
            counted=shares[Place.COUNTED],
            clause=shares[Place.CLAUSE],
            passage=shares[Place.PASSAGE],
            missing=missing,
            unknown=unknown,
            named=self._form.shares_named(self._named, names)[of_name],
            unit_agrees=fits_unit,
            unit_differs=~fits_unit if self._frame.units else no_flags,
            is_asked_change=is_change if asks_change else no_flags,
            is_unasked_change=no_flags if self._frame.kinds else is_change & ~fits_unit,
            contradicts=contradicts[columns.names[rows]],
            is_wider=is_wider[columns.names[rows]],
        )

    def _shares(self, borne: "_Borne") -> tuple[Numbers, Numbers, Numbers]:
        """The shares by place, the headings' last; what is missing and what is unknown."""
        facts = len(borne.rows)
        shares = np.zeros((len(Place), facts))
        missing, unknown = np.zeros(facts), np.zeros(facts)
        for word in self._words:
            by_others = borne.nearest_of(word.others)
            for term in word.terms:
                whole = borne.place_of(term) < ABSENT
                for at, part, rarity in self._readings(term, whole):
                    place = np.minimum(borne.place_of(part), by_others)[at]
                    found = place < ABSENT
                    shares[place[found], at[found]] += rarity / self._total
                    if word.is_light:
                        continue
                    lacking = missing if self._form.knows(part) else unknown
                    lacking[at[~found]] += rarity / self._form.rarest
        return shares, missing, unknown

    def _readings(self, term: str, whole: Flags) -> Iterable[tuple[NDArray[np.intp], str, float]]:
        """The term for the facts that have it as such, each of its syllables for the others; with their weights."""
        rarity, parts = self._rarities[term], term.split()
        yield np.flatnonzero(whole), term, rarity
        for part in parts:
            yield np.flatnonzero(~whole), part, rarity / (1 if part == term else len(parts))

    def _fits_unit(self) -> Flags:
        """For each unit of the register whether it is one of those asked for."""
        asked = self._frame.units
        return np.array([bool(asked) and unit_fits(unit, asked) for unit in self._index.columns.unit_words], np.bool_)

    def _contrasted(self, names: int) -> tuple[Flags, Flags]:
        """For each name whether it is in a group of which the question names other members, and whether the question
        names a member of a group of which it has none."""
        contradicts, is_wider = np.zeros(names, np.bool_), np.zeros(names, np.bool_)
        groups, members, of_names = self._form.contrasts.T
        for group in {group for group, _ in self._contrasts}:
            at = slice(*np.searchsorted(groups, (group, group + 1)))
            asked = [member for of_group, member in self._contrasts if of_group == group]
            has, shares = np.zeros(names, np.bool_), np.zeros(names, np.bool_)
            has[of_names[at]] = True
            shares[of_names[at][np.isin(members[at], asked)]] = True
            contradicts |= has & ~shares
            is_wider |= ~has
        return contradicts, is_wider


class _Borne:
    """Where some facts have words: a `Place` for each fact, or ABSENT."""

    def __init__(self, index: FactIndex, form: FactForm, rows: Rows) -> None:
        self.rows = rows
        self._form = form
        self._texts = [index.columns.texts[place][rows] for place in Place]
        self._text_counts = index.columns.text_counts
        self._known: dict[str, _Places] = {}

    def place_of(self, word: str) -> _Places:
        """The nearest place of the word."""
        if word not in self._known:
            places = np.full(len(self.rows), ABSENT, np.uint8)
            for place in reversed(Place):
                with_word = self._form.texts_with(word, place)
                if len(with_word):
                    bears = np.zeros(self._text_counts[place], np.bool_)
                    bears[with_word] = True
                    places[bears[self._texts[place]]] = place
            self._known[word] = places
        return self._known[word]

    def nearest_of(self, phrases: Sequence[Sequence[str]]) -> _Places:
        """The nearest place that has all of a phrase, its terms side by side."""
        nearest = np.full(len(self.rows), ABSENT, np.uint8)
        for phrase in phrases:
            farthest = np.zeros(len(self.rows), np.uint8)
            for part in bigrams(phrase) or phrase:
                np.maximum(farthest, self.place_of(part), out=farthest)
            np.minimum(nearest, farthest, out=nearest)
        return nearest


def unit_fits(unit: str, asked: Sequence[str]) -> bool:
    """Whether a fact's unit is one of those asked for; `USD/người/năm` answers `USD`, and `tỉnh` `địa phương`."""
    if "địa phương" in asked and unit in PLACE_TYPES:
        return True
    return any(unit == wanted or unit.startswith(f"{wanted}/") for wanted in asked)
