"""The page as people start it: `python app.py` in a process of its own, beside which its memory is watched."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType

from eval.endurance.visits import Result, get, timed
from eval.loopback_server import free_port, wait_until_up
from eval.scripted_ollama import MODEL
from rag.errors import IndexUnusable

ROOT = Path(__file__).parents[2]
_STOP_SECONDS = 20.0
_SAMPLE_SECONDS = 2.0
_UNEXPECTED = ("Traceback (most recent call last)", "ERROR ", "CRITICAL ")
"""In the page's log: what nobody foresaw, and what it says itself is an error."""


class ServedPage:
    """A page that runs. `environment` is what `ingest.py` beside it needs as well."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, environment: Mapping[str, str], log: Path) -> None:
        self.process = process
        self.port = port
        self.environment = environment
        self._log = log
        self.memory: list[tuple[float, int]] = []
        """Resident bytes, each with the seconds since the page was ready."""

    @property
    def is_alive(self) -> bool:
        """Whether its process runs."""
        return self.process.poll() is None

    def unexpected(self) -> list[str]:
        """The lines of its log that should not be there."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if line.startswith(_UNEXPECTED)]

    def resident_bytes(self) -> int:
        """Of its process; 0 once it has ended."""
        try:
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        except OSError:
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def served_page(
    folder: Path, models: Path, ollama_host: str, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[ServedPage]:
    """The page over `folder/corpus`, ready when the block begins; index and log lie below `folder` too.

    Args:
        folder: Holds the documents.
        models: The folder of embedding models that are unpacked already.
        ollama_host: Where the language model's server is.
        more: Settings by their variables.

    Raises:
        IndexUnusable: the page does not come up.
    """
    data = folder / "data"
    data.mkdir(exist_ok=True)
    models.mkdir(parents=True, exist_ok=True)
    (data / "models").symlink_to(models.resolve())
    port = free_port()
    environment = {
        **os.environ,
        "RAG_CORPUS_DIR": str(folder / "corpus"),
        "RAG_DATA_DIR": str(data),
        "RAG_LANGUAGE_MODEL": MODEL,
        "OLLAMA_HOST": ollama_host,
        # All visitors come from one address.
        "RAG_PAGE_REQUESTS_PER_MINUTE": "100000",
        **more,
    }
    log = folder / "page.log"
    # By a program of its own, as a page that is started again finds it: what an ingest needs is not what a page holds.
    ingest = [sys.executable, "ingest.py", "--quiet"]
    subprocess.run(ingest, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with log.open("wb") as file:
        command = [sys.executable, "app.py", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
    page = ServedPage(process, port, environment, log)
    stopping = threading.Event()
    try:
        if not wait_until_up(partial(_is_ready, page), lambda: page.is_alive):
            raise IndexUnusable("Trang không mở được để đo.", "the page did not come up")
        watching = threading.Thread(target=_watch_memory, args=(page, stopping), daemon=True)
        watching.start()
        yield page
    finally:
        stopping.set()
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _watch_memory(page: ServedPage, stopping: threading.Event) -> None:
    started = time.monotonic()
    while not stopping.wait(_SAMPLE_SECONDS) and page.is_alive:
        page.memory.append((time.monotonic() - started, page.resident_bytes()))


def _is_ready(page: ServedPage) -> bool:
    return timed("", partial(get, page.port, "/ready")).result is Result.ANSWERED
