"""Reading numbers: every kind by examples, and what holds for any text."""

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Figure, FigureKind, Period
from rag.figures.number_formats import NumberFormat, number_format
from rag.figures.number_patterns import NOTE_MARK
from rag.figures.parsing import FigureSpan, MentionKind, parse_figures, parse_mentions, parse_number, parse_years

_ADMINISTRATIVE = st.text(alphabet="0123456789.,;:()/-–−% \xa0\u202f\n%năm tỷđồnxã²IVOl[]", max_size=80)
_NUMBERS_IN_A_ROW = st.lists(
    st.sampled_from(
        ["1", "12", "345", "6.789", "0,5", "1,234", "5000", " ", "\xa0", ".", ",", "/", " xã", "%", " tỷ đồng"]
    ),
    max_size=12,
).map("".join)
_TOUCHING_BEFORE = re.compile(r"\d[.,/]?$|(?<![\d.,])\d{1,3}[ \xa0]$")
_TOUCHING_BEHIND = re.compile(r"[.,/]?\d")


def only(text: str) -> FigureSpan:
    (span,) = parse_figures(text)
    return span


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("106.761,592 tỷ đồng", Decimal("106761.592") * 10**9, Decimal("106761.592") * 10**9, "đồng"),
        ("116.442.123 triệu đồng", Decimal(116_442_123) * 10**6, Decimal(116_442_123) * 10**6, "đồng"),
        ("tăng 11,5% - 12,0%", Decimal("11.5"), Decimal(12), "%"),
        ("từ 9,0 đến 9,5%", Decimal("9.0"), Decimal("9.5"), "%"),
        ("từ 2-2,5 tỷ USD", Decimal(2) * 10**9, Decimal("2.5") * 10**9, "USD"),
        ("2,0 đến 2,5 tỷ USD", Decimal(2) * 10**9, Decimal("2.5") * 10**9, "USD"),
        ("25 - 30 lượt tổ chức", Decimal(25), Decimal(30), "lượt"),
        ("có 08 xã đạt chuẩn", Decimal(8), Decimal(8), "xã"),
        ("giảm 0,5 điểm phần trăm", Decimal("0.5"), Decimal("0.5"), "điểm %"),
        ("giảm 1,92 điểm % so với", Decimal("1.92"), Decimal("1.92"), "điểm %"),
        ("tăng 7,7%/năm", Decimal("7.7"), Decimal("7.7"), "%/năm"),
        ("đạt 5,5m²/người", Decimal("5.5"), Decimal("5.5"), "m²/người"),
        ("30,8 giường bệnh/vạn dân", Decimal("30.8"), Decimal("30.8"), "giường/vạn dân"),
        ("gấp 1,4 lần", Decimal("1.4"), Decimal("1.4"), "lần"),
        ("600 căn nhà ở xã hội", Decimal(600), Decimal(600), "căn"),
        ("23 điểm trường", Decimal(23), Decimal(23), "điểm trường"),
        ("4.5% một năm", Decimal("4.5"), Decimal("4.5"), "%"),
    ],
)
def test_values_and_units(text: str, low: Decimal, high: Decimal, unit: str) -> None:
    figure = only(text).figure
    assert (figure.low, figure.high, figure.unit) == (low, high, unit)


@pytest.mark.parametrize("text", ["6 tháng/2031 đón 120 nghìn lượt", "cả năm/2031 đón 120 nghìn lượt"])
def test_no_rate_is_reckoned_on_a_year(text: str) -> None:
    figures = [mention for mention in parse_mentions(text) if mention.kind is MentionKind.FIGURE]
    assert [mention.text for mention in figures] == ["120 nghìn lượt"]


@pytest.mark.parametrize("blank", [" ", "\xa0", "\u202f", "\u2009", "\u2007"])
def test_blanks_of_every_kind_group_thousands(blank: str) -> None:
    assert only(f"đón 48{blank}250 lượt khách").figure.low == 48_250
    assert only(f"chi 7{blank}204{blank}310,5 triệu đồng").figure.low == Decimal("7204310.5") * 10**6


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Thu tháng 7 480 tỷ đồng", "480 tỷ đồng"),
        ("Năm 2031 640 hộ được vay", "640 hộ"),
        ("Ngày 12 tháng 7 480 người", "480 người"),
    ],
)
def test_a_blank_behind_a_time_groups_nothing(text: str, written: str) -> None:
    assert only(text).text == written


