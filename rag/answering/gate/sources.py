"""A passage as the gate reads it, once for all drafts of an answer; and the words of it that state a figure or a
sentence: all that a model may say of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.answering.gate.sentence_tokens import Token, sentence_tokens, term_set
from rag.answering.gate.writing import plain_text
from rag.datatypes import Document, Fact, Passage, Status
from rag.figures.bound_figures import BoundFigure
from rag.figures.clauses import bind_figures
from rag.figures.parsing import FigureSpan, Mention, MentionKind, YearsSpan, parse_mentions, parse_years
from rag.figures.places import spell_places
from rag.language.paraphrases import paraphrased
from rag.language.senses import TextKind
from rag.language.sentence_words import Turn, effort_phrases, read_turns
from rag.language.status_words import read_status_words
from rag.lexicon import load_lexicon
from rag.vietnamese import split_sentences, syllables

_DATED = frozenset({MentionKind.YEARS, MentionKind.DATE})
_MOST_CUT_CHARS = 600
_CUT_OFF = re.compile(r"[^\W\d_]\s*$")
_BROKEN_OFF = re.compile(r"([^\W\d_])\s*$")
_PAGE_BREAK = re.compile(r"\s*\n\s*(?=[a-zà-ỹđ])|(?:\s*\n){3}\s*(?=[^\W\d_]+ [a-zà-ỹđ])")
_CLAUSE_END = re.compile(r"[;,:](?=\s)")


@dataclass(frozen=True, eq=False)
class SourceClause:
    """What a source says in one place: the clause, and what stands over it (headings, title, slots, source record).

    `start` and `end` span in the document the words that a citation quotes.
    """

    source: "Source"
    start: int
    end: int
    text: str
    beside: str

    @property
    def passage(self) -> Passage:
        """Where it stands."""
        return self.source.passage

    @property
    def words(self) -> tuple[str, ...]:
        """The clause's syllables in order."""
        return _syllables(self.text)

    def says(self, term: str) -> bool:
        """Whether the clause or what stands over it has the term, by this name or another of the same concept."""
        return has_term(self.text, term) or has_term(self.beside, term)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its telling words and numbers in order."""
        return sentence_tokens(self.text)

    @cached_property
    def terms(self) -> frozenset[str]:
        """What its tokens are called, parts of a name as well."""
        return term_set(self.tokens)

    @cached_property
    def efforts(self) -> frozenset[str]:
        """Its words for effort, which its tokens leave out where they only lead to others."""
        return frozenset(" ".join(phrase) for phrase in effort_phrases(self.words))

    @cached_property
    def statuses(self) -> frozenset[Status]:
        """Those that it or what stands over it tells."""
        own = read_status_words(self.text, TextKind.SENTENCE)
        return self.source.statuses_over | {word.status for word in own if word.status}

    def dated_in(self, mentions: Sequence[Mention]) -> Sequence[Mention]:
        """The years and dates that it can be told of: its own and, where a draft with these mentions tells all of
        those, the ones that stand over it."""
        own = [mention for mention in parse_mentions(self.text) if mention.kind in _DATED]
        told = {mention.period.whole for mention in mentions if isinstance(mention, YearsSpan)}
        if any(isinstance(mention, YearsSpan) and mention.period.whole not in told for mention in own):
            return own
        return [*own, *self.source.dated_over]

    @cached_property
    def figures(self) -> tuple[BoundFigure, ...]:
        """Its figures, those whose words tell for certain what they are of."""
        spans = [mention for mention in parse_mentions(self.text) if isinstance(mention, FigureSpan)]
        return tuple(bound for bound in bind_figures(self.text, spans) if bound.is_sure and not bound.is_of_year_before)


@dataclass(frozen=True, eq=False)
class Source:
    """A passage with its document and the facts that it states; what is read of it is read when first asked for."""

    passage: Passage
    document: Document
    facts: Sequence[Fact]

    @cached_property
    def text(self) -> str:
        """The passage as plain text."""
        return plain_text(self.passage.text)

    @cached_property
    def header(self) -> str:
        """The header as plain text."""
        return plain_text(self.passage.header.text)

    @cached_property
    def record(self) -> str:
        """What may be said of where the passage comes from: its header and the source record of its document."""
        source = self.document.source
        date = f"ngày {source.date.day}/{source.date.month}/{source.date.year}" if source.date else ""
        parts = (self.passage.header.text, source.title, source.kind, source.number, source.issuer, source.territory)
        return plain_text("\n".join([*parts, date, source.published_in, source.period]))

    @cached_property
    def whole(self) -> str:
        """The record and the text."""
        return f"{self.record} \n {self.text}"

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        """The numbers of record and text."""
        return parse_mentions(self.whole)

    @cached_property
    def dated(self) -> Sequence[Mention]:
        """The years and dates that the passage speaks of itself; where it names none, those that stand over it."""
        return [mention for mention in parse_mentions(self.text) if mention.kind in _DATED] or self.dated_over

    @cached_property
    def dated_over(self) -> Sequence[Mention]:
        """The years of the innermost heading that names any or, where none does, those that the document speaks of;
        never its own date, which says nothing of what it tells."""
        source = self.document.source
        over = [*reversed(self.header.split("›")), plain_text(f"{source.title} {source.period}")]
        return next(filter(None, map(parse_years, over)), ())

    @cached_property
    def over(self) -> str:
        """What stands over each of its sentences: the record, and of a table's row all that the table says of it."""
        row = self.passage.row
        table = [*row.caption, *row.sections, *row.parents, row.name, *row.notes] if row else []
        headings = [cell.heading for cell in row.cells] if row else []
        return plain_text("\n".join([self.record, *table, *headings]))

    @cached_property
    def terms_over(self) -> frozenset[str]:
        """What the tokens of that are called."""
        return term_set(sentence_tokens(self.over))

    @cached_property
    def statuses_over(self) -> frozenset[Status]:
        """Those that that tells."""
        return frozenset(word.status for word in read_status_words(self.over, TextKind.HEADING) if word.status)

    @cached_property
    def is_planned(self) -> bool:
        """Whether the innermost heading that tells a status says of what stands under it that it is to be done."""
        headings = self.passage.header.heading_path
        read = (
            {word.status for word in read_status_words(plain_text(one), TextKind.HEADING)} for one in headings[::-1]
        )
        return next((told - {None} for told in read if told - {None}), set()) == {Status.TARGET}

    @cached_property
    def names_with_numbers(self) -> Sequence[str]:
        """Names of its facts that hold a figure themselves: `số bác sĩ trên 1 vạn dân`."""
        return [name for fact in self.facts for name in names_with_numbers(fact)]

    @cached_property
    def sentences(self) -> Sequence[SourceClause]:
        """The sentences with what stands over them; of a table, its row."""
        passage = self.passage
        if passage.row:
            return [SourceClause(self, passage.start, passage.start + len(passage.text), self.text, self.over)]
        spans = split_sentences(passage.text)
        whole = [(passage.start + start, passage.start + end) for start, end in spans]
        return [
            SourceClause(self, start, end, spell_places(plain_text(self.document.text[start:end])), self.over)
            for start, end in [*whole, *self._cut_sentences(whole)]
        ]

    def _cut_sentences(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The sentences whole that a page break cut off at the end of the passage, or at its beginning."""
        document = self.document.text
        for start, end in dict.fromkeys([spans[0], spans[-1]]) if spans else ():
            whole_start, whole_end = start, end
            is_cut = end == spans[-1][1] and _CUT_OFF.search(self.passage.text)
            if is_cut and (behind := _PAGE_BREAK.match(document, end)):
                rest = split_sentences(document[behind.end() : behind.end() + _MOST_CUT_CHARS])
                whole_end = behind.end() + rest[0][1] if rest else end
            opening = document[max(0, start - _MOST_CUT_CHARS) : start]
            if (
                start == spans[0][0]
                and (before := _BROKEN_OFF.search(opening))
                and _PAGE_BREAK.match(document, start - len(opening) + before.end(1))
            ):
                rest = split_sentences(opening[: before.end(1)])
                whole_start -= len(opening) - rest[-1][0] if rest else 0
            if (whole_start, whole_end) != (start, end):
                yield whole_start, whole_end

    def clause_of(self, fact: Fact) -> SourceClause:
        """The words that state a fact: of a long sentence those that belong to no other indicator's figure."""
        if fact not in self._clauses:
            self._clauses[fact] = self._clause_of(fact)
        return self._clauses[fact]

    @cached_property
    def _clauses(self) -> dict[Fact, SourceClause]:
        return {}

    def _clause_of(self, fact: Fact) -> SourceClause:
        beside = f"{self.over}\n{fact.indicator}\n{fact.part}\n{fact.territory}\n{fact.verb}\n{fact.baseline}"
        start, end = fact.clause_start, fact.clause_end
        if self.passage.row:
            return SourceClause(self, start, end, self.text, beside)
        document = self.document.text
        name = fact.indicator, fact.part
        others = [other for other in self.facts if (other.indicator, other.part) != name]
        before = max((other.end for other in others if start <= other.end <= fact.start), default=start)
        behind = min((other.start for other in others if fact.end <= other.start < end), default=end)
        opening = document[start : _end_of_opening(document, start, before)] if before > start else ""
        if behind < end:
            ends = [found.start() for found in _CLAUSE_END.finditer(document, fact.end, behind)]
            behind = ends[-1] if ends else behind
        return SourceClause(self, start, end, plain_text(f"{opening} {document[before:behind]}"), beside)


def names_with_numbers(fact: Fact) -> list[str]:
    """Of a fact's names those that hold a figure."""
    return [plain_text(name) for name in (fact.indicator, fact.part) if any(sign.isdigit() for sign in name)]


def has_term(text: str, term: str) -> bool:
    """Whether a text has a term of the lexicon, as the concept or as written."""
    terms, spaced = _read(text)
    return term in terms or f" {term} " in spaced


def content_words(text: str, mentions: Sequence[Mention] = ()) -> list[str]:
    """The terms of a text that tell something, in order; numbers and what else is a mention left out."""
    blanked = blank(text, [(mention.start, mention.end) for mention in mentions])
    return [
        term for term in load_lexicon().terms(without_turns(blanked, Turn.CONNECTING, Turn.SOFTENING)) if term != "·"
    ]


def blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with a mark in place of each span: words on both sides stay apart."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} · {text[end:]}"
    return text


def without_turns(text: str, *turns: Turn) -> str:
    """The syllables of a text without words of the kinds given; signs are kept as breaks."""
    kept = []
    for piece in re.split(r"[^\w\s]+", text):
        kept.append(
            " ".join(
                " ".join(phrase) for phrase, turn in read_turns(paraphrased(syllables(piece))) if turn not in turns
            )
        )
    return " , ".join(piece for piece in kept if piece)


@lru_cache(maxsize=2048)
def _read(text: str) -> tuple[frozenset[str], str]:
    words = _syllables(text)
    return frozenset(load_lexicon().terms_of_words(words, folded=False)), f" {' '.join(words)} "


@lru_cache(maxsize=2048)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(paraphrased(syllables(text)))


def _end_of_opening(document: str, start: int, end: int) -> int:
    """Where the words end that open a sentence for all its figures: `Về các chỉ tiêu năm 2031,`."""
    found = _CLAUSE_END.search(document, start, end)
    has_figure = found and any(mention.kind == "figure" for mention in parse_mentions(document[start : found.start()]))
    return found.start() if found and not has_figure else start
