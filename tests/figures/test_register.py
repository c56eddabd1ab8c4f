"""From passages to facts: period, status, territory and kind of every figure."""

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import (
    ContextHeader,
    DamagedFigure,
    Document,
    Fact,
    FigureKind,
    Passage,
    Period,
    SourceRecord,
    Status,
)
from rag.figures.register import find_damaged_figures, read_facts

_REPORT = SourceRecord(
    title="Báo cáo", kind="Báo cáo", date=datetime.date(2024, 12, 3), territory="tỉnh Hòa Giang", period="2024-2025"
)


def passage_of(text: str, *headings: str) -> Passage:
    header = ContextHeader("Báo cáo", "", headings, "")
    return Passage("id", "a.txt", 0, len(text), text, header, is_item=False)


def facts_of(text: str, *headings: str, source: SourceRecord = _REPORT) -> list[Fact]:
    return read_facts(Document("a.txt", text, source), [passage_of(text, *headings)])


def statuses(text: str, *headings: str) -> list[Status]:
    return [fact.status for fact in facts_of(text, *headings)]


def periods(text: str, *headings: str) -> list[str]:
    return [str(fact.period) for fact in facts_of(text, *headings)]


def kinds(text: str) -> list[FigureKind]:
    return [fact.figure.kind for fact in facts_of(text)]


def test_a_fact_stands_where_its_figure_stands() -> None:
    text = "Năm 2024 khó khăn. Kim ngạch xuất khẩu đạt 33 tỷ USD."
    (fact,) = facts_of(text)
    assert text[fact.start : fact.end] == "33 tỷ USD"
    assert text[fact.clause_start : fact.clause_end] == "Kim ngạch xuất khẩu đạt 33 tỷ USD."
    assert (fact.indicator, fact.territory) == ("Kim ngạch xuất khẩu", "Hòa Giang")


@pytest.mark.parametrize("mark", ["", "- ", "[1] "])
def test_the_figures_of_a_line_that_names_another_document_as_its_source_are_none_of_this(mark: str) -> None:
    text = f"Thu ngân sách đạt 14 tỷ đồng.\n{mark}Nguồn: Nghị quyết số 25/NQ-HĐND, kim ngạch xuất khẩu đạt 99 tỷ USD."
    assert [fact.figure.text for fact in facts_of(text)] == ["14 tỷ đồng"]
    assert len(facts_of("Nguồn: ngân sách tỉnh đạt 99 tỷ đồng.")) == 1


def test_an_estimate_holds_for_parts_and_changes() -> None:
    text = "Thu ngân sách ước 14 tỷ đồng, tăng 8%, trong đó thu nội địa 12 tỷ đồng; thu khác 2 tỷ đồng."
    assert set(statuses(text)) == {Status.ESTIMATE}
    assert set(statuses("Ước cả năm có 13/17 chỉ tiêu đạt và vượt kế hoạch, 04 chỉ tiêu không đạt.")) == {
        Status.ESTIMATE
    }


def test_an_estimate_ends_with_another_verb() -> None:
    text = "Tỷ trọng kinh tế số ước 8%; tỷ lệ hồ sơ trực tuyến đạt 64%; tỷ lệ đô thị hóa ước 25%; đã trồng 6 ha rừng."
    assert statuses(text) == [Status.ESTIMATE, Status.UNKNOWN, Status.ESTIMATE, Status.RESULT]


def test_plan_and_result_in_one_sentence() -> None:
    text = "GRDP ước tăng 8,57% (kế hoạch giao 8,5 - 9%; năm 2023 thực hiện tăng 7,96%), đóng góp 0,8 điểm %."
    assert statuses(text) == [Status.ESTIMATE, Status.TARGET, Status.RESULT, Status.ESTIMATE]
    assert periods(text, "KẾT QUẢ NĂM 2024") == ["2024", "2024", "2023", "2024"]
    assert statuses("GRDP tăng 5,8% (kế hoạch tăng 7,5%).") == [Status.UNKNOWN, Status.TARGET]


def test_headings_give_status_and_period() -> None:
    (target,) = facts_of("Thu hút 5 dự án.", "Phần II", "II. CHỈ TIÊU NĂM 2025")
    assert (target.status, target.period) == (Status.TARGET, Period(2025, 2025))
    (result,) = facts_of("Thu hút 5 dự án.", "I. KẾT QUẢ NĂM 2024")
    assert (result.status, result.period) == (Status.RESULT, Period(2024, 2024))


