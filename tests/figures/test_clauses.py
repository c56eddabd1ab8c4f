"""Binding the figures of a sentence to what they measure."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.figures.bound_figures import BoundFigure
from rag.figures.clauses import bind_figures
from rag.figures.parsing import parse_figures

_WORDS = st.sampled_from(
    (
        *(
            "trong đó",
            "tăng",
            "đạt",
            "ước",
            "kế hoạch giao",
            "có",
            "và",
            "(",
            ")",
            ";",
            ",",
            ":",
            "5%",
            "12 xã",
            "8/63",
        ),
        *("thu ngân sách", "tỷ lệ hộ nghèo", "với tổng vốn", "xếp thứ", "3 tỷ đồng", "riêng", "bằng", "làm chết"),
    )
)


def bind(sentence: str) -> list[BoundFigure]:
    return bind_figures(sentence, parse_figures(sentence))


def names(sentence: str) -> list[tuple[str, str]]:
    return [(bound.indicator, bound.part) for bound in bind(sentence)]


def test_parts_of_a_whole() -> None:
    revenue = "Thu ngân sách"
    assert names(
        "Thu ngân sách đạt 84 tỷ đồng, trong đó: thu nội địa đạt 30 tỷ đồng, tăng 11%; thu khác 4 tỷ đồng"
    ) == [
        (revenue, ""),
        (revenue, "thu nội địa"),
        (revenue, "thu nội địa"),
        (revenue, "thu khác"),
    ]


def test_a_colon_opens_parts() -> None:
    assert names("Tỷ lệ rác được xử lý: đô thị 95%, nông thôn 77%") == [
        ("Tỷ lệ rác được xử lý", "đô thị"),
        ("Tỷ lệ rác được xử lý", "nông thôn"),
    ]


def test_a_parenthesis_returns_to_the_subject_around_it() -> None:
    spending = "Chi ngân sách"
    assert names(
        "Chi ngân sách 9 tỷ đồng, gồm: chi đầu tư 5 tỷ đồng (trong đó vốn vay 1 tỷ đồng); chi khác 4 tỷ đồng"
    ) == [
        (spending, ""),
        (spending, "chi đầu tư"),
        (spending, "vốn vay"),
        (spending, "chi khác"),
    ]


def test_another_unit_or_indicator_leaves_the_parts() -> None:
    assert names("Đón 5 triệu lượt khách, trong đó khách quốc tế 1 triệu lượt; tổng thu du lịch 7 tỷ đồng") == [
        ("Đón khách", ""),
        ("Đón khách", "khách quốc tế"),
        ("tổng thu du lịch", ""),
    ]
    assert names("Tỷ lệ lao động qua đào tạo 67%, có bằng cấp 28%; tỷ lệ thất nghiệp 3%")[1:] == [
        ("Tỷ lệ lao động qua đào tạo", "bằng cấp"),
        ("tỷ lệ thất nghiệp", ""),
    ]


def test_a_colon_right_before_a_figure_is_only_a_verb() -> None:
    assert names("Thu ngân sách: 11 tỷ đồng; trong đó: thu nội địa: 10 tỷ đồng; thu khác: 1 tỷ đồng") == [
        ("Thu ngân sách", ""),
        ("Thu ngân sách", "thu nội địa"),
        ("Thu ngân sách", "thu khác"),
    ]


def test_a_sentence_before_a_colon_is_no_whole() -> None:
    assert names("Hội đồng nhân dân thống nhất đánh giá: GRDP tăng 5,8%") == [("GRDP", "")]


def test_two_counts_of_one_verb() -> None:
    assert names("Xây dựng 120 km đường; có 29 giường bệnh và 9,5 bác sĩ trên một vạn dân")[1:] == [
        ("giường bệnh", ""),
        ("bác sĩ trên một vạn dân", ""),
    ]


def test_a_count_measures_what_follows_it() -> None:
    assert names("Có thêm 08 xã đạt chuẩn nông thôn mới, 05 xã nâng cao và 02 xã kiểu mẫu") == [
        ("xã đạt chuẩn nông thôn mới", ""),
        ("xã nâng cao", ""),
        ("xã kiểu mẫu", ""),
    ]
    assert names("100% các xã có trạm y tế") == [("các xã có trạm y tế", "")]


def test_weak_nouns_belong_to_the_subject_before_them() -> None:
    assert names("Có 715 doanh nghiệp thành lập mới với tổng vốn đăng ký 7 tỷ đồng, tăng 16% về số doanh nghiệp") == [
        ("doanh nghiệp thành lập mới", ""),
        ("doanh nghiệp thành lập mới", "tổng vốn đăng ký"),
        ("doanh nghiệp thành lập mới", "số doanh nghiệp"),
    ]
    accidents = "vụ tai nạn giao thông"
    assert names("Có 142 vụ tai nạn giao thông, làm chết 78 người, bị thương 121 người; số vụ giảm 11%") == [
        (accidents, ""),
        (accidents, "làm chết"),
        (accidents, "bị thương"),
        (accidents, "số vụ"),
    ]


def test_a_rank_is_of_the_subject_or_of_its_growth() -> None:
    assert names("Chỉ số PCI đạt 66,9 điểm, xếp thứ 24/63")[1] == ("Chỉ số PCI", "xếp hạng")
    assert names("GRDP tăng 9,2%, xếp thứ 8/63 tỉnh, thành phố cả nước và đứng thứ 2 vùng") == [
        ("GRDP", ""),
        ("GRDP", "xếp hạng mức tăng"),
        ("GRDP", "xếp hạng mức tăng"),
    ]


def test_a_plan_in_parentheses() -> None:
    result, plan, after = bind("GRDP tăng 8,57% (kế hoạch giao 8,5 - 9%), đóng góp 0,8 điểm %")
    assert (result.is_planned_here, plan.is_planned_here, after.is_planned_here) == (False, True, False)
    assert (plan.indicator, plan.verb) == ("GRDP", "tăng")
    named = bind("Vốn đã giải ngân 4 tỷ đồng, đạt 71% kế hoạch Chính phủ giao đầu năm (6 tỷ đồng)")[2]
    assert named.is_planned_here
    assert named.part == "kế hoạch Chính phủ giao đầu năm"


def test_the_sentence_before_hands_on_its_whole() -> None:
    before = bind("Thu ngân sách 16 tỷ đồng, trong đó thu nội địa 13 tỷ đồng")
    sentence = "Trong thu nội địa, thu tiền sử dụng đất 3 tỷ đồng"
    (bound,) = bind_figures(sentence, parse_figures(sentence), before)
    assert (bound.indicator, bound.part) == ("Thu ngân sách", "thu tiền sử dụng đất")


@pytest.mark.parametrize(
    ("sentence", "verb"),
    [
        ("GRDP tăng từ 9,0 đến 9,5%", "tăng"),
        ("Tỷ lệ hộ nghèo giảm bình quân 2 điểm %", "giảm"),
        ("Vốn gấp khoảng 1,5 lần năm trước", "gấp"),
        ("Thu ngân sách vượt 4% dự toán", "vượt"),
        ("Cắt giảm ít nhất 30% thời gian", "giảm"),
        ("Có thêm 8 xã đạt chuẩn", "thêm"),
        ("Giảm tỷ lệ hộ nghèo 0,5%", "giảm"),
        ("Giảm tỷ lệ hộ nghèo còn 3%", ""),
        ("Thu ngân sách đạt 5 tỷ đồng", ""),
    ],
)
def test_verbs_of_change(sentence: str, verb: str) -> None:
    assert bind(sentence)[0].verb == verb


@given(st.lists(_WORDS, max_size=20).map(" ".join))
def test_every_figure_is_bound_once_and_in_order(sentence: str) -> None:
    figures = parse_figures(sentence)
    assert [bound.span for bound in bind_figures(sentence, figures)] == list(figures)


@given(st.text(max_size=80))
def test_any_text_is_read(sentence: str) -> None:
    bind(sentence)


@pytest.mark.parametrize("piece", ["bằng ", "đạt mức ", "trong đó 5% ", "(", "a, ", "5%; ", "và ", "(5% ", "số 1 xã "])
def test_no_sentence_is_slow(piece: str) -> None:
    sentence = piece * (5_000 // len(piece)) + "12% a"
    started = time.perf_counter()
    bind(sentence)
    assert time.perf_counter() - started < 5


def test_a_time_alone_goes_on_with_what_was_told_before() -> None:
    timber = ("Sản lượng gỗ", "")
    assert names("Sản lượng gỗ tháng 9 ước 12 tấn, tăng 2%; 9 tháng ước 90 tấn, bằng 61% kế hoạch") == [timber] * 4
    opened = bind("Sản lượng gỗ tháng 9 ước 12 tấn, tăng 2%.")
    sentence = "Tính chung 9 tháng ước 90 tấn, bằng 61% kế hoạch."
    assert {(b.indicator, b.part) for b in bind_figures(sentence, parse_figures(sentence), opened)} == {timber}


def test_a_time_alone_goes_on_with_nothing_where_two_things_were_told() -> None:
    opened = bind("Sản lượng gỗ tháng 9 ước 12 tấn, sản lượng nhựa thông 4 tấn.")
    sentence = "Lũy kế 9 tháng ước 90 tấn, tăng 3%."
    assert {b.indicator for b in bind_figures(sentence, parse_figures(sentence), opened)} == {""}


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("Còn 11/29 chủ đầu tư cấp tỉnh giải ngân dưới 40%.", "chủ đầu tư cấp tỉnh giải ngân dưới 40%"),
        ("Có 17/94 xã, phường giải ngân dưới 40%.", "xã, phường giải ngân dưới 40%"),
    ],
)
def test_the_bound_by_which_things_are_counted_is_no_figure_of_its_own(sentence: str, indicator: str) -> None:
    counted, bound = bind(sentence)
    assert (counted.indicator, counted.is_sure, bound.is_sure) == (indicator, True, False)


def test_what_must_be_reached_is_of_what_was_told_before() -> None:
    assert names("Thu muối tăng 5%; để đạt mức này, quý III phải tăng 6%") == [("Thu muối", "")] * 2
    assert names("Để đạt mức nêu trên, quý IV phải tăng khoảng 9%") == [("", "")]
