import shutil
import threading
import unicodedata
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.model.prose import NOT_STATED, NOTHING_NEW
from rag.answering.model.speed import estimate_tokens
from rag.answering.model.tasks import ModelTask
from rag.datatypes import (
    AnswerOutcome,
    IngestProgress,
    LanguageModelStatus,
    Mode,
    ModelState,
    ModelUse,
    PullProgress,
    Question,
    Status,
    VerifiedAnswer,
)
from rag.errors import (
    IndexBusy,
    InvalidInput,
    LanguageModelBroke,
    LanguageModelUnavailable,
    ModelFilesUnusable,
    NothingToIndex,
    RagError,
)
from rag.indexing import storage, swapping
from rag.pipeline import AskPipeline, IngestPipeline
from rag.protocols import Embedder, Vectors
from rag.settings import Settings
from rag.wiring import open_ask_pipeline
from tests.fake_language_model import FakeLanguageModel
from tests.fake_vector_index import use_fake_vectors
from tests.fakes import FakeEmbedder

PLAN = """Nghị quyết về nhiệm vụ năm 2031
I. KẾT QUẢ NĂM 2030
(1) Kim ngạch xuất khẩu đạt 30 tỷ USD.
(2) Thu ngân sách đạt 40.000 tỷ đồng.
II. CHỈ TIÊU NĂM 2031
(1) Kim ngạch xuất khẩu đạt 33 tỷ USD.
(2) Thu ngân sách đạt 41.250 tỷ đồng.
(3) Số giường bệnh trên một vạn dân đạt 35 giường.
III. GIẢI PHÁP
Nạo vét luồng Cái Tráp để tàu lớn vào cảng.
"""
SOURCES = """
["nghi-quyet.txt"]
title = "Nghị quyết về nhiệm vụ năm 2031"
kind = "Nghị quyết"
number = "25/NQ-HĐND"
territory = "tỉnh Sông Lam"
period = "2031"
weight = "official"
"""
ASKED = Question("Chỉ tiêu kim ngạch xuất khẩu năm 2031 là bao nhiêu?")
PARTS = Question("Kim ngạch xuất khẩu năm 2031 chia theo từng nhóm là bao nhiêu?")
FITTING = "Chỉ tiêu kim ngạch xuất khẩu năm 2031 là 33 tỷ USD"
INVENTED = "Chỉ tiêu kim ngạch xuất khẩu năm 2031 là 99 tỷ USD"


class FakeServer(FakeLanguageModel):
    """A language model whose server says what state it is in."""

    def __init__(
        self, replies: Sequence[str | LanguageModelUnavailable] = (), state: ModelState = ModelState.READY
    ) -> None:
        super().__init__(replies)
        self.state = state
        self.prompt_budget_chars = 5000
        self.loaded: list[str] = []
        self.seconds: float | None = None

    def status(self) -> LanguageModelStatus:
        return LanguageModelStatus(self.name, self.state, f"Mô hình: {self.state}.")

    def load(self, system: str) -> None:
        self.loaded.append(system)

    def expected_seconds(self, system: str, prompt: str, answer_tokens: int) -> float | None:  # noqa: ARG002
        return self.seconds

    def pull(self) -> Generator[PullProgress, None, None]:
        yield PullProgress("Đang tải", 0.5)
        yield PullProgress("Đã tải xong", 1.0)


class BrokenMidway(FakeServer):
    """Fails after all of its reply."""

    def stream(self, system: str, prompt: str, stopped: threading.Event | None = None) -> Generator[str, None, None]:
        yield from super().stream(system, prompt, stopped)
        raise LanguageModelUnavailable("Ollama ngắt giữa chừng.", "cut")


def _refuse_to_open() -> Embedder:
    raise AssertionError("the embedder was opened")


@pytest.fixture(autouse=True)
def _without_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    use_fake_vectors(monkeypatch)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "nghi-quyet.txt").write_text(PLAN, encoding="utf-8")
    (corpus / "sources.toml").write_text(SOURCES, encoding="utf-8")
    # A question about one figure shows best what the gate lets through.
    return Settings.model_validate(
        {"corpus_dir": corpus, "data_dir": tmp_path / "data", "language_model": "none", "model_writes": "always"}
    )


def _ingest(settings: Settings, open_embedder: Callable[[], Embedder] = FakeEmbedder) -> IngestPipeline:
    return IngestPipeline(settings, open_embedder)


