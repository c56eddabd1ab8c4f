"""The page's part on documents: which there are and what was read of each; always of the current index."""

from typing import Protocol, TypeAlias

import gradio as gr

from page.receipts import render_receipts
from page.rendering import render_documents
from rag import Document, IngestReport

EXAMPLES_SHOWN = 6

Updates: TypeAlias = tuple[object, ...]
"""A new value, or Gradio's "no change", for each output of an event."""


class DocumentsPipeline(Protocol):
    """What the part needs of the pipeline; each is of the index that is current when it is asked for."""

    @property
    def example_questions(self) -> tuple[str, ...]:
        """Questions that the documents answer, best first."""
        ...

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that answers come from."""
        ...

    @property
    def report(self) -> IngestReport:
        """Of the ingest that made the index."""
        ...


class Documents:
    """The part's events."""

    def __init__(self, pipeline: DocumentsPipeline) -> None:
        self._pipeline = pipeline

    def refresh(self, shown: object = None) -> Updates:
        """For: documents, receipts, index shown, example buttons. No change where `shown` is still the index."""
        report = self._pipeline.report
        if shown is not None and shown == report.finished:
            return self.unchanged()
        return (
            self.listed(),
            self.receipts(),
            report.finished,
            *(gr.update(value=question, visible=bool(question)) for question in self.examples()),
        )

    def unchanged(self) -> Updates:
        """For what `refresh` is for."""
        return tuple(gr.skip() for _ in range(3 + EXAMPLES_SHOWN))

    def listed(self) -> str:
        """The list of documents."""
        receipts = {receipt.file: receipt for receipt in self._pipeline.report.indexed}
        return render_documents(self._pipeline.documents, receipts)

    def titles(self) -> dict[str, str]:
        """By file."""
        return {document.file: document.source.title for document in self._pipeline.documents}

    def receipts(self) -> str:
        """What was read of each file."""
        return render_receipts(self._pipeline.report)

    def examples(self) -> list[str]:
        """`EXAMPLES_SHOWN` questions, the last ones empty where there are fewer."""
        questions = self._pipeline.example_questions[:EXAMPLES_SHOWN]
        return [*questions, *[""] * (EXAMPLES_SHOWN - len(questions))]
