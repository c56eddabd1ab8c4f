"""A server that speaks the part of Ollama's API that the product uses, and writes what it is told to: a lying model."""

import json
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler

from eval.loopback_server import LoopbackServer

MODEL = "scripted"


class ScriptedOllama(LoopbackServer):
    """`write` gives, piece by piece, what a chat is answered with whose last message it gets."""

    def __init__(self, write: Callable[[str], Iterable[str]] = lambda _prompt: (), port: int = 0) -> None:
        super().__init__(_handler_of(self), port=port)
        self.write = write
        self.chats = 0


def _handler_of(server: ScriptedOllama) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        script = server

    return Handler


class _Handler(BaseHTTPRequestHandler):
    script: ScriptedOllama

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keeps the console for results."""

    def do_GET(self) -> None:
        self._begin()
        self._send({"models": [{"name": MODEL, "model": MODEL, "digest": "0" * 64, "size": 1}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        try:
            self._begin()
            if self.path == "/api/chat":
                self._write(asked["messages"])
            else:
                self._send({"details": {}, "model_info": {}, "capabilities": ["completion"]})
        except ConnectionError:
            """Whoever asked has left."""

    def _write(self, messages: list[dict[str, str]]) -> None:
        if messages:
            self.script.chats += 1
            for piece in self.script.write(messages[-1]["content"]):
                self._send(_part(piece, done=False))
        self._send(_part("", done=True))

    def _begin(self) -> None:
        """The end of a reply is the end of its connection, as HTTP 1.0 has it."""
        self.send_response(200)
        self.end_headers()

    def _send(self, line: object) -> None:
        self.wfile.write(json.dumps(line).encode() + b"\n")


def _part(text: str, *, done: bool) -> dict[str, object]:
    return {"model": MODEL, "message": {"role": "assistant", "content": text}, "done": done, "eval_count": 1}
