"""The two paths of the product, whole: ingest (folder → index) and ask (question → verified answer)."""

import hashlib
import logging
import os
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from string import Template

from rag.answering.composing import Composer
from rag.answering.drafting import read_drafts
from rag.answering.prompting import fill_prompt
from rag.answering.verification import verify_or_attribute
from rag.datatypes import (
    Document,
    Fact,
    FileReceipt,
    IngestProgress,
    IngestReport,
    LanguageModelStatus,
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
from rag.errors import IndexUnusable, InvalidInput, LanguageModelUnavailable, NothingToIndex, UnreadableDocument
from rag.figures.register import find_damaged_figures, read_facts
from rag.indexing import storage
from rag.indexing.lexical_index import LexicalIndex
from rag.indexing.vector_index import VectorIndex, check_vectors
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import find_files, load_document, printable_name
from rag.ingestion.source_reading.describing import describe_source
from rag.ingestion.source_records import load_records
from rag.ingestion.succession import mark_succession
from rag.protocols import Embedder, LanguageModelServer, Vectors
from rag.settings import Settings

_log = logging.getLogger(__name__)
_EMBEDDING_BATCH = 64

ReportProgress = Callable[[IngestProgress], None]


def ignore_progress(progress: IngestProgress) -> None:
    """For callers that show no progress."""


@dataclass(frozen=True, slots=True)
class IngestPipeline:
    """Folder → index. The embedder is opened only when there is something to embed: it costs seconds."""

    settings: Settings
    open_embedder: Callable[[], Embedder]

    def run(self, report: ReportProgress = ignore_progress) -> IngestReport:
        """Bring the index in step with the corpus folder; with nothing changed, do nothing and say so.

        Raises:
            NothingToIndex: no folder, no file, or none that can be read; the old index stays.
            IndexBusy: another ingest is at work.
            InvalidInput: the source records are unusable.
        """
        started = time.monotonic()
        digest = self._corpus_digest()
        # Asked before the lock: who only finds the index up to date need not wait for anybody.
        if (current := self._receipts_if_current(digest)) is not None:
            return IngestReport(current, changed=False, seconds=time.monotonic() - started)
        note = self._note_on_model()
        with storage.building(self.settings.data_dir) as folder:
            if note:
                report(IngestProgress(note, 1, 1))
            documents, receipts = self._load(report)
            passages = [split_passages(document, self.settings.passage_chars) for document in documents]
            facts = [read_facts(document, parts) for document, parts in zip(documents, passages, strict=True)]
            receipts += [_receipt(*item) for item in zip(documents, passages, facts, strict=True)]
            every_passage = [passage for parts in passages for passage in parts]
            if not every_passage:
                raise NothingToIndex(
                    f"Tài liệu trong {self.settings.corpus_dir} không có nội dung nào.",
                    f"no passages in {self.settings.corpus_dir}",
                )
            VectorIndex.build(folder / storage.VECTORS, every_passage, self._embed(every_passage, report))
            LexicalIndex.build(folder / storage.LEXICAL, every_passage)
            ordered = tuple(sorted(receipts, key=lambda receipt: receipt.file))
            manifest = storage.Manifest(
                storage.FORMAT_VERSION, self.settings.embedding_model, self.settings.index_hash, digest, ordered
            )
            storage.write_content(folder, manifest, documents, every_passage, [fact for part in facts for fact in part])
            storage.publish(self.settings.data_dir, folder)
        return IngestReport(ordered, changed=True, seconds=time.monotonic() - started, note=note)

    def _corpus_digest(self) -> str:
        """Of every file's name and bytes, the source records included, and of the code that reads them."""
        corpus = self.settings.corpus_dir
        digest = hashlib.sha256(storage.code_digest().encode())
        for path in [*find_files(corpus), *corpus.glob("sources.toml")]:
            digest.update(os.fsencode(path.relative_to(corpus)) + b"\0")
            try:
                digest.update(hashlib.sha256(path.read_bytes()).digest())
            except OSError as error:
                _log.warning("%s cannot be read: %s", path, error)
        return digest.hexdigest()

    def _receipts_if_current(self, digest: str) -> tuple[FileReceipt, ...] | None:
        folder = storage.current_folder(self.settings.data_dir)
        if folder is None:
            return None
        try:
            manifest = storage.read_manifest(folder)
            if (manifest.corpus_digest, manifest.settings_hash) != (digest, self.settings.index_hash):
                return None
            # Whole enough to answer from: what is damaged must not be called up to date.
            stored = storage.read_index(self.settings.data_dir)
            LexicalIndex(folder / storage.LEXICAL, stored.passages)
            check_vectors(folder / storage.VECTORS, stored.passages)
        except IndexUnusable as error:
            _log.warning("building the index anew: %s", error)
            return None
        return manifest.receipts

    def _note_on_model(self) -> str:
        """For the user, that the index was another model's and is therefore made anew; empty where it was not."""
        folder = storage.current_folder(self.settings.data_dir)
        try:
            made_by = storage.read_manifest(folder).embedding_model if folder else self.settings.embedding_model
        except IndexUnusable:
            return ""
        if made_by == self.settings.embedding_model:
            return ""
        _log.warning("the index was made by %s, the settings name %s", made_by, self.settings.embedding_model)
        return f"Chỉ mục cũ do mô hình {made_by} tạo; lập lại bằng {self.settings.embedding_model}"

    def _load(self, report: ReportProgress) -> tuple[list[Document], list[FileReceipt]]:
        """The readable documents, and receipts of those set aside."""
        corpus = self.settings.corpus_dir
        records, files = load_records(corpus), find_files(corpus)
        documents, set_aside = [], []
        for done, path in enumerate(files, start=1):
            name = printable_name(path, corpus)
            try:
                documents.append(load_document(path, corpus, records.get(name)))
            except UnreadableDocument as error:
                _log.warning("set aside: %s", error)
                set_aside.append(FileReceipt(name, 0, 0, (), name in records, problem=error.message))
            report(IngestProgress("Đọc tài liệu", done, len(files)))
        if not documents:
            reasons = "; ".join(receipt.problem for receipt in set_aside)
            raise NothingToIndex(f"Không đọc được tài liệu nào trong {corpus}: {reasons}", f"{corpus}: {reasons}")
        return mark_succession(documents), set_aside

    def _embed(self, passages: Sequence[Passage], report: ReportProgress) -> Vectors:
        import numpy as np  # noqa: PLC0415 - only the stage that embeds needs it

        embedder = self.open_embedder()
        batches = []
        for start in range(0, len(passages), _EMBEDDING_BATCH):
            texts = [passage.indexed_text for passage in passages[start : start + _EMBEDDING_BATCH]]
            batches.append(embedder.embed_passages(texts))
            report(IngestProgress("Tính véc-tơ đoạn văn", start + len(texts), len(passages)))
        return np.concatenate(batches) if batches else embedder.embed_passages([])


def _receipt(document: Document, passages: Sequence[Passage], facts: Sequence[Fact]) -> FileReceipt:
    return FileReceipt(
        file=document.file,
        passages=len(passages),
        facts=len(facts),
        damaged_figures=tuple(find_damaged_figures(passages)),
        has_source_record=document.source.recorded,
        source_note="" if document.source.recorded else describe_source(document.source),
    )


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

    def language_model_status(self) -> LanguageModelStatus:
        """Which model writes, or why none does; asks its server each time."""
        return self.language_model.status()

    def pull_language_model(self) -> Iterator[PullProgress]:
        """Fetch the missing model through its server."""
        yield from self.language_model.pull()

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
