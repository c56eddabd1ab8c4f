"""The two paths of the product, whole: ingest (folder → index) and ask (question → verified answer)."""

import logging
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from string import Template

from rag.answering.asked_for import was_asked_for
from rag.answering.composing import Composer
from rag.answering.drafting import read_drafts
from rag.answering.invention import is_invented
from rag.answering.prompting import fill_prompt
from rag.answering.verification import verify_or_attribute
from rag.datatypes import (
    Document,
    Fact,
    FileReceipt,
    IngestReport,
    LanguageModelStatus,
    Leaf,
    Mode,
    ModelState,
    Passage,
    PullProgress,
    Question,
    RankedPassage,
    Rejection,
    SourceRecord,
    Statement,
    VerifiedAnswer,
)
from rag.deriving import IndexedFile, derive, read, state_of
from rag.errors import IndexUnusable, InvalidInput, LanguageModelUnavailable, NothingToIndex, UnreadableDocument
from rag.figures.register import read_facts
from rag.indexing import storage, swapping
from rag.indexing.code_digests import code_digest, reading_digest
from rag.indexing.known_vectors import hash_text
from rag.indexing.lexical_index import LexicalIndex
from rag.indexing.vector_index import VectorIndex, check_vectors
from rag.ingestion.succession import mark_succession
from rag.ingestion.surveying import CorpusFile, Survey, survey_corpus
from rag.leafing import cut_leaves
from rag.progress import ReportProgress, Stage, ignore_progress
from rag.protocols import Embedder, FactReader, LanguageModelServer, Vectors
from rag.reusing import FinishedWork
from rag.settings import Settings

_log = logging.getLogger(__name__)
_EMBEDDING_BATCH = 64


@dataclass(frozen=True, slots=True)
class IngestPipeline:
    """Folder → index. What costs seconds to open is opened only when there is something for it to do: the embedder, and
    the reader of facts, without which rules alone read them."""

    settings: Settings
    open_embedder: Callable[[], Embedder]
    open_fact_reader: Callable[[], FactReader] | None = None

    def run(self, report: ReportProgress = ignore_progress) -> IngestReport:
        """Bring the index in step with the corpus folder: what did not change is taken over, what an ingest that was
        cut short has finished is not done again; with nothing changed, do nothing and say so.

        Raises:
            NothingToIndex: no folder, no file, or none that can be read; the old index stays.
            IndexBusy: another ingest is at work.
            IndexUnusable: the index cannot be written; the old one stays.
            InvalidInput: the source records are unusable.
        """
        started = time.monotonic()
        survey = survey_corpus(self.settings.corpus_dir)
        # Asked before the lock: who only finds the index up to date need not wait for anybody.
        if (made := self._report_if_current(survey)) is not None:
            return replace(made, changed=False, seconds=time.monotonic() - started, note="", removed=(), embedded=0)
        with swapping.building(self.settings.data_dir) as folder:
            note = self._note()
            finished = FinishedWork(self.settings.data_dir, self._origins)
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
            writing = Stage("Ghi chỉ mục", 3, report)
            VectorIndex.build(folder / storage.VECTORS, passages, vectors)
            writing.tell(1)
            LexicalIndex.build(folder / storage.LEXICAL, passages)
            writing.tell(2)
            self._write_content(folder, survey, files, made)
            swapping.publish(self.settings.data_dir, folder)
            writing.tell(3)
            finished.clear()
        return replace(made, seconds=time.monotonic() - started)

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
                indexed[file.name] = self._read_file(file, finished, partial(_tell_page, stage, done - 1, file.name))
            except UnreadableDocument as error:
                _log.warning("set aside: %s", error)
                recorded = file.record is not None
                set_aside.append(FileReceipt(file.name, has_source_record=recorded, problem=error.message))
            stage.tell(done)
        if not indexed:
            corpus, problems = self.settings.corpus_dir, [*survey.set_aside, *set_aside]
            reasons = "; ".join(receipt.problem for receipt in problems)
            raise NothingToIndex(f"Không đọc được tài liệu nào trong {corpus}: {reasons}", f"{corpus}: {reasons}")
        return [indexed[file.name] for file in survey.files if file.name in indexed], set_aside

    def _read_file(
        self, file: CorpusFile, finished: FinishedWork, tell_page: Callable[[int, int], None]
    ) -> IndexedFile:
        """The file derived anew, from the text that is known of its bytes, else read."""
        text = finished.texts.get(file.read_key)
        if text is None:
            text = read(file, tell_page)
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
                stage.tell(new)
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
        return storage.Origins(reading_digest(), deriving, self.settings.embedding_hash)

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
        return ""


def _tell_page(stage: Stage, files_done: int, name: str, page: int, pages: int) -> None:
    stage.tell(files_done, f"{name}, trang {page}/{pages}" if pages > 1 else name)


