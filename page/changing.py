"""Adding documents to the folder and removing them again: a change of files, an ingest, and what becomes of it."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import gradio as gr

from page.documents import Documents, Updates
from page.receipts import render_added, render_ingest_progress, render_removable, render_removed
from page.rendering import render_error
from rag import (
    AddedFile,
    IngestProgress,
    IngestReport,
    InvalidInput,
    NothingToIndex,
    RagError,
    ReportProgress,
    TakenOut,
    add_file,
    added_files,
    delete_leftovers,
    take_out,
)

_SHOWN_EVERY_SECONDS = 0.3
_UNEXPECTED = "Có lỗi ngoài dự kiến; chỉ mục cũ vẫn trả lời. Hãy báo cho người quản trị."
_NOT_SIGNED_IN = "Phiên đăng nhập không còn. Hãy đăng nhập lại rồi thử lại."
_STOPPED = "Đã dừng theo yêu cầu; chỉ mục cũ vẫn trả lời, các tệp vừa gửi không được giữ lại."
_BUSY = "Một lần thêm hoặc gỡ tài liệu khác đang chạy. Hãy đợi xong rồi thử lại."

_log = logging.getLogger(__name__)


class _Stopped(RagError):
    """Who sees the progress has had enough of it."""


Step: TypeAlias = IngestProgress | IngestReport | str | None
"""Of a change: where it is, and last its report, None where nothing was to be done, or what went wrong."""


class ChangingPipeline(Protocol):
    """What the part needs of the pipeline."""

    def ingest(self, report: ReportProgress) -> IngestReport:
        """Bring the index in step with the corpus folder; questions are answered meanwhile.

        Raises:
            RagError: the old index stays and answers.
        """
        ...


class Changing:
    """The part's events, over the folder to which visitors add documents. One change at a time.

    `is_signed_in` tells by a request's headers who may do so; None: anybody.
    """

    def __init__(
        self,
        pipeline: ChangingPipeline,
        documents: Documents,
        corpus_dir: Path,
        is_signed_in: Callable[[Mapping[str, str]], bool] | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._documents = documents
        self._corpus_dir = corpus_dir
        self._is_signed_in = is_signed_in
        self._changing = threading.Lock()
        self._stopping = threading.Event()

    def may_change(self, request: gr.Request | None) -> bool:
        """Whether the sender of a request may change the documents; `request` is None for a call of our own."""
        if self._is_signed_in is None:
            return True
        return request is not None and self._is_signed_in(dict(request.headers))

    def stop(self, request: gr.Request | None = None) -> None:
        """Ends the change under way at its next step; the old index stays."""
        if self.may_change(request):
            self._stopping.set()

    def removable(self) -> str:
        """The list of the files that can be removed."""
        return render_removable(added_files(self._corpus_dir), self._documents.titles())

    def add(
        self, paths: Sequence[str] | None, replaces: bool, shown: object, request: gr.Request | None = None
    ) -> Iterator[Updates]:
        """For: what becomes of the files, the files chosen, the button, the removable, and what `refresh` is for."""
        if not self.may_change(request):
            yield self._ended(render_error(_NOT_SIGNED_IN, "Chưa thêm được"), shown)
            return
        if not paths:
            yield self._ended(render_error("Hãy chọn tệp trước.", "Chưa thêm được"), shown)
            return
        added: list[AddedFile] = []
        notes: list[str] = []
        step: Step = None
        for step in self._steps(lambda report: self._add(paths, replaces, added, notes, report)):
            if isinstance(step, IngestProgress):
                yield self._under_way(step)
        made = step if isinstance(step, IngestReport) else None
        problem = step if isinstance(step, str) else ""
        stayed = set(added_files(self._corpus_dir)) if problem else set()
        if problem and (copied := [file.file for file in added if not file.replaced and file.file in stayed]):
            problem += f" Tệp đã chép vào thư mục tài liệu ({', '.join(copied)})"
            problem += "; bấm Thêm lần nữa để lập lại chỉ mục."
        # The files chosen are kept after a problem, so that one more press is enough.
        yield self._ended(render_added(added, notes, made, problem), shown, clears_files=not problem)

    def remove(self, shown: object, event: gr.EventData, request: gr.Request | None = None) -> Iterator[Updates]:
        """As `add`, for the file that the event names."""
        if not self.may_change(request):
            yield self._ended(render_error(_NOT_SIGNED_IN, "Chưa gỡ được"), shown)
            return
        file = str(getattr(event, "file", ""))
        notes: list[str] = []
        step: Step = None
        for step in self._steps(lambda report: self._remove(file, notes, report)):
            if isinstance(step, IngestProgress):
                yield self._under_way(step)
        problem = render_error(" ".join((step, *notes)), "Chưa gỡ được") if isinstance(step, str) else ""
        yield self._ended(problem or render_removed(file), shown)

    def _ended(self, became: str, shown: object, *, clears_files: bool = False) -> Updates:
        files = None if clears_files else gr.skip()
        buttons = gr.update(interactive=True), gr.update(visible=False)
        return became, files, *buttons, self.removable(), *self._documents.refresh(shown)

    def _under_way(self, step: IngestProgress) -> Updates:
        buttons = gr.update(interactive=False), gr.update(visible=True)
        shown = render_ingest_progress(step), gr.skip(), *buttons, gr.skip()
        return (*shown, *self._documents.unchanged())

    def _add(
        self,
        paths: Sequence[str],
        replaces: bool,
        added: list[AddedFile],
        notes: list[str],
        report: ReportProgress,
    ) -> IngestReport | None:
        """Tells what became of each file as far as it comes. A file is replaced only by one that can be read."""
        delete_leftovers(self._corpus_dir)
        _copy(paths, self._corpus_dir, replaces, added, notes)
        if not added:
            return None
        replaced = [file.replaced for file in added if file.replaced]
        try:
            made = self._pipeline.ingest(report)
        except Exception as error:
            _put_back(replaced)
            notes += [f"Tệp {taken.file} chưa được thay; bản cũ còn nguyên." for taken in replaced]
            if isinstance(error, _Stopped):
                self._delete(file.file for file in added if not file.replaced)
            raise
        problems = {receipt.file: receipt.problem for receipt in made.set_aside}
        kept = [taken for taken in replaced if taken.file in problems]
        for taken in replaced:
            if taken not in kept:
                taken.delete()
                notes.append(f"Đã thay tệp {taken.file} bằng bản mới; bản cũ đã xóa.")
        unreadable = [file for file in added if not file.replaced and file.file in problems]
        if not kept and not unreadable:
            return made
        notes += [f"Giữ lại tệp {taken.file} cũ vì tệp mới không dùng được: {problems[taken.file]}" for taken in kept]
        _put_back(kept)
        notes += [f"Không giữ lại tệp {file.file}: {problems[file.file]}" for file in unreadable]
        self._delete(file.file for file in unreadable)
        added[:] = [file for file in added if file not in unreadable]
        if not added:
            return self._back_in_step(report)
        return self._pipeline.ingest(report)

    def _back_in_step(self, report: ReportProgress) -> IngestReport | None:
        """The index without what was just deleted; None where then no document is left to index."""
        try:
            return self._pipeline.ingest(report)
        except NothingToIndex as error:
            _log.info("nothing is left to index: %s", error)
            return None

    def _delete(self, files: Iterable[str]) -> None:
        """Of the files that were just added, so that nothing of them is left in the folder."""
        for file in files:
            try:
                take_out(file, self._corpus_dir).delete()
            except (InvalidInput, OSError) as error:
                _log.warning("%s stays in the folder: %s", file, error)

    def _remove(self, file: str, notes: list[str], report: ReportProgress) -> IngestReport:
        delete_leftovers(self._corpus_dir)
        taken = take_out(file, self._corpus_dir)
        try:
            made = self._pipeline.ingest(report)
        except Exception:
            _put_back([taken])
            notes.append(f"Tệp {file} vẫn còn trong tài liệu.")
            raise
        taken.delete()
        return made

    def _steps(self, work: Callable[[ReportProgress], IngestReport | None]) -> Iterator[Step]:
        """The newest step now and then, and the last one.

        The work ends on a thread of its own, also when nobody is looking any more.
        """
        steps: queue.SimpleQueue[Step] = queue.SimpleQueue()

        def report(step: IngestProgress) -> None:
            if self._stopping.is_set():
                raise _Stopped(_STOPPED, "a visitor stopped the ingest")
            steps.put(step)

        def run() -> None:
            if not self._changing.acquire(blocking=False):
                steps.put(_BUSY)
                return
            self._stopping.clear()
            try:
                steps.put(work(report))
            except RagError as error:
                _log.warning("changing the documents: %s", error)
                steps.put(error.message)
            except Exception:
                _log.exception("unexpected error while changing the documents")
                steps.put(_UNEXPECTED)
            finally:
                self._changing.release()

        threading.Thread(target=run, name="ingest", daemon=True).start()
        while True:
            step = steps.get()
            while isinstance(step, IngestProgress) and not steps.empty():
                step = steps.get()
            yield step
            if not isinstance(step, IngestProgress):
                return
            time.sleep(_SHOWN_EVERY_SECONDS)


def _copy(paths: Sequence[str], corpus_dir: Path, replaces: bool, added: list[AddedFile], refused: list[str]) -> None:
    """Copies the files into the folder; appends those added to `added` and why others were not to `refused`."""
    names: set[str] = set()
    for path in map(Path, paths):
        try:
            # Of two files of one name that come together neither is the newer one.
            added.append(add_file(path, path.name, corpus_dir, replaces=replaces and path.name not in names))
        except InvalidInput as error:
            _log.info("a file was refused: %s", error)
            refused.append(error.message)
        names.add(path.name)


def _put_back(taken: Sequence[TakenOut]) -> None:
    for file in taken:
        try:
            file.put_back()
        except OSError:
            _log.exception("%s cannot be put back from %s", file.file, file.hidden)
