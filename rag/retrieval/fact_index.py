"""The register's words as an inverted index: written by an ingest, mapped from disk by whoever asks.

Facts share texts: those of one clause, passage or heading have its words in common, and those of one name what a
question about it would name. So a word is posted to the distinct texts of each `Place`, and a fact knows its text of
each.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.datatypes import Document, Fact, FigureKind, Passage
from rag.retrieval.array_folder import Arrays, map_arrays, write_arrays
from rag.retrieval.fact_words import Place, contrasts_of, focus_of, place_texts, words_of
from rag.retrieval.term_counts import TermCounts
from rag.retrieval.word_table import WordTable

Rows = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]

ABSENT = len(Place)
"""Stands where a fact bears a word at no `Place`."""

_SHORTEST_MISTYPED_CHARS = 4
_FORMS = {False: "accented", True: "folded"}


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of numbers one after the other: list `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    values: Rows

    @classmethod
    def of(cls, keys: Sequence[int] | NDArray[np.int64], values: Sequence[int], lists: int) -> "Lists":
        """`values[i]` goes into list `keys[i]` of `lists`, in the order given."""
        keyed = np.asarray(keys, np.int64)
        starts = np.zeros(lists + 1, np.int64)
        np.cumsum(np.bincount(keyed, minlength=lists), out=starts[1:])
        return cls(starts, np.asarray(values, np.int32)[np.argsort(keyed, kind="stable")])

    def __getitem__(self, number: int) -> Rows:
        """The list of this number; empty for -1, which is that of a word in no table."""
        return self.values[self.starts[number] : self.starts[number + 1]] if number >= 0 else self.values[:0]

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Its two arrays under their names on disk."""
        return {f"{name}_starts": self.starts, f"{name}_values": self.values}

    @staticmethod
    def names(name: str) -> tuple[str, str]:
        """The names on disk."""
        return f"{name}_starts", f"{name}_values"

    @classmethod
    def read(cls, arrays: Mapping[str, Any], name: str) -> "Lists":
        """From what `arrays` gave."""
        return cls(*(arrays[part] for part in cls.names(name)))


_COLUMNS = ("texts", "text_counts", "names", "units", "changes", "times", "spots", "passages", "files", "starts")
_COLUMN_TABLES = ("unit_words", "passage_words", "file_words")
_TABLE = ("bytes", "ends")


@dataclass(frozen=True, slots=True)
class FactColumns:
    """What both forms share, a row for each fact in the register's order.

    `texts` has a row for each `Place` with the number of each fact's text there, of `text_counts[place]`. `names`
    numbers the distinct pairs of indicator and part, `times` those of period and status, and `spots` those of a fact's
    territory and its document's, or of the document where that has none. `units`, `passages` and `files` are rows of
    the tables beside them; `facts_of` lists a passage's facts.
    """

    texts: Rows
    text_counts: NDArray[np.int64]
    names: Rows
    units: Rows
    unit_words: WordTable
    changes: Flags
    times: Rows
    spots: Rows
    passages: Rows
    passage_words: WordTable
    facts_of: Lists
    files: Rows
    file_words: WordTable
    starts: NDArray[np.int64]

    def arrays(self) -> Arrays:
        """As they are written."""
        tables = {
            f"{name}_{part}": values for name in _COLUMN_TABLES for part, values in getattr(self, name).arrays().items()
        }
        return {**{name: getattr(self, name) for name in _COLUMNS}, **tables, **self.facts_of.arrays("facts_of")}

    @classmethod
    def open(cls, folder: Path) -> "FactColumns":
        """From a folder with those arrays; raises IndexUnusable."""
        tables = [f"{name}_{part}" for name in _COLUMN_TABLES for part in _TABLE]
        arrays: Any = map_arrays(folder, *_COLUMNS, *tables, *Lists.names("facts_of"))
        columns: dict[str, Any] = {name: arrays[name] for name in _COLUMNS}
        columns |= {name: WordTable({part: arrays[f"{name}_{part}"] for part in _TABLE}) for name in _COLUMN_TABLES}
        return cls(**columns, facts_of=Lists.read(arrays, "facts_of"))


