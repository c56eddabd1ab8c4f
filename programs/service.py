"""The product's questions and lists for programs, whichever way they come in."""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from page.turns import check_history
from programs.register import FactFilter, find_facts
from programs.replies import (
    AskReply,
    DocumentReply,
    DocumentsReply,
    FactsReply,
    HealthReply,
    PassageReply,
    SearchReply,
    by_file,
)
from rag import (
    Document,
    Fact,
    IngestReport,
    LanguageModelStatus,
    Question,
    RagError,
    RankedPassage,
    VerifiedAnswer,
)

MOST_PASSAGES = 50
"""In one reply."""
_AT_A_TIME = 16
"""Each, of questions that a model may write on and of what is done at once: who wants no model waits for none."""
_READS = 3


class TooBusy(RagError):
    """As much is being worked on as the machine takes on."""


class ProgramsPipeline(Protocol):
    """What the service needs of a pipeline; several threads use it at the same time."""

    def answer(self, question: Question) -> VerifiedAnswer:
        """The answer without a language model.

        Raises:
            InvalidInput: the question is empty, too long or no text.
        """
        ...

    def stream(
        self, question: Question, *, waits: bool, stopped: threading.Event | None = None
    ) -> Iterator[VerifiedAnswer]:
        """First the answer without a model, then growing answers; the last is final. Setting `stopped` ends the model's
        part within a second.

        Raises:
            RagError: as `answer`.
        """
        ...

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """The ranking of passages, best first.

        Raises:
            InvalidInput: as `answer`.
        """
        ...

    def language_model_status(self) -> LanguageModelStatus:
        """Which model writes now, or why none does."""
        ...

    @property
    def report(self) -> IngestReport:
        """Of the ingest that made the index."""
        ...

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the index."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The register."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """Every method takes what a program sends, checked for its types only, and gives what it gets.

    Raises:
        InvalidInput: from any method, for what cannot be used as it is.
        TooBusy: from any method, where too much is being worked on.
    """

    pipeline: ProgramsPipeline
    _quick: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_A_TIME), init=False
    )
    _written: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_A_TIME), init=False
    )

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        no_model: bool = False,
        stopped: threading.Event | None = None,
    ) -> AskReply:
        """The answer to a question; `history` holds the user's earlier ones, oldest first.

        Setting `stopped` ends a model's writing; what there is by then is the answer.
        """
        check_history(history)
        asked = Question(question, tuple(history))
        with _place(self._quick if no_model else self._written):
            if no_model:
                answer = self.pipeline.answer(asked)
            else:
                answer = _last(self.pipeline.stream(asked, waits=True, stopped=stopped), stopped)
        return ask_reply(answer, self.pipeline.documents)

    def facts(self, wanted: FactFilter, limit: int, offset: int = 0) -> FactsReply:
        """The facts of the register that fit, from number `offset` on, at most `limit`."""
        with _place(self._quick):
            _, documents, facts = self._index()
            return find_facts(documents, facts, wanted, limit, offset)

    def search(self, query: str, limit: int) -> SearchReply:
        """At most `limit` passages for words or a question, best first."""
        with _place(self._quick):
            found = self.pipeline.search(Question(query), limit)
        documents = by_file(self.pipeline.documents)
        return SearchReply(query=query, passages=[PassageReply.of(ranked, documents) for ranked in found])

    def documents(self) -> DocumentsReply:
        """The documents that answers come from."""
        report, documents, _ = self._index()
        receipts = {receipt.file: receipt for receipt in report.indexed}
        return DocumentsReply(
            documents=[DocumentReply.of(one, receipts[one.file]) for one in documents if one.file in receipts]
        )

    def health(self) -> HealthReply:
        """What is answered from, and whether a model writes."""
        report, documents, facts = self._index()
        model = self.pipeline.language_model_status()
        return HealthReply(
            documents=len(documents),
            facts=len(facts),
            indexed_at=report.finished,
            language_model=model.name,
            language_model_state=model.state,
        )

    def _index(self) -> tuple[IngestReport, tuple[Document, ...], tuple[Fact, ...]]:
        """Report, documents and facts of one index, though an ingest may end between two looks at it."""
        for _ in range(_READS):
            found = self.pipeline.report, self.pipeline.documents, self.pipeline.facts
            if self.pipeline.report is found[0]:
                return found
        raise TooBusy("Tài liệu đang được cập nhật. Hãy thử lại sau ít giây.", "the index keeps changing")


@contextmanager
def _place(places: threading.BoundedSemaphore) -> Iterator[None]:
    """One of the places for what takes time."""
    if not places.acquire(blocking=False):
        raise TooBusy("Máy đang trả lời nhiều câu hỏi khác. Hãy thử lại sau ít giây.", "no free place")
    try:
        yield
    finally:
        places.release()


def _last(answers: Iterator[VerifiedAnswer], stopped: threading.Event | None) -> VerifiedAnswer:
    """The last answer, or the one that is there when `stopped` is set; then no further one is made."""
    last = next(answers)
    while (stopped is None or not stopped.is_set()) and (later := next(answers, None)) is not None:
        last = later
    if isinstance(answers, Generator):
        answers.close()
    return last


def ask_reply(answer: VerifiedAnswer, documents: Sequence[Document]) -> AskReply:
    """The answer as data. Facts of a document that changed since it was made are left out: their offsets would lie."""
    cited = {file: [one for one in answer.citations if one.passage.file == file] for file in by_file(documents)}
    unchanged = [
        document
        for document in documents
        if all(document.text[one.start : one.end] == one.quote for one in cited[document.file])
    ]
    return AskReply.of(answer, by_file(unchanged))
