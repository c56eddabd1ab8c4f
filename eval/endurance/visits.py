"""What visitors and programs send the page, and whether they get an answer, a stated limit or something else."""

import json
import random
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

_SECONDS = 120.0
"""Longest wait for an answer."""
_LIMITS = {408, 413, 421, 429, 503}
"""Statuses of stated limits (docs/settings.md); 429 and 503 bring when to come again."""


class Result(StrEnum):
    """ANSWERED; LIMITED: refused by a stated limit; LEFT: the visitor hung up; FAILED: anything else."""

    ANSWERED = "answered"
    LIMITED = "limited"
    LEFT = "left"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. `retry_seconds` is the wait that the page asks for; `answer` what a question got."""

    kind: str
    result: Result
    seconds: float
    detail: str = ""
    retry_seconds: float = 0.0
    answer: Mapping[str, Any] | None = None


class Failure(Exception):
    """What a request got is not what the page may give."""


def timed(kind: str, visit: Callable[[], Visit]) -> Visit:
    """A visit with its kind and time; whatever goes wrong is its failure."""
    started = time.monotonic()
    try:
        made = visit()
    except (OSError, HTTPException, Failure, ValueError, KeyError) as error:
        return Visit(kind, Result.FAILED, time.monotonic() - started, f"{type(error).__name__}: {error}")
    return Visit(kind, made.result, time.monotonic() - started, made.detail, made.retry_seconds, made.answer)


def ask(port: int, question: str, *, no_model: bool) -> Visit:
    """As a program does."""
    with _posted(port, "/ask", {"question": question, "no_model": no_model}) as reply:
        return _visit(reply, lambda body: dict(json.loads(body)))


def get(port: int, path: str, *, is_json: bool = False) -> Visit:
    """A GET request's visit, with the parsed reply where that `is_json`."""
    with _connected(port) as connection:
        connection.request("GET", path)
        return _visit(connection.getresponse(), (lambda body: dict(json.loads(body))) if is_json else None)


def call(port: int, question: str) -> Visit:
    """As a program does through Gradio."""
    with _posted(port, "/gradio_api/call/ask", {"data": [question, []]}) as reply:
        if reply.status != 200:
            return _visit(reply)
        event = json.loads(reply.read())["event_id"]
    with _connected(port) as connection:
        connection.request("GET", f"/gradio_api/call/ask/{event}")
        reply = connection.getresponse()
        if reply.status != 200:
            return _visit(reply)
        reply_text = reply.read().decode()
    if "event: complete" not in reply_text:
        raise Failure(reply_text[-200:])
    return Visit("", Result.ANSWERED, 0.0)


