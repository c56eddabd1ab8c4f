"""A passage and its neighbourhood → the arrays that the learned reader sees, token by token.

The order is: header (title, headings, period), the end of the passage before under the same headings, the passage's own
text. Every token keeps its place in one of these texts, so that what the reader points at can be quoted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from rag.datatypes import Document, Passage
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions, parse_years
from rag.language.senses import Sense, TextKind
from rag.language.status_words import read_status_words
from rag.language.time_words import named_parts, named_years
from rag.protocols import EncodedText
from rag.vietnamese import split_sentences

Integers = NDArray[np.int64]
Span = tuple[int, int]

HEADER, BEFORE, TEXT = range(3)
"""The parts of a context, in this order."""

SENSES = tuple(Sense)

FIGURE, YEARS, PART_OF_YEAR = range(1, 4)
"""What a token belongs to; 0 for nothing of these."""

_HEADER_TOKENS = 110
_BEFORE_TOKENS = 50
_CLAUSE_BOUNDARY = re.compile(r"[,;:()\n|]|\.(?!\d)")


class YearRelation(IntEnum):
    """How meant years follow from named ones: `năm trước` is the year before the one that is named, `đến năm 2030` is
    the end of the span that a title names."""

    NAMED = 0
    YEAR_AFTER = 1
    YEAR_BEFORE = 2
    SPAN_START = 3
    SPAN_END = 4


@dataclass(frozen=True, slots=True)
class YearCandidate:
    """Years that a figure may be of: the tokens that name them, and how the meant years follow from those named.
    Without a `span` they follow from the document's date."""

    first: int
    last: int
    relation: YearRelation
    span: Span | None


@dataclass(frozen=True, slots=True)
class PartCandidate:
    """A part of the year that a figure may be of, empty for the whole (`cả năm`), and the tokens that name it.
    `reaches_back`: a month is named as the last of those up to it."""

    part: str
    reaches_back: bool
    span: Span


@dataclass(frozen=True, slots=True)
class FigureInContext:
    """A figure of the passage and its tokens."""

    figure: FigureSpan
    span: Span


@dataclass(frozen=True, slots=True)
class Context:
    """What the reader sees of a passage; arrays have one entry a token.

    `section` is HEADER, BEFORE or TEXT; `figures_before`, `clauses_before` and `sentences_before` count what precedes a
    token, so that differences tell what lies between two.
    """

    passage: Passage
    encoded: EncodedText
    before: EncodedText | None
    states: NDArray[np.float16]
    section: Integers
    token_kind: Integers
    sense: Integers
    """The number of a status word's sense in `SENSES`, counted from 1; 0 where no such word stands."""
    figures_before: Integers
    clauses_before: Integers
    sentences_before: Integers
    origin: Integers
    """The token's number in its own text."""
    figures: tuple[FigureInContext, ...]
    years: tuple[YearCandidate, ...]
    parts: tuple[PartCandidate, ...]

    def words(self, span: Span) -> str:
        """The text that the tokens from `span[0]` to before `span[1]` stand for; they must lie in one section."""
        source, start, end = self.place(span)
        return source.text[start:end].strip()

    def place(self, span: Span) -> tuple[EncodedText, int, int]:
        """The text in which the tokens stand, and their characters there."""
        source = self.before if self.section[span[0]] == BEFORE and self.before else self.encoded
        return source, int(source.starts[self.origin[span[0]]]), int(source.ends[self.origin[span[1] - 1]])


def figures_of(passage: Passage) -> list[FigureSpan]:
    """The figures of a passage that may state something."""
    return [
        mention
        for mention in parse_mentions(passage.text)
        if isinstance(mention, FigureSpan) and mention.kind is MentionKind.FIGURE
    ]


