"""The words of a source that state a figure or a sentence: all that a model may say of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.writing import plain_text
from rag.datatypes import Fact, Passage
from rag.figures.parsing import Mention, parse_mentions
from rag.language.paraphrases import paraphrased
from rag.language.sentence_words import Turn, read_turns
from rag.lexicon import load_lexicon
from rag.vietnamese import split_sentences, syllables

_MOST_CUT_CHARS = 600
_CUT_OFF = re.compile(r"[^\W\d_]\s*$")
_BROKEN_OFF = re.compile(r"([^\W\d_])\s*$")
_PAGE_BREAK = re.compile(r"\s*\n\s*(?=[a-zà-ỹđ])|(?:\s*\n){3}\s*(?=[^\W\d_]+ [a-zà-ỹđ])")
_CLAUSE_END = re.compile(r"[;,:](?=\s)")


@dataclass(frozen=True, slots=True)
class SourceClause:
    """What a source says in one place: the clause, and what stands over it (headings, title, slots, source record).

    `start` and `end` span in the document the words that a citation quotes.
    """

    passage: Passage
    start: int
    end: int
    text: str
    beside: str

    @property
    def words(self) -> tuple[str, ...]:
        """The clause's syllables in order."""
        return _syllables(self.text)

    def says(self, term: str) -> bool:
        """Whether the clause or what stands over it has the term, by this name or another of the same concept."""
        return has_term(self.text, term) or has_term(self.beside, term)


def has_term(text: str, term: str) -> bool:
    """Whether a text has a term of the lexicon, as the concept or as written."""
    terms, spaced = _read(text)
    return term in terms or f" {term} " in spaced


def clause_of(fact: Fact, evidence: Evidence) -> SourceClause:
    """The words that state a fact: of a long sentence those that belong to no other indicator's figure."""
    passage = next(passage for passage in evidence.passages if passage.id == fact.passage_id)
    beside = (
        f"{_over(passage, evidence)}\n{fact.indicator}\n{fact.part}\n{fact.territory}\n{fact.verb}\n{fact.baseline}"
    )
    start, end = fact.clause_start, fact.clause_end
    if passage.row:
        return SourceClause(passage, start, end, plain_text(passage.text), beside)
    document = evidence.documents[fact.file].text
    name = fact.indicator, fact.part
    others = [other for other in evidence.facts.get(passage.id, ()) if (other.indicator, other.part) != name]
    before = max((other.end for other in others if start <= other.end <= fact.start), default=start)
    behind = min((other.start for other in others if fact.end <= other.start < end), default=end)
    opening = document[start : _end_of_opening(document, start, before)] if before > start else ""
    if behind < end:
        ends = [found.start() for found in _CLAUSE_END.finditer(document, fact.end, behind)]
        behind = ends[-1] if ends else behind
    return SourceClause(passage, start, end, plain_text(f"{opening} {document[before:behind]}"), beside)


def sentences_of(passage: Passage, evidence: Evidence) -> list[SourceClause]:
    """The sentences of a passage with what stands over them; of a table, its row."""
    return list(_sentences(passage, evidence.documents[passage.file].text, _over(passage, evidence)))


@lru_cache(maxsize=512)
def _sentences(passage: Passage, document: str, over: str) -> tuple[SourceClause, ...]:
    """The same passages bear all sentences of an answer."""
    spans = [(0, len(passage.text))] if passage.row else split_sentences(passage.text)
    sentences = [
        SourceClause(passage, passage.start + start, passage.start + end, plain_text(passage.text[start:end]), over)
        for start, end in spans
    ]
    return tuple(sentences if passage.row else [*sentences, *_cut_sentences(passage, spans, document, over)])


def _cut_sentences(
    passage: Passage, spans: Sequence[tuple[int, int]], document: str, over: str
) -> Iterator[SourceClause]:
    """The sentences whole that a page break cut off at the end of a passage, or at its beginning."""
    for start, end in dict.fromkeys([spans[0], spans[-1]]) if spans else ():
        whole_start, whole_end = passage.start + start, passage.start + end
        if end == spans[-1][1] and (behind := _PAGE_BREAK.match(document, whole_end)) and _CUT_OFF.search(passage.text):
            rest = split_sentences(document[behind.end() : behind.end() + _MOST_CUT_CHARS])
            whole_end = behind.end() + rest[0][1] if rest else whole_end
        opening = document[max(0, whole_start - _MOST_CUT_CHARS) : whole_start]
        if (
            start == spans[0][0]
            and (before := _BROKEN_OFF.search(opening))
            and _PAGE_BREAK.match(document, whole_start - len(opening) + before.end(1))
        ):
            rest = split_sentences(opening[: before.end(1)])
            whole_start -= len(opening) - rest[-1][0] if rest else 0
        if (whole_start, whole_end) != (passage.start + start, passage.start + end):
            text = plain_text(document[whole_start:whole_end])
            yield SourceClause(passage, whole_start, whole_end, text, over)


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


def _over(passage: Passage, evidence: Evidence) -> str:
    row = passage.row
    table = [*row.caption, *row.sections, *row.parents, row.name, *row.notes] if row else []
    headings = [cell.heading for cell in row.cells] if row else []
    return plain_text("\n".join([evidence.source_text(passage), *table, *headings]))
