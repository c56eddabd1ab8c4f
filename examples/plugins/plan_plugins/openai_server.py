"""A language model behind any server with OpenAI's chat interface: llama.cpp, vLLM, LM Studio and others."""

import json
import os
from collections.abc import Generator

import httpx

from rag import LanguageModelStatus, LanguageModelUnavailable, ModelState, PullProgress, Settings

_STATUS_SECONDS = 2.0
_CHARS_PER_TOKEN = 2
"""Of Vietnamese at worst, so that what fits is read whole."""


class OpenAIServer:
    """See `rag.protocols.LanguageModelServer`. `RAG_LANGUAGE_MODEL=plugin:openai/MODEL` names the model, and
    `OPENAI_BASE_URL` where its server is."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.language_model.partition("/")[2]
        self.prompt_budget_chars = (settings.context_tokens - settings.answer_tokens) * _CHARS_PER_TOKEN
        self._answer_tokens = settings.answer_tokens
        # The address is the only one that is spoken to, whatever proxy the environment names.
        self._client = httpx.Client(
            base_url=os.environ.get("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1"),
            timeout=settings.ollama_timeout_seconds,
            trust_env=False,
        )

    def status(self) -> LanguageModelStatus:
        """READY where the server has the model."""
        try:
            reply = self._client.get("models", timeout=_STATUS_SECONDS).raise_for_status().json()
            has_model = any(model["id"] == self.name for model in reply["data"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return LanguageModelStatus(self.name, ModelState.UNAVAILABLE, "Máy chủ mô hình ngôn ngữ không trả lời.")
        if not has_model:
            return LanguageModelStatus(self.name, ModelState.UNAVAILABLE, f"Máy chủ chưa có mô hình {self.name}.")
        return LanguageModelStatus(self.name, ModelState.READY, f"Mô hình {self.name} đang sẵn sàng viết câu trả lời.")

    def stream(self, system: str, prompt: str) -> Generator[str, None, None]:
        """Pieces of the reply; closing the generator closes the connection, at which the server stops.

        Raises:
            LanguageModelUnavailable: the server is down, slow, refuses or breaks off.
        """
        asked = {
            "model": self.name,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": prompt}],
            "max_tokens": self._answer_tokens,
            "temperature": 0,
            "stream": True,
        }
        try:
            with self._client.stream("POST", "chat/completions", json=asked) as reply:
                reply.raise_for_status()
                for line in reply.iter_lines():
                    if line == "data: [DONE]":
                        return
                    if line.startswith("data: "):
                        yield json.loads(line.removeprefix("data: "))["choices"][0]["delta"].get("content") or ""
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            raise LanguageModelUnavailable("Mô hình ngôn ngữ không trả lời.", f"{self.name}: {error!r}") from error

    def load(self, system: str) -> None:
        """Nothing: such a server has its model loaded."""

    def expected_seconds(self, system: str, prompt: str, answer_tokens: int) -> float | None:  # noqa: ARG002
        """Not known: such a server does not tell its speed."""
        return None

    def pull(self) -> Generator[PullProgress, None, None]:
        """Nothing: such a server fetches no model."""
        yield from ()
