import re

import pytest

from rag.answering.model.generation import OllamaLanguageModel
from rag.datatypes import ModelState
from rag.errors import LanguageModelBroke, LanguageModelMissing, LanguageModelUnavailable
from tests.scripted_ollama import DEFAULT_MODEL, Reply, ScriptedOllama

KNOWN = [
    (404, "model 'qwen3:4b-instruct' not found", "chưa có mô hình"),
    (404, 'model "qwen3:4b-instruct" not found, try pulling it first', "chưa có mô hình"),
    (503, "server busy, please try again.  maximum pending requests exceeded", "quá nhiều yêu cầu"),
    (429, "too many requests", "quá nhiều yêu cầu"),
    (403, "", "từ chối truy cập"),
    (401, "unauthorized", "đăng nhập"),
    (400, "invalid model name", "không hợp lệ"),
    (400, 'time: invalid duration "abc"', "RAG_OLLAMA_KEEP_ALIVE"),
    (400, "the input length exceeds the context length", "dài hơn ngữ cảnh"),
    (400, "the request exceeds the available context size", "dài hơn ngữ cảnh"),
    (400, '"e5" does not support chat', "không viết được văn bản"),
    (400, '"qwen3" does not support thinking', "suy nghĩ"),
    (412, "the model you are attempting to pull requires a newer version of Ollama", "quá cũ"),
    (500, "model requires more system memory (9.1 GiB) than is available (3.2 GiB)", "không đủ bộ nhớ"),
    (500, "llama runner process has terminated: cudaMalloc failed: out of memory", "không đủ bộ nhớ"),
    (500, "llama runner process has terminated: signal: killed", "dừng đột ngột"),
    (500, 'do load request: Post "http://127.0.0.1:41231/load": EOF', "dừng đột ngột"),
    (-1, "an error was encountered while running the model: unexpected EOF", "dừng đột ngột"),
    (-1, "pull model manifest: file does not exist", "Thư viện Ollama không có"),
    (-1, 'Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid: no such host', "không có mạng"),
    (-1, "max retries exceeded: read tcp 10.0.0.2:1->10.0.0.3:443: connection reset by peer", "không có mạng"),
    (-1, "write /models/blobs/sha256-aa-partial: no space left on device", "đã đầy"),
]
UNKNOWN = [
    (500, "something went sideways in module %s"),
    (500, "panic: index out of range [3] with length 2"),
    (500, "unmarshal failed"),
    (500, "<html><body>Internal Server Error</body></html>"),
    (502, "Bad Gateway"),
    (502, ""),
    (404, "404 page not found"),
    (400, "json: cannot unmarshal string into Go value"),
    (400, "template: :3: function lookup undefined"),
    (405, "method not allowed"),
    (409, "conflict with a running task"),
    (418, "teapot"),
    (500, "tensor blk.0.attn_q has wrong shape"),
    (500, "{model} {url} {nothing}"),
    (500, "digest mismatch, file must be downloaded again"),
    (500, "Xin lỗi, something in two languages"),
    (507, "storage weird"),
    (500, "a" * 5000),
    (500, "ggml_assert at line 42"),
    (504, "gateway time-out of the proxy in between"),
]


def _error(way: str, status: int, text: str) -> LanguageModelUnavailable:
    """What a model raises when its server fails with that text, in one of the ways that it may."""
    reply = Reply(pieces=("Đạt ",), error=text) if way == "amid the reply" else Reply(status=status, error=text)
    with ScriptedOllama([reply], pull_lines=[{"status": "pulling manifest"}, {"error": text}]) as server:
        model = OllamaLanguageModel(
            DEFAULT_MODEL, host=server.host, timeout_seconds=5, keep_alive="1m", context_tokens=2048, answer_tokens=100
        )
        with pytest.raises(LanguageModelUnavailable) as caught:
            list(model.pull() if way == "amid a pull" else model.stream("", "Câu hỏi?"))
    return caught.value


@pytest.mark.parametrize(("status", "text", "told"), KNOWN)
def test_each_kind_of_failure_has_its_sentence_and_its_detail_in_the_log(status: int, text: str, told: str) -> None:
    error = _error("amid the reply" if status < 0 else "refused", status, text)
    assert told in error.message
    assert text in str(error)
    assert isinstance(error, LanguageModelMissing) == ("chưa có" in told)
    assert isinstance(error, LanguageModelBroke) == ("đột ngột" in told)


@pytest.mark.parametrize(("status", "text"), UNKNOWN)
@pytest.mark.parametrize("way", ["refused", "amid the reply", "amid a pull"])
def test_no_word_of_a_server_that_nobody_knows_reaches_the_reader(way: str, status: int, text: str) -> None:
    error = _error(way, status, text or "x")
    words = {word for word in re.findall(r"\w{4,}", text.lower()) if word not in {"model"}}
    assert words.isdisjoint(re.findall(r"\w+", error.message.lower()))
    assert "lỗi chưa rõ" in error.message
    assert text[:200] in str(error)


def test_a_state_is_told_in_no_words_of_the_servers_either() -> None:
    with ScriptedOllama() as server:
        server.models = []
        model = OllamaLanguageModel(
            "no such", host=server.host, timeout_seconds=5, keep_alive="1m", context_tokens=2048, answer_tokens=100
        )
        status = model.status()
    assert status.state is ModelState.UNAVAILABLE
    assert "invalid" not in status.message
