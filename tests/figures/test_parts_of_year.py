"""A figure of nine months is bound to nine months, in prose, under headings, in reports on a part of a year."""

import datetime

import pytest

from rag.datatypes import Period, SourceRecord, Status
from rag.figures.parsing import parse_years
from rag.figures.parts_of_year import (
    counted_up_to,
    find_parts,
    first_month,
    months_with_year,
    part_of_year,
    since_beginning,
)
from rag.figures.periods import parse_periods
from tests.figures.test_register import facts_of


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("9 tháng năm 2031", Period(2031, 2031, "9 tháng")),
        ("sáu tháng đầu năm 2031", Period(2031, 2031, "6 tháng")),
        ("6 tháng cuối năm 2031", Period(2031, 2031, "6 tháng cuối")),
        ("quý 3/2031", Period(2031, 2031, "quý III")),
        ("quý II năm 2031", Period(2031, 2031, "quý II")),
        ("6 thang dau nam 2031", Period(2031, 2031, "6 tháng")),
        ("năm 2031", Period(2031, 2031)),
        ("kế hoạch 5 năm 2031 - 2035", Period(2031, 2035)),
        ("hồ sơ đúng hạn 6 tháng đầu năm 2031", Period(2031, 2031, "6 tháng")),
        ("vốn tăng thêm 9 tháng năm 2031", Period(2031, 2031, "9 tháng")),
        ("quí II/2031", Period(2031, 2031, "quý II")),
        ("quý III-2031", Period(2031, 2031, "quý III")),
        ("QIII/2031", Period(2031, 2031, "quý III")),
        ("Q2/2031", Period(2031, 2031, "quý II")),
        ("q2 2031", Period(2031, 2031, "quý II")),
        ("9T/2031", Period(2031, 2031, "9 tháng")),
        ("6T2031", Period(2031, 2031, "6 tháng")),
        ("12T/2031", Period(2031, 2031)),
        ("8 tháng/2031", Period(2031, 2031, "8 tháng")),
        ("hai tháng đầu năm 2031", Period(2031, 2031, "2 tháng")),
        ("đến hết quý II/2031", Period(2031, 2031, "6 tháng")),
        ("cả năm/2031", Period(2031, 2031)),
    ],
)
def test_a_year_is_read_with_its_part(text: str, period: Period) -> None:
    assert [years.period for years in parse_years(text)] == [period]


@pytest.mark.parametrize(
    "text",
    [
        "đào tạo từ 3 tháng trở lên",
        "trẻ dưới 6 tháng tuổi",
        "thi công 36 tháng",
        "chậm 04 tháng",
        "trả 9 tháng/khóa",
        "ngày 06 tháng 12 năm 2031",
        "đào tạo 2 tháng, năm 2031",
        "từ tháng 3 đến tháng 5",
        "Q.1, thành phố",
    ],
)
def test_a_duration_or_a_date_is_no_part_of_a_year(text: str) -> None:
    assert part_of_year(text) is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("tháng 6/2031 đạt", Period(2031, 2031, "tháng 6")),
        ("hết tháng 6 năm 2031", Period(2031, 2031, "6 tháng")),
        ("đến hết ngày 30 tháng 9 năm 2031", Period(2031, 2031, "9 tháng")),
        ("đến 20/11/2031", Period(2031, 2031, "đến 20/11")),
        ("đến 30.9.2031", Period(2031, 2031, "9 tháng")),
        ("lũy kế đến 31-12-2031", Period(2031, 2031)),
        ("đến 17 giờ ngày 20/11/2031", Period(2031, 2031, "đến 20/11")),
        ("đến hết tháng 7/2031", Period(2031, 2031, "7 tháng")),
        ("từ tháng 1 đến tháng 7/2031", Period(2031, 2031, "7 tháng")),
        ("T7/2031", Period(2031, 2031, "tháng 7")),
        ("đến 31/12/2031", Period(2031, 2031)),
        ("den ngay 30/6/2031", Period(2031, 2031, "6 tháng")),
        ("hết tháng 6", None),
    ],
)
def test_a_month_or_a_day_is_read_with_the_year_behind_it(text: str, period: Period | None) -> None:
    assert [part.period for part in find_parts(text)] == [period]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("đến ngày 30/9/2031", "đến tháng 9 2031"),
        ("đến hết tháng 9/2031", "đến tháng 9 2031"),
        ("đến 31/12/2031", "2031"),
        ("Năm học 2030 – 2031", "năm học 2030-2031"),
        ("niên vụ 2030-2031", "niên vụ 2030-2031"),
        ("nhiệm kỳ 2030-2035", "2030-2035"),
        ("vụ đông - xuân 2030-2031", "vụ đông xuân 2030-2031"),
        ("Vụ mùa năm 2031", "2031"),
        ("kế hoạch 2031-2035", "2031-2035"),
    ],
)
def test_a_period_is_printed_as_the_text_names_it(text: str, printed: str) -> None:
    assert [str(years.period) for years in parse_periods(text)] == [printed]


