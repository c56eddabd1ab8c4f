"""Speed is measured on copies that are as true to their documents as what was read."""

from functools import partial
from pathlib import Path

import pytest

from eval.copied_index import copy_index, random_vectors
from eval.generated_corpus import asked_of, make_corpus
from eval.speed import Size, Speed, Times, load_table, speed_table
from eval.speed_serving import Load, measure_load, served
from eval.throughput import HashedEmbedder
from rag.indexing import storage
from rag.pipeline import IngestPipeline
from rag.settings import Settings


def echo(greeting: str) -> object:
    """An opener of a system that says what it was asked."""
    return partial(_answer, greeting)


def _answer(greeting: str, question: str) -> str:
    if question == "sai":
        raise ValueError(question)
    return f"{greeting} {question}"


def test_every_question_of_several_users_is_counted_and_a_failure_too() -> None:
    with served(partial(echo, "a")) as address:  # type: ignore[arg-type]
        load = measure_load(address, ["x"] * 9 + ["sai"], 3)
    assert (load.users, load.questions, load.errors) == (3, 10, 1)
    assert 0 < load.median_seconds <= load.p95_seconds
    assert load.per_second > 0


def test_questions_ask_places_and_years_of_the_documents() -> None:
    asked = asked_of(3, 8)
    assert asked == asked_of(3, 8)
    assert len(asked) == 8
    assert all("Sông Lam" in question for question in asked)


def test_tables_have_a_line_for_each_size_and_load() -> None:
    load = Load(users=8, questions=10, errors=0, per_second=5.0, median_seconds=0.1, p95_seconds=0.3)
    size = Size(300, 700, False, {}, {"vectors": 1}, 1.0, 1, {"BM25": Times(1, 2)}, {"ours": [load, load]})
    measured = Speed("x", {}, (size, size, size))
    assert speed_table(measured).row_count == 3
    assert load_table(measured).row_count == 6
    assert measured.to_json()["sizes"][0]["stages"]["BM25"] == {"median": 1, "p95": 2}


def test_vectors_that_are_drawn_are_of_length_one() -> None:
    assert (random_vectors(3) ** 2).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


@pytest.mark.real
def test_a_copied_index_is_true_to_its_copied_documents(tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus", 2)
    settings = Settings.model_validate({"corpus_dir": tmp_path / "corpus", "data_dir": tmp_path / "read"})
    IngestPipeline(settings, HashedEmbedder).run()
    read = storage.read_index(tmp_path / "read")
    copy_index(tmp_path / "read", tmp_path / "copied", 3 * len(read.passages))
    copied = storage.read_index(tmp_path / "copied")
    texts = {document.file: document.text for document in copied.documents}
    assert len(copied.passages) == 3 * len(read.passages)
    assert all(passage.text == texts[passage.file][passage.start : passage.end] for passage in copied.passages)
    assert len({document.source.territory for document in copied.documents}) == 3
    assert copied.documents[:2] == read.documents
