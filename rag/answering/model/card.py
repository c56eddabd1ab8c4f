"""What a model is, as its server tells: whether it writes, whether it takes instructions, how long its context is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_REGISTRY = ("https://", "http://", "registry.ollama.ai/", "library/")
_TAKES_SYSTEM = re.compile(r'\.System\b|"system"|\{\{-?\s*\.Role\s*-?\}\}')
_WRITES = "completion"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """`template` is the chat template in Go's language; `context_tokens` what the model was trained with, None where
    the server does not say; `capabilities` are the server's words (`completion`, `embedding`, `thinking`), empty where
    it is too old to tell."""

    template: str
    context_tokens: int | None
    capabilities: frozenset[str]

    @classmethod
    def read(
        cls, template: str | None, capabilities: Sequence[str] | None, details: Mapping[str, Any] | None
    ) -> "ModelCard":
        """From the fields of the server's answer; `details` are its `model_info`."""
        lengths = (value for key, value in (details or {}).items() if key.endswith(".context_length"))
        length = next((value for value in lengths if isinstance(value, int) and value > 0), None)
        return cls(template or "", length, frozenset(capabilities or ()))

    @property
    def writes(self) -> bool:
        """Whether the model writes text, as far as its server tells."""
        return not self.capabilities or _WRITES in self.capabilities

    @property
    def takes_system_message(self) -> bool:
        """Whether the template surely prints a system message. `{{ .Prompt }}`, which a model made of a bare file has,
        drops it without a word."""
        return _TAKES_SYSTEM.search(self.template) is not None


def registry_name(name: str) -> str:
    """The name as the server keeps it: `registry.ollama.ai/library/Mistral ` is `mistral:latest`."""
    short = name.strip().casefold()
    for prefix in _REGISTRY:
        short = short.removeprefix(prefix)
    return short if ":" in short.rpartition("/")[2] else f"{short}:latest"
