"""Figures: which of the asked ones an answer states, what else it states, and whether it fell for a distractor."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.questions_format import Distractor, GoldFigure
from eval.syllables import normal_text
from rag.datatypes import Figure
from rag.figures.parsing import FigureSpan, parse_figures, parse_mentions


@dataclass(frozen=True, slots=True)
class FigureScore:
    """What an answer does with the figures of its question."""

    missing: tuple[str, ...]
    """The asked figures that it does not state, as the gold writes them."""
    distractors: tuple[str, ...]
    """The distractors that it states: each is a binding error."""
    precision: float | None
    """See `figure_precision`."""

    @property
    def accurate(self) -> bool:
        """Figure accuracy: every asked figure is stated, with exactly its value and unit, and no distractor is.

        Equality is `same_figure`: exact, in base units (`204 nghìn tỷ đồng` is `204.000 tỷ đồng`; `12,5%` is not
        `12,5 điểm %`). A figure that was to be converted must stand in the scale asked for. Source: exact match of
        SQuAD (Rajpurkar et al. 2016), on figures instead of words; "and no distractor" because an answer that lists
        every year's figure helps nobody.
        """
        return not self.missing and not self.distractors


def score_figures(
    answer: str, asked_in: str, figures: Sequence[GoldFigure], distractors: Sequence[Distractor]
) -> FigureScore:
    """Measures one answer. `asked_in` is the question with its history: its own figures are nobody's error."""
    gold = [figure_of(figure.text, figure.values, figure.unit) for figure in figures]
    harmless = stated_figures(asked_in) | {figure for figure in gold if figure is not None}
    missing = tuple(
        asked.text
        for asked, figure in zip(figures, gold, strict=True)
        if not states(answer, asked.text, figure) or (_converts(asked, figures) and not _states_scale(answer, figure))
    )
    stated = []
    for distractor in distractors:
        figure = figure_of(distractor.text, distractor.values, distractor.unit)
        if not _is_among(figure, harmless) and states(answer, distractor.text, figure):
            stated.append(distractor.text)
    return FigureScore(missing, tuple(stated), figure_precision(answer, asked_in, [f for f in gold if f is not None]))


def figure_precision(answer: str, asked_in: str, gold: Sequence[Figure]) -> float | None:
    """The share of the distinct figures stated in an answer that were asked (computed ones count as asked).

    Figures that the question itself names are left out; None when no other is stated. Dates, years, document numbers
    and durations are no figures here.
    """
    stated = {span.figure for span in parse_figures(answer)}
    asked = [_is_among(figure, gold) for figure in stated]
    named = [_is_among(figure, stated_figures(asked_in)) for figure in stated]
    counted = [is_asked for is_asked, is_named in zip(asked, named, strict=True) if is_asked or not is_named]
    return sum(counted) / len(counted) if counted else None


def states(answer: str, text: str, figure: Figure | None) -> bool:
    """Whether an answer states a figure. One that cannot be read as a figure is looked for letter by letter."""
    if figure is not None:
        return _is_among(figure, stated_figures(answer))
    pattern = rf"(?<![\w.,]){re.escape(normal_text(text))}(?![\w]|[.,]\d)"
    return re.search(pattern, normal_text(answer)) is not None


def same_figure(one: Figure, other: Figure) -> bool:
    """Whether two figures are equal: both ends and the unit are equal, exactly, in base units.

    What a unit is counted by may be left out on one side: `8.150 USD/người/năm` is `8.150 USD` of an indicator that is
    per head, but `5 m²/người` is not `5 m²/hộ`.
    """
    units = one.unit.split("/"), other.unit.split("/")
    shorter = min(len(unit) for unit in units)
    return (one.low, one.high, units[0][:shorter]) == (other.low, other.high, units[1][:shorter])


def stated_figures(text: str) -> frozenset[Figure]:
    """Every figure of a text, durations included, because a question may ask for one."""
    return frozenset(mention.figure for mention in parse_mentions(text) if isinstance(mention, FigureSpan))


def figure_of(text: str, values: Sequence[Decimal], unit: str) -> Figure | None:
    """A gold figure in base units: read from its text, else from its values and unit; None when neither can be read.

    The text of a table's cell bears no unit; it is read with the unit that the gold names.
    """
    for candidate in (text, f"{text} {unit}", f"{_vietnamese(values)} {unit}".strip()):
        figures = stated_figures(candidate)
        if len(figures) == 1 and (next(iter(figures)).unit or not unit):
            return next(iter(figures))
    return None


def computed_figures(figures: Sequence[GoldFigure]) -> tuple[Figure, ...]:
    """The asked figures that stand in no document and must be worked out."""
    read = (figure_of(asked.text, asked.values, asked.unit) for asked in figures if asked.computed)
    return tuple(figure for figure in read if figure is not None)


def _converts(asked: GoldFigure, figures: Sequence[GoldFigure]) -> bool:
    """Whether a computed figure is another asked one in another scale, which is then what the question is about."""
    own = figure_of(asked.text, asked.values, asked.unit)
    others = (figure_of(other.text, other.values, other.unit) for other in figures if not other.computed)
    return asked.computed and any(own is not None and other is not None and own == other for other in others)


def _states_scale(answer: str, figure: Figure | None) -> bool:
    """Whether the figure is stated in its own scale: `204 nghìn tỷ đồng` does not give `204.000 tỷ đồng`."""
    spans = (mention for mention in parse_mentions(answer) if isinstance(mention, FigureSpan))
    return figure is not None and any(
        same_figure(figure, span.figure) and figure.scale == span.figure.scale for span in spans
    )


def _is_among(figure: Figure | None, figures: Iterable[Figure]) -> bool:
    return figure is not None and any(same_figure(figure, other) for other in figures)


def _vietnamese(values: Sequence[Decimal]) -> str:
    """`[Decimal("11.5"), Decimal("12")]` → `11,5-12`."""
    return "-".join(f"{value:f}".replace(".", ",") for value in values)
