"""All of it without a network: in a namespace of its own, in which there is no route and no address but this one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system_programs import ROOT
from tests.test_pipeline import PLAN, SOURCES

_UNSHARE = ("unshare", "--user", "--map-root-user", "--net")
_PROGRAM = """
import json, socket, subprocess, sys
from pathlib import Path
try:
    socket.create_connection(("192.0.2.1", 80), 2)
    raise SystemExit("there is a network")
except OSError:
    pass
from rag import Question
from rag.settings import Settings
from rag.wiring import open_ask_pipeline
folder = Path(sys.argv[1])
settings = Settings.model_validate({"corpus_dir": folder / "corpus", "data_dir": folder / "data"})
*_, answer = open_ask_pipeline(settings).stream(Question("Chỉ tiêu kim ngạch xuất khẩu năm 2031 là bao nhiêu?"))
print(json.dumps([statement.text for statement in answer.statements]))
"""


def _refusal() -> str:
    """Why this machine gives no namespace; empty if it does."""
    try:
        tried = subprocess.run([*_UNSHARE, "true"], check=False, capture_output=True, text=True, timeout=20)
    except OSError as error:
        return str(error)
    return tried.stderr.strip() if tried.returncode else ""


@pytest.mark.real
def test_ingest_and_answers_need_no_network(tmp_path: Path) -> None:
    if refusal := _refusal():
        pytest.skip(f"no network namespace: {refusal}")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "nghi-quyet.txt").write_text(PLAN, encoding="utf-8")
    (corpus / "sources.toml").write_text(SOURCES, encoding="utf-8")
    done = subprocess.run(
        [*_UNSHARE, sys.executable, "-c", _PROGRAM, str(tmp_path)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert any("33 tỷ USD" in text for text in json.loads(done.stdout.splitlines()[-1]))
