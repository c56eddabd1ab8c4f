"""The product before a server that behaves as a real one of mid-2026 was seen to; that itself has its contract."""

import time

import httpx
import pytest

from rag.answering.model.generation import OllamaLanguageModel
from rag.datatypes import ModelState
from rag.errors import LanguageModelBroke, LanguageModelMissing, LanguageModelUnavailable
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


def test_a_model_removed_amid_a_reply_is_missing_from_the_next_request_on() -> None:
    with ScriptedOllama([Reply(pieces=("Thu ", "5."))]) as server:
        model = _model(server.host)
        reply = model.stream("", "Câu hỏi?")
        assert next(reply) == "Thu "
        server.models.clear()
        assert "".join(reply) == "5."
        with pytest.raises(LanguageModelMissing):
            list(model.stream("", "Câu hỏi?"))
        assert model.status().state is ModelState.MISSING


def test_a_server_that_starts_and_ends_while_the_page_runs_is_seen_each_time() -> None:
    with ScriptedOllama() as server:
        model = _model(server.host)
        assert model.status().state is ModelState.READY
        port = server.port
    assert model.status().state is ModelState.UNAVAILABLE
    with ScriptedOllama(port=port):
        assert model.status().state is ModelState.READY
        assert "".join(model.stream("", "Câu hỏi?")) == "Xin chào."


def test_the_state_is_told_while_four_replies_are_written() -> None:
    with ScriptedOllama([Reply(pieces=("Đạt ",) * 100, seconds_between=0.2)]) as server:
        replies = [_model(server.host).stream("", "Câu hỏi?") for _ in range(4)]
        for reply in replies:
            next(reply)
        started = time.monotonic()
        assert _model(server.host).status().state is ModelState.READY
        assert time.monotonic() - started < 2
        for reply in replies:
            reply.close()


def test_what_the_product_does_not_want_thought_is_asked_of_every_model_alike() -> None:
    thinks = Model(DEFAULT_MODEL, capabilities=("completion", "thinking"))
    for served in (thinks, Model(DEFAULT_MODEL)):
        with ScriptedOllama(models=[served]) as server:
            assert list(_model(server.host).stream("", "Câu hỏi?"))
            assert [chat.body["think"] for chat in server.chats] == [False]


@pytest.mark.parametrize(("keep_alive", "loadings"), [("30m", 1), ("0", 2)])
def test_a_model_that_is_not_to_be_kept_is_loaded_for_each_request(keep_alive: str, loadings: int) -> None:
    with ScriptedOllama() as server:
        for _ in range(2):
            list(_model(server.host, keep_alive).stream("", "Câu hỏi?"))
        assert server.contexts_loaded == [CONTEXT_TOKENS] * loadings


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
