"""The ways to answer a question without a language model, each of which claims the questions that it can answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answering.asked import Asked
from rag.answering.facts.answers import FactAnswers
from rag.answering.facts.corrections import Corrections
from rag.answering.facts.named_figures import NamedFigures
from rag.answering.facts.statements import FactStatements
from rag.answering.facts.sums import sum_checked
from rag.answering.question.parts import asked_apart
from rag.answering.quotes.document_answers import DocumentAnswers
from rag.answering.quotes.document_mentions import KnownDocuments
from rag.answering.quotes.quote_answers import QuoteAnswers
from rag.answering.quotes.sides import each_side, sides_of
from rag.datatypes import Mode, Operation, Statement
from rag.retrieval.fact_matches import FactMatches

CORRECTION = "correction"
NAMED_FIGURES = "named figures"
QUOTES = "quotes"


@dataclass(frozen=True, slots=True)
class Claim:
    """Statements that an answerer, by its name, holds to answer the question: at least one."""

    answerer: str
    statements: tuple[Statement, ...]
    mode: Mode


class Answerer(Protocol):
    """One way to answer. `name` is a feature of the odds that its claims are right."""

    @property
    def name(self) -> str:
        """Short, unique among the answerers."""
        ...

    def claim(self, asked: Asked) -> Claim | None:
        """What it holds to answer the question; None where the question is none of its own."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerDocument:
    """A document's number, date, issuer or signer."""

    document_answers: DocumentAnswers
    name: str = "document"

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        return _claim(self, self.document_answers.answer(asked.frame), Mode.QUOTES)


@dataclass(frozen=True, slots=True)
class AnswerNamedFigures:
    """Whose the figures are that the question names."""

    named_figures: NamedFigures[FactMatches]
    name: str = NAMED_FIGURES

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        return _claim(self, self.named_figures.answer(asked.frame, asked.match(asked.frame)), Mode.FACTS)


@dataclass(frozen=True, slots=True)
class AnswerSum:
    """Whether the parts come to the whole."""

    fact_answers: FactAnswers
    fact_statements: FactStatements
    name: str = "sum"

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        fitting = self.fact_answers.fitting(asked.frame, asked.match(asked.frame))
        return _claim(self, sum_checked(asked.frame, fitting, self.fact_statements), Mode.FACTS)


@dataclass(frozen=True, slots=True)
class CorrectPremise:
    """What denies that which the question takes for granted."""

    corrections: Corrections
    name: str = CORRECTION

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        return _claim(self, self.corrections.correct(asked.frame, asked.by_facts, asked.match), Mode.FACTS)


@dataclass(frozen=True, slots=True)
class AnswerFromRegister:
    """The facts of the register, for a question that a figure answers."""

    name: str = "register"

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        return _claim(self, asked.by_facts.statements if asked.asks_figure else (), Mode.FACTS)


@dataclass(frozen=True, slots=True)
class SetSidesApart:
    """What each document or year says that the question sets against another."""

    quote_answers: QuoteAnswers
    known: KnownDocuments
    name: str = "sides"

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        text = asked.question.text
        sides = sides_of(text, self.known.mentions(text))
        if not sides:
            return None
        asking = asked_apart(asked.question)
        alone = asked.read(asking.text) if asking else asked.frame
        frame = alone if alone.terms else asked.frame
        return _claim(self, each_side(frame, sides, asked.by_text, self.quote_answers), Mode.QUOTES)


@dataclass(frozen=True, slots=True)
class QuoteSentences:
    """The sentences that cover the question; not for a figure of another period or status than the register's."""

    quote_answers: QuoteAnswers
    name: str = QUOTES

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        if asked.lacks_figure:
            return None
        statements = self.quote_answers.answer(asked.frame, asked.ranking, asks_figure=asked.asks_figure)
        return _claim(self, statements, Mode.QUOTES)


@dataclass(frozen=True, slots=True)
class QuoteEachPeriod:
    """What the documents say of each of several years, where they are silent on none."""

    quote_answers: QuoteAnswers
    name: str = "quotes by period"

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        frame = asked.frame
        if len(frame.periods) < 2 or frame.wants_figure:
            return None
        by_period = [
            self.quote_answers.answer(
                replace(frame, periods=(period,), operation=Operation.EXPLAIN), asked.ranking, asks_figure=False
            )[:1]
            for period in frame.periods
        ]
        return _claim(self, [quote for quotes in by_period for quote in quotes] if all(by_period) else (), Mode.QUOTES)


@dataclass(frozen=True, slots=True)
class QuoteNoneLeft:
    """The sentence that tells the indicator in words, of a year for which the register has no figure."""

    quote_answers: QuoteAnswers
    name: str = "none left"

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        statements = self.quote_answers.none_left(asked.frame) if asked.by_facts.missing else ()
        return _claim(self, statements, Mode.QUOTES)


@dataclass(frozen=True, slots=True)
class FallBackOnRegister:
    """The facts of the register for a question that asks for no figure, where no sentence answers it."""

    name: str = "register unasked"

    def claim(self, asked: Asked) -> Claim | None:
        """See `Answerer`."""
        return _claim(self, asked.by_facts.statements, Mode.FACTS)


def _claim(answerer: Answerer, statements: Sequence[Statement], mode: Mode) -> Claim | None:
    return Claim(answerer.name, tuple(statements), mode) if statements else None
