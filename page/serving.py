"""The web server: on a thread of its own, with an end to every wait for a visitor."""

import asyncio
import socket
import threading

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from page.door import Door

_HEADER_SECONDS = 10.0
"""For all of a request's head: who only opens a connection, or sends a letter now and then, is not waited for."""
_UNREAD_SECONDS = 30.0
"""In which a visitor who has not read what was sent has to take some more of it."""
_IDLE_SECONDS = 15
_LONGEST_HEAD_BYTES = 32_000
_MOST_CONNECTIONS = 1000
"""Each open page keeps one, and has some more while it loads."""
_STOP_SECONDS = 5.0


class _ImpatientProtocol(H11Protocol):
    """Closes a connection on which no whole head of a request comes in time, or whose visitor does not read what he is
    sent, which uvicorn has no setting for."""

    _waiting: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(_UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_waiting_for_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(_HEADER_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _stop_waiting_for_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


class WebServer:
    """Serves from the moment it is made until `close`.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """

    def __init__(self, app: Door, host: str, port: int) -> None:
        listening = _listen(host, port)
        config = uvicorn.Config(
            app,
            http=_ImpatientProtocol,
            ws="none",
            # Its loggers use the handlers of this process, which leave personal data out.
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=_IDLE_SECONDS,
            limit_concurrency=_MOST_CONNECTIONS,
            h11_max_incomplete_event_size=_LONGEST_HEAD_BYTES,
        )
        self._server = uvicorn.Server(config)
        # What it cannot do is told by its own log; the socket listens already.
        self._thread = threading.Thread(target=self._server.run, args=([listening],), name="web", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving; who is still being answered has a few seconds."""
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS)
        self._server.force_exit = True


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        # A port that was closed a moment ago is free.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening
