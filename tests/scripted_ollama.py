"""A server that speaks the part of Ollama's HTTP API that the product uses, and says what a test tells it to.

with ScriptedOllama([Reply(pieces=("Xin ", "chào."))]) as server:
    model = OllamaLanguageModel("qwen3:4b-instruct", host=server.host, ...)
"""

import json
import select
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Json = dict[str, Any]

DEFAULT_MODEL = "qwen3:4b-instruct"
PULL_LINES: tuple[Mapping[str, object], ...] = (
    {"status": "pulling manifest"},
    {"status": "pulling aaaaaaaaaaaa", "digest": "sha256:aaaa", "total": 2_500_000_000},
    {"status": "pulling aaaaaaaaaaaa", "digest": "sha256:aaaa", "total": 2_500_000_000, "completed": 1_250_000_000},
    {"status": "pulling bbbbbbbbbbbb", "digest": "sha256:bbbb", "total": 1_000_000, "completed": 1_000_000},
    {"status": "verifying sha256 digest"},
    {"status": "writing manifest"},
    {"status": "removing any unused layers"},
    {"status": "success"},
)


@dataclass(frozen=True, slots=True)
class Reply:
    """How one chat request is answered: by default streamed in `pieces` and ended as Ollama ends a reply."""

    pieces: tuple[str, ...] = ()
    thinking: tuple[str, ...] = ()
    """Streamed in the `thinking` field, before the pieces."""
    status: int = 200
    """Any other refuses the request with `error`."""
    error: str = ""
    """With status 200: a line that comes after the pieces, instead of the last line."""
    raw_line: str = ""
    """A line that comes after the pieces as it is, instead of the last line."""
    seconds_before: float = 0.0
    """Wait before anything is sent: the model loads, or the server is stuck."""
    seconds_between: float = 0.0
    """Wait after each piece."""
    breaks_connection: bool = False
    """The connection is cut after the pieces."""
    ends_early: bool = False
    """The stream ends properly, but without Ollama's last line."""
    prompt_eval_count: int | None = 100
    eval_count: int = 10
    done_reason: str = "stop"


@dataclass(slots=True)
class Request:
    """What a client asked, and whether it hung up before the reply's end."""

    method: str
    path: str
    body: Json
    hung_up: threading.Event = field(default_factory=threading.Event)


class ScriptedOllama:
    """Serves on a free port of 127.0.0.1 while it is entered.

    Args:
        replies: for the chat requests, in order; the last one is repeated for all that follow.
        models: names that the server has; a chat with any other gets Ollama's 404. A pull adds its model.
        pull_lines: what a pull streams, a line each.
    """

    def __init__(
        self,
        replies: Sequence[Reply] = (Reply(pieces=("Xin chào.",)),),
        models: Sequence[str] = (DEFAULT_MODEL,),
        pull_lines: Sequence[Mapping[str, object]] = PULL_LINES,
    ) -> None:
        self.models = list(models)
        self.requests: list[Request] = []
        self.pull_lines = tuple(pull_lines)
        self.stopping = threading.Event()
        self._replies = tuple(replies)
        self._chats = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def chats(self) -> list[Request]:
        """The chat requests, in order."""
        return [request for request in self.requests if request.path == "/api/chat"]

    def next_reply(self) -> Reply:
        with self._lock:
            self._chats += 1
            return self._replies[min(self._chats, len(self._replies)) - 1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    """Handlers may sleep for long; none may keep the test run from ending."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may close its connection at any time, also between requests; only other errors are news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _HungUp(Exception):
    pass


def _handler_of(server: ScriptedOllama) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        script = server

    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: ScriptedOllama

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        """Keeps the test's output clean."""

    def do_GET(self) -> None:
        self._record({})
        if self.path == "/api/version":
            self._whole({"version": "0.0.0"})
        elif self.path == "/api/tags":
            self._whole({"models": [{"name": name, "model": name, "size": 1} for name in self.script.models]})
        else:
            self._whole({"error": "not found"}, 404)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body: Json = json.loads(self.rfile.read(length) or b"{}")
        request = self._record(body)
        name = str(body.get("model", ""))
        try:
            if self.path == "/api/pull":
                self._pull(name)
            elif name.removesuffix(":latest") not in {model.removesuffix(":latest") for model in self.script.models}:
                self._whole({"error": f"model '{name}' not found"}, 404)
            elif self.path == "/api/show":
                self._whole({"details": {"family": "scripted"}, "capabilities": ["completion"], "model_info": {}})
            elif self.path == "/api/chat":
                self._chat(name, self.script.next_reply())
            else:
                self._whole({"error": "not found"}, 404)
        except (_HungUp, BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            request.hung_up.set()

    def _record(self, body: Json) -> Request:
        request = Request(self.command, self.path, body)
        self.script.requests.append(request)
        return request

    def _chat(self, name: str, reply: Reply) -> None:
        self._wait(reply.seconds_before)
        if reply.status != 200:
            self._whole({"error": reply.error}, reply.status)
            return
        self._open_stream()
        for field_name, pieces in (("thinking", reply.thinking), ("content", reply.pieces)):
            for piece in pieces:
                message = {"role": "assistant", "content": "", field_name: piece}
                self._line(json.dumps({"model": name, "message": message, "done": False}))
                self._wait(reply.seconds_between)
        if reply.breaks_connection:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._line(self._last_line(name, reply))
        self.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def _last_line(name: str, reply: Reply) -> str:
        if reply.raw_line or reply.ends_early:
            return reply.raw_line
        if reply.error:
            return json.dumps({"error": reply.error})
        counts = {"prompt_eval_count": reply.prompt_eval_count} if reply.prompt_eval_count is not None else {}
        return json.dumps(
            {
                "model": name,
                "message": {"role": "assistant", "content": ""},
                "done": True,
                "done_reason": reply.done_reason,
                "eval_count": reply.eval_count,
                **counts,
            }
        )

    def _pull(self, name: str) -> None:
        self._open_stream()
        for line in self.script.pull_lines:
            self._line(json.dumps(line))
        self.wfile.write(b"0\r\n\r\n")
        if {"status": "success"} in self.script.pull_lines:
            self.script.models.append(name)

    def _whole(self, body: Json, status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _open_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _line(self, text: str) -> None:
        """One chunk. No chunk for an empty text: an empty one would end the stream."""
        if text:
            data = f"{text}\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

    def _wait(self, seconds: float) -> None:
        """Sleeps, and notices at once a client that hangs up meanwhile: it sends an end where nothing is due."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and not self.script.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], min(left, 0.05))
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise _HungUp
