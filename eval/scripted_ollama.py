"""A server that speaks the part of Ollama's API that the product uses, and writes what it is told to: a lying model."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

MODEL = "scripted"


class ScriptedOllama:
    """Serves on a free port of 127.0.0.1 while it is entered; `draft` is what the next chats are answered with."""

    def __init__(self) -> None:
        self.draft = ""
        self.chats = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def host(self) -> str:
        """The address for `OLLAMA_HOST`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


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
