from dataclasses import replace
from decimal import Decimal

from page.year_strip import YearStrips, cells_of
from rag.datatypes import Fact, Figure, Period, Status
from tests.page.fake_pipeline import BUDGET_FACT, EARLIER_FACTS, FakePipeline


def of_year(period: Period | None, amount: int, status: Status = Status.TARGET, file: str = "a.txt") -> Fact:
    figure = Figure(Decimal(amount), Decimal(amount), "đồng", text=f"{amount} đồng")
    return replace(BUDGET_FACT, period=period, status=status, figure=figure, file=file)


def test_years_without_a_figure_are_kept_as_gaps() -> None:
    cells = cells_of([of_year(Period(2031, 2031), 1), of_year(Period(2028, 2028), 2)])
    assert [(cell.label, len(cell.facts)) for cell in cells] == [("2028", 1), ("2029", 0), ("2030", 0), ("2031", 1)]


def test_a_long_gap_is_one_cell() -> None:
    cells = cells_of([of_year(Period(1995, 1995), 1), of_year(Period(2020, 2020), 2)])
    assert [cell.label for cell in cells] == ["1995", "1996 … 2019", "2020"]


def test_parts_of_a_year_and_spans_stand_behind_the_years() -> None:
    nine_months = of_year(Period(2030, 2030, "9 tháng"), 1)
    span = of_year(Period(2026, 2030), 2)
    cells = cells_of([nine_months, span, of_year(None, 3), of_year(Period(2030, 2030), 4)])
    assert [cell.label for cell in cells] == ["2030", "9 tháng năm 2030", "giai đoạn 2026-2030", "chưa rõ năm"]


def test_targets_stand_before_results_and_what_is_stated_twice_stands_once() -> None:
    year = Period(2030, 2030)
    result, target = of_year(year, 5, Status.RESULT), of_year(year, 4)
    (cell,) = cells_of([result, target, replace(target, file="b.txt")])
    assert [fact.status for fact in cell.facts] == [Status.TARGET, Status.RESULT]
    assert not cell.is_disputed


def test_documents_that_differ_are_said_to() -> None:
    year = Period(2030, 2030)
    (cell,) = cells_of([of_year(year, 4), of_year(year, 5, file="b.txt")])
    assert cell.is_disputed


def test_a_strip_shows_the_asked_figure_and_is_drawn_once() -> None:
    strips, drawn = YearStrips(FakePipeline()), set[Fact]()
    html = strips.render(BUDGET_FACT, drawn)
    assert html.count("<li") == 4
    assert html.count('aria-current="true"') == 1
    assert 'data-quote="Thu ngân sách nhà nước trên địa bàn đạt 41.250 tỷ đồng"' in html
    assert strips.render(EARLIER_FACTS[0], drawn) == ""


def test_one_figure_alone_has_no_strip() -> None:
    assert YearStrips(FakePipeline()).render(EARLIER_FACTS[0], set()) == ""
