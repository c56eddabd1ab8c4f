"""Two witnesses weighed: what is stated, what stays unknown, and the limits that no odds pass."""

import datetime
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from rag.datatypes import Certainty, Document, Fact, Figure, FigureKind, Period, SourceRecord, Status
from rag.reading.batches import mark_figures
from rag.reading.contexts import TEXT as TEXT_SECTION
from rag.reading.deciding import decide
from rag.reading.odds import AGREED, AGREED_READER, ALONE, OF_READER, OF_RULES, Calibration, Odds
from rag.reading.readings import PointedSpan, Reading
from rag.reading.views import SLOTS, view
from tests.reading.test_contexts import context_of

TEXT = "Năm 2031, thu ngân sách đạt 84 tỷ đồng."
CALIBRATION = Calibration(
    odds={
        "fact": dict.fromkeys((AGREED, ALONE), Odds(0, {"reader holds it a fact": 1})),
        **{
            slot: {
                AGREED: Odds(1, {"reader": 1, "reader trusts the rules": 1}),
                AGREED_READER: Odds(0, {"reader": 1, "reader trusts the rules": 1, "rules' words in the reader's": -1}),
                OF_RULES: Odds(0, {"reader trusts the rules": 1}),
                OF_READER: Odds(-1, {"reader": 1}),
                ALONE: Odds(0, {"reader": 1}),
            }
            for slot in SLOTS
        },
    },
    slot_thresholds=dict.fromkeys(SLOTS, 0.5),
    fact=0.5,
    likely=0.6,
    sure=0.9,
)
RULE = Fact(
    passage_id="a:0",
    file="a.txt",
    indicator="thu ngân sách",
    part="",
    period=Period(2031, 2031),
    status=Status.RESULT,
    territory="",
    figure=Figure(Decimal(84), Decimal(84), "đồng"),
    start=28,
    end=38,
    clause_start=0,
    clause_end=len(TEXT),
)


def reading(
    *,
    status: Status = Status.RESULT,
    sure: float = 0.97,
    year: int = 2031,
    part: str = "",
    is_fact: float = 0.99,
    rules_right: float = 0.9,
) -> Reading:
    marked = mark_figures(context_of(TEXT), [])[0]
    return Reading(
        marked=marked,
        is_fact=is_fact,
        status={status: sure, Status.UNKNOWN: 1 - sure},
        kind={FigureKind.LEVEL: 0.9, FigureKind.RANK: 0.1},
        years={(year, year): sure, None: 1 - sure},
        year_spans={(year, year): None, None: None},
        parts={part: sure, "": 1 - sure} if part else {"": 1.0},
        indicator=PointedSpan("thu ngân sách", None, sure),
        part=PointedSpan("", None, sure),
        place=PointedSpan("", None, sure),
        rules_right=dict.fromkeys(SLOTS, rules_right),
    )


def decided(given: Reading, *, rule: Fact = RULE, is_rule: bool = True, date: datetime.date | None = None) -> Fact:
    fact = decide(Document("a.txt", TEXT, SourceRecord("", date=date)), given, rule, is_rule, CALIBRATION)
    assert fact is not None
    return fact


def test_a_year_that_is_only_measured_against_is_no_period_unless_the_rules_read_it() -> None:
    text = "Toàn tỉnh có 84 tỷ đồng, tăng 5% so với cuối năm 2030."
    base = replace(reading(year=2030), marked=mark_figures(context_of(text), [])[0])
    document = Document("a.txt", text, SourceRecord(""))
    fact = decide(document, base, replace(RULE, period=None), True, CALIBRATION)
    assert fact is not None
    assert fact.period is None
    read = decide(document, base, replace(RULE, period=Period(2030, 2030)), True, CALIBRATION)
    assert read is not None
    assert read.period == Period(2030, 2030)


def test_a_name_keeps_the_direction_that_the_rules_read_before_it() -> None:
    given = replace(reading(), indicator=PointedSpan("tỷ lệ hộ nghèo", None, 0.97))
    document = Document("a.txt", TEXT, SourceRecord(""))
    for of_rules, name in (
        ("Mức giảm tỷ lệ hộ nghèo", "Mức giảm tỷ lệ hộ nghèo"),
        ("Tỉnh có tỷ lệ hộ nghèo", "tỷ lệ hộ nghèo"),
    ):
        assert view(document, given, replace(RULE, indicator=of_rules), True).fact.indicator == name


def test_what_is_told_at_the_beginning_of_a_term_is_not_of_that_term() -> None:
    term = replace(RULE, period=Period(2031, 2035))
    source = SourceRecord("Đại hội đại biểu xã Lâm Hạ lần thứ II, nhiệm kỳ 2031-2035")
    both = replace(reading(), years={(2031, 2035): 0.97, None: 0.03}, year_spans={(2031, 2035): None, None: None})
    fact = decide(Document("a.txt", TEXT, source), both, term, True, CALIBRATION)
    assert fact is not None
    assert (fact.period, fact.status) == (None, Status.RESULT)


def test_a_name_that_points_back_is_not_told() -> None:
    both = replace(reading(), indicator=PointedSpan("khoản thu này", None, 0.97))
    fact = decided(both, rule=replace(RULE, indicator="khoản thu này"))
    assert fact.certainty is Certainty.UNKNOWN


def test_nothing_comes_about_after_what_the_document_reports_on() -> None:
    source = SourceRecord("", period="6 tháng 2031")
    later = replace(RULE, period=Period(2031, 2031, "6 tháng cuối"))
    fact = decide(Document("a.txt", TEXT, source), reading(part="6 tháng cuối"), later, True, CALIBRATION)
    assert fact is not None
    assert fact.status is Status.UNKNOWN


