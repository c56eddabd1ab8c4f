"""How often one visitor may ask: a bucket that fills evenly and is emptied by requests."""

import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_VISITORS = 10_000
"""Remembered at a time; the one unseen for longest is forgotten, which gives it a full bucket again."""
_MINUTE = 60.0


class RequestLimit:
    """At most `per_minute` requests of a visitor at once, and as many each minute after. Used on one thread."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """By visitor, how many requests are left, and when that was reckoned, in seconds."""

    def seconds_to_wait(self, visitor: str) -> float:
        """0 for a request that is let in, and counted; else how long until the next one is."""
        now = self._now()
        left, then = self._buckets.pop(visitor, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - then) * self._per_minute / _MINUTE)
        is_let_in = left >= 1
        self._buckets[visitor] = (left - is_let_in, now)
        if len(self._buckets) > _MOST_VISITORS:
            self._buckets.popitem(last=False)
        return 0.0 if is_let_in else (1 - left) * _MINUTE / self._per_minute
