"""What happens when the user asks, stops, starts anew or fetches a model; and the same as an endpoint for programs.

A conversation lives in its browser session's `gr.State`; nothing here is shared between users but the pipeline.
"""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeAlias

import gradio as gr

from page.exporting import to_markdown, to_word
from page.keeping import IndexContent, keep, restore
from page.ratings import Ratings
from page.rendering import (
    plain_text,
    render_answer,
    render_download,
    render_editing,
    render_error,
    render_model_status,
    render_nearby,
    render_pull_progress,
    render_rated,
    render_turn,
    render_waiting,
    wait_text,
)
from page.turns import Turn, check_history
from page.year_strip import SeriesPipeline, YearStrips
from rag.datatypes import (
    LanguageModelStatus,
    Mode,
    ModelState,
    ModelUse,
    PullProgress,
    Question,
    VerifiedAnswer,
)
from rag.errors import InvalidInput, RagError

_WRITE = "Để mô hình viết thêm"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STOPPED = "Đã dừng theo yêu cầu."
_STOPPED_EARLY = "Đã dừng trước khi có câu trả lời."
_UNEXPECTED = "Có lỗi ngoài dự kiến; hội thoại vẫn còn nguyên. Hãy hỏi lại, hoặc báo cho người quản trị."

_FIRST_ANSWERS_AT_A_TIME = 16
"""Made without a model; nobody waits for more of them than a moment, and for a model's place they do not wait."""

_log = logging.getLogger(__name__)

Updates: TypeAlias = tuple[object, ...]
"""A new value, or Gradio's "no change", for each output of an event."""

Turns: TypeAlias = tuple[Turn, ...] | None
"""Of a session; None where this server knows nothing of it: its browser may have kept them."""


class AskPipeline(IndexContent, SeriesPipeline, Protocol):
    """The path from question to answer, as the page uses it. Several threads use it at the same time."""

    def stream(
        self, question: Question, *, waits: bool, stopped: threading.Event | None = None
    ) -> Iterator[VerifiedAnswer]:
        """First the answer without a model, then growing answers; the last is final. Closing it stops the model.

        Without `waits` a model that would take long is not asked, and the answer says how long it would. Setting
        `stopped` ends the model's part while its next step is waited for.

        Raises:
            RagError: `InvalidInput` for a question that is empty, too long or no text.
        """
        ...

    def nearby_questions(self, answer: VerifiedAnswer) -> tuple[str, ...]:
        """What may be asked next; takes a moment."""
        ...

    def answer(self, question: Question) -> VerifiedAnswer:
        """The answer without a model.

        Raises:
            RagError: as `stream`.
        """
        ...

    def language_model_status(self) -> LanguageModelStatus:
        """Which model writes now, or why none does."""
        ...

    def load_language_model(self) -> None:
        """Has the model ready for the next question.

        Raises:
            LanguageModelUnavailable: the model's server cannot be reached or cannot load it.
        """
        ...

    def pull_language_model(self) -> Iterator[PullProgress]:
        """Fetches the model that is missing.

        Raises:
            LanguageModelUnavailable: the model's server cannot be reached or refuses.
        """
        ...


class View(NamedTuple):
    """What an event changes on the page, in the order of the event's outputs; None leaves a part as it is."""

    earlier: str | None = None
    current: str | None = None
    turns: Turns = None
    kept: list[dict[str, object]] | None = None
    """The turns as the browser keeps them."""
    nearby: str | None = None
    editing: int | None = None
    """The number of the turn that the next question takes the place of; 0 for none."""
    edited: str | None = None
    """What is told of that beside the question box."""
    question: str | None = None
    is_busy: bool | None = None
    is_begun: bool | None = None
    offer: str | None = None
    """What the button says that has a model write; empty where there is nothing to write."""

    def updates(self) -> Updates:
        """For: earlier turns, current turn, state, browser's state, nearby questions, editing, what is told of it,
        question box, send, stop, examples, tools, write."""
        visible = (
            None if self.is_busy is None else not self.is_busy,
            self.is_busy,
            None if self.is_begun is None else not self.is_begun,
            self.is_begun if self.is_busy is None else not self.is_busy and self.is_begun,
        )
        return (
            *(gr.skip() if content is None else content for content in self[:8]),
            *(gr.skip() if shown is None else gr.update(visible=shown) for shown in visible),
            gr.skip() if self.offer is None else gr.update(visible=bool(self.offer), value=self.offer),
        )


