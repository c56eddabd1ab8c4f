from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import InvalidSettings
from rag.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _empty_folder_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*(f"RAG_{name.upper()}" for name in Settings.model_fields), "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)


def test_every_setting_has_a_default_and_says_what_it_is() -> None:
    load_settings()
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_names_settings_with_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_PASSAGE_CHARS", "900")
    monkeypatch.setenv("RAG_CORPUS_DIR", "/srv/van-ban")
    settings = load_settings()
    assert settings.passage_chars == 900
    assert settings.corpus_dir == Path("/srv/van-ban")


@pytest.mark.parametrize("name", ["OLLAMA_HOST", "RAG_OLLAMA_HOST"])
def test_ollama_is_found_by_its_own_variable_or_ours(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://192.0.2.1:11434")
    assert load_settings().ollama_host == "http://192.0.2.1:11434"


def test_a_file_gives_settings_and_the_environment_overrides_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("RAG_CANDIDATES=20\nRAG_PAGE_PORT=8000\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("RAG_PAGE_PORT", "9000")
    settings = load_settings()
    assert (settings.candidates, settings.page_port) == (20, 9000)


def test_an_unknown_name_is_refused_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_CANDIDATE", "20")
    with pytest.raises(InvalidSettings, match="RAG_CANDIDATE") as caught:
        load_settings()
    assert "RAG_CANDIDATE" in caught.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAG_PASSAGE_CHARS", "nhiều"),
        ("RAG_PASSAGE_CHARS", "199"),
        ("RAG_DENSE_WEIGHT", "1.1"),
        ("RAG_DENSE_WEIGHT", "nan"),
        ("RAG_PAGE_PORT", "0"),
        ("RAG_PAGE_PORT", "65536"),
        ("RAG_OLLAMA_TIMEOUT_SECONDS", "0"),
        ("RAG_EMBEDDING_MODEL", ""),
    ],
)
def test_a_value_out_of_range_is_refused_with_its_name_and_what_came(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings, match=name) as caught:
        load_settings()
    assert name in caught.value.message
    assert repr(value) in caught.value.message


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().candidates = 7  # type: ignore[misc]  # what the test is about


@pytest.mark.parametrize(
    ("changed", "value"), [("embedding_model", "khac"), ("passage_prefix", ""), ("passage_chars", 800)]
)
def test_the_index_hash_tells_settings_that_change_the_index(changed: str, value: object) -> None:
    settings = Settings()
    assert settings.model_copy(update={changed: value}).index_hash != settings.index_hash


@pytest.mark.parametrize(("changed", "value"), [("candidates", 7), ("data_dir", Path("khac")), ("page_port", 8000)])
def test_the_index_hash_does_not_tell_others(changed: str, value: object) -> None:
    settings = Settings()
    assert settings.model_copy(update={changed: value}).index_hash == settings.index_hash


@pytest.mark.parametrize(
    ("changed", "value"), [("candidates", 7), ("dense_weight", 0.7), ("language_model", "none"), ("passage_chars", 800)]
)
def test_the_answer_hash_tells_settings_that_change_answers(changed: str, value: object) -> None:
    settings = Settings()
    assert settings.model_copy(update={changed: value}).answer_hash != settings.answer_hash


@pytest.mark.parametrize(
    ("changed", "value"),
    [("data_dir", Path("khac")), ("corpus_dir", Path("khac")), ("page_port", 8000), ("ollama_host", "http://khac")],
)
def test_the_answer_hash_does_not_tell_where_things_are(changed: str, value: object) -> None:
    settings = Settings()
    assert settings.model_copy(update={changed: value}).answer_hash == settings.answer_hash
