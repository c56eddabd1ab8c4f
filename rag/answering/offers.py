"""What stands near a question that nothing surely answers: at most three sentences or rows, each with what it is of.

An offer helps a reader to find the answer and is none: it never sets a figure apart from the sentence that states it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rag.answering.answerers import Claim
from rag.answering.asked import Asked
from rag.answering.fact_answers import FactAnswers
from rag.answering.fact_relations import fits
from rag.answering.quote_answers import QuoteAnswers, SentenceMatch
from rag.answering.wording import candidate_label, passage_label, row_line
from rag.datatypes import Citation, Document, Fact, FactMatch, Mode, Passage, Statement

MOST_CANDIDATES = 3
FIGURES_LEAD = "Tài liệu có các số liệu gần với câu hỏi, chưa chắc là câu trả lời:"
SENTENCES_LEAD = "Tài liệu có các đoạn gần với câu hỏi, chưa chắc là câu trả lời:"
_SEARCHED_PASSAGES = 5
_SEARCHED_FACTS = 12
_LEAST_NEARNESS = 0.4
_FACT_SHARE = 0.5
_FOUND_SHARE = 0.3
_OTHER_PERIOD_OR_STATUS = 0.25
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

    `nearness` in [0, 1] is how much of the question it covers, or how likely its fact is meant; `score` adds how well
    its passage fits, and orders candidates of one question.
    """

    passage: Passage
    start: int
    end: int
    score: float
    nearness: float
    fact: Fact | None


class Offers:
    """Finds candidates among the facts that match and the sentences of the passages found."""

    def __init__(self, documents: Iterable[Document], fact_answers: FactAnswers, quote_answers: QuoteAnswers) -> None:
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._fact_answers = fact_answers
        self._quote_answers = quote_answers

    def near(self, asked: Asked, claim: Claim | None) -> Offer | None:
        """What was claimed and is not sure, then the nearest others; None where nothing is near."""
        found = self._ranked(asked)
        if not found or found[0].nearness < _LEAST_NEARNESS:
            return None
        statements = dict.fromkeys((*self._claimed(claim), *map(self._statement, found)))
        is_figure = asked.asks_figure or (claim is not None and claim.mode is Mode.FACTS)
        return Offer(
            FIGURES_LEAD if is_figure else SENTENCES_LEAD,
            tuple(statements)[:MOST_CANDIDATES],
            Mode.FACTS if is_figure else Mode.QUOTES,
        )

    def _claimed(self, claim: Claim | None) -> Iterator[Statement]:
        for statement in claim.statements if claim else ():
            figures = {fact.figure for fact in statement.facts}
            if len(figures) == 1:
                yield self._statement(self._of_fact(statement.facts[0], 0.0))
            elif figures:
                yield Statement(_BOLD.sub(r"\1", statement.text), statement.citations, statement.facts)
            else:
                yield from map(self._of_quote, statement.citations)

    def _ranked(self, asked: Asked) -> list[_Candidate]:
        """The sentences of the first passages and of the facts that match best, nearest first."""
        matches = [
            match for match in asked.match(asked.frame) if self._fact_answers.fits_place(match.fact, asked.frame)
        ]
        by_fact = [self._of_fact(match.fact, self._likelihood(asked, match)) for match in matches[:_SEARCHED_FACTS]]
        of_facts: dict[tuple[str, int], _Candidate] = {}
        for candidate in by_fact:
            key = (candidate.passage.id, candidate.start)
            if key not in of_facts or of_facts[key].score < candidate.score:
                of_facts[key] = candidate
        passages = [ranked.passage for ranked in asked.ranking[:_SEARCHED_PASSAGES]]
        ranks = {passage.id: rank for rank, passage in enumerate(passages)}
        passages += dict.fromkeys(c.passage for c in of_facts.values() if c.passage.id not in ranks)
        found = []
        for passage in passages:
            for sentence in self._quote_answers.sentences(asked.frame, passage):
                found.append(self._scored(sentence, of_facts, ranks.get(passage.id)))
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.passage.file, candidate.start))

    def _scored(
        self, sentence: SentenceMatch, of_facts: Mapping[tuple[str, int], _Candidate], rank: int | None
    ) -> _Candidate:
        of_fact = of_facts.get((sentence.passage.id, sentence.start))
        found = 0.0 if rank is None else 1 / (1 + rank)
        likelihood, fact = (of_fact.score, of_fact.fact) if of_fact else (0.0, None)
        score = sentence.coverage + _FOUND_SHARE * found + _FACT_SHARE * likelihood
        nearness = max(sentence.coverage, likelihood)
        return _Candidate(sentence.passage, sentence.start, sentence.end, score, nearness, fact)

    def _likelihood(self, asked: Asked, match: FactMatch) -> float:
        return match.likelihood * (1.0 if fits(match.fact, asked.frame) else _OTHER_PERIOD_OR_STATUS)

    def _of_fact(self, fact: Fact, score: float) -> _Candidate:
        passage = self._fact_answers.passage(fact)
        start, end = self._quote_answers.sentence_at(passage, fact.start)
        return _Candidate(passage, start, end, score, score, fact)

    def _of_quote(self, citation: Citation) -> Statement:
        return self._statement(_Candidate(citation.passage, citation.start, citation.end, 0.0, 0.0, None))

    def _statement(self, candidate: _Candidate) -> Statement:
        passage, document = candidate.passage, self._documents[candidate.passage.file]
        citation = Citation.of(passage, document, candidate.start, candidate.end)
        label = candidate_label(candidate.fact) if candidate.fact else passage_label(passage)
        told = row_line(passage) or f"“{' '.join(citation.quote.split())}”"
        return Statement(f"{label}: {told}", (citation,), (candidate.fact,) if candidate.fact else ())
