"""The page's part on documents: which there are, what was read of each, adding more; always of the current index."""

import logging
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import gradio as gr

from page.receipts import render_added, render_ingest_progress, render_receipts
from page.rendering import render_documents, render_error
from rag import (
    AddedFile,
    Document,
    IngestProgress,
    IngestReport,
    InvalidInput,
    RagError,
    ReportProgress,
    add_file,
)

EXAMPLES_SHOWN = 6
_SHOWN_EVERY_SECONDS = 0.3
_UNEXPECTED = "Có lỗi ngoài dự kiến; chỉ mục cũ vẫn trả lời. Hãy báo cho người quản trị."

_log = logging.getLogger(__name__)

Updates: TypeAlias = tuple[object, ...]
"""A new value, or Gradio's "no change", for each output of an event."""


class DocumentsPipeline(Protocol):
    """What the part needs of the pipeline; each is of the index that is current when it is asked for."""

    @property
    def example_questions(self) -> tuple[str, ...]:
        """Questions that the documents answer, best first."""
        ...

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that answers come from."""
        ...

    @property
    def report(self) -> IngestReport:
        """Of the ingest that made the index."""
        ...

    def ingest(self, report: ReportProgress) -> IngestReport:
        """Bring the index in step with the corpus folder; questions are answered meanwhile.

        Raises:
            RagError: the old index stays and answers.
        """
        ...


class Documents:
    """The part's events. `corpus_dir` is where files are added; None where nobody may."""

    def __init__(self, pipeline: DocumentsPipeline, corpus_dir: Path | None) -> None:
        self._pipeline = pipeline
        self.corpus_dir = corpus_dir

    def refresh(self, shown: object = None) -> Updates:
        """For: documents, receipts, index shown, example buttons. No change where `shown` is still the index."""
        report = self._pipeline.report
        if shown is not None and shown == report.finished:
            return tuple(gr.skip() for _ in range(3 + EXAMPLES_SHOWN))
        return (
            self.listed(),
            self.receipts(),
            report.finished,
            *(gr.update(value=question, visible=bool(question)) for question in self.examples()),
        )

    def listed(self) -> str:
        """The list of documents."""
        return render_documents(self._pipeline.documents)

    def receipts(self) -> str:
        """What was read of each file."""
        return render_receipts(self._pipeline.report)

    def examples(self) -> list[str]:
        """`EXAMPLES_SHOWN` questions, the last ones empty where there are fewer."""
        questions = self._pipeline.example_questions[:EXAMPLES_SHOWN]
        return [*questions, *[""] * (EXAMPLES_SHOWN - len(questions))]

    def add(self, paths: Sequence[str] | None, shown: object) -> Iterator[Updates]:
        """For: what becomes of the files, the files chosen, the button; and what `refresh` is for."""
        unchanged = tuple(gr.skip() for _ in range(3 + EXAMPLES_SHOWN))
        if not paths or self.corpus_dir is None:
            message = "Hãy chọn tệp trước." if self.corpus_dir else "Trang này không nhận thêm tài liệu."
            yield render_error(message, "Chưa thêm được"), gr.skip(), gr.skip(), *unchanged
            return
        added, refused = _copy(paths, self.corpus_dir)
        made: IngestReport | None = None
        problem = ""
        if added:
            for step in self._ingest():
                if isinstance(step, IngestProgress):
                    yield render_ingest_progress(step), gr.skip(), gr.update(interactive=False), *unchanged
                elif isinstance(step, IngestReport):
                    made = step
                else:
                    problem = step
        if problem:
            kept = ", ".join(file.file for file in added)
            problem = f"{problem} Tệp đã chép vào thư mục tài liệu ({kept}); bấm Thêm lần nữa để lập lại chỉ mục."
        yield (
            render_added(added, refused, made, problem),
            # Kept after a problem, so that one more press is enough.
            gr.skip() if problem else None,
            gr.update(interactive=True),
            *(self.refresh(shown) if made else unchanged),
        )

    def _ingest(self) -> Iterator[IngestProgress | IngestReport | str]:
        """The newest step now and then, and last the report, or in Vietnamese what went wrong.

        The ingest ends on a thread of its own, also when nobody is looking any more.
        """
        steps: queue.SimpleQueue[IngestProgress | IngestReport | str] = queue.SimpleQueue()

        def run() -> None:
            try:
                steps.put(self._pipeline.ingest(steps.put))
            except RagError as error:
                _log.warning("adding files: %s", error)
                steps.put(error.message)
            except Exception:
                _log.exception("unexpected error while adding files")
                steps.put(_UNEXPECTED)

        threading.Thread(target=run, name="ingest", daemon=True).start()
        while True:
            step = steps.get()
            while isinstance(step, IngestProgress) and not steps.empty():
                step = steps.get()
            yield step
            if not isinstance(step, IngestProgress):
                return
            time.sleep(_SHOWN_EVERY_SECONDS)


def _copy(paths: Sequence[str], corpus_dir: Path) -> tuple[list[AddedFile], list[str]]:
    """The files now in the folder, and why the others are not."""
    added, refused = [], []
    for path in map(Path, paths):
        try:
            added.append(add_file(path, path.name, corpus_dir))
        except InvalidInput as error:
            _log.info("a file was refused: %s", error)
            refused.append(error.message)
    return added, refused
