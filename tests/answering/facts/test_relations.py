"""How facts stand to each other: what came about, and what was planned of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rag.answering.facts.relations import came_about_of
from rag.datatypes import Fact, Figure, Period, Status

_FIGURE = Figure(Decimal(9), Decimal(9), "tấn")
_PLAN = Fact("a:0-9", "a.txt", "sản lượng muối", "", Period(2031, 2031), Status.TARGET, "Sông Lam", _FIGURE, 0, 9, 0, 9)
_DONE = replace(_PLAN, file="b.txt", status=Status.ESTIMATE)


def test_the_estimate_of_a_plan_is_what_came_about_of_it() -> None:
    assert came_about_of(_DONE, _PLAN)
    assert came_about_of(replace(_DONE, status=Status.RESULT), _PLAN)
    assert not came_about_of(_PLAN, _DONE)


@pytest.mark.parametrize(
    "other",
    [
        replace(_DONE, period=Period(2030, 2030)),
        replace(_DONE, period=None),
        replace(_DONE, territory="Sông Mã"),
        replace(_DONE, indicator="sản lượng muối xuất khẩu sang Lào"),
        replace(_DONE, status=Status.UNKNOWN),
    ],
)
def test_what_is_of_another_time_place_or_thing_is_not(other: Fact) -> None:
    assert not came_about_of(other, _PLAN)
