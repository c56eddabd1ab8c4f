"""A model's server that is dead, slow, endless or leads elsewhere costs a bounded time and size, and nothing leaks."""

import base64
import gzip
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from eval.loopback_server import LoopbackServer
from rag.answering.model import generation
from rag.answering.model.generation import OllamaLanguageModel
from rag.answering.model.server_address import credentials, server_url
from rag.datatypes import ModelState
from rag.errors import InvalidSettings, LanguageModelDown, LanguageModelUnavailable
from tests.scripted_ollama import DEFAULT_MODEL, Reply, ScriptedOllama

Serve = Callable[[BaseHTTPRequestHandler], None]
OVERHEAD_SECONDS = 1.5


def _model(host: str, *, reply_seconds: float = 240.0, timeout_seconds: float = 5.0) -> OllamaLanguageModel:
    return OllamaLanguageModel(
        DEFAULT_MODEL,
        host=host,
        timeout_seconds=timeout_seconds,
        keep_alive="1m",
        context_tokens=2048,
        answer_tokens=100,
        reply_seconds=reply_seconds,
    )


@contextmanager
def _server(serve: Serve) -> Iterator[str]:
    """A server that answers any request as `serve` does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                serve(self)
            except OSError:
                self.close_connection = True

        do_GET = do_POST  # noqa: N815 -- the base class names it so

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- likewise
            """Keeps the test's output clean."""

    with LoopbackServer(Handler) as server:
        yield server.host


def _ask(model: OllamaLanguageModel, stopped: threading.Event | None = None) -> LanguageModelUnavailable:
    with pytest.raises(LanguageModelUnavailable) as caught:
        list(model.stream("Hướng dẫn.", "Câu hỏi?", stopped))
    return caught.value


