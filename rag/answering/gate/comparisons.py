"""What a draft says of two of its figures, against the figures themselves: `42.500, cao hơn 45.000` is false."""

from collections.abc import Sequence
from itertools import pairwise

from rag.answering.gate.refused import Refused
from rag.answering.gate.stated import StatedFigure
from rag.datatypes import Figure, FigureKind
from rag.language.sentence_words import COMPARING, Turn, read_turns
from rag.vietnamese import syllables

_TWO = 2
_CHANGES = ("tăng", "giảm")


def check_comparisons(text: str, stated: Sequence[StatedFigure]) -> None:
    """Refuses a comparison of two neighbouring figures that is not true of them, or that cannot be reckoned; between
    them (`A cao hơn B`) or, of two in all, before or behind both (`Cao hơn: A, còn B`; `…, cao hơn năm 2021`).

    Raises:
        Refused: with the words that compare.
    """
    for first, second in pairwise(stated):
        between = text[first.span.end : second.span.start]
        head, _, statement = between.rpartition(";")
        _check(head or statement, first, second)
        if head:  # `…; chỉ tiêu năm 2021 cao hơn, ở mức …`
            _check(statement, second, first)
    if len(stated) == _TWO and are_levels(*stated):
        first, second = stated
        _check(text[: first.span.start], first, second)
        _check(text[second.span.end :], second, first)


def _check(words: str, one: StatedFigure, other: StatedFigure) -> None:
    """Refuses words that compare one figure with another otherwise than they are."""
    for turn, phrase in _comparing(words):
        if not are_levels(one, other):
            continue  # the second one is how much they differ: the figure gate has held it against its fact
        same_unit = one.span.figure.unit == other.span.figure.unit
        if not same_unit or not _holds(turn, one.span.figure, other.span.figure):
            raise Refused(f"{phrase!r} is not true of {one.span.text} and {other.span.text}")


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
