"""Names in a row and figures in a row."""

import time

import pytest

from rag.figures.clauses import bind_figures
from rag.figures.parsing import parse_figures


def sure(sentence: str) -> list[tuple[str, str, str]]:
    bound = bind_figures(sentence, parse_figures(sentence))
    return [(figure.indicator, figure.part, figure.span.text) for figure in bound if figure.is_sure]


def test_as_many_names_as_figures_are_bound_one_to_one() -> None:
    assert sure("Sản lượng lúa, ngô và khoai lần lượt đạt 5 tấn, 6 tấn và 7 tấn; thu 9 tỷ đồng.") == [
        ("Sản lượng", "lúa", "5 tấn"),
        ("Sản lượng", "ngô", "6 tấn"),
        ("Sản lượng", "khoai", "7 tấn"),
        ("thu", "", "9 tỷ đồng"),
    ]
    whole = "Tỷ lệ ba nhóm trong tổng chi"
    assert sure("Tỷ lệ ba nhóm lương, thưởng; đầu tư; dự phòng trong tổng chi lần lượt là 60%, 30% và 10%.") == [
        (whole, "lương, thưởng", "60%"),
        (whole, "đầu tư", "30%"),
        (whole, "dự phòng", "10%"),
    ]


def test_dashes_part_names_that_have_commas() -> None:
    text = "Cơ cấu chi: lương, thưởng và phụ cấp - mua sắm, sửa chữa - dự phòng lần lượt chiếm 60% - 30% - 10%."
    assert sure(text) == [
        ("Cơ cấu chi", "lương, thưởng và phụ cấp", "60%"),
        ("Cơ cấu chi", "mua sắm, sửa chữa", "30%"),
        ("Cơ cấu chi", "dự phòng", "10%"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Hộ nghèo, hộ cận nghèo lần lượt là 5%, 4% và 6%.",  # fewer names than figures
        "Lúa và ngô lần lượt đạt 5 và 6 tấn.",  # units are shared
        "Sắt - thép, đồng lần lượt tăng 5%, 6%.",  # two ways to part the names
        "Thu và chi lần lượt là 5% (quý trước 4%), 6%.",
    ],
)
def test_what_cannot_be_parted_for_certain_is_no_fact(sentence: str) -> None:
    assert sure(sentence) == []


def test_a_change_behind_the_row_is_of_one_name_or_of_all() -> None:
    assert len(sure("Lúa và ngô lần lượt đạt 5 tấn, 6 tấn, tăng 3%; khoai đạt 2 tấn.")) == 3


def test_a_row_of_shares_is_no_range() -> None:
    assert [span.text for span in parse_figures("chiếm 17% - 42% - 41%")] == ["17%", "42%", "41%"]
    assert [span.text for span in parse_figures("tăng 8,5 - 9%, đạt 10% - 12%")] == ["8,5 - 9%", "10% - 12%"]


@pytest.mark.parametrize("piece", ["lần lượt 5% ", "A, B và C lần lượt 5%, "])
def test_no_row_is_slow(piece: str) -> None:
    started = time.perf_counter()
    sure(piece * 2000)
    assert time.perf_counter() - started < 5
