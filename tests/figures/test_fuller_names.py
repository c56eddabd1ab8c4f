"""Bare names, and the fuller ones of headings."""

import pytest

from rag.figures.fuller_names import fuller_name


@pytest.mark.parametrize(
    ("name", "place", "headings", "fuller"),
    [
        ("giải ngân", "", ["Tiến độ", "Báo cáo giải ngân vốn đầu tư công năm 2031"], "giải ngân vốn đầu tư công"),
        ("Lâm Hạ giải ngân", "Lâm Hạ", ["Giải ngân vốn vay"], "Giải ngân vốn vay"),
        ("giải ngân", "", ["Tình hình giải ngân của xã", "Công tác giải ngân"], "giải ngân"),
        ("giải ngân vốn vay", "", ["Giải ngân vốn vay ưu đãi"], "giải ngân vốn vay"),
        ("thu", "", ["Thu ngân sách"], "thu"),
        ("", "", ["Thu ngân sách"], ""),
    ],
)
def test_a_bare_name_is_told_as_a_heading_has_it(name: str, place: str, headings: list[str], fuller: str) -> None:
    assert fuller_name(name, place, headings) == fuller
