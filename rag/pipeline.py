"""The two paths of the product, whole: ingest (folder → index) and ask (question → verified answer)."""

import logging
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rag.answering.composing import Composer
from rag.answering.facts.fact_lines import FactLines
from rag.answering.facts.nearby_questions import nearby_questions
from rag.answering.model.excerpts import ExcerptChooser
from rag.answering.model.line import ModelLine
from rag.answering.model.prompting import Prompts
from rag.answering.model.prose import ModelProse
from rag.answering.model.tasks import ModelTask, task_for
from rag.datatypes import (
    Document,
    Fact,
    FileReceipt,
    HeldCorrection,
    IngestReport,
    LanguageModelStatus,
    Leaf,
    Mode,
    ModelState,
    ModelUse,
    NotInDocuments,
    Passage,
    PullProgress,
    Question,
    RankedPassage,
    SourceRecord,
    VerifiedAnswer,
)
from rag.deriving import IndexedFile, derive, read, state_of
from rag.errors import (
    DocumentSourceFailed,
    IndexUnusable,
    InvalidInput,
    LanguageModelBusy,
    NothingToIndex,
    UnreadableDocument,
)
from rag.figures.register import read_facts
from rag.indexing import storage, swapping
from rag.indexing.checksums import find_damaged
from rag.indexing.code_digests import code_digest, encoder_digest, reading_digest
from rag.indexing.known_vectors import hash_text
from rag.indexing.lexical_index import LexicalIndex
from rag.indexing.passage_metadata import metadata_of
from rag.indexing.vector_index import VectorIndex, check_vectors
from rag.ingestion.succession import mark_succession
from rag.ingestion.surveying import CorpusFile, Survey, survey_corpus
from rag.language.questions.turns import read_courtesy
from rag.leafing import cut_leaves
from rag.progress import ReportProgress, Stage, ignore_progress
from rag.protocols import Clock, DocumentSource, Embedder, FactReader, LanguageModelServer, Vectors
from rag.repeated_questions import RepeatedQuestions
from rag.retrieval.fact_index import FactIndex
from rag.retrieval.term_counts import count_terms, write_counts
from rag.reusing import FinishedWork
from rag.settings import Settings

_log = logging.getLogger(__name__)
_EMBEDDING_BATCH = 64
_UNPACKED = "unpacked"
"""Below the data folder: the files of archives."""

_MOST_TURNS = 100
"""Of a conversation, the latest: what a question leaves out was said shortly before."""
_SPACE = 8
"""So many times the longest question is looked at: the rest would be white space and invisible characters."""
_IN_LINE = "Mô hình đang viết cho người khác; bạn đứng thứ {number} trong hàng chờ mô hình."
_MADE_ANEW = "Đã lập lại toàn bộ chỉ mục từ tài liệu"


