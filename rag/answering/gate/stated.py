"""What a draft was found to state: its figures or, where it has none, one sentence; with the words of their sources."""

from dataclasses import dataclass

from rag.answering.gate.sources import SourceClause
from rag.answering.gate.subjects import content_terms
from rag.datatypes import Fact, Figure
from rag.figures.parsing import FigureSpan


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure of a draft with the words of its source; `fact` is None for a figure that the register lacks."""

    span: FigureSpan
    clause: SourceClause
    fact: Fact | None


def is_figure_of(figure: Figure, fact: Fact) -> bool:
    """Exact equality; of an indicator per head `9.000 USD/người` and `9.000 USD` are the same."""
    if figure == fact.figure:
        return True
    per_head = _whole_unit(figure.unit) == _whole_unit(fact.figure.unit)
    values = (figure.low, figure.high) == (fact.figure.low, fact.figure.high)
    return per_head and values and "đầu người" in content_terms(f"{fact.indicator} {fact.part}")


def _whole_unit(unit: str) -> str:
    return unit.removesuffix("/năm").removesuffix("/người")
