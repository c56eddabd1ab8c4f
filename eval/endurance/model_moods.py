"""How the scripted model behaves: it tells what it read, lies about it, takes for ever, or its server is gone."""

import re
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from eval.scripted_ollama import ScriptedOllama

_EXCERPT = re.compile(r"^\[(\d+)\] \([^\n]*?\) (.+)$", re.MULTILINE)
_PIECE_CHARS = 40
_SLOW_SECONDS = 2.0
"""Between the letters of a slow reply: never silent for as long as the page waits, and never done."""


def quote_excerpts(prompt: str) -> Iterator[str]:
    """The prompt's excerpts, word by word, each with its number."""
    for number, text in _EXCERPT.findall(prompt)[:3]:
        sentence = f"{text.strip().rstrip('.;')} [{number}].\n"
        yield from (sentence[start : start + _PIECE_CHARS] for start in range(0, len(sentence), _PIECE_CHARS))


def lie(prompt: str) -> Iterator[str]:
    """Likewise, with another digit for each that is part of a figure or a year."""
    for number, text_of_excerpt in _EXCERPT.findall(prompt)[:3]:
        text = re.sub(r"[0-9]", lambda digit: str((int(digit[0]) + 3) % 10), text_of_excerpt)
        yield f"{text.strip().rstrip('.;')} [{number}].\n"


def drip(prompt: str) -> Iterator[str]:
    """Likewise true, a letter at a time."""
    for letter in "".join(quote_excerpts(prompt)):
        yield letter
        time.sleep(_SLOW_SECONDS)


class MoodyModel:
    """The scripted server under one address, whether it is there or not."""

    def __init__(self) -> None:
        self._server = ScriptedOllama(quote_excerpts)
        self.host = self._server.host
        self._port = self._server.port

    def be(self, mood: str) -> None:
        """`sound`, `lying` or `slow`; or `dead`, upon which nobody listens there until it is something else."""
        if mood == "dead":
            self._server.__exit__(None, None, None)
            return
        if not self._server.is_serving:
            self._server = ScriptedOllama(port=self._port)
            self._server.__enter__()
        self._server.write = {"sound": quote_excerpts, "lying": lie, "slow": drip}[mood]

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server.is_serving:
            self._server.__exit__(kind, error, traceback)
