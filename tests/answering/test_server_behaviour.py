"""The product before a server that behaves as a real one of mid-2026 was seen to; that itself has its contract."""

import httpx
import pytest

from rag.answering.generation import OllamaLanguageModel
from rag.errors import LanguageModelBroke, LanguageModelUnavailable
from tests.scripted_ollama import DEFAULT_MODEL, Model, Reply, ScriptedOllama

CONTEXT_TOKENS = 2048


def _model(host: str, keep_alive: str = "30m", context_tokens: int = CONTEXT_TOKENS) -> OllamaLanguageModel:
    return OllamaLanguageModel(
        DEFAULT_MODEL,
        host=host,
        timeout_seconds=5,
        keep_alive=keep_alive,
        context_tokens=context_tokens,
        answer_tokens=100,
    )


def test_all_requests_have_one_context_so_that_the_model_is_loaded_once() -> None:
    with ScriptedOllama() as server:
        model = _model(server.host)
        model.load("Hướng dẫn. " * 50)
        for prompt in ("Ngắn?", "Dài " * 300):
            list(model.stream("Hướng dẫn. " * 50, prompt))
        assert server.contexts_loaded == [CONTEXT_TOKENS]


def test_a_context_beyond_what_the_model_was_trained_with_is_the_servers_to_cap() -> None:
    with ScriptedOllama(models=[Model(DEFAULT_MODEL, context_tokens=1024)]) as server:
        list(_model(server.host).stream("", "Câu hỏi?"))
        assert server.contexts_loaded == [1024]


def test_a_runner_that_dies_amid_a_reply_works_at_the_next_request() -> None:
    died = Reply(pieces=("Thu ",), error="an error was encountered while running the model: unexpected EOF")
    with ScriptedOllama([died, Reply(pieces=("Thu 5.",))]) as server:
        model = _model(server.host)
        with pytest.raises(LanguageModelBroke):
            list(model.stream("", "Câu hỏi?"))
        assert "".join(model.stream("", "Câu hỏi?")) == "Thu 5."


@pytest.mark.parametrize("keep_alive", ["30m", "5s", "600", "-1", "0"])
def test_every_form_of_keeping_a_model_is_taken(keep_alive: str) -> None:
    with ScriptedOllama() as server:
        assert list(_model(server.host, keep_alive).stream("", "Câu hỏi?"))


def test_a_keeping_that_is_no_time_is_a_setting_to_correct() -> None:
    with ScriptedOllama() as server, pytest.raises(LanguageModelUnavailable) as caught:
        list(_model(server.host, "abc").stream("", "Câu hỏi?"))
    assert "RAG_OLLAMA_KEEP_ALIVE" in caught.value.message


def test_a_schema_is_taken_and_a_bad_one_refused() -> None:
    asked = {"model": DEFAULT_MODEL, "messages": [{"role": "user", "content": "?"}]}
    good = {"type": "string", "enum": ["F1", "F2"]}
    with ScriptedOllama([Reply(pieces=('"F2"',))]) as server:
        statuses = [
            httpx.post(f"{server.host}/api/chat", json={**asked, "format": schema}, trust_env=False).status_code
            for schema in (good, {"enum": ["F1"]})
        ]
    assert statuses == [200, 500]


def test_a_proxy_that_keeps_its_own_name_is_told() -> None:
    with ScriptedOllama([Reply(status=403)]) as server, pytest.raises(LanguageModelUnavailable) as caught:
        list(_model(server.host).stream("", "Câu hỏi?"))
    assert "403" in caught.value.message
    assert "proxy" in caught.value.message


def test_a_body_that_is_missing_is_refused() -> None:
    with ScriptedOllama() as server:
        answer = httpx.post(f"{server.host}/api/show", trust_env=False)
    assert (answer.status_code, answer.json()["error"]) == (400, "missing request body")


def test_what_a_prompt_shares_with_the_one_before_costs_nothing() -> None:
    shared = "Các câu trích từ tài liệu. " * 60
    with ScriptedOllama([Reply(pieces=("Đạt.",), eval_count=15)]) as server:
        model = _model(server.host)
        list(model.stream(shared, "Câu hỏi thứ nhất?"))
        like_it, unlike_it = (model.expected_seconds(start, "Câu hỏi khác?", 0) for start in (shared, shared[5:]))
    assert like_it is not None
    assert unlike_it is not None
    assert like_it < 1
    assert unlike_it > 10
