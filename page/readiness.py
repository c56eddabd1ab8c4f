"""`/ready` for whoever watches the page: whether it answers, from which index, and what its model does.

It holds nothing of a question, a visitor or a document beyond how many there are.
"""

from typing import Any, Protocol

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from rag import Document, IngestReport, LanguageModelStatus

READY = "/ready"


class ReadinessPipeline(Protocol):
    """The state of a pipeline, as reported."""

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


def readiness(pipeline: ReadinessPipeline) -> tuple[bool, dict[str, Any]]:
    """Whether questions are answered, and from what. A model that fails does not count: answers stand without."""
    report = pipeline.report
    documents = len(pipeline.documents)
    index = {
        "documents": documents,
        "set_aside": sum(bool(receipt.problem) for receipt in report.files),
        "made": report.finished.isoformat() if report.finished else None,
    }
    model = pipeline.language_model_status().state.value
    return documents > 0, {"ready": documents > 0, "index": index, "language_model": model}


def add_readiness_route(app: FastAPI, pipeline: ReadinessPipeline) -> None:
    """The address, by GET; asked on any thread."""

    @app.get(READY)
    def ready() -> JSONResponse:
        try:
            is_ready, state = readiness(pipeline)
        except Exception:
            return JSONResponse({"ready": False}, status_code=503)
        return JSONResponse(state, status_code=200 if is_ready else 503)
