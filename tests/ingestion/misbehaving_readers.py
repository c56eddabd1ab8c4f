"""Readers for the tests of the process that they run in: the file's name says what goes wrong."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages


def read_file(path: Path, report: ReportPages) -> FileContent:
    """Gives the process's number as the only block; `path` need not exist."""
    report(1, 2)
    tempfile.mkstemp()
    _misbehave(path.stem)
    if path.stem == "is slow but reports":
        for page in range(10):
            time.sleep(0.1)
            report(page, 10)
    report(2, 2)
    return FileContent((PageContent((str(os.getpid()),)),))


def _misbehave(how: str) -> None:
    match how:
        case "loops":
            while True:
                pass
        case "waits":
            time.sleep(1000)
        case "waits for a program":
            subprocess.run([sys.executable, "-c", "import time; time.sleep(1000)"], check=True, process_group=0)
        case "aborts":
            os.abort()
        case "eats":
            bytearray(10_000_000_000)
        case "fails":
            raise RecursionError("too deep")
        case "refuses":
            raise UnreadableDocument("Tệp trống.", "empty")
