"""Subjects that stand behind a verb or beside a parenthesis."""

import pytest

from rag.figures.clauses import bind_figures
from rag.figures.parsing import parse_figures


def names(sentence: str) -> list[str]:
    return [bound.indicator for bound in bind_figures(sentence, parse_figures(sentence))]


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        (
            "Kéo giảm ít nhất 5% số vụ trộm cắp và từ 5 - 10% số người bị nạn so với năm 2021.",
            ["Kéo giảm số vụ trộm cắp", "số người bị nạn"],
        ),
        (
            "Bố trí tối thiểu 3% tổng chi ngân sách cho thủy lợi, đê điều và kênh mương.",
            ["Bố trí tổng chi ngân sách cho thủy lợi, đê điều và kênh mương"],
        ),
        ("Hỗ trợ 2 tỷ đồng/xã đối với xã đảo.", ["Hỗ trợ đối với xã đảo"]),
        ("99% hộ có điện; trên 65% người lớn có thẻ.", ["hộ có điện", "người lớn có thẻ"]),
        ("Công suất gió đưa vào vận hành 1.200 MW.", ["Công suất gió đưa vào vận hành"]),
        ("Duy trì 165 ha đất lúa.", ["đất lúa"]),
    ],
)
def test_behind_a_lone_verb_stands_what_is_measured(sentence: str, indicators: list[str]) -> None:
    assert names(sentence) == indicators


def test_no_subject_begins_or_ends_inside_a_parenthesis() -> None:
    text = "Đạt 32 giường bệnh/vạn dân (không tính trạm xá) và 11 bác sĩ/vạn dân."
    assert names(text) == ["giường bệnh/vạn dân", "bác sĩ/vạn dân"]
    text = "Giải ngân đạt 78%; ước đến hết niên độ ngân sách (31/01/2022) đạt 95%."
    assert names(text) == ["Giải ngân", "Giải ngân"]
    text = "Thu ngân sách 21 tỷ đồng, vượt 4% kế hoạch (9 tháng thu 15 tỷ đồng)."
    assert [bound.is_planned_here for bound in bind_figures(text, parse_figures(text))] == [False] * 3
    assert names(text) == ["Thu ngân sách"] * 3
