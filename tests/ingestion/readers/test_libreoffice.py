import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingestion.readers import libreoffice
from rag.ingestion.readers.content import Block, ignore_pages
from tests.ingestion.making_office_files import annex, make_docx, make_xlsx

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument\0".encode("utf-16-le")


def _program(folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def test_without_libreoffice_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.doc").write_bytes(OLD_WORD)
    with pytest.raises(UnreadableDocument) as caught:
        libreoffice.read(tmp_path / "a.doc", ignore_pages)
    assert all(part in caught.value.message for part in ("a.doc", "cài LibreOffice", ".docx"))


def test_at_the_time_limit_all_that_was_started_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(libreoffice, "_LONGEST_SECONDS", 0.5)
    (tmp_path / "a.doc").write_bytes(OLD_WORD)
    started = time.monotonic()
    with pytest.raises(UnreadableDocument, match=r"a\.doc"):
        libreoffice.read(tmp_path / "a.doc", ignore_pages)
    assert time.monotonic() - started < 30
    child = Path(f"/proc/{(tmp_path / 'child').read_text(encoding='utf-8').strip()}/stat")
    while child.exists() and child.read_text(encoding="utf-8").split()[2] != "Z":
        assert time.monotonic() - started < 30
        time.sleep(0.05)


def test_what_libreoffice_cannot_open_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "echo no filter >&2")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (tmp_path / "a.doc").write_bytes(OLD_WORD)
    with pytest.raises(UnreadableDocument, match="no filter") as caught:
        libreoffice.read(tmp_path / "a.doc", ignore_pages)
    assert "a.doc" in caught.value.message


@pytest.mark.real
@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize("suffix", ["doc", "rtf", "xls"])
def test_an_annex_in_an_older_format_comes_back_with_every_cell(tmp_path: Path, suffix: str) -> None:
    blocks: list[Block] = [annex(), "Sau"]
    if suffix == "xls":
        source = make_xlsx(tmp_path / "a.xlsx", {"Phụ lục": blocks})
    else:
        source = make_docx(tmp_path / "a.docx", blocks)
    program = shutil.which("soffice")
    assert program is not None
    command = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", suffix, "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    read = libreoffice.read(tmp_path / f"a.{suffix}", ignore_pages)
    assert read.pages[0].blocks == tuple(blocks)


@pytest.mark.real
@pytest.mark.needs("libreoffice")
def test_a_damaged_old_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(OLD_WORD)
    with pytest.raises(UnreadableDocument, match=r"a\.doc"):
        libreoffice.read(tmp_path / "a.doc", ignore_pages)