def test_a_sentence_hands_on_only_the_year_that_it_opens_with() -> None:
    text = "Năm 2023, khó khăn còn nhiều. Có 5 dự án. Đường dài 28 km, hoàn thành trong năm 2026. Có 7 dự án."
    assert periods(text) == ["2023", "2023", "2023"]


def test_the_source_gives_a_report_its_two_years() -> None:
    assert periods("Đã thu hút 5 dự án. Phấn đấu thu hút 7 dự án.") == ["2024", "2025"]


def test_of_which_of_the_two_years_a_figure_of_unknown_status_is_nothing_tells() -> None:
    (fact,) = facts_of("Thu hút 5 dự án.")
    assert (fact.status, fact.period) == (Status.UNKNOWN, None)
    one_year = dataclasses.replace(_REPORT, period="2024")
    (fact,) = facts_of("Thu hút 5 dự án.", source=one_year)
    assert (fact.status, fact.period) == (Status.UNKNOWN, Period(2024, 2024))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Kim ngạch xuất khẩu tăng 12% so với năm 2023.", "2024"),
        ("Tỷ lệ hộ nghèo giảm 2 điểm % so với cuối năm 2023.", "2024"),
        ("Quy mô GRDP gấp 1,7 lần năm 2020.", "2024"),
        ("Sản lượng bia bằng 96,4% năm 2022.", "2024"),
        ("Thu ngân sách bằng 104% dự toán năm 2023.", "2023"),
        ("GRDP (giá so sánh 2010) tăng 8%.", "2024"),
        ("Chỉ số PCI năm 2023 đạt 65 điểm, xếp thứ 31/63.", "2023"),
        ("Hoàn thành 100% số xã vào năm 2025.", "2025"),
    ],
)
def test_years_of_comparison_are_not_the_period(text: str, period: str) -> None:
    assert set(periods(text, "I. KẾT QUẢ NĂM 2024")) == {period}


def test_a_year_behind_so_alone_is_a_base_too() -> None:
    text = "Năm 2024, sản lượng tôm đạt 30 tấn, bằng 95% so cùng kỳ 2023, giảm 3% so năm 2022."
    assert periods(text) == ["2024", "2024", "2024"]
    assert [fact.baseline for fact in facts_of(text)] == ["", "so cùng kỳ 2023", "so năm 2022"]


def test_the_same_span_of_another_year_is_as_long() -> None:
    text = "Sản lượng cá 10 tháng ước 664 tấn. Cùng kỳ năm 2022, sản lượng tôm là 392 tấn."
    assert periods(text, "BÁO CÁO 10 THÁNG NĂM 2023") == ["10 tháng 2023", "10 tháng 2022"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Trong tháng 1/2024, qua cửa khẩu có 412 lượt người.", "tháng 1 2024"),
        ("Đến giữa tháng 7/2024, nông dân thả nuôi 34 ha tôm.", "đến tháng 7 2024"),
        ("Đến hết tháng 7/2024 nông dân đã thả nuôi 34 ha tôm.", "đến tháng 7 2024"),
    ],
)
def test_a_month_with_its_year_opens_a_sentence_and_is_no_name(text: str, period: str) -> None:
    (fact,) = facts_of(text)
    assert (str(fact.period), "2024" in fact.indicator) == (period, False)


def test_the_month_of_an_event_is_not_that_of_a_figure() -> None:
    assert periods("Cầu hoàn thành trong tháng 6/2024, tổng mức đầu tư 5 tỷ đồng.") != ["tháng 6 2024"]


def test_years_behind_figures_are_each_of_its_own() -> None:
    text = "Tỷ lệ hộ không có điện là 20,9% năm 1999, 16,4% năm 2009 và 8,3% năm 2019."
    assert periods(text) == ["1999", "2009", "2019"]


def test_the_years_of_a_plan() -> None:
    heading = "II. CHỈ TIÊU GIAI ĐOẠN 2026 - 2030"
    assert periods("Kim ngạch xuất khẩu đến năm 2030 đạt 3 tỷ USD, tăng bình quân 13%/năm.", heading) == [
        "2030",
        "2026-2030",
    ]
    assert periods("Tổng vốn đầu tư 5 năm 265 nghìn tỷ đồng.", heading) == ["2026-2030"]
    assert periods("Tối thiểu 85% số xã đạt chuẩn; 03 huyện đạt chuẩn.", heading) == ["2030", "2030"]