@pytest.mark.parametrize(
    "text", ["2 204 31 triệu đồng", "48.250 300 lượt", "12 480 người ở khu 3 250 người"[14:], "Lúa 48 250 61 300 Ngô"]
)
def test_blanks_that_may_part_two_numbers_leave_no_figure(text: str) -> None:
    assert parse_figures(text) == ()


@pytest.mark.parametrize("dash", "-‐‑‒–—―−﹣－~")
def test_every_dash_joins_a_range(dash: str) -> None:
    for text in (f"tăng 7,4{dash}7,9%", f"tăng 7,4 {dash} 7,9%"):
        figure = only(text).figure
        assert (figure.low, figure.high) == (Decimal("7.4"), Decimal("7.9"))


@pytest.mark.parametrize(
    ("text", "low", "written"),
    [
        ("tăng trưởng đạt -3,6%", "-3.6", "-3,6%"),
        ("tăng trưởng −3,6%", "-3.6", "−3,6%"),
        ("tăng trưởng: –3,6%", "-3.6", "–3,6%"),
        ("tăng trưởng âm 3,6% so", "-3.6", "âm 3,6%"),
        ("xuất siêu 80 triệu USD (-4%)"[21:], "-4", "-4%"),
        ("biến động -12 hộ"[10:], "12", "12 hộ"),
        ("tăng thêm là -12 hộ", "-12", "-12 hộ"),
        ("- 3,6% số hộ", "3.6", "3,6%"),
        ("-3,6% số hộ", "3.6", "3,6%"),
        ("Huyện Rạng -12 xã", "12", "12 xã"),
    ],
)
def test_a_minus_is_told_from_a_dash(text: str, low: str, written: str) -> None:
    span = only(text)
    assert (span.figure.low, span.figure.text) == (Decimal(low), written)
    assert text[span.start : span.end] == written


def test_a_range_may_lie_below_zero() -> None:
    figure = only("dao động từ -2,5% đến -1,5%").figure
    assert (figure.low, figure.high) == (Decimal("-2.5"), Decimal("-1.5"))


def test_wide_characters_are_read_as_plain_ones() -> None:
    span = only("đạt １２，５％ kế hoạch")
    assert (span.figure.low, span.text) == (Decimal("12.5"), "１２，５％")


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("thu hồi 3 tỷ 275 triệu đồng", Decimal(3_275 * 10**6)),
        ("chi 14 triệu 50 nghìn đồng mỗi hộ", Decimal(14_050 * 10**3)),
    ],
)
def test_an_amount_in_two_scales_is_one(text: str, low: Decimal) -> None:
    assert only(text).figure.low == low


@pytest.mark.parametrize("text", ["8.420⁵ hộ", "8.420[5] hộ", "8.420² hộ"])
def test_the_mark_of_a_note_is_no_digit_of_its_number(text: str) -> None:
    assert only(f"có {text} nghèo").figure == Figure(Decimal(8420), Decimal(8420), "hộ")


def test_the_mark_of_a_note_behind_a_unit_counts_nothing() -> None:
    assert [span.text for span in parse_figures("giải ngân 640 tỷ đồng[12], đạt 71%[13] kế hoạch")] == [
        "640 tỷ đồng",
        "71%",
    ]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("hỗ trợ 15 triệu đến 18 triệu đồng", 15 * 10**6, 18 * 10**6),
        ("hỗ trợ 800 triệu đến 1,5 tỷ đồng", 800 * 10**6, 1_500 * 10**6),
        ("hỗ trợ 15 triệu đồng đến 18 triệu đồng", 15 * 10**6, 18 * 10**6),
        ("từ 7 đến 9 nghìn lao động", 7000, 9000),
    ],
)
def test_each_end_of_a_range_in_its_scale(text: str, low: int, high: int) -> None:
    figure = only(text).figure
    assert (int(figure.low), int(figure.high)) == (low, high)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("tuyển 4,250 người", "4,250 người"),
        ("thu 8,300 tỷ đồng", "8,300 tỷ đồng"),
        ("thu 8.30.5 tỷ đồng", "8.30.5 tỷ đồng"),
        ("thu 8.3000 tỷ đồng", "8.3000 tỷ đồng"),
        ("đạt lO% kế hoạch", "lO%"),
        ("rộng 0.125 ha", "0.125 ha"),
        ("năm 2031.5 xã đạt chuẩn", "2031.5 xã"),
    ],
)
def test_what_may_be_another_number_is_damaged(text: str, written: str) -> None:
    (mention,) = parse_mentions(text)
    assert (mention.kind, mention.text) == (MentionKind.DAMAGED, written)


