"""What a language model reads: the clauses that bear on a question, by facts and words, as many as a budget allows.

Whole passages cost seconds and tempt to other figures. What the answer cites comes first, as small models lean to [1];
the rest in the order of the documents, so that a question which follows up on another finds some of it read already.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.model.speed import estimate_tokens
from rag.answering.wording import row_line
from rag.datatypes import Citation, Fact, Passage, QuestionFrame, RankedPassage
from rag.lexicon import load_lexicon
from rag.retrieval.term_counts import TermCounts
from rag.vietnamese import split_sentences

_LONG_SENTENCE_CHARS = 240
"""A longer one is taken clause by clause: plans string them together by semicolons."""

_IN_SENTENCE = 0.6
_IN_HEADER = 0.5
"""Shares of a term that stands in the sentence or the headings around a clause."""

_PASSAGE_SHARE = 0.3
_LEAST_SCORE = 0.15
_NEAR_BEST = 0.7
"""Of the best clause's score: what lies further off has a word of the question and no more."""

_HEADINGS = 2
_HEADING_CHARS = 60


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The clauses of a passage that are read: `passage.text[start:end]` each, in order."""

    passage: Passage
    spans: tuple[tuple[int, int], ...]

    @property
    def heading(self) -> str:
        """Where the passage stands, in few words: its document's number, else title, the inner headings, the period."""
        header = self.passage.header
        inner = [_shortened(heading) for heading in header.heading_path[-_HEADINGS:]]
        return " › ".join(part for part in (header.number or _shortened(header.title), *inner, header.period) if part)

    @property
    def text(self) -> str:
        """The clauses; ` … ` stands where something between them was left out."""
        if self.passage.row is not None:
            return row_line(self.passage)
        parts: list[str] = []
        for number, (start, end) in enumerate(self.spans):
            skipped = number > 0 and self.passage.text[self.spans[number - 1][1] : start].strip(" ;\n") != ""
            parts.append(f"{'… ' if skipped else ''}{self.passage.text[start:end].strip()}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class _Clause:
    passage: Passage
    start: int
    end: int
    score: float

    @property
    def key(self) -> tuple[str, int, int]:
        return self.passage.id, self.start, self.end


class ExcerptChooser:
    """Chooses clauses; `terms` are counted in the passages, in both forms."""

    def __init__(self, terms: Mapping[bool, TermCounts]) -> None:
        self._counts = terms

    def choose(
        self,
        frame: QuestionFrame,
        ranking: Sequence[RankedPassage],
        citations: Sequence[Citation],
        facts: Sequence[Fact],
        passages: Mapping[str, Passage],
        tokens: int,
    ) -> tuple[Excerpt, ...]:
        """The clauses that state the facts, then those that the answer cites and those that fit the question best.

        `passages` are those of the facts, by id. At least one clause is chosen where there is any, whatever its length.
        """
        stated = [
            (passages[fact.passage_id], fact.clause_start, fact.clause_end)
            for fact in facts
            if fact.passage_id in passages
        ]
        cited = [(citation.passage, citation.start, citation.end) for citation in citations]
        first = [clause for place in stated for clause in self._overlapping(frame, *place)]
        quoted = sorted(
            (clause for place in cited for clause in self._overlapping(frame, *place)), key=lambda clause: -clause.score
        )
        ranked = sorted(self._ranked(frame, ranking), key=lambda clause: -clause.score)
        cited_passages = list(dict.fromkeys(citation.passage.id for citation in citations))
        return _ordered(_within([*first, *quoted, *ranked], tokens), cited_passages)

    def choose_unquoted(
        self, frame: QuestionFrame, ranking: Sequence[RankedPassage], quoted: Sequence[Citation], tokens: int
    ) -> tuple[Excerpt, ...]:
        """The clauses that fit the question about as well as the best, and of which nothing is quoted; none, perhaps.

        `quoted` is what the answer shows already: a model that reads it again says it again.
        """
        ranked = sorted(self._ranked(frame, ranking), key=lambda clause: -clause.score)
        least = _NEAR_BEST * ranked[0].score if ranked else 0.0
        return _ordered(
            _within((one for one in ranked if one.score >= least and not _is_quoted(one, quoted)), tokens), ()
        )

    def _ranked(self, frame: QuestionFrame, ranking: Sequence[RankedPassage]) -> Iterable[_Clause]:
        best = max((ranked.similarity for ranked in ranking), default=1.0) or 1.0
        for ranked in ranking:
            for clause in self._clauses(frame, ranked.passage, ranked.similarity / best):
                if clause.score >= _LEAST_SCORE:
                    yield clause

    def _overlapping(self, frame: QuestionFrame, passage: Passage, start: int, end: int) -> list[_Clause]:
        """The clauses of a passage that a span of its document reaches into."""
        start, end = start - passage.start, end - passage.start
        return [clause for clause in self._clauses(frame, passage, 1.0) if clause.start < end and start < clause.end]

    def _clauses(self, frame: QuestionFrame, passage: Passage, fit: float) -> list[_Clause]:
        header = set(self._terms(passage.header.text, frame))
        found = []
        for start, end in _sentences(passage):
            sentence = set(self._terms(passage.text[start:end], frame))
            for clause_start, clause_end in _split(passage, start, end):
                inside = set(self._terms(passage.text[clause_start:clause_end], frame))
                score = self._coverage(frame, inside, sentence, header) + _PASSAGE_SHARE * fit
                found.append(_Clause(passage, clause_start, clause_end, score))
        return found

    def _coverage(self, frame: QuestionFrame, inside: set[str], sentence: set[str], header: set[str]) -> float:
        """Share of the question's terms that stand in the clause, or in part around it; rare ones weigh more."""
        total = got = 0.0
        for term in (*frame.terms, *(str(period.first) for period in frame.periods)):
            rarity = self._counts[frame.accent_free].rarity(term)
            total += rarity
            if term in inside:
                got += rarity
            elif term in sentence:
                got += _IN_SENTENCE * rarity
            elif term in header:
                got += _IN_HEADER * rarity
        return got / total if total else 0.0

    def _terms(self, text: str, frame: QuestionFrame) -> list[str]:
        return load_lexicon().terms(text, folded=frame.accent_free)


def _is_quoted(clause: _Clause, quoted: Iterable[Citation]) -> bool:
    start, end = clause.passage.start + clause.start, clause.passage.start + clause.end
    return any(one.passage.file == clause.passage.file and start < one.end and one.start < end for one in quoted)


def _within(clauses: Iterable[_Clause], tokens: int) -> tuple[Excerpt, ...]:
    """The first clauses that fit, by passage."""
    chosen: dict[str, list[_Clause]] = {}
    left, seen = tokens, set[tuple[str, int, int]]()
    for clause in clauses:
        if clause.key in seen:
            continue
        seen.add(clause.key)
        cost = estimate_tokens(clause.passage.text[clause.start : clause.end])
        if clause.passage.id not in chosen:
            cost += estimate_tokens(Excerpt(clause.passage, ()).heading)
        if cost > left and chosen:
            continue
        left -= cost
        chosen.setdefault(clause.passage.id, []).append(clause)
    return tuple(
        Excerpt(found[0].passage, tuple(sorted((clause.start, clause.end) for clause in found)))
        for found in chosen.values()
    )


def _ordered(excerpts: Iterable[Excerpt], cited: Sequence[str]) -> tuple[Excerpt, ...]:
    """Those of the cited passages (ids) as they are cited, then the others as they stand in their documents."""

    def place(excerpt: Excerpt) -> tuple[int, str, int]:
        passage = excerpt.passage
        return cited.index(passage.id) if passage.id in cited else len(cited), passage.file, passage.start

    return tuple(sorted(excerpts, key=place))


def _sentences(passage: Passage) -> list[tuple[int, int]]:
    """The sentences of prose; a table's row is one."""
    return [(0, len(passage.text))] if passage.row else split_sentences(passage.text)


def _split(passage: Passage, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, or the clauses of a long one."""
    if passage.row is not None or end - start <= _LONG_SENTENCE_CHARS:
        return [(start, end)]
    bounds = [start, *(start + found.end() for found in re.finditer(r";\s*", passage.text[start:end])), end]
    return [(one, other) for one, other in itertools.pairwise(bounds) if passage.text[one:other].strip()]


def _shortened(text: str) -> str:
    """At most so many characters, cut at a word."""
    if len(text) <= _HEADING_CHARS:
        return text
    return text[:_HEADING_CHARS].rpartition(" ")[0] + "…"
