"""The visitors of load and soak, at a page over a pipeline without index or model."""

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from eval.endurance import visits
from eval.endurance.visits import Browser, Result, ask, break_rules, call, dawdle, get, leave, timed
from eval.loopback_server import LoopbackServer
from page.layout import build_page, launch_page
from programs.routes import make_app
from programs.service import Service
from tests.page.fake_pipeline import FakePipeline
from tests.page.test_browser import free_port

ASKED = "Chỉ tiêu thu ngân sách năm 2031?"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    fake = FakePipeline()
    blocks = build_page(fake)
    address = launch_page(blocks, "127.0.0.1", free_port(), requests_per_minute=100_000, app=make_app(Service(fake)))
    yield urlsplit(address).port or 0
    blocks.close(verbose=False)


def test_questions_are_answered_by_every_way(port: int) -> None:
    asked = timed("hỏi", partial(ask, port, ASKED, no_model=True))
    assert asked.result is Result.ANSWERED
    assert asked.answer is not None
    assert asked.answer["citations"]
    assert timed("gọi", partial(call, port, ASKED)).result is Result.ANSWERED
    browser = Browser(port)
    assert [timed("mở", partial(browser.ask, ASKED)).result for _ in range(2)] == [Result.ANSWERED] * 2
    browser.close()
    listed = timed("đọc", partial(get, port, "/documents", is_json=True))
    assert listed.answer is not None
    assert len(listed.answer["documents"]) == 2


@pytest.mark.parametrize("seed", range(30))
def test_whatever_breaks_a_rule_is_refused(port: int, seed: int) -> None:
    assert timed("sai", partial(break_rules, port, ASKED, random.Random(seed))).result is Result.LIMITED


def test_who_leaves_or_dawdles_is_no_failure(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "time", SimpleNamespace(sleep=lambda _seconds: None, monotonic=time.monotonic))
    for seed in range(6):
        assert timed("đi", partial(leave, port, ASKED, random.Random(seed))).result is Result.LEFT
        assert timed("chậm", partial(dawdle, port, ASKED, random.Random(seed))).result is not Result.FAILED


class _Broken(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the base class names it so

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keeps the test's output clean."""


@pytest.mark.parametrize(
    "visit",
    [
        lambda port: ask(port, ASKED, no_model=True),
        lambda port: call(port, ASKED),
        lambda port: get(port, "/ready"),
        lambda port: break_rules(port, ASKED, random.Random(1)),
        lambda port: dawdle(port, ASKED, random.Random(1)),
    ],
)
def test_an_error_of_the_server_is_a_failure(
    visit: Callable[[int], visits.Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "time", SimpleNamespace(sleep=lambda _seconds: None, monotonic=time.monotonic))
    with LoopbackServer(_Broken) as server:
        assert timed("", partial(visit, server.port)).result is Result.FAILED


def test_a_server_that_is_not_there_is_a_failure() -> None:
    assert timed("", partial(get, free_port(), "/ready")).result is Result.FAILED
