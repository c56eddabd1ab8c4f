from dataclasses import replace

import pytest

from page.register_table import ROWS_A_PAGE, RegisterQuery, Row, choices_of, find_rows, page_of, rows_of
from rag.datatypes import Certainty, Fact, Period, SlotReading, Status
from tests.page.fake_pipeline import BUDGET, BUDGET_FACT, BUDGET_NEWS, EARLIER_FACTS, NEWS_DOCUMENT, PLAN_DOCUMENT

UNSURE = replace(BUDGET_FACT, period=None, slots=(SlotReading("period", Certainty.UNKNOWN, 0.0),), indicator="Khách")
RIVAL = replace(EARLIER_FACTS[1], file=NEWS_DOCUMENT.file, figure=BUDGET_FACT.figure)


@pytest.fixture
def rows() -> tuple[Row, ...]:
    facts = (BUDGET_FACT, *EARLIER_FACTS, UNSURE, RIVAL)
    return rows_of(facts, (PLAN_DOCUMENT, NEWS_DOCUMENT), (BUDGET.passage, BUDGET_NEWS.passage))


def found(rows: tuple[Row, ...], query: RegisterQuery) -> list[Fact]:
    return [row.fact for row in find_rows(rows, query)]


def test_a_search_needs_no_accents_and_no_order(rows: tuple[Row, ...]) -> None:
    assert found(rows, RegisterQuery(search="nuoc NGAN sach")) == [BUDGET_FACT, *EARLIER_FACTS, RIVAL]
    assert found(rows, RegisterQuery(search="khách")) == [UNSURE]
    assert found(rows, RegisterQuery(search="không có")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (RegisterQuery(file=NEWS_DOCUMENT.file), [RIVAL]),
        (RegisterQuery(period="năm 2028"), [EARLIER_FACTS[0]]),
        (RegisterQuery(period="chưa rõ năm"), [UNSURE]),
        (RegisterQuery(status="estimate", file=PLAN_DOCUMENT.file), [EARLIER_FACTS[1]]),
        (RegisterQuery(place="Không đâu"), []),
        (RegisterQuery(section="2. Các chỉ tiêu về kinh tế", period="năm 2031"), [BUDGET_FACT]),
        (RegisterQuery(doubt="unsure"), [UNSURE]),
        (RegisterQuery(doubt="disputed"), [EARLIER_FACTS[1], RIVAL]),
    ],
)
def test_filters_leave_what_fits(rows: tuple[Row, ...], query: RegisterQuery, expected: list[Fact]) -> None:
    assert found(rows, query) == expected


def test_rows_are_sorted_both_ways(rows: tuple[Row, ...]) -> None:
    up = [fact.figure.low for fact in found(rows, RegisterQuery(sort="figure"))]
    assert up == sorted(up)
    assert [fact.figure.low for fact in found(rows, RegisterQuery(sort="figure", descending=True))] == up[::-1]
    assert found(rows, RegisterQuery(sort="no such column")) == found(rows, RegisterQuery())


def test_filters_offer_what_there_is(rows: tuple[Row, ...]) -> None:
    choices = choices_of(rows)
    assert choices.periods == ("năm 2031", "năm 2030", "năm 2028", "chưa rõ năm")
    assert choices.places == ("tỉnh Sông Lam",)
    assert [file for file, _ in choices.files] == [PLAN_DOCUMENT.file, NEWS_DOCUMENT.file]


def test_pages_hold_so_many_rows_and_a_number_beyond_them_is_the_last(rows: tuple[Row, ...]) -> None:
    many = rows * 30
    last = page_of(many, 99)
    assert (last.number, last.pages, last.total) == (3, 3, 150)
    assert len(page_of(many, 1).rows) == ROWS_A_PAGE
    assert page_of((), 5).rows == ()


def test_targets_and_results_of_one_year_do_not_contradict_each_other() -> None:
    result = replace(BUDGET_FACT, status=Status.RESULT, file=NEWS_DOCUMENT.file, figure=EARLIER_FACTS[0].figure)
    later = replace(BUDGET_FACT, period=Period(2032, 2032), file=NEWS_DOCUMENT.file, figure=EARLIER_FACTS[0].figure)
    rows = rows_of((BUDGET_FACT, result, later), (PLAN_DOCUMENT, NEWS_DOCUMENT), ())
    assert not any(row.is_disputed for row in rows)
