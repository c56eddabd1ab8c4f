import csv
import io
import json
import queue
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ingest
import rag
from rag import Document, NothingToIndex, SourceRecord
from rag.datatypes import Certainty, SlotReading
from rag.errors import EXIT_BUSY, EXIT_FAILURE, EXIT_USAGE
from rag.figures.register_rows import REGISTER_COLUMNS, register_csv, register_rows
from rag.figures.register_rows import inert as make_inert
from rag.indexing import storage, swapping
from tests.eval.builders import FACTS, TEXT
from tests.fakes import FakeEmbedder

PLAN = """Kế hoạch năm 2031 của tỉnh Lạc Sơn
1. Các chỉ tiêu kinh tế năm 2031
- Tổng thu ngân sách nhà nước đạt 12,5 nghìn tỷ đồng.
- Sản lượng chè búp tươi đạt 45 nghìn tấn.
"""
RECORD = '["{file}"]\ntitle = "Kế hoạch năm 2031"\ndate = 2030-12-09\nterritory = "tỉnh Lạc Sơn"\nperiod = "2031"\n'


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of one document with its record; the index goes beside it, by an embedder that needs no model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    # However busy the machine is, no line of progress is among those that are tested.
    monkeypatch.setattr(ingest, "_LINE_SECONDS", 3600.0)
    folder = tmp_path / "tai-lieu"
    folder.mkdir()
    (folder / "ke-hoach.txt").write_text(PLAN, encoding="utf-8")
    (folder / "sources.toml").write_text(RECORD.format(file="ke-hoach.txt"), encoding="utf-8")
    return folder


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(ingest.command, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def indexed_files(data_dir: Path = Path("data")) -> list[str]:
    return [document.file for document in storage.read_index(data_dir).documents]


def written_facts(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("module", ["ingest", "rag"])
def test_help_and_public_names_wait_for_no_heavy_library(module: str) -> None:
    heavy = ("torch", "chromadb", "sentence_transformers", "transformers", "gradio", "ollama", "numpy")
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_no_terminal_takes_a_bar_lines_say_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr("ingest.typer.echo", lambda line, **_: lines.put(line))
    monkeypatch.setattr(ingest, "_LINE_SECONDS", 0.1)
    with ingest.show_progress(True) as report_progress:
        assert lines.get(timeout=60).startswith("Lập chỉ mục (")
        report_progress(rag.IngestProgress("Đọc tài liệu", 1200, 3000))
        later = next(line for line in iter(lambda: lines.get(timeout=60), "") if ":" in line)
        assert later.startswith("Lập chỉ mục: Đọc tài liệu 1.200/3.000 (")


def test_a_quick_ingest_and_a_quiet_one_say_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ingest, "_LINE_SECONDS", 3600.0)
    with ingest.show_progress(True) as report_progress:
        report_progress(rag.IngestProgress("Đọc tài liệu", 1, 2))
    monkeypatch.setattr(ingest, "_LINE_SECONDS", 0.1)
    with ingest.show_progress(False):
        time.sleep(0.3)
    assert capsys.readouterr().err == ""


def test_every_public_name_is_there() -> None:
    assert [name for name in rag.__all__ if not hasattr(rag, name)] == []
    assert not hasattr(rag, "open_sesame")


def test_help_names_the_options() -> None:
    code, output = run("--help")
    assert code == 0
    assert "--register" in output


@pytest.mark.real
def test_it_indexes_then_has_nothing_to_do(corpus: Path) -> None:
    code, output = run(corpus)
    assert code == 0, output
    index = storage.read_index(Path("data"))
    content = f"1 tài liệu, {len(index.passages)} đoạn văn, 2 số liệu"
    assert output.startswith(f"Đã lập chỉ mục: {content}")
    assert "Cảnh báo" not in output
    code, output = run(corpus)
    assert code == 0
    assert output.startswith(f"Tài liệu không đổi, chỉ mục giữ nguyên: {content}")
    assert swapping.current_folder(Path("data")) == index.folder


@pytest.mark.real
def test_warnings_are_counted_and_name_their_place(corpus: Path) -> None:
    (corpus / "bai-bao.txt").write_text("Năm 2031, tỉnh đón hơn ,3 triệu lượt khách.\x1b[31m", encoding="utf-8")
    (corpus / "am-thanh.mp3").write_bytes(b"ID3\x00")
    (corpus / "trong.txt").write_text(" \n", encoding="utf-8")
    code, output = run(corpus)
    assert code == 0
    assert "Đã lập chỉ mục: 2 tài liệu" in output
    assert f"Cảnh báo: {1 + 1 + 2}" in output  # a damaged figure, no record, two files set aside
    assert "bai-bao.txt, dòng 1: “…Năm 2031, tỉnh đón hơn ,3 triệu lượt”" in output
    assert "chưa có mục trong sources.toml (1):\n    bai-bao.txt: " in output
    assert "Tệp trong.txt trống." in output
    assert "“.mp3”" in output
    assert "\x1b" not in output


def test_a_document_cannot_steer_the_terminal() -> None:
    assert ingest._printable("số\x1b[2J liệu\r") == "số [2J liệu "


@pytest.mark.real
def test_quiet_says_nothing_where_all_is_well(corpus: Path) -> None:
    assert run(corpus, "-q") == (0, "")
    assert indexed_files() == ["ke-hoach.txt"]


@pytest.mark.real
def test_an_empty_folder_fails_and_the_old_index_stays(corpus: Path, tmp_path: Path) -> None:
    assert run(corpus, "-q")[0] == 0
    empty = tmp_path / "trong"
    empty.mkdir()
    code, output = run(empty)
    assert code == EXIT_FAILURE
    assert "không có tài liệu nào" in output
    assert run(tmp_path / "khong-co")[0] == EXIT_FAILURE
    assert indexed_files() == ["ke-hoach.txt"]


def test_unusable_source_records_are_bad_input(corpus: Path) -> None:
    (corpus / "sources.toml").write_text('["ke-hoach.txt"]\ntitle = "Kế hoạch"\nnguon = "?"\n', encoding="utf-8")
    code, output = run(corpus)
    assert code == EXIT_USAGE
    assert "nguon" in output


def test_an_unknown_setting_is_bad_input(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_CORPUS", str(corpus))
    code, output = run()
    assert code == EXIT_USAGE
    assert "RAG_CORPUS" in output


def test_a_second_ingest_at_the_same_time_is_told_to_wait(corpus: Path) -> None:
    with swapping.building(Path("data")):
        code, output = run(corpus)
    assert code == EXIT_BUSY
    assert "Một tiến trình khác đang lập chỉ mục" in output


def test_ctrl_c_is_no_traceback(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_settings: object) -> FakeEmbedder:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.wiring.load_embedder", interrupt)
    code, output = run(corpus)
    assert code == 128 + 2  # SIGINT is signal 2
    assert "chỉ mục cũ vẫn còn nguyên" in output


@pytest.mark.real
def test_the_register_is_a_table_with_verbatim_quotes(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "so-lieu.csv"
    code, text = run(corpus, "--register", output)
    assert code == 0
    assert f"Đã ghi 2 số liệu vào {output}." in text
    assert output.read_bytes().startswith(b"\xef\xbb\xbf" + ",".join(REGISTER_COLUMNS).encode() + b"\r\n")
    budget, tea = written_facts(output)
    assert (budget["document"], budget["period"], budget["status"]) == ("ke-hoach.txt", "2031", "target")
    assert (budget["figure"], budget["unit"]) == ("12,5 nghìn tỷ đồng", "đồng")
    assert budget["low"] == budget["high"] == "12.500.000.000.000"  # 12.5 · 10¹²
    assert (tea["figure"], tea["low"]) == ("45 nghìn tấn", "45.000")
    for fact in (budget, tea):
        quote = PLAN[int(fact["start"]) : int(fact["end"])]
        assert fact["quote"].removeprefix("'") == quote
        assert fact["figure"] in quote


@pytest.mark.parametrize(
    ("cell", "inert"),
    [
        ("=1+1", "'=1+1"),
        ("+84", "'+84"),
        ("- Sản lượng", "'- Sản lượng"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("11,5%", "11,5%"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, inert: str) -> None:
    assert make_inert(cell) == inert


def test_a_slot_that_is_a_mere_guess_is_empty_in_the_register() -> None:
    slots = (SlotReading("period", Certainty.UNKNOWN, 0.4), SlotReading("status", Certainty.LIKELY, 0.8))
    fact = replace(FACTS[0], slots=slots)
    (row,) = register_rows([Document(fact.file, TEXT, SourceRecord("A"))], [fact])
    cells = dict(zip(REGISTER_COLUMNS, row, strict=True))
    assert (cells["indicator"], cells["period"], cells["status"]) == (FACTS[0].indicator, "", "result")
    assert cells["certainty"] == "unknown"


@pytest.mark.real
def test_every_text_of_a_fact_is_made_inert(corpus: Path) -> None:
    (corpus / "ke-hoach.txt").rename(corpus / "=cmd.txt")
    assert run(corpus, "-q")[0] == 0
    index = storage.read_index(Path("data"))
    rows = list(csv.reader(io.StringIO(register_csv(index.documents, index.facts), newline="")))
    assert rows[1][0] == "'=cmd.txt"
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_register_that_cannot_be_written_is_said_before_the_work(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_settings: object) -> FakeEmbedder:
        raise AssertionError("the ingest began")

    monkeypatch.setattr("rag.wiring.load_embedder", fail)
    for place in (tmp_path, tmp_path / "khong-co" / "so-lieu.csv"):
        for option in ("--register", "--receipt"):
            code, output = run(corpus, option, place)
            assert code == EXIT_USAGE
            assert "Không ghi được vào" in output


@pytest.mark.real
def test_the_receipt_says_what_became_of_each_file(corpus: Path, tmp_path: Path) -> None:
    (corpus / "bai-bao.txt").write_text("Năm 2031, tỉnh đón hơn ,3 triệu lượt khách.", encoding="utf-8")
    (corpus / "ban-sao.txt").write_text(PLAN, encoding="utf-8")
    output = tmp_path / "bien-nhan.json"
    code, text = run(corpus, "--receipt", output)
    assert code == 0
    assert f"Đã ghi biên nhận vào {output}." in text
    written = json.loads(output.read_text(encoding="utf-8"))
    assert written["changed"] is True
    files = {file["file"]: file for file in written["files"]}
    assert files["bai-bao.txt"]["damaged_figures"] == [
        {"text": "Năm 2031, tỉnh đón hơn ,3 triệu lượt", "place": "dòng 1"}
    ]
    assert "trùng với ke-hoach.txt" in files["ban-sao.txt"]["problem"]
    assert files["ke-hoach.txt"]["facts"] == 2
    (corpus / "bai-bao.txt").unlink()
    _, text = run(corpus, "--receipt", output)
    assert "Giữ nguyên 1 tài liệu không đổi; tính mới 0 đoạn văn." in text
    assert "đã bỏ khỏi chỉ mục: bai-bao.txt." in text
    written = json.loads(output.read_text(encoding="utf-8"))
    assert (written["removed"], written["embedded"]) == (["bai-bao.txt"], 0)
    assert [file["is_reused"] for file in written["files"] if not file["problem"]] == [True]


def test_a_failed_ingest_writes_no_register(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "so-lieu.csv"
    output.write_text("bảng cũ", encoding="utf-8")
    (corpus / "ke-hoach.txt").write_text("", encoding="utf-8")
    assert run(corpus, "--register", output)[0] == NothingToIndex.exit_code
    assert output.read_text(encoding="utf-8") == "bảng cũ"


def test_an_empty_register_is_a_header() -> None:
    document = Document("a.txt", "Không có số liệu.", SourceRecord(title="a"))
    assert register_csv([document], []) == ",".join(REGISTER_COLUMNS) + "\r\n"
