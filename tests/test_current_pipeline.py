"""A running page and the ingests beside it."""

import logging
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.current_pipeline import CurrentPipeline
from rag.datatypes import IngestProgress, Question
from rag.errors import IndexUnusable
from rag.indexing import storage, swapping
from rag.pipeline import AskPipeline, IngestPipeline
from rag.settings import Settings
from rag.wiring import open_current_pipeline, open_present_pipeline
from tests.fake_vector_index import use_fake_vectors
from tests.fakes import FakeEmbedder

PLAN = "Kế hoạch năm 2031\nI. CHỈ TIÊU NĂM 2031\n- Sản lượng cá ngừ đạt {tonnes} nghìn tấn.\n"
ASKED = Question("Chỉ tiêu sản lượng cá ngừ năm 2031 là bao nhiêu?")


@pytest.fixture(autouse=True)
def _without_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    use_fake_vectors(monkeypatch)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "corpus").mkdir()
    settings = Settings.model_validate(
        {"corpus_dir": tmp_path / "corpus", "data_dir": tmp_path / "data", "language_model": "none"}
    )
    _plan(settings, 33)
    return settings


@pytest.fixture
def running(settings: Settings) -> CurrentPipeline:
    return open_current_pipeline(settings)


def _plan(settings: Settings, tonnes: int) -> None:
    (settings.corpus_dir / "ke-hoach.txt").write_text(PLAN.format(tonnes=tonnes), encoding="utf-8")


def _ingest(settings: Settings) -> None:
    IngestPipeline(settings, FakeEmbedder).run()


def _figure(pipeline: CurrentPipeline | AskPipeline, question: Question = ASKED) -> str:
    ((fact,),) = [statement.facts for statement in pipeline.answer(question).statements]
    return fact.figure.text


def _soon(pipeline: CurrentPipeline, figure: str) -> bool:
    """Whether it comes to state this figure: on a busy machine opening an index may outlast a question's wait."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if _figure(pipeline) == figure:
            return True
    return False


def test_a_new_index_is_taken_up_without_a_restart(settings: Settings, running: CurrentPipeline) -> None:
    assert _figure(running) == "33 nghìn tấn"
    _plan(settings, 44)
    _ingest(settings)
    assert _soon(running, "44 nghìn tấn")
    assert running.report == storage.read_report(settings.data_dir)
    assert [document.text for document in running.documents] == [PLAN.format(tonnes=44)]


def test_a_document_is_read_as_it_was_indexed_whatever_its_file_holds_now(
    settings: Settings, running: CurrentPipeline
) -> None:
    _plan(settings, 44)
    assert "".join(leaf.text for leaf in running.leaves("ke-hoach.txt")) == PLAN.format(tonnes=33)
    assert running.leaves("khac.txt") == ()


def test_it_can_bring_the_index_in_step_itself(settings: Settings, running: CurrentPipeline) -> None:
    _plan(settings, 44)
    steps: list[IngestProgress] = []
    report = running.ingest(steps.append)
    assert report.changed
    assert steps[-1].done == steps[-1].total
    assert _soon(running, "44 nghìn tấn")
    assert not running.ingest().changed


def test_a_follow_up_is_understood_over_the_change(settings: Settings, running: CurrentPipeline) -> None:
    assert _figure(running) == "33 nghìn tấn"
    _plan(settings, 44)
    _ingest(settings)
    assert _soon(running, "44 nghìn tấn")
    assert _figure(running, Question("Còn năm 2031?", (ASKED.text,))) == "44 nghìn tấn"


def test_a_question_under_way_ends_on_the_index_on_which_it_began(settings: Settings, running: CurrentPipeline) -> None:
    answers = running.stream(ASKED)
    first = next(answers)
    _plan(settings, 44)
    _ingest(settings)
    assert _soon(running, "44 nghìn tấn")
    *_, final = answers
    assert "33 nghìn tấn" in first.statements[0].text
    assert "33 nghìn tấn" in final.statements[0].text
    assert final.is_final


def test_an_open_index_answers_after_its_folder_is_gone(settings: Settings, running: CurrentPipeline) -> None:
    shutil.rmtree(swapping.index_root(settings.data_dir))
    assert _figure(running) == "33 nghìn tấn"


def test_a_new_index_that_cannot_be_opened_leaves_the_old_one_answering(
    settings: Settings, running: CurrentPipeline, caplog: pytest.LogCaptureFixture
) -> None:
    _plan(settings, 44)
    _ingest(settings)
    (storage.read_index(settings.data_dir).folder / "facts.json").write_text("[")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert _figure(running) == "33 nghìn tấn"
    opened = [record for record in caplog.records if "goes on answering" in record.message]
    assert len(opened) == 1
    _ingest(settings)
    assert _soon(running, "44 nghìn tấn")


def test_an_index_of_another_model_is_not_taken_up(settings: Settings, running: CurrentPipeline) -> None:
    _plan(settings, 44)
    _ingest(settings.model_copy(update={"embedding_model": "mô hình khác"}))
    assert _figure(running) == "33 nghìn tấn"


def test_no_question_fails_while_indexes_come_and_go(settings: Settings, running: CurrentPipeline) -> None:
    ends = threading.Event()
    seen: list[str] = []
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            while not ends.is_set():
                seen.append(_figure(running))
        except BaseException as error:
            failures.append(error)
            raise

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    figures = [f"{tonnes} nghìn tấn" for tonnes in range(34, 42)]
    for figure in figures:
        _plan(settings, int(figure.split()[0]))
        _ingest(settings)
    assert _soon(running, figures[-1])
    ends.set()
    for asker in askers:
        asker.join()
    assert failures == []
    assert set(seen) <= {"33 nghìn tấn", *figures}


def test_the_present_index_is_opened_without_an_ingest(settings: Settings) -> None:
    with pytest.raises(IndexUnusable, match="no index"):
        open_present_pipeline(settings)
    _ingest(settings)
    _plan(settings, 44)
    assert _figure(open_present_pipeline(settings)) == "33 nghìn tấn"
    shutil.rmtree(settings.corpus_dir)
    assert _figure(open_present_pipeline(settings)) == "33 nghìn tấn"


class TestHolding:
    def test_an_index_that_is_being_opened_is_not_removed_before_it_is_open(self, settings: Settings) -> None:
        _ingest(settings)
        with swapping.holding_current(settings.data_dir) as held:
            assert held is not None
            _plan(settings, 44)
            _ingest(settings)
            assert storage.read_folder(held).documents[0].text == PLAN.format(tonnes=33)
        _plan(settings, 55)
        _ingest(settings)
        assert not held.exists()
        assert list(_indexes(settings)) == [swapping.current_folder(settings.data_dir)]

    def test_before_the_first_ingest_nothing_is_held(self, settings: Settings) -> None:
        with swapping.holding_current(settings.data_dir) as held:
            assert held is None


def _indexes(settings: Settings) -> Iterator[Path]:
    return swapping.index_root(settings.data_dir).glob("index-*")
