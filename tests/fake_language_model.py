"""A language model without a model: it says what a test tells it to."""

import re
import threading
from collections.abc import Generator, Sequence

from rag.errors import LanguageModelUnavailable

_WORD = re.compile(r"\s*\S+\s*")


class FakeLanguageModel:
    """Streams one reply a call, word by word, in the order given; an error in place of a reply is raised.

    `prompts` are the (system, prompt) pairs that came; `is_closed` tells whether the last reply was stopped early.
    """

    def __init__(self, replies: Sequence[str | LanguageModelUnavailable], name: str = "fake") -> None:
        self.prompts: list[tuple[str, str]] = []
        self.is_closed = False
        self._replies = list(replies)
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    def stream(
        self,
        system: str,
        prompt: str,
        stopped: threading.Event | None = None,  # noqa: ARG002 -- a test closes the generator
    ) -> Generator[str, None, None]:
        self.prompts.append((system, prompt))
        assert self._replies, "the test gave no reply for this call"
        reply = self._replies.pop(0)
        if isinstance(reply, LanguageModelUnavailable):
            raise reply
        self.is_closed = False
        try:
            yield from _WORD.findall(reply)
        except GeneratorExit:
            self.is_closed = True
            raise
