"""Stands where the user wants no language model."""

import threading
from collections.abc import Generator

from rag.datatypes import LanguageModelStatus, ModelState, PullProgress
from rag.errors import LanguageModelUnavailable


class NoLanguageModel:
    """Never ready, writes nothing."""

    name = "none"
    prompt_budget_chars = 0

    def status(self) -> LanguageModelStatus:
        """OFF, and how to have one."""
        return LanguageModelStatus(
            self.name,
            ModelState.OFF,
            "Không dùng mô hình ngôn ngữ: câu trả lời gồm số liệu và câu trích nguyên văn. "
            "Muốn dùng, hãy đặt RAG_LANGUAGE_MODEL thành tên một mô hình của Ollama.",
        )

    def load(self, system: str) -> None:
        """Nothing to load."""

    def expected_seconds(self, system: str, prompt: str, answer_tokens: int) -> float | None:  # noqa: ARG002
        """Not known."""
        return None

    def pull(self) -> Generator[PullProgress, None, None]:
        """Nothing to fetch."""
        yield from ()

    def stream(
        self,
        system: str,  # noqa: ARG002 -- nobody reads what is asked
        prompt: str,  # noqa: ARG002
        stopped: threading.Event | None = None,  # noqa: ARG002
    ) -> Generator[str, None, None]:
        """Raises LanguageModelUnavailable: nothing is to be written."""
        raise LanguageModelUnavailable(self.status().message, "no language model is wanted")
        yield ""
