"""A turn of a conversation as the page keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag import InvalidInput, VerifiedAnswer

MOST_TURNS = 100
"""Of a history that a program sends."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its final answer, or with the Vietnamese `problem` that kept it from having one.

    A question that failed is shown but is no history for the next ones. `seconds_offered` are those that a model would
    take to add to the answer; None where none is left to be asked. `model` is the name of the one that wrote.
    """

    question: str
    answer: VerifiedAnswer | None
    is_history: bool
    seconds_offered: float | None = None
    model: str = ""
    problem: str = ""


def check_history(history: Sequence[str]) -> None:
    """Raises InvalidInput for more turns than a program may send."""
    if len(history) > MOST_TURNS:
        raise InvalidInput(
            f"Lịch sử có {len(history)} câu; hãy gửi tối đa {MOST_TURNS} câu gần nhất.",
            f"{len(history)} turns of history",
        )
