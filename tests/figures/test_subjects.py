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


def parts(sentence: str) -> list[tuple[str, str]]:
    bound = bind_figures(sentence, parse_figures(sentence))
    return [(figure.indicator, figure.part) for figure in bound if figure.is_sure]


def test_a_parenthesis_behind_a_name_counts_a_part() -> None:
    workers = "người đi làm việc xa nhà"
    text = "Đưa 26 người đi làm việc xa nhà, chủ yếu tại Lào (14 người), Úc (4 người) và Ý (5 người)."
    assert parts(text) == [(workers, ""), (workers, "Lào"), (workers, "Úc"), (workers, "Ý")]
    text = "Còn thiếu 11 giáo viên, nhiều nhất ở bậc mầm non (4 người)."
    assert parts(text) == [("Còn thiếu giáo viên", ""), ("Còn thiếu giáo viên", "bậc mầm non")]
    assert parts("Có 12 xã đạt chuẩn, vượt kế hoạch (10 xã).") == [("xã đạt chuẩn", "")] * 2


def test_a_bound_that_tells_which_are_counted_is_part_of_the_name() -> None:
    assert parts("Còn 13 tàu cá từ 15 m trở lên; 69/71 trạm có từ 03 bác sĩ trở lên.") == [
        ("tàu cá từ 15 m trở lên", ""),
        ("trạm có từ 03 bác sĩ trở lên", ""),
    ]


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("Gỗ 14 triệu sản phẩm, riêng giấy 4 nghìn tấn.", [("Gỗ sản phẩm", ""), ("giấy", "")]),
        ("Tỷ lệ lấp đầy 05 khu công nghiệp đạt 67%.", [("Tỷ lệ lấp đầy khu công nghiệp", "")]),
        ("Có 18 hợp tác xã mới, vốn 5 tỷ đồng, vượt 6% kế hoạch về số hợp tác xã.", None),
        ("Có 71 trạm máy với 497 thợ.", [("trạm máy", ""), ("trạm máy", "thợ")]),
        ("Có 7 xưởng với khoảng 90 thợ may.", [("xưởng", ""), ("xưởng", "thợ may")]),
        ("Nhân lực còn thiếu, 23/71 xã, phường chưa có cán bộ.", [("xã, phường chưa có cán bộ", "")]),
    ],
)
def test_what_stands_beside_or_behind(sentence: str, bound: list[tuple[str, str]] | None) -> None:
    assert parts(sentence)[-2:] == bound if bound else parts(sentence)[-1] == ("hợp tác xã mới", "số hợp tác xã")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Tỷ lệ dân số có thẻ tính đến cuối tháng 3 đạt 96,5%.", "Tỷ lệ dân số có thẻ"),
        ("Giải ngân vốn tính đến hết ngày 31 tháng 10 năm 2031 đạt 72,4%.", "Giải ngân vốn"),
        ("Diện tích trồng dứa lũy kế đến tháng 6 đạt 40 ha.", "Diện tích trồng dứa"),
        ("Số xã có bến tính đến nay là 12 xã.", "Số xã có bến"),
        ("Số hộ cận nghèo chiếm tỷ lệ 5,20%.", "Số hộ cận nghèo"),
        ("Thu gom rác đạt tỷ lệ 93%.", "Thu gom rác"),
        ("Số máy tính đạt 40 máy.", "Số máy tính"),
    ],
)
def test_a_name_keeps_no_half_of_a_time_or_of_a_verb(sentence: str, name: str) -> None:
    assert names(sentence) == [name]
