"""The answer without a model, with what a model adds to it, sentence by sentence through the gate."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from rag.answering.composing import Composer
from rag.answering.gate.asked_for import was_asked_for
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.invention import discredits
from rag.answering.gate.verification import verify_or_attribute
from rag.answering.model.drafting import read_drafts
from rag.answering.model.excerpts import Excerpt, ExcerptChooser
from rag.answering.model.prompting import Prompts
from rag.answering.model.speed import estimate_tokens
from rag.answering.model.tasks import ModelTask
from rag.datatypes import AnswerOutcome, Draft, Fact, Mode, QuestionFrame, Rejection, Statement, VerifiedAnswer
from rag.errors import LanguageModelBroke, LanguageModelUnavailable
from rag.lexicon import load_lexicon
from rag.protocols import LanguageModelServer
from rag.vietnamese import syllables

_log = logging.getLogger(__name__)

_CHECKED_PASSAGES = 24
"""A reply is held against so many of the best passages: a prompt has room for a few clauses, and what a model writes is
true wherever it stands."""

_MOST_FIGURES = 6
_RETOLD_SHARE = 0.8
"""Of a quote's words, those that make a sentence tell all of it: it then stands in the quote's place."""

_LEAST_LIKELIHOOD = 0.3
"""Of a fact that is given to the model beside those of the answer."""

_MOST_SENTENCES = 6
"""The most that a prompt asks for."""

_SURVEY_TOKENS = 2
"""Times the tokens of a question about one thing."""

_ANSWER_TOKENS = {ModelTask.ANSWER: 60, ModelTask.EXPLAIN: 180, ModelTask.SURVEY: 220}
"""What answers came to, for telling how long one takes."""

_ASKED_SHARE = 0.25
"""Of the question's words, those that a sentence and its source bear that is to answer it."""

_REFUSED_SHARE = 0.7
"""Likewise where the documents were found to have no answer."""

NOT_STATED = "Tài liệu không nêu"
"""What the prompt of a question about one thing has the model write where it finds no answer."""

_WRITTEN_LEAD = "Tài liệu không có câu trả lời chắc chắn; mô hình đọc các đoạn gần nhất và viết:"

_SAID_AGAIN = "says again what is shown"
NOTHING_NEW = "Mô hình không viết thêm được điều gì ngoài những gì đã trích."
NOTHING_FITS = "Câu do mô hình viết không khớp với nguồn nên không được dùng; đây là trích dẫn từ tài liệu."


@dataclass(frozen=True, slots=True)
class PromptMade:
    """A prompt, and what the gate holds a reply against: the passages given, by their numbers, and others behind.

    `has_more` tells whether the prompt holds anything that the answer does not quote already.
    """

    task: ModelTask
    frame: QuestionFrame
    system: str
    prompt: str
    evidence: Evidence
    has_more: bool


