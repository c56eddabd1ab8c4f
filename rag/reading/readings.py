"""What the learned reader holds of a figure: for every slot its values with probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass

from rag.datatypes import FigureKind, Status
from rag.reading.batches import MarkedFigure
from rag.reading.contexts import Span

Years = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PointedSpan:
    """Words of the context, the tokens they stand in (None: nothing is named) and the probability of these or alike."""

    words: str
    span: Span | None
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's reading of one figure. Probabilities of a slot sum to 1.

    `years` has None for "no year is told", `parts` "" for the whole year; `status` may be UNKNOWN. `rules_right` is,
    for each slot that the rules tell, the probability that they have it right.
    """

    marked: MarkedFigure
    is_fact: float
    status: Mapping[Status, float]
    kind: Mapping[FigureKind, float]
    years: Mapping[Years | None, float]
    year_spans: Mapping[Years | None, Span | None]
    parts: Mapping[str, float]
    indicator: PointedSpan
    part: PointedSpan
    place: PointedSpan
    rules_right: Mapping[str, float]
