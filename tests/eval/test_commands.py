import json
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import pipelines
from eval.commands import app
from rag.protocols import Clock
from rag.settings import Settings
from tests.eval.builders import LINES, FakePipeline, gold_question, unanswerable_question


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Settings, bool]]:
    """Commands open the fake pipeline; what they asked for is listed."""
    calls: list[tuple[Settings, bool]] = []

    def open_fake(settings: Settings, *, with_language_model: bool = True, clock: Clock) -> FakePipeline:
        assert clock() is None, "a benchmark must not depend on the day on which it runs"
        calls.append((settings, with_language_model))
        return FakePipeline()

    monkeypatch.setattr(pipelines, "open_ask_pipeline", open_fake)
    monkeypatch.setenv("RAG_DATA_DIR", str(tmp_path / "data"))
    return calls


def invoke(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def write_gold(path: Path) -> Path:
    questions = (gold_question(), unanswerable_question())
    records = [
        {
            "id": question.id,
            "question": question.asked.question.text,
            "category": question.category,
            "answerable": question.answerable,
            "answer": question.answer,
            "figures": [{"text": f.text, "value": 45, "unit": f.unit} for f in question.figures],
            "keywords": [],
            "evidence": [{"doc": e.document, "quote": e.quote} for e in question.evidence],
            "distractors": [asdict(d) | {"values": [40]} for d in question.distractors],
        }
        for question in questions
    ]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def test_answer_writes_a_line_for_every_question(opened: list[tuple[Settings, bool]], tmp_path: Path) -> None:
    questions, output = tmp_path / "in.jsonl", tmp_path / "new" / "out.jsonl"
    questions.write_text('{"id": "a", "question": "Năm 2024?"}\n{"id": 2, "question": ""}\n', encoding="utf-8")
    code, text = invoke("answer", "--questions", questions, "--output", output, "--language-model", "none")
    assert (code, opened[0][1]) == (0, False), text
    lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], line["answer"], line["abstained"]) for line in lines] == [
        ("a", LINES[1], False),
        (2, "Câu hỏi trống.", True),
    ]


def test_answer_with_a_model_streams(opened: list[tuple[Settings, bool]], tmp_path: Path) -> None:
    questions, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    questions.write_text('{"id": "a", "question": "Năm 2024?"}', encoding="utf-8")
    assert invoke("answer", "--questions", questions, "--output", output, "--language-model", "m:1b")[0] == 0
    assert (opened[0][0].language_model, opened[0][1]) == ("m:1b", True)
    assert json.loads(output.read_text(encoding="utf-8"))["mode"] == "model"


def test_a_corpus_of_its_own_has_an_index_of_its_own(opened: list[tuple[Settings, bool]], tmp_path: Path) -> None:
    questions, corpus = tmp_path / "in.jsonl", tmp_path / "corpus"
    corpus.mkdir()
    questions.write_text('{"id": "a", "question": "Năm 2024?"}', encoding="utf-8")
    options = ("answer", "--questions", questions, "--output", tmp_path / "out.jsonl", "--corpus", corpus)
    assert [invoke(*options)[0] for _ in range(2)] == [0, 0]
    first, second = (settings for settings, _ in opened)
    assert first.corpus_dir == corpus
    assert first.data_dir == second.data_dir
    assert first.data_dir.parent == tmp_path / "data" / "eval"
    assert (first.data_dir / "models").resolve() == (tmp_path / "data" / "models").resolve()


@pytest.mark.parametrize(("content", "code", "message"), [('{"id": "a"}', 2, "dòng 1"), (None, 2, "Không đọc được")])
def test_a_bad_question_file_is_a_usage_error(
    opened: list[tuple[Settings, bool]], tmp_path: Path, content: str | None, code: int, message: str
) -> None:
    questions = tmp_path / "in.jsonl"
    if content is not None:
        questions.write_text(content, encoding="utf-8")
    got, text = invoke("answer", "--questions", questions, "--output", tmp_path / "out.jsonl")
    assert (got, message in " ".join(text.split()), opened) == (code, True, [])


@pytest.mark.usefixtures("opened")
def test_unusable_places_are_errors(tmp_path: Path) -> None:
    questions = tmp_path / "in.jsonl"
    questions.write_text('{"id": "a", "question": "b"}', encoding="utf-8")
    assert invoke("answer", "--questions", questions, "--output", tmp_path)[0] == 2
    missing = ("--output", tmp_path / "out.jsonl", "--corpus", tmp_path / "none")
    assert invoke("answer", "--questions", questions, *missing)[0] == 1


@pytest.mark.usefixtures("opened")
def test_run_compare_and_the_degenerate_systems(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold.jsonl")
    systems = "ours,top-passage,always-refuse,newest-year"
    code, text = invoke("run", "--questions", gold, "--systems", systems, "--output", tmp_path / "out")
    assert code == 0, text
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    measures = {system["name"]: system["score"]["measures"] for system in result["systems"]}
    assert measures["ours"]["right"]["mean"] == 2 / 2
    assert measures["always-refuse"]["false refusals"]["mean"] == 1 / 1
    assert measures["top-passage"]["abstention recall"]["mean"] == 0 / 1
    assert measures["newest-year"]["abstention recall"]["mean"] == 0 / 1
    assert "Trả lời đúng" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")

    saved = tmp_path / "out" / "result.json"
    code, text = invoke("compare", saved, saved, "--second-system", "always-refuse")
    assert code == 0
    assert "q1: right → refused" in text


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("options", [("--split", "train"), ("--systems", "other"), ("--systems", "ours+model")])
def test_run_refuses_what_it_does_not_know(tmp_path: Path, options: tuple[str, str]) -> None:
    gold = write_gold(tmp_path / "gold.jsonl")
    assert invoke("run", "--questions", gold, "--output", tmp_path / "out", *options)[0] == 2


@pytest.mark.usefixtures("opened")
def test_register_prints_counts(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("", encoding="utf-8")
    code, text = invoke("register", "--gold", gold)
    assert (code, "all documents" in text) == (0, True)