@dataclass(frozen=True, slots=True)
class IngestPipeline:
    """Folder → index. What costs seconds to open is opened only when there is something for it to do: the embedder, and
    the reader of facts, without which rules alone read them. `source` first brings documents into the folder."""

    settings: Settings
    open_embedder: Callable[[], Embedder]
    open_fact_reader: Callable[[], FactReader] | None = None
    source: DocumentSource | None = None

    def run(self, report: ReportProgress = ignore_progress, *, anew: bool = False) -> IngestReport:
        """Bring the index in step with the corpus folder: what did not change is taken over, what an ingest that was
        cut short has finished is not done again; with nothing changed, do nothing and say so. With `anew`, take
        over nothing.

        Raises:
            NothingToIndex: no folder, no file, or none that can be read; the old index stays.
            IndexBusy: another ingest is at work.
            IndexUnusable: the index cannot be written; the old one stays.
            InvalidInput: the source records are unusable.
            DocumentSourceFailed: the source of documents could not bring them.
        """
        started = time.monotonic()
        self._bring_documents()
        survey = survey_corpus(self.settings.corpus_dir, self.settings.data_dir / _UNPACKED)
        # Asked before the lock: who only finds the index up to date need not wait for anybody.
        if not anew and (made := self._report_if_current(survey)) is not None:
            return replace(made, changed=False, seconds=time.monotonic() - started, note="", removed=(), embedded=0)
        with swapping.building(self.settings.data_dir) as folder:
            note = _MADE_ANEW if anew else self._note()
            finished = FinishedWork(self.settings.data_dir, self._origins, takes_over=not anew)
            files, set_aside = self._read(survey, finished, report)
            passages = [passage for file in files for passage in file.passages]
            vectors, embedded = self._embed(passages, finished, report)
            finished.release()
            receipts = (*(file.receipt for file in files), *survey.set_aside, *set_aside)
            made = IngestReport(
                files=tuple(sorted(receipts, key=lambda receipt: receipt.file)),
                changed=True,
                seconds=time.monotonic() - started,
                note=note,
                removed=tuple(sorted(finished.indexed_before - {file.state.file for file in files})),
                embedded=embedded,
                finished=datetime.now(UTC),
            )
            writing = Stage("Ghi chỉ mục", 4, report)
            documents = [file.document for file in files]
            facts = [fact for file in files for fact in file.facts]
            VectorIndex.build(folder / storage.VECTORS, passages, vectors, metadata_of(passages, documents, facts))
            writing.report_done(1)
            LexicalIndex.build(folder / storage.LEXICAL, passages)
            writing.report_done(2)
            write_words(folder, documents, passages, facts)
            writing.report_done(3)
            self._write_content(folder, survey, files, made)
            swapping.publish(self.settings.data_dir, folder)
            writing.report_done(4)
            finished.clear()
        return replace(made, seconds=time.monotonic() - started)

    def _bring_documents(self) -> None:
        if self.source is None:
            return
        try:
            self.source.bring(self.settings.corpus_dir)
        except Exception as error:  # whatever a plug-in makes of its source
            raise DocumentSourceFailed(
                f"Không lấy được tài liệu từ nguồn {self.settings.document_source}: {error}. "
                "Chỉ mục cũ vẫn còn nguyên; hãy kiểm tra nguồn rồi chạy lại.",
                f"the document source {self.settings.document_source} failed: {error!r}",
            ) from error

    def _read(
        self, survey: Survey, finished: FinishedWork, report: ReportProgress
    ) -> tuple[list[IndexedFile], list[FileReceipt]]:
        """The readable files in order, those that changed read and derived anew, and receipts of those set aside."""
        indexed = {
            file.name: finished.files[state] for file in survey.files if (state := state_of(file)) in finished.files
        }
        changed = [file for file in survey.files if file.name not in indexed]
        stage = Stage("Đọc tài liệu", len(changed), report)
        set_aside = []
        for done, file in enumerate(changed, start=1):
            try:
                indexed[file.name] = self._read_file(file, finished, partial(_report_page, stage, done - 1, file.name))
            except UnreadableDocument as error:
                _log.warning("set aside: %s", error)
                recorded = file.record is not None
                set_aside.append(FileReceipt(file.name, has_source_record=recorded, problem=error.message))
            stage.report_done(done)
        if not indexed:
            corpus, problems = self.settings.corpus_dir, [*survey.set_aside, *set_aside]
            reasons = "; ".join(receipt.problem for receipt in problems)
            raise NothingToIndex(f"Không đọc được tài liệu nào trong {corpus}: {reasons}", f"{corpus}: {reasons}")
        return [indexed[file.name] for file in survey.files if file.name in indexed], set_aside

    def _read_file(
        self, file: CorpusFile, finished: FinishedWork, report_page: Callable[[int, int], None]
    ) -> IndexedFile:
        """The file derived anew, from the text that is known of its bytes, else read."""
        text = finished.texts.get(file.read_key)
        if text is None:
            text = read(file, report_page)
            finished.keep_text(file.read_key, text)
        return derive(file, text, self.settings.passage_chars, partial(self._read_facts, finished))

    def _read_facts(self, finished: FinishedWork, document: Document, passages: Sequence[Passage]) -> Sequence[Fact]:
        """The register of a document; the vectors that reading it gave are kept where the index can use them."""
        if self.open_fact_reader is None:
            return read_facts(document, passages)
        reader = self.open_fact_reader()
        register = reader.read(document, passages)
        if register.texts and reader.embeds_as == self.settings.embedding_model:
            finished.keep_vectors([hash_text(text) for text in register.texts], register.vectors)
        return register.facts

    def _embed(
        self, passages: Sequence[Passage], finished: FinishedWork, report: ReportProgress
    ) -> tuple[Vectors, int]:
        """The passages' vectors, and how many of them had to be computed. Passages of one text share one."""
        if not passages:
            corpus = self.settings.corpus_dir
            raise NothingToIndex(f"Tài liệu trong {corpus} không có nội dung nào.", f"no passages in {corpus}")
        hashes = [hash_text(passage.indexed_text) for passage in passages]
        known = finished.vectors
        new = 0
        if not all(text_hash in known for text_hash in hashes):
            embedder = self.open_embedder()
            known.keep_only(embedder.embed_queries([]).shape[1])
            texts = {
                text_hash: passage.indexed_text
                for text_hash, passage in zip(hashes, passages, strict=True)
                if text_hash not in known
            }
            stage = Stage("Tính véc-tơ đoạn văn", len(texts), report)
            missing = list(texts)
            for start in range(0, len(missing), _EMBEDDING_BATCH):
                batch = missing[start : start + _EMBEDDING_BATCH]
                finished.keep_vectors(batch, embedder.embed_passages([texts[text_hash] for text_hash in batch]))
                new += len(batch)
                stage.report_done(new)
        return known.matrix(hashes), new

    def _write_content(self, folder: Path, survey: Survey, files: Sequence[IndexedFile], made: IngestReport) -> None:
        manifest = storage.Manifest(
            format_version=storage.FORMAT_VERSION,
            embedding_model=self.settings.embedding_model,
            settings_hash=self.settings.index_hash,
            corpus_digest=survey.digest,
            origins=self._origins,
            files=tuple(file.state for file in files),
            report=made,
        )
        storage.write_content(
            folder,
            manifest,
            documents=mark_succession([file.document for file in files]),
            passages=[passage for file in files for passage in file.passages],
            facts=[fact for file in files for fact in file.facts],
            own_sources=[file.document.source for file in files],
        )

    @property
    def _origins(self) -> storage.Origins:
        deriving = f"{code_digest()}-{self.settings.passage_chars}"
        embedding = self.settings.embedding_hash
        if self.settings.has_bundled_model:
            embedding = f"{embedding}-{encoder_digest()}"
        return storage.Origins(reading_digest(), deriving, embedding)

    def _report_if_current(self, survey: Survey) -> IngestReport | None:
        """The report of the current index, if it is in step with the folder and whole enough to answer from."""
        with swapping.holding_current(self.settings.data_dir) as folder:
            if folder is None:
                return None
            try:
                manifest = storage.read_manifest(folder)
                made_from = manifest.corpus_digest, manifest.settings_hash, manifest.origins
                if made_from != (survey.digest, self.settings.index_hash, self._origins):
                    return None
                stored = storage.read_folder(folder)
                LexicalIndex(folder / storage.LEXICAL, stored.passages)
                check_vectors(folder / storage.VECTORS, stored.passages)
            except IndexUnusable as error:
                _log.warning("building the index anew: %s", error)
                return None
            return manifest.report

    def _note(self) -> str:
        """For the user, why the index is made anew though no document changed; empty where that is not so."""
        folder = swapping.current_folder(self.settings.data_dir)
        try:
            manifest = storage.read_manifest(folder) if folder else None
        except IndexUnusable:
            return ""
        if manifest is None:
            return ""
        if (made_by := manifest.embedding_model) != self.settings.embedding_model:
            _log.warning("the index was made by %s, the settings name %s", made_by, self.settings.embedding_model)
            return f"Chỉ mục cũ do mô hình {made_by} tạo; lập lại bằng {self.settings.embedding_model}"
        if manifest.origins != self._origins:
            return "Phiên bản chương trình hoặc thiết lập đã đổi; lập lại chỉ mục"
        damaged = find_damaged(folder) if folder else ()
        return f"Chỉ mục cũ bị hỏng ({', '.join(damaged)}); phần hỏng đã được lập lại từ tài liệu" if damaged else ""


