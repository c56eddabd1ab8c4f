"""Cells of tables in which sentences stand (`Tiếp nhận 214 hồ sơ, đã giải quyết 197 hồ sơ`) → passages of prose.

Under a heading as broad as `Kết quả` a cell tells of several figures each in words: there these are read, with the
names of row and column as the headings over them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rag.datatypes import ColumnRole, Document, Fact, Passage
from rag.figures.parsing import FigureSpan, parse_mentions
from rag.figures.units import DURATIONS

_WORD = re.compile(r"(?<!\S)[^\W\d_]{2,}(?!\w)")
_FEWEST_WORDS = 4


def text_cells(document: Document, passages: Sequence[Passage], facts: Iterable[Fact]) -> Iterator[Passage]:
    """The cells of the passages that are rows in which words stand with a number and none of the table's `facts`."""
    known = sorted(fact.start for fact in facts)
    for passage in passages:
        row = passage.row
        for cell in row.cells if row else ():
            text = document.text[cell.start : cell.end]
            is_whole = passage.start <= cell.start <= cell.end <= passage.end
            is_prose = len(_WORD.findall(text)) >= _FEWEST_WORDS and _holds_figure(text)
            if row is None or cell.role is not ColumnRole.VALUE or not (is_whole and is_prose):
                continue
            if not any(cell.start <= start < cell.end for start in known):
                above = (line for line in passage.header.heading_path if " | " not in line)
                path = (*above, row.name, cell.heading)
                header = replace(passage.header, heading_path=tuple(filter(None, path)))
                yield replace(passage, start=cell.start, end=cell.end, text=text, header=header, row=None)


def _holds_figure(text: str) -> bool:
    """Whether the words hold a figure, and no deadline alone: `tính đến 31/01 năm sau`."""
    figures = (found.figure for found in parse_mentions(text) if isinstance(found, FigureSpan))
    return any(figure.unit not in DURATIONS for figure in figures)