def test_a_number_that_a_share_is_taken_of_is_no_target() -> None:
    base = facts_of("Cấp giấy cho 10% số cơ sở (trên tổng số 137 cơ sở).", "CHỈ TIÊU NĂM 2025")[1]
    assert (base.status, base.period) == (Status.RESULT, None)


def test_the_level_before_a_change_is_not_of_the_period() -> None:
    former, now = facts_of("Tỷ lệ hộ nghèo giảm từ 7,8% xuống còn 6,1%.", "KẾT QUẢ NĂM 2024")
    assert (former.period, former.verb, former.figure.kind) == (None, "", FigureKind.SHARE)
    assert (str(now.period), now.figure.kind) == ("2024", FigureKind.SHARE)


def test_nothing_is_done_after_the_document_was_written() -> None:
    press = SourceRecord(title="Tin", kind="Bài báo", date=datetime.date(2024, 12, 12), period="2025")
    (passed,) = facts_of("HĐND tỉnh thông qua 14 nghị quyết.", source=press)
    # Whether the 14 are passed or to be passed nothing tells, and so not of which year they are.
    assert (passed.status, passed.period) == (Status.UNKNOWN, None)
    (planned,) = facts_of("Tỉnh chốt 20 chỉ tiêu năm 2025.", source=press)
    assert (planned.status, str(planned.period)) == (Status.TARGET, "2025")
    (expected,) = facts_of("Thu ngân sách dự kiến 18 tỷ đồng.", source=press)
    assert expected.status is Status.TARGET


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("GRDP tăng từ 9,0 đến 9,5%.", FigureKind.CHANGE),
        ("Tốc độ tăng GRDP 8,5 - 9%.", FigureKind.CHANGE),
        ("Tỷ lệ hộ nghèo giảm từ 1,5 đến 2 điểm %.", FigureKind.CHANGE),
        ("Thu ngân sách bằng 104,2% dự toán.", FigureKind.SHARE),
        ("Vốn đầu tư công đạt 71,8% kế hoạch.", FigureKind.SHARE),
        ("Tỷ lệ bao phủ tăng lên 90,7%.", FigureKind.SHARE),
        ("Tỷ lệ hộ nghèo giảm xuống còn 0,22%.", FigureKind.SHARE),
        ("Thu ngân sách đạt 16 tỷ đồng.", FigureKind.LEVEL),
    ],
)
def test_kinds(text: str, kind: FigureKind) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    ("text", "territories"),
    [
        ("GRDP tăng 9%, cao hơn bình quân chung cả nước (ước 8,0%).", ["Hòa Giang", "cả nước"]),
        (
            "Tỷ lệ hộ nghèo còn 4%; trong đó huyện Tam Khê còn 18%, giảm 4 điểm %.",
            ["Hòa Giang"] + ["huyện Tam Khê"] * 2,
        ),
        ("3. Tại huyện Tam Khê, giảm tỷ lệ hộ nghèo 4 điểm %, bố trí dân cư cho 50 hộ.", ["huyện Tam Khê"] * 2),
        ("- Vân Phú đặt mục tiêu GRDP năm 2025 tăng 10%, thu ngân sách trên 21 tỷ đồng", ["Vân Phú"] * 2),
        ("Hòa Giang đặt mục tiêu GRDP tăng 9%.", ["Hòa Giang"]),
        ("Tỉnh Vân Phú đón 5 triệu lượt khách.", ["Vân Phú"]),
    ],
)
def test_territories(text: str, territories: list[str]) -> None:
    assert [fact.territory for fact in facts_of(text)] == territories


def test_baselines() -> None:
    facts = facts_of(
        "Xuất khẩu tăng 12% so với năm 2023, gấp 1,5 lần năm 2020; có 3 xã, thấp hơn so với kế hoạch do mưa lũ."
    )
    assert [fact.baseline for fact in facts] == ["so với năm 2023", "năm 2020", ""]


def test_a_damaged_figure_is_no_fact_but_parts_the_words_around_it() -> None:
    text = "Đón 5, triệu lượt khách du lịch, trong đó có 180 nghìn lượt khách quốc tế."
    (fact,) = facts_of(text)
    assert (fact.indicator, fact.part) == ("Đón khách du lịch", "khách quốc tế")
    document = Document("a.txt", text, SourceRecord("a"))
    assert find_damaged_figures(document, [passage_of(text)]) == [DamagedFigure("Đón 5, triệu lượt", "dòng 1")]


