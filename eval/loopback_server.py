"""Servers on this machine: one that runs for as long as it is entered, and waiting for one in another process."""

import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

_START_SECONDS = 600.0
_PROBE_SECONDS = 0.2


class LoopbackServer:
    """Serves on 127.0.0.1 while it is entered, each request in a thread of its own; port 0 is any that is free."""

    def __init__(
        self,
        handler: type[BaseHTTPRequestHandler],
        server: type[ThreadingHTTPServer] = ThreadingHTTPServer,
        port: int = 0,
    ) -> None:
        self._server = server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """Of the server."""
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """The address for `OLLAMA_HOST`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_serving(self) -> bool:
        """Whether it is entered."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_up(is_up: Callable[[], bool], is_alive: Callable[[], bool]) -> bool:
    """Whether a server came up before its process ended, within ten minutes."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and is_alive():
        if is_up():
            return True
        time.sleep(_PROBE_SECONDS)
    return False
