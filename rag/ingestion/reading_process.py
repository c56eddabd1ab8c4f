"""A process for the readers: a file that makes its reader hang, crash or take all memory costs only itself.

The process is started for the first file, kept for the next ones, and ends by itself when it is not needed for a while.
"""

import atexit
import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from rag.errors import UnreadableDocument
from rag.ingestion.assembling import AssembledText
from rag.ingestion.readers.content import FileContent, ReportPages
from rag.ingestion.reading_worker import Answer, Limits, Refusal

_TOO_SLOW = frozenset({-signal.SIGPROF, -signal.SIGALRM})
_ROOT = str(Path(__file__).parents[2])
_OWN_PATH = tuple(filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)))
_PROGRAM = "from rag.ingestion.reading_worker import main; main()"


@dataclass(frozen=True, slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    folder: Path
    """For all temporary files of the readers: one that is killed cannot remove its own."""


class ReadingProcess:
    """Reads files, one at a time, by `read_file` of the module named."""

    def __init__(self, readers: str = "rag.ingestion.readers.formats", limits: Limits | None = None) -> None:
        self._readers = readers
        self._limits = limits or Limits()
        self._worker: _Worker | None = None
        self._lock = threading.Lock()

    def read(self, path: Path, report: ReportPages) -> FileContent | AssembledText:
        """What the reader makes of the file.

        Raises:
            UnreadableDocument: as the readers; also where one took too long or too much memory, or crashed.
        """
        with self._lock:
            answer = self._ask(path, report)
        if isinstance(answer, Refusal):
            raise UnreadableDocument(answer.message, answer.detail)
        return answer

    def close(self) -> None:
        """End the process, and whatever it started."""
        with self._lock:
            self._end()

    def _ask(self, path: Path, report: ReportPages) -> FileContent | AssembledText | Refusal:
        # A process that ends for want of work just as it is given some has exit code 0 and has not begun.
        for _ in range(2):
            try:
                return self._exchange(path, report)
            except (EOFError, ConnectionError):
                if code := self._end():
                    break
            # Also Ctrl+C: what it answers later would be taken for the next file's.
            except BaseException:
                self._end()
                raise
        return _reason(path, code)

    def _exchange(self, path: Path, report: ReportPages) -> FileContent | AssembledText | Refusal:
        if self._worker is None:
            atexit.unregister(self.close)
            atexit.register(self.close)
            self._worker = _start(self._readers)
            self._worker.connection.send(self._limits)
        connection = self._worker.connection
        connection.send(str(path.absolute()))
        while isinstance(answer := cast(Answer, connection.recv()), tuple):
            report(*answer)
        return answer

    def _end(self) -> int:
        """The process's exit code."""
        if self._worker is None:
            return 0
        worker, self._worker = self._worker, None
        worker.connection.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # One that is about to end is given the time to, for its exit code tells why.
            worker.process.wait(timeout=0.5)
        _kill_session(worker.process.pid)
        code = worker.process.wait()
        shutil.rmtree(worker.folder, ignore_errors=True)
        return code


def _start(readers: str) -> _Worker:
    ours, theirs = multiprocessing.Pipe()
    folder = Path(tempfile.mkdtemp(prefix="rag-reading-"))
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(theirs.fileno()), str(folder), readers],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Plug-ins may stand in a folder that only the caller's own path names.
            env={**os.environ, "PYTHONPATH": os.pathsep.join((_ROOT, *_OWN_PATH)), "TMPDIR": str(folder)},
            # Ctrl+C is the caller's to answer; and by its session all that it starts can be found.
            start_new_session=True,
        )
    return _Worker(process, ours, folder)


def _kill_session(session: int) -> None:
    """End the process that leads the session and all that it started."""
    while members := list(_members(session)):
        for member in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)


def _members(session: int) -> Iterator[int]:
    """The processes of the session that are alive."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, of_session, *_ = path.read_text(errors="replace").rpartition(")")[2].split()
            if int(of_session) == session and state not in {"Z", "X"}:
                yield int(path.parent.name)


def _reason(path: Path, code: int) -> Refusal:
    if code in _TOO_SLOW:
        message = (
            f"Tệp {path.name}: đọc quá lâu không xong nên được bỏ qua. Hãy chia nhỏ tệp hoặc lưu lại rồi thêm lại."
        )
    else:
        message = f"Tệp {path.name}: chương trình đọc tệp bị dừng đột ngột, tệp có thể bị hỏng. Hãy mở và lưu lại tệp."
    return Refusal(message, f"{path.name}: its reader ended with exit code {code}")