_FORM_LISTS = (*(f"postings_{place.name.lower()}" for place in Place), "focus_terms", "terms_with_part")
_FORM_ARRAYS = ("focus_weights", "focus_totals", "part_counts", "contrasts")
_FORM_TABLES = ("words", "syllables", "focus_words")


@dataclass(frozen=True, slots=True)
class FactForm:
    """The words of all facts in one form, with or without accents.

    `lists["postings_…"]` has the texts of a `Place` with each of `words`. `lists["focus_terms"]` has for each name the
    rows in `focus_words` of what a question about it would name; `focus_weights` beside them weighs each by its rarity,
    `focus_totals` is their sum for each name. `lists["terms_with_part"]` has the focus words with a syllable, of
    `part_counts` syllables. A row of `contrasts` is a group, a member and a name that has it, sorted. `syllables` are
    all that any passage holds.
    """

    tables: Mapping[str, WordTable]
    lists: Mapping[str, Lists]
    focus_weights: Numbers
    focus_totals: Numbers
    part_counts: Rows
    contrasts: Rows
    terms: TermCounts
    _vocabulary: list[str]
    """The words of which a mistyped one may be meant, read from the terms when the first one is looked for."""

    def arrays(self) -> Arrays:
        """As they are written."""
        tables = {
            f"{name}_{part}": values for name in _FORM_TABLES for part, values in self.tables[name].arrays().items()
        }
        lists = {part: values for name in _FORM_LISTS for part, values in self.lists[name].arrays(name).items()}
        return {**{name: getattr(self, name) for name in _FORM_ARRAYS}, **tables, **lists}

    @classmethod
    def open(cls, folder: Path, terms: TermCounts) -> "FactForm":
        """From a folder with those arrays; raises IndexUnusable."""
        tables = [f"{name}_{part}" for name in _FORM_TABLES for part in _TABLE]
        lists = [part for name in _FORM_LISTS for part in Lists.names(name)]
        arrays: Any = map_arrays(folder, *_FORM_ARRAYS, *tables, *lists)
        return cls(
            tables={name: WordTable({part: arrays[f"{name}_{part}"] for part in _TABLE}) for name in _FORM_TABLES},
            lists={name: Lists.read(arrays, name) for name in _FORM_LISTS},
            **{name: arrays[name] for name in _FORM_ARRAYS},
            terms=terms,
            _vocabulary=[],
        )

    def texts_with(self, word: str, place: Place) -> Rows:
        """The numbers of the place's texts that have the word."""
        return self.lists[f"postings_{place.name.lower()}"][self.tables["words"].row(word)]

    def rarity(self, term: str) -> float:
        """See `TermCounts`."""
        return self.terms.rarity(term)

    @property
    def rarest(self) -> float:
        """The rarity of a word of no passage."""
        return self.rarity("")

    def knows(self, word: str) -> bool:
        """Whether any passage has the word."""
        return word in self.tables["syllables"]

    def nearest(self, term: str) -> str:
        """The term itself, or for a word of no passage the one word a single slip of the finger away."""
        if len(term) < _SHORTEST_MISTYPED_CHARS or term.isdigit() or term in self.terms:
            return term
        if not self._vocabulary:
            self._vocabulary.extend(
                known for known in self.terms.passages_with if len(known) >= _SHORTEST_MISTYPED_CHARS
            )
        close = process.extract(term, self._vocabulary, scorer=OSA.distance, score_cutoff=1, limit=2)
        return close[0][0] if len(close) == 1 else term

    def shares_named(self, asked: Iterable[str], names: Rows) -> Numbers:
        """For each of the names the share, in [0, 1], of what it names that is `asked`, whole or by syllables; rare
        words weigh more."""
        table = self.tables["focus_words"]
        parts: NDArray[np.int64] = np.zeros(len(table), np.int64)
        rows = [row for word in asked if (row := table.row(word)) >= 0]
        for row in rows:
            # A syllable may stand twice in a term.
            np.add.at(parts, self.lists["terms_with_part"][row], 1)
        shares = parts / np.maximum(self.part_counts, 1)
        shares[rows] = 1.0
        focus = self.lists["focus_terms"]
        lengths = focus.starts[names + 1] - focus.starts[names]
        # One after the other the terms of each name, in their order: so sums are the same to the last bit.
        of_name = np.repeat(np.arange(len(names)), lengths)
        ends = np.cumsum(lengths)
        at = np.arange(len(of_name)) - np.repeat(ends - lengths, lengths) + np.repeat(focus.starts[names], lengths)
        weighed = self.focus_weights[at] * shares[focus.values[at]]
        named = np.bincount(of_name, weights=weighed, minlength=len(names))
        totals = self.focus_totals[names]
        return np.divide(named, totals, out=np.zeros(len(names)), where=totals > 0)


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The words of a register's facts, in both forms."""

    columns: FactColumns
    forms: Mapping[bool, FactForm]

    @classmethod
    def of(
        cls,
        facts: Sequence[Fact],
        passages: Iterable[Passage],
        documents: Iterable[Document],
        terms: Mapping[bool, TermCounts],
    ) -> "FactIndex":
        """Made of the facts, in their order; `terms` are counted in the passages."""
        by_file = {document.file: document for document in documents}
        by_id = {passage.id: passage for passage in passages}
        numbers: list[dict[str, int]] = [{} for _ in Place]
        names: dict[tuple[str, str], int] = {}
        texts = np.empty((len(Place), len(facts)), np.int32)
        of_name = np.empty(len(facts), np.int32)
        for row, fact in enumerate(facts):
            for place, text in place_texts(fact, by_id[fact.passage_id], by_file[fact.file]).items():
                texts[place, row] = numbers[place].setdefault(text, len(numbers[place]))
            of_name[row] = names.setdefault((fact.indicator, fact.part), len(names))
        homes = {file: document.source.territory or f"?{file}" for file, document in by_file.items()}
        columns = _columns(facts, homes, texts, of_name, [len(known) for known in numbers])
        forms = {folded: _form(numbers, list(names), counts, folded=folded) for folded, counts in terms.items()}
        return cls(columns, forms)

    def write(self, folder: Path) -> None:
        """Write everything but the counts of terms to a new folder.

        Raises:
            IndexUnusable: the folder cannot be written.
        """
        write_arrays(folder, self.columns.arrays())
        for folded, name in _FORMS.items():
            write_arrays(folder / name, self.forms[folded].arrays())

    @classmethod
    def open(cls, folder: Path, terms: Mapping[bool, TermCounts]) -> "FactIndex":
        """What `write` wrote.

        Raises:
            IndexUnusable: the folder is missing or damaged.
        """
        forms = {folded: FactForm.open(folder / name, terms[folded]) for folded, name in _FORMS.items()}
        return cls(FactColumns.open(folder), forms)

    def rows_with(self, words: Iterable[str], *, folded: bool) -> Rows:
        """The rows of the facts whose own words or clause have any of the words, in order."""
        own = (Place.SUBJECT, Place.COUNTED, Place.CLAUSE)
        borne = [np.zeros(self.columns.text_counts[place], np.bool_) for place in own]
        for word in words:
            for place in own:
                borne[place][self.forms[folded].texts_with(word, place)] = True
        found = np.zeros(len(self.columns.names), np.bool_)
        for place in own:
            found |= borne[place][self.columns.texts[place]]
        return np.flatnonzero(found).astype(np.int32)

    def place_in(self, row: int, word: str, *, folded: bool) -> int:
        """Where the fact of the row has the word: a `Place`, or ABSENT."""
        form = self.forms[folded]
        return next(
            (
                int(place)
                for place in Place
                if _holds(form.texts_with(word, place), int(self.columns.texts[place, row]))
            ),
            ABSENT,
        )


