"""What a draft was found to state: its figures or, where it has none, one sentence; with the words of their sources."""

from dataclasses import dataclass

from rag.answering.source_clauses import SourceClause
from rag.datatypes import Fact
from rag.figures.parsing import FigureSpan


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure of a draft with the words of its source; `fact` is None for a figure that the register lacks."""

    span: FigureSpan
    clause: SourceClause
    fact: Fact | None