@given(st.text(alphabet="0123456789,.;:()% năm đạt ước tăng trong đó xã tỷ đồng\n", max_size=120))
def test_any_text_is_read_and_every_span_is_the_figure(text: str) -> None:
    for fact in facts_of(text, "CHỈ TIÊU NĂM 2025"):
        assert text[fact.start : fact.end].lstrip("thứ ") == fact.figure.text.removeprefix("thứ ").lstrip("thứ ")
        assert fact.clause_start <= fact.start < fact.end <= fact.clause_end


def test_the_figures_of_a_half_year_are_not_those_of_its_year() -> None:
    report = SourceRecord("Báo cáo", "Báo cáo", date=datetime.date(2025, 6, 20), period="6 tháng đầu năm 2025")
    (fact,) = facts_of("Thu ngân sách đã đạt 5.000 tỷ đồng.", source=report)
    assert fact.period == Period(2025, 2025, "6 tháng")


def test_the_same_span_of_the_year_before_is_a_result_of_that_year() -> None:
    heading = "KẾT QUẢ NĂM 2024"
    text = (
        "Vốn xây dựng đạt 61% kế hoạch (cùng kỳ 58%), vốn vay đạt 7 tỷ đồng, cùng kỳ năm trước đạt 6 tỷ đồng; thu 9 tỷ."
    )
    assert periods(text, heading) == ["2024", "2023", "2024", "2023", "2024"]
    assert set(statuses(text, heading)) == {Status.RESULT}
    assert periods("Thu 9 tỷ đồng, cùng kỳ năm 2022 thu 8 tỷ đồng, chi 7 tỷ đồng.", heading) == ["2024", "2022", "2024"]
    opened = "Cùng kỳ năm trước, xuất khẩu đạt 5 tỷ USD, nhập khẩu 4 tỷ USD; nay xuất khẩu 6 tỷ USD."
    assert periods(opened, heading) == ["2023", "2023", "2024"]


def test_a_comparison_with_the_year_before_is_of_its_own_year() -> None:
    text = "Thu 9 tỷ đồng, cao hơn cùng kỳ 1 tỷ đồng, bằng 112% cùng kỳ và đạt 90% dự toán."
    assert set(periods(text, "KẾT QUẢ NĂM 2024")) == {"2024"}


def test_the_year_before_an_unknown_or_a_longer_period_is_no_fact() -> None:
    unknown = SourceRecord(title="Báo cáo", kind="Báo cáo", date=None, territory="", period="")
    assert [fact.figure.text for fact in facts_of("Thu đạt 61% (cùng kỳ 58%).", source=unknown)] == ["61%"]
    assert len(facts_of("Thu đạt 61% (cùng kỳ 58%).", "KẾT QUẢ GIAI ĐOẠN 2021-2024")) == 1
    # Of the year before, or against it.
    assert len(facts_of("Giá tăng 3% so với tháng trước, cùng kỳ tăng 5%.", "KẾT QUẢ NĂM 2024")) == 1


def test_a_difference_from_a_plan_came_about() -> None:
    text = (
        "Tỷ lệ rác được xử lý ước 76%, thấp hơn kế hoạch 0,4 điểm %; thu đạt 9 tỷ đồng, vượt dự toán năm 2024 là 12%."
    )
    facts = facts_of(text, "KẾT QUẢ NĂM 2024")
    assert [fact.status for fact in facts] == [Status.ESTIMATE, Status.ESTIMATE, Status.RESULT, Status.RESULT]
    told = [(fact.figure.kind, fact.verb, fact.baseline) for fact in facts]
    assert told[1] == (FigureKind.CHANGE, "thấp hơn", "so với kế hoạch")
    assert told[3] == (FigureKind.CHANGE, "vượt", "so với dự toán năm 2024")


def test_a_difference_from_another_year_is_of_its_own_year_and_ends_there() -> None:
    text = (
        "Tỷ lệ sống 99,4%, cao hơn năm 2023 là 0,3 điểm phần trăm; trồng 38 ha. So với năm 2021, thu ngân sách tăng 9%."
    )
    facts = facts_of(text, "KẾT QUẢ NĂM 2024")
    assert {str(fact.period) for fact in facts} == {"2024"}
    assert [fact.baseline for fact in facts] == ["", "so với năm 2023", "", "so với năm 2021"]
    assert facts[3].indicator == "thu ngân sách"


