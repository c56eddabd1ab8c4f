"""What a draft says of two of its figures, against the figures themselves: `42.500, cao hơn 45.000` is false."""

from collections.abc import Sequence
from itertools import pairwise

from rag.answering.evidence import Refused
from rag.answering.stated import StatedFigure
from rag.datatypes import Figure, FigureKind
from rag.language.sentence_words import COMPARING, Turn, read_turns
from rag.vietnamese import syllables

_CHANGES = ("tăng", "giảm")


def check_comparisons(text: str, stated: Sequence[StatedFigure]) -> None:
    """Refuses a comparison of two neighbouring figures that is not true of them, or that cannot be reckoned.

    Raises:
        Refused: with the words that compare.
    """
    for first, second in pairwise(stated):
        for turn, words in _comparing(text[first.span.end : second.span.start]):
            if not are_levels(first, second):
                continue  # the second one is how much they differ: the figure gate has held it against its fact
            if first.span.figure.unit != second.span.figure.unit or not _holds(
                turn, first.span.figure, second.span.figure
            ):
                raise Refused(f"{words!r} is not true of {first.span.text} and {second.span.text}")


def _comparing(text: str) -> list[tuple[Turn, str]]:
    return [(turn, " ".join(words)) for words, turn in read_turns(syllables(text)) if turn in COMPARING and turn]


def are_levels(*stated: StatedFigure) -> bool:
    """Whether no figure is itself how much another one differs."""
    facts = [item.fact for item in stated]
    kinds = {fact.figure.kind is FigureKind.CHANGE for fact in facts if fact}
    return len(kinds) < len(facts) and all(fact is None or fact.verb in {"", *_CHANGES} for fact in facts)


def _holds(turn: Turn, first: Figure, second: Figure) -> bool:
    """Whether the first figure is to the second as the word says; ranges must lie apart."""
    if turn is Turn.EQUAL:
        return (first.low, first.high) == (second.low, second.high)
    if turn in {Turn.LARGER, Turn.FALLING}:
        return first.low > second.high
    return first.high < second.low
