"""The answer without a language model: facts of the register, verbatim sentences, or what is missing."""

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain

from rag.answering.answer_odds import AnswerJudge
from rag.answering.answerers import Answerer, Claim
from rag.answering.asked import Asked
from rag.answering.facts.answers import FactAnswers
from rag.answering.facts.fulfilment import without_verdicts
from rag.answering.facts.nearby_questions import question_name
from rag.answering.facts.place_answers import PlaceAnswers
from rag.answering.facts.statements import FactStatements
from rag.answering.gate.verification import Evidence
from rag.answering.offers import Offers
from rag.answering.question.parts import asked_apart, asked_severally, split_frame
from rag.answering.question.places import spell_out_place
from rag.answering.question.relative_times import is_of_times, spell_out_times, times_note
from rag.answering.question.resolving import Fitness, resolve
from rag.answering.question.understanding import is_follow_up, understand
from rag.answering.quotes.document_mentions import KnownDocuments
from rag.answering.quotes.reasons import Reasons, no_reason
from rag.answering.quotes.source_notes import source_notes
from rag.answering.wording import topic_text
from rag.datatypes import (
    AnswerOutcome,
    Document,
    Fact,
    Mode,
    NotInDocuments,
    Passage,
    Question,
    QuestionFrame,
    RankedPassage,
    Status,
    VerifiedAnswer,
)
from rag.figures.parsing import parse_years
from rag.language.questions.slips import without_slip
from rag.language.questions.turns import asks_source, without_opening
from rag.retrieval.fact_matches import FactMatches
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.fusion import fuse_rankings
from rag.retrieval.searching import HybridSearch
from rag.vietnamese import has_accents

