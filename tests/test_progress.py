import pytest

from rag.datatypes import IngestProgress
from rag.progress import Stage, ignore_progress


def test_rate_and_time_left_follow_from_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[IngestProgress] = []
    stage = Stage("Đọc tài liệu", 10, steps.append, 100.0)
    for now, done in ((100.0, 0), (102.0, 4), (105.0, 10)):
        monkeypatch.setattr("rag.progress.time.monotonic", lambda now=now: now)
        stage.report_done(done, "a.pdf")
    assert [(step.done, step.rate, step.seconds_left) for step in steps] == [
        *((0, 0.0, None), (4, 4 / 2, (10 - 4) / (4 / 2)), (10, 10 / 5, 0.0)),
    ]
    assert {(step.stage, step.total, step.detail) for step in steps} == {("Đọc tài liệu", 10, "a.pdf")}


def test_progress_may_be_ignored() -> None:
    Stage("", 1, ignore_progress).report_done(1)
