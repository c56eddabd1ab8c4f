"""What runs in the process that `reading_process` starts: reads the files that it is given, within limits."""

import contextlib
import importlib
import resource
import shutil
import signal
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from rag.errors import UnreadableDocument
from rag.ingestion.assembling import AssembledText
from rag.ingestion.readers.content import FileContent, ReportPages


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may take between two reports of pages, and in memory; so may each program that it starts.

    `cpu_seconds` is what ends a reader that hangs: how busy a machine is must not decide which files are read.
    `silent_seconds` is over twice what readers grant the programs that they wait for.
    """

    cpu_seconds: float = 30
    silent_seconds: float = 300
    memory_bytes: int = 2_000_000_000
    idle_seconds: float = 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """An `UnreadableDocument` on its way between the processes."""

    message: str
    detail: str


Answer: TypeAlias = tuple[int, int] | FileContent | AssembledText | Refusal
"""Pages done and their total, any number of times; then what came of the file."""


class _Readers(Protocol):
    def read_file(self, path: Path, report: ReportPages) -> FileContent | AssembledText: ...


def main() -> None:
    """Takes from the command line the connection's number, the folder of temporary files and the readers' module."""
    connection, folder, readers = sys.argv[1:]
    try:
        with Connection(int(connection)) as opened, contextlib.suppress(EOFError, ConnectionError):
            _serve(opened, readers, cast(Limits, opened.recv()))
    finally:
        # For when there is nobody left to do it.
        shutil.rmtree(folder, ignore_errors=True)


def _serve(connection: Connection, readers: str, limits: Limits) -> None:
    """Read what is asked for until nothing is for a while, or the asking process is gone."""
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        # Where the machine itself runs out of memory, this process is the one to end.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    module = cast(_Readers, importlib.import_module(readers))
    while connection.poll(limits.idle_seconds):
        connection.send(_read(module, Path(connection.recv()), connection, limits))


def _read(
    module: _Readers, path: Path, connection: Connection, limits: Limits
) -> FileContent | AssembledText | Refusal:
    def report(done: int, total: int) -> None:
        _wind_up(limits.cpu_seconds, limits.silent_seconds)
        connection.send((done, total))

    _wind_up(limits.cpu_seconds, limits.silent_seconds)
    try:
        return module.read_file(path, report)
    except UnreadableDocument as error:
        return Refusal(error.message, str(error))
    except MemoryError:
        message = f"Tệp {path.name}: cần quá nhiều bộ nhớ để đọc nên được bỏ qua. Hãy chia nhỏ tệp."
        return Refusal(message, f"{path.name}: over {limits.memory_bytes} bytes")
    except ConnectionError:
        raise
    # A hostile file makes its reader fail in any way that there is.
    except Exception:
        message = f"Tệp {path.name}: không đọc được, tệp có thể bị hỏng. Hãy mở và lưu lại tệp."
        return Refusal(message, f"{path.name}: {traceback.format_exc()}")
    finally:
        _wind_up(0, 0)


def _wind_up(cpu_seconds: float, silent_seconds: float) -> None:
    """Set the time after which the system ends this process, whatever it is doing; 0 for never."""
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, silent_seconds)
