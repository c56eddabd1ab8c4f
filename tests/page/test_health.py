from collections.abc import Iterator

import httpx
import pytest

from page.health import Health
from page.layout import build_page, launch_page
from rag.datatypes import LanguageModelStatus, ModelState
from tests.page.fake_pipeline import FakePipeline
from tests.page.test_browser import free_port


class CountingPipeline(FakePipeline):
    statuses = 0

    def language_model_status(self) -> LanguageModelStatus:
        self.statuses += 1
        return super().language_model_status()


@pytest.fixture
def fake() -> CountingPipeline:
    return CountingPipeline()


@pytest.fixture
def address(fake: CountingPipeline) -> Iterator[str]:
    blocks = build_page(fake)
    yield launch_page(blocks, "127.0.0.1", free_port(), health=Health(fake)).rstrip("/")
    blocks.close(verbose=False)


def test_both_are_told_to_any_program(address: str, fake: CountingPipeline) -> None:
    assert httpx.get(f"{address}/health").json() == {"status": "ok"}
    ready = httpx.get(f"{address}/ready")
    assert ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "index": {"documents": 2, "set_aside": 1, "made": "2031-01-06T03:00:00+00:00"},
        "language_model": "ready",
    }
    fake.documents = ()
    assert httpx.get(f"{address}/ready").status_code == 503


def test_a_model_that_fails_leaves_the_page_ready(fake: CountingPipeline) -> None:
    fake.model_state = ModelState.UNAVAILABLE
    is_ready, told = Health(fake).readiness()
    assert is_ready
    assert told["language_model"] == "unavailable"


def test_the_models_server_is_asked_once_in_five_seconds_however_many_look(fake: CountingPipeline) -> None:
    clock = [0.0]
    health = Health(fake, now=lambda: clock[0])
    for _ in range(10):
        health.readiness()
    assert fake.statuses == 1
    clock[0] = 5.0
    health.readiness()
    assert fake.statuses == 2


def test_nothing_is_told_of_what_goes_wrong(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: CountingPipeline) -> LanguageModelStatus:
        raise OSError("chi tiết")

    monkeypatch.setattr(CountingPipeline, "language_model_status", fail)
    reply = httpx.get(f"{address}/ready")
    assert (reply.status_code, reply.json()) == (503, {"ready": False})


def test_other_hosts_are_told_nothing(address: str) -> None:
    assert httpx.get(f"{address}/health", headers={"host": "ke-xau.vn"}).status_code == 421