class TestTime:
    def test_a_reply_that_drips_ends_at_its_deadline_though_it_is_never_silent(self) -> None:
        with ScriptedOllama([Reply(pieces=("a ",) * 1000, seconds_between=0.1)]) as server:
            started = time.monotonic()
            error = _ask(_model(server.host, reply_seconds=1.0))
            assert time.monotonic() - started < 1 + OVERHEAD_SECONDS
            assert server.chats[0].hung_up.wait(2)
        assert isinstance(error, LanguageModelDown)
        assert "1 giây" in error.message

    @pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n{"], ids=["head", "line"])
    def test_letters_that_make_no_line_and_no_head_meet_the_deadline_too(self, head: bytes) -> None:
        def drip(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(head)
            for _ in range(200):
                handler.wfile.write(b"a")
                time.sleep(0.05)

        with _server(drip) as host:
            started = time.monotonic()
            assert isinstance(_ask(_model(host, reply_seconds=1.0)), LanguageModelDown)
            assert time.monotonic() - started < 1 + OVERHEAD_SECONDS

    @pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n{"], ids=["head", "body"])
    def test_a_status_that_drips_costs_two_seconds(self, head: bytes) -> None:
        def drip(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(head)
            for _ in range(200):
                handler.wfile.write(b" ")
                time.sleep(0.05)

        with _server(drip) as host:
            started = time.monotonic()
            assert _model(host).status().state is ModelState.UNAVAILABLE
            assert time.monotonic() - started < 2 + OVERHEAD_SECONDS

    def test_who_leaves_while_the_model_is_silent_is_noticed_within_a_second(self) -> None:
        stopped = threading.Event()
        with ScriptedOllama([Reply(seconds_before=30)]) as server:
            threading.Timer(0.3, stopped.set).start()
            started = time.monotonic()
            error = _ask(_model(server.host, timeout_seconds=20), stopped)
            assert time.monotonic() - started < 1 + OVERHEAD_SECONDS
            assert server.chats[0].hung_up.wait(1)
        assert not isinstance(error, LanguageModelDown)


class TestSize:
    def test_a_status_is_read_to_a_bounded_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(generation, "_STATUS_BYTES", 100_000)
        sent = 0

        def flood(handler: BaseHTTPRequestHandler) -> None:
            nonlocal sent
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
            for _ in range(1000):
                handler.wfile.write(b'"a",' * 10_000)
                sent += 40_000

        with _server(flood) as host:
            assert _model(host).status().state is ModelState.UNAVAILABLE
        assert sent < 10_000_000

    def test_a_packed_reply_is_refused_before_it_is_unpacked(self) -> None:
        # Made before anybody waits for it.
        packed = gzip.compress(b" " * 50_000_000)

        def bomb(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(
                b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
            )
            handler.wfile.write(packed)

        with _server(bomb) as host:
            assert "nhiều hơn mức cho phép" in _model(host).status().message

    def test_more_text_than_was_asked_for_is_cut_off(self) -> None:
        with ScriptedOllama([Reply(pieces=("Thu đạt. " * 1000,))]) as server:
            assert "nhiều hơn mức cho phép" in _ask(_model(server.host)).message


class TestWhereItGoes:
    def test_redirects_are_not_followed_and_nothing_is_sent_on(self) -> None:
        with ScriptedOllama() as elsewhere:

            def redirect(handler: BaseHTTPRequestHandler) -> None:
                location = f"{elsewhere.host}{handler.path}".encode()
                handler.wfile.write(b"HTTP/1.1 307 Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % location)

            with _server(redirect) as host:
                assert "chuyển yêu cầu sang một địa chỉ khác" in _ask(_model(host)).message
                assert _model(host).status().state is ModelState.UNAVAILABLE
            assert elsewhere.requests == []

    def test_a_proxy_variable_diverts_no_host(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.socket() as proxy:
            proxy.bind(("127.0.0.1", 0))
            proxy.listen()
            proxy.settimeout(0.2)
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
            assert _model("http://192.0.2.1:11434").status().state is ModelState.UNAVAILABLE
            with pytest.raises(TimeoutError):
                proxy.accept()

    def test_name_and_password_are_sent_to_the_address_and_stand_nowhere_else(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        seen: list[str] = []

        def serve(handler: BaseHTTPRequestHandler) -> None:
            seen.append(handler.headers.get("Authorization", ""))
            body = json.dumps({"error": "đã đóng"}).encode()
            handler.wfile.write(b"HTTP/1.1 500 No\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

        caplog.set_level(logging.DEBUG)
        with _server(serve) as host:
            model = _model(host.replace("http://", "http://so:mat%20khau@"))
            status = model.status()
            error = _ask(model)
        assert seen[0] == "Basic " + base64.b64encode(b"so:mat khau").decode()
        told = [status.message, error.message, str(error), caplog.text]
        assert not any("mat khau" in text or "mat%20khau" in text or seen[0].split()[1] in text for text in told)

    @pytest.mark.parametrize(
        ("host", "expected"),
        [
            ("http://so:mat@example.vn", ("so", "mat")),
            ("so:mat@127.0.0.1:11434", ("so", "mat")),
            ("http://so@example.vn/a@b", ("so", "")),
            ("http://example.vn/a@b", None),
            ("", None),
        ],
    )
    def test_credentials(self, host: str, expected: tuple[str, str] | None) -> None:
        assert credentials(host) == expected
        assert "mat" not in server_url(host)

    def test_an_address_that_is_none_is_named_without_its_password(self) -> None:
        with pytest.raises(InvalidSettings) as caught:
            server_url("http://so:mat@127.0.0.1:abc")
        assert "mat@" not in caught.value.message + str(caught.value)


@pytest.mark.parametrize("nested", ["[" * 200_000, '{"a":' * 200_000, '{"message":' + "[" * 200_000])
def test_json_that_is_nested_too_deeply_is_a_broken_reply(nested: str) -> None:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(nested), nested.encode()))

    with _server(serve) as host:
        assert "sai định dạng" in _ask(_model(host)).message
        assert _model(host).status().state is ModelState.UNAVAILABLE
    with ScriptedOllama([Reply(raw_line=nested)]) as server:
        assert "sai định dạng" in _ask(_model(server.host)).message
