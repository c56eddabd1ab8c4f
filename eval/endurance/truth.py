"""What may be answered: as a page that nobody disturbs answers over one of two versions of the documents."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.figures.parsing import parse_figures

Reply = Mapping[str, Any]
"""Of `/ask`."""


@dataclass(frozen=True, slots=True)
class Version:
    """The right replies of one version of the corpus: by question, the answer's texts without a model, and the figures
    with or without one; by document, the number of its facts."""

    answers: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, frozenset[str]]
    facts: Mapping[str, int]


class Truth:
    """The versions that the page may answer from: the latest that it was seen to answer from, and while that changes
    the next one too. Used on several threads."""

    def __init__(self, version: Version) -> None:
        self._lock = threading.Lock()
        self._allowed: tuple[Version, ...] = (version,)

    @property
    def allowed(self) -> tuple[Version, ...]:
        """Now."""
        with self._lock:
            return self._allowed

    def allow(self, *versions: Version) -> None:
        """From now on."""
        with self._lock:
            self._allowed = versions


def answer_texts(reply: Reply) -> tuple[str, ...]:
    """The statements of a reply, or that it abstains."""
    return tuple(statement["text"] for statement in reply["statements"]) or ("",)


def figures_in(reply: Reply) -> frozenset[str]:
    """Every figure that a reply states, however it is written."""
    texts = (statement["text"] for statement in reply["statements"])
    return frozenset(
        f"{one.figure.low}-{one.figure.high} {one.figure.unit}" for text in texts for one in parse_figures(text)
    )


def fault_in(question: str, reply: Reply, versions: Sequence[Version], *, no_model: bool) -> str:
    """What is wrong with a reply by each of the versions; empty where it is right by one of them."""
    if no_model and not any(answer_texts(reply) == version.answers[question] for version in versions):
        return f"{question} → {' / '.join(answer_texts(reply))}"
    if not any(figures_in(reply) <= version.figures[question] for version in versions):
        unknown = min((figures_in(reply) - version.figures[question] for version in versions), key=len)
        return f"{question} → {' / '.join(answer_texts(reply))} ({', '.join(sorted(unknown))})"
    return ""