@pytest.mark.parametrize("text", ["đạt 8,345 tỷ USD", "bằng 0,450 phần", "tăng 8,250%", "2,125 con/phụ nữ"])
def test_three_decimals_that_can_only_be_decimals_are_read(text: str) -> None:
    assert only(text).figure.low < 10 * 10**9


def test_english_numbers_are_read_where_the_whole_document_has_them() -> None:
    text = "Xuất khẩu 2,480.5 triệu USD; tuyển 4,250 người."
    assert number_format(text) is NumberFormat.ENGLISH
    read = [span for span in parse_mentions(text, NumberFormat.ENGLISH) if isinstance(span, FigureSpan)]
    assert [(span.figure.low, span.text) for span in read] == [
        (Decimal("2480.5") * 10**6, "2,480.5 triệu USD"),
        (Decimal(4250), "4,250 người"),
    ]


def test_where_formats_are_mixed_three_decimals_are_damaged() -> None:
    text = "Xuất khẩu 2,480.5 triệu USD, tăng 7,4%; nhập khẩu 3,125 triệu USD."
    assert number_format(text) is NumberFormat.MIXED
    kinds = [mention.kind for mention in parse_mentions(text, NumberFormat.MIXED)]
    assert kinds == [MentionKind.DAMAGED, MentionKind.FIGURE, MentionKind.DAMAGED]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("204 nghìn tỷ đồng", "204.000 tỷ đồng"),
        ("116.442.123 triệu đồng", "116.442,123 tỷ đồng"),
        ("1.500 triệu USD", "1,5 tỷ usd"),
        ("12,50%", "12,5 phần trăm"),
        ("08 xã", "8 xã"),
    ],
)
def test_equal_across_scales_and_spellings(one: str, other: str) -> None:
    assert only(one).figure == only(other).figure


@pytest.mark.parametrize(("one", "other"), [("118 nghìn lượt", "118 lượt"), ("12,5%", "12,5 điểm %"), ("5 m²", "5 ha")])
def test_not_equal(one: str, other: str) -> None:
    assert only(one).figure != only(other).figure


@pytest.mark.parametrize(
    ("text", "comparator", "written"),
    [
        ("khoảng 4 lần", "khoảng", "4 lần"),
        ("trên 116 nghìn tỷ", "trên", "116 nghìn tỷ"),
        ("hơn 7,3 triệu lượt khách", "hơn", "7,3 triệu lượt"),
        ("Tối thiểu 85%", "tối thiểu", "85%"),
        ("không quá 30%", "không quá", "30%"),
        ("dưới 3%", "dưới", "3%"),
        ("≥ 95%", "≥", "95%"),
        ("từ 95,3% trở lên", "từ", "95,3% trở lên"),
        ("thấp hơn 0,3 giường", "", "0,3 giường"),
    ],
)
def test_comparators(text: str, comparator: str, written: str) -> None:
    figure = only(text).figure
    assert (figure.comparator, figure.text) == (comparator, written)


