"""Question and passages → the prompt. The static part comes first, so that a server can keep its reading of it."""

from collections.abc import Sequence
from pathlib import Path
from string import Template

from rag.datatypes import Passage

_PROMPTS = Path(__file__).resolve().parents[2] / "prompts"


def load_prompts() -> tuple[str, Template]:
    """The system prompt and the template of the question; a template with an unknown variable fails when filled."""
    system = (_PROMPTS / "system.txt").read_text(encoding="utf-8").strip()
    return system, Template((_PROMPTS / "question.txt").read_text(encoding="utf-8").strip())


def fill_prompt(template: Template, question: str, passages: Sequence[Passage], budget_chars: int) -> tuple[str, int]:
    """The prompt and how many of the passages it holds, in order: as many as fit the budget, at least the first."""
    used = len(passages)
    while True:
        text = template.substitute(passages=_numbered(passages[:used]), question=question)
        if len(text) <= budget_chars or used <= 1:
            return text, used
        used -= 1


def _numbered(passages: Sequence[Passage]) -> str:
    return "\n\n".join(
        f"[{number}] ({passage.header.text})\n{passage.text}" for number, passage in enumerate(passages, start=1)
    )