def write_words(
    folder: Path, documents: Sequence[Document], passages: Sequence[Passage], facts: Sequence[Fact]
) -> None:
    """Write into an index folder how often the passages' terms stand in them, and by which words a fact is found.

    Raises:
        IndexUnusable: the folder cannot be written.
    """
    terms = count_terms(passages)
    write_counts(folder / storage.TERMS, terms)
    FactIndex.of(facts, passages, documents, terms).write(folder / storage.FACT_WORDS)


def _report_page(stage: Stage, files_done: int, name: str, page: int, pages: int) -> None:
    stage.report_done(files_done, f"{name}, trang {page}/{pages}" if pages > 1 else name)


@dataclass(frozen=True, slots=True)
class AskPipeline:
    """Question → verified answer: understood, searched, composed from facts or sentences, then written by a model
    sentence by sentence through the gate."""

    settings: Settings
    index: storage.StoredIndex
    composer: Composer
    excerpts: ExcerptChooser
    prompts: Prompts
    language_model: LanguageModelServer
    clock: Clock
    model_line: ModelLine = field(default_factory=ModelLine)
    corrections: tuple[HeldCorrection, ...] = ()
    """What officials have corrected of the register; `index` has the facts as corrected."""
    # Made with each pipeline, so that one put together anew from other parts does not answer as this one did.
    _repeated: RepeatedQuestions = field(init=False, repr=False, compare=False, default_factory=RepeatedQuestions)
    _lines: FactLines = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lines", FactLines(self.index.facts))

    def answer(self, question: Question) -> VerifiedAnswer:
        """The answer without a language model.

        Raises:
            InvalidInput: the question is empty, too long or no text.
        """
        checked = self._checked(question)
        if courtesy := read_courtesy(checked.text):
            return VerifiedAnswer(checked, (), Mode.TALK, abstention=NotInDocuments(courtesy.reply))
        return self._repeated.answer(checked, self.composer.compose)

    def stream(
        self, question: Question, *, waits: bool = True, stopped: threading.Event | None = None
    ) -> Iterator[VerifiedAnswer]:
        """First the answer without a model; then, where a model has something to add and is ready, that answer growing;
        the last one is final. Who has to wait for the model is told his place in line in `note`.

        With `waits` False, a model that would take longer than the settings allow is not asked: the answer says how
        long that would be. Setting `stopped`, on any thread, ends the model's part within a second.

        Raises:
            InvalidInput: the question is empty, too long or no text.
        """
        first = self.answer(question)
        yield replace(first, is_final=False)
        task = self.task(first)
        if task is ModelTask.NOTHING:
            yield replace(first, model_use=ModelUse.NOT_NEEDED)
        elif self.language_model.status().state is not ModelState.READY:
            # The page says elsewhere, once, that no model writes and how to get one.
            yield first
        else:
            yield from self._write(first, task, waits=waits, stopped=stopped)

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """The ranking of passages behind an answer, best first."""
        return self.composer.search(self._checked(question), k)

    def nearby_questions(self, answer: VerifiedAnswer, *, most: int = 5, seconds: float = 0.6) -> tuple[str, ...]:
        """What may be asked next, each a question that the documents answer; `seconds` bounds the search for them."""
        ends = time.monotonic() + seconds
        return nearby_questions(
            answer,
            self._lines,
            lambda text: self.answer(Question(text, today=answer.question.today)),
            most,
            lambda: time.monotonic() < ends,
        )

    def series(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts of the register that are of the same indicator, place and unit over the years, the earliest first;
        with the fact itself. What of them is a mere guess is left empty."""
        return tuple(sorted(self._lines.series(fact), key=lambda other: other.period.last if other.period else 0))

    def leaves(self, file: str) -> tuple[Leaf, ...]:
        """The document's text as a reader turns it over, as it was indexed; empty for a file that is not indexed."""
        passages = [passage for passage in self.index.passages if passage.file == file]
        found = (document for document in self.index.documents if document.file == file)
        return next((cut_leaves(document, passages) for document in found), ())

    def language_model_status(self) -> LanguageModelStatus:
        """Which model writes, or why none does."""
        return self.language_model.status()

    def load_language_model(self) -> None:
        """Have the model ready for the next question, where its server has it and the settings want that.

        Raises:
            LanguageModelUnavailable: the server is down, or cannot load the model.
        """
        if self.settings.load_model and self.language_model.status().state is ModelState.READY:
            self.language_model.load(self.prompts.system)

    def pull_language_model(self) -> Iterator[PullProgress]:
        """Fetch the missing model through its server."""
        yield from self.language_model.pull()

    @property
    def report(self) -> IngestReport:
        """Of the ingest that made the index."""
        return self.index.manifest.report

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the index."""
        return self.index.documents

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the documents, in their order."""
        return self.index.passages

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The register of facts."""
        return self.index.facts

    @property
    def sources(self) -> tuple[SourceRecord, ...]:
        """The source records of the documents."""
        return tuple(document.source for document in self.index.documents)

    @property
    def example_questions(self) -> tuple[str, ...]:
        """Questions that the documents answer, made from the register."""
        return self.composer.example_questions()

    def task(self, first: VerifiedAnswer) -> ModelTask:
        """What an answer without a model leaves for one to add."""
        composer, question = self.composer, first.question
        task = task_for(composer.frame(question), composer.standalone_text(question), first)
        adds_always = self.settings.model_writes == "always"
        return ModelTask.ANSWER if task is ModelTask.NOTHING and adds_always else task

    @property
    def prose(self) -> ModelProse:
        """What a model adds to an answer."""
        return ModelProse(
            self.composer,
            self.excerpts,
            self.prompts,
            self.language_model,
            self.settings.prompt_passages,
            self.settings.prompt_tokens,
        )

    def _write(
        self, first: VerifiedAnswer, task: ModelTask, *, waits: bool, stopped: threading.Event | None
    ) -> Iterator[VerifiedAnswer]:
        prose = self.prose
        made = prose.make_prompt(first, task)
        if not made.has_more and self.settings.model_writes == "auto":
            yield replace(first, model_use=ModelUse.NOT_NEEDED)
            return
        seconds = prose.expected_seconds(made)
        if not waits and seconds is not None and seconds > self.settings.model_seconds:
            yield replace(first, model_use=ModelUse.ON_REQUEST, model_seconds=seconds)
            return
        asked = replace(first, model_use=ModelUse.ASKED, model_seconds=seconds)
        try:
            with self.model_line.enter() as turn:
                for number in turn.wait(stopped):
                    yield _with_note(replace(asked, is_final=False), _IN_LINE.format(number=number))
                yield from prose.write(asked, made, stopped)
        except LanguageModelBusy as error:
            _log.warning("the answer without a model stands: %s", error)
            yield _with_note(asked, error.message)

    def _checked(self, question: Question) -> Question:
        """The question in one line, if it is one."""
        longest = self.settings.question_chars
        if len(question.text) > _SPACE * longest:
            raise _too_long(len(question.text), longest)
        text = _one_line(question.text)
        if not text:
            raise InvalidInput("Bạn chưa nhập câu hỏi.", "empty question")
        if len(text) > longest:
            raise _too_long(len(text), longest)
        is_said = read_courtesy(text) is not None or any(
            character.isalpha() or (bool(question.history) and character.isdigit()) for character in text
        )
        if not is_said or not text.isprintable():
            raise InvalidInput(
                "Câu hỏi không phải là văn bản. Hãy gõ câu hỏi bằng chữ.", f"no text among {len(text)} characters"
            )
        turns = (_one_line(turn[: _SPACE * longest])[:longest] for turn in question.history[-_MOST_TURNS:])
        return Question(text, tuple(filter(None, turns)), question.today or self.clock())


def _with_note(answer: VerifiedAnswer, note: str) -> VerifiedAnswer:
    return replace(answer, note=f"{answer.note} {note}".strip())


def _too_long(chars: int, longest: int) -> InvalidInput:
    return InvalidInput(
        f"Câu hỏi dài {chars} ký tự; hãy rút gọn còn tối đa {longest} ký tự.", f"question of {chars} chars"
    )


def _one_line(text: str) -> str:
    """NFC, without the invisible characters that pasted text brings, white space folded."""
    visible = (character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())
