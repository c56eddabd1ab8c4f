"""The whole way, over the product's own corpus: real Chroma, the real embedding model, a scripted Ollama server."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.answering.model.generation import OllamaLanguageModel
from rag.datatypes import IngestReport, Mode, ModelState, Question, Status, VerifiedAnswer
from rag.errors import InvalidInput, NothingToIndex
from rag.indexing import storage, swapping
from rag.pipeline import AskPipeline
from rag.settings import Settings
from rag.vietnamese import fold_accents
from rag.wiring import open_ask_pipeline, open_ingest_pipeline
from tests.bundled_embedder import bundled_folder
from tests.scripted_ollama import DEFAULT_MODEL, Reply, ScriptedOllama

pytestmark = pytest.mark.real

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
ASKED = Question("Chỉ tiêu tăng trưởng GRDP năm 2024 của Hải Phòng là bao nhiêu?")
FITTING = "Chỉ tiêu tăng trưởng GRDP năm 2024 là khoảng 11,5% - 12,0%"
INVENTED = "Chỉ tiêu tăng trưởng GRDP năm 2024 là 99,9%"
SMALL_DOCUMENT = "Nghị quyết về nhiệm vụ năm 2031\nI. CHỈ TIÊU NĂM 2031\n(1) Kim ngạch xuất khẩu đạt 33 tỷ USD.\n"


def _settings(folder: Path, **changes: Any) -> Settings:
    """Settings with an own data folder, into which the embedding model need not be unpacked again."""
    data_dir = folder / "data"
    data_dir.mkdir(exist_ok=True)
    if not (data_dir / "models").exists():
        (data_dir / "models").symlink_to(bundled_folder().parent, target_is_directory=True)
    return Settings.model_validate(
        {"corpus_dir": CORPUS, "data_dir": data_dir, "language_model": "none", "model_writes": "always", **changes}
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return _settings(tmp_path_factory.mktemp("journey"))


@pytest.fixture(scope="module")
def first_report(settings: Settings) -> IngestReport:
    return open_ingest_pipeline(settings).run()


@pytest.fixture(scope="module")
def pipeline(settings: Settings, first_report: IngestReport) -> AskPipeline:
    assert first_report.changed
    return open_ask_pipeline(settings)


def _assert_verbatim(answer: VerifiedAnswer) -> None:
    assert answer.citations
    for citation in answer.citations:
        text = (CORPUS / citation.passage.file).read_text(encoding="utf-8")
        assert citation.quote == text[citation.start : citation.end] != ""
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end


def _figures(answer: VerifiedAnswer) -> list[str]:
    return [fact.figure.text for statement in answer.statements for fact in statement.facts]


class TestIngest:
    def test_every_document_is_indexed_with_its_source(self, first_report: IngestReport) -> None:
        assert first_report.set_aside == ()
        assert {receipt.file for receipt in first_report.indexed} == {path.name for path in CORPUS.glob("*.txt")}
        assert all(receipt.has_source_record for receipt in first_report.files)
        assert all(receipt.passages > 0 and receipt.facts > 0 for receipt in first_report.files)

    def test_passages_and_facts_are_slices_of_their_documents(self, pipeline: AskPipeline) -> None:
        texts = {document.file: document.text for document in pipeline.documents}
        passages = {passage.id: passage for passage in pipeline.index.passages}
        assert all(passage.text == texts[passage.file][passage.start : passage.end] for passage in passages.values())
        for fact in pipeline.facts:
            # A rank's text holds the word before its number too.
            assert texts[fact.file][fact.start : fact.end] in fact.figure.text
            passage = passages[fact.passage_id]
            assert passage.start <= fact.clause_start <= fact.start < fact.end <= fact.clause_end <= passage.end

    def test_run_again_it_does_nothing_says_so_and_is_quick(
        self, settings: Settings, first_report: IngestReport
    ) -> None:
        again = open_ingest_pipeline(settings).run()
        assert not again.changed
        assert again.files == first_report.files
        assert again.seconds < first_report.seconds / 5


class TestAsk:
    def test_the_target_is_answered_with_the_sentence_of_the_resolution_that_states_it(
        self, pipeline: AskPipeline
    ) -> None:
        answer = pipeline.answer(ASKED)
        assert answer.mode is Mode.FACTS
        assert _figures(answer) == ["11,5% - 12,0%"]
        (fact,) = answer.statements[0].facts
        assert (str(fact.period), fact.status) == ("2024", Status.TARGET)
        _assert_verbatim(answer)
        (citation,) = answer.citations
        assert citation.passage.file == "nghi-quyet-10-nq-tu.txt"
        assert "Tốc độ tăng trưởng GRDP (giá so sánh 2010) tăng khoảng 11,5% - 12,0%" in citation.quote
        assert citation.passage.header.heading_path[-2:] == ("2. Chỉ tiêu chủ yếu:", "2.1. Các chỉ tiêu kinh tế")
        assert citation.source.number
        assert citation.source.recorded

    def test_typed_without_accents_it_has_the_same_answer(self, pipeline: AskPipeline) -> None:
        plain = pipeline.answer(Question(fold_accents(ASKED.text)))
        assert plain.statements == pipeline.answer(ASKED).statements

    def test_a_follow_up_about_the_year_before_is_answered_for_that_year(self, pipeline: AskPipeline) -> None:
        answer = pipeline.answer(Question("Còn năm 2023?", (ASKED.text,)))
        _assert_verbatim(answer)
        facts = [fact for statement in answer.statements for fact in statement.facts]
        assert facts
        assert {str(fact.period) for fact in facts} == {"2023"}
        assert all("GRDP" in fact.indicator for fact in facts)

    @pytest.mark.parametrize(
        "text",
        [
            "Chỉ tiêu tăng trưởng GRDP năm 2035 của Hải Phòng là bao nhiêu?",
            "Chỉ tiêu tăng trưởng GRDP năm 2024 của Đà Nẵng là bao nhiêu?",
            "Số tàu ngầm của thành phố năm 2024 là bao nhiêu?",
        ],
    )
    def test_what_the_documents_lack_is_told_as_missing(self, pipeline: AskPipeline, text: str) -> None:
        answer = pipeline.answer(Question(text))
        assert answer.statements == ()
        assert answer.abstention is not None
        assert answer.abstention.missing

    def test_of_a_known_indicator_the_years_that_there_are_are_told(self, pipeline: AskPipeline) -> None:
        answer = pipeline.answer(Question("Chỉ tiêu tăng trưởng GRDP năm 2035 của Hải Phòng là bao nhiêu?"))
        assert answer.abstention is not None
        assert any("2024" in nearby for nearby in answer.abstention.nearby)

    def test_a_question_of_words_is_answered_with_sentences_of_the_documents(self, pipeline: AskPipeline) -> None:
        answer = pipeline.answer(Question("Nguyên nhân giải ngân vốn đầu tư công chậm là gì?"))
        _assert_verbatim(answer)
        assert answer.mode is Mode.QUOTES
        assert all(len(statement.text) < 2000 for statement in answer.statements)

    def test_it_answers_its_own_example_questions(self, pipeline: AskPipeline) -> None:
        assert len(pipeline.example_questions) >= 3
        for text in pipeline.example_questions:
            _assert_verbatim(pipeline.answer(Question(text)))

    @pytest.mark.parametrize("text", ["", "  ", "GRDP " * 1000, "PK\x03\x04\x00GRDP", "\x89PNG\r\n", "123 456"])
    def test_what_is_no_question_is_refused_in_vietnamese_and_the_next_one_answered(
        self, pipeline: AskPipeline, text: str
    ) -> None:
        with pytest.raises(InvalidInput) as caught:
            list(pipeline.stream(Question(text)))
        assert caught.value.message
        assert _figures(pipeline.answer(ASKED)) == ["11,5% - 12,0%"]


def _asking(pipeline: AskPipeline, host: str) -> AskPipeline:
    model = OllamaLanguageModel(
        DEFAULT_MODEL, host=host, timeout_seconds=5, keep_alive="1m", context_tokens=4096, answer_tokens=400
    )
    return replace(pipeline, language_model=model)


class TestLanguageModel:
    def test_its_sentences_come_one_by_one_as_each_passes_the_gate(self, pipeline: AskPipeline) -> None:
        reply = Reply(
            pieces=(FITTING[:20], f"{FITTING[20:]} [1].", " Đây là chỉ tiêu", f" của năm 2024 [1]. {FITTING}")
        )
        with ScriptedOllama([reply]) as server:
            first, *growing, final = _asking(pipeline, server.host).stream(ASKED)
            (request,) = server.chats
        assert next(len(answer.statements) for answer in growing) == len(first.statements) + 1
        assert growing[0].statements[-1].text == f"{FITTING}."
        assert final.is_final
        assert (final.mode, final.note) == (Mode.MODEL, "")
        _assert_verbatim(final)
        assert ASKED.text in json.dumps(request.body, ensure_ascii=False)
        assert request.body["options"]["num_ctx"] == 4096

    def test_an_invented_figure_falls_back_to_the_quote(self, pipeline: AskPipeline) -> None:
        with ScriptedOllama([Reply(pieces=(f"{INVENTED} [1].",))]) as server:
            first, final = _asking(pipeline, server.host).stream(ASKED)
        assert final.statements == first.statements
        assert final.mode is Mode.FACTS
        assert "99,9" not in " ".join(statement.text for statement in final.statements)
        assert [rejection.draft for rejection in final.rejections] == [f"{INVENTED}."]
        assert final.note

    def test_markers_that_point_to_no_passage_are_removed(self, pipeline: AskPipeline) -> None:
        with ScriptedOllama([Reply(pieces=(f"{FITTING} [1][77].",))]) as server:
            *_, final = _asking(pipeline, server.host).stream(ASKED)
        assert final.statements[-1].text == f"{FITTING}."
        _assert_verbatim(final)

    def test_a_sentence_whose_markers_all_point_to_no_passage_is_cited_by_the_one_that_states_it(
        self, pipeline: AskPipeline
    ) -> None:
        with ScriptedOllama([Reply(pieces=(f"{FITTING} [77].",))]) as server:
            *_, final = _asking(pipeline, server.host).stream(ASKED)
        assert final.statements[-1].text == f"{FITTING}."
        _assert_verbatim(final)

    def test_a_missing_model_is_offered_and_after_pulling_it_writes(self, pipeline: AskPipeline) -> None:
        with ScriptedOllama([Reply(pieces=(f"{FITTING} [1].",))], models=()) as server:
            asking = _asking(pipeline, server.host)
            first, final = asking.stream(ASKED)
            assert final.statements == first.statements
            assert server.chats == []
            status = asking.language_model_status()
            assert status.state is ModelState.MISSING
            assert DEFAULT_MODEL in status.message
            fractions = [step.fraction for step in asking.pull_language_model()]
            assert all(0 <= fraction <= 1 for fraction in fractions)
            assert asking.language_model_status().state is ModelState.READY
            *_, written = asking.stream(ASKED)
            assert written.mode is Mode.MODEL

    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (Reply(status=503, error="server busy, please try again"), "nhiều yêu cầu"),
            (Reply(status=500, error="out of memory"), "không đủ bộ nhớ"),
            (Reply(pieces=("Chỉ tiêu",), breaks_connection=True), "ngắt"),
        ],
    )
    def test_a_refusal_or_a_broken_reply_leaves_the_first_answer_and_is_told(
        self, pipeline: AskPipeline, reply: Reply, told: str
    ) -> None:
        with ScriptedOllama([reply]) as server:
            first, final = _asking(pipeline, server.host).stream(ASKED)
        assert final.statements == first.statements
        assert told in final.note

    def test_without_ollama_the_first_answer_stands_and_how_to_get_a_model_is_told(
        self, pipeline: AskPipeline, dead_host: str
    ) -> None:
        asking = _asking(pipeline, dead_host)
        first, final = asking.stream(ASKED)
        assert final.is_final
        assert final.statements == first.statements
        status = asking.language_model_status()
        assert status.state is ModelState.UNAVAILABLE
        assert f"ollama pull {DEFAULT_MODEL}" in status.message


@pytest.fixture
def dead_host() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


class TestBadFolders:
    def _corpus(self, folder: Path) -> Path:
        corpus = folder / "corpus"
        corpus.mkdir()
        (corpus / "nghi-quyet.txt").write_text(SMALL_DOCUMENT, encoding="utf-8")
        return corpus

    def test_the_settings_name_the_server_and_the_model(self, tmp_path: Path) -> None:
        with ScriptedOllama([Reply(pieces=("Không rõ.",))], models=("khac:1b",)) as server:
            settings = _settings(
                tmp_path, corpus_dir=self._corpus(tmp_path), language_model="khac:1b", OLLAMA_HOST=server.host
            )
            status = open_ask_pipeline(settings).language_model_status()
        assert (status.name, status.state) == ("khac:1b", ModelState.READY)

    def test_an_empty_folder_is_told_and_nothing_is_made(self, tmp_path: Path) -> None:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        settings = _settings(tmp_path, corpus_dir=corpus)
        with pytest.raises(NothingToIndex) as caught:
            open_ask_pipeline(settings)
        assert str(corpus) in caught.value.message
        assert swapping.current_folder(settings.data_dir) is None

    def test_an_unreadable_file_among_good_ones_is_named_and_the_others_answer(self, tmp_path: Path) -> None:
        corpus = self._corpus(tmp_path)
        (corpus / "quét.pdf").write_bytes(b"%PDF-1.7 \xff\x00")
        (corpus / "mã cũ.txt").write_bytes("Kế hoạch".encode("utf-16-le"))
        settings = _settings(tmp_path, corpus_dir=corpus)
        report = open_ingest_pipeline(settings).run()
        assert {receipt.file for receipt in report.set_aside} == {"quét.pdf", "mã cũ.txt"}
        answer = open_ask_pipeline(settings).answer(Question("Chỉ tiêu kim ngạch xuất khẩu năm 2031 là bao nhiêu?"))
        assert _figures(answer) == ["33 tỷ USD"]

    def test_an_index_that_another_model_made_is_made_anew(self, tmp_path: Path) -> None:
        corpus = self._corpus(tmp_path)
        first = _settings(tmp_path, corpus_dir=corpus)
        assert open_ingest_pipeline(first).run().changed
        other = _settings(tmp_path, corpus_dir=corpus, embedding_model=str(bundled_folder()))
        assert open_ingest_pipeline(other).run().changed
        assert storage.read_index(other.data_dir).manifest.embedding_model == str(bundled_folder())
        answer = open_ask_pipeline(other).answer(Question("Chỉ tiêu kim ngạch xuất khẩu năm 2031 là bao nhiêu?"))
        assert _figures(answer) == ["33 tỷ USD"]