def test_what_a_period_is_called_does_not_make_it_another() -> None:
    assert parse_years("năm học 2030-2031")[0].period == Period(2030, 2031)
    assert Period(2031, 2031, "9 tháng", "đến 30/9") == Period(2031, 2031, "9 tháng")


def test_of_several_days_the_last_is_counted_up_to() -> None:
    assert counted_up_to("đến 30/6/2031, và đến ngày 20/11/2031") == Period(2031, 2031, "đến 20/11")


def test_a_deadline_is_nothing_counted_up_to() -> None:
    assert counted_up_to("thời hạn đến ngày 30/6/2031") is None


def test_a_question_names_every_month_for_what_is_counted_in_it() -> None:
    assert months_with_year("Hết tháng 9/2031 so với riêng tháng 8 năm 2031?") == [
        Period(2031, 2031, "9 tháng"),
        Period(2031, 2031, "tháng 8"),
    ]


def test_figures_of_months_in_a_parenthesis_are_not_the_years() -> None:
    source = SourceRecord("Báo cáo", date=datetime.date(2031, 12, 1), period="2031")
    facts = facts_of("Sản lượng muối năm 2031 ước tăng 8,2% (6 tháng tăng 7,1%, 9 tháng tăng 7,9%).", source=source)
    assert [(fact.indicator, str(fact.period), fact.figure.text) for fact in facts] == [
        ("Sản lượng muối", "2031", "8,2%"),
        ("Sản lượng muối", "6 tháng 2031", "7,1%"),
        ("Sản lượng muối", "9 tháng 2031", "7,9%"),
    ]


def test_what_is_planned_for_the_year_stays_the_years_in_a_report_on_its_half() -> None:
    source = SourceRecord("Báo cáo", date=datetime.date(2031, 6, 20), period="6 tháng đầu năm 2031")
    done, planned = facts_of("Sản lượng muối đã đạt 40 nghìn tấn (kế hoạch năm 90 nghìn tấn).", source=source)
    assert (done.status, done.period) == (Status.RESULT, Period(2031, 2031, "6 tháng"))
    assert (planned.status, planned.period) == (Status.TARGET, Period(2031, 2031))


def test_a_deadline_within_the_year_leaves_a_target_the_years() -> None:
    source = SourceRecord("Nghị quyết", date=datetime.date(2030, 12, 1), period="2031")
    (fact,) = facts_of("Phấn đấu hoàn thành 12 km kè biển trong quý II năm 2031.", source=source)
    assert fact.period == Period(2031, 2031)


def test_each_quarter_of_a_sentence_has_its_own_figure() -> None:
    source = SourceRecord("Kế hoạch", date=datetime.date(2030, 12, 1), period="2031")
    facts = facts_of("Phấn đấu sản lượng muối quý I/2031 tăng 9,7%, 6 tháng đầu năm tăng 10,2%.", source=source)
    assert [str(fact.period) for fact in facts] == ["quý I 2031", "6 tháng 2031"]


def _periods_of(text: str, *headings: str, source: SourceRecord | None = None) -> list[tuple[str, str]]:
    facts = facts_of(text, *headings, source=source or SourceRecord("Báo cáo"))
    return [(fact.figure.text, str(fact.period or "")) for fact in facts]


