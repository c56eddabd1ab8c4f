from collections.abc import Sequence

import pytest

from rag.ingestion.readers.cells import EMPTY, Cell
from rag.ingestion.readers.grids import blocks_of

LEFT = (("Cây", "2031"), ("Lạc", "41"), ("Vừng", "13"))
RIGHT = (("Cây", "2031"), ("Mía", "77"), ("Sắn", "90"))


def _grid(rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    return [[Cell(text) if text else EMPTY for text in row] for row in rows]


def _tables(rows: Sequence[Sequence[Cell]]) -> list[tuple[tuple[str, ...], ...]]:
    return [block.rows for _, block in blocks_of(rows) if not isinstance(block, str)]


def test_a_repeated_first_heading_begins_another_table() -> None:
    rows = [(*left, *right) for left, right in zip(LEFT, RIGHT, strict=True)]
    assert _tables(_grid(rows)) == [LEFT, RIGHT]


def test_numbered_rows_side_by_side() -> None:
    left = [(number, *row) for number, row in zip(("TT", "1", "2"), LEFT, strict=True)]
    right = [(number, *row) for number, row in zip(("TT", "3", "4"), RIGHT, strict=True)]
    assert _tables(_grid([(*a, *b) for a, b in zip(left, right, strict=True)])) == [tuple(left), tuple(right)]


def test_the_title_above_both_is_that_of_each() -> None:
    title = Cell("Biểu 3. Cây trồng năm 2031")
    below = _grid([(*left, "", *right) for left, right in zip(LEFT, RIGHT, strict=True)])
    captions = [block.caption for _, block in blocks_of([[title] * 5, *below]) if not isinstance(block, str)]
    assert captions == [title.text, title.text]


@pytest.mark.parametrize(
    "rows",
    [
        (("Cây", "2030", "2031"), ("Lạc", "41", "42"), ("Vừng", "13", "15")),
        (("Cây", "2030", "", "Ghi chú"), ("Lạc", "41", "", "cao"), ("Vừng", "13", "", "thấp")),
        (("Cây", "2030", "", "2031"), ("Lạc", "41", "", "42"), ("Vừng", "13", "", "15")),
        (("Cây", "", "Đơn vị", "2031"), ("Lạc", "", "tấn", "42"), ("Vừng", "", "tạ", "15")),
    ],
)
def test_columns_of_one_table_stay_together(rows: Sequence[Sequence[str]]) -> None:
    assert len(_tables(_grid(rows))) == 1