@pytest.mark.parametrize(
    "text",
    [
        "Tỷ lệ hộ dùng điện vượt kế hoạch 45%.",  # by 45%, or a plan of 45%
        "Xuất khẩu vượt kế hoạch 4,8 triệu tấn.",
        "Tỷ lệ hộ dùng điện chưa đạt kế hoạch 82%.",
    ],
)
def test_a_figure_that_may_be_the_plan_or_the_difference_is_no_fact(text: str) -> None:
    assert facts_of(text, "KẾT QUẢ NĂM 2024") == []


def test_a_year_of_school_holds_in_its_sentence() -> None:
    text = "Năm học 2024 - 2025, có 80 trường. Tỷ lệ trường có sân đạt 76%."
    assert periods(text, "KẾT QUẢ NĂM 2024") == ["năm học 2024-2025", "2024"]


def test_questions_and_hearsay_state_nothing() -> None:
    assert facts_of("Chỉ tiêu 85% là tính sao? Nghe nói vốn cầu hơn 3.000 tỷ đồng.") == []


def test_the_years_of_a_part_end_with_its_segment() -> None:
    text = "Lắp 520 trạm, trong đó năm 2026 là 80 trạm; đặt 90 máy bơm."
    assert periods(text, "MỤC TIÊU GIAI ĐOẠN 2026-2030") == ["2026-2030", "2026", "2026-2030"]


def test_what_is_already_so_is_no_target_of_the_heading() -> None:
    heading = "Chỉ tiêu năm 2026: áp lực lớn"
    (fact,) = facts_of("Theo ông An, toàn ngành còn thiếu trên 900 giáo viên.", heading)
    assert (fact.status, fact.period) == (Status.RESULT, Period(2024, 2024))
    assert statuses("Tỷ lệ hộ dùng điện 84%.", "MỤC TIÊU", "I. HIỆN TRẠNG") == [Status.RESULT]


def test_a_day_is_up_to_when_each_figure_is_counted_and_no_indicator() -> None:
    facts = facts_of("Đến 30/6/2024 giải ngân tối thiểu 45%, đến 20/11/2024 tối thiểu 70%.")
    assert [(fact.indicator, str(fact.period), fact.figure.text) for fact in facts] == [
        ("giải ngân", "đến tháng 6 2024", "45%"),
        ("giải ngân", "đến 20/11 2024", "70%"),
    ]


def test_an_opening_part_of_the_year_takes_the_place_of_the_one_before() -> None:
    report = dataclasses.replace(_REPORT, period="9 tháng năm 2024")
    text = (
        "Sản lượng gỗ quý III/2024 ước tăng 7%. Tính chung 9 tháng, sản lượng gỗ ước tăng 6%, cao hơn mức tăng 5% của "
        "cùng kỳ năm 2023. Trong đó: gỗ keo tăng 4%; gỗ thông tăng 3%."
    )
    facts = facts_of(text, source=report)
    assert [str(fact.period) for fact in facts] == [
        "quý III 2024",
        "9 tháng 2024",
        "9 tháng 2023",
        *["9 tháng 2024"] * 2,
    ]
    assert [fact.status for fact in facts[2:]] == [Status.RESULT, Status.ESTIMATE, Status.ESTIMATE]
    assert [(fact.indicator, fact.part) for fact in facts[3:]] == [
        ("sản lượng gỗ", "gỗ keo"),
        ("sản lượng gỗ", "gỗ thông"),
    ]


def test_the_base_behind_a_comparison_with_the_year_before_is_of_its_same_part() -> None:
    text = "9 tháng, vốn vay đạt 61%, cao hơn cùng kỳ (58%); thu 9 tỷ đồng (cùng kỳ 2023 thu 8 tỷ đồng)."
    assert periods(text, "KẾT QUẢ NĂM 2024") == ["9 tháng 2024", "9 tháng 2023", "9 tháng 2024", "9 tháng 2023"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Trong tháng 10-2031, khách đến tham quan ước đạt 39 nghìn lượt.", ["tháng 10 2031"]),
        ("Trong 6 tháng đầu năm, thu ngân sách là 271 tỷ đồng, tăng 8% so với cùng kỳ năm 2030.", ["6 tháng 2031"] * 2),
    ],
)
def test_the_year_is_that_of_the_month_or_the_one_after_its_base(text: str, told: list[str]) -> None:
    assert [str(fact.period) for fact in facts_of(text, source=SourceRecord("Tin"))] == told


