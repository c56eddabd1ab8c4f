"""`python -m rag` over a small corpus, with an embedder that needs no model."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import ingest
from programs.commands import EXIT_NO_ANSWER, command
from rag import EXIT_BUSY, EXIT_FAILURE, EXIT_USAGE, IndexBusy
from tests.fakes import FakeEmbedder, RulesAlone
from tests.scripted_ollama import DEFAULT_MODEL, Reply, ScriptedOllama

PLAN = """Kế hoạch năm 2031 của tỉnh Lạc Sơn
1. Các chỉ tiêu kinh tế năm 2031
- Tổng thu ngân sách nhà nước đạt 12,5 nghìn tỷ đồng.
- Sản lượng chè búp tươi đạt 45 nghìn tấn.
"""
RECORD = (
    '["ke-hoach.txt"]\ntitle = "Kế hoạch năm 2031"\ndate = 2030-12-09\nterritory = "tỉnh Lạc Sơn"\nperiod = "2031"\n'
)
ASKED = "Chỉ tiêu tổng thu ngân sách nhà nước năm 2031 là bao nhiêu?"


@pytest.fixture(autouse=True)
def corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAG_LANGUAGE_MODEL", "none")
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    monkeypatch.setattr("rag.wiring._Models._load_fact_reader", lambda _self: RulesAlone())
    monkeypatch.setattr(ingest, "_LINE_SECONDS", 3600.0)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ke-hoach.txt").write_text(PLAN, encoding="utf-8")
    (folder / "sources.toml").write_text(RECORD, encoding="utf-8")
    return folder


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedOllama]:
    reply = "Theo kế hoạch, tổng thu ngân sách nhà nước năm 2031 đạt 12,5 nghìn tỷ đồng [1]."
    with ScriptedOllama([Reply(pieces=(reply[:30], reply[30:]))]) as server:
        monkeypatch.setenv("RAG_LANGUAGE_MODEL", DEFAULT_MODEL)
        monkeypatch.setenv("RAG_MODEL_WRITES", "always")
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        yield server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def read_json(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code in {0, EXIT_NO_ANSWER}, result.output
    return json.loads(result.stdout)


def test_an_answer_comes_with_its_source() -> None:
    result = run("ask", ASKED)
    assert result.exit_code == 0, result.output
    assert "12,5 nghìn tỷ đồng" in result.stdout
    assert "Nguồn:\n[1] “Kế hoạch năm 2031”, ngày 09/12/2030" in result.stdout


def test_an_answer_as_data() -> None:
    answer = read_json("ask", ASKED)
    assert answer["certainty"] == "sure"
    assert [fact["value"] for fact in answer["facts"]] == ["12500000000000"]


def test_a_later_question_is_understood_by_the_ones_before() -> None:
    answer = read_json("ask", "Còn sản lượng chè búp tươi?", "--history", ASKED)
    assert answer["facts"][0]["value"] == "45000"


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_what_the_documents_do_not_have_has_an_exit_code(more: tuple[str, ...]) -> None:
    result = run("ask", "Sân bay đón bao nhiêu hành khách năm 2031?", *more)
    assert result.exit_code == EXIT_NO_ANSWER
    assert result.stdout


def test_a_model_writes_and_is_left_out_where_none_is_wanted(model: ScriptedOllama) -> None:
    assert read_json("ask", ASKED)["mode"] == "model"
    asked = len(model.requests)
    assert read_json("ask", ASKED, "--no-model")["mode"] == "facts"
    assert len(model.requests) == asked


@pytest.mark.usefixtures("model")
def test_on_a_terminal_the_answer_grows_and_then_stands_with_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    grown, _, sources = run("ask", ASKED).stdout.rpartition("Nguồn:")
    written = "Theo kế hoạch, tổng thu ngân sách"
    assert grown.index("12,5 nghìn tỷ đồng") < grown.index(written)
    assert grown.count(written) >= 2
    assert "[1] “Kế hoạch năm 2031”, ngày 09/12/2030" in sources
    assert "\x1b" not in sources


def test_the_register_is_listed_and_filtered() -> None:
    result = run("facts", "che bup")
    assert result.exit_code == 0
    assert result.stdout == "45 nghìn tấn – chỉ tiêu 2031: Sản lượng chè búp tươi (Lạc Sơn) [ke-hoach.txt]\n"
    listed = read_json("facts", "--year", "2031", "--status", "target", "--limit", "1")
    assert (listed["total"], len(listed["facts"])) == (2, 1)
    assert listed["facts"][0]["quote"] in PLAN


def test_the_register_is_listed_as_officials_have_corrected_it(corpus: Path, caplog: pytest.LogCaptureFixture) -> None:
    tea = read_json("facts", "che bup")["facts"][0]
    quote = PLAN[tea["quote_start"] : tea["quote_end"]]
    correction = {
        "file": "ke-hoach.txt",
        "quote": quote,
        "start": tea["quote_start"],
        "figure_at": tea["start"] - tea["quote_start"],
        "figure_end": tea["end"] - tea["quote_start"],
        "slots": None,
        "by": "Bà Lan",
        "at": "2031-01-02T03:04:05Z",
    }
    (corpus / "corrections.jsonl").write_text(json.dumps(correction, ensure_ascii=False), encoding="utf-8")
    assert read_json("facts", "che bup")["facts"] == []
    # Where the figure is gone from the document the correction does nothing, which is logged.
    (corpus / "ke-hoach.txt").write_text(PLAN.replace("45 nghìn", "46 nghìn"), encoding="utf-8")
    result = run("facts", "che bup")
    assert result.stdout.startswith("46 nghìn tấn")
    assert "1 corrections do nothing" in caplog.text
    # What is kept beside the documents is none of them.
    assert "set aside" not in caplog.text


def test_passages_are_found() -> None:
    assert "Sản lượng chè búp tươi đạt 45 nghìn tấn" in run("search", "sản lượng chè").stdout
    first = read_json("search", "sản lượng chè", "--limit", "1")["passages"][0]
    assert PLAN[first["start"] : first["end"]] == first["text"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", " "), "Bạn chưa nhập câu hỏi"),
        (("facts", "--document", "khac.txt"), "Không có tài liệu tên đó"),
        (("search", "?"), "không phải là văn bản"),
    ],
)
def test_bad_input_is_told_in_vietnamese(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (EXIT_USAGE, "")
    assert told in result.stderr


def test_other_failures_have_the_exit_codes_of_an_ingest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    missing = run("ask", ASKED, "--corpus", str(tmp_path / "none"))
    assert missing.exit_code == EXIT_FAILURE
    assert "Không có thư mục tài liệu" in missing.stderr

    def busy(*_arguments: object, **_options: object) -> None:
        raise IndexBusy("Tiến trình khác đang lập chỉ mục.", "busy")

    monkeypatch.setattr("rag.wiring.open_ask_pipeline", busy)
    monkeypatch.setattr("rag.open_ask_pipeline", busy, raising=False)
    assert run("ask", ASKED).exit_code == EXIT_BUSY


def test_control_characters_of_a_document_do_not_reach_the_terminal(corpus: Path) -> None:
    (corpus / "ke-hoach.txt").write_text(PLAN.replace("chè búp", "chè \x1b[31mbúp"), encoding="utf-8")
    assert "\x1b" not in run("search", "chè").stdout + run("facts").stdout


def test_help_waits_for_no_heavy_library() -> None:
    heavy = ("torch", "chromadb", "gradio", "fastapi", "mcp", "numpy", "programs.replies")
    code = f"import sys, programs.commands; print([name for name in {heavy!r} if name in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
    told = subprocess.run([sys.executable, "-m", "rag", "--help"], capture_output=True, text=True, check=True, cwd=root)
    assert all(name in told.stdout for name in ("ask", "facts", "search"))
