"""`/ready` for whoever watches the page: whether it answers, from which index, and what its model does.

It holds nothing of a question, a visitor or a document beyond how many there are.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from rag import Document, IngestReport, LanguageModelStatus

READY = "/ready"
_KEPT_SECONDS = 5.0
"""For which a model's state is told again, however often it is asked for."""


class ReadinessPipeline(Protocol):
    """What is told of a pipeline."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """Those of the index."""
        ...

    @property
    def report(self) -> IngestReport:
        """Of the ingest that made the index."""
        ...

    def language_model_status(self) -> LanguageModelStatus:
        """Which model writes now, or why none does."""
        ...


class Readiness:
    """What `/ready` tells; asked on any thread."""

    def __init__(self, pipeline: ReadinessPipeline, now: Callable[[], float] = time.monotonic) -> None:
        self._pipeline = pipeline
        self._now = now
        self._lock = threading.Lock()
        self._model = ""
        self._model_until = 0.0

    def look(self) -> tuple[bool, dict[str, Any]]:
        """Whether questions are answered, and from what. A model that fails does not count: answers stand without."""
        report = self._pipeline.report
        documents = len(self._pipeline.documents)
        index = {
            "documents": documents,
            "set_aside": sum(bool(receipt.problem) for receipt in report.files),
            "made": report.finished.isoformat() if report.finished else None,
        }
        return documents > 0, {"ready": documents > 0, "index": index, "language_model": self._model_state()}

    def _model_state(self) -> str:
        with self._lock:
            if self._now() >= self._model_until:
                self._model = self._pipeline.language_model_status().state.value
                self._model_until = self._now() + _KEPT_SECONDS
            return self._model


def add_readiness_route(app: FastAPI, readiness: Readiness) -> None:
    """The address, by GET."""

    @app.get(READY)
    def ready() -> JSONResponse:
        try:
            is_ready, told = readiness.look()
        except Exception:
            return JSONResponse({"ready": False}, status_code=503)
        return JSONResponse(told, status_code=200 if is_ready else 503)
