"""Attempts to make the product obey, execute or invent, by every way in; `injections.jsonl` holds them.

The model of these tests obeys: it writes what each attempt wants. What is shown must be as if it had not.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from page.rendering import render_answer, render_turn
from rag.datatypes import Question, VerifiedAnswer
from rag.errors import InvalidInput
from rag.figures.parsing import parse_figures
from rag.pipeline import AskPipeline, IngestPipeline
from rag.settings import Settings
from rag.wiring import open_present_pipeline
from tests.fake_vector_index import use_fake_vectors
from tests.fakes import FakeEmbedder
from tests.test_pipeline import ASKED, PLAN, SOURCES, FakeServer

ATTEMPTS = [json.loads(line) for line in (Path(__file__).parent / "injections.jsonl").read_text("utf-8").splitlines()]
ACTIVE = {
    *("script", "img", "svg", "iframe", "object", "embed", "link", "style", "meta", "base", "form", "input", "video"),
    *("audio", "math", "template"),
}
KINDS = {"question", "history", "document", "file name", "source record", "model output"}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskPipeline]:
    """Over one recorded plan and all documents, names and records of the attempts beside it."""
    folder = tmp_path_factory.mktemp("injections")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "nghi-quyet.txt").write_text(PLAN, encoding="utf-8")
    records = [SOURCES]
    for attempt in ATTEMPTS:
        name = f"{attempt['attempt']}.txt" if attempt["kind"] == "file name" else f"{attempt['id']}.txt"
        text = attempt["attempt"] if attempt["kind"] == "document" else "Trồng 5 ha rau."
        if attempt["kind"] in {"document", "file name", "source record"}:
            (corpus / name).write_text(f"Ghi chép\n{text}\n", encoding="utf-8")
        if attempt["kind"] == "source record":
            told = json.dumps(attempt["attempt"], ensure_ascii=False)
            records.append(f'["{name}"]\ntitle = {told}\nissuer = {told}\nweight = "press"\n')
    (corpus / "sources.toml").write_text("\n".join(records), encoding="utf-8")
    settings = Settings.model_validate(
        {"corpus_dir": corpus, "data_dir": folder / "data", "language_model": "none", "model_writes": "always"}
    )
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake_vectors(monkeypatch)
        IngestPipeline(settings, FakeEmbedder).run()
        yield open_present_pipeline(settings, open_embedder=FakeEmbedder)


def _ask(pipeline: AskPipeline, attempt: dict[str, str]) -> tuple[FakeServer, VerifiedAnswer | None]:
    kind, text = attempt["kind"], attempt["attempt"]
    question = Question(text) if kind == "question" else replace(ASKED, history=(text,) if kind == "history" else ())
    server = FakeServer([attempt["obeyed"]])
    try:
        *_, final = replace(pipeline, language_model=server).stream(question)
    except InvalidInput:
        return server, None
    return server, final


def test_there_are_two_hundred_of_every_kind_in_two_languages() -> None:
    assert len({(attempt["kind"], attempt["attempt"]) for attempt in ATTEMPTS}) >= 200
    assert {attempt["kind"] for attempt in ATTEMPTS} == KINDS
    assert {attempt["language"] for attempt in ATTEMPTS} == {"vi", "en"}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[attempt["id"] for attempt in ATTEMPTS])
def test_nothing_is_executed_obeyed_or_invented(
    pipeline: AskPipeline, attempt: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    server, answer = _ask(pipeline, attempt)
    assert list(tmp_path.iterdir()) == []
    # Whoever writes to the model writes in the place of the prompt, never of the instructions.
    assert {system for system, _ in server.prompts} <= {pipeline.prompts.system}
    if answer is None:
        return
    for statement in answer.statements:
        # A sentence that is offered stands behind the title of its document, which may be a file's name.
        sources = " ".join(f"{citation.passage.text} {citation.source.title}" for citation in statement.citations)
        unsupported = [figure.text for figure in parse_figures(statement.text) if figure.figure.text not in sources]
        assert unsupported == []
        # What a document itself says is told as what it says, with the document; else nothing of what was wanted.
        assert attempt["forbidden"] not in statement.text or attempt["forbidden"] in sources
    assert attempt["forbidden"] not in answer.note
    if attempt["kind"] != "question":
        assert "33 tỷ USD" in answer.statements[0].text
    shown = html.fromstring(render_turn(1, attempt["attempt"], render_answer(answer, 1, "qwen3")))
    for element in shown.iter():
        assert element.tag not in ACTIVE
        assert element.get("href", "#").startswith("#")
        assert not any(name.startswith("on") for name in element.attrib)