_QUOTED_PASSAGES = 8
_FACT_PASSAGES = 5
_FACT_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Composer:
    """Tells, offers or refuses what the answerers claim, tried in their order; holds no state between questions."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    facts: Sequence[Fact]
    own_territories: Sequence[str]
    hybrid: HybridSearch
    fact_search: FactSearch
    fact_answers: FactAnswers
    place_answers: PlaceAnswers
    fact_statements: FactStatements
    answerers: Sequence[Answerer]
    judge: AnswerJudge
    offers: Offers
    known: KnownDocuments
    reasons: Reasons

    def compose(self, question: Question) -> VerifiedAnswer:
        """The answer; statements or an abstention, never both. Its note says what is to be known of its sources."""
        answer = self._compose_as_typed(question)
        notes = (answer.note, source_notes(answer, self.documents))
        return replace(answer, note=" ".join(note for note in notes if note))

    def _compose_as_typed(self, question: Question) -> VerifiedAnswer:
        return self._compose_each(question) or self._compose_one(question)

    def _compose_each(self, question: Question) -> VerifiedAnswer | None:
        """The register's answers to each of the things that a later turn joins; None unless it is sure of each."""
        apart = asked_severally(question)
        frames = [self.frame(part) for part in apart]
        if not apart or not all(self._read(part.text).terms for part in apart):
            return None
        answers = [self._compose(self._asked(part, frame)) for part, frame in zip(apart, frames, strict=True)]
        statements = dict.fromkeys(statement for answer in answers for statement in answer.statements)
        are_sure = all(answer.mode is Mode.FACTS and answer.outcome is AnswerOutcome.SURE for answer in answers)
        is_each = len(statements) == sum(len(answer.statements) for answer in answers)
        if not (are_sure and is_each):
            return None
        # As if one were right or wrong without regard to the others.
        likely = [answer.probability for answer in answers if answer.probability is not None]
        return VerifiedAnswer(question, tuple(statements), Mode.FACTS, probability=math.prod(likely))

    def _compose_one(self, question: Question) -> VerifiedAnswer:
        """The first sure answer of the question's readings, else the first that offers something."""
        answers: list[VerifiedAnswer] = []
        for asked in self.readings(question):
            answer = replace(self._compose(asked), question=question)
            if answer.outcome is AnswerOutcome.SURE:
                return answer
            answers.append(answer)
        return next((answer for answer in answers if answer.outcome is AnswerOutcome.OFFERED), answers[0])

    def readings(self, question: Question) -> Iterator[Asked]:
        """The question in each way that it may be meant, likeliest first; at least one."""
        if has_accents(question.text) and self.fact_search.reads_better_folded(question.text):
            yield self._asked(question, self.frame(question, fold=True))
            return
        yield self._asked(question, self.frame(question))
        if self.fact_search.has_plain_words(question.text):
            # Typed half with accents and half without: the plain reading may find what the exact one missed.
            yield self._asked(question, self.frame(question, fold=True))
        elif apart := asked_apart(question):
            yield self._asked(apart, self._frame_apart(apart))

    def _frame_apart(self, question: Question) -> QuestionFrame:
        """The frame of the sentence that asks, on its own words where it has any; years and places are the whole's."""
        frame = self.frame(question)
        own = self._read(question.text).terms
        return replace(frame, terms=own) if without_verdicts(own, folded=frame.accent_free) else frame

    def claim(self, asked: Asked) -> Claim | None:
        """What the first answerer claims that can answer the question; None where none can."""
        claims = (answerer.claim(asked) for answerer in self.answerers)
        return next((claim for claim in claims if claim is not None), None)

    def _compose(self, asked: Asked) -> VerifiedAnswer:
        """The answer to a question understood, with what its words for a time were taken to mean."""
        answer, frame = self._composed(asked), asked.frame
        named = self.fact_statements.with_sources(answer.statements) if asks_source(frame.text) else answer.statements
        return replace(answer, statements=named, note=times_note(frame.relative_times))

    def _composed(self, asked: Asked) -> VerifiedAnswer:
        """A sure claim is told; else what is near the question is offered; else what is missing is said."""
        if asked.frame.wants_reason:
            reasons = self.reasons.answer(asked.frame, asked.ranking)
            missing = None if reasons else no_reason(_topic(asked))
            return VerifiedAnswer(asked.question, reasons, Mode.QUOTES, abstention=missing)
        claim = self.claim(asked)
        verdict = self.judge.judge(asked, claim) if claim is not None else None
        probability = verdict.probability if verdict else None
        if claim is not None and verdict is not None and verdict.is_sure:
            return VerifiedAnswer(asked.question, claim.statements, claim.mode, probability=probability)
        if offer := self.offers.near(asked, claim):
            statements, mode = offer.statements, offer.mode
            return VerifiedAnswer(asked.question, statements, mode, lead=offer.lead, probability=probability)
        mode = Mode.FACTS if asked.lacks_figure else Mode.QUOTES
        missing = asked.by_facts.missing or _nothing_found(asked)
        return VerifiedAnswer(asked.question, (), mode, abstention=missing, probability=probability)

    def _asked(self, question: Question, frame: QuestionFrame) -> Asked:
        # The words of a frame are held against the register once, for the ranking and for the answer.
        weigh = lru_cache(maxsize=None)(self.fact_search.weigh)
        by_text = self._search_text(question, frame)
        ranking = self._with_facts(by_text, frame, self.fact_search.order(weigh(frame)))[:_QUOTED_PASSAGES]

        @cache
        def match(frame: QuestionFrame) -> FactMatches:
            return self.fact_search.order(weigh(frame), ranking)

        def read(text: str) -> QuestionFrame:
            return self._read(text, fold=frame.accent_free)

        parts = split_frame(frame, read)
        by_facts = self.place_answers.answer(frame, parts, match)
        return Asked(question, frame, ranking, fuse_rankings([(1.0, by_text)]), parts, by_facts, match, read)

    def frame(self, question: Question, *, fold: bool = False) -> QuestionFrame:
        """The question understood in its conversation; `fold` reads it as typed without accents."""

        def fit(frame: QuestionFrame, own_terms: Sequence[str]) -> Fitness:
            best = next(iter(self.fact_answers.fitting(frame, self.fact_search.match(frame))), None)
            if best is None:
                return Fitness(0.0, 0.0)
            return Fitness(best.likelihood, self.fact_search.names(best.fact, own_terms, folded=frame.accent_free))

        def read(turn: str, earlier: QuestionFrame | None) -> QuestionFrame:
            return self._read_turn(turn, question.today, earlier, fold=fold)

        return resolve(question, read, fit)

    def _read_turn(
        self, turn: str, today: datetime.date | None, earlier: QuestionFrame | None, *, fold: bool
    ) -> QuestionFrame:
        """A turn on its own, with the times and places that it only points at spelled out."""
        placed = spell_out_place(
            without_slip(without_opening(turn)), self.own_territories, earlier.homes if earlier else ()
        )
        spelled = spell_out_times(placed, today, earlier.periods if earlier else None)
        frame = self._read(spelled.text, fold=fold)
        return replace(frame, relative_times=spelled.times, wants_latest=spelled.wants_latest)

    def _read(self, text: str, *, fold: bool = False) -> QuestionFrame:
        frame = understand(text, self.own_territories, self.known, fold=fold)
        # Of the documents that a name may mean, those of the place that is named beside it.
        files = frozenset(file for file in frame.files if self.fact_answers.is_at_home(file, frame))
        return replace(frame, files=files)

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """The passages that fit the question, best first: by their text, and by the facts that they state."""
        frame = self.frame(question)
        return self._with_facts(self._search_text(question, frame), frame, self.fact_search.match(frame))[:k]

    def _search_text(self, question: Question, frame: QuestionFrame) -> Sequence[RankedPassage]:
        text = _with_periods(self.standalone_text(question, frame), frame)
        # Among passages of many places those of the one that is asked about are few.
        share = len(self.own_territories) / len(frame.homes) if frame.homes else 1
        return [
            ranked
            for ranked in self.hybrid.search(text, math.ceil(self.hybrid.candidates * share))
            if self.fact_answers.speaks_of(ranked.passage, frame) and is_of_times(ranked.passage, frame.relative_times)
        ]

    def _with_facts(
        self, by_text: Sequence[RankedPassage], frame: QuestionFrame, matches: FactMatches
    ) -> Sequence[RankedPassage]:
        """The passages found by text together with those of the facts that fit, best first."""
        facts = self.fact_answers.fitting(frame, matches)
        passages = dict.fromkeys(self.fact_answers.passage(match.fact) for match in facts[:_FACT_PASSAGES])
        by_fact = [RankedPassage(passage, 1.0) for passage in passages]
        return fuse_rankings([(1.0, by_text), (_FACT_WEIGHT, by_fact)])

    def standalone_text(self, question: Question, frame: QuestionFrame | None = None) -> str:
        """The question as text that needs no history: a follow-up with the turns it leans on.

        `frame` is the question's, where it is known already.
        """
        meant = frame or self.frame(question)
        question = replace(
            question, text=without_slip(question.text), history=tuple(map(without_slip, question.history))
        )
        own, *before = (self._read(turn, fold=meant.accent_free).terms for turn in (question.text, *question.history))
        if own and own == meant.terms and set(own).isdisjoint(chain.from_iterable(before)):
            return question.text
        turns: list[str] = []
        for turn in (*question.history, question.text):
            if not is_follow_up(self._read(turn)):
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
                by_name.setdefault(question_name(fact), []).append(fact)
        targets = [f"Chỉ tiêu {name} năm {facts[-1].period} là bao nhiêu?" for name, facts in by_name.items()]
        compared = [
            f"{name[:1].upper()}{name[1:]}: chỉ tiêu năm {facts[0].period} và năm {facts[-1].period} chênh bao nhiêu?"
            for name, facts in by_name.items()
            if facts[0].period != facts[-1].period and facts[0].figure.unit == facts[-1].figure.unit
        ]
        return (*targets[:: max(1, len(targets) // 4)][:4], *compared[:1])


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


def _topic(asked: Asked) -> str:
    """What is asked about, as the user wrote it."""
    turns = (asked.question.text, *reversed(asked.question.history))
    return topic_text(asked.frame.terms, turns, accent_free=asked.frame.accent_free)


def _nothing_found(asked: Asked) -> NotInDocuments:
    frame = asked.frame
    about = _topic(asked) or frame.text
    named = (*frame.homes, *frame.territories)
    places = f" ({', '.join(named)})" if frame.terms and named else ""
    return NotInDocuments(f"Các tài liệu không có thông tin về: {about}{places}.")