def test_short_forms_of_months_have_each_their_own_figure() -> None:
    told = _periods_of("Số tàu cập cảng 6T/2031: 310 tàu; 9T/2031: 475 tàu; 12T/2031: 640 tàu.")
    assert told == [("310 tàu", "6 tháng 2031"), ("475 tàu", "9 tháng 2031"), ("640 tàu", "12 tháng 2031")]


def test_a_month_is_its_figures_own_in_prose_and_headings() -> None:
    assert _periods_of("Chỉ số giá tháng 7/2031 tăng 0,4%.") == [("0,4%", "tháng 7 2031")]
    assert _periods_of("Khách lưu trú đạt 41.200 lượt.", "DU LỊCH THÁNG 7/2031") == [("41.200 lượt", "tháng 7 2031")]


def test_months_summed_up_are_of_the_documents_year() -> None:
    source = SourceRecord("Báo cáo", period="tháng 2 năm 2031")
    told = _periods_of("Thu hải quan tháng 2 là 310 tỷ đồng, lũy kế 2 tháng 640 tỷ đồng.", source=source)
    assert told == [("310 tỷ đồng", "tháng 2 2031"), ("640 tỷ đồng", "2 tháng 2031")]


def test_a_half_that_is_compared_with_is_not_the_figures_own() -> None:
    told = _periods_of("Nửa cuối năm 2031 xuất khẩu muối được 90 tấn, cao hơn nửa đầu năm 12 tấn.")
    assert [period for _, period in told] == ["6 tháng cuối 2031"] * 2


def test_this_year_is_the_one_in_which_the_document_was_written() -> None:
    source = SourceRecord("Báo cáo", date=datetime.date(2031, 7, 20))
    told = _periods_of("Năm nay sản lượng muối ước đạt 90 tấn; năm tới phấn đấu sản lượng muối 95 tấn.", source=source)
    assert told == [("90 tấn", "2031"), ("95 tấn", "2032")]
    assert _periods_of("Năm nay sản lượng muối ước đạt 90 tấn.") == [("90 tấn", "")]


def test_a_term_without_its_years_is_the_one_of_the_title() -> None:
    source = SourceRecord("Chương trình thực hiện Nghị quyết Đại hội nhiệm kỳ 2030 - 2035")
    assert _periods_of("Trong cả nhiệm kỳ phấn đấu xây mới 40 km kè biển.", source=source) == [("40 km", "2030-2035")]


def test_what_a_sentence_opens_with_holds_behind_its_semicolons() -> None:
    told = _periods_of("Trong quý I/2031 không xảy ra vụ ngộ độc nào; tỷ lệ mẫu hỏng là 0,6%.")
    assert told == [("0,6%", "quý I 2031")]


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (Period(2031, 2031, "đến 22/10"), "đến tháng 10 2031"),
        (Period(2031, 2031, "9 tháng"), "9 tháng 2031"),
        (Period(2031, 2035), "2031-2035"),
    ],
)
def test_a_column_of_periods_tells_days_by_their_months(period: Period, told: str) -> None:
    assert period.by_month == told


@pytest.mark.parametrize(
    ("part", "first", "since"),
    [
        ("quý III", 7, "9 tháng"),
        ("9 tháng", 1, "9 tháng"),
        ("tháng 4", 4, "4 tháng"),
        ("6 tháng cuối", 7, None),
        ("quý IV", 10, ""),
        ("", None, None),
    ],
)
def test_a_part_has_a_first_month_and_all_months_up_to_its_end(part: str, first: int | None, since: str | None) -> None:
    counted = since_beginning(part)
    assert (first_month(part), counted.part if counted else None) == (first, since)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Ở tỉnh Lạc Hà, grdp 9 thang 2031 tang bao nhieu?", "9 tháng"),
        ("Ở tỉnh Lạc Hà, thu ngan sach quy 2 nam 2031", "quý II"),
        ("Nửa đầu 2031 thu ngân sách được bao nhiêu?", "6 tháng"),
        ("Nửa cuối 2031 thu ngân sách", "6 tháng cuối"),
        ("Tòa nhà có 9 thang máy", None),
        ("Quỹ đất năm 2031", None),
    ],
)
def test_times_without_accents_are_read_among_words_with_them(question: str, part: str | None) -> None:
    assert part_of_year(question) == part
