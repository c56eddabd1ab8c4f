import time

import pytest

from rag.answering.model.generation import OllamaLanguageModel
from rag.datatypes import ModelState
from tests.real_model import MODEL_NAME, real_ollama

__all__ = ["real_ollama"]  # a fixture is found by its name in this module

SYSTEM = "Bạn trả lời bằng tiếng Việt, chỉ dựa vào đoạn trích, trong một câu ngắn."
PROMPT = (
    "Đoạn trích: Năm 2024, phấn đấu thu ngân sách đạt 118.000 tỷ đồng.\nCâu hỏi: Thu ngân sách năm 2024 là bao nhiêu?"
)


@pytest.mark.real
def test_writes_piece_by_piece_and_stops_when_closed(real_ollama: str) -> None:
    model = OllamaLanguageModel(
        MODEL_NAME, host=real_ollama, timeout_seconds=60, keep_alive="1m", context_tokens=2048, answer_tokens=40
    )
    assert model.status().state is ModelState.READY

    reply = list(model.stream(SYSTEM, PROMPT))
    assert len(reply) > 1
    assert "".join(reply).strip()

    # The server runs one request at a time: the short one would wait a minute and more for the long one
    # if that went on unread.
    tireless = OllamaLanguageModel(
        MODEL_NAME, host=real_ollama, timeout_seconds=60, keep_alive="1m", context_tokens=2048, answer_tokens=1900
    )
    stream = tireless.stream("", "Viết một bài văn thật dài về biển.")
    assert next(stream)
    stream.close()
    start = time.monotonic()
    assert next(model.stream(SYSTEM, PROMPT))
    assert time.monotonic() - start < 30