def test_fractions_and_ranks() -> None:
    fraction = only("có 11/18 chỉ tiêu").figure
    assert (fraction.kind, fraction.low, fraction.high) == (FigureKind.FRACTION, Decimal(11), Decimal(18))
    amounts = only("giải ngân 4.560/4.890 tỷ đồng").figure
    assert (amounts.low, amounts.high) == (Decimal(4560) * 10**9, Decimal(4890) * 10**9)
    rank = only("xếp thứ 19/63 tỉnh").figure
    assert (rank.kind, rank.text) == (FigureKind.FRACTION, "thứ 19/63")
    assert [rank.low, rank.high] == [Decimal(19), Decimal(63)]
    assert only("đứng thứ 6 cả nước").figure.kind is FigureKind.RANK


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("ngày 01/12/2023", MentionKind.DATE, "01/12/2023"),
        ("Ngày 11/12, kỳ họp", MentionKind.DATE, "11/12"),
        ("ngày 20 tháng 11 năm 2025", MentionKind.DATE, "20 tháng 11 năm 2025"),
        ("tháng 8 năm 2025", MentionKind.DATE, "8 năm 2025"),
        ("số 10-NQ/TU", MentionKind.DOCUMENT_NUMBER, "10-NQ/TU"),
        ("Báo cáo 402/BC-UBND", MentionKind.DOCUMENT_NUMBER, "402/BC-UBND"),
        ("năm 2024", MentionKind.YEARS, "2024"),
        ("giai đoạn 2021 - 2025", MentionKind.YEARS, "2021 - 2025"),
        ("từ 12,-13%", MentionKind.DAMAGED, "12,-13%"),
        ("hơn ,3 triệu lượt", MentionKind.DAMAGED, ",3 triệu lượt"),
        ("đón 5, triệu lượt", MentionKind.DAMAGED, "5, triệu lượt"),
        ("tăng l2%", MentionKind.DAMAGED, "l2%"),
        ("tăng 12,5[?] %", MentionKind.DAMAGED, "12,5[?] %"),
        ("tăng 12,5%,[?] trong", MentionKind.DAMAGED, "12,5%,[?]"),
        ("từ 9,0 đến 9,5[?]%", MentionKind.DAMAGED, "9,0 đến 9,5[?]%"),
        ("từ 9,0[?] đến 9,5%", MentionKind.DAMAGED, "9,0[?] đến 9,5%"),
        ("giai đoạn 2021 - 2026[?] và", MentionKind.DAMAGED, "2021 - 2026[?]"),
        ("Số 27/NQ-HĐND[?] của", MentionKind.DAMAGED, "27/NQ-HĐND[?]"),
        ("đạt 1,234.5 tỷ", MentionKind.DAMAGED, "1,234.5 tỷ"),
        ("khách sạn 5 sao", MentionKind.NAME, "5"),
        ("Covid-19", MentionKind.NAME, "19"),
        ("công nghiệp 4.0", MentionKind.NAME, "4.0"),
        ("đường vành đai 3 là", MentionKind.NAME, "3"),
        ("đưa Bệnh viện tỉnh cơ sở 2 vào hoạt động", MentionKind.NAME, "2"),
        ("từ 3 tháng trở lên", MentionKind.DURATION, "3 tháng trở lên"),
    ],
)
def test_other_kinds(text: str, kind: MentionKind, written: str) -> None:
    (mention,) = parse_mentions(text)
    assert (mention.kind, mention.text) == (kind, written)


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        ("duy trì 9 năm liên tục ở mức cao", 9, "9 năm liên tục"),
        ("tăng 4 tháng liền", 4, "4 tháng liền"),
        ("là năm thứ 3 liên tiếp vượt", 3, "năm thứ 3 liên tiếp"),
        ("giữ vững liên tục trong 6 năm qua", 6, "6 năm qua"),
    ],
)
def test_how_long_something_is_kept_up_is_a_figure(text: str, number: int, written: str) -> None:
    figure = only(text).figure
    assert (int(figure.low), figure.text) == (number, written)


@pytest.mark.parametrize("text", ["3 năm liền kề", "trong 5 năm", "liên tục trong 5 năm 2021 - 2025", "năm thứ 3"])
def test_other_years_are_none(text: str) -> None:
    assert parse_figures(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "vận hành chính quyền địa phương 2 cấp",
        'thi công "3 ca, 4 kíp"',
        "Hội nghị giao ban tháng 10 tổ chức ngày thứ Hai",
    ],
)
def test_numbers_of_how_things_are_called_count_nothing(text: str) -> None:
    assert parse_figures(text) == ()


def test_a_year_before_a_rate_is_not_damaged() -> None:
    (years,) = parse_mentions("Năm 2031, tỷ suất sinh")
    assert (years.kind, years.text) == (MentionKind.YEARS, "2031")


def test_a_name_s_number_before_a_year_counts_no_years() -> None:
    kinds = [(mention.kind, mention.text) for mention in parse_mentions("Nâng cấp Quốc lộ 5 năm 2031")]
    assert kinds == [(MentionKind.NAME, "5"), (MentionKind.YEARS, "2031")]
    (span, years) = parse_mentions("vốn 5 năm 2031 - 2035")
    assert (span.kind, years.text) == (MentionKind.DURATION, "2031 - 2035")


def test_an_amount_behind_a_span_of_months_is_no_day() -> None:
    assert only("9 tháng 4.786 nghìn lượt").text == "4.786 nghìn lượt"
    assert only("9 tháng 12 tỷ đồng").text == "12 tỷ đồng"
    assert parse_figures("ngày 9 tháng 12 năm 2024") == ()


