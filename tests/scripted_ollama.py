"""A server that speaks the part of Ollama's HTTP API that the product uses, and says what a test tells it to.

with ScriptedOllama([Reply(pieces=("Xin ", "chào."))]) as server:
    model = OllamaLanguageModel("qwen3:4b-instruct", host=server.host, ...)

It reads names, refuses, loads, truncates and pulls as a server of mid-2026 was seen to do; where nothing is scripted it
counts a token for three characters, and times of a machine that reads 30 tokens a second and writes 15.
"""

import json
import re
import select
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from eval.loopback_server import LoopbackServer

Json = dict[str, Any]

DEFAULT_MODEL = "qwen3:4b-instruct"
CHAT_TEMPLATE = (
    "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n"
)
BARE_TEMPLATE = "{{ .Prompt }}"
"""Of a model that was made from a bare file: a system message is dropped."""
OFFLINE_ERROR = (
    'pull model manifest: Get "https://registry.invalid/v2/library/qwen3/manifests/4b-instruct": dial tcp: '
    "lookup registry.invalid: no such host"
)
CHARS_PER_TOKEN = 3
TOKENS_READ_A_SECOND = 30
TOKENS_WRITTEN_A_SECOND = 15
_NAME = re.compile(r"(?:https?://)?[\w.-]+(?::\d+)?(?:/[\w.-]+){0,2}(?::[\w.-]+)?")
_DURATION = re.compile(r"-?(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+|-?\d+")
_LOADED: Json = {"done": True, "done_reason": "load"}
_HERE = re.compile(r"(?:https?://)?(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?")
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
class Model:
    """A model that the server has, as `/api/show` tells of it."""

    name: str
    template: str = CHAT_TEMPLATE
    capabilities: tuple[str, ...] = ("completion",)
    context_tokens: int = 32768
    """What it was trained with: no request gets more."""


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
    """None leaves the count out."""
    eval_count: int = 10
    done_reason: str = "stop"


@dataclass(slots=True)
class Request:
    """What a client asked, and whether it hung up before the reply's end."""

    method: str
    path: str
    body: Json
    hung_up: threading.Event = field(default_factory=threading.Event)


