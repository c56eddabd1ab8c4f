from dataclasses import replace
from xml.etree import ElementTree

from page.chart import points_of, render_chart
from rag.datatypes import Period, Status
from tests.page.fake_pipeline import BUDGET_FACT, EARLIER_FACTS, HOSTILE

SERIES = (*EARLIER_FACTS, BUDGET_FACT)


def test_higher_figures_stand_higher_and_later_years_further_right() -> None:
    points, starts_at_zero = points_of(SERIES)
    assert [point.year for point in points] == [2028, 2030, 2031]
    assert [point.y for point in points] == sorted((point.y for point in points), reverse=True)
    assert points[1].x - points[0].x == 2 * (points[2].x - points[1].x)
    assert not starts_at_zero
    assert "không bắt đầu từ 0" in render_chart(SERIES, {}, "Thu ngân sách")


def test_only_whole_years_are_drawn_and_what_is_stated_twice_once() -> None:
    nine_months = replace(BUDGET_FACT, period=Period(2029, 2029, "9 tháng"))
    again = replace(BUDGET_FACT, file="b.txt")
    assert [point.year for point in points_of((*SERIES, nine_months, again))[0]] == [2028, 2030, 2031]


def test_a_gap_is_not_bridged() -> None:
    target = replace(EARLIER_FACTS[1], status=Status.TARGET)
    html = render_chart((EARLIER_FACTS[0], target, BUDGET_FACT), {}, "Thu")
    assert html.count('class="joined') == 1


def test_one_year_is_no_chart() -> None:
    assert render_chart((BUDGET_FACT,), {}, "Thu") == ""


def test_every_point_opens_its_sentence_and_nothing_is_markup() -> None:
    hostile = " ".join(HOSTILE).replace("\n", " ")
    html = render_chart(SERIES, dict.fromkeys(SERIES, hostile), hostile)
    figure = ElementTree.fromstring(html)
    points = list(figure.iter("a"))
    assert len(points) == 3
    assert all(point.get("data-quote") == hostile for point in points)
    assert "window.hacked" not in "".join(part.tag for part in figure.iter())
