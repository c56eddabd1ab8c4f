import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingestion.assembling import AssembledText
from rag.ingestion.readers.content import FileContent, ignore_pages
from rag.ingestion.reading_process import ReadingProcess, _members
from rag.ingestion.reading_worker import Limits

READERS = "tests.ingestion.misbehaving_readers"
LIMITS = Limits(cpu_seconds=0.5, silent_seconds=0.7, memory_bytes=1_000_000_000, idle_seconds=60)


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingProcess]:
    """One whose end leaves no temporary files behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened = ReadingProcess(READERS, LIMITS)
    yield opened
    opened.close()
    assert list(tmp_path.iterdir()) == []


def number_of(content: FileContent | AssembledText) -> int:
    assert isinstance(content, FileContent)
    return int(str(content.pages[0].blocks[0]))


def refusal(process: ReadingProcess, name: str) -> str:
    with pytest.raises(UnreadableDocument) as refused:
        process.read(Path(f"{name}.docx"), ignore_pages)
    return refused.value.message


def test_one_process_reads_all_files_and_reports_their_pages(process: ReadingProcess) -> None:
    pages: list[tuple[int, int]] = []
    first, second = (process.read(Path(name), lambda *page: pages.append(page)) for name in ("a.docx", "b.docx"))
    assert number_of(first) == number_of(second) != os.getpid()
    assert pages == [(1, 2), (2, 2)] * 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("loops", "quá lâu"),
        ("waits", "quá lâu"),
        ("waits for a program", "quá lâu"),
        ("aborts", "dừng đột ngột"),
        ("eats", "bộ nhớ"),
        ("fails", "không đọc được"),
        ("refuses", "Tệp trống"),
    ],
)
def test_a_file_that_cannot_be_read_costs_only_itself(process: ReadingProcess, name: str, reason: str) -> None:
    before = number_of(process.read(Path("a.docx"), ignore_pages))
    assert reason in refusal(process, name)
    after = number_of(process.read(Path("a.docx"), ignore_pages))
    if after != before:
        assert list(_members(before)) == []


def test_who_reports_pages_has_time(process: ReadingProcess) -> None:
    process.read(Path("is slow but reports.docx"), ignore_pages)


def test_a_process_without_work_ends_and_the_next_file_starts_another() -> None:
    process = ReadingProcess(READERS, Limits(idle_seconds=0.2))
    first = number_of(process.read(Path("a.docx"), ignore_pages))
    while list(_members(first)):
        pass
    assert number_of(process.read(Path("a.docx"), ignore_pages)) != first
    process.close()


def test_ctrl_c_ends_the_process_and_what_it_started(process: ReadingProcess) -> None:
    started = number_of(process.read(Path("a.docx"), ignore_pages))
    # A shell starts what it runs in the background deaf to Ctrl+C, these tests too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            process.read(Path("waits for a program.docx"), ignore_pages)
    finally:
        signal.signal(signal.SIGINT, before)
    assert list(_members(started)) == []


def test_where_the_asking_process_is_gone_the_process_ends_and_tidies_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    parent = os.fork()
    if parent == 0:
        number = number_of(ReadingProcess(READERS, LIMITS).read(Path("a.docx"), ignore_pages))
        (tmp_path / "number").write_text(str(number), encoding="ascii")
        os._exit(0)  # as if killed: without any tidying
    os.waitpid(parent, 0)
    while list(_members(int((tmp_path / "number").read_text(encoding="ascii")))):
        pass
    assert list((tmp_path / "temporary").iterdir()) == []
