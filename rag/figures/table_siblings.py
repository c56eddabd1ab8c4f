"""The columns of a table together → what each is of, also where its heading leaves that to the column beside it.

`Kế hoạch 2025 | Thực hiện 9 tháng | Đạt (%) | So với cùng kỳ (%)`: the last two are of the second.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.datatypes import Period, Status
from rag.figures.heading_times import with_plain_times
from rag.figures.note_marks import take_mark
from rag.figures.parts_of_year import last_month
from rag.figures.table_columns import Column, read_column

_DONE = frozenset({Status.RESULT, Status.ESTIMATE})
_BARE_RATE = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng)", re.IGNORECASE)
_WITHIN = re.compile(r"trong đó(?!\w)", re.IGNORECASE)
_SCHOOLS = re.compile(r"THCS|THPT|Tiểu học")
_SAME_PERIOD = re.compile(r"so với cùng kỳ", re.IGNORECASE)
# `DT | NS | SL` over crops; elsewhere `DT` is a budget.
_OF_CROPS = {"DT": "Diện tích", "NS": "Năng suất", "SL": "Sản lượng"}
_UNSURE = Column(is_sure=False)


def read_columns(headings: Sequence[str]) -> list[Column]:
    """Each column's slots, completed from the columns beside it; two may be alike: `Nam | Tỷ lệ | Nữ | Tỷ lệ`."""
    is_of_crops = {"NS", "SL"} <= {heading.split()[0] for heading in headings if heading.split()}
    is_of_schools = any(_SCHOOLS.search(heading) for heading in headings)
    alone = []
    for heading in with_plain_times(headings):
        spelled = (
            re.sub(r"^(?:DT|NS|SL)\b", lambda found: _OF_CROPS[found.group()], heading) if is_of_crops else heading
        )
        alone.append(_UNSURE if is_of_schools and heading.strip() == "TH" else read_column(spelled))
    return [
        replace(_named(alone, at, _completed(alone, at)), mark=take_mark(heading)[1])
        for at, heading in enumerate(headings)
    ]


def _named(columns: Sequence[Column], at: int, column: Column) -> Column:
    """The column with what the one right before it names, where both are in one unit and it names nothing itself."""
    before = columns[at - 1] if at else _UNSURE
    if _WITHIN.match(column.aspect) and before.aspect and not _WITHIN.match(before.aspect):
        return replace(column, aspect=f"{before.aspect}, {column.aspect}")
    is_plain = not (before.compares or before.changes or column.compares or column.changes)
    is_rate = column.leans and _BARE_RATE.fullmatch(column.aspect) is not None
    if (column.aspect and not is_rate) or not is_plain or (before.unit != column.unit and not is_rate):
        return column
    return replace(column, named_before=before.aspect)


def _completed(columns: Sequence[Column], at: int) -> Column:
    column = columns[at]
    if not column.is_sure:
        return column
    if column.leans or column.is_year_before:
        beside = _leant_on(columns, at)
        if beside is not None:
            return _filled(column, _in_order(columns, beside))
        if column.is_year_before or column.compares or column.changes:
            return column
    column = _in_cycle(columns, _in_order(columns, column))
    if column.is_cumulative and column.status is None:
        counted = [other.status for other in columns[:at] if other.status in _DONE]
        column = replace(column, status=Status.ESTIMATE if Status.ESTIMATE in counted else Status.RESULT)
    if column.is_same_part and column.period and not column.period.part:
        parts = [_part(other) for other in columns[:at]]
        part = next(filter(None, reversed(parts)), "")
        column = replace(column, period=column.period.of_part(part) if part else column.period)
    has_own_period = column.period is not None or bool(column.part_of_year) or column.is_timeless
    if has_own_period or (column.status not in _DONE and not column.is_expected):
        return column
    plans = [other.period for other in columns[:at] if other.status is Status.TARGET and other.period]
    return replace(column, planned=plans[-1]) if plans else column


def _in_cycle(columns: Sequence[Column], column: Column) -> Column:
    """`Kế hoạch 2031-2032` beside `Năm học 2030-2031` is of a year of school too."""
    cycles = {other.period.cycle for other in columns if other.period and other.period.cycle}
    period = column.period
    if period is None or period.last - period.first != 1 or period.part or period.said or len(cycles) != 1:
        return column
    return replace(column, period=replace(period, said=cycles.pop()))