class Conversation:
    """The page's events over one pipeline.

    Args:
        pipeline: The path from question to answer.
        ratings: Where what visitors say of answers goes; None where it goes nowhere.
        shows_setup: Whether visitors run the page themselves, and are shown how to set up a model.
    """

    def __init__(self, pipeline: AskPipeline, ratings: Ratings | None = None, *, shows_setup: bool = False) -> None:
        self._shows_setup = shows_setup
        self._pipeline = pipeline
        self._strips = YearStrips(pipeline)
        self._ratings = ratings
        self._running: dict[str, asyncio.Event] = {}
        """By session: set to stop its answer. An entry lives as long as the answer is being written."""
        self._programs: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        """By session or event of Gradio's: set to stop what a program asked."""
        self._composing = asyncio.Semaphore(_FIRST_ANSWERS_AT_A_TIME)

    async def ask(
        self, text: str, turns: Turns, editing: int, kept: object, request: gr.Request
    ) -> AsyncGenerator[tuple[object, ...], None]:
        """Shows the question at once, then the answer as it grows. One at a time per session.

        With `editing` the question takes the place of that turn and of all that came after it. `kept` is the browser's
        word of the conversation, for a server that was restarted, or forgot the session, meanwhile.
        """
        before = await asyncio.to_thread(self._known, turns, kept)
        if 0 < editing <= len(before):
            before = before[: editing - 1]
        async with aclosing(self._answer(text, before, request, waits=False)) as updates:
            async for update in updates:
                yield update

    async def ask_this(
        self, turns: Turns, kept: object, event: gr.EventData, request: gr.Request
    ) -> AsyncGenerator[tuple[object, ...], None]:
        """Asks the question of a button within an answer, or with the number of a turn that question once more."""
        before = await asyncio.to_thread(self._known, turns, kept)
        question, number = getattr(event, "question", ""), getattr(event, "turn", 0)
        if isinstance(number, int) and 0 < number <= len(before):
            question, before = before[number - 1].question, before[: number - 1]
        if isinstance(question, str) and question:
            async with aclosing(self._answer(question, before, request, waits=False)) as updates:
                async for update in updates:
                    yield update

    def _known(self, turns: Turns, kept: object) -> tuple[Turn, ...]:
        """The turns of a session; where this server knows nothing of it, those that its browser kept."""
        return restore(kept, self._pipeline) if turns is None else turns

    async def write(self, turns: Turns, kept: object, request: gr.Request) -> AsyncGenerator[tuple[object, ...], None]:
        """Answers the last question anew with a model's prose, however long that takes."""
        if known := await asyncio.to_thread(self._known, turns, kept):
            async with aclosing(self._answer(known[-1].question, known[:-1], request, waits=True)) as updates:
                async for update in updates:
                    yield update

    async def _answer(
        self, text: str, turns: tuple[Turn, ...], request: gr.Request, *, waits: bool
    ) -> AsyncGenerator[tuple[object, ...], None]:
        session = str(request.session_hash)
        if session in self._running:
            return
        stop = self._running[session] = asyncio.Event()
        number = len(turns) + 1
        waiting = render_turn(number, text, render_waiting(), is_busy=True)
        # What stands in the box while a model adds to the last answer is the next question.
        question = None if waits else ""
        try:
            yield View(
                earlier=self._rendered(turns),
                current=waiting,
                turns=turns,
                nearby="",
                editing=0,
                edited="",
                question=question,
                is_busy=True,
                is_begun=True,
                offer="",
            ).updates()
            history = tuple(turn.question for turn in turns if turn.is_history)
            async with aclosing(self._replies(Question(text, history), stop, waits=waits)) as replies:
                async for turn in replies:
                    yield View(current=self._render(number, turn, is_busy=True)).updates()
            yield View(
                current=self._render(number, turn),
                turns=(*turns, turn),
                kept=keep((*turns, turn)),
                # A question that failed goes back into the box, to be mended rather than typed again.
                question=None if turn.is_history else text,
                is_busy=False,
                is_begun=True,
                offer="" if turn.seconds_offered is None else f"{_WRITE} ({wait_text(turn.seconds_offered)})",
            ).updates()
        finally:
            del self._running[session]

    def _rendered(self, turns: Sequence[Turn]) -> str:
        return "".join(self._render(number, turn) for number, turn in enumerate(turns, start=1))

    def _render(self, number: int, turn: Turn, *, is_busy: bool = False) -> str:
        if turn.answer is None:
            reply = render_error(turn.problem, again=0 if is_busy else number)
        else:
            reply = render_answer(turn.answer, number, turn.model, self._strips.render)
        return render_turn(number, turn.question, reply, is_busy)

    def nearby(self, turns: Turns, request: gr.Request) -> object:
        """What may be asked after the last turn; nothing where another question is under way by now."""
        answer = turns[-1].answer if turns else None
        if answer is None or answer.mode is Mode.TALK:
            return ""
        try:
            questions = self._pipeline.nearby_questions(answer)
        except RagError as error:
            _log.info("no nearby questions: %s", error)
            return ""
        return gr.skip() if str(request.session_hash) in self._running else render_nearby(questions)

    def resume(self, turns: Turns, kept: object, request: gr.Request) -> Updates:
        """What the browser kept of the conversation, when the page is opened again; nothing for one under way."""
        is_under_way = turns is not None or str(request.session_hash) in self._running
        restored = () if is_under_way else restore(kept, self._pipeline)
        if not restored:
            return View().updates()
        *earlier, last = restored
        return View(
            earlier=self._rendered(earlier),
            current=self._render(len(restored), last),
            turns=restored,
            is_busy=False,
            is_begun=True,
        ).updates()

    def edit(self, turns: Turns, kept: object, event: gr.EventData) -> Updates:
        """Puts the question of a turn into the box, so that what is asked next takes its place; for no turn, stops
        that."""
        number, known = getattr(event, "turn", 0), self._known(turns, kept)
        if not isinstance(number, int) or not 0 < number <= len(known):
            return View(editing=0, edited="", question="").updates()
        return View(
            editing=number, edited=render_editing(number, len(known)), question=known[number - 1].question
        ).updates()

    def rate(self, turns: Turns, event: gr.EventData) -> str:
        """Records the visitor's rating of an answer that was given here, whatever answer the browser claims."""
        number, verdict, reason = (getattr(event, name, "") for name in ("turn", "verdict", "reason"))
        if self._ratings is None or not isinstance(number, int):
            return render_rated(is_noted=False)
        try:
            return render_rated(is_noted=self._ratings.add(turns or (), number, str(verdict), str(reason)))
        except OSError as error:
            _log.warning("a rating was not kept: %s", error)
            return render_rated(is_noted=False)

    def export_markdown(self, turns: Turns, kept: object) -> str:
        """The conversation for the browser to save."""
        text = to_markdown(self._known(turns, kept), datetime.now().astimezone())
        return render_download("hoi-dap.md", "text/markdown;charset=utf-8", text.encode())

    def export_word(self, turns: Turns, kept: object) -> str:
        """Likewise, for Word."""
        return render_download("hoi-dap.docx", _WORD, to_word(self._known(turns, kept), datetime.now().astimezone()))

    async def stop(self, request: gr.Request) -> None:
        """Ends the session's answer; what is there of it stays."""
        # A coroutine, so that it runs on the event loop: `asyncio.Event` is not made for other threads.
        if stop := self._running.get(str(request.session_hash)):
            stop.set()

    def left(self, session: str) -> None:
        """Ends what is being answered for a session whose browser or program hung up; called on the event loop."""
        for stop in (*self._programs.get(session, ()), *filter(None, [self._running.get(session)])):
            stop.set()

    def start_anew(self) -> Updates:
        """An empty conversation: what was asked before no longer colours the next question."""
        return View(
            earlier="", current="", turns=(), kept=[], nearby="", editing=0, edited="", is_begun=False, offer=""
        ).updates()

    def model_status(self) -> tuple[str, object]:
        """The status line, and whether the button that fetches the model is shown."""
        status = self._pipeline.language_model_status()
        can_pull = self._shows_setup and status.state is ModelState.MISSING
        return render_model_status(status, shows_setup=self._shows_setup), gr.update(visible=can_pull)

    def load_model(self) -> None:
        """Has the model ready before the first question wants it; why it is not, the status line says."""
        try:
            self._pipeline.load_language_model()
        except RagError as error:
            _log.info("the language model was not loaded: %s", error)

    def pull_model(self) -> Iterator[tuple[str, object]]:
        """The status line while the model is being fetched, then its new state."""
        try:
            for progress in self._pipeline.pull_language_model():
                yield render_pull_progress(progress), gr.update(visible=False)
        except RagError as error:
            _log.warning("pulling the language model failed: %s", error)
            yield render_error(error.message), gr.update(visible=True)
        else:
            yield self.model_status()

    async def answer(
        self, question: str, history: list[str] | None = None, request: gr.Request | None = None
    ) -> dict[str, Any]:
        """Answers a question from the documents, for programs; `history` holds the user's earlier questions.

        Returns `answer`, `abstained`, `certainty` (`sure`; `offered`: at most three labelled candidates, none of them
        the answer; `none`), `citations` (`document`, verbatim `quote`, `start`, `end`, and `place`: the page), `mode`,
        `note`.
        """
        earlier = history or []
        try:
            check_history(earlier)
            if not isinstance(question, str) or not all(isinstance(turn, str) for turn in earlier):
                raise InvalidInput("Câu hỏi và lịch sử phải là văn bản.", "question or history is not text")
            asked = Question(question, tuple(earlier))
            session = str(getattr(request, "session_hash", ""))
            final = await self._final(asked, session)
        except RagError as error:
            raise gr.Error(error.message, print_exception=False) from error
        return _payload(final)

    async def _final(self, question: Question, session: str) -> VerifiedAnswer:
        """The whole answer; what there is of it where whoever asked has left."""
        stop = asyncio.Event()
        self._programs[session].add(stop)
        try:
            async with aclosing(self._answers(question, stop, waits=True)) as answers:
                async for answer in answers:
                    final = answer
            return final
        finally:
            self._programs[session].discard(stop)
            if not self._programs[session]:
                del self._programs[session]

    async def _replies(self, question: Question, stop: asyncio.Event, *, waits: bool) -> AsyncGenerator[Turn, None]:
        """The turn as it grows, at least once. What goes wrong is told in it: an error would leave the page busy."""
        answer, model_name, problem = None, "", ""
        try:
            async with aclosing(self._answers(question, stop, waits=waits)) as answers:
                async for answer in answers:
                    if answer.mode is Mode.MODEL and not model_name:
                        model_name = (await asyncio.to_thread(self._pipeline.language_model_status)).name
                    offered = answer.model_seconds if answer.model_use is ModelUse.ON_REQUEST else None
                    yield Turn(question.text, answer, True, offered, model_name)
        except RagError as error:
            _log.info("question refused or failed: %s", error)
            problem = error.message
        except Exception:
            _log.exception("unexpected error while answering")
            problem = _UNEXPECTED
        if answer is None:
            yield Turn(question.text, None, is_history=False, problem=problem or _STOPPED_EARLY)
        elif problem or not answer.is_final:
            # What was shown was verified and stays.
            ended = replace(answer, is_final=True, note=f"{answer.note} {problem or _STOPPED}".strip())
            yield Turn(question.text, ended, is_history=True, model=model_name)

    async def _answers(
        self, question: Question, stop: asyncio.Event, *, waits: bool
    ) -> AsyncGenerator[VerifiedAnswer, None]:
        """The pipeline's answers until they end or `stop` is set, whichever is first, however long the model thinks."""
        # One thread per question: the iterator is closed on it after the step under way, never during it.
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")
        loop = asyncio.get_running_loop()
        stopped = asyncio.ensure_future(stop.wait())
        left = threading.Event()
        answers = self._pipeline.stream(question, waits=waits, stopped=left)

        async def step() -> VerifiedAnswer | None:
            made: asyncio.Future[VerifiedAnswer | None] = loop.run_in_executor(worker, next, answers, None)
            made.add_done_callback(_note_failure)
            await asyncio.wait((made, stopped), return_when=asyncio.FIRST_COMPLETED)
            return None if stop.is_set() else made.result()

        try:
            async with self._composing:
                answer = await step()
            while answer is not None:
                yield answer
                answer = await step()
        finally:
            stopped.cancel()
            # Ends a wait for the model, which the thread is in; it may last a minute.
            left.set()
            worker.submit(_close, answers)
            worker.shutdown(wait=False)


def _close(answers: Iterator[VerifiedAnswer]) -> None:
    if isinstance(answers, Generator):
        answers.close()


def _note_failure(step: "asyncio.Future[VerifiedAnswer | None]") -> None:
    """Looks at a step's failure, which nobody else does when the user stopped or left before it came."""
    if not step.cancelled() and (error := step.exception()):
        _log.debug("a step of answering failed: %s", error)


def _payload(answer: VerifiedAnswer) -> dict[str, Any]:
    return {
        "question": answer.question.text,
        "answer": plain_text(answer),
        "abstained": answer.abstention is not None,
        "certainty": answer.outcome.value,
        "citations": [
            {
                "document": citation.passage.file,
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
                "place": citation.place,
            }
            for citation in answer.citations
        ],
        "mode": answer.mode.value,
        "note": answer.note,
    }
