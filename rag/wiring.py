"""Settings → pipelines: the only place that joins the parts."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rag.answering.answer_features import AnswerFeatures
from rag.answering.answer_odds import AnswerJudge, Odds
from rag.answering.answerers import (
    AnswerDocument,
    AnswerFromRegister,
    AnswerNamedFigures,
    AnswerSum,
    CorrectPremise,
    FallBackOnRegister,
    QuoteEachPeriod,
    QuoteNoneLeft,
    QuoteSentences,
    SetSidesApart,
)
from rag.answering.composing import Composer
from rag.answering.facts.answers import FactAnswers
from rag.answering.facts.corrections import Corrections
from rag.answering.facts.fulfilment import FulfilmentLists
from rag.answering.facts.named_figures import NamedFigures
from rag.answering.facts.place_answers import PlaceAnswers
from rag.answering.facts.places import FactPlaces
from rag.answering.facts.premises import Premises
from rag.answering.facts.statements import FactStatements
from rag.answering.model.circuit_breaker import CircuitBreaker
from rag.answering.model.excerpts import ExcerptChooser
from rag.answering.model.generation import OllamaLanguageModel
from rag.answering.model.line import ModelLine
from rag.answering.model.no_language_model import NoLanguageModel
from rag.answering.model.prompting import Prompts
from rag.answering.offers import Offers
from rag.answering.quotes.document_answers import DocumentAnswers
from rag.answering.quotes.document_mentions import KnownDocuments
from rag.answering.quotes.quote_answers import QuoteAnswers
from rag.answering.quotes.reasons import Reasons
from rag.checking import IndexFaults, find_faults
from rag.current_pipeline import CurrentPipeline
from rag.datatypes import HeldCorrection, IngestReport
from rag.errors import DocumentSourceFailed, IndexBusy, IndexUnusable, InvalidSettings
from rag.figures.places import place_name
from rag.indexing import storage, swapping
from rag.indexing.bundled_encoder import BundledEncoder
from rag.indexing.embedding import BUNDLED_MODEL, load_embedder, load_token_encoder
from rag.indexing.lexical_index import LexicalIndex
from rag.indexing.vector_index import VectorIndex
from rag.ingestion.fact_corrections import apply_corrections, corrections_stamp, load_corrections
from rag.pipeline import AskPipeline, IngestPipeline
from rag.plugins import DOCUMENT_SOURCES, EMBEDDERS, LANGUAGE_MODEL_SERVERS, make_part, plugin_name
from rag.progress import ReportProgress, ignore_progress
from rag.protocols import Clock, DocumentSource, Embedder, FactReader, LanguageModelServer, TokenEncoder
from rag.retrieval.fact_index import FactIndex
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.reranking import CrossEncoderReranker
from rag.retrieval.searching import HybridSearch
from rag.retrieval.term_counts import TermCounts, open_counts
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.reading.fact_reader import TwoWitnesses

_log = logging.getLogger(__name__)

NO_LANGUAGE_MODEL = "none"
"""The value of `RAG_LANGUAGE_MODEL` that answers without a model."""


def local_day() -> date:
    """Today where the program runs."""
    return datetime.now().astimezone().date()


def no_day() -> None:
    """The clock of whoever needs the same answers on every day: `năm nay` then names no year."""


def open_ingest_pipeline(settings: Settings) -> IngestPipeline:
    """The path from folder to index."""
    return _ingest_pipeline(settings, _Models(settings))


def check_index(settings: Settings, *, report: ReportProgress = ignore_progress) -> IndexFaults:
    """What is wrong with the index, by its checksums and by reading every document anew, which takes as long.

    Raises:
        RagError: there is no index, or the corpus cannot be indexed.
    """
    return _find_faults(settings, _Models(settings), report)


def repair_index(settings: Settings, *, report: ReportProgress = ignore_progress) -> IngestReport:
    """Make anew what is damaged or outdated; all of it where the documents give something else than the index holds.

    Raises:
        RagError: the corpus cannot be indexed; the old index stays.
    """
    models = _Models(settings)
    try:
        differs = bool(_find_faults(settings, models, report).differing)
    except IndexUnusable as error:
        _log.warning("making the index anew: %s", error)
        differs = True
    return IngestPipeline(settings, models.embedder, models.fact_reader).run(report, anew=differs)


def open_ask_pipeline(
    settings: Settings,
    *,
    with_language_model: bool = True,
    report: ReportProgress = ignore_progress,
    clock: Clock = local_day,
) -> AskPipeline:
    """The path from question to answer, over an index brought in step with the corpus folder first.

    `clock` tells the day of questions that bring none of their own.

    Raises:
        RagError: the corpus cannot be indexed, or the index or the embedding model cannot be opened.
    """
    models = _Models(settings, with_language_model)
    _bring_in_step(settings, models, report)
    return _open_pipeline(settings, models, clock)


def open_current_pipeline(
    settings: Settings, *, report: ReportProgress = ignore_progress, clock: Clock = local_day
) -> CurrentPipeline:
    """As `open_ask_pipeline`, for a program that runs on while ingests change the index.

    Raises:
        RagError: as `open_ask_pipeline`.
    """
    models = _Models(settings)
    _bring_in_step(settings, models, report)
    return CurrentPipeline(
        open_pipeline=lambda: _open_pipeline(settings, models, clock),
        current_folder=lambda: swapping.current_folder(settings.data_dir),
        corrections_stamp=lambda: corrections_stamp(settings.corpus_dir),
        ingest_pipeline=_ingest_pipeline(settings, models),
    )


def open_register(settings: Settings, *, report: ReportProgress = ignore_progress) -> storage.StoredIndex:
    """The documents and facts of the index, brought in step with the corpus folder first; where nothing changed, no
    model is opened for it. The facts are as officials have corrected them.

    Raises:
        RagError: the corpus cannot be indexed, or the index cannot be read.
    """
    _bring_in_step(settings, _Models(settings, with_language_model=False), report)
    return _corrected(storage.read_index(settings.data_dir), settings)[0]


def open_present_pipeline(
    settings: Settings,
    *,
    with_language_model: bool = True,
    open_embedder: Callable[[], Embedder] | None = None,
    clock: Clock = local_day,
) -> AskPipeline:
    """The path from question to answer over the index as it is, whatever the corpus folder holds by now.

    `open_embedder` stands in for the settings' embedding model where another embedder made the index.

    Raises:
        RagError: there is no index, or it or the embedding model cannot be opened.
    """
    models = _Models(settings, with_language_model)
    if open_embedder is not None:
        models.embedder = open_embedder
    return _open_pipeline(settings, models, clock)


class _Models:
    """What is opened once, however often the index changes."""

    def __init__(self, settings: Settings, with_language_model: bool = True) -> None:
        self.embedder: Callable[[], Embedder] = lru_cache(maxsize=1)(lambda: _open_embedder(settings))
        self.fact_reader: Callable[[], FactReader] = lru_cache(maxsize=1)(self._load_fact_reader)
        self._settings = settings
        self.reranker = lru_cache(maxsize=1)(
            lambda: CrossEncoderReranker(settings.reranker_model) if settings.reranker_model else None
        )
        self.language_model = _language_model(settings) if with_language_model else NoLanguageModel()
        self.model_line = ModelLine()

    def _load_fact_reader(self) -> FactReader:
        """Over the embedder itself where that is the bundled model: passages are then read in one pass."""
        embedder = self.embedder() if self._settings.embedding_model == BUNDLED_MODEL else None
        encoder = embedder if isinstance(embedder, BundledEncoder) else load_token_encoder(self._settings)
        return _two_witnesses(encoder)


def _ingest_pipeline(settings: Settings, models: _Models) -> IngestPipeline:
    """The path from folder to index, with the source that first brings documents into the folder."""
    return IngestPipeline(settings, models.embedder, models.fact_reader, _document_source(settings))


def _find_faults(settings: Settings, models: _Models, report: ReportProgress) -> IndexFaults:
    def build_anew(data_dir: Path) -> None:
        elsewhere = settings.model_copy(update={"data_dir": data_dir})
        IngestPipeline(elsewhere, models.embedder, models.fact_reader).run(report)

    return find_faults(settings.data_dir, build_anew)


def _bring_in_step(settings: Settings, models: _Models, report: ReportProgress) -> None:
    try:
        _ingest_pipeline(settings, models).run(report)
    except (IndexBusy, DocumentSourceFailed) as error:
        if swapping.current_folder(settings.data_dir) is None:
            raise
        _log.warning("answering from the index as it is: %s", error)


def _open_pipeline(settings: Settings, models: _Models, clock: Clock) -> AskPipeline:
    # Held, so that an ingest that ends meanwhile removes nothing that is still to be read.
    with swapping.holding_current(settings.data_dir) as folder:
        index = storage.read_folder(storage.existing(folder, settings.data_dir))
        if index.manifest.settings_hash != settings.index_hash:
            raise IndexUnusable(
                f"Chỉ mục do mô hình {index.manifest.embedding_model} tạo ra, khác mô hình đang đặt "
                f"{settings.embedding_model}. Hãy chạy lại: python ingest.py",
                f"index made by {index.manifest.embedding_model}, settings name {settings.embedding_model}",
            )
        index, corrections = _corrected(index, settings)
        terms = open_counts(index.folder / storage.TERMS)
        return AskPipeline(
            settings=settings,
            index=index,
            composer=_composer(settings, index, models, terms),
            excerpts=ExcerptChooser(terms),
            prompts=Prompts.load(),
            language_model=models.language_model,
            model_line=models.model_line,
            clock=clock,
            corrections=corrections,
        )


def _corrected(
    index: storage.StoredIndex, settings: Settings
) -> tuple[storage.StoredIndex, tuple[HeldCorrection, ...]]:
    """The index with the facts as officials have corrected them, and their corrections.

    Raises:
        InvalidInput: as `load_corrections`.
    """
    register = apply_corrections(index.facts, index.documents, load_corrections(settings.corpus_dir))
    if lost := sum(held.figure_start is None for held in register.corrections):
        _log.warning("%d corrections do nothing: their figures are no longer found in the documents", lost)
    return replace(index, facts=register.facts), register.corrections


def _composer(
    settings: Settings, index: storage.StoredIndex, models: _Models, terms: Mapping[bool, TermCounts]
) -> Composer:
    passages = {passage.id: passage for passage in index.passages}
    own = own_territories(index)
    known = KnownDocuments(index.documents)
    fact_statements = FactStatements(index.documents, index.passages)
    fact_answers = FactAnswers(index.documents, index.passages, own)
    places = FactPlaces(index.documents, own)
    quote_answers = QuoteAnswers(index.documents, index.passages, terms, places)
    lists = FulfilmentLists(index.documents, index.facts, fact_statements, places)
    corrections = Corrections(fact_answers, Premises(fact_statements), lists)
    return Composer(
        documents=index.documents,
        passages=index.passages,
        facts=index.facts,
        own_territories=own,
        hybrid=HybridSearch(
            dense=VectorIndex(index.folder / storage.VECTORS, passages, models.embedder()),
            lexical=LexicalIndex(index.folder / storage.LEXICAL, index.passages),
            candidates=settings.candidates,
            dense_weight=settings.dense_weight,
            reranker=models.reranker(),
        ),
        fact_search=FactSearch(
            index.facts,
            index.passages,
            index.documents,
            terms,
            FactIndex.open(index.folder / storage.FACT_WORDS, terms),
        ),
        fact_answers=fact_answers,
        place_answers=PlaceAnswers(fact_answers, fact_statements, own),
        fact_statements=fact_statements,
        answerers=(
            AnswerDocument(DocumentAnswers(index.documents, index.passages, known, places)),
            AnswerNamedFigures(NamedFigures(index.facts, fact_statements, fact_answers.fitting)),
            AnswerSum(fact_answers, fact_statements),
            CorrectPremise(corrections),
            AnswerFromRegister(),
            SetSidesApart(quote_answers, known),
            QuoteSentences(quote_answers),
            QuoteEachPeriod(quote_answers),
            QuoteNoneLeft(quote_answers),
            FallBackOnRegister(),
        ),
        judge=AnswerJudge(AnswerFeatures(fact_answers, quote_answers), Odds.load()),
        offers=Offers(index.documents, fact_answers, quote_answers),
        known=known,
        reasons=Reasons(index.documents, terms),
    )


def open_token_encoder(settings: Settings) -> TokenEncoder:
    """The model from whose states the learned reader reads, for programs that fit it.

    Raises:
        ModelFilesUnusable: the bundled model cannot be loaded.
    """
    return load_token_encoder(settings)


def open_two_witnesses(settings: Settings) -> "TwoWitnesses":
    """The readers of facts that an ingest uses, for programs that measure them.

    Raises:
        ModelFilesUnusable: the bundled model or the reader's weights cannot be loaded.
    """
    return _two_witnesses(load_token_encoder(settings))


def _two_witnesses(encoder: TokenEncoder) -> "TwoWitnesses":
    # torch, a second and 180 MB, is loaded only where documents are read anew.
    from rag.reading.fact_reader import TwoWitnesses  # noqa: PLC0415
    from rag.reading.odds import Calibration  # noqa: PLC0415
    from rag.reading.reader import FigureReader  # noqa: PLC0415

    return TwoWitnesses(encoder, FigureReader(), Calibration.load())


def own_territories(index: storage.StoredIndex) -> tuple[str, ...]:
    """The places that the documents speak for, without their kind: `thành phố Cần Thơ` → `Cần Thơ`."""
    names = (place_name(document.source.territory) for document in index.documents)
    return tuple(dict.fromkeys(name for name in names if name))


def _language_model(settings: Settings) -> LanguageModelServer:
    if settings.language_model == NO_LANGUAGE_MODEL:
        return NoLanguageModel()
    if (name := plugin_name(settings.language_model)) is not None:
        return CircuitBreaker(cast(LanguageModelServer, make_part(LANGUAGE_MODEL_SERVERS, name, settings)))
    ollama = OllamaLanguageModel(
        settings.language_model,
        host=settings.ollama_host,
        timeout_seconds=settings.ollama_timeout_seconds,
        keep_alive=settings.ollama_keep_alive,
        context_tokens=settings.context_tokens,
        answer_tokens=settings.answer_tokens,
        reply_seconds=settings.ollama_reply_seconds,
    )
    return CircuitBreaker(ollama)


def _open_embedder(settings: Settings) -> Embedder:
    if (name := plugin_name(settings.embedding_model)) is not None:
        return cast(Embedder, make_part(EMBEDDERS, name, settings))
    return load_embedder(settings)


def _document_source(settings: Settings) -> DocumentSource | None:
    """None where documents come into the folder by other ways alone.

    Raises:
        InvalidSettings: the setting names no plug-in that there is.
    """
    if not settings.document_source:
        return None
    name = plugin_name(settings.document_source)
    if name is None:
        raise InvalidSettings(
            f"Thiết lập RAG_DOCUMENT_SOURCE không dùng được: nhận {settings.document_source!r}, cần dạng plugin:TÊN.",
            f"document_source={settings.document_source!r} names no plug-in",
        )
    return cast(DocumentSource, make_part(DOCUMENT_SOURCES, name, settings))
