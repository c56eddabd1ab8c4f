"""The seams of the product: what a stage needs of the libraries behind it, one or two methods each.

Every implementation, fakes included, passes the contract tests in `tests/contracts/`.
"""

import datetime
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.datatypes import Document, Fact, LanguageModelStatus, Passage, PullProgress, RankedPassage

Vectors: TypeAlias = NDArray[np.float32]

Clock: TypeAlias = Callable[[], datetime.date | None]
"""Tells the day from which `năm nay` is reckoned; None where questions are to name no time by it."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text as the bundled embedding model read it: the token with `states[i]` stands for `text[starts[i]:ends[i]]`.

    Tokens that stand for no character (the model's own) have `starts[i] == ends[i]`. States are two of the model's
    layers side by side.
    """

    text: str
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    states: NDArray[np.float16]


class TokenEncoder(Protocol):
    """Reads passages token by token, and embeds them on the way."""

    @property
    def name(self) -> str:
        """That of the embedding model whose vectors it gives."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> tuple[Vectors, list[EncodedText]]:
        """The vectors, as `Embedder.embed_passages` gives them, and the tokens of each text."""
        ...


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """The facts of a document in order of their place, and the vectors of the texts that were embedded on the way."""

    facts: tuple[Fact, ...]
    texts: tuple[str, ...]
    vectors: Vectors


class FactReader(Protocol):
    """Reads the facts of a document."""

    @property
    def embeds_as(self) -> str:
        """The name of the embedding model that made its vectors."""
        ...

    def read(self, document: Document, passages: Sequence[Passage]) -> ReadRegister:
        """The document's register."""
        ...


class Embedder(Protocol):
    """Turns text into unit vectors, so that a dot product is a cosine similarity in [-1, 1]."""

    @property
    def name(self) -> str:
        """What identifies the model; an index made by another name is refused."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of length 1; (0, dimensions) for no texts."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As `embed_queries`, with the prefix that the model wants for passages."""
        ...


class PassageIndex(Protocol):
    """Ranks the indexed passages for a query."""

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        """At most k passages, best first, ties by passage id; none for an empty index or a query without words."""
        ...


class Reranker(Protocol):
    """Reads query and passage together: slower than an index and better."""

    def rerank(self, query: str, passages: Sequence[RankedPassage]) -> Sequence[RankedPassage]:
        """The same passages with new similarities, best first."""
        ...


class DocumentSource(Protocol):
    """Brings documents from elsewhere into the corpus folder."""

    def bring(self, folder: Path) -> None:
        """Bring the folder in step: add and overwrite what the source has, delete what it once brought and has no more;
        files that it did not bring are not its own. Called before each ingest; any exception ends that ingest, and the
        old index stays.
        """
        ...


class LanguageModel(Protocol):
    """Writes text for a prompt."""

    @property
    def name(self) -> str:
        """The model's name as its server knows it, e.g. `qwen3:4b-instruct`."""
        ...

    def stream(self, system: str, prompt: str, stopped: threading.Event | None = None) -> Generator[str, None, None]:
        """Pieces of the reply as they come. Closing the generator stops the model; so does setting `stopped` on another
        thread while a piece is waited for, within a second.

        Raises:
            LanguageModelUnavailable: the server is down, slow, overloaded, refuses, or lacks the model.
        """
        ...


class LanguageModelServer(LanguageModel, Protocol):
    """A language model behind a server that may be down, busy or without the model."""

    @property
    def prompt_budget_chars(self) -> int:
        """The longest system text and prompt together that the model is sure to read whole, in characters."""
        ...

    def status(self) -> LanguageModelStatus:
        """Whether the model can write now, asked of the server within about two seconds."""
        ...

    def load(self, system: str) -> None:
        """Make ready to write soon, and read what every prompt begins with.

        Raises:
            LanguageModelUnavailable: as `stream`.
        """
        ...

    def expected_seconds(self, system: str, prompt: str, answer_tokens: int) -> float | None:
        """How long a reply of so many tokens would take on the server's machine; None where that is not known yet."""
        ...

    def pull(self) -> Generator[PullProgress, None, None]:
        """Fetch the model, yielding how far it is.

        Raises:
            LanguageModelUnavailable: the server is down or refuses.
        """
        ...
