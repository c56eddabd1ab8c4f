"""Rows of a table that no line parts, as yearbooks set them → one row for each line of values."""

import re
from collections.abc import Sequence
from itertools import count

from rag.ingestion.readers.geometry import Line, join_lines

_VALUE = re.compile(r"[^\w.,]{0,3}(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?\s*%?[^\w.,]{0,2}|[-–…. ]+")
"""Whole: a narrow column may break `226.200,732` after `226.20`, which is no value."""
_OWN_ROW = re.compile(r"trong đó|gồm|bao gồm|riêng|chia ra")
_FEWEST_VALUE_COLUMNS = 2

Cells = Sequence[Sequence[Line]]
"""The lines in each cell of one row, by column."""


def split_rows(
    cells: Sequence[Cells], regions: Sequence[Sequence[int]]
) -> tuple[list[tuple[str, ...]], list[tuple[int, ...]]]:
    """The text of each row's cells with their regions, as in a `Grid`; a row with several is split."""
    texts: list[tuple[str, ...]] = []
    split_regions: list[tuple[int, ...]] = []
    unused = count(1 + max((region for row in regions for region in row), default=0))
    for row, merged in zip(cells, regions, strict=True):
        whole = tuple(join_lines(cell) for cell in row)
        parts = _split(row) if len(set(merged)) == len(merged) else [whole]
        texts += parts
        split_regions += [tuple(merged)] if len(parts) == 1 else [tuple(next(unused) for _ in part) for part in parts]
    return texts, split_regions


def _split(row: Cells) -> list[tuple[str, ...]]:
    """The rows in this one; itself where two columns of values do not show that there are several."""
    whole = tuple(join_lines(cell) for cell in row)
    values = [
        i for i, cell in enumerate(row) if i and len(cell) > 1 and all(_VALUE.fullmatch(line.text) for line in cell)
    ]
    if len(values) < _FEWEST_VALUE_COLUMNS:
        return [whole]
    parts: list[tuple[str, ...]] = []
    for level in _levels(row):
        part = tuple(join_lines([line for line in cell if id(line) in level]) for cell in row)
        if parts and _continues(parts[-1], part, values):
            parts[-1] = tuple(f"{start} {rest}".strip() for start, rest in zip(parts[-1], part, strict=True))
        else:
            parts.append(part)
    return parts


def _levels(row: Cells) -> list[set[int]]:
    """The identities of the lines of all cells, those at one height together, from the top."""
    levels: list[set[int]] = []
    foot = 0.0
    for line in sorted((line for cell in row for line in cell), key=lambda line: line.top + line.bottom):
        if levels and (line.top + line.bottom) / 2 < foot:
            levels[-1].add(id(line))
        else:
            levels.append({id(line)})
            foot = line.bottom
    return levels


def _continues(above: tuple[str, ...], part: tuple[str, ...], values: Sequence[int]) -> bool:
    """Whether the part is the rest of a wrapped label: in small letters, and only one of the two with values."""
    label = next((text for text in part if text), "")
    both = any(above[i] for i in values) and any(part[i] for i in values)
    return label[:1].islower() and not _OWN_ROW.match(label) and not both
