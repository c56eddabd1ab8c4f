from collections.abc import Sequence

import pytest

from rag.ingestion.readers.content import Block, PageContent, Table
from rag.ingestion.repair.furniture import remove_furniture


def _pages(*blocks: Sequence[Block]) -> list[PageContent]:
    return [PageContent(tuple(page), f"trang {number}") for number, page in enumerate(blocks, start=1)]


def _left(*blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    return [page.blocks for page in remove_furniture(_pages(*blocks))[0]]


@pytest.mark.parametrize(
    "line", ["{}", "Trang {}", "Trang {}/12", "- {} -", "Kế hoạch số 12/KH-UBND | {}", "BÁO CÁO – trang {}"]
)
@pytest.mark.parametrize("at_top", [True, False])
def test_lines_that_count_the_pages_are_left_out(line: str, at_top: bool) -> None:
    pages = [
        (line.format(page), f"Đoạn {text}.") if at_top else (f"Đoạn {text}.", line.format(page))
        for page, text in zip(range(3, 8), "abcde", strict=True)
    ]
    assert _left(*pages) == [(f"Đoạn {text}.",) for text in "abcde"]


def test_running_heads_of_two_lines_are_left_out_and_reported_once() -> None:
    pages = _pages(*(("UBND TỈNH SÔNG LAM", str(page), f"Đoạn {text}.") for page, text in enumerate("abcd", start=1)))
    left, warnings = remove_furniture(pages)
    assert [page.blocks for page in left] == [(f"Đoạn {text}.",) for text in "abcd"]
    assert len(warnings) == 1
    assert "8 dòng" in warnings[0]
    assert "UBND TỈNH SÔNG LAM" in warnings[0]


def test_the_first_page_may_be_without() -> None:
    assert _left(("Tựa",), ("2", "b"), ("3", "c"), ("4", "d")) == [("Tựa",), ("b",), ("c",), ("d",)]


@pytest.mark.parametrize(
    "line",
    [
        "- Thu ngân sách",
        "Thu ngân sách đạt 100 tỷ đồng",
        "Đơn vị tính: triệu đồng",
        "1. Mục tiêu",
        "Trong đó:",
    ],
)
def test_data_that_repeats_on_every_page_stays(line: str) -> None:
    pages = [(line, f"Đoạn {text}.") for text in "abcd"]
    assert _left(*pages) == pages


def test_figures_that_do_not_count_the_pages_stay() -> None:
    pages = [(f"Đoạn {text}.", number) for text, number in zip("abcd", ("12", "40", "40", "7"), strict=True)]
    assert _left(*pages) == pages


def test_the_same_number_on_every_page_counts_none() -> None:
    pages = [(f"Đoạn {text}.", "2025") for text in "abcd"]
    assert _left(*pages) == pages


def test_two_pages_prove_nothing_and_few_of_many_neither() -> None:
    two = [("Đầu trang", "a"), ("Đầu trang", "b")]
    assert _left(*two) == two
    many = [("Đầu trang" if index < 3 else f"Mục {letter}", letter) for index, letter in enumerate("abcdefghijk")]
    assert _left(*many) == many


def test_table_rows_that_repeat_stay() -> None:
    table = Table((("Chỉ tiêu", "Số"), ("GRDP", "5")))
    pages = [(table, text) for text in "abcd"]
    assert _left(*pages) == pages
