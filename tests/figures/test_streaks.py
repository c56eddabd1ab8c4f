"""For how long something is kept up, and what that is."""

import pytest

from tests.figures.test_clauses import bind, names


@pytest.mark.parametrize(
    ("sentence", "kept_up"),
    [
        ("Tỷ lệ hộ nghèo giảm 5 năm liên tục.", ("Tỷ lệ hộ nghèo", "giảm")),
        ("Chỉ số cải cách hành chính 3 năm liên tiếp dẫn đầu vùng.", ("Chỉ số cải cách hành chính", "dẫn đầu vùng")),
        ("Đây là năm thứ 3 liên tiếp tỉnh đứng trong nhóm khá.", ("tỉnh đứng trong nhóm khá", "")),
        ("Sản lượng muối tăng trưởng liên tục trong 5 năm qua.", ("Sản lượng muối tăng trưởng", "liên tục")),
    ],
)
def test_what_is_kept_up_is_named_around_the_years(sentence: str, kept_up: tuple[str, str]) -> None:
    assert names(sentence) == [kept_up]


def test_what_was_told_before_is_kept_up_and_goes_on() -> None:
    assert names("Thu muối đạt 9 tấn (kế hoạch 8 tấn), duy trì 4 năm liền ở mức cao, tăng 5%.") == [
        ("Thu muối", ""),
        ("Thu muối", ""),
        ("Thu muối", "duy trì ở mức cao"),
        ("Thu muối", ""),
    ]


def test_a_figure_that_is_kept_up_is_no_fact_of_the_years() -> None:
    _, years, reached = bind("Tỷ lệ hộ nghèo còn 3%, là năm thứ 4 liên tiếp giảm trên 1%")
    assert years.indicator == ""
    assert (reached.indicator, reached.verb) == ("Tỷ lệ hộ nghèo", "giảm")


def test_a_rule_tells_of_nothing_that_came_about() -> None:
    assert names("Cán bộ 02 năm liên tiếp không hoàn thành nhiệm vụ thì cho thôi việc.") == [("", "")]
