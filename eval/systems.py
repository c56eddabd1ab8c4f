"""The systems that can be compared, by name. A system answers questions in the contract's form; nothing else is asked.

To add one: write a function `SystemContext -> System` and name it in `SYSTEMS`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval import ablations
from eval.answer_lines import cited_quote, line_of_answer, line_of_error, plain_text
from eval.degenerate_systems import AlwaysRefuse, NewestYear, TopPassage
from eval.external_command import ExternalCommand
from eval.judging import SystemAnswer
from eval.llama_index_baseline import LlamaIndexBaseline
from eval.measures.citations import Span
from eval.measures.rankings import DEPTH
from eval.measures.statements import CitedStatement
from eval.pipelines import Pipeline
from eval.questions_format import Asked
from rag import AskPipeline
from rag.datatypes import ModelState, Question, VerifiedAnswer
from rag.errors import InvalidInput, LanguageModelUnavailable, RagError
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
                statements = statements_of(answer)
            ranking = self._ranking(asked.question) if self._ranks else None
        except RagError as error:
            seconds = time.perf_counter() - started
            return SystemAnswer(line_of_error(asked, error, seconds), seconds, None)
        return SystemAnswer(line, first_seconds, ranking, statements)

    def _drafts(self, question: Question) -> Iterator[VerifiedAnswer]:
        """At least one answer, the last one final."""
        if self._writes:
            yield from self._pipeline.stream(question)
        else:
            yield self._pipeline.answer(question)

    def _ranking(self, question: Question) -> tuple[Span, ...]:
        found = self._pipeline.search(question, DEPTH)
        return tuple(Span(ranked.passage.file, ranked.passage.start, ranked.passage.end) for ranked in found)


def statements_of(answer: VerifiedAnswer) -> tuple[CitedStatement, ...]:
    """Our own answer's statements with what each cites."""
    return tuple(
        CitedStatement(plain_text(statement.text), tuple(map(cited_quote, statement.citations)))
        for statement in answer.statements
    )


def _ours_with_model(context: SystemContext) -> System:
    _check_model("ours+model", context)
    return Ours(context.pipeline, writes=True)


def _ours_without_gate(context: SystemContext) -> System:
    _check_model("ours-without-gate", context)
    return Ours(ablations.WithoutGate(_whole(context)), writes=True)


def _check_model(name: str, context: SystemContext) -> None:
    """A system with a language model that fell back to answers without one would be measured as another system."""
    if not context.language_model:
        raise InvalidInput(f"Hệ thống {name} cần --language-model TÊN.", f"system {name} needs --language-model NAME")
    status = context.pipeline.language_model_status()
    if status.state is not ModelState.READY:
        raise LanguageModelUnavailable(status.message, f"{name}: the model {status.name} is {status.state}")


def _whole(context: SystemContext) -> AskPipeline:
    if not isinstance(context.pipeline, AskPipeline):
        raise TypeError(f"only the product itself can be taken apart, not {type(context.pipeline).__name__}")
    return context.pipeline


SYSTEMS: Mapping[str, Callable[[SystemContext], System]] = {
    "ours": lambda context: Ours(context.pipeline, writes=False),
    "ours+model": _ours_with_model,
    "ours-without-gate": _ours_without_gate,
    "ours-without-register": lambda context: Ours(ablations.without_register(_whole(context)), writes=False),
    "ours-without-header": lambda context: Ours(
        ablations.without_header(_whole(context), context.settings), writes=False
    ),
    "ours-dense-only": lambda context: Ours(ablations.dense_only(_whole(context)), writes=False),
    "ours-bm25-only": lambda context: Ours(ablations.bm25_only(_whole(context)), writes=False),
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
