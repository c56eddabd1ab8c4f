"""The ask pipeline of whichever index is current: an ingest beside a running page needs no restart of it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rag.datatypes import (
    Document,
    Fact,
    HeldCorrection,
    IngestReport,
    LanguageModelStatus,
    Leaf,
    Passage,
    PullProgress,
    Question,
    RankedPassage,
    SourceRecord,
    VerifiedAnswer,
)
from rag.pipeline import AskPipeline, IngestPipeline
from rag.progress import ReportProgress, ignore_progress

_log = logging.getLogger(__name__)
_LONGEST_WAIT_SECONDS = 3.0
"""A small index is opened before the question that met it is answered; a large one takes longer than people wait."""
_RETRY_SECONDS = 60.0


class CurrentPipeline:
    """Asked as an `AskPipeline`; several threads use it at the same time.

    Each question looks which index is current, and opens another one if it has to. A question under way ends on the
    index on which it began. While a new index is being opened, and if it cannot be, the old one answers.

    Args:
        open_pipeline: Opens the index that is current when it is called.
        current_folder: The folder of that index; None when there is none.
        ingest_pipeline: Makes the next one, with the embedding model that is loaded already.
        corrections_stamp: Changes whenever what people have corrected of the register does; the index is then opened
            again.
    """

    def __init__(
        self,
        open_pipeline: Callable[[], AskPipeline],
        current_folder: Callable[[], Path | None],
        ingest_pipeline: IngestPipeline,
        corrections_stamp: Callable[[], object] = lambda: None,
    ) -> None:
        self._open_pipeline = open_pipeline
        self._ingest_pipeline = ingest_pipeline
        self._current_folder = current_folder
        self._corrections_stamp = corrections_stamp
        self._corrections = corrections_stamp()
        self._pipeline = open_pipeline()
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        self._refused: tuple[tuple[Path | None, object], float] = ((None, None), 0.0)
        """The folder and the state of the corrections that could not be opened, and when to try again."""

    def ingest(self, report: ReportProgress = ignore_progress) -> IngestReport:
        """Bring the index in step with the corpus folder; questions are answered meanwhile, from the old index.

        Raises:
            RagError: as `IngestPipeline.run`.
        """
        return self._ingest_pipeline.run(report)

    def answer(self, question: Question) -> VerifiedAnswer:
        """As `AskPipeline.answer`."""
        return self._now().answer(question)

    def stream(
        self, question: Question, *, waits: bool = True, stopped: threading.Event | None = None
    ) -> Iterator[VerifiedAnswer]:
        """As `AskPipeline.stream`."""
        yield from self._now().stream(question, waits=waits, stopped=stopped)

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """As `AskPipeline.search`."""
        return self._now().search(question, k)

    def nearby_questions(self, answer: VerifiedAnswer, *, most: int = 5, seconds: float = 0.6) -> tuple[str, ...]:
        """As `AskPipeline.nearby_questions`."""
        return self._now().nearby_questions(answer, most=most, seconds=seconds)

    def series(self, fact: Fact) -> tuple[Fact, ...]:
        """As `AskPipeline.series`."""
        return self._now().series(fact)

    def leaves(self, file: str) -> tuple[Leaf, ...]:
        """As `AskPipeline.leaves`."""
        return self._now().leaves(file)

    def language_model_status(self) -> LanguageModelStatus:
        """As `AskPipeline.language_model_status`."""
        return self._pipeline.language_model_status()

    def load_language_model(self) -> None:
        """As `AskPipeline.load_language_model`."""
        self._pipeline.load_language_model()

    def pull_language_model(self) -> Iterator[PullProgress]:
        """As `AskPipeline.pull_language_model`."""
        yield from self._pipeline.pull_language_model()

    @property
    def report(self) -> IngestReport:
        """Of the ingest that made the index."""
        return self._now().report

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the index."""
        return self._now().documents

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the documents, in their order."""
        return self._now().passages

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The register of facts."""
        return self._now().facts

    @property
    def corrections(self) -> tuple[HeldCorrection, ...]:
        """What officials have corrected of the register."""
        return self._now().corrections

    @property
    def sources(self) -> tuple[SourceRecord, ...]:
        """The source records of the documents."""
        return self._now().sources

    @property
    def example_questions(self) -> tuple[str, ...]:
        """Questions that the documents answer."""
        return self._now().example_questions

    def _now(self) -> AskPipeline:
        folder, corrections = self._current_folder(), self._corrections_stamp()
        refused, retry_at = self._refused
        is_refused = (folder, corrections) == refused and time.monotonic() < retry_at
        is_same = folder == self._pipeline.index.folder and corrections == self._corrections
        if folder is None or is_same or is_refused:
            return self._pipeline
        with self._lock:
            if self._opening is None or not self._opening.is_alive():
                asked = folder, corrections
                self._opening = threading.Thread(target=self._open, args=asked, name="open-index", daemon=True)
                self._opening.start()
            opening = self._opening
        opening.join(_LONGEST_WAIT_SECONDS)
        return self._pipeline

    def _open(self, folder: Path, corrections: object) -> None:
        try:
            self._pipeline = self._open_pipeline()
        except Exception:
            # Whatever it is, the page has an index that answers.
            _log.exception("the index %s cannot be opened; the one before goes on answering", folder)
            self._refused = ((folder, corrections), time.monotonic() + _RETRY_SECONDS)
        else:
            self._corrections = corrections
            _log.info("answering from %s", self._pipeline.index.folder)