class Browser:
    """A page opened in a browser: one session, in which questions follow one another, until it is closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._session = uuid.uuid4().hex[:12]
        with _connected(port) as connection:
            connection.request("GET", "/config")
            reply = connection.getresponse()
            if reply.status != 200:
                raise Failure(f"no page: {reply.status}")
            config = json.loads(reply.read())
        self._heartbeat = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        self._heartbeat.request("GET", f"/gradio_api/heartbeat/{self._session}")
        self._asks = next(
            event
            for event in config["dependencies"]
            if event["api_name"].startswith("ask") and len(event["inputs"]) == 4 and event["targets"][0][1] == "submit"
        )

    def ask(self, question: str) -> Visit:
        """The next question of the conversation."""
        joined = {
            "data": [question, None, None, []],
            "fn_index": self._asks["id"],
            "session_hash": self._session,
            "trigger_id": self._asks["targets"][0][0],
        }
        with _posted(self._port, "/gradio_api/queue/join", joined) as reply:
            if reply.status != 200:
                return _visit(reply)
            reply.read()
        with _connected(self._port) as connection:
            connection.request("GET", f"/gradio_api/queue/data?session_hash={self._session}")
            reply_text = connection.getresponse().read().decode()
        *_, last = (json.loads(line.removeprefix("data: ")) for line in reply_text.splitlines() if "process_" in line)
        if last["msg"] != "process_completed" or not last["success"]:
            raise Failure(str(last)[-200:])
        return Visit("", Result.ANSWERED, 0.0)

    def close(self) -> None:
        """Leave the page."""
        self._heartbeat.close()


def leave(port: int, question: str, source: random.Random) -> Visit:
    """Ask, and hang up before the answer."""
    path, body = source.choice(
        [
            ("/ask", {"question": question}),
            ("/gradio_api/call/ask", {"data": [question, []]}),
            ("/gradio_api/queue/join", {"data": [question, []], "fn_index": 0, "session_hash": uuid.uuid4().hex}),
        ]
    )
    with _raw(port) as opened:
        opened.sendall(_request("POST", path, json.dumps(body).encode()))
        time.sleep(source.uniform(0, 1))
    return Visit("", Result.LEFT, 0.0)


def dawdle(port: int, question: str, source: random.Random) -> Visit:
    """Send a head or a body letter by letter, or read so: the page answers, or says that it is too slow."""
    request = _request("POST", "/ask", json.dumps({"question": question, "no_model": True}).encode())
    slow_from = source.choice([10, request.index(b"\r\n\r\n") + 4])
    with _raw(port) as opened:
        opened.settimeout(_SECONDS)
        if source.random() < 1 / 3:
            opened.sendall(_request("GET", "/", b""))
            for _ in range(20):
                if not opened.recv(200):
                    break
                time.sleep(0.3)
            return Visit("", Result.LEFT, 0.0)
        opened.sendall(request[:slow_from])
        try:
            for start in range(slow_from, len(request), 8):
                time.sleep(source.uniform(0.2, 1.5))
                opened.sendall(request[start : start + 8])
            reply_bytes = opened.recv(200)
        except ConnectionError:
            reply_bytes = b""
    # An end without a word is what a head gets that does not come in time.
    if (
        reply_bytes
        and b" 200 " not in reply_bytes[:20]
        and b" 408 " not in reply_bytes[:20]
        and b" 503 " not in reply_bytes[:20]
    ):
        raise Failure(repr(reply_bytes[:60]))
    return Visit("", Result.ANSWERED if b" 200 " in reply_bytes[:20] else Result.LIMITED, 0.0)


def break_rules(port: int, question: str, source: random.Random) -> Visit:
    """Send what nobody may, or what is no request: refused with a status of the 400s, or 503 where all is taken."""
    body = json.dumps({"question": question}).encode()
    request = source.choice(
        [
            _request("POST", "/ask", b"{" + body),
            _request("POST", "/ask", json.dumps({"question": 1, "history": "x"}).encode()),
            _request("POST", "/ask", json.dumps({"question": question, "history": ["a"] * 5000}).encode()),
            _request("POST", "/ask", json.dumps({"question": "a" * 200_000}).encode()),
            _request("POST", "/ask", b'{"question": "' + b"a" * 300_000 + b'"}'),
            _request("POST", "/ask", b"[" * 100_000),
            _request("POST", "/ask", b'{"question": "\\ud800"}'),
            _request("POST", "/ask", body, host="ke-xau.vn"),
            _request("POST", "/ask", body, more=("Origin: http://ke-xau.vn",)),
            _request("POST", "/gradio_api/upload", body),
            _request("PUT", "/ask", body),
            _request("POST", "/../../etc/passwd", body),
            _request("GET", "/gradio_api/file=/etc/passwd", b""),
            _request("GET", "/facts?limit=-1", b""),
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
            b"GET / HTTP/9.9\r\n\r\n",
        ]
    )
    with _raw(port) as opened:
        opened.settimeout(_SECONDS)
        try:
            opened.sendall(request)
            reply_bytes = opened.recv(200)
        except ConnectionError:
            # Refused before all of it was sent: the page does not read the rest.
            reply_bytes = b""
    status = int(reply_bytes[9:12] or b"400") if reply_bytes.startswith(b"HTTP/1.1 ") else 400
    if not 400 <= status < 500 and status != 503:
        raise Failure(f"{request[:60]!r}: {reply_bytes[:60]!r}")
    return Visit("", Result.LIMITED, 0.0)


def _visit(reply: HTTPResponse, read: Callable[[bytes], Mapping[str, Any]] | None = None) -> Visit:
    body = reply.read()
    if reply.status == 200:
        return Visit("", Result.ANSWERED, 0.0, answer=read(body) if read else None)
    if reply.status in _LIMITS:
        return Visit("", Result.LIMITED, 0.0, str(reply.status), float(reply.getheader("retry-after") or 0))
    raise Failure(f"{reply.status} {body[:200]!r}")


@contextmanager
def _connected(port: int) -> Iterator[HTTPConnection]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=_SECONDS)) as connection:
        yield connection


@contextmanager
def _posted(port: int, path: str, body: object) -> Iterator[HTTPResponse]:
    with _connected(port) as connection:
        connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
        yield connection.getresponse()


@contextmanager
def _raw(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=_SECONDS) as opened:
        yield opened


def _request(method: str, path: str, body: bytes, host: str = "127.0.0.1", more: tuple[str, ...] = ()) -> bytes:
    lines = (f"{method} {path} HTTP/1.1", f"Host: {host}", "Content-Type: application/json", *more)
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