class TestIngest:
    def test_reports_each_file_and_makes_an_index_of_slices_of_the_documents(self, settings: Settings) -> None:
        report = _ingest(settings).run()
        index = storage.read_index(settings.data_dir)
        assert report.changed
        (receipt,) = report.files
        assert (receipt.file, receipt.problem, receipt.has_source_record) == ("nghi-quyet.txt", "", True)
        assert (receipt.passages, receipt.facts) == (len(index.passages), len(index.facts))
        (document,) = index.documents
        assert document.text == PLAN
        assert all(passage.text == PLAN[passage.start : passage.end] for passage in index.passages)

    def test_facts_lie_in_their_passages_with_the_status_of_their_headings(self, settings: Settings) -> None:
        _ingest(settings).run()
        index = storage.read_index(settings.data_dir)
        passages = {passage.id: passage for passage in index.passages}
        for fact in index.facts:
            passage = passages[fact.passage_id]
            assert passage.start <= fact.clause_start <= fact.start < fact.end <= fact.clause_end <= passage.end
        stated = {(fact.indicator, str(fact.period), fact.status, fact.figure.text) for fact in index.facts}
        assert ("Kim ngạch xuất khẩu", "2030", Status.RESULT, "30 tỷ USD") in stated
        assert ("Kim ngạch xuất khẩu", "2031", Status.TARGET, "33 tỷ USD") in stated

    def test_with_nothing_changed_it_does_nothing_and_says_so(self, settings: Settings) -> None:
        first = _ingest(settings).run()
        folder = swapping.current_folder(settings.data_dir)
        again = _ingest(settings, _refuse_to_open).run()
        assert not again.changed
        assert again.files == first.files
        assert swapping.current_folder(settings.data_dir) == folder

    @pytest.mark.parametrize("change", ["text", "new file", "renamed", "record", "setting"])
    def test_any_change_makes_the_index_anew(self, settings: Settings, change: str) -> None:
        _ingest(settings).run()
        path = settings.corpus_dir / "nghi-quyet.txt"
        if change == "text":
            path.write_text(PLAN.replace("33 tỷ", "34 tỷ"), encoding="utf-8")
        elif change == "new file":
            (settings.corpus_dir / "tin.md").write_text("Tin mới.", encoding="utf-8")
        elif change == "renamed":
            path.rename(path.with_name("khác.txt"))
        elif change == "record":
            (settings.corpus_dir / "sources.toml").unlink()
        else:
            settings = settings.model_copy(update={"passage_chars": 300})
        assert _ingest(settings).run().changed
        assert not _ingest(settings, _refuse_to_open).run().changed

    def test_an_index_by_another_model_is_made_anew_and_the_report_says_why(self, settings: Settings) -> None:
        assert not _ingest(settings).run().note
        other = settings.model_copy(update={"embedding_model": "mô hình khác"})
        report = _ingest(other).run()
        assert report.changed
        assert settings.embedding_model in report.note
        assert "mô hình khác" in report.note

    def test_a_removed_document_is_no_longer_in_the_index(self, settings: Settings) -> None:
        extra = settings.corpus_dir / "tin.md"
        extra.write_text("Tin mới: xuất khẩu đạt 9 tỷ USD.", encoding="utf-8")
        _ingest(settings).run()
        extra.unlink()
        _ingest(settings).run()
        index = storage.read_index(settings.data_dir)
        assert {document.file for document in index.documents} == {"nghi-quyet.txt"}
        assert {fact.file for fact in index.facts} == {passage.file for passage in index.passages} == {"nghi-quyet.txt"}

    def test_an_unreadable_file_is_set_aside_with_its_reason_and_the_others_go_on(self, settings: Settings) -> None:
        (settings.corpus_dir / "ảnh.jpg").write_bytes(b"\xff\xd8")
        (settings.corpus_dir / "hỏng.txt").write_bytes(b"a\x00b")
        report = _ingest(settings).run()
        assert [receipt.file for receipt in report.indexed] == ["nghi-quyet.txt"]
        assert {receipt.file for receipt in report.set_aside} == {"ảnh.jpg", "hỏng.txt"}
        assert all(receipt.file in receipt.problem for receipt in report.set_aside)
        assert not _ingest(settings, _refuse_to_open).run().changed

    def test_a_document_without_a_record_is_indexed_and_told(self, settings: Settings) -> None:
        (settings.corpus_dir / "tin.md").write_text("Tin mới.\nXuất khẩu đạt 9 tỷ USD.", encoding="utf-8")
        told = {receipt.file: receipt.has_source_record for receipt in _ingest(settings).run().files}
        assert told == {"nghi-quyet.txt": True, "tin.md": False}

    def test_damaged_figures_are_told(self, settings: Settings) -> None:
        (settings.corpus_dir / "tin.md").write_text("Thu hút hơn ,3 triệu lượt khách.", encoding="utf-8")
        damaged = {receipt.file: receipt.damaged_figures for receipt in _ingest(settings).run().files}
        assert damaged["nghi-quyet.txt"] == ()
        (figure,) = damaged["tin.md"]
        assert (figure.text, figure.place) == ("Thu hút hơn ,3 triệu lượt", "dòng 1")

    def test_progress_ends_with_every_step_done(self, settings: Settings) -> None:
        steps: list[IngestProgress] = []
        _ingest(settings).run(steps.append)
        last = {step.stage: step for step in steps}
        assert len(last) == 3
        assert all(step.done == step.total > 0 for step in last.values())

    @pytest.mark.parametrize("content", [None, b"", b"\x00"])
    def test_a_corpus_without_a_readable_document_is_an_error_and_the_old_index_stays(
        self, settings: Settings, content: bytes | None
    ) -> None:
        _ingest(settings).run()
        old = storage.read_index(settings.data_dir)
        path = settings.corpus_dir / "nghi-quyet.txt"
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        with pytest.raises(NothingToIndex) as caught:
            _ingest(settings).run()
        assert str(settings.corpus_dir) in caught.value.message
        assert storage.read_index(settings.data_dir) == old

    def test_an_embedder_that_fails_leaves_the_old_index(self, settings: Settings) -> None:
        class Failing(FakeEmbedder):
            def embed_passages(self, texts: Sequence[str]) -> Vectors:
                raise ModelFilesUnusable("Không nạp được mô hình.", f"no model for {len(texts)} texts")

        _ingest(settings).run()
        old = storage.read_index(settings.data_dir)
        (settings.corpus_dir / "tin.md").write_text("Tin mới.", encoding="utf-8")
        with pytest.raises(ModelFilesUnusable):
            _ingest(settings, Failing).run()
        assert storage.read_index(settings.data_dir) == old

    def test_a_second_ingest_at_the_same_time_is_refused(self, settings: Settings) -> None:
        with swapping.building(settings.data_dir), pytest.raises(IndexBusy):
            _ingest(settings).run()

    def test_a_damaged_manifest_makes_the_index_anew(self, settings: Settings) -> None:
        _ingest(settings).run()
        folder = swapping.current_folder(settings.data_dir)
        assert folder is not None
        (folder / "manifest.json").write_text("{")
        assert _ingest(settings).run().changed
        storage.read_index(settings.data_dir)

    @pytest.mark.parametrize("name", ["passages.json", "facts.json", "documents.json"])
    def test_the_command_that_a_damaged_index_asks_for_mends_it(self, settings: Settings, name: str) -> None:
        _ingest(settings).run()
        folder = swapping.current_folder(settings.data_dir)
        assert folder is not None
        (folder / name).write_text("[")
        assert _ingest(settings).run().changed
        storage.read_index(settings.data_dir)

    @pytest.mark.parametrize("name", [storage.VECTORS, storage.LEXICAL])
    def test_an_index_that_lacks_one_of_its_two_searches_is_made_anew(self, settings: Settings, name: str) -> None:
        _ingest(settings).run()
        folder = swapping.current_folder(settings.data_dir)
        assert folder is not None
        shutil.rmtree(folder / name)
        assert _ingest(settings).run().changed
        assert not _ingest(settings, _refuse_to_open).run().changed

    def test_a_corpus_of_mere_residue_is_an_error_and_the_old_index_stays(self, settings: Settings) -> None:
        _ingest(settings).run()
        old = storage.read_index(settings.data_dir)
        (settings.corpus_dir / "nghi-quyet.txt").write_text("In trang\n-----\n", encoding="utf-8")
        with pytest.raises(NothingToIndex) as caught:
            _ingest(settings, _refuse_to_open).run()
        assert str(settings.corpus_dir) in caught.value.message
        assert storage.read_index(settings.data_dir) == old

    def test_a_moment_in_a_record_is_refused_with_the_form_of_a_date(self, settings: Settings) -> None:
        records = '["nghi-quyet.txt"]\ntitle = "Nghị quyết"\ndate = 2030-12-09T08:00:00\n'
        (settings.corpus_dir / "sources.toml").write_text(records, encoding="utf-8")
        with pytest.raises(InvalidInput, match="2030") as caught:
            _ingest(settings).run()
        assert "date phải là ngày" in caught.value.message

    def test_a_data_folder_that_cannot_be_made_is_told(self, settings: Settings) -> None:
        settings.data_dir.write_text("a file", encoding="utf-8")
        with pytest.raises(RagError) as caught:
            _ingest(settings).run()
        assert str(settings.data_dir) in caught.value.message