def _in_order(columns: Sequence[Column], column: Column) -> Column:
    """The column with a status inferred from its position where its heading states none."""
    if column.status is not None or column.is_expected:
        return column
    now = [other.period for other in columns if other.period and other.is_of_now]
    return replace(
        column,
        status=_by_order(columns, column),
        precedes_plan=_precedes_plan(columns, column),
        follows_state=column.period is not None and any(other.last < column.period.first for other in now),
    )


def _leant_on(columns: Sequence[Column], at: int) -> Column | None:
    """The column whose figures another one compares: the nearest before it that is no plan of what came about too."""
    column = columns[at]
    before = [other for other in columns[:at] if not (other.leans or other.is_year_before)]
    if not (column.compares or column.changes or column.is_year_before):
        before = before[-1:]  # `Số người | Tỷ lệ`: of what stands right before it
    before = [other for other in before if _has_own_slots(other) and _fits(other, column)]
    if column.part_of_year:
        before = [other for other in before if column.part_of_year == _part(other)] or before
    if not before and column.is_year_before:
        before = [other for other in columns[at + 1 :] if _has_own_slots(other)][:1]
    if not before:
        return None
    last = before[-1]
    if last.status is not Status.TARGET:
        return last
    done = [other for other in before if other.status is not Status.TARGET]
    if not column.of_plan and not column.is_year_before and not _SAME_PERIOD.match(column.baseline):
        done = [other for other in done if _may_be_of(other.period, last.period)]
    return done[-1] if done else last


def _by_order(columns: Sequence[Column], column: Column) -> Status | None:
    """Of times that stand beside others: before those of a result or an estimate there are results, behind those of a
    plan there are plans."""
    period = column.period
    if period is None:
        done = [last_month(other.part_of_year or "") for other in columns if other.status in _DONE and not other.period]
        month = last_month(column.part_of_year or "")
        return Status.RESULT if month and any(other and month < other for other in done) else None
    if any(other.period and other.status in _DONE and _is_before(period, other.period) for other in columns):
        return Status.RESULT
    planned = any(
        (other.period and other.status is Status.TARGET and other.period.last < period.first) for other in columns
    )
    return Status.TARGET if planned else None


def _precedes_plan(columns: Sequence[Column], column: Column) -> bool:
    """Whether `2030` stands before `Mục tiêu 2035`: that says of the one what it does not say of the other."""
    planned = [other.period for other in columns if other.period and other.status is Status.TARGET]
    period = column.period
    return period is not None and bool(planned) and all(period.last < other.first for other in planned)


def _is_before(period: Period, other: Period) -> bool:
    if period.last != other.last:
        return period.last < other.last
    month, other_month = last_month(period.part), last_month(other.part)
    return month is not None and other_month is not None and month < other_month


def _part(column: Column) -> str:
    return column.part_of_year or (column.period.part if column.period else "")


def _has_own_slots(column: Column) -> bool:
    is_own = column.is_sure and not (column.leans or column.is_year_before)
    return is_own and bool(column.status or column.is_expected or column.period or column.part_of_year is not None)


def _fits(other: Column, column: Column) -> bool:
    """Whether the two columns do not contradict each other."""
    same_status = column.status is None or column.is_year_before or other.status is column.status
    return same_status and (column.period is None or _may_be_of(other.period, column.period))


def _may_be_of(period: Period | None, other: Period | None) -> bool:
    return period is None or other is None or period.whole == other.whole


def _filled(column: Column, beside: Column) -> Column:
    has_own_period = column.period is not None or column.part_of_year is not None
    if column.period is None and column.part_of_year and column.part_of_year == _part(beside):
        column = replace(column, period=beside.period)
    return replace(
        column,
        period=column.period if has_own_period else beside.period,
        part_of_year=column.part_of_year if has_own_period else beside.part_of_year,
        status=column.status or beside.status,
        is_expected=column.is_expected or (column.status is None and beside.is_expected),
        planned=beside.planned,
        precedes_plan=beside.precedes_plan,
    )
