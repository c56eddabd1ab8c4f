"""The line before the model's server: so many replies are written at a time, so many questions wait, in their order."""

import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from rag.errors import LanguageModelBusy

_LOOK_SECONDS = 0.5
"""Between two looks at whether who waits has left."""
_FULL = "Mô hình đang viết cho nhiều người nên câu này không đợi nữa. Hãy hỏi lại sau ít phút."


class ModelLine:
    """Shared by all who ask, on any thread.

    Args:
        places: Replies that are written at the same time.
        most_waiting: Questions that wait for a place; who comes then is told at once that there is none.
        longest_wait_seconds: For a place.
    """

    def __init__(self, places: int = 4, most_waiting: int = 12, longest_wait_seconds: float = 180.0) -> None:
        self._places = places
        self._most = places + most_waiting
        self._longest_wait_seconds = longest_wait_seconds
        self._changed = threading.Condition()
        self._turns: list[Turn] = []
        """In the order in which they came; the first ones have the places."""

    def enter(self) -> "Turn":
        """A turn at the end of the line, to be left by `with`.

        Raises:
            LanguageModelBusy: too many wait already.
        """
        with self._changed:
            if len(self._turns) >= self._most:
                raise LanguageModelBusy(_FULL, f"{len(self._turns)} questions with the model or waiting for it")
            turn = Turn(self)
            self._turns.append(turn)
            return turn

    def ahead(self, turn: "Turn") -> int:
        """How many wait before a turn, itself included; 0 once it has a place, or has left."""
        with self._changed:
            return self._ahead(turn)

    def wait(self, turn: "Turn", ahead: int, seconds: float) -> None:
        """Until a turn has not so many ahead of it any more, at most for so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._ahead(turn) != ahead, seconds)

    def leave(self, turn: "Turn") -> None:
        """Give up a turn; the next in line moves up."""
        with self._changed:
            if turn in self._turns:
                self._turns.remove(turn)
            self._changed.notify_all()

    @property
    def longest_wait_seconds(self) -> float:
        """For a place."""
        return self._longest_wait_seconds

    def _ahead(self, turn: "Turn") -> int:
        return max(0, self._turns.index(turn) + 1 - self._places) if turn in self._turns else 0


class Turn:
    """A place in the line, or behind it, until it is left."""

    def __init__(self, line: ModelLine) -> None:
        self._line = line

    def wait(self, stopped: threading.Event | None = None) -> Iterator[int]:
        """Each new number of the turn in line, 1 for who is next, until it has a place.

        Raises:
            LanguageModelBusy: that takes too long, or nobody waits any more.
        """
        deadline = time.monotonic() + self._line.longest_wait_seconds
        place_shown = 0
        while ahead := self._line.ahead(self):
            if ahead != place_shown:
                place_shown = ahead
                yield ahead
            if time.monotonic() >= deadline or (stopped is not None and stopped.is_set()):
                raise LanguageModelBusy(_FULL, f"number {ahead} in line after the longest wait, or left it")
            self._line.wait(self, ahead, _LOOK_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._line.leave(self)