def test_years_in_a_row_are_of_the_figures_in_a_row() -> None:
    told = facts_of("Số học viên tuyển mới các năm 2022, 2023 và 2024 lần lượt là 312, 347 và 389 học viên.")
    assert [(fact.indicator, str(fact.period)) for fact in told] == [
        ("Số học viên tuyển mới", year) for year in ("2022", "2023", "2024")
    ]


def test_the_year_of_the_next_figure_is_not_that_of_the_one_before() -> None:
    text = "Tỷ lệ phủ sóng năm 2026 đạt 60%, năm 2028 đạt 85% và đến năm 2030 đạt 99%."
    assert periods(text) == ["2026", "2028", "2030"]


def test_an_amount_behind_a_stroke_is_the_plan_and_a_count_only_how_many_there_are() -> None:
    told = facts_of("Thu ngân sách xã đạt 3,62 tỷ đồng/6,5 tỷ đồng, bằng 55,7% kế hoạch.", "KẾT QUẢ NĂM 2024")
    assert [fact.status for fact in told] == [Status.RESULT, Status.TARGET, Status.RESULT]


def test_whom_an_amount_is_for_stands_behind_it() -> None:
    text = "Mức thu là 5 triệu đồng đối với hộ lớn, 3 triệu đồng đối với cá nhân và 2 triệu đồng đối với hộ nghèo."
    told = facts_of(text)
    assert [(fact.indicator, fact.part) for fact in told] == [
        ("Mức thu", "hộ lớn"),
        ("Mức thu", "cá nhân"),
        ("Mức thu", "hộ nghèo"),
    ]


def test_what_stands_against_the_size_of_its_plan_has_come_about() -> None:
    source = SourceRecord("Chỉ thị", kind="Chỉ thị")
    told = facts_of("Năm 2024 thành phố hoàn thành 1.902 căn hộ so với kế hoạch 3.000 căn hộ.", source=source)
    assert [fact.status for fact in told] == [Status.RESULT, Status.TARGET]


def test_a_yield_or_an_output_without_its_crop_is_of_what_was_told_before() -> None:
    told = facts_of("Năm 2024, diện tích tôm thẻ đạt 57 ha, tăng 32%; sản lượng thu hoạch 107 tấn.")
    assert [(fact.indicator, fact.part) for fact in told][-1] == ("diện tích tôm thẻ", "sản lượng thu hoạch")


def test_a_month_has_figures_of_its_own() -> None:
    heading = "KẾT QUẢ NĂM 2024"
    text = "Sạt lở đê tháng 9 xảy ra 4 vụ, làm chết 1 người; 9 tháng xảy ra 31 vụ, làm chết 7 người."
    assert periods(text, heading) == ["tháng 9 2024"] * 2 + ["9 tháng 2024"] * 2
    assert {(fact.indicator, fact.part) for fact in facts_of(text, heading)} == {
        ("Sạt lở đê", ""),
        ("Sạt lở đê", "làm chết"),
    }
    text = "Bệnh lở mồm trong tháng 9 phát sinh tại 6 hộ, tiêu hủy 40 con; lũy kế phát sinh tại 51 hộ."
    assert periods(text, heading) == ["tháng 9 2024", "tháng 9 2024", "9 tháng 2024"]
    assert facts_of(text, heading)[1].part == "tiêu hủy"
    assert periods("Vườn thú tháng 4 đón 30 nghìn lượt khách.", heading) == ["tháng 4 2024"]


def test_the_month_of_an_event_is_no_part_of_the_year() -> None:
    assert periods("Đập Khe Sim khởi công tháng 8/2024, tổng mức đầu tư 90 tỷ đồng.", "KẾT QUẢ NĂM 2024") == ["2024"]


def test_a_classifier_is_no_name() -> None:
    assert [fact.indicator for fact in facts_of("Đàn hươu 4 nghìn con, tăng 2%; bệnh sởi 12 ca.")] == [
        "Đàn hươu",
        "Đàn hươu",
        "bệnh sởi",
    ]


