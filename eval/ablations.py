"""The product with one part taken out, so that a run shows what that part is worth.

Each is put together anew from the parts of the opened product, which has no switch for any of this.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from rag import (
    AskPipeline,
    Citation,
    Document,
    Fact,
    LanguageModelStatus,
    LanguageModelUnavailable,
    Mode,
    Passage,
    Question,
    RankedPassage,
    Settings,
    Statement,
    VerifiedAnswer,
    open_ingest_pipeline,
)
from rag.answering.model.drafting import read_drafts
from rag.answering.model.tasks import ModelTask
from rag.datatypes import ContextHeader, Draft
from rag.indexing.lexical_index import LexicalIndex
from rag.indexing.vector_index import VectorIndex
from rag.protocols import Embedder, PassageIndex
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.searching import HybridSearch
from rag.retrieval.term_counts import count_terms

_NO_HEADER = ContextHeader("", "", (), "")


def dense_only(pipeline: AskPipeline) -> AskPipeline:
    """Passages are ranked by their vectors alone; the register is as it was."""
    return _searching(pipeline, replace(pipeline.composer.hybrid, dense_weight=1.0))


def bm25_only(pipeline: AskPipeline) -> AskPipeline:
    """Passages are ranked by their words alone; the register is as it was."""
    return _searching(pipeline, replace(pipeline.composer.hybrid, dense_weight=0.0))


def without_register(pipeline: AskPipeline) -> AskPipeline:
    """No fact is known: every answer is a quote from the ranked passages."""
    composer = pipeline.composer
    empty = FactSearch((), composer.passages, composer.documents, count_terms(composer.passages))
    return replace(pipeline, composer=replace(composer, facts=(), fact_search=empty))


def without_header(pipeline: AskPipeline, settings: Settings) -> AskPipeline:
    """The passages are indexed without title, number, headings and period; what they are cited with is as it was.

    Embeds every passage anew: about a minute for a hundred pages.
    """
    composer = pipeline.composer
    bare = [replace(passage, header=_NO_HEADER) for passage in composer.passages]
    dense, lexical = _indexes_of(bare, open_ingest_pipeline(settings).open_embedder())
    by_id = {passage.id: passage for passage in composer.passages}
    hybrid = replace(composer.hybrid, dense=_WithPassages(dense, by_id), lexical=_WithPassages(lexical, by_id))
    fact_search = FactSearch(composer.facts, bare, composer.documents, count_terms(bare))
    return replace(pipeline, composer=replace(composer, hybrid=hybrid, fact_search=fact_search))


@dataclass(frozen=True, slots=True)
class WithoutGate:
    """The product whose language model is believed: whatever it writes is the answer, with what it claims to cite."""

    pipeline: AskPipeline

    @property
    def documents(self) -> tuple[Document, ...]:
        """See `eval.pipelines.Pipeline`."""
        return self.pipeline.documents

    @property
    def facts(self) -> tuple[Fact, ...]:
        """See `eval.pipelines.Pipeline`."""
        return self.pipeline.facts

    def answer(self, question: Question) -> VerifiedAnswer:
        """See `eval.pipelines.Pipeline`."""
        return self.pipeline.answer(question)

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """See `eval.pipelines.Pipeline`."""
        return self.pipeline.search(question, k)

    def language_model_status(self) -> LanguageModelStatus:
        """See `eval.pipelines.Pipeline`."""
        return self.pipeline.language_model_status()

    def stream(self, question: Question) -> Iterator[VerifiedAnswer]:
        """As the product's, with the same prompt, and every sentence of the model shown."""
        first = self.pipeline.answer(question)
        yield replace(first, is_final=False)
        if self.pipeline.task(first) is ModelTask.NOTHING:
            yield first
            return
        try:
            written = self._write(first)
        except LanguageModelUnavailable as error:
            yield replace(first, note=error.message)
            return
        ordered = (*first.statements, *written) if first.mode is Mode.FACTS else (*written, *first.statements)
        abstention = None if written else first.abstention
        mode = Mode.MODEL if written else first.mode
        yield replace(first, statements=ordered, mode=mode, abstention=abstention)

    def _write(self, first: VerifiedAnswer) -> tuple[Statement, ...]:
        made = self.pipeline.prose.make_prompt(first, self.pipeline.task(first))
        with closing(self.pipeline.language_model.stream(made.system, made.prompt)) as pieces:
            return tuple(self._believed(draft, made.evidence.passages) for draft in read_drafts(pieces))

    def _believed(self, draft: Draft, passages: Sequence[Passage]) -> Statement:
        sources = {document.file: document.source for document in self.documents}
        cited = [passages[number - 1] for number in draft.cited if 1 <= number <= len(passages)]
        citations = (Citation(p, sources[p.file], p.text, p.start, p.end) for p in cited)
        return Statement(draft.text, tuple(citations))


@dataclass(frozen=True, slots=True)
class _WithPassages:
    """An index over changed passages that gives the unchanged ones of the same ids."""

    index: PassageIndex
    passages_by_id: Mapping[str, Passage]

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        found = self.index.search(query, k)
        return [RankedPassage(self.passages_by_id[ranked.passage.id], ranked.similarity) for ranked in found]


def _searching(pipeline: AskPipeline, hybrid: HybridSearch) -> AskPipeline:
    return replace(pipeline, composer=replace(pipeline.composer, hybrid=hybrid))


def _indexes_of(passages: Sequence[Passage], embedder: Embedder) -> tuple[PassageIndex, PassageIndex]:
    """The dense and the lexical index of the passages, in memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vectors = embedder.embed_passages([passage.indexed_text for passage in passages])
        VectorIndex.build(folder / "vectors", passages, vectors)
        LexicalIndex.build(folder / "lexical", passages)
        by_id = {passage.id: passage for passage in passages}
        return VectorIndex(folder / "vectors", by_id, embedder), LexicalIndex(folder / "lexical", passages)
