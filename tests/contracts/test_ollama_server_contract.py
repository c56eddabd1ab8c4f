"""What the product relies on in a server of Ollama's: the tests' own and, where there is one, a real model's."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from rag.answering.model.generation import OllamaLanguageModel
from rag.datatypes import ModelState
from rag.errors import LanguageModelMissing, LanguageModelUnavailable
from tests.real_model import MODEL_NAME, real_ollama
from tests.scripted_ollama import Model, Reply, ScriptedOllama

__all__ = ["real_ollama"]

CONTEXT_TOKENS = 2048
Post = Callable[[str, dict[str, Any]], httpx.Response]


@pytest.fixture(params=["scripted", pytest.param("real", marks=pytest.mark.real)])
def host(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that has the model MODEL_NAME."""
    if request.param == "real":
        yield request.getfixturevalue("real_ollama")
        return
    with ScriptedOllama([Reply(pieces=("Xin ", "chào ", "bạn."))], [Model(MODEL_NAME)]) as server:
        yield server.host


@pytest.fixture
def post(host: str) -> Post:
    def send(path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        return httpx.post(host + path, json=body, headers=headers, timeout=120, trust_env=False)

    return send


def _model(host: str, name: str = MODEL_NAME) -> OllamaLanguageModel:
    return OllamaLanguageModel(
        name, host=host, timeout_seconds=120, keep_alive="1m", context_tokens=CONTEXT_TOKENS, answer_tokens=20
    )


def test_is_there(host: str) -> None:
    assert httpx.get(host, trust_env=False).text == "Ollama is running"
    head = httpx.head(host, trust_env=False)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "name", [MODEL_NAME, MODEL_NAME.upper(), f"library/{MODEL_NAME}", f"registry.ollama.ai/library/{MODEL_NAME} "]
)
def test_a_model_has_many_names(post: Post, host: str, name: str) -> None:
    shown = post("/api/show", {"model": name}).json()
    assert "completion" in shown["capabilities"]
    assert shown["template"]
    assert any(key.endswith(".context_length") for key in shown["model_info"])
    assert _model(host, name).status().state is ModelState.READY


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"model": "no-such:1b"}, 404, "not found"),
        ({"model": MODEL_NAME.partition(":")[0]}, 404, "not found"),
        ({"model": "a b"}, 400, "invalid model name"),
        ({"model": " "}, 400, "model is required"),
    ],
)
def test_a_name_that_is_none_of_its_models(post: Post, body: dict[str, Any], status: int, told: str) -> None:
    answer = post("/api/show", body)
    assert answer.status_code == status
    assert told in answer.json()["error"]


def test_a_missing_model_can_be_told_from_the_rest(host: str) -> None:
    assert _model(host, "no-such:1b").status().state is ModelState.MISSING
    with pytest.raises(LanguageModelMissing):
        list(_model(host, "no-such:1b").stream("", "Câu hỏi?"))


@pytest.mark.parametrize("header", ["Host", "Origin"])
def test_a_page_of_elsewhere_is_refused_without_a_word(host: str, header: str) -> None:
    answer = httpx.get(f"{host}/api/tags", headers={header: "http://other.example"}, trust_env=False)
    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize(("path", "nothing"), [("/api/chat", {"messages": []}), ("/api/generate", {})])
def test_a_request_without_a_prompt_loads_the_model(post: Post, path: str, nothing: dict[str, Any]) -> None:
    answer = post(path, {"model": MODEL_NAME, **nothing, "options": {"num_ctx": CONTEXT_TOKENS}}).json()
    assert (answer["done"], answer["done_reason"]) == (True, "load")


def test_thoughts_of_a_model_that_has_none_are_refused(post: Post) -> None:
    answer = post("/api/chat", {"model": MODEL_NAME, "messages": [{"role": "user", "content": "?"}], "think": True})
    assert answer.status_code == 400
    assert "does not support thinking" in answer.json()["error"]


def test_a_prompt_that_is_too_long_is_refused_where_that_is_asked_for(host: str) -> None:
    with pytest.raises(LanguageModelUnavailable) as caught:
        list(_model(host).stream("", "Năm 2031 thu 5 tỷ. " * CONTEXT_TOKENS))
    assert "exceeds the context length" in str(caught.value)
    assert "dài hơn ngữ cảnh" in caught.value.message


def test_a_reply_comes_in_pieces_and_ends_with_its_counts(post: Post) -> None:
    messages = [{"role": "user", "content": "Xin chào!"}]
    asked = {"model": MODEL_NAME, "messages": messages, "truncate": False, "shift": False, "think": False}
    lines = [
        json.loads(line) for line in post("/api/chat", {**asked, "options": {"num_predict": 12}}).text.splitlines()
    ]
    assert [line["done"] for line in lines] == [False] * (len(lines) - 1) + [True]
    assert "".join(line["message"]["content"] for line in lines)
    assert lines[-1]["prompt_eval_count"] > 0
    assert lines[-1]["eval_count"] > 0
    assert lines[-1]["done_reason"] in {"stop", "length"}


def test_six_questions_at_once_are_all_answered(host: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(lambda _: "".join(_model(host).stream("Bạn trả lời ngắn.", "Xin chào!")), range(6)))
    assert all(replies)


@pytest.mark.real
def test_a_schema_is_obeyed(real_ollama: str) -> None:
    """Only a real model can show it: the tests' own server writes what it is told to."""
    asked = {"model": MODEL_NAME, "messages": [{"role": "user", "content": "Xin chào!"}], "stream": False}
    schema = {"type": "string", "enum": ["F1", "F2"]}
    answer = httpx.post(f"{real_ollama}/api/chat", json={**asked, "format": schema}, timeout=120, trust_env=False)
    assert json.loads(answer.json()["message"]["content"]) in {"F1", "F2"}


def test_the_product_writes_with_it_and_learns_how_fast_it_is(host: str) -> None:
    model = _model(host)
    model.load("Bạn trả lời ngắn gọn bằng tiếng Việt, chỉ dựa vào các câu trích có đánh số. " * 4)
    assert "".join(model.stream("Bạn trả lời ngắn.", "Xin chào!"))
    seconds = model.expected_seconds("Bạn trả lời ngắn.", "Câu hỏi khác hẳn câu trước?", 20)
    assert seconds is not None
    assert seconds > 0
