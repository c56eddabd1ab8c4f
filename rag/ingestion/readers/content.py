"""What a reader takes from a file, before any repair: pages of paragraphs and tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

ReportPages: TypeAlias = Callable[[int, int], None]
"""Told after each page: how many are read, of how many. A reader that is silent for long is taken for hung."""


def ignore_pages(done: int, total: int) -> None:
    """For callers that show no progress."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells, every row as long as the longest.

    A merged cell's text stands in every cell that it covers. The first `heading_rows` rows name the columns; 0 where
    the table goes on from the page before. `caption` is the text that belongs to it: title, note on units.
    """

    rows: tuple[tuple[str, ...], ...]
    heading_rows: int = 1
    caption: str = ""


Block: TypeAlias = str | Table
"""A paragraph, heading or list item, whole and in reading order, or a table."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page, sheet or, where a format has neither, the whole file.

    `label` is what a citation says of the place, in Vietnamese: `trang 3`, `trang tính Phụ lục 1`, or nothing.
    `confidence` in [0, 1] is that of the recognition of characters; None where the text is the file's own.
    """

    blocks: tuple[Block, ...]
    label: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class FileContent:
    """All pages in order; `warnings`, in Vietnamese, list what could not be read or is not sure."""

    pages: tuple[PageContent, ...]
    warnings: tuple[str, ...] = ()