def test_what_is_named_a_plan_is_one_whatever_stands_around() -> None:
    text = "Kế hoạch vốn kè sông tỉnh giao 90 tỷ đồng (Bộ Tài chính giao 80 tỷ đồng). Đã giải ngân 30 tỷ đồng."
    facts = facts_of(text, "TÌNH HÌNH NĂM 2024")
    assert [fact.status for fact in facts] == [Status.TARGET, Status.TARGET, Status.RESULT]
    assert facts[1].part == "Bộ Tài chính giao"


@pytest.mark.parametrize(
    "text",
    [
        "Các chủ rừng cam kết bảo đảm độ che phủ đạt ít nhất 51%.",
        "Giao Sở Y tế hoàn thành 12 trạm y tế trước mùa mưa.",
        "Sở Xây dựng chịu trách nhiệm hoàn thành 300 căn hộ.",
    ],
)
def test_what_somebody_is_told_to_reach_is_a_target(text: str) -> None:
    assert statuses(text, "KẾT QUẢ NĂM 2024") == [Status.TARGET]


def test_named_things_with_their_parentheses() -> None:
    text = (
        "Hai chỉ tiêu ước không đạt kế hoạch gồm: tốc độ tăng đàn hươu (ước 4%, kế hoạch 5%) và diện tích sâm "
        "(ước 7 ha, kế hoạch 9 ha)."
    )
    facts = facts_of(text, "KẾT QUẢ NĂM 2024")
    assert [fact.indicator for fact in facts] == ["tốc độ tăng đàn hươu"] * 2 + ["diện tích sâm"] * 2
    assert [fact.status for fact in facts] == [Status.ESTIMATE, Status.TARGET] * 2


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Sản lượng sâm đạt 3 tấn; 6 ha được chứng nhận hữu cơ.", ["3 tấn"]),
        ("Giá trị thu được trên 1 ha đất trồng sâm đạt 70 triệu đồng.", ["70 triệu đồng"]),
        ("Quỹ bảo trì mới giải ngân 5 tỷ đồng trên 9 tỷ đồng kế hoạch.", ["5 tỷ đồng"]),
        ("Sản lượng sâm tăng 6%, thấp hơn kịch bản đề ra (7%).", ["6%"]),
    ],
)
def test_what_is_not_certain_is_no_fact(text: str, figures: list[str]) -> None:
    assert [fact.figure.text for fact in facts_of(text, "KẾT QUẢ NĂM 2024")] == figures


_NINE_MONTHS = SourceRecord("Báo cáo", "Báo cáo", date=datetime.date(2026, 9, 28), period="9 tháng năm 2026")


def told(text: str, *headings: str, source: SourceRecord = _NINE_MONTHS) -> list[tuple[str, str, str, str]]:
    return [
        (fact.figure.text, fact.indicator, fact.part, str(fact.period))
        for fact in facts_of(text, *headings, source=source)
    ]


def test_the_base_of_a_change_in_a_parenthesis_is_of_its_own_year() -> None:
    text = "Vốn vay giải ngân đạt 59%, cao hơn 3 điểm phần trăm so với cùng kỳ năm 2025 (56%); chi 7 tỷ đồng."
    periods_told = [period for *_, period in told(text, "KẾT QUẢ ĐẠT ĐƯỢC")]
    assert periods_told == ["9 tháng 2026"] * 2 + ["9 tháng 2025", "9 tháng 2026"]
    text = "Quy mô đàn hươu đến năm 2030 đạt 180 con, gấp gần 1,9 lần năm 2025 (98 con)."
    facts = facts_of(text, "CHỈ TIÊU ĐẾN NĂM 2030", source=_NINE_MONTHS)
    assert [(str(fact.period), fact.status) for fact in facts[1:]] == [
        ("2030", Status.TARGET),
        ("2025", Status.RESULT),
    ]
    # The base, or by how much.
    assert len(told("Thu đạt 90 tỷ đồng, tăng 5% so với cùng kỳ (3 tỷ đồng).")) == 2


def test_all_of_a_parenthesis_that_opens_with_the_year_before_is_of_it() -> None:
    text = "Cấp phép 31 dự án với tổng vốn đăng ký 11 tỷ đồng (cùng kỳ năm trước 26 dự án, 9 tỷ đồng)."
    assert told(text)[2:] == [
        ("26 dự án", "Cấp phép dự án", "", "9 tháng 2025"),
        ("9 tỷ đồng", "Cấp phép dự án", "tổng vốn đăng ký", "9 tháng 2025"),
    ]
    assert [figure for figure, *_ in told("Có 48 xã đạt chuẩn (đầu năm có 46 xã).")] == ["48 xã"]


