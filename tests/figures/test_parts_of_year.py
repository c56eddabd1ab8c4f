"""A figure of nine months is bound to nine months, in prose, under headings, in reports on a part of a year."""

import datetime

import pytest

from rag.datatypes import Period, SourceRecord, Status
from rag.figures.parsing import parse_years
from rag.figures.parts_of_year import counted_up_to, find_parts, months_with_year, part_of_year
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
        ("đến 31/12/2031", Period(2031, 2031)),
        ("den ngay 30/6/2031", Period(2031, 2031, "6 tháng")),
        ("hết tháng 6", None),
    ],
)
def test_a_month_or_a_day_is_read_with_the_year_behind_it(text: str, period: Period | None) -> None:
    assert [part.period for part in find_parts(text)] == [period]


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
    done, planned = facts_of("Sản lượng muối đạt 40 nghìn tấn (kế hoạch năm 90 nghìn tấn).", source=source)
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