@dataclass(frozen=True, slots=True)
class ModelProse:
    """Asks a model and takes of its sentences those that pass; holds no state between questions.

    `prompt_passages` are searched for clauses, `prompt_tokens` the new tokens of a prompt about one thing.
    """

    composer: Composer
    chooser: ExcerptChooser
    prompts: Prompts
    model: LanguageModelServer
    prompt_passages: int
    prompt_tokens: int

    def make_prompt(self, first: VerifiedAnswer, task: ModelTask) -> PromptMade:
        """What the model is to read for the task that the answer leaves open."""
        composer = self.composer
        frame = composer.frame(first.question)
        question = composer.standalone_text(first.question)
        facts = self._facts(first, frame, task)
        stating = {passage.id: passage for passage in map(composer.fact_statements.passage, facts)}
        ranking = composer.search(first.question, max(self.prompt_passages, _CHECKED_PASSAGES))
        searched, tokens = ranking[: self.prompt_passages], self._tokens_left(task, question, facts)
        excerpts: tuple[Excerpt, ...] = ()
        if is_only_quoted := first.mode is Mode.QUOTES and first.outcome is AnswerOutcome.OFFERED:
            excerpts = self.chooser.choose_unquoted(frame, searched, first.citations, tokens)
        has_more = bool(excerpts) or not is_only_quoted
        if not excerpts:
            excerpts = self.chooser.choose(frame, searched, first.citations, facts, stating, tokens)
        prompt = self.prompts.fill(task, question, excerpts, self._figures(facts, excerpts))
        given = [excerpt.passage for excerpt in excerpts]
        others = dict.fromkeys([*(citation.passage for citation in first.citations), *(one.passage for one in ranking)])
        found = [passage for passage in others if passage not in given]
        evidence = composer.evidence([*given, *found[: max(0, _CHECKED_PASSAGES - len(given))]])
        return PromptMade(task, frame, self.prompts.system, prompt, evidence, has_more)

    def expected_seconds(self, made: PromptMade) -> float | None:
        """How long the model would take; None where that is not known yet."""
        return self.model.expected_seconds(made.system, made.prompt, _ANSWER_TOKENS[made.task])

    def write(
        self, first: VerifiedAnswer, made: PromptMade, stopped: threading.Event | None = None
    ) -> Iterator[VerifiedAnswer]:
        """The first answer with the model's sentences that pass; it stands alone where none does. The last is final.

        Setting `stopped` on another thread ends the reply as `LanguageModel.stream` says.
        """
        written: list[Statement] = []
        rejections: list[Rejection] = []
        note = ""
        before: Statement | None = None
        try:
            for draft in self._drafts(made, written, stopped):
                verified = verify_or_attribute(draft, made.frame, made.evidence, before)
                before = verified if isinstance(verified, Statement) else None
                if isinstance(verified, Rejection) and discredits(draft.text, made.evidence):
                    rejections.append(verified)
                    written.clear()
                    break
                verdict = self._judge(draft, verified, made, first, written)
                if isinstance(verdict, Rejection):
                    rejections.append(verdict)
                else:
                    written.append(verdict)
                    yield _joined(first, written, rejections, "", is_final=False)
        except LanguageModelUnavailable as error:
            _log.warning("the answer without a model stands: %s", error)
            note = error.message
        if not written and not note and first.abstention is None:
            note = NOTHING_NEW if all(map(_adds_nothing, rejections)) else NOTHING_FITS
        yield _joined(first, written, rejections, note, is_final=True)

    def _drafts(
        self, made: PromptMade, written: Sequence[Statement], stopped: threading.Event | None
    ) -> Iterator[Draft]:
        """The reply's sentences; asked for once more where the server broke off before anything was shown.

        A model is stopped that says a sentence again, for it goes round in circles, or more than it was asked for.
        """
        for is_last in (False, True):
            seen: set[str] = set()
            try:
                with closing(self.model.stream(made.system, made.prompt, stopped)) as pieces:
                    for draft in read_drafts(pieces):
                        if draft.text in seen or len(seen) == _MOST_SENTENCES:
                            return
                        seen.add(draft.text)
                        yield draft
            except LanguageModelBroke as error:
                if is_last or written:
                    raise
                _log.warning("asking the model again: %s", error)
            else:
                return

    def _judge(
        self,
        draft: Draft,
        verified: Statement | Rejection,
        made: PromptMade,
        first: VerifiedAnswer,
        written: Sequence[Statement],
    ) -> Statement | Rejection:
        """Whether a sentence that passed the gate adds something that was asked for."""
        if isinstance(verified, Rejection):
            return verified
        is_sure = made.task is not ModelTask.SURVEY and first.outcome is AnswerOutcome.SURE
        if is_sure and not was_asked_for(verified, first, made.frame):
            return Rejection(draft.text, "states figures that were not asked for")
        if first.outcome is not AnswerOutcome.SURE and not _keeps_to_question(verified, made.frame, first):
            return Rejection(draft.text, "is not about what was asked")
        quotes = [_quoted(statement) for statement in first.statements] if first.mode is Mode.QUOTES else []
        if any(_repeats(verified.text, shown) for shown in (*quotes, *(statement.text for statement in written))):
            return Rejection(draft.text, _SAID_AGAIN)
        return verified

    def _tokens_left(self, task: ModelTask, question: str, facts: Sequence[Fact]) -> int:
        """For excerpts: what the task may read, and the model's context holds, without all else of the prompt."""
        most = self.prompt_tokens * (_SURVEY_TOKENS if task is ModelTask.SURVEY else 1)
        budget_chars = self.model.prompt_budget_chars - len(self.prompts.system)
        lines = "\n".join(self._line(fact, 0) for fact in facts)
        around = self.prompts.tokens_around(task, question) + estimate_tokens(lines)
        return min(most, estimate_tokens(" " * max(budget_chars, 0))) - around

    def _facts(self, first: VerifiedAnswer, frame: QuestionFrame, task: ModelTask) -> list[Fact]:
        """Those of the answer and, but for reasons and ways, the others that fit the question."""
        facts = [fact for statement in first.statements for fact in statement.facts[:1]]
        if task is not ModelTask.EXPLAIN:
            fitting = self.composer.fact_answers.fitting(frame, self.composer.fact_search.match(frame))
            facts += [match.fact for match in fitting if match.likelihood >= _LEAST_LIKELIHOOD]
        alike: dict[object, Fact] = {}
        for fact in facts:
            alike.setdefault((fact.indicator, fact.part, fact.period, fact.status, fact.figure), fact)
        return list(alike.values())[:_MOST_FIGURES]

    def _figures(self, facts: Sequence[Fact], excerpts: Sequence[Excerpt]) -> list[str]:
        numbers = {excerpt.passage.id: number for number, excerpt in enumerate(excerpts, start=1)}
        return [self._line(fact, numbers[fact.passage_id]) for fact in facts if fact.passage_id in numbers]

    def _line(self, fact: Fact, number: int) -> str:
        return f"{self.composer.fact_statements.render_facts([fact]).text.replace('**', '').rstrip('.')} [{number}]."