def test_a_day_without_its_year_is_no_fraction() -> None:
    assert parse_figures("Lan (11/12, 08:12)") == ()
    assert only("xong 11/12 mục tiêu").figure.kind is FigureKind.FRACTION


@pytest.mark.parametrize(
    "text",
    [
        "Đường dây nóng: 0299 3 812 812, 0912.345.678, (024) 3825 1234 hoặc +84 912 345 678",
        "Lượt xem: 3.482 | Thích 12",
        "lan_88 viết",
        'phương châm "6 rõ"',
        "1- Nắm vững phương châm",
        "hết trang\n   3\nvà sang trang",
        "mở giai đoạn 2 Khu công nghệ",
        "định danh mức độ 2 đã kích hoạt",
        "người từ 70 đến dưới 75 tuổi",
    ],
)
def test_what_only_looks_like_a_figure(text: str) -> None:
    assert parse_figures(text) == ()


def test_a_plan_of_five_years_is_a_period_not_a_date() -> None:
    assert [years.period for years in parse_years("kế hoạch 5 năm 2021 - 2025")] == [Period(2021, 2025)]


def test_numbers_in_a_row_after_a_name_are_names() -> None:
    assert {mention.kind for mention in parse_mentions("các bến số 3, 4 và 5")} == {MentionKind.NAME}


@pytest.mark.parametrize("text", ["12,-13", "1.23", "", ",3", "1,2,3", "12 %"])
def test_parse_number_refuses_other_formats(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        parse_number(text)


@given(st.one_of(st.text(max_size=80), _ADMINISTRATIVE))
def test_every_digit_lies_in_exactly_one_mention(text: str) -> None:
    position = 0
    for mention in parse_mentions(text):
        assert mention.text == NOTE_MARK.sub("", text[mention.start : mention.end])
        assert position <= mention.start < mention.end
        assert not any(character.isdecimal() for character in text[position : mention.start])
        position = mention.end
    assert not any(character.isdecimal() for character in text[position:])


@given(st.one_of(_ADMINISTRATIVE, _NUMBERS_IN_A_ROW))
def test_a_figure_is_never_a_piece_of_a_longer_number(text: str) -> None:
    for figure in parse_figures(text):
        before, behind = text[: figure.start], text[figure.end :]
        assert not _TOUCHING_BEFORE.search(before) or not re.match(r"\d{3}(?!\d)", figure.text), before
        assert not re.search(r"\d[.,]?$", before), before
        assert not figure.text[-1].isdecimal() or not _TOUCHING_BEHIND.match(behind), behind
        number = re.match(r"\D*[\d.,\s]*\d", figure.text)
        assert number is not None
        assert not re.match(r"[.,]?\d", figure.text[number.end() :])


@pytest.mark.parametrize(
    "piece",
    [
        "1.1",
        "1,1/",
        "1 ",
        "1- ",
        "1/",
        "(1",
        "A 1",
        "a ",
        "tỷ 1 triệu ",
        "1%/",
        "O1",
        ",1",
        "1 đến ",
        "ước 1 ",
        "xếp thứ 1 ",
    ],
)
def test_no_line_is_slow(piece: str) -> None:
    line = piece * (20_000 // len(piece))
    started = time.process_time()
    parse_mentions(line)
    assert time.process_time() - started < 3  # about a third of a second


@pytest.mark.parametrize(
    "text", ["số bác sĩ trên 01 vạn dân đạt 12 bác sĩ", "tử vong trên 1.000 trẻ đẻ sống là 12 trẻ"]
)
def test_what_a_rate_is_reckoned_on_is_no_figure(text: str) -> None:
    (figure,) = parse_figures(text)
    assert figure.figure.low == 12


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Tuổi thọ trung bình của người dân đạt 76 tuổi.", "76 tuổi"),
        ("Thời gian lưu trú bình quân 2 ngày.", "2 ngày"),
        ("Các trạm bơm chạy 18.400 giờ.", "18.400 giờ"),
    ],
)
def test_a_time_that_is_measured_is_a_figure(text: str, figure: str) -> None:
    assert [text[span.start : span.end] for span in parse_figures(text)] == [figure]


@pytest.mark.parametrize("text", ["Trẻ dưới 5 tuổi.", "Người từ 18 tuổi trở lên.", "Trả kết quả trong 3 ngày."])
def test_a_condition_or_a_deadline_is_none(text: str) -> None:
    assert not parse_figures(text)