@dataclass(frozen=True, slots=True)
class AskPipeline:
    """Question → verified answer: understood, searched, composed from facts or sentences, then written by a model
    sentence by sentence through the gate."""

    settings: Settings
    index: storage.StoredIndex
    composer: Composer
    prompts: tuple[str, Template]
    language_model: LanguageModelServer

    def answer(self, question: Question) -> VerifiedAnswer:
        """The answer without a language model.

        Raises:
            InvalidInput: the question is empty, too long or no text.
        """
        return self.composer.compose(self._checked(question))

    def stream(self, question: Question) -> Iterator[VerifiedAnswer]:
        """First the answer without a model; then, where a model is ready, that answer growing; the last one is final.

        Raises:
            InvalidInput: the question is empty, too long or no text.
        """
        first = self.answer(question)
        if first.abstention:
            # Nothing was found: a model could only invent.
            yield first
            return
        yield replace(first, is_final=False)
        status = self.language_model.status()
        if status.state is ModelState.READY:
            yield from self._write(first)
        else:
            # The page says elsewhere, once, that no model writes and how to get one.
            yield first

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        """The ranking of passages behind an answer, best first."""
        return self.composer.search(self._checked(question), k)

    def leaves(self, file: str) -> tuple[Leaf, ...]:
        """The document's text as a reader turns it over, as it was indexed; empty for a file that is not indexed."""
        passages = [passage for passage in self.index.passages if passage.file == file]
        found = (document for document in self.index.documents if document.file == file)
        return next((cut_leaves(document, passages) for document in found), ())

    def language_model_status(self) -> LanguageModelStatus:
        """Which model writes, or why none does; asks its server each time."""
        return self.language_model.status()

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

    def _checked(self, question: Question) -> Question:
        """The question in one line, if it is one."""
        text = _one_line(question.text)
        longest = self.settings.question_chars
        if not text:
            raise InvalidInput("Bạn chưa nhập câu hỏi.", "empty question")
        if len(text) > longest:
            raise InvalidInput(
                f"Câu hỏi dài {len(text)} ký tự; hãy rút gọn còn tối đa {longest} ký tự.",
                f"question of {len(text)} chars",
            )
        if not any(character.isalpha() for character in text) or not text.isprintable():
            raise InvalidInput("Câu hỏi không phải là văn bản. Hãy gõ câu hỏi bằng chữ.", f"no text: {text[:40]!r}")
        history = tuple(_one_line(turn)[:longest] for turn in question.history if _one_line(turn))
        return Question(text, history)

    def _write(self, first: VerifiedAnswer) -> Iterator[VerifiedAnswer]:
        """The first answer with the model's sentences that pass; it stands alone where none does."""
        passages = self.composer.reading_list(first, self.settings.prompt_passages)
        evidence = self.composer.evidence(passages)
        frame = self.composer.frame(first.question)
        system, template = self.prompts
        budget = self.language_model.prompt_budget_chars - len(system)
        prompt, used = fill_prompt(template, self.composer.standalone_text(first.question), passages, budget)
        written: list[Statement] = []
        rejections: list[Rejection] = []
        note = ""
        try:
            with closing(self.language_model.stream(system, prompt)) as pieces:
                for draft in read_drafts(pieces):
                    verdict = verify_or_attribute(draft, frame, replace(evidence, passages=evidence.passages[:used]))
                    if isinstance(verdict, Rejection):
                        rejections.append(verdict)
                        if is_invented(draft.text, evidence.passages[:used]):
                            written.clear()
                            break
                    elif not was_asked_for(verdict, first):
                        rejections.append(Rejection(draft.text, "states figures that were not asked for"))
                    elif verdict.text not in {statement.text for statement in written}:
                        written.append(verdict)
                        yield _joined(first, written, rejections, "", is_final=False)
        except LanguageModelUnavailable as error:
            _log.warning("the answer without a model stands: %s", error)
            note = error.message
        if not written and not note:
            note = "Câu do mô hình viết không khớp với nguồn nên không được dùng; đây là trích dẫn từ tài liệu."
        yield _joined(first, written, rejections, note, is_final=True)


def _one_line(text: str) -> str:
    """NFC, without the invisible characters that pasted text brings, white space folded."""
    visible = (character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())


def _joined(
    first: VerifiedAnswer,
    written: Sequence[Statement],
    rejections: Sequence[Rejection],
    note: str,
    *,
    is_final: bool,
) -> VerifiedAnswer:
    """Figures of the register stay on top; a model's prose comes before mere quotes."""
    ordered = (*first.statements, *written) if first.mode is Mode.FACTS else (*written, *first.statements)
    return replace(
        first,
        statements=ordered,
        mode=Mode.MODEL if written else first.mode,
        # What is to be known of the sources holds whoever writes.
        note=" ".join(part for part in (first.note, note) if part),
        rejections=tuple(rejections),
        is_final=is_final,
    )
