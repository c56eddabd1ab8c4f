"""What visitors said of answers → questions for the benchmark, whose gold a person still has to fill in."""

import json
from pathlib import Path
from typing import Any

from eval.hashes import short_hash
from eval.json_lines import read_json_lines


def questions_of(rated: Path) -> list[dict[str, Any]]:
    """The questions of the answers that were called wrong, each once in its conversation, in the order of the file.

    `reason` is the visitor's; `answer_given` and `citations_given` are what the product said. `python -m eval answer`
    asks them as they are.

    Raises:
        InvalidInput: the file cannot be read, or a line of it is no rating.
    """
    found: dict[str, dict[str, Any]] = {}
    for rating in read_json_lines(rated, _read, "ý kiến về một câu trả lời"):
        if rating["verdict"] != "bad":
            continue
        name = f"rated-{short_hash([rating['question'], *rating['history']])}"
        found[name] = {
            "id": name,
            "question": rating["question"],
            "history": rating["history"],
            "reason": rating["reason"],
            "answer_given": rating["answer"],
            "citations_given": rating["citations"],
        }
    return list(found.values())


def _read(line: str) -> dict[str, Any]:
    rating: dict[str, Any] = json.loads(line)
    if not isinstance(rating["question"], str) or not all(isinstance(turn, str) for turn in rating["history"]):
        raise TypeError("question or history is not text")
    return {name: rating[name] for name in ("verdict", "reason", "question", "history", "answer", "citations")}
