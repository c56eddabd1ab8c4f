"""A cell of a grid."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell's text. The same object stands in every place that a merged cell covers: compared by identity.

    `page` counts the pages, from the one on which the table begins, to that on which the cell does.
    """

    text: str
    page: int = 0


EMPTY = Cell("")
