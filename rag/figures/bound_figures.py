"""A figure with the words it is bound to, and which level of a sentence a change of a count is of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.figures.parsing import FigureSpan
from rag.figures.words import Words
from rag.vietnamese import syllables

_LEVEL_BEHIND = re.compile(r"(?<!\w)(?:lên|xuống|còn)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BoundFigure:
    """A figure of a sentence with the words it is bound to.

    `lead` is the text between the figure before (or the segment's start) and this one, `after` the text up to the next
    figure or the segment's end, both without parentheses that hold figures of their own. `host` are the words that
    the figure's parenthesis explains.
    """

    span: FigureSpan
    indicator: str
    part: str
    lead: str
    after: str
    host: str
    verb: str
    """The verb of change before the figure (`tăng`, `giảm`, `gấp`), or nothing."""
    base: str
    """What words before the figure say that it is a difference from: `kế hoạch` of `thấp hơn kế hoạch`; or nothing."""
    is_planned_here: bool
    is_of_year_before: bool
    """True when it is what came about in the year before: `(cùng kỳ 74,9%)`."""
    is_sure: bool
    """False when the words do not tell for certain what the figure is of: it is no fact."""
    names_subject: bool
    """True when its own words name what it is of, False when that goes on."""
    same_subject: bool
    """True when the figure speaks of the same subject as the one before."""
    depth: int
    """How many parentheses around figures it stands in."""
    opens_level: bool
    opens_segment: bool


def bind_counted_changes(bound: Sequence[BoundFigure]) -> Iterator[BoundFigure]:
    """The figures of a sentence, each change of a count bound to the level of the same noun.

    `12 vụ, làm chết 3 người, bị thương 5 người; giảm 2 vụ, tăng 1 người chết`: where more levels than one have the
    noun, the words behind it tell which; where they do not, or where no level has it, the change is not sure.
    """
    levels: list[BoundFigure] = []
    previous: BoundFigure | None = None
    for figure in bound:
        words = _words_of(figure)
        is_change = words.counts and _is_change(figure)
        level = _level_of(figure, words, levels, previous) if is_change else None
        placed = replace(figure, indicator=level.indicator, part=level.part) if level else figure
        is_lost = is_change and level is None and bool(levels)
        yield replace(placed, is_sure=False) if is_lost else placed
        previous = None if is_lost else placed
        if words.counts and not is_change:
            levels.append(figure)


def counts(bound: BoundFigure) -> bool:
    """Whether the figure counts a noun, and is no measure."""
    return _words_of(bound).counts


def _words_of(bound: BoundFigure) -> Words:
    return Words(bound.span, bound.lead, bound.after, bound.opens_segment, is_last=False)


def _is_change(bound: BoundFigure) -> bool:
    """Whether the figure is a change of what stands before it: not `có thêm 5 xã`, not `giảm còn 5 vụ`."""
    is_level = bound.names_subject or bound.verb in {"", "thêm"} or _LEVEL_BEHIND.search(bound.lead) is not None
    return not is_level


def _level_of(
    change: BoundFigure, words: Words, levels: Sequence[BoundFigure], previous: BoundFigure | None
) -> BoundFigure | None:
    counted = [level for level in levels if _words_of(level).unit == words.unit]
    if nouns := set(syllables(words.tail())):
        counted = [level for level in counted if nouns <= _named_in(level)]
    elif counted and previous and not change.opens_segment and _is_same(previous, counted[-1]):
        return counted[-1]
    return counted[0] if counted and all(_is_same(level, counted[0]) for level in counted) else None


def _named_in(level: BoundFigure) -> set[str]:
    return set(syllables(f"{level.indicator} {level.part} {_words_of(level).tail()}"))


def _is_same(first: BoundFigure, second: BoundFigure) -> bool:
    return (first.indicator, first.part) == (second.indicator, second.part)