def begin_and_end(tokens: Integers, most: int) -> Integers:
    """The tokens, of more than `most` those at the begin and at the end: a title's and the innermost heading's."""
    return tokens if len(tokens) <= most else np.concatenate([tokens[: most // 2], tokens[-(most // 2) :]])


def build_context(document: Document, passage: Passage, encoded: EncodedText, before: EncodedText | None) -> Context:
    """The context of a passage; `encoded` is of its indexed text, `before` of the passage before it, if it is near."""
    body = len(encoded.text) - len(passage.text)
    own = np.flatnonzero(encoded.ends > encoded.starts)
    # A text that is its own title is seen once.
    is_title = passage.text.strip().startswith(passage.header.title.strip() or " ")
    header = own[encoded.ends[own] <= (0 if is_title else body)]
    header = begin_and_end(header, _HEADER_TOKENS)
    text = own[encoded.ends[own] > body]
    tail = np.flatnonzero(before.ends > before.starts)[-_BEFORE_TOKENS:] if before is not None else header[:0]
    origin = np.concatenate([[0], header, tail, text]).astype(np.int64)
    section = np.repeat([HEADER, HEADER, BEFORE, TEXT], [1, len(header), len(tail), len(text)]).astype(np.int64)
    of_tail = [before.states[tail]] if before is not None else []
    states = np.concatenate([encoded.states[:1], encoded.states[header], *of_tail, encoded.states[text]])
    layout = _Layout(encoded, before, origin, section)
    figures = [
        FigureInContext(figure, span)
        for figure in figures_of(passage)
        if (span := layout.tokens(TEXT, body + figure.start, body + figure.end))
    ]
    years = _years(document, layout, body)
    parts = [
        PartCandidate(found.part, found.reaches_back, span)
        for where, piece, offset in layout.pieces(body)
        for found in named_parts(piece)
        if (span := layout.tokens(where, offset + found.start, offset + found.end))
    ]
    sense = np.zeros(len(origin), np.int64)
    for where, piece, offset in layout.pieces(body):
        for word in read_status_words(piece, TextKind.HEADING if where == HEADER else TextKind.SENTENCE):
            if span := layout.tokens(where, offset + word.start, offset + word.end):
                sense[span[0] : span[1]] = SENSES.index(word.sense) + 1
    kind = np.zeros(len(origin), np.int64)
    for what, spans in (
        (FIGURE, [item.span for item in figures]),
        (YEARS, [year.span for year in years if year.span]),
        (PART_OF_YEAR, [part.span for part in parts]),
    ):
        for start, end in spans:
            kind[start:end] = what
    return Context(
        passage,
        encoded,
        before,
        states,
        section,
        kind,
        sense,
        layout.count(body, _figure_starts),
        layout.count(body, lambda piece: [found.start() for found in _CLAUSE_BOUNDARY.finditer(piece)]),
        layout.count(body, lambda piece: [end for _, end in split_sentences(piece)]),
        origin,
        tuple(figures),
        tuple(years),
        tuple(parts),
    )


def _figure_starts(text: str) -> list[int]:
    return [found.start for found in parse_mentions(text) if isinstance(found, FigureSpan)]


class _Layout:
    """Where the characters of header, text before and text stand among the context's tokens."""

    def __init__(self, encoded: EncodedText, before: EncodedText | None, origin: Integers, section: Integers) -> None:
        self._texts = {HEADER: encoded, BEFORE: before, TEXT: encoded}
        self._section = section
        starts, ends = np.zeros_like(origin), np.zeros_like(origin)
        for where in (HEADER, BEFORE, TEXT):
            source, mine = self._texts[where], section == where
            if source is not None:
                starts[mine], ends[mine] = source.starts[origin[mine]], source.ends[origin[mine]]
        self._starts, self._ends = starts, ends

    def tokens(self, where: int, start: int, end: int) -> Span | None:
        """The tokens of a section that hold the characters; None where the context leaves them out."""
        inside = np.flatnonzero(
            (self._section == where) & (self._ends > start) & (self._starts < end) & (self._ends > self._starts)
        )
        return (int(inside[0]), int(inside[-1]) + 1) if len(inside) else None

    def pieces(self, body: int) -> Iterable[tuple[int, str, int]]:
        """Each section's text and where it begins in its encoded text."""
        own, before = self._texts[HEADER], self._texts[BEFORE]
        assert own is not None
        yield HEADER, own.text[:body], 0
        if before is not None:
            yield BEFORE, before.text, 0
        yield TEXT, own.text[body:], body

    def count(self, body: int, find: Callable[[str], Sequence[int]]) -> Integers:
        """For each token, how many of the places that `find` gives come before it in the whole context."""
        counts, total = np.zeros_like(self._section), 0
        for where, piece, offset in self.pieces(body):
            places = np.sort(np.asarray(find(piece), np.int64)) + offset
            mine = self._section == where
            counts[mine] = total + np.searchsorted(places, self._starts[mine], side="right")
            total += len(places)
        return counts


def _years(document: Document, layout: _Layout, body: int) -> list[YearCandidate]:
    """The years and spans of years that header, text before and text name, the years around them, and that of the
    document's date."""
    named: list[YearCandidate] = []
    for where, piece, offset in layout.pieces(body):
        spans = [(years.period.first, years.period.last, years.start, years.end) for years in parse_years(piece)]
        alone = [
            (year, year, start, end)
            for year, start, end in named_years(piece)
            if all(end <= first or last <= start for _, _, first, last in spans)
        ]
        for first, last, start, end in sorted((*spans, *alone), key=lambda item: item[2]):
            if span := layout.tokens(where, offset + start, offset + end):
                named.append(YearCandidate(first, last, YearRelation.NAMED, span))
    follow = list(dict.fromkeys(found for year in reversed(named) for found in _following(year)))
    date = document.source.date
    dated = YearCandidate(date.year, date.year, YearRelation.NAMED, None) if date else None
    return [*named, *follow, *((dated, *_following(dated)) if dated else ())]


def _following(year: YearCandidate) -> Iterator[YearCandidate]:
    if year.first < year.last:
        yield replace(year, last=year.first, relation=YearRelation.SPAN_START)
        yield replace(year, first=year.last, relation=YearRelation.SPAN_END)
        return
    yield YearCandidate(year.first + 1, year.first + 1, YearRelation.YEAR_AFTER, year.span)
    yield YearCandidate(year.first - 1, year.first - 1, YearRelation.YEAR_BEFORE, year.span)