def test_two_witnesses_that_agree_are_sure() -> None:
    fact = decided(reading())
    assert (fact.indicator, fact.period, fact.status) == ("thu ngân sách", Period(2031, 2031), Status.RESULT)
    assert fact.certainty is Certainty.SURE


def test_the_reader_alone_is_less_sure_than_with_the_rules() -> None:
    assert decided(reading(sure=0.93), is_rule=False).certainty is Certainty.LIKELY


def test_what_the_rules_leave_open_is_filled_only_where_the_reader_is_likely_right() -> None:
    untold = replace(RULE, status=Status.UNKNOWN)
    assert decided(reading(), rule=untold).status is Status.RESULT
    doubtful = replace(reading(), status={Status.TARGET: 0.55, Status.RESULT: 0.45})
    fact = decided(doubtful, rule=untold)
    assert (fact.status, fact.period) == (Status.UNKNOWN, Period(2031, 2031))
    assert fact.certainty is Certainty.UNKNOWN


@pytest.mark.parametrize(("rules_right", "status"), [(0.9, Status.RESULT), (0.2, Status.TARGET)])
def test_where_the_witnesses_differ_the_likelier_is_believed_and_nothing_is_sure(
    rules_right: float, status: Status
) -> None:
    differing = replace(reading(rules_right=rules_right), status={Status.TARGET: 0.95, Status.RESULT: 0.05})
    fact = decided(differing)
    assert fact.status is status
    assert fact.certainty is not Certainty.SURE


def test_a_fact_of_the_rules_falls_only_where_the_reader_denies_it() -> None:
    document = Document("a.txt", TEXT, SourceRecord(""))
    assert decide(document, reading(is_fact=0.3), RULE, True, CALIBRATION) is not None
    assert decide(document, reading(is_fact=0.3), RULE, False, CALIBRATION) is None
    assert decide(document, reading(is_fact=0.01), RULE, True, CALIBRATION) is None


def test_what_no_witness_can_date_has_no_period() -> None:
    doubtful = replace(reading(), years={(2031, 2031): 0.5, (2030, 2030): 0.5}, year_spans={})
    assert decided(doubtful, is_rule=False).period is None


def test_without_a_likely_name_there_is_no_fact() -> None:
    document = Document("a.txt", TEXT, SourceRecord(""))
    unnamed = replace(reading(), indicator=PointedSpan("thu ngân sách", None, 0.3))
    assert decide(document, unnamed, RULE, False, CALIBRATION) is None


@pytest.mark.parametrize("year", [2031, 2032, 2040])
def test_what_is_told_of_a_year_after_the_document_is_never_a_result(year: int) -> None:
    early = datetime.date(2030, 12, 31)
    assert decided(reading(year=year), is_rule=False, date=early).status is not Status.RESULT
    of_rules = replace(RULE, period=Period(year, year))
    slot_thresholds = reading(year=2030, rules_right=0.99)
    assert decided(slot_thresholds, rule=of_rules, date=early).status is not Status.RESULT


def test_a_value_that_is_not_likely_stays_a_guess_that_the_register_leaves_empty() -> None:
    differing = replace(reading(rules_right=0.3), status={Status.TARGET: 0.4, Status.RESULT: 0.35})
    fact = decided(differing)
    assert fact.status is not Status.UNKNOWN
    assert fact.certainty is Certainty.UNKNOWN
    slot_thresholds = fact.without_guesses
    assert (slot_thresholds.indicator, slot_thresholds.period, slot_thresholds.status) == (
        fact.indicator,
        fact.period,
        Status.UNKNOWN,
    )


@pytest.mark.parametrize("name", ["hộ nghèo; số xã", "4 xã", ""])
def test_what_cannot_be_a_name_never_takes_the_place_of_the_rules_name(name: str) -> None:
    named = replace(reading(rules_right=0.1), indicator=PointedSpan(name, None, 0.99))
    assert decided(named).indicator == RULE.indicator


def test_a_plan_that_no_word_tells_is_unknown() -> None:
    untold = replace(RULE, status=Status.UNKNOWN)

    def read_alone(status: Status) -> Status:
        given = reading(status=status)
        context = given.marked.context
        bare = replace(context, section=np.full_like(context.section, TEXT_SECTION))
        return decided(replace(given, marked=replace(given.marked, context=bare)), rule=untold).status

    assert decided(reading(status=Status.TARGET), rule=untold).status is Status.TARGET
    assert read_alone(Status.TARGET) is Status.UNKNOWN
    assert read_alone(Status.RESULT) is Status.RESULT


def test_years_are_called_what_the_text_calls_them() -> None:
    text = "Năm học 2030-2031, tỷ lệ học sinh giỏi đạt 84%."
    marked = mark_figures(context_of(text), [])[0]
    span = next(year.span for year in marked.context.years if (year.first, year.last) == (2030, 2031))
    given = replace(
        reading(), marked=marked, years={(2030, 2031): 1.0}, year_spans={(2030, 2031): span}, parts={"": 1.0}
    )
    rule = replace(RULE, start=text.index("84"), end=text.index("84") + 3)
    assert str(decided(given, rule=rule, is_rule=False).period) == "năm học 2030-2031"


def test_a_part_of_the_year_is_never_told_as_the_year() -> None:
    fact = decided(reading(part="9 tháng"), is_rule=False)
    assert fact.period in (Period(2031, 2031, "9 tháng"), None)


def test_a_fraction_stays_one_whatever_the_reader_holds() -> None:
    fraction = replace(RULE, figure=replace(RULE.figure, kind=FigureKind.FRACTION))
    assert decided(reading(), rule=fraction).figure.kind is FigureKind.FRACTION