def _holds(rows: Rows, row: int) -> bool:
    at = int(np.searchsorted(rows, row))
    return at < len(rows) and int(rows[at]) == row


def _columns(
    facts: Sequence[Fact], homes: Mapping[str, str], texts: Rows, names: Rows, text_counts: Sequence[int]
) -> FactColumns:
    units, unit_words = _numbered(facts, lambda fact: fact.figure.unit)
    passages, passage_words = _numbered(facts, lambda fact: fact.passage_id)
    files, file_words = _numbered(facts, lambda fact: fact.file)
    return FactColumns(
        texts=texts,
        text_counts=np.array(text_counts, np.int64),
        names=names,
        units=units,
        unit_words=unit_words,
        times=_distinct((fact.period, fact.status) for fact in facts),
        spots=_distinct((fact.territory, homes[fact.file]) for fact in facts),
        changes=np.array([fact.figure.kind is FigureKind.CHANGE for fact in facts], np.bool_),
        passages=passages,
        passage_words=passage_words,
        facts_of=Lists.of(passages.tolist(), range(len(facts)), len(passage_words)),
        files=files,
        file_words=file_words,
        starts=np.array([fact.start for fact in facts], np.int64),
    )


def _distinct(values: Iterable[Hashable]) -> Rows:
    """The values as numbers, equal ones as the same."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int32)


def _numbered(facts: Sequence[Fact], word: Callable[[Fact], str]) -> tuple[Rows, WordTable]:
    """Each fact's word as a row of the table of all of them."""
    words = [word(fact) for fact in facts]
    table = WordTable.of(words)
    rows = {known: row for row, known in enumerate(table)}
    return np.array([rows[known] for known in words], np.int32), table


