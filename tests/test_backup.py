"""A plain copy of the data folder is a backup: put back, here or elsewhere, it answers as before."""

import shutil
from pathlib import Path

import pytest

from rag.datatypes import Question
from rag.indexing import swapping
from rag.pipeline import IngestPipeline
from rag.settings import Settings
from rag.wiring import open_present_pipeline
from tests.fake_vector_index import use_fake_vectors
from tests.fakes import FakeEmbedder
from tests.test_pipeline import ASKED, PLAN, SOURCES


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    use_fake_vectors(monkeypatch)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "nghi-quyet.txt").write_text(PLAN, encoding="utf-8")
    (corpus / "sources.toml").write_text(SOURCES, encoding="utf-8")
    made = Settings.model_validate({"corpus_dir": corpus, "data_dir": tmp_path / "data", "language_model": "none"})
    IngestPipeline(made, FakeEmbedder).run()
    return made


def _answer(settings: Settings, question: Question = ASKED) -> list[str]:
    pipeline = open_present_pipeline(settings, open_embedder=FakeEmbedder)
    return [statement.text for statement in pipeline.answer(question).statements]


@pytest.mark.parametrize("place", ["data", "đĩa khác/data"])
def test_what_was_copied_and_put_back_answers_as_before(settings: Settings, tmp_path: Path, place: str) -> None:
    before = _answer(settings)
    shutil.copytree(settings.data_dir, tmp_path / "backup", symlinks=True)
    shutil.rmtree(settings.data_dir)
    shutil.copytree(tmp_path / "backup", tmp_path / place, symlinks=True)
    restored = settings.model_copy(update={"data_dir": tmp_path / place})
    assert _answer(restored) == before
    assert not IngestPipeline(restored, FakeEmbedder).run().changed


def test_a_copy_that_was_taken_of_half_an_index_is_found_out_and_made_anew(settings: Settings, tmp_path: Path) -> None:
    before = _answer(settings)
    shutil.copytree(settings.data_dir, tmp_path / "backup", symlinks=True)
    torn = settings.model_copy(update={"data_dir": tmp_path / "backup"})
    folder = swapping.current_folder(torn.data_dir)
    assert folder is not None
    largest = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-10])
    assert IngestPipeline(torn, FakeEmbedder).run().changed
    assert _answer(torn) == before
