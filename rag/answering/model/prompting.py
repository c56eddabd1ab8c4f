"""Question, excerpts and facts → the prompt. What never changes comes first, so that a server reads it once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from rag.answering.model.excerpts import Excerpt
from rag.answering.model.speed import estimate_tokens
from rag.answering.model.tasks import ModelTask

_PROMPTS = Path(__file__).resolve().parents[3] / "prompts"
_FILES = {ModelTask.ANSWER: "answer.txt", ModelTask.EXPLAIN: "explain.txt", ModelTask.SURVEY: "explain.txt"}


@dataclass(frozen=True, slots=True)
class Prompts:
    """The instructions that all prompts share, and a template for each task; whole in `prompts/`."""

    system: str
    templates: dict[ModelTask, Template]

    @classmethod
    def load(cls) -> "Prompts":
        """As they are on disk."""
        return cls(_read("system.txt"), {task: Template(_read(name)) for task, name in _FILES.items()})

    def fill(self, task: ModelTask, question: str, excerpts: Sequence[Excerpt], figures: Sequence[str]) -> str:
        """The prompt; `figures` are lines that say facts with the numbers of their excerpts.

        Raises:
            KeyError: the template has an unknown variable.
        """
        listed = "".join(f"- {line}\n" for line in figures)
        return self.templates[task].substitute(
            excerpts="\n".join(
                f"[{number}] ({excerpt.heading}) {excerpt.text}" for number, excerpt in enumerate(excerpts, start=1)
            ),
            figures=f"\nSố liệu trong các câu trích:\n{listed}" if listed else "",
            question=question,
        )

    def tokens_around(self, task: ModelTask, question: str) -> int:
        """About how many tokens of a prompt are neither shared with all others nor excerpts."""
        return estimate_tokens(self.fill(task, question, (), ()))


def _read(name: str) -> str:
    return (_PROMPTS / name).read_text(encoding="utf-8").strip()