class ScriptedOllama(LoopbackServer):
    """A server whose replies are written beforehand.

    Args:
        replies: for the chat requests, in order; the last one is repeated for all that follow.
        models: those that the server has, bare names for ordinary ones; a chat with any other gets Ollama's 404. A pull
            adds its model.
        pull_lines: what a pull streams, a line each.
        is_offline: a pull fails as without a network.
        knows_truncate: False for a server before that request: it cuts a prompt that is too long without a word.
        port: 0 for any that is free.
    """

    def __init__(
        self,
        replies: Sequence[Reply] = (Reply(pieces=("Xin chào.",)),),
        models: Sequence[str | Model] = (DEFAULT_MODEL,),
        pull_lines: Sequence[Mapping[str, object]] = PULL_LINES,
        *,
        is_offline: bool = False,
        knows_truncate: bool = True,
        port: int = 0,
    ) -> None:
        self.models = [model if isinstance(model, Model) else Model(model) for model in models]
        self.requests: list[Request] = []
        self._context_in_memory: int | None = None
        self.contexts_loaded: list[int] = []
        """The context of each loading of a model, in order: another one than the last loads it anew."""
        self.pull_lines = ({"status": "pulling manifest"}, {"error": OFFLINE_ERROR}) if is_offline else pull_lines
        self.knows_truncate = knows_truncate
        self.stopping = threading.Event()
        self._replies = tuple(replies)
        self._chats = 0
        self._read_last = ""
        self._lock = threading.Lock()
        super().__init__(_handler_of(self), _Server, port)

    @property
    def chats(self) -> list[Request]:
        """The chat requests that want a reply, in order."""
        return [request for request in self.requests if request.path == "/api/chat" and request.body.get("messages")]

    @property
    def shows(self) -> list[Request]:
        """The requests for what a model is, in order."""
        return [request for request in self.requests if request.path == "/api/show"]

    def find(self, name: str) -> Model | None:
        """The model of a name in any of its forms."""
        return next((model for model in self.models if short_name(model.name) == short_name(name)), None)

    def load(self, model: Model, asked_tokens: int) -> int:
        """The context in tokens, for which the model is loaded anew where it is not that of the last request."""
        context = min(asked_tokens, model.context_tokens)
        if self._context_in_memory != context:
            self._context_in_memory = context
            self.contexts_loaded.append(context)
        return context

    def unload(self) -> None:
        """Give the model's memory back: the next request loads it anew."""
        self._context_in_memory = None

    def read(self, text: str) -> int:
        """How many tokens of a prompt are new: what begins like the last one is not read again."""
        alike = next((i for i, (old, new) in enumerate(zip(self._read_last, text, strict=False)) if old != new), 0)
        self._read_last = text
        return len(text[alike:]) // CHARS_PER_TOKEN

    def next_reply(self) -> Reply:
        with self._lock:
            self._chats += 1
            return self._replies[min(self._chats, len(self._replies)) - 1]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stopping.set()
        super().__exit__(kind, error, traceback)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    """Handlers may sleep for long; none may keep the test run from ending."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may close its connection at any time, also between requests; only other errors are news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _HungUp(Exception):
    pass


def short_name(name: str) -> str:
    """As the server keeps it: the same in any case, from its own library, with the tag that it supposes."""
    folded = name.strip().casefold()
    for prefix in ("https://", "registry.ollama.ai/", "library/"):
        folded = folded.removeprefix(prefix)
    return folded if ":" in folded.rpartition("/")[2] else f"{folded}:latest"


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
        if self._is_from_elsewhere():
            return
        if self.path == "/":
            self._send(b"Ollama is running", "text/plain")
        elif self.path == "/api/version":
            self._whole({"version": "0.0.0"})
        elif self.path in ("/api/tags", "/api/ps"):
            names = [short_name(model.name) for model in self.script.models]
            self._whole({"models": [{"name": name, "model": name, "size": 1, "digest": "d" * 64} for name in names]})
        else:
            self._whole({"error": "not found"}, 404)

    do_HEAD = do_GET  # noqa: N815 -- the base class names it so

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body: Json = json.loads(self.rfile.read(length) or b"{}")
        request = self._record(body)
        if self._is_from_elsewhere():
            return
        try:
            self._post(body, length)
        except (_HungUp, BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            request.hung_up.set()

    def _post(self, body: Json, length: int) -> None:
        name = str(body.get("model", "")).strip()
        if (problem := _refusal(body, name, length)) is not None:
            self._whole({"error": problem}, 400)
        elif self.path == "/api/pull":
            self._pull(name)
        elif (model := self.script.find(name)) is None:
            self._whole({"error": f"model '{name}' not found"}, 404)
        elif self.path == "/api/show":
            details = {"general.architecture": "scripted", "scripted.context_length": model.context_tokens}
            shown = {"template": model.template, "capabilities": list(model.capabilities), "model_info": details}
            self._whole({"details": {"family": "scripted"}, **shown})
        elif self.path == "/api/chat":
            self._chat(model, body)
        elif self.path == "/api/generate" and not body.get("prompt"):
            self.script.load(model, _context_asked_for(body))
            self._whole({"model": model.name, "response": ""} | _LOADED)
        else:
            self._whole({"error": "not found"}, 404)

    def _is_from_elsewhere(self) -> bool:
        """Refuses what a page of another site, or a proxy that keeps its own name, would send: 403 and nothing else."""
        if all(_HERE.fullmatch(self.headers.get(header) or "localhost") for header in ("Host", "Origin")):
            return False
        self.close_connection = True
        self._send(b"", "text/plain", 403)
        return True

    def _record(self, body: Json) -> Request:
        request = Request(self.command, self.path, body)
        self.script.requests.append(request)
        return request

    def _chat(self, model: Model, body: Json) -> None:
        context = self.script.load(model, _context_asked_for(body))
        if not body.get("messages"):
            self._whole({"model": model.name, "message": {"role": "assistant", "content": ""}} | _LOADED)
            return
        if "completion" not in model.capabilities:
            self._whole({"error": f'"{model.name}" does not support chat'}, 400)
            return
        if body.get("think") is True and "thinking" not in model.capabilities:
            self._whole({"error": f'"{model.name}" does not support thinking'}, 400)
            return
        if isinstance(body.get("format"), dict) and "type" not in body["format"]:
            self._whole({"error": "invalid JSON schema in format"}, 500)
            return
        text = "".join(message["content"] for message in body["messages"])
        tokens = len(text) // CHARS_PER_TOKEN
        if tokens > context and body.get("truncate") is False and self.script.knows_truncate:
            self._whole({"error": "the input length exceeds the context length"}, 400)
            return
        self._reply(model, self.script.next_reply(), self.script.read(text), context if tokens > context else None)
        if body.get("keep_alive") == 0:
            self.script.unload()

    def _reply(self, model: Model, reply: Reply, new_tokens: int, cut_to_tokens: int | None) -> None:
        self._wait(reply.seconds_before)
        if reply.status != 200:
            self._whole({"error": reply.error}, reply.status)
            return
        self._open_stream()
        for field_name, pieces in (("thinking", reply.thinking), ("content", reply.pieces)):
            for piece in pieces:
                message = {"role": "assistant", "content": "", field_name: piece}
                self._line(json.dumps({"model": model.name, "message": message, "done": False}))
                self._wait(reply.seconds_between)
        if reply.breaks_connection:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._line(self._last_line(model.name, reply, new_tokens, cut_to_tokens))
        self.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def _last_line(name: str, reply: Reply, new_tokens: int, cut_to_tokens: int | None) -> str:
        if reply.raw_line or reply.ends_early:
            return reply.raw_line
        if reply.error:
            return json.dumps({"error": reply.error})
        read = cut_to_tokens or reply.prompt_eval_count
        counts = {"prompt_eval_count": read} if read is not None else {}
        return json.dumps(
            {
                "model": name,
                "message": {"role": "assistant", "content": ""},
                "done": True,
                "done_reason": reply.done_reason,
                "eval_count": reply.eval_count,
                "prompt_eval_duration": int(new_tokens / TOKENS_READ_A_SECOND * 1e9),
                "eval_duration": int(reply.eval_count / TOKENS_WRITTEN_A_SECOND * 1e9),
                **counts,
            }
        )

    def _pull(self, name: str) -> None:
        self._open_stream()
        for line in self.script.pull_lines:
            self._line(json.dumps(line))
        self.wfile.write(b"0\r\n\r\n")
        if {"status": "success"} in self.script.pull_lines:
            self.script.models.append(Model(name))

    def _whole(self, body: Json, status: int = 200) -> None:
        self._send(json.dumps(body).encode(), "application/json", status)

    def _send(self, data: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
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


def _context_asked_for(body: Json) -> int:
    return int((body.get("options") or {}).get("num_ctx", 4096))


def _refusal(body: Json, name: str, length: int) -> str | None:
    """What is wrong with a request before anything is looked up."""
    if not length:
        return "missing request body"
    if not name:
        return "model is required"
    if not _NAME.fullmatch(name):
        return "invalid model name"
    keep_alive = body.get("keep_alive")
    if isinstance(keep_alive, str) and not _DURATION.fullmatch(keep_alive):
        return f'time: invalid duration "{keep_alive}"'
    return None
