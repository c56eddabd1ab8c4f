"""The page's part on documents: which there are and what was read of each; always of the current index."""

import re
from html import escape
from typing import Protocol, TypeAlias

import gradio as gr

from page.receipts import render_receipts
from page.rendering import render_documents
from rag import Document, IngestReport

EXAMPLES_SHOWN = 6
_EXAMPLES = '<h2 id="examples-title">Câu hỏi ví dụ</h2>'
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)

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
        """For: documents, receipts, index shown, what is covered, examples. No change where `shown` is the index."""
        report = self._pipeline.report
        if shown is not None and shown == report.finished:
            return self.unchanged()
        return (
            self.listed(),
            self.receipts(),
            report.finished,
            self.covered(),
            *(gr.update(value=question, visible=bool(question)) for question in self.examples()),
        )

    def unchanged(self) -> Updates:
        """For what `refresh` is for."""
        return tuple(gr.skip() for _ in range(4 + EXAMPLES_SHOWN))

    def listed(self) -> str:
        """The list of documents."""
        receipts = {receipt.file: receipt for receipt in self._pipeline.report.indexed}
        return render_documents(self._pipeline.documents, receipts)

    def covered(self) -> str:
        """What stands over the examples: how many documents there are, of which place and years."""
        sources = [document.source for document in self._pipeline.documents]
        places = {source.territory for source in sources if source.territory}
        years = sorted(int(year) for source in sources for year in _YEAR.findall(source.period))
        of_place = f" của {places.pop()}" if len(places) == 1 else ""
        of_years = f", về các năm {years[0]}–{years[-1]}" if years and years[0] < years[-1] else ""
        return f'<p class="covered">Đang có {len(sources)} văn bản{escape(of_place)}{of_years}.</p>{_EXAMPLES}'

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
