"""The language model's server, asked how it is now and then and left alone for a while after it failed."""

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager

from rag.datatypes import LanguageModelStatus, ModelState, PullProgress
from rag.errors import LanguageModelBroke, LanguageModelDown
from rag.protocols import LanguageModelServer

_log = logging.getLogger(__name__)

OPEN_SECONDS = 30.0
"""For which a server that failed is not asked; then one question's status asks it whether it is back."""
KEPT_SECONDS = 5.0
"""For which a status that is no failure is told again: questions, open pages and monitors ask for it all the time."""
_LONGEST_OPEN_SECONDS = 480.0
"""A server whose status is well but whose replies fail is left alone twice as long each time."""
_BROKEN_REPLIES = 2
"""So many in a row, between which it was asked again, are a failure."""


class CircuitBreaker:
    """A language model's server, with a memory of how it was; several threads use it at the same time.

    It is closed while all is well. One failure opens it: meanwhile the status is UNAVAILABLE, at no cost, and says for
    how long. Then, as when it is closed and the last status is old, one status goes through, while others still get
    the old one; what it tells closes or opens again.
    """

    def __init__(self, server: LanguageModelServer, now: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._now = now
        self._lock = threading.Lock()
        self._problem = ""
        """Vietnamese, why it is open; empty while it is closed."""
        self._retry_at = 0.0
        self._known: LanguageModelStatus | None = None
        """What the server last told, while it is closed."""
        self._known_until = 0.0
        self._is_asked = False
        self._failed_replies = 0
        self._broken_replies = 0
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """As the server's."""
        return self._server.name

    @property
    def prompt_budget_chars(self) -> int:
        """As the server's."""
        return self._server.prompt_budget_chars

    def expected_seconds(self, system: str, prompt: str, answer_tokens: int) -> float | None:
        """As the server's."""
        return self._server.expected_seconds(system, prompt, answer_tokens)

    def status(self) -> LanguageModelStatus:
        """As the server's, a few seconds old at most; while the circuit is open, UNAVAILABLE without asking it."""
        with self._lock:
            if self._problem and (self._is_asked or self._now() < self._retry_at):
                return LanguageModelStatus(self.name, ModelState.UNAVAILABLE, self._said())
            if self._known is not None and (self._is_asked or self._now() < self._known_until):
                return self._known
            self._is_asked = True
        try:
            status = self._server.status()
        finally:
            self._is_asked = False
        if status.state is ModelState.UNAVAILABLE:
            self._open(status.message)
            return LanguageModelStatus(status.name, status.state, self._said(), status.digest)
        with self._lock:
            self._problem, self._known, self._known_until = "", status, self._now() + KEPT_SECONDS
        return status

    def load(self, system: str) -> None:
        """As the server's; returns at once where it is loading already, or the circuit is open.

        Raises:
            LanguageModelUnavailable: as the server's.
        """
        if self._is_open() or not self._loading.acquire(blocking=False):
            return
        try:
            with self._watched():
                self._server.load(system)
        finally:
            self._loading.release()

    def pull(self) -> Generator[PullProgress, None, None]:
        """As the server's, whatever failed before; once it is done, the server is asked anew.

        Raises:
            LanguageModelUnavailable: as the server's.
        """
        with closing(self._server.pull()) as steps:
            yield from steps
        with self._lock:
            self._problem, self._known = "", None

    def stream(self, system: str, prompt: str, stopped: threading.Event | None = None) -> Generator[str, None, None]:
        """As the server's.

        Raises:
            LanguageModelUnavailable: as the server's; at once while the circuit is open.
        """
        if self._is_open():
            raise LanguageModelDown(self._said(), "not asked: it failed a moment ago")
        with self._watched(), closing(self._server.stream(system, prompt, stopped)) as pieces:
            yield from pieces
        self._failed_replies = self._broken_replies = 0

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except LanguageModelDown as error:
            self._failed_replies += 1
            self._open(error.message)
            raise
        except LanguageModelBroke as error:
            self._broken_replies += 1
            if self._broken_replies >= _BROKEN_REPLIES:
                self._broken_replies = 0
                self._open(error.message)
            raise

    def _is_open(self) -> bool:
        with self._lock:
            return bool(self._problem) and self._now() < self._retry_at

    def _open(self, problem: str) -> None:
        seconds = min(_LONGEST_OPEN_SECONDS, OPEN_SECONDS * 2 ** max(0, self._failed_replies - 1))
        with self._lock:
            self._problem, self._known = problem, None
            self._retry_at = self._now() + seconds
        _log.warning("the language model is not asked for %g s", seconds)

    def _said(self) -> str:
        left = max(1, round(self._retry_at - self._now()))
        return f"{self._problem} Trang không hỏi mô hình nữa và tự thử lại sau {left} giây."
