from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from eval import running
from eval.judging import SystemAnswer
from eval.questions_format import Asked, GoldQuestion
from eval.results import RunResult
from eval.running import run
from eval.systems import Ours, SystemContext
from rag.errors import RagError
from rag.settings import load_settings
from tests.eval.builders import FakePipeline, gold_question, unanswerable_question

QUESTIONS = (gold_question(), unanswerable_question(), gold_question("q3"))


def run_once(tmp_path: Path, pipeline: FakePipeline, questions: Sequence[GoldQuestion] = QUESTIONS) -> RunResult:
    context = SystemContext(load_settings(), pipeline, "")
    return run(questions, ["ours"], context, "all", tmp_path / "partial", lambda *_: None)


class Interrupted:
    """Answers two questions and fails."""

    def answers(self, asked: Sequence[Asked]) -> Iterator[SystemAnswer]:
        yield from Ours(FakePipeline(), writes=False).answers(asked[:2])
        raise RagError("Bị ngắt.", "interrupted")


def interrupt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that stopped after two questions; where its answers wait."""
    with monkeypatch.context() as patch:
        patch.setattr(running, "open_system", lambda *_: Interrupted())
        with pytest.raises(RagError):
            run_once(tmp_path, FakePipeline())
    (partial,) = (tmp_path / "partial").iterdir()
    return partial


def test_a_run_judges_every_answer(tmp_path: Path) -> None:
    (system,) = run_once(tmp_path, FakePipeline()).systems
    assert [question.outcome for question in system.questions] == ["right", "right", "right"]
    assert system.score.measures["right"].mean == 3 / 3


def test_two_runs_give_the_same_scores(tmp_path: Path) -> None:
    first, second = (run_once(tmp_path, FakePipeline()) for _ in range(2))
    assert first.hashes == second.hashes
    assert first.systems[0].score.measures == second.systems[0].score.measures


def test_an_interrupted_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt(tmp_path, monkeypatch)
    pipeline = FakePipeline()
    result = run_once(tmp_path, pipeline)
    assert len(pipeline.asked) == 1
    assert len(result.systems[0].questions) == 3
    assert list((tmp_path / "partial").iterdir()) == []


def test_an_answer_that_was_cut_off_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partial = interrupt(tmp_path, monkeypatch)
    partial.write_text(partial.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    pipeline = FakePipeline()
    assert len(run_once(tmp_path, pipeline).systems[0].questions) == 3
    assert len(pipeline.asked) == 2


def test_a_changed_question_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt(tmp_path, monkeypatch)
    pipeline = FakePipeline()
    run_once(tmp_path, pipeline, (gold_question("other"), *QUESTIONS[1:]))
    assert len(pipeline.asked) == 3


def test_another_corpus_has_other_hashes(tmp_path: Path) -> None:
    hashes = run_once(tmp_path, FakePipeline()).hashes
    others = run_once(tmp_path, FakePipeline(documents=())).hashes
    assert {name for name in hashes if hashes[name] != others[name]} == {"corpus"}
