"""The answer without a language model: facts of the register, verbatim sentences, or what is missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answering.corrections import Corrections
from rag.answering.document_answers import DocumentAnswers
from rag.answering.document_mentions import KnownDocuments
from rag.answering.fact_answers import SURE_COVERAGE, FactAnswers
from rag.answering.fact_statements import FactStatements
from rag.answering.fulfilment import without_verdicts
from rag.answering.named_figures import NamedFigures
from rag.answering.question_parts import asked_apart, split_frame
from rag.answering.quote_answers import QuoteAnswers
from rag.answering.resolving import resolve
from rag.answering.sides import each_side, sides_of
from rag.answering.source_notes import source_notes
from rag.answering.sums import sum_checked
from rag.answering.understanding import is_follow_up, understand
from rag.answering.verification import Evidence
from rag.datatypes import (
    Document,
    Fact,
    FactMatch,
    Mode,
    NotInDocuments,
    Operation,
    Passage,
    Question,
    QuestionFrame,
    RankedPassage,
    Statement,
    Status,
    VerifiedAnswer,
)
from rag.figures.parsing import parse_years
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.fusion import fuse_rankings
from rag.retrieval.searching import HybridSearch
from rag.vietnamese import has_accents

_QUOTED_PASSAGES = 8
_WHOLE_COVERAGE = 0.9
_FACT_PASSAGES = 5
_FACT_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Composer:
    """Chooses between the two kinds of answer; holds no state between questions."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    facts: Sequence[Fact]
    own_territories: Sequence[str]
    hybrid: HybridSearch
    fact_search: FactSearch
    fact_answers: FactAnswers
    say: FactStatements
    corrections: Corrections
    named_figures: NamedFigures
    quote_answers: QuoteAnswers
    document_answers: DocumentAnswers
    known: KnownDocuments

    def compose(self, question: Question) -> VerifiedAnswer:
        """The answer; statements or an abstention, never both. Its note says what is to be known of its sources."""
        answer = self._compose_as_typed(question)
        return replace(answer, note=source_notes(answer, self.documents))

    def _compose_as_typed(self, question: Question) -> VerifiedAnswer:
        if has_accents(question.text) and self.fact_search.reads_better_folded(question.text):
            return self._compose(question, self.frame(question, fold=True))
        answer = self._compose(question, self.frame(question))
        if answer.abstention and self.fact_search.has_plain_words(question.text):
            # Typed half with accents and half without: the plain reading may find what the exact one missed.
            plain = self._compose(question, self.frame(question, fold=True))
            return plain if not plain.abstention else answer
        if answer.abstention and (apart := asked_apart(question)):
            told = self._compose(apart, self._frame_apart(apart))
            return replace(told, question=question) if not told.abstention else answer
        return answer

    def _frame_apart(self, question: Question) -> QuestionFrame:
        """The frame of the sentence that asks, on its own words where it has any; years and places are the whole's."""
        frame = self.frame(question)
        own = self._read(question.text).terms
        return replace(frame, terms=own) if without_verdicts(own, folded=frame.accent_free) else frame

    def _compose(self, question: Question, frame: QuestionFrame) -> VerifiedAnswer:
        if told := self.document_answers.answer(frame):
            return _answer(question, told, Mode.QUOTES)
        # The words of a frame are held against the register once, for the ranking and for the answer.
        weigh = lru_cache(maxsize=None)(self.fact_search.weigh)
        ranking = self._rank(question, frame, self.fact_search.order(weigh(frame)), _QUOTED_PASSAGES)

        def match(frame: QuestionFrame) -> Sequence[FactMatch]:
            return self.fact_search.order(weigh(frame), ranking)

        segments = split_frame(frame, lambda text: self._read(text, fold=frame.accent_free))
        by_facts = self.fact_answers.answer(frame, segments, match)
        # "Chỉ tiêu … năm 2026 là gì?" asks for the figure of an indicator that it names whole.
        defines = bool(frame.statuses and frame.periods) and by_facts.coverage >= _WHOLE_COVERAGE and frame.asks_what
        names_indicator = defines or (frame.names_only and by_facts.coverage >= SURE_COVERAGE)
        asks_figure = not frame.asks_document and (
            frame.wants_figure or frame.operation is Operation.COMPARE or names_indicator
        )
        pointed = self._pointed(frame, match(frame)) or self.corrections.told(frame, by_facts, match)
        if told_by_facts := pointed or (by_facts.statements if asks_figure else ()):
            return _answer(question, told_by_facts, Mode.FACTS)
        lacks_figure = asks_figure and by_facts.missing is not None
        quotes = self._sides(question, frame)
        if not quotes and not lacks_figure:
            quotes = self.quote_answers.answer(frame, ranking, asks_figure=asks_figure)
        if not quotes and len(frame.periods) > 1 and not frame.wants_figure:
            quotes = self._quotes_by_period(frame, ranking)
        if not quotes and by_facts.missing:
            quotes = self.quote_answers.none_left(frame)
        if quotes:
            return _answer(question, quotes, Mode.QUOTES)
        if by_facts.statements:
            return _answer(question, by_facts.statements, Mode.FACTS)
        mode = Mode.FACTS if lacks_figure else Mode.QUOTES
        return VerifiedAnswer(question, (), mode, abstention=by_facts.missing or _nothing_found(frame))

    def _pointed(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> Sequence[Statement]:
        """What answers a question about figures that it names, or about their sum; nothing for any other."""
        return self.named_figures.answer(frame, matches) or sum_checked(
            frame, self.fact_answers.fitting(frame, matches), self.say
        )

    def _sides(self, question: Question, frame: QuestionFrame) -> Sequence[Statement]:
        """What each document or year says that the question sets against another; nothing where it sets none."""
        sides = sides_of(question.text, self.known.mentions(question.text))
        if not sides:
            return ()
        asking = asked_apart(question)
        alone = self._read(asking.text, fold=frame.accent_free) if asking else frame
        ranking = self._rank(question, frame, (), self.hybrid.candidates)
        return each_side(alone if alone.terms else frame, sides, ranking, self.quote_answers)

    def _quotes_by_period(self, frame: QuestionFrame, ranking: Sequence[RankedPassage]) -> Sequence[Statement]:
        """What the documents say of each of several years; nothing where they are silent on one."""
        by_period = [
            self.quote_answers.answer(
                replace(frame, periods=(period,), operation=Operation.EXPLAIN), ranking, asks_figure=False
            )[:1]
            for period in frame.periods
        ]
        return [quote for quotes in by_period for quote in quotes] if all(by_period) else ()

    def frame(self, question: Question, *, fold: bool = False) -> QuestionFrame:
        """The question understood in its conversation; `fold` reads it as typed without accents."""

        def fitness(frame: QuestionFrame, own_terms: Sequence[str]) -> float:
            best = self.fact_answers.fitting(frame, self.fact_search.match(frame))[:1]
            return sum(
                item.likelihood * (1 + self.fact_search.names(item.fact, own_terms, folded=frame.accent_free))
                for item in best
            )

        return resolve(question, lambda turn: self._read(turn, fold=fold), fitness)

    def _read(self, text: str, *, fold: bool = False) -> QuestionFrame:
        return understand(text, self.own_territories, self.known, fold=fold)

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """The passages that fit the question, best first: by their text, and by the facts that they state."""
        frame = self.frame(question)
        return self._rank(question, frame, self.fact_search.match(frame), k)

    def _rank(
        self, question: Question, frame: QuestionFrame, matches: Sequence[FactMatch], k: int
    ) -> Sequence[RankedPassage]:
        by_text = self.hybrid.search(_with_periods(self.standalone_text(question), frame), self.hybrid.candidates)
        facts = self.fact_answers.fitting(frame, matches)
        passages = dict.fromkeys(self.fact_answers.passage(match.fact) for match in facts[:_FACT_PASSAGES])
        by_fact = [RankedPassage(passage, 1.0) for passage in passages]
        return fuse_rankings([(1.0, by_text), (_FACT_WEIGHT, by_fact)])[:k]

    def standalone_text(self, question: Question) -> str:
        """The question as text that needs no history: a follow-up with the turns it leans on."""
        turns: list[str] = []
        for turn in (*question.history, question.text):
            frame = self._read(turn)
            if not is_follow_up(frame):
                turns = [turn]
            elif parse_years(turn):
                # A year of its own replaces the years before.
                turns = [*map(_without_years, turns), turn]
            else:
                turns = [*turns, turn]
        return " ".join(turns)

    def evidence(self, passages: Sequence[Passage]) -> Evidence:
        """What the gate holds a model's sentences against."""
        ids = {passage.id for passage in passages}
        facts: dict[str, list[Fact]] = {}
        for fact in self.facts:
            if fact.passage_id in ids:
                facts.setdefault(fact.passage_id, []).append(fact)
        documents = {document.file: document for document in self.documents}
        return Evidence(passages, facts, documents, self.own_territories)

    def example_questions(self) -> tuple[str, ...]:
        """A few questions that the register answers: targets of list lines over the documents, and a comparison."""
        lines = {passage.id for passage in self.passages if passage.is_item}
        by_name: dict[str, list[Fact]] = {}
        for fact in self.facts:
            is_plain = not fact.part and fact.period is not None and 3 <= len(fact.indicator.split()) <= 10
            if fact.passage_id in lines and is_plain and fact.status is Status.TARGET:
                by_name.setdefault(_question_name(fact), []).append(fact)
        targets = [f"Chỉ tiêu {name} năm {facts[-1].period} là bao nhiêu?" for name, facts in by_name.items()]
        compared = [
            f"{name[:1].upper()}{name[1:]}: chỉ tiêu năm {facts[0].period} và năm {facts[-1].period} chênh bao nhiêu?"
            for name, facts in by_name.items()
            if facts[0].period != facts[-1].period and facts[0].figure.unit == facts[-1].figure.unit
        ]
        return (*targets[:: max(1, len(targets) // 4)][:4], *compared[:1])


def _answer(question: Question, statements: Sequence[Statement], mode: Mode) -> VerifiedAnswer:
    return VerifiedAnswer(question, tuple(statements), mode)


def _with_periods(text: str, frame: QuestionFrame) -> str:
    """The text with the years that the frame has reckoned (`năm trước đó`) in place of its own."""
    said = {years.period for years in parse_years(text)}
    if said.issuperset(frame.periods):
        return text
    return f"{_without_years(text)} năm {', '.join(map(str, frame.periods))}"


def _without_years(text: str) -> str:
    for years in reversed(parse_years(text)):
        text = text[: years.start] + text[years.end :]
    return text


def _question_name(fact: Fact) -> str:
    """The indicator as it stands amid a sentence: without what parentheses qualify, small unless it is an acronym."""
    name = " ".join(re.sub(r"\([^)]*\)", " ", fact.indicator).split())
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _nothing_found(frame: QuestionFrame) -> NotInDocuments:
    about = " ".join(frame.terms) or frame.text
    return NotInDocuments(f"Các tài liệu không có thông tin về: {about}.")