def _keeps_to_question(written: Statement, frame: QuestionFrame, first: VerifiedAnswer) -> bool:
    """Whether a sentence is about what was asked: in its own words and those of its sources."""
    sources = [citation.passage.indexed_text for citation in written.citations]
    terms = set(load_lexicon().terms(" ".join([written.text, *sources]), folded=frame.accent_free))
    years = {str(period.first) for period in frame.periods}
    places = {term for place in frame.territories for term in load_lexicon().terms(place, folded=frame.accent_free)}
    words = {word for text in (written.text, *sources) for word in syllables(text)}
    # `hoàn thành kế hoạch` is told by `hoàn thành 14 chỉ tiêu kế hoạch`, too.
    covered = sum(term in terms or set(term.split()) <= words for term in frame.terms)
    least = _ASKED_SHARE if first.abstention is None else _REFUSED_SHARE
    return covered >= least * len(frame.terms) and years | places <= terms


def _quoted(statement: Statement) -> str:
    """The document's own words of a quote, without the label that says whence they are."""
    return " ".join(citation.quote for citation in statement.citations)


def _repeats(written: str, shown: str) -> bool:
    """Whether a text stands in another word by word."""
    return f" {' '.join(syllables(written))} " in f" {' '.join(syllables(shown))} "


def _retells(written: Statement, quote: Statement) -> bool:
    """Whether a sentence tells all that a quote says."""
    own, other = (set(load_lexicon().content_terms(text)) for text in (written.text, _quoted(quote)))
    return len(own & other) >= _RETOLD_SHARE * len(other)


def _adds_nothing(rejection: Rejection) -> bool:
    """Whether a sentence was left out for want of anything in it, not for being wrong."""
    return rejection.reason == _SAID_AGAIN or rejection.draft.startswith(NOT_STATED)


def _joined(
    first: VerifiedAnswer,
    written: Sequence[Statement],
    rejections: Sequence[Rejection],
    note: str,
    *,
    is_final: bool,
) -> VerifiedAnswer:
    """Figures of the register and what is offered stay on top; a model's prose comes before mere quotes.

    What a model writes where the register was silent is offered, not told for sure.
    """
    quotes = first.statements
    if first.mode is Mode.QUOTES and first.outcome is AnswerOutcome.SURE:
        quotes = tuple(quote for quote in quotes if not any(_retells(one, quote) for one in written))
    stays_first = first.mode is Mode.FACTS or first.outcome is AnswerOutcome.OFFERED
    ordered = (*first.statements, *written) if stays_first else (*written, *quotes)
    return replace(
        first,
        statements=ordered,
        abstention=None if written else first.abstention,
        lead=_WRITTEN_LEAD if written and first.abstention is not None else first.lead,
        mode=Mode.MODEL if written else first.mode,
        # What is to be known of the sources holds whoever writes.
        note=" ".join(part for part in (first.note, note) if part),
        rejections=tuple(rejections),
        is_final=is_final,
    )
