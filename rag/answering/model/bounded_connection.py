"""A connection to the language model's server on which everything has an end: time, size, and who still wants it.

The limits stand at the socket, below HTTP: a server that sends a letter now and then meets them in a header too.
"""

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import httpcore
import httpx

LOOK_SECONDS = 0.5
"""Between two looks at whether anybody still waits."""

_SocketOption: TypeAlias = httpcore.SOCKET_OPTION


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of all that is done over one connection: `seconds` from when it is made, `most_bytes` received, headers included;
    `stopped` is set, on any thread, by who does not want it any more."""

    seconds: float
    most_bytes: int
    stopped: threading.Event | None = None


class OutOfTime(Exception):
    """The server did not come to its end in time, though it kept sending."""


class TooMuchSent(Exception):
    """The server sent more than was asked for, or packed, so that its size cannot be told."""


class Stopped(Exception):
    """Nobody waits for the reply any more."""


class BoundedTransport(httpx.BaseTransport):
    """Plain httpx over one connection within bounds; no proxy, whatever the environment names.

    Raises:
        OutOfTime, TooMuchSent, Stopped: at a request, or while its reply is read.
    """

    def __init__(self, bounds: Bounds, *, is_encrypted: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            # The system's authorities, and those that SSL_CERT_FILE names; reading them takes a while.
            ssl_context=ssl.create_default_context() if is_encrypted else None,
            max_connections=1,
            network_backend=_Backend(_Watch(bounds)),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As `httpx.HTTPTransport`, with httpcore's errors as they are."""
        reply = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=cast(httpx.SyncByteStream, request.stream),
                extensions=request.extensions,
            )
        )
        body = _Body(cast(Iterable[bytes], reply.stream))
        if any(name.lower() == b"content-encoding" for name, _ in reply.headers):
            body.close()
            raise TooMuchSent("the reply is packed, though it was to be sent as it is")
        return httpx.Response(reply.status, headers=reply.headers, stream=body, extensions=reply.extensions)

    def close(self) -> None:
        """Hang up."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    def close(self) -> None:
        cast(Any, self._pieces).close()


class _Watch:
    """Counts what came, and knows when it must have ended."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._deadline = time.monotonic() + bounds.seconds
        self._bytes_left = bounds.most_bytes

    def seconds_left(self) -> float:
        """Until the deadline, more than 0.

        Raises:
            OutOfTime: it has passed.
            Stopped: nobody waits.
        """
        if self._bounds.stopped is not None and self._bounds.stopped.is_set():
            raise Stopped
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime(f"not done after {self._bounds.seconds:g} s")
        return left

    def count(self, received: int) -> None:
        """Raises TooMuchSent where that is more than may come."""
        self._bytes_left -= received
        if self._bytes_left < 0:
            raise TooMuchSent(f"more than {self._bounds.most_bytes} bytes")


class _Stream(httpcore.NetworkStream):
    """A connection that is read in short waits, so that the deadline and who left are noticed amid a long one."""

    def __init__(self, stream: httpcore.NetworkStream, watch: _Watch) -> None:
        self._stream = stream
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        silent_until = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while True:
            seconds = min(self._watch.seconds_left(), LOOK_SECONDS, max(0.001, silent_until - time.monotonic()))
            try:
                received = self._stream.read(max_bytes, seconds)
            except httpcore.ReadTimeout:
                if time.monotonic() >= silent_until:
                    raise
                continue
            self._watch.count(len(received))
            return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._watch.seconds_left()
        self._stream.write(buffer, left if timeout is None else min(left, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._watch)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = min(self._watch.seconds_left(), float("inf") if timeout is None else timeout)
        stream = self._backend.connect_tcp(host, port, seconds, local_address, socket_options)
        return _Stream(stream, self._watch)