def _form(
    numbers: Sequence[Mapping[str, int]], names: Sequence[tuple[str, str]], terms: TermCounts, *, folded: bool
) -> FactForm:
    rows: dict[str, int] = {}
    posted = {place: (array("i"), array("i")) for place in Place}
    for place, (words, texts) in posted.items():
        for text, number in numbers[place].items():
            # Sorted, so that the same register gives the same files.
            for word in sorted(words_of(text, folded=folded)):
                words.append(rows.setdefault(word, len(rows)))
                texts.append(number)
    table = WordTable.of(rows)
    renumbered = np.empty(len(rows), np.int64)
    renumbered[[rows[word] for word in table]] = range(len(rows))
    lists = {
        f"postings_{place.name.lower()}": Lists.of(renumbered[np.asarray(words, np.int64)], texts, len(rows))
        for place, (words, texts) in posted.items()
    }
    focus = [focus_of(*name, folded=folded) for name in names]
    of_terms = Counter(term for terms_of in focus for term in terms_of)
    focus_table = WordTable.of({*of_terms, *(part for term in of_terms for part in term.split())})
    focus_rows = {word: row for row, word in enumerate(focus_table)}
    parts = [(part, term) for term in of_terms if len(term.split()) > 1 for part in term.split()]
    of_focus = [number for number, words in enumerate(focus) for _ in words]
    weights = np.array([weight * terms.rarity(term) for words in focus for term, weight in words.items()], np.float64)
    contrasts = sorted(
        (group, member, number)
        for number, name in enumerate(names)
        for group, member in contrasts_of(*name, folded=folded)
    )
    lists["focus_terms"] = Lists.of(of_focus, [focus_rows[term] for words in focus for term in words], len(names))
    lists["terms_with_part"] = Lists.of(
        [focus_rows[part] for part, _ in parts], [focus_rows[term] for _, term in parts], len(focus_rows)
    )
    return FactForm(
        tables={
            "words": table,
            "syllables": WordTable.of(word for term in terms.passages_with for word in term.split()),
            "focus_words": focus_table,
        },
        lists=lists,
        focus_weights=weights,
        focus_totals=np.bincount(np.asarray(of_focus, np.int64), weights=weights, minlength=len(names)).astype(
            np.float64
        ),
        part_counts=np.array([len(word.split()) for word in focus_table], np.int32),
        contrasts=np.array(contrasts, np.int32).reshape(-1, 3),
        terms=terms,
        _vocabulary=[],
    )
