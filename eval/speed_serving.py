"""Questions a second over HTTP: a system behind a plain JSON server in a process of its own, asked by several users.

Both systems stand behind the same server, so that what differs is theirs. The page's own server adds its queue.
"""

import json
import multiprocessing
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from eval.loopback_server import free_port, wait_until_up

Answer = Callable[[str], str]
Opener = Callable[[], Answer]
"""Opens a system in the server's process; sent there, so it is a function or a partial of one."""

_REQUEST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Load:
    """What so many users at a time got: questions a second, and seconds of waiting."""

    users: int
    questions: int
    errors: int
    per_second: float
    median_seconds: float
    p95_seconds: float


@contextmanager
def served(opener: Opener) -> Iterator[str]:
    """The address of the system, which is open when the block begins."""
    port = free_port()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_serve, args=(opener, port), daemon=True)
    process.start()
    try:
        if not wait_until_up(partial(_listens, port), process.is_alive):
            raise RuntimeError("the server did not start")
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.join()


def measure_load(address: str, questions: Sequence[str], users: int) -> Load:
    """Ask each question once, `users` at a time."""
    waits: list[float] = []
    errors = 0
    lock = threading.Lock()

    def ask(question: str) -> None:
        nonlocal errors
        started = time.perf_counter()
        failed = not _is_answered(address, question)
        with lock:
            waits.append(time.perf_counter() - started)
            errors += failed

    started = time.perf_counter()
    with ThreadPoolExecutor(users) as pool:
        list(pool.map(ask, questions))
    seconds = time.perf_counter() - started
    ordered = sorted(waits)
    return Load(
        users=users,
        questions=len(questions),
        errors=errors,
        per_second=len(questions) / seconds,
        median_seconds=statistics.median(ordered),
        p95_seconds=ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
    )


def _is_answered(address: str, question: str) -> bool:
    connection = HTTPConnection(address, timeout=_REQUEST_SECONDS)
    try:
        connection.request("POST", "/", json.dumps({"question": question}))
        response = connection.getresponse()
        response.read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return response.status == HTTPStatus.OK


def _serve(opener: Opener, port: int) -> None:
    answer = opener()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps({"answer": answer(asked["question"])}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Nothing is logged: a line for each question would be measured too."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

    Server(("127.0.0.1", port), Handler).serve_forever()


def _listens(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0
