"""How a long piece of work tells how far it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.datatypes import IngestProgress

ReportProgress = Callable[[IngestProgress], None]


def ignore_progress(progress: IngestProgress) -> None:
    """For callers that show no progress."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of `total` steps that begins now; its rate is the mean since then."""

    name: str
    total: int
    report: ReportProgress
    _started: float = field(default_factory=time.monotonic)

    def report_done(self, done: int, detail: str = "") -> None:
        """Report that so many steps are done."""
        seconds = time.monotonic() - self._started
        rate = done / seconds if seconds > 0 else 0.0
        left = (self.total - done) / rate if rate else None
        self.report(IngestProgress(self.name, done, self.total, detail, rate, left))
