"""The examples of `docs/programs.md`, run as they stand against a page of a pipeline without index or model."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.page.fake_pipeline import BUDGET
from tests.system_programs import require_program

ROOT = Path(__file__).resolve().parents[2]
SHOWN_ADDRESS = "http://127.0.0.1:7860"
EXAMPLES = re.findall(
    r"^```(bash|python)\n(.*?)^```$", (ROOT / "docs" / "programs.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def _run(program: list[str], example: str, address: str) -> str:
    assert SHOWN_ADDRESS in example
    done = subprocess.run(
        program,
        input=example.replace(SHOWN_ADDRESS, address),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LLAMA_INDEX_CACHE_DIR": "/nonexistent"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_is_one_for_each_way() -> None:
    assert [kind for kind, _ in EXAMPLES] == ["bash", "python", "python", "python", "python"]


def test_curl(address: str) -> None:
    require_program("curl")
    (example,) = (text for kind, text in EXAMPLES if kind == "bash")
    said = _run(["bash", "-e"], example, address)
    assert said.count('"41250000000000"') >= 2
    assert '"total":0' in said


@pytest.mark.parametrize("module", ["httpx\n\nquestion", "llama_index", "mcp", "gradio_client"])
def test_python(address: str, module: str) -> None:
    (example,) = (text for kind, text in EXAMPLES if kind == "python" and re.search(rf"(?:import|from) {module}", text))
    said = _run([sys.executable, "-"], example, address)
    assert "41.250 tỷ đồng" in said or BUDGET.quote in said