@pytest.fixture
def pipeline(settings: Settings) -> AskPipeline:
    return open_ask_pipeline(settings)


def _with(pipeline: AskPipeline, model: FakeServer) -> AskPipeline:
    return replace(pipeline, language_model=model)


def _auto(pipeline: AskPipeline) -> AskPipeline:
    """The pipeline with the setting as it comes: a model is asked where it has something to add."""
    return replace(pipeline, settings=pipeline.settings.model_copy(update={"model_writes": "auto"}))


def _final(answers: Iterator[VerifiedAnswer]) -> VerifiedAnswer:
    *earlier, final = answers
    assert final.is_final
    assert not any(answer.is_final for answer in earlier)
    return final


class TestAnswer:
    def test_a_figure_comes_with_the_words_that_state_it_in_their_place(self, pipeline: AskPipeline) -> None:
        answer = pipeline.answer(ASKED)
        assert answer.mode is Mode.FACTS
        assert answer.abstention is None
        (statement,) = answer.statements
        assert "33 tỷ USD" in statement.text
        (citation,) = statement.citations
        assert citation.quote == PLAN[citation.start : citation.end]
        assert "33 tỷ USD" in citation.quote
        assert citation.passage.header.heading_path == ("II. CHỈ TIÊU NĂM 2031",)
        assert citation.source.number == "25/NQ-HĐND"

    @pytest.mark.parametrize(
        ("text", "figure"),
        [
            ("Kết quả kim ngạch xuất khẩu năm 2030 là bao nhiêu?", "30 tỷ USD"),
            ("chi tieu kim ngach xuat khau nam 2031 la bao nhieu", "33 tỷ USD"),
            ("Chỉ tiêu  kim ngạch\nxuất khẩu\tnăm 2031 là bao nhiêu?", "33 tỷ USD"),
            (unicodedata.normalize("NFD", ASKED.text), "33 tỷ USD"),
            ("CHỈ TIÊU KIM NGẠCH XUẤT KHẨU NĂM 2031 LÀ BAO NHIÊU?", "33 tỷ USD"),
        ],
    )
    def test_year_and_status_choose_the_figure_however_the_question_is_typed(
        self, pipeline: AskPipeline, text: str, figure: str
    ) -> None:
        answer = pipeline.answer(Question(text))
        assert [figure in statement.text for statement in answer.statements] == [True]

    def test_a_follow_up_takes_the_indicator_from_the_turn_before(self, pipeline: AskPipeline) -> None:
        answer = pipeline.answer(Question("Còn năm 2030?", (ASKED.text,)))
        assert [fact.figure.text for statement in answer.statements for fact in statement.facts] == ["30 tỷ USD"]

    @pytest.mark.parametrize(
        "text",
        [
            "Chỉ tiêu kim ngạch xuất khẩu năm 2035 là bao nhiêu?",
            "Chỉ tiêu số tàu ngầm năm 2031 là bao nhiêu?",
            "Chỉ tiêu kim ngạch xuất khẩu năm 2031 của Cần Thơ là bao nhiêu?",
        ],
    )
    def test_what_the_documents_lack_is_a_typed_answer_that_says_what_is_missing(
        self, pipeline: AskPipeline, text: str
    ) -> None:
        answer = pipeline.answer(Question(text))
        assert answer.statements == ()
        assert answer.abstention is not None
        assert answer.abstention.missing

    def test_what_is_not_sure_is_offered_and_not_told(self, pipeline: AskPipeline) -> None:
        answer = pipeline.answer(PARTS)
        assert answer.outcome is AnswerOutcome.OFFERED
        assert answer.abstention is None
        assert answer.lead
        assert answer.statements[0].text.startswith("Kim ngạch xuất khẩu (Sông Lam; năm 2031; chỉ tiêu): “")
        assert not any("**" in statement.text for statement in answer.statements)

    def test_a_question_without_a_figure_is_answered_with_the_documents_own_sentence(
        self, pipeline: AskPipeline
    ) -> None:
        answer = pipeline.answer(Question("Vì sao nạo vét luồng Cái Tráp?"))
        assert answer.mode is Mode.QUOTES
        assert answer.citations[0].quote == "Nạo vét luồng Cái Tráp để tàu lớn vào cảng."
        assert answer.citations[0].quote in answer.statements[0].text

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "chưa nhập"),
            (" \n\t\xa0", "chưa nhập"),
            ("a" * 1001, "1001"),
            ("PK\x03\x04 nhị phân", "không phải là văn bản"),
            ("\x00", "không phải là văn bản"),
            ("\ud800 GRDP", "không phải là văn bản"),
            ("12,5% ???", "không phải là văn bản"),
        ],
    )
    def test_what_is_no_question_is_refused_in_vietnamese(self, pipeline: AskPipeline, text: str, told: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            pipeline.answer(Question(text))
        assert told in caught.value.message
        with pytest.raises(InvalidInput):
            next(pipeline.stream(Question(text)))
        with pytest.raises(InvalidInput):
            pipeline.search(Question(text), 5)

    @pytest.mark.parametrize("text", ["a" * 1000, "năm " * 250])
    def test_the_longest_question_is_accepted(self, pipeline: AskPipeline, text: str) -> None:
        assert pipeline.answer(Question(text)).question.text == text.strip()

    def test_a_text_of_millions_of_characters_is_refused_unread_with_its_length(self, pipeline: AskPipeline) -> None:
        with pytest.raises(InvalidInput) as caught:
            pipeline.answer(Question("\u200b" * 3_000_000))
        assert "3000000 ký tự" in caught.value.message

    def test_of_a_conversation_the_latest_hundred_turns_are_read_and_of_each_its_beginning(
        self, pipeline: AskPipeline
    ) -> None:
        history = (*(["cũ"] * 200_000), *(["mới " * 3_000] * 100))
        read = pipeline.answer(Question(ASKED.text, history)).question.history
        assert len(read) == 100
        assert {turn[:7] for turn in read} == {"mới mới"}
        assert max(map(len, read)) <= pipeline.settings.question_chars

    @pytest.mark.parametrize("invisible", ["\u200b", "\ufeff", "\xad", "\u200d"])
    def test_invisible_characters_do_not_matter(self, pipeline: AskPipeline, invisible: str) -> None:
        answer = pipeline.answer(Question(ASKED.text.replace(" ", f"{invisible} ")))
        assert "33 tỷ USD" in answer.statements[0].text

    @pytest.mark.parametrize("text", ["Thu ngân sách của Cần Thơ tăng bao nhiêu phần trăm?", ASKED.text])
    def test_letters_with_their_accents_apart_have_the_same_answer(self, pipeline: AskPipeline, text: str) -> None:
        composed, apart = (pipeline.answer(Question(unicodedata.normalize(form, text))) for form in ("NFC", "NFD"))
        assert apart == composed

    @pytest.mark.parametrize("turn", ["", " \n", "\x00\x01", "x" * 5000, "PK\x03\x04"])
    def test_no_earlier_turn_breaks_a_question(self, pipeline: AskPipeline, turn: str) -> None:
        assert "33 tỷ USD" in pipeline.answer(replace(ASKED, history=(turn,))).statements[0].text


class TestStream:
    @pytest.mark.parametrize("state", [ModelState.MISSING, ModelState.UNAVAILABLE, ModelState.OFF])
    def test_where_no_model_is_ready_the_first_answer_stands_and_none_is_asked(
        self, pipeline: AskPipeline, state: ModelState
    ) -> None:
        model = FakeServer([FITTING], state)
        first, final = _with(pipeline, model).stream(ASKED)
        assert (first.is_final, final.is_final) == (False, True)
        assert first.statements == final.statements == pipeline.answer(ASKED).statements
        assert (final.mode, final.note) == (Mode.FACTS, "")
        assert model.prompts == []

    def test_a_sentence_that_fits_its_passage_is_added_with_its_citation(self, pipeline: AskPipeline) -> None:
        first, growing, final = _with(pipeline, FakeServer([f"{FITTING} [1]."])).stream(ASKED)
        assert first.statements == final.statements[:-1]
        assert growing.statements == final.statements
        written = final.statements[-1]
        assert written.text == f"{FITTING}."
        assert [citation.quote for citation in written.citations] == [
            PLAN[citation.start : citation.end] for citation in written.citations
        ]
        assert (final.mode, final.note, final.rejections) == (Mode.MODEL, "", ())

    def test_sentences_come_one_by_one_and_none_that_says_the_same(self, pipeline: AskPipeline) -> None:
        reply = f"{FITTING} [1]. {FITTING} [1]. Chỉ tiêu kim ngạch xuất khẩu năm 2031 đạt 33 tỷ USD [1]."
        counts = [len(answer.statements) for answer in _with(pipeline, FakeServer([reply])).stream(ASKED)]
        assert counts == [1, 2, 2]

    @pytest.mark.parametrize(
        "reply",
        [
            f"{INVENTED} [1].",
            "Kết quả kim ngạch xuất khẩu năm 2031 là 33 tỷ USD [1].",
            "Chỉ tiêu kim ngạch xuất khẩu năm 2030 là 33 tỷ USD [1].",
            "Chỉ tiêu kim ngạch xuất khẩu năm 2031 là 33 triệu USD [1].",
            "Chỉ tiêu thu ngân sách năm 2031 là 33 tỷ USD [1].",
            "Chỉ tiêu kim ngạch xuất khẩu năm 2031 của Cần Thơ là 33 tỷ USD [1].",
            f"{INVENTED}.",
        ],
        ids=[
            "figure",
            "status",
            "year",
            "scale",
            "indicator",
            "place",
            "figure, no marker",
        ],
    )
    def test_a_sentence_that_says_other_than_its_passage_falls_back_to_the_quote(
        self, pipeline: AskPipeline, reply: str
    ) -> None:
        final = _final(_with(pipeline, FakeServer([reply])).stream(ASKED))
        assert final.statements == pipeline.answer(ASKED).statements
        assert final.mode is Mode.FACTS
        assert [rejection.reason != "" for rejection in final.rejections] == [True]
        assert final.note

    def test_a_fitting_sentence_without_marker_is_cited_by_the_passage_that_bears_it(
        self, pipeline: AskPipeline
    ) -> None:
        final = _final(_with(pipeline, FakeServer([f"{FITTING}."])).stream(ASKED))
        written = final.statements[-1]
        assert (written.text, final.mode, final.rejections) == (f"{FITTING}.", Mode.MODEL, ())
        assert ["33 tỷ USD" in citation.quote for citation in written.citations] == [True]

    @pytest.mark.parametrize("marker", ["[99]", "[0]"])
    def test_a_wrong_marker_is_mended_by_the_passage_that_states_it(self, pipeline: AskPipeline, marker: str) -> None:
        final = _final(_with(pipeline, FakeServer([f"{FITTING} {marker}."])).stream(ASKED))
        assert ["33 tỷ USD" in citation.quote for citation in final.statements[-1].citations] == [True]
        assert marker not in final.statements[-1].text

    def test_a_marker_to_no_passage_is_removed_from_a_sentence_that_has_another(self, pipeline: AskPipeline) -> None:
        final = _final(_with(pipeline, FakeServer([f"{FITTING} [1][99]."])).stream(ASKED))
        assert final.statements[-1].text == f"{FITTING}."
        assert len(final.statements[-1].citations) == 1

    def test_a_model_that_goes_round_in_circles_or_on_and_on_is_stopped(self, pipeline: AskPipeline) -> None:
        empty = "Kim ngạch xuất khẩu"
        circles = FakeServer([f"{empty} [1]. {empty} [1]. {FITTING} [1]. " + f"{empty} nữa [1]. " * 50])
        endless = FakeServer([" ".join(f"{empty}{' và' * number} [1]." for number in range(50))])
        for model, most in ((circles, 1), (endless, 6)):
            final = _final(_with(pipeline, model).stream(ASKED))
            assert 1 <= len(final.rejections) <= most
            assert model.is_closed

    @pytest.mark.parametrize("reply", [f"{INVENTED} [1]. {FITTING} [1].", f"{FITTING} [1]. {INVENTED} [1]."])
    def test_a_wrong_figure_takes_the_whole_reply_with_it(self, pipeline: AskPipeline, reply: str) -> None:
        final = _final(_with(pipeline, FakeServer([reply])).stream(ASKED))
        assert final.statements == pipeline.answer(ASKED).statements
        assert final.rejections[-1].draft == f"{INVENTED}."

    def test_a_true_sentence_of_another_figure_than_the_one_asked_for_is_left_out(self, pipeline: AskPipeline) -> None:
        beside = FakeServer([f"{FITTING} [1]. Kết quả kim ngạch xuất khẩu năm 2030 là 30 tỷ USD."])
        final = _final(_with(pipeline, beside).stream(ASKED))
        assert final.statements[-1].text == f"{FITTING}."
        assert [rejection.reason for rejection in final.rejections] == ["states figures that were not asked for"]

    def test_what_was_refused_is_answered_by_a_sentence_that_is_about_it_and_by_no_other(
        self, pipeline: AskPipeline
    ) -> None:
        asked = Question("Chỉ tiêu số tàu ngầm năm 2031 là bao nhiêu?")
        refused = pipeline.answer(asked)
        final = _final(
            _with(pipeline, FakeServer([f"{FITTING}. Nạo vét luồng Cái Tráp để tàu lớn vào cảng."])).stream(asked)
        )
        assert (final.abstention, final.statements) == (refused.abstention, ())
        assert len(final.rejections) == 2

    def test_what_is_offered_stays_offered_whatever_a_model_writes(self, pipeline: AskPipeline) -> None:
        offered = pipeline.answer(PARTS)
        final = _final(_with(pipeline, FakeServer([f"{FITTING}."])).stream(PARTS))
        assert final.outcome is AnswerOutcome.OFFERED
        assert final.statements[: len(offered.statements)] == offered.statements

    def test_the_prompt_holds_the_question_last_and_clauses_and_figures_with_their_slots(
        self, pipeline: AskPipeline
    ) -> None:
        model = FakeServer([f"{FITTING} [1]."])
        _final(_with(pipeline, model).stream(ASKED))
        ((system, prompt),) = model.prompts
        assert f"Câu hỏi: {ASKED.text}" in prompt.splitlines()[-2]
        assert "(1) Kim ngạch xuất khẩu đạt 33 tỷ USD." in prompt
        assert "33 tỷ USD – chỉ tiêu năm 2031: Kim ngạch xuất khẩu [" in prompt
        assert len(system) + len(prompt) <= model.prompt_budget_chars

    @pytest.mark.parametrize(
        ("text", "most"),
        [
            (ASKED.text, 450),
            ("Vì sao nạo vét luồng Cái Tráp?", 450),
            ("Tóm tắt nhiệm vụ năm 2031", 900),
            ("So sánh kim ngạch xuất khẩu và thu ngân sách năm 2031", 900),
        ],
    )
    def test_a_prompts_new_part_is_as_short_as_its_task_allows(
        self, pipeline: AskPipeline, text: str, most: int
    ) -> None:
        model = FakeServer(["Không rõ."])
        _final(_with(pipeline, model).stream(Question(text)))
        assert [estimate_tokens(prompt) <= most for _, prompt in model.prompts] == [True]

    def test_a_follow_ups_prompt_can_be_understood_alone(self, pipeline: AskPipeline) -> None:
        model = FakeServer(["Không rõ."])
        _final(_with(pipeline, model).stream(Question("Còn năm 2030?", (ASKED.text,))))
        assert "kim ngạch xuất khẩu" in model.prompts[0][1].partition("Câu hỏi")[2]

    def test_a_narrow_budget_leaves_passages_out_and_none_of_them_is_cited(self, pipeline: AskPipeline) -> None:
        model = FakeServer([f"{FITTING} [2]."])
        model.prompt_budget_chars = 10
        final = _final(_with(pipeline, model).stream(ASKED))
        assert "[2]" not in model.prompts[0][1]
        assert all("[2]" not in statement.text for statement in final.statements)

    def test_a_look_up_that_is_answered_needs_no_model_and_says_so(self, pipeline: AskPipeline) -> None:
        model = FakeServer([FITTING])
        final = _final(_with(_auto(pipeline), model).stream(ASKED))
        assert (final.model_use, final.statements) == (ModelUse.NOT_NEEDED, pipeline.answer(ASKED).statements)
        assert model.prompts == []

    def test_where_all_that_fits_is_quoted_already_no_model_is_asked(self, pipeline: AskPipeline) -> None:
        asked = Question("Làm thế nào để tàu lớn vào luồng Cái Tráp?")
        model = FakeServer([FITTING])
        final = _final(_with(_auto(pipeline), model).stream(asked))
        assert (final.outcome, final.mode) == (AnswerOutcome.OFFERED, Mode.QUOTES)
        assert (final.model_use, final.statements) == (ModelUse.NOT_NEEDED, pipeline.answer(asked).statements)
        assert model.prompts == []

    def test_what_a_model_tells_of_a_quote_in_other_words_cites_it(self, pipeline: AskPipeline) -> None:
        asked = Question("Vì sao nạo vét luồng Cái Tráp?")
        (quote,) = pipeline.answer(asked).statements
        told = "Luồng Cái Tráp được nạo vét để tàu lớn vào cảng."
        final = _final(_with(pipeline, FakeServer([f"{told[:-1]} [1]."])).stream(asked))
        (written,) = [statement for statement in final.statements if statement.text == told]
        assert written.citations == quote.citations

    def test_what_is_quoted_is_not_said_again(self, pipeline: AskPipeline) -> None:
        asked = Question("Vì sao nạo vét luồng Cái Tráp?")
        (quote,) = pipeline.answer(asked).statements
        model = FakeServer([f"{quote.citations[0].quote} [1] Nạo vét luồng Cái Tráp [1]."])
        final = _final(_with(pipeline, model).stream(asked))
        assert (final.model_use, final.statements) == (ModelUse.ASKED, (quote,))
        assert [rejection.reason for rejection in final.rejections] == ["says again what is shown"] * 2
        assert final.note == NOTHING_NEW

    def test_a_model_that_finds_nothing_is_not_said_to_have_written_wrongly(self, pipeline: AskPipeline) -> None:
        asked = Question("Vì sao nạo vét luồng Cái Tráp?")
        assert _final(_with(pipeline, FakeServer([f"{NOT_STATED}."])).stream(asked)).note == NOTHING_NEW
        assert NOT_STATED in pipeline.prompts.templates[ModelTask.ANSWER].template

    @pytest.mark.parametrize("seconds", [None, 12.0, 30.0])
    def test_what_is_soon_written_begins_by_itself(self, pipeline: AskPipeline, seconds: float | None) -> None:
        model = FakeServer([f"{FITTING} [1]."])
        model.seconds = seconds
        final = _final(_with(pipeline, model).stream(ASKED, waits=False))
        assert (final.mode, final.model_seconds) == (Mode.MODEL, seconds)

    def test_what_takes_long_is_left_for_the_user_to_ask_for(self, pipeline: AskPipeline) -> None:
        model = FakeServer([f"{FITTING} [1]."])
        model.seconds = 41.0
        left = _final(_with(pipeline, model).stream(ASKED, waits=False))
        assert (left.model_use, left.model_seconds, left.mode) == (ModelUse.ON_REQUEST, 41.0, Mode.FACTS)
        assert model.prompts == []
        assert _final(_with(pipeline, model).stream(ASKED)).mode is Mode.MODEL

    def test_a_server_that_broke_off_before_anything_was_shown_is_asked_once_more(self, pipeline: AskPipeline) -> None:
        broke = LanguageModelBroke("Ollama dừng đột ngột.", "runner died")
        final = _final(_with(pipeline, FakeServer([broke, f"{FITTING} [1]."])).stream(ASKED))
        assert (final.mode, final.note) == (Mode.MODEL, "")
        twice = FakeServer([broke, broke])
        assert _final(_with(pipeline, twice).stream(ASKED)).note == "Ollama dừng đột ngột."
        assert len(twice.prompts) == 2

    def test_loading_has_the_model_read_what_every_prompt_begins_with(self, pipeline: AskPipeline) -> None:
        model, missing = FakeServer(), FakeServer(state=ModelState.MISSING)
        for server in (model, missing):
            _with(pipeline, server).load_language_model()
        assert (model.loaded, missing.loaded) == ([pipeline.prompts.system], [])

    def test_a_model_that_refuses_leaves_the_first_answer_with_its_message(self, pipeline: AskPipeline) -> None:
        error = LanguageModelUnavailable("Ollama đang bận.", "503")
        final = _final(_with(pipeline, FakeServer([error])).stream(ASKED))
        assert final.statements == pipeline.answer(ASKED).statements
        assert final.note == "Ollama đang bận."

    def test_what_passed_before_a_model_broke_off_stays(self, pipeline: AskPipeline) -> None:
        model = BrokenMidway([f"{FITTING} [1]. Chỉ tiêu thu ngân sách"])
        final = _final(_with(pipeline, model).stream(ASKED))
        assert final.statements[-1].text == f"{FITTING}."
        assert final.note == "Ollama ngắt giữa chừng."

    def test_closing_the_answer_stops_the_model(self, pipeline: AskPipeline) -> None:
        model = FakeServer([f"{FITTING} [1]. {FITTING} [1]. {FITTING} [1]. {FITTING} [1]."])
        answers = _with(pipeline, model).stream(ASKED)
        next(answers)
        next(answers)
        assert isinstance(answers, Generator)
        answers.close()
        assert model.is_closed


class TestAround:
    def test_it_answers_from_an_index_brought_in_step_with_the_folder_first(self, settings: Settings) -> None:
        open_ask_pipeline(settings)
        (settings.corpus_dir / "nghi-quyet.txt").write_text(PLAN.replace("33 tỷ", "34 tỷ"), encoding="utf-8")
        assert "34 tỷ USD" in open_ask_pipeline(settings).answer(ASKED).statements[0].text

    def test_the_ranking_puts_the_passage_that_answers_first_and_has_at_most_k(self, pipeline: AskPipeline) -> None:
        hits = pipeline.search(ASKED, 3)
        assert len(hits) == 3
        assert hits[0].passage.text == "(1) Kim ngạch xuất khẩu đạt 33 tỷ USD."

    def test_it_answers_its_own_example_questions(self, pipeline: AskPipeline) -> None:
        assert pipeline.example_questions
        for text in pipeline.example_questions:
            assert pipeline.answer(Question(text)).mode is Mode.FACTS

    def test_it_shows_its_documents_facts_and_sources(self, pipeline: AskPipeline) -> None:
        assert [document.text for document in pipeline.documents] == [PLAN]
        assert [source.number for source in pipeline.sources] == ["25/NQ-HĐND"]
        assert {fact.file for fact in pipeline.facts} == {"nghi-quyet.txt"}

    def test_it_passes_on_the_models_state_and_its_pulling(self, pipeline: AskPipeline) -> None:
        model = _with(pipeline, FakeServer(state=ModelState.MISSING))
        assert model.language_model_status().state is ModelState.MISSING
        assert [step.fraction for step in model.pull_language_model()] == [0.5, 1.0]


def test_a_refusal_names_the_place_where_the_documents_speak_for_several(settings: Settings) -> None:
    other = PLAN.replace("(3) Số giường bệnh trên một vạn dân đạt 35 giường.\n", "")
    (settings.corpus_dir / "nghi-quyet-2.txt").write_text(other, encoding="utf-8")
    sources = SOURCES + SOURCES.replace("nghi-quyet.txt", "nghi-quyet-2.txt").replace("Sông Lam", "Đồng Mây")
    (settings.corpus_dir / "sources.toml").write_text(sources, encoding="utf-8")
    asked = Question("Số giường bệnh trên một vạn dân của tỉnh Đồng Mây năm 2031 là bao nhiêu?")
    answer = open_ask_pipeline(settings).answer(asked)
    assert answer.abstention is not None
    assert "Đồng Mây" in answer.abstention.missing
