"""Systems that are bad in one way each: the measure meant for that way must show it."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence

from eval.answer_lines import AnswerLine, CitedQuote
from eval.judging import SystemAnswer
from eval.measures.citations import Span
from eval.measures.rankings import DEPTH
from eval.pipelines import Pipeline
from eval.questions_format import Asked
from eval.syllables import content_syllables, share_within
from rag.datatypes import Fact


class AlwaysRefuse:
    """Always abstains: perfect abstention recall, no accuracy, truthfulness near 0."""

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        """See `eval.systems.System`."""
        for question in asked:
            line = AnswerLine(question.id, question.question.text, "Không có trong tài liệu.", True, (), "quotes", 0.0)
            yield SystemAnswer(line, 0.0, None)


class TopPassage:
    """Gives the first passage whole: low figure precision, many binding errors, never abstains."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        """See `eval.systems.System`."""
        for question in asked:
            started = time.perf_counter()
            found = [ranked.passage for ranked in self._pipeline.search(question.question, DEPTH)]
            citations = tuple(CitedQuote(p.file, p.text, p.start, p.end) for p in found[:1])
            text = "\n".join(citation.quote for citation in citations)
            seconds = round(time.perf_counter() - started, 4)
            line = AnswerLine(question.id, question.question.text, text, not found, citations, "quotes", seconds)
            yield SystemAnswer(line, seconds, tuple(Span(p.file, p.start, p.end) for p in found))


class NewestYear:
    """Gives the newest year's figure of the indicator that the question names best: binding errors, no abstentions."""

    def __init__(self, pipeline: Pipeline) -> None:
        texts = {document.file: document.text for document in pipeline.documents}
        self._facts = [(fact, content_syllables(f"{fact.indicator} {fact.part}")) for fact in pipeline.facts]
        self._quotes = {
            fact: CitedQuote(
                fact.file, texts[fact.file][fact.clause_start : fact.clause_end], fact.clause_start, fact.clause_end
            )
            for fact in pipeline.facts
        }

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        """See `eval.systems.System`."""
        for question in asked:
            line = self._answer(question)
            yield SystemAnswer(line, line.seconds, None)

    def _answer(self, asked: Asked) -> AnswerLine:
        started = time.perf_counter()
        needed = content_syllables(asked.question.text)
        if not self._facts:
            return AnswerLine(asked.id, asked.question.text, "Không có số liệu.", True, (), "facts", 0.0)
        fact, _ = max(self._facts, key=lambda entry: _fit(needed, *entry))
        text = f"{fact.indicator} {fact.part} năm {fact.period}: {fact.figure.text}"
        seconds = round(time.perf_counter() - started, 4)
        return AnswerLine(asked.id, asked.question.text, text, False, (self._quotes[fact],), "facts", seconds)


def _fit(needed: Counter[str], fact: Fact, named: Counter[str]) -> tuple[float, int]:
    """How much of the question the indicator has and of the indicator the question; then how new the fact is."""
    return share_within(needed, named) + share_within(named, needed), fact.period.last if fact.period else 0
