"""What every language model promises, fakes included."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from rag.answering.model.generation import OllamaLanguageModel
from rag.errors import LanguageModelUnavailable
from rag.protocols import LanguageModel
from tests.fake_language_model import FakeLanguageModel
from tests.scripted_ollama import DEFAULT_MODEL, Reply, ScriptedOllama

TEXT = "Năm 2024, thu ngân sách đạt 118.000 tỷ đồng."

Script = Callable[[str | None], LanguageModel]
"""A model that replies with the text, or fails when given None."""


def _ollama(server: ScriptedOllama) -> OllamaLanguageModel:
    return OllamaLanguageModel(
        DEFAULT_MODEL, host=server.host, timeout_seconds=5, keep_alive="1m", context_tokens=2048, answer_tokens=100
    )


@pytest.fixture(params=["fake", "ollama"])
def script(request: pytest.FixtureRequest) -> Iterator[Script]:
    servers = ExitStack()

    def fake(text: str | None) -> LanguageModel:
        return FakeLanguageModel([LanguageModelUnavailable("Không có mô hình.", "no model") if text is None else text])

    def ollama(text: str | None) -> LanguageModel:
        pieces = tuple(text[start : start + 7] for start in range(0, len(text), 7)) if text else ()
        reply = Reply(status=500, error="out of memory") if text is None else Reply(pieces=pieces)
        return _ollama(servers.enter_context(ScriptedOllama([reply])))

    with servers:
        yield fake if request.param == "fake" else ollama


def test_has_a_name(script: Script) -> None:
    assert script(TEXT).name


def test_streams_the_reply_in_pieces_none_of_them_empty(script: Script) -> None:
    pieces = list(script(TEXT).stream("Chỉ dùng đoạn trích.", "Thu ngân sách năm 2024?"))
    assert "".join(pieces) == TEXT
    assert len(pieces) > 1
    assert all(pieces)


def test_asks_nothing_before_the_first_piece_is_wanted(script: Script) -> None:
    script(None).stream("", "Câu hỏi?")


def test_a_failure_is_the_one_error_of_the_protocol_in_both_languages(script: Script) -> None:
    with pytest.raises(LanguageModelUnavailable) as caught:
        list(script(None).stream("", "Câu hỏi?"))
    assert caught.value.message
    assert str(caught.value)


def test_can_be_closed_after_a_piece_and_before_any(script: Script) -> None:
    begun = script(TEXT).stream("", "Câu hỏi?")
    assert next(begun)
    unbegun = script(TEXT).stream("", "Câu hỏi?")
    for stream in (begun, unbegun):
        stream.close()
        assert list(stream) == []
