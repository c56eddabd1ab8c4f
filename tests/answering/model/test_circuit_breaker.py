import threading
from collections.abc import Callable, Generator

import pytest

from rag.answering.model.circuit_breaker import KEPT_SECONDS, OPEN_SECONDS, CircuitBreaker
from rag.datatypes import LanguageModelStatus, ModelState, PullProgress
from rag.errors import LanguageModelBroke, LanguageModelDown, LanguageModelUnavailable
from tests.test_pipeline import FakeServer

DOWN = LanguageModelDown("Ollama im lặng quá 60 giây.", "silent")
BROKE = LanguageModelBroke("Ollama ngắt giữa chừng.", "broke")


class CountingServer(FakeServer):
    """Counts how often it is asked; `act` is done amid a status."""

    def __init__(self, replies: list[str | LanguageModelUnavailable] | None = None) -> None:
        super().__init__(replies or [])
        self.statuses = 0
        self.act: Callable[[], object] = lambda: None

    def status(self) -> LanguageModelStatus:
        self.statuses += 1
        self.act()
        return super().status()

    def pull(self) -> Generator[PullProgress, None, None]:
        self.state = ModelState.READY
        yield from super().pull()


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _fail(breaker: CircuitBreaker) -> LanguageModelUnavailable:
    with pytest.raises(LanguageModelUnavailable) as caught:
        list(breaker.stream("", "Câu hỏi?"))
    return caught.value


def test_one_failure_is_paid_for_once_and_the_status_says_for_how_long_it_is_not_asked(clock: Clock) -> None:
    server = CountingServer([DOWN])
    breaker = CircuitBreaker(server, clock)
    assert _fail(breaker) is DOWN
    for _ in range(10):
        status = breaker.status()
        assert status.state is ModelState.UNAVAILABLE
        assert "Ollama im lặng" in status.message
        assert f"tự thử lại sau {OPEN_SECONDS:g} giây" in status.message
        _fail(breaker)
        breaker.load("Hướng dẫn.")
    assert (server.statuses, len(server.prompts), server.loaded) == (0, 1, [])


def test_a_server_that_is_well_is_asked_once_in_a_few_seconds_however_many_look(clock: Clock) -> None:
    """Questions, pages, `/health` and `/ready` alike."""
    server = CountingServer()
    breaker = CircuitBreaker(server, clock)
    assert {breaker.status().state for _ in range(20)} == {ModelState.READY}
    assert server.statuses == 1
    clock.seconds = KEPT_SECONDS
    others: list[LanguageModelStatus] = []
    server.act = lambda: others.append(breaker.status())
    breaker.status()
    assert (server.statuses, [other.state for other in others]) == (2, [ModelState.READY])
    server.act, server.state = lambda: None, ModelState.UNAVAILABLE
    clock.seconds = 2 * KEPT_SECONDS
    assert breaker.status().state is ModelState.UNAVAILABLE


def test_a_probe_that_finds_the_server_well_closes_the_circuit(clock: Clock) -> None:
    server = CountingServer([DOWN, "Đạt 5%."])
    breaker = CircuitBreaker(server, clock)
    _fail(breaker)
    clock.seconds = OPEN_SECONDS
    assert breaker.status().state is ModelState.READY
    assert "".join(breaker.stream("", "Câu hỏi?")) == "Đạt 5%."


def test_a_dead_server_is_asked_once_in_a_while_however_many_ask(clock: Clock) -> None:
    server = CountingServer()
    server.state = ModelState.UNAVAILABLE
    breaker = CircuitBreaker(server, clock)
    assert {breaker.status().state for _ in range(20)} == {ModelState.UNAVAILABLE}
    assert server.statuses == 1
    clock.seconds = OPEN_SECONDS
    others: list[LanguageModelStatus] = []
    server.act = lambda: others.append(breaker.status())
    breaker.status()
    assert server.statuses == 2
    assert [other.state for other in others] == [ModelState.UNAVAILABLE]
    server.act, server.state = lambda: None, ModelState.READY
    clock.seconds = 2 * OPEN_SECONDS
    assert breaker.status().state is ModelState.READY


def test_a_server_whose_status_is_well_but_whose_replies_fail_is_left_alone_for_longer_each_time(clock: Clock) -> None:
    server = CountingServer([DOWN, DOWN, "Đạt 5%.", DOWN])
    breaker = CircuitBreaker(server, clock)
    _fail(breaker)
    clock.seconds = OPEN_SECONDS
    assert breaker.status().state is ModelState.READY
    _fail(breaker)
    clock.seconds += OPEN_SECONDS
    assert breaker.status().state is ModelState.UNAVAILABLE
    clock.seconds += OPEN_SECONDS
    assert breaker.status().state is ModelState.READY
    assert list(breaker.stream("", "Câu hỏi?"))
    _fail(breaker)
    clock.seconds += OPEN_SECONDS
    assert breaker.status().state is ModelState.READY


def test_a_reply_that_broke_off_may_be_asked_for_once_more(clock: Clock) -> None:
    server = CountingServer([BROKE, BROKE])
    breaker = CircuitBreaker(server, clock)
    assert _fail(breaker) is BROKE
    assert breaker.status().state is ModelState.READY
    assert _fail(breaker) is BROKE
    assert breaker.status().state is ModelState.UNAVAILABLE


def test_what_one_question_or_the_model_lacks_says_nothing_of_the_next(clock: Clock) -> None:
    breaker = CircuitBreaker(CountingServer([LanguageModelUnavailable("Câu hỏi quá dài.", "too long")]), clock)
    _fail(breaker)
    assert breaker.status().state is ModelState.READY


def test_a_missing_model_is_no_failure_and_a_pull_closes_the_circuit(clock: Clock) -> None:
    server = CountingServer()
    server.state = ModelState.MISSING
    breaker = CircuitBreaker(server, clock)
    assert [breaker.status().state for _ in range(2)] == [ModelState.MISSING] * 2
    server.state = ModelState.UNAVAILABLE
    breaker.status()
    list(breaker.pull())
    assert breaker.status().state is ModelState.READY


def test_a_model_is_loaded_once_whoever_else_asks_for_it_meanwhile() -> None:
    go_on, loading = threading.Event(), threading.Event()

    class SlowServer(CountingServer):
        def load(self, system: str) -> None:
            super().load(system)
            loading.set()
            go_on.wait(10)

    server = SlowServer()
    breaker = CircuitBreaker(server)
    first = threading.Thread(target=breaker.load, args=("Hướng dẫn.",))
    first.start()
    assert loading.wait(10)
    breaker.load("Hướng dẫn.")
    go_on.set()
    first.join()
    assert len(server.loaded) == 1
