import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from eval.llama_index_baseline import LlamaIndexBaseline, _is_refusal
from eval.questions_format import Asked
from rag.datatypes import Question
from rag.errors import LanguageModelUnavailable
from rag.settings import load_settings
from tests.eval.builders import DOCUMENT, FILE, TEXT


@pytest.mark.parametrize(
    ("text", "mode", "refused"),
    [
        ("Tài liệu không có thông tin về năm 2030.", "model", True),
        ("Không tìm thấy số liệu này trong tài liệu.", "model", True),
        ("Empty Response", "model", True),
        ("", "quotes", True),
        ("Không có thông tin năm 2030, năm 2024 là 45 nghìn tấn.", "model", False),
        ("Đạt 45 nghìn tấn.", "model", False),
        ("Không có thông tin.", "quotes", False),
    ],
)
def test_refusals_in_prose(text: str, mode: str, refused: bool) -> None:
    assert _is_refusal(text, mode) is refused


@pytest.mark.real
def test_without_a_network_it_gives_the_best_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    baseline = LlamaIndexBaseline(load_settings(), [DOCUMENT], "")
    (answer,) = baseline.answers([Asked("a", Question("Sản lượng lúa năm 2024?"))])
    assert answer.line.answer == TEXT
    assert [(quote.document, quote.start, quote.end) for quote in answer.line.citations] == [(FILE, 0, len(TEXT))]
    assert answer.ranking is not None


class OneReply(BaseHTTPRequestHandler):
    """Ollama's chat without streaming, which is how LlamaIndex asks."""

    prompts: list[dict[str, Any]]

    def do_POST(self) -> None:
        self.prompts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        message = {"role": "assistant", "content": "Sản lượng lúa là 45 nghìn tấn."}
        body = json.dumps({"model": "m", "message": message, "done": True}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keeps the test's output clean."""


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What the model was asked."""
    OneReply.prompts = []
    server = HTTPServer(("127.0.0.1", 0), OneReply)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    monkeypatch.setenv("OLLAMA_HOST", f"http://127.0.0.1:{server.server_port}")
    yield OneReply.prompts
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.real
def test_a_language_model_writes_from_the_best_passages(ollama: list[dict[str, Any]]) -> None:
    baseline = LlamaIndexBaseline(load_settings(), [DOCUMENT], "m")
    (answer,) = baseline.answers([Asked("a", Question("Sản lượng lúa năm 2024?"))])
    assert (answer.line.answer, answer.line.mode) == ("Sản lượng lúa là 45 nghìn tấn.", "model")
    assert [quote.quote for quote in answer.line.citations] == [TEXT]
    (request,) = ollama
    assert request["model"] == "m"
    assert TEXT in json.dumps(request["messages"], ensure_ascii=False).replace("\\n", "\n")


@pytest.mark.real
def test_without_its_model_it_is_no_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    baseline = LlamaIndexBaseline(load_settings(), [DOCUMENT], "m")
    with pytest.raises(LanguageModelUnavailable):
        list(baseline.answers([Asked("a", Question("Sản lượng lúa?"))]))
