"""What visitors say of answers, kept in a file of this machine: a line of JSON each, which `python -m eval` reads."""

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from page.rendering import RATING_REASONS, plain_text
from page.turns import Turn

RATINGS_FILE = "ratings.jsonl"
_MOST_BYTES = 20_000_000
"""Of the file: then it takes no more, so that nobody can fill the disk."""
_VERDICTS = frozenset({"good", "bad"})


class Ratings:
    """Appends to the file; used on several threads."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / RATINGS_FILE
        self._lock = threading.Lock()

    def add(self, turns: Sequence[Turn], number: int, verdict: str, reason: str) -> bool:
        """Record the rating of the turn with that number, from 1; False for what is no turn, no verdict or has no room.

        Raises:
            OSError: the file cannot be written.
        """
        if not 0 < number <= len(turns) or verdict not in _VERDICTS:
            return False
        turn = turns[number - 1]
        if turn.answer is None:
            return False
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "verdict": verdict,
            "reason": reason if reason in RATING_REASONS else "",
            "question": turn.question,
            "history": [earlier.question for earlier in turns[: number - 1] if earlier.is_history],
            "answer": plain_text(turn.answer),
            "certainty": turn.answer.outcome.value,
            "mode": turn.answer.mode.value,
            "citations": [
                {"document": citation.passage.file, "quote": citation.quote} for citation in turn.answer.citations
            ],
        }
        with self._lock:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._file.exists() and self._file.stat().st_size > _MOST_BYTES:
                return False
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return True
