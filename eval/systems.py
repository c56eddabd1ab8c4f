"""The systems that can be compared, by name. A system answers questions in the contract's form; nothing else is asked.

To add one: write a function `SystemContext -> System` and name it in `SYSTEMS`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.answer_lines import line_of_answer, line_of_error
from eval.degenerate_systems import AlwaysRefuse, NewestYear, TopPassage
from eval.external_command import ExternalCommand
from eval.judging import SystemAnswer
from eval.llama_index_baseline import LlamaIndexBaseline
from eval.measures.citations import Span
from eval.measures.rankings import DEPTH
from eval.pipelines import Pipeline
from eval.questions_format import Asked
from rag.datatypes import Question, VerifiedAnswer
from rag.errors import InvalidInput, RagError
from rag.settings import Settings

COMMAND_PREFIX = "command:"


class System(Protocol):
    """Anything that answers questions."""

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        """One answer a question, in order, as they come. A question that cannot be answered is an abstention."""
        ...


@dataclass(frozen=True, slots=True)
class SystemContext:
    """What systems are made from. `language_model` is empty for none."""

    settings: Settings
    pipeline: Pipeline
    language_model: str


class Ours:
    """The product: first the answer without a language model; with `writes`, the model's prose behind the gate too."""

    def __init__(self, pipeline: Pipeline, writes: bool, ranks: bool = True) -> None:
        self._pipeline = pipeline
        self._writes = writes
        self._ranks = ranks

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        """See `System`."""
        for question in asked:
            yield self._answer(question)

    def _answer(self, asked: Asked) -> SystemAnswer:
        started = time.perf_counter()
        first_seconds = 0.0
        try:
            for answer in self._drafts(asked.question):
                seconds = time.perf_counter() - started
                first_seconds = first_seconds or seconds
                line = line_of_answer(asked, answer, seconds)
            ranking = self._ranking(asked.question) if self._ranks else None
        except RagError as error:
            seconds = time.perf_counter() - started
            return SystemAnswer(line_of_error(asked, error, seconds), seconds, None)
        return SystemAnswer(line, first_seconds, ranking)

    def _drafts(self, question: Question) -> Iterator[VerifiedAnswer]:
        """At least one answer, the last one final."""
        if self._writes:
            yield from self._pipeline.stream(question)
        else:
            yield self._pipeline.answer(question)

    def _ranking(self, question: Question) -> tuple[Span, ...]:
        found = self._pipeline.search(question, DEPTH)
        return tuple(Span(ranked.passage.file, ranked.passage.start, ranked.passage.end) for ranked in found)


def _ours_with_model(context: SystemContext) -> System:
    if not context.language_model:
        raise InvalidInput(
            "Hệ thống ours+model cần --language-model TÊN.", "system ours+model needs --language-model NAME"
        )
    return Ours(context.pipeline, writes=True)


SYSTEMS: Mapping[str, Callable[[SystemContext], System]] = {
    "ours": lambda context: Ours(context.pipeline, writes=False),
    "ours+model": _ours_with_model,
    "llama-index": lambda context: LlamaIndexBaseline(
        context.settings, context.pipeline.documents, context.language_model
    ),
    "top-passage": lambda context: TopPassage(context.pipeline),
    "always-refuse": lambda _context: AlwaysRefuse(),
    "newest-year": lambda context: NewestYear(context.pipeline),
}
"""Every system but `command:…`, which is any other product behind its own command."""


def open_system(name: str, context: SystemContext) -> System:
    """The system of that name.

    Raises:
        InvalidInput: there is none, or it lacks something that it needs.
    """
    if name.startswith(COMMAND_PREFIX):
        return ExternalCommand(name.removeprefix(COMMAND_PREFIX))
    if name not in SYSTEMS:
        known = ", ".join((*SYSTEMS, f"{COMMAND_PREFIX}LỆNH"))
        raise InvalidInput(f"Không có hệ thống tên {name!r}. Chọn một trong: {known}.", f"unknown system {name!r}")
    return SYSTEMS[name](context)
