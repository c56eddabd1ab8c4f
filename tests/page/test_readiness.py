from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from page.layout import build_page, launch_page
from page.readiness import add_readiness_route, readiness
from rag.datatypes import LanguageModelStatus, ModelState
from tests.page.fake_pipeline import FakePipeline
from tests.page.test_browser import free_port


@pytest.fixture
def fake() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def address(fake: FakePipeline) -> Iterator[str]:
    blocks = build_page(fake)
    app = FastAPI()
    add_readiness_route(app, fake)
    yield launch_page(blocks, "127.0.0.1", free_port(), app=app).rstrip("/")
    blocks.close(verbose=False)


def test_any_program_may_ask(address: str, fake: FakePipeline) -> None:
    ready = httpx.get(f"{address}/ready")
    assert ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "index": {"documents": 2, "set_aside": 1, "made": "2031-01-06T03:00:00+00:00"},
        "language_model": "ready",
    }
    fake.documents = ()
    assert httpx.get(f"{address}/ready").status_code == 503


def test_a_model_that_fails_leaves_the_page_ready(fake: FakePipeline) -> None:
    fake.model_state = ModelState.UNAVAILABLE
    is_ready, told = readiness(fake)
    assert is_ready
    assert told["language_model"] == "unavailable"


def test_nothing_is_told_of_what_goes_wrong(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: FakePipeline) -> LanguageModelStatus:
        raise OSError("chi tiết")

    monkeypatch.setattr(FakePipeline, "language_model_status", fail)
    reply = httpx.get(f"{address}/ready")
    assert (reply.status_code, reply.json()) == (503, {"ready": False})


def test_other_hosts_are_told_nothing(address: str) -> None:
    assert httpx.get(f"{address}/ready", headers={"host": "ke-xau.vn"}).status_code == 421
