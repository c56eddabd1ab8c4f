"""Damaged and hostile files of every format: each is read or refused, and none takes long or ends the process.

Half a minute by default; `FUZZING_SECONDS=600 python -m pytest tests/ingestion/test_fuzzing.py` for longer. Every case
follows from its number alone; `FUZZING_FIRST=1234` begins with that one.
"""

import io
import os
import random
import re
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingestion.loading import load_document
from rag.ingestion.readers.content import Table, ignore_pages
from rag.ingestion.reading_process import ReadingProcess
from rag.ingestion.reading_worker import Limits
from rag.pipeline import IngestPipeline
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.ingestion.making_files import make_pdf
from tests.ingestion.making_office_files import annex, make_docx, make_html, make_xlsx
from tests.ingestion.making_scans import draw_pages

pytestmark = pytest.mark.real

SECONDS = float(os.environ.get("FUZZING_SECONDS", "30"))
FIRST = int(os.environ.get("FUZZING_FIRST", "0"))
LIMITS = Limits(cpu_seconds=10, silent_seconds=125)
TEXT = ("BÁO CÁO", "I. KINH TẾ", "1. Thu ngân sách đạt 14.860 tỷ đồng, tăng 8,03% so với năm 2024.")
RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Times;}}\f0 Thu \'f1 8,03%.\par\trowd\cellx1000 a\cell b\cell\row}"
RARELY_PICKED = {".png": 0.02, ".rtf": 0.01}
"""By chance in [0, 1], because of the seconds that other programs take for them."""


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small file of each format by suffix."""
    folder = tmp_path_factory.mktemp("sound")
    blocks: list[str | Table] = [*TEXT, annex(3)]
    make_docx(folder / "a.docx", blocks)
    make_xlsx(folder / "a.xlsx", {"Phụ lục": blocks, "Trang 2": [annex(2)]})
    make_html(folder / "a.html", blocks)
    make_pdf(blocks, folder / "a.pdf")
    (folder / "a.txt").write_text("\n".join(TEXT), encoding="utf-8")
    (folder / "a.csv").write_text("\n".join(";".join(row) for row in annex(3).rows), encoding="utf-8")
    (folder / "a.rtf").write_bytes(RTF)
    draw_pages(TEXT)[0].crop((0, 0, 1240, 400)).save(folder / "a.png")
    return {path.suffix: path.read_bytes() for path in sorted(folder.iterdir())}


Change = Callable[[random.Random, bytes], bytes]


def flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 3, 30]) if data else 0):
        changed[rng.randrange(len(changed))] = rng.choice([0, 255, rng.randrange(256), *b"<>&/()[]|;\"'-9"])
    return bytes(changed)


def cut(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return rng.choice([data[:start], data[start:], data[:start] + data[end:]])


def double(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[start:end] * rng.choice([2, 5, max(1, 200_000 // max(1, end - start))]) + data[end:]


def change_numbers(rng: random.Random, data: bytes) -> bytes:
    """What sizes, offsets, spans and references are made of."""
    numbers = list(re.finditer(rb"\d+", data))
    for found in sorted(rng.sample(numbers, min(len(numbers), 3)), key=lambda match: -match.start()):
        number = rng.choice([b"0", b"-1", b"1", b"99999999", b"4294967296", b"1e999", b"nan"])
        data = data[: found.start()] + number + data[found.end() :]
    return data


def swap_parts(rng: random.Random, data: bytes) -> bytes:
    start, middle, end = sorted(rng.randrange(len(data) + 1) for _ in range(3))
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


CHANGES: tuple[Change, ...] = (flip, cut, double, change_numbers, swap_parts)


def change_parts(rng: random.Random, data: bytes) -> bytes:
    """What changes the parts of a zip file and packs them again, so that what reads them comes to see it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    packed = io.BytesIO()
    picked = rng.randrange(len(parts))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, part) in enumerate(parts):
            if number != picked:
                package.writestr(name, part)
            elif rng.random() < 0.9:
                package.writestr(name, rng.choice(CHANGES)(rng, part))
    return packed.getvalue()


def change(number: int, sound: dict[str, bytes]) -> tuple[str, bytes]:
    """The case of that number: a suffix and the file."""
    rng = random.Random(number)
    suffixes = [suffix for suffix in sound if rng.random() < RARELY_PICKED.get(suffix, 1)]
    suffix = rng.choice(suffixes)
    data = sound[suffix]
    for _ in range(rng.choice([1, 1, 2, 4])):
        is_package = zipfile.is_zipfile(io.BytesIO(data)) and rng.random() < 0.8
        try:
            data = change_parts(rng, data) if is_package else rng.choice(CHANGES)(rng, data)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
            break
    return rng.choice(suffixes) if rng.random() < 0.05 else suffix, data[:5_000_000]


def cases(sound: dict[str, bytes]) -> Iterator[tuple[int, str, bytes]]:
    end = time.monotonic() + SECONDS
    for number in count(FIRST):
        if time.monotonic() > end:
            return
        yield number, *change(number, sound)


def test_a_damaged_file_is_read_or_refused_and_never_takes_long(tmp_path: Path, sound_files: dict[str, bytes]) -> None:
    process = ReadingProcess(limits=LIMITS)
    failures: list[str] = []
    for number, suffix, data in cases(sound_files):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(data)
        try:
            process.read(path, ignore_pages)
        except UnreadableDocument as refused:
            detail = str(refused) if path.name in refused.message else "Traceback: the file is not named"
            # What the readers did not foresee.
            if "Traceback" in detail or "its reader ended" in detail or "over 2000000000 bytes" in detail:
                failures.append(detail)
        path.unlink()
    process.close()
    assert failures == []


def test_the_neighbours_of_damaged_files_are_indexed(tmp_path: Path, sound_files: dict[str, bytes]) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(40):
        suffix, data = change(number, sound_files)
        (corpus / f"{number}{suffix}").write_bytes(data)
    (corpus / "neighbour.docx").write_bytes(sound_files[".docx"])
    settings = Settings.model_validate({"corpus_dir": corpus, "data_dir": tmp_path / "data"})
    report = IngestPipeline(settings, FakeEmbedder).run()
    assert len(report.files) == 41
    assert "neighbour.docx" in {receipt.file for receipt in report.indexed}
    assert all(receipt.problem for receipt in report.set_aside)


def test_whatever_a_reader_gives_can_be_assembled(tmp_path: Path, sound_files: dict[str, bytes]) -> None:
    for number in range(FIRST, FIRST + 50):
        suffix, data = change(number, sound_files)
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(data)
        try:
            document = load_document(path, tmp_path, None)
        except UnreadableDocument:
            continue
        assert document.text.strip()
        assert all(page.end <= len(document.text) for page in document.pages)