def test_what_an_earlier_year_had_is_no_target() -> None:
    text = "Thu nhập đạt 120 triệu đồng (năm 2025 là 66 triệu đồng); trồng 35 ha sâm trong 5 năm."
    facts = facts_of(text, "CHỈ TIÊU ĐẾN NĂM 2030", source=_NINE_MONTHS)
    assert [(str(fact.period), fact.status) for fact in facts] == [
        ("2030", Status.TARGET),
        ("2025", Status.RESULT),
        ("2026-2030", Status.TARGET),
    ]


def test_an_earlier_year_beside_an_estimate_is_a_result_whatever_the_date() -> None:
    text = "GRDP ước tăng 8,45% (năm 2031 tăng 7,92%)."
    facts = facts_of(text, "KẾT QUẢ", source=SourceRecord("Báo cáo", period="2032"))
    assert [(str(fact.period), fact.status) for fact in facts] == [
        ("2032", Status.ESTIMATE),
        ("2031", Status.RESULT),
    ]


def test_a_year_in_which_a_change_began_is_not_handed_on() -> None:
    text = "Số ngày nghỉ tăng từ 1,6 ngày năm 2025 lên 1,8 ngày năm 2026; chi 5 tỷ đồng. Công suất cả năm đạt 56%."
    assert [(figure, period) for figure, _, _, period in told(text)] == [
        ("1,6 ngày", "2025"),
        ("1,8 ngày", "2026"),
        ("5 tỷ đồng", "2026"),
        ("56%", "2026"),
    ]


def test_a_season_holds_in_its_clause() -> None:
    text = "Thu hái sâm niên vụ 2026 - 2027 với tỷ lệ chín trên 85%; trồng 14 ha rừng."
    assert [period for *_, period in told(text, "KẾT QUẢ ĐẠT ĐƯỢC")] == ["niên vụ 2026-2027", "9 tháng 2026"]


def test_what_came_on_some_days_is_not_the_years() -> None:
    text = "Đón 3 triệu lượt khách. Riêng dịp nghỉ lễ 02/9 đón 96 nghìn lượt khách, công suất phòng đạt 74%."
    assert [part for _, _, part, _ in told(text)][2] == "dịp nghỉ lễ 02/9"
    assert "02/9" in told(text)[1][1]
    assert "Dịp Tết" in " ".join(told("Dịp Tết Nguyên đán, toàn tỉnh đón 145 nghìn lượt khách.")[0])


def test_a_measure_in_a_parenthesis_is_of_the_name_before_it() -> None:
    text = "Khách quốc tế đạt 228 nghìn lượt, nhiều nhất là khách Lào (71 nghìn lượt), Thái Lan (48 nghìn lượt)."
    assert [part for _, _, part, _ in told(text)] == ["", "khách Lào", "Thái Lan"]


def test_new_and_added_capital_is_a_level() -> None:
    facts = facts_of("Tổng vốn đăng ký mới và tăng thêm 549 triệu USD, tăng 5%.", source=_NINE_MONTHS)
    assert [(fact.indicator, fact.verb) for fact in facts] == [
        ("Tổng vốn đăng ký mới và tăng thêm", ""),
        ("Tổng vốn đăng ký mới và tăng thêm", "tăng"),
    ]


def test_a_plan_under_a_heading_of_its_line_is_a_plan() -> None:
    assert statuses("Về đầu tư công: tổng kế hoạch vốn năm 2026 được giao là 7 tỷ đồng.") == [Status.TARGET]


def test_a_month_counts_nothing() -> None:
    assert told("Hội nghị giao ban tháng 10 tổ chức ngày 09/10/2026 tại phường.") == []


def test_what_must_be_reached_is_a_target() -> None:
    assert statuses("Thu muối ước tăng 5%; để đạt mức này, quý III phải tăng 6%") == [Status.ESTIMATE, Status.TARGET]


def test_behind_a_bare_amount_in_a_row_without_lines_a_figure_is_of_nothing() -> None:
    assert facts_of("Gạo 150.300 98.120") == []
    assert [fact.indicator for fact in facts_of("Sản lượng gạo 98.120 tấn.")] == ["Sản lượng gạo"]
