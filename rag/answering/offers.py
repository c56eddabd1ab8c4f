"""What stands near a question that nothing surely answers: at most three sentences or rows, each with what it is of.

An offer helps a reader to find the answer and is none: it never sets a figure apart from the sentence that states it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice

from rag.answering.answerers import Claim
from rag.answering.asked import Asked
from rag.answering.facts.answers import FactAnswers, asks_parts
from rag.answering.facts.relations import fits
from rag.answering.question.answer_kinds import lacks_asked_kind
from rag.answering.question.names import names_left_over
from rag.answering.quotes.quote_answers import QuoteAnswers, SentenceMatch
from rag.answering.wording import candidate_label, passage_label, row_line
from rag.datatypes import Citation, Document, Fact, Mode, Operation, Passage, QuestionFrame, Statement
from rag.figures.parsing import parse_figures
from rag.retrieval.fact_search import unit_fits

MOST_CANDIDATES = 3
FIGURES_LEAD = "Tài liệu có các số liệu gần với câu hỏi (chưa chắc là câu trả lời):"
SENTENCES_LEAD = "Tài liệu có các đoạn gần với câu hỏi (chưa chắc là câu trả lời):"
_SEARCHED_PASSAGES = 6
_SEARCHED_FACTS = 20
_MATCHES = 100
_LOOKED_AT = 12
"""So many of the nearest sentences are read for figures, and compared with the names in the question."""
_LEAST_NEARNESS = 0.45
_LEAST_NEARNESS_OF_CLAIMED = 0.3
_FAR = 0.25
"""Candidates that are no nearer than this only burden the reader."""
_FACT_SHARE = 0.5
_FOUND_SHARE = 0.5
_OTHER_PERIOD_OR_STATUS = 0.25
_WITHOUT_ASKED_KIND = 0.3
_OTHER_NAMES = 0.5
_MOST_LINES = 12
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Offer:
    """Labelled candidates under their lead: at least one."""

    lead: str
    statements: tuple[Statement, ...]
    mode: Mode


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence or a row with the fact in it that fits best, if any does.

    `nearness` in [0, 1] is how much of the question it covers, or how likely its fact is meant; `score` orders the
    candidates of one question.
    """

    passage: Passage
    start: int
    end: int
    nearness: float = 0.0
    score: float = 0.0
    fact: Fact | None = None


