from dataclasses import replace

import pytest

from eval.reading.judging import Verdict, judge_fact
from rag.datatypes import Period, Status
from tests.eval.reading.test_targets import label
from tests.reading.test_deciding import RULE

FACT = replace(RULE, indicator="diện tích gieo trồng", territory="Vĩnh Hà")


def test_what_the_label_says_is_right_by_half_of_its_words() -> None:
    assert judge_fact(label(place="tỉnh Vĩnh Hà"), FACT).whole is Verdict.RIGHT


@pytest.mark.parametrize(
    ("changes", "slot", "verdict"),
    [
        ({"indicator": "sản lượng thủy sản"}, "indicator", Verdict.WRONG),
        ({"period": None}, "period", Verdict.UNKNOWN),
        ({"period": Period(2031, 2031, "9 tháng")}, "period", Verdict.WRONG),
        ({"status": Status.TARGET}, "status", Verdict.WRONG),
        ({"status": Status.UNKNOWN}, "status", Verdict.UNKNOWN),
        ({"territory": ""}, "place", Verdict.UNKNOWN),
        ({"territory": "Tân Giang"}, "place", Verdict.WRONG),
    ],
)
def test_each_slot_is_right_unknown_or_wrong(changes: dict[str, object], slot: str, verdict: Verdict) -> None:
    judged = judge_fact(label(place="tỉnh Vĩnh Hà"), replace(FACT, **changes))  # type: ignore[arg-type]
    assert {name for name, found in judged.slots.items() if found is not Verdict.RIGHT} == {slot}
    assert judged.slots[slot] is judged.whole is verdict


def test_a_year_that_the_text_does_not_tell_must_stay_empty() -> None:
    assert judge_fact(label(period=""), replace(FACT, period=None)).slots["period"] is Verdict.RIGHT
    assert judge_fact(label(period=""), FACT).slots["period"] is Verdict.WRONG


def test_a_figure_that_nobody_read_is_unknown() -> None:
    assert judge_fact(label(), None).whole is Verdict.UNKNOWN
