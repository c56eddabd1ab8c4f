from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval import ablations
from eval.systems import SYSTEMS, SystemContext, open_system
from rag.datatypes import Mode, Question, VerifiedAnswer
from rag.errors import LanguageModelUnavailable
from rag.pipeline import AskPipeline
from rag.settings import Settings
from rag.wiring import open_ask_pipeline
from tests.fake_vector_index import FakeVectorIndex, check_fake_vectors
from tests.fakes import FakeEmbedder
from tests.test_pipeline import ASKED, INVENTED, PLAN, SOURCES, FakeServer


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for module in ("rag.pipeline", "rag.wiring", "eval.ablations"):
        monkeypatch.setattr(f"{module}.VectorIndex", FakeVectorIndex)
    monkeypatch.setattr("rag.pipeline.check_vectors", check_fake_vectors)
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "nghi-quyet.txt").write_text(PLAN, encoding="utf-8")
    (corpus / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return Settings.model_validate(
        {"corpus_dir": corpus, "data_dir": tmp_path / "data", "language_model": "none", "model_writes": "always"}
    )


@pytest.fixture
def pipeline(settings: Settings) -> AskPipeline:
    return open_ask_pipeline(settings)


def first_texts(pipeline: AskPipeline, question: str) -> list[str]:
    found = pipeline.composer.hybrid.search(question, 3)
    return [ranked.passage.text.strip() for ranked in found]


def test_with_one_index_the_other_is_not_asked(pipeline: AskPipeline) -> None:
    words = "Nạo vét luồng Cái Tráp"
    hybrid = pipeline.composer.hybrid
    for changed, index in (
        (ablations.dense_only(pipeline), hybrid.dense),
        (ablations.bm25_only(pipeline), hybrid.lexical),
    ):
        expected = [ranked.passage.text.strip() for ranked in index.search(words, 3)]
        assert first_texts(changed, words) == expected


def test_without_the_register_the_answer_is_a_quote(pipeline: AskPipeline) -> None:
    assert pipeline.answer(ASKED).mode is Mode.FACTS
    answer = ablations.without_register(pipeline).answer(ASKED)
    assert answer.mode is Mode.QUOTES
    assert not any(statement.facts for statement in answer.statements)


def test_without_the_header_its_words_are_not_found_and_citations_are_whole(
    pipeline: AskPipeline, settings: Settings
) -> None:
    changed = ablations.without_header(pipeline, settings)
    words = "Nghị quyết Sông Lam"
    titled = [passage for passage in pipeline.index.passages if "Nghị quyết" in passage.text]
    assert len(pipeline.composer.hybrid.lexical.search(words, 9)) == len(pipeline.index.passages) > len(titled)
    assert [found.passage for found in changed.composer.hybrid.lexical.search(words, 9)] == titled
    passages = {passage for answer in [changed.answer(ASKED)] for passage in cited(answer)}
    assert passages
    assert passages <= set(pipeline.index.passages)


def cited(answer: VerifiedAnswer) -> Sequence[object]:
    return [citation.passage for citation in answer.citations]


def test_without_the_gate_an_invented_figure_is_stated(pipeline: AskPipeline) -> None:
    model = FakeServer([f"{INVENTED} [1]. Còn nữa [9]."] * 2)
    *_, gated = replace(pipeline, language_model=model).stream(ASKED)
    *_, believed = ablations.WithoutGate(replace(pipeline, language_model=model)).stream(ASKED)
    assert not any("99 tỷ USD" in statement.text for statement in gated.statements)
    invented, unsourced = believed.statements[-2:]
    assert "99 tỷ USD" in invented.text
    assert [citation.quote == citation.passage.text for citation in invented.citations] == [True]
    assert unsourced.citations == ()
    assert believed.mode is Mode.MODEL


def test_without_the_gate_the_rest_is_as_it_was(pipeline: AskPipeline) -> None:
    nowhere = Question("Chỉ tiêu khai thác dầu khí năm 2040 là bao nhiêu?")
    changed = ablations.WithoutGate(
        replace(pipeline, language_model=FakeServer([LanguageModelUnavailable("Tắt.", "")] * 2))
    )
    assert changed.documents == pipeline.documents
    assert changed.facts == pipeline.facts
    assert changed.search(ASKED, 3) == pipeline.search(ASKED, 3)
    assert {answer.abstention for answer in changed.stream(nowhere)} == {pipeline.answer(nowhere).abstention}
    *_, failed = changed.stream(ASKED)
    assert (failed.statements, failed.note) == (pipeline.answer(ASKED).statements, "Tắt.")


def test_every_ablation_is_a_system(pipeline: AskPipeline, settings: Settings) -> None:
    context = SystemContext(settings, replace(pipeline, language_model=FakeServer()), "m")
    for name in (name for name in SYSTEMS if name.startswith("ours-")):
        assert list(open_system(name, context).answers([])) == []