class Offers:
    """Finds candidates among the facts that match and the sentences of the passages found."""

    def __init__(self, documents: Iterable[Document], fact_answers: FactAnswers, quote_answers: QuoteAnswers) -> None:
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._fact_answers = fact_answers
        self._quote_answers = quote_answers

    def near(self, asked: Asked, claim: Claim | None) -> Offer | None:
        """What was claimed and is not sure, then the nearest others; None where nothing is near."""
        found = self._ranked(asked)
        least = _LEAST_NEARNESS_OF_CLAIMED if claim else _LEAST_NEARNESS
        if not any(candidate.nearness >= least for candidate in found[:MOST_CANDIDATES]):
            return None
        is_list = asked.frame.operation is Operation.LIST or asks_parts(asked.frame)
        nearest = (self._statement(item, with_lines=is_list) for item in found if item.nearness >= _FAR)
        names = asked.names
        claimed = (
            item
            for item in self._claimed(claim)
            if (names_left_over(names, item.citations) < 1 or not names)
            # A sentence that gives no reason stands behind those that do, where one is asked for.
            and (item.facts or not lacks_asked_kind(asked.frame, item.citations))
        )
        statements = _apart((*claimed, *nearest))
        is_figure = asked.asks_figure or (claim is not None and claim.mode is Mode.FACTS)
        # Sentences near a question after a figure are still quotes where no fact of the register stands in them.
        of_register = is_figure and any(statement.facts for statement in statements)
        return Offer(
            FIGURES_LEAD if is_figure else SENTENCES_LEAD, statements, Mode.FACTS if of_register else Mode.QUOTES
        )

    def _claimed(self, claim: Claim | None) -> Iterator[Statement]:
        """What is claimed as candidates: a fact by its sentence, what was reckoned as it is but for the bold type."""
        quoted = (
            [citation for item in claim.statements if not item.facts for citation in item.citations] if claim else []
        )
        if len(quoted) > MOST_CANDIDATES:
            yield self._list_of([citation.passage for citation in quoted[:_MOST_LINES]])
            return
        for statement in claim.statements if claim else ():
            figures = {fact.figure for fact in statement.facts}
            if len(figures) == 1:
                yield self._statement(self._of_fact(statement.facts[0]))
            elif figures:
                yield Statement(_BOLD.sub(r"\1", statement.text), statement.citations, statement.facts)
            else:
                for citation in statement.citations:
                    yield self._statement(_Candidate(citation.passage, citation.start, citation.end))

    def _ranked(self, asked: Asked) -> list[_Candidate]:
        """The sentences of the first passages and of the facts that match best, nearest first."""
        of_facts = self._of_facts(asked)
        ranks = {ranked.passage.id: rank for rank, ranked in enumerate(asked.ranking[:_SEARCHED_PASSAGES], start=1)}
        passages = [ranked.passage for ranked in asked.ranking[:_SEARCHED_PASSAGES]]
        passages += dict.fromkeys(found.passage for found in of_facts.values() if found.passage.id not in ranks)
        scored = [
            _scored(sentence, of_facts.get((passage.id, sentence.start)), ranks.get(passage.id))
            for passage in passages
            for sentence in self._quote_answers.sentences(asked.frame, passage)
        ]
        names = asked.names
        looked_at = [self._looked_at(asked, found, names) for found in sorted(scored, key=_order)[:_LOOKED_AT]]
        return sorted((found for found in looked_at if found is not None), key=_order)

    def _of_facts(self, asked: Asked) -> dict[tuple[str, int], _Candidate]:
        """The sentences with the facts that match best, by passage and start, each with the likeliest of its facts."""
        found: dict[tuple[str, int], _Candidate] = {}
        best = asked.match(asked.frame)[:_MATCHES]
        here = (match for match in best if self._fact_answers.fits_place(match.fact, asked.frame))
        for match in islice(here, _SEARCHED_FACTS):
            candidate = self._of_fact(match.fact)
            likelihood = match.likelihood * (1.0 if fits(match.fact, asked.frame) else _OTHER_PERIOD_OR_STATUS)
            key = (candidate.passage.id, candidate.start)
            if key not in found or found[key].nearness < likelihood:
                found[key] = replace(candidate, nearness=likelihood)
        return found

    def _looked_at(self, asked: Asked, found: _Candidate, names: AbstractSet[str]) -> _Candidate | None:
        """Less near where it lacks a name of the question, or what is asked for (a figure, a time, a reason).

        None where it is of other names or other years altogether, or, though the register has others of the indicator,
        states no figure or has no word of it.
        """
        citation = self._citation(found)
        lacking = names_left_over(names, [citation], [found.fact.territory] if found.fact else [])
        if lacking == 1 or not self._quote_answers.fits_period(asked.frame, citation):
            return None
        lacks_figure = asked.asks_figure and not _holds_figure(citation.quote, asked.frame)
        if asked.lacks_figure and (lacks_figure or self._quote_answers.bears_no_word(asked.frame, citation)):
            return None
        lacks_kind = lacks_figure or lacks_asked_kind(asked.frame, [citation])
        score = found.score - _OTHER_NAMES * lacking - (_WITHOUT_ASKED_KIND if lacks_kind else 0.0)
        return replace(found, score=score)

    def _of_fact(self, fact: Fact) -> _Candidate:
        passage = self._fact_answers.passage(fact)
        start, end = self._quote_answers.sentence_at(passage, fact.start)
        return _Candidate(passage, start, end, fact=fact)

    def _statement(self, candidate: _Candidate, *, with_lines: bool = False) -> Statement:
        lines = self._quote_answers.lines_beside(candidate.passage) if with_lines else []
        if len(lines) > 1:
            return self._list_of(lines[:_MOST_LINES])
        citation = self._citation(candidate)
        label = candidate_label(candidate.fact) if candidate.fact else passage_label(candidate.passage)
        line = f"{label}: {_cited_text(candidate.passage, citation)}"
        return Statement(line, (citation,), (candidate.fact,) if candidate.fact else ())

    def _list_of(self, lines: Sequence[Passage]) -> Statement:
        """The lines of a list as one candidate."""
        citations = [self._citation(_Candidate(line, line.start, line.end)) for line in lines]
        lines_text = "; ".join(_cited_text(line, citation) for line, citation in zip(lines, citations, strict=True))
        return Statement(f"{passage_label(lines[0])}: {lines_text}", tuple(citations))

    def _citation(self, candidate: _Candidate) -> Citation:
        document = self._documents[candidate.passage.file]
        return Citation.of(candidate.passage, document, candidate.start, candidate.end)


def _scored(sentence: SentenceMatch, of_fact: _Candidate | None, rank: int | None) -> _Candidate:
    likelihood, fact = (of_fact.nearness, of_fact.fact) if of_fact else (0.0, None)
    score = sentence.coverage + _FACT_SHARE * likelihood + (_FOUND_SHARE / rank if rank else 0.0)
    nearness = max(sentence.coverage, likelihood)
    return _Candidate(sentence.passage, sentence.start, sentence.end, nearness, score, fact)


def _order(candidate: _Candidate) -> tuple[float, str, int]:
    return -candidate.score, candidate.passage.file, candidate.start


def _apart(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The first ones that quote different words."""
    found: dict[tuple[Citation, ...], Statement] = {}
    for statement in statements:
        found.setdefault(statement.citations, statement)
    return tuple(found.values())[:MOST_CANDIDATES]


def _cited_text(passage: Passage, citation: Citation) -> str:
    return row_line(passage).removesuffix(".") or f"“{' '.join(citation.quote.split())}”"


def _holds_figure(text: str, frame: QuestionFrame) -> bool:
    """Whether the text states a figure of a unit that answers the question."""
    return any(not frame.units or unit_fits(span.figure.unit, frame.units) for span in parse_figures(text))
