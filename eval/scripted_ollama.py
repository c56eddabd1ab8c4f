"""A server that speaks the part of Ollama's API that the product uses, and writes what it is told to: a lying model."""

import json
from http.server import BaseHTTPRequestHandler

from eval.loopback_server import LoopbackServer

MODEL = "scripted"


class ScriptedOllama(LoopbackServer):
    """`draft` is what the next chats are answered with."""

    def __init__(self) -> None:
        super().__init__(_handler_of(self))
        self.draft = ""
        self.chats = 0


def _handler_of(script: ScriptedOllama) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Keeps the console for results."""

        def do_GET(self) -> None:
            self._send({"models": [{"name": MODEL, "model": MODEL, "digest": "0" * 64, "size": 1}]})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path != "/api/chat":
                self._send({"details": {}, "model_info": {}, "capabilities": ["completion"]})
                return
            script.chats += 1
            whole = {"model": MODEL, "message": {"role": "assistant", "content": script.draft}, "done": False}
            last = {"model": MODEL, "message": {"role": "assistant", "content": ""}, "done": True, "eval_count": 1}
            self._send(whole, last)

        def _send(self, *lines: object) -> None:
            data = "".join(json.dumps(line) + "\n" for line in lines).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler
