import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system_programs import ROOT

pytestmark = pytest.mark.real

TESTS = """
import pytest
from tests.system_programs import require_program

@pytest.mark.needs("tesseract")
def test_of_a_scan() -> None:
    raise AssertionError

@pytest.fixture
def scan() -> None:
    require_program("tesseract")

def test_of_another(scan: None) -> None:
    raise AssertionError

def test_of_a_text() -> None:
    pass
"""
REASON = "tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-vie"


def _run(folder: Path, requires_all: str) -> tuple[int, str]:
    """Exit code and output of the tests on a machine without any program."""
    (folder / "test_scans.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", os.devnull, "-o", "markers=needs"]
    environment = {**os.environ, "PATH": str(folder), "TESTS_REQUIRE_ALL": requires_all, "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        [*command, folder], cwd=ROOT, env=environment, check=False, capture_output=True, encoding="utf-8", timeout=120
    )
    return done.returncode, done.stdout


def test_what_lacks_a_program_is_skipped_and_the_last_lines_say_so(tmp_path: Path) -> None:
    code, told = _run(tmp_path, requires_all="")
    reason, count = told.splitlines()[-2:]
    assert reason.startswith(f"2 skipped, {REASON}: ")
    assert reason.endswith("test_scans.py (2)")
    assert count.startswith("1 passed, 2 skipped in ")
    assert code == 0


def test_where_all_must_run_it_fails(tmp_path: Path) -> None:
    code, told = _run(tmp_path, requires_all="1")
    assert REASON in told
    assert "skipped" not in told
    assert code == 1
