"""The heading of a table's column → what its figures are: their years, plan, estimate or result, a comparison.

Levels are read from the innermost out. What cannot be told for certain makes the column unsure: it gives no facts.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.datatypes import Period, Status
from rag.figures.heading_comparisons import Comparison, read_comparison
from rag.figures.heading_statuses import heading_status, names_now, names_two_statuses, without_status_words
from rag.figures.heading_times import PART_WORDS, YEAR, YEARS_WITH_WORDS, heading_part, heading_periods
from rag.figures.note_marks import take_mark
from rag.figures.unit_notes import Unit, take_unit
from rag.figures.units import RATES

LEVELS = " › "
"""What joins the levels of a column's heading."""

_BEFORE = re.compile(r"(?<!\w)(?:cùng kỳ(?:\s+năm (?:trước|ngoái))?|năm (?:trước|ngoái))(?!\w)", re.IGNORECASE)
_SAME_PART = re.compile(r"(?<!\w)cùng kỳ(?!\w)", re.IGNORECASE)
_CURRENT = re.compile(r"(?<!\w)(?:năm nay|kỳ này|trong kỳ|tháng này|năm báo cáo|kỳ báo cáo)(?!\w)", re.IGNORECASE)
_RELATIVE = re.compile(r"(?<!\w)(?:kỳ trước|năm sau|tháng trước|năm gốc|năm học)(?!\w)", re.IGNORECASE)
_TIMELESS = re.compile(
    r"(?<!\w)(?:tổng mức(?! (?:bán|lưu chuyển|tăng|giảm))|tổng vốn đầu tư|tmđt|năng lực thiết kế)(?!\w)", re.IGNORECASE
)
_CUMULATIVE = re.compile(
    r"(?<!\w)(?:(?:lũy kế|luỹ kế|cộng dồn)(?!\w)|đến\s+(?:hết\s+)?(?:ngày\s+)?(?!31/12)\d{1,2}/\d{1,2}(?!\d))",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"(?<!\w)từ\s+(?:năm\s+)?{YEAR}", re.IGNORECASE)
# What is told of what stands beside it: a rate, a rank or the rest of it.
_LEANS = re.compile(
    r"(?:(?:tỷ|tỉ) (?:lệ|trọng)(?! gốc)|(?:xếp|thứ) hạng|hạng|còn (?:lại|thiếu|nợ))(?!\w)", re.IGNORECASE
)
_MEAN = re.compile(r"(?<!\w)(?:bq|b\.q)(?!\w)", re.IGNORECASE)
_FILLERS = re.compile(
    r"(?<!\w)(?:năm|giai đoạn|thời kỳ|nhiệm kỳ|đến|vào|cả năm|tổng(?: số| cộng)?|cộng|số liệu|"
    r"mức|chung|hết|so với|so sánh|với|trong đó|"
    r"đơn vị tính|đvt|các năm|và|thực hiện|của|từ|nq|hđnd|ubnd)(?!\w)|"
    r"[%:;,.()/]",
    re.IGNORECASE,
)
_EMPTY_PARENTHESES = re.compile(r"\(\s*\)")
# What may be spent is planned: `Kế hoạch vốn` is the name of an amount, and says its status too.
_CAPITAL_PLAN = re.compile(r"kế hoạch vốn(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """The slots that a column heading states for its figures; None and empty text where it states none.

    `compares`: they tell one thing by another (`TH/KH (%)`), `changes`: how much it rose or fell, `of_plan`: how much
    of its plan was reached; `needs_unit`: without one it may head two figures (`KH/TH`). `aspect` is what is left of
    the heading: what of the row is told (`Diện tích`); `named_before` that of the column before one that has none.
    `part_of_year` is one named without its year. `is_expected`: of a coming year it is a plan, of this one an estimate.
    `leans`: what it does not tell is that of a column beside it. `is_year_before`: its period is the one before.
    `is_same_part`: it is of the same part of its year as the columns beside it. `is_timeless`: it is of none of the
    years around; `is_of_now`: of the time when the table was made, so that it is timeless too. `is_cumulative`: it is
    counted up to when the table was made. `planned` is the period of the plan beside it. `mark` is that of a note below
    the table. `precedes_plan`: it tells no status and stands before the column of a plan that names a later time,
    `follows_state`: behind the column that tells how things stood.
    """

    period: Period | None = None
    part_of_year: str | None = None
    status: Status | None = None
    unit: Unit | None = None
    compares: bool = False
    changes: bool = False
    of_plan: bool = False
    baseline: str = ""
    aspect: str = ""
    is_expected: bool = False
    leans: bool = False
    is_year_before: bool = False
    is_same_part: bool = False
    is_timeless: bool = False
    is_of_now: bool = False
    is_cumulative: bool = False
    needs_unit: bool = False
    planned: Period | None = None
    named_before: str = ""
    mark: str = ""
    precedes_plan: bool = False
    follows_state: bool = False
    is_sure: bool = True


_UNSURE = Column(is_sure=False)


@lru_cache(maxsize=4096)
def read_column(heading: str) -> Column:
    """The slots that a heading states; an empty heading is unsure."""
    if not re.search(r"\w", heading):
        return _UNSURE if "%" not in heading else Column(unit=take_unit("(%)")[1], leans=True, aspect="%")
    levels, unit = [], None
    for level in reversed(heading.split(LEVELS)):
        rest, found = take_unit(take_mark(level)[0])
        unit = unit or found
        levels.append(rest)
    words = " ".join(reversed(levels))
    if unit is None and "%" in words:
        unit = take_unit("(%)")[1]
    in_rates = unit is not None and unit.name in RATES
    if comparison := read_comparison(words, in_rates=in_rates):
        return _compared(comparison, words, unit)
    return _plain_column(levels, unit)


def _compared(comparison: Comparison, words: str, unit: Unit | None) -> Column:
    compared, changes = comparison.compared, comparison.changes
    # `tăng`, `giảm` and `tốc độ` say nothing of whether it has come about.
    status, is_expected = heading_status(re.sub(r"(?<!\w)(?:tăng|giảm|tốc độ)(?!\w)", " ", compared))
    periods, part = heading_periods(compared), heading_part(compared)
    period = next(iter(periods), None)
    if len(periods) > 1 or (comparison.is_mean and period is None):
        return _UNSURE
    if period is not None and part and not period.part and period.first == period.last:
        period = period.of_part(part)
    bare = "" if comparison.base else _aspect(compared) or _aspect(words)
    return Column(
        period=period,
        part_of_year=None if period else part,
        status=status,
        unit=unit,
        compares=not changes,
        changes=changes,
        of_plan=comparison.of_plan,
        baseline=f"so với {comparison.base}" if comparison.base else "",
        aspect=bare,
        is_expected=is_expected,
        leans=True,
        needs_unit=comparison.is_quotient,
    )


def _plain_column(levels: list[str], unit: Unit | None) -> Column:
    """`levels` from the innermost out."""
    period: Period | None = None
    status: Status | None = None
    is_expected = False
    for level in levels:
        if period is None:
            periods = heading_periods(level)
            if len(periods) > 1 or _SINCE.search(level):
                return _UNSURE
            period = next(iter(periods), None)
        if status is None and not is_expected:
            if names_two_statuses(level):
                return _UNSURE
            status, is_expected = heading_status(level)
    words = LEVELS.join(reversed(levels))
    part = next((part for level in levels if (part := heading_part(level)) is not None), None)
    if period is not None and part and not period.part and period.first == period.last:
        period = period.of_part(part)
    aspect = _aspect(_CURRENT.sub(" ", _BEFORE.sub(" ", words)))
    is_year_before = period is None and _BEFORE.search(words) is not None
    # An unknown abbreviation beside a year may well be that of a status.
    is_shorthand = status is None and period is not None and re.fullmatch(r"[A-ZĐƯ]{1,4}", aspect) is not None
    if is_shorthand or (_RELATIVE.search(words) and period is None):
        return _UNSURE
    return Column(
        period,
        None if period else part,
        status or (Status.RESULT if is_year_before and not is_expected else None),
        unit,
        aspect=aspect,
        is_expected=is_expected,
        leans=_LEANS.match(aspect) is not None,
        is_year_before=is_year_before,
        is_same_part=period is not None and _SAME_PART.search(words) is not None,
        is_timeless=names_now(words) or _TIMELESS.search(words) is not None,
        is_of_now=names_now(words),
        is_cumulative=_CUMULATIVE.search(words) is not None,
    )


def _aspect(words: str) -> str:
    """The heading without years, statuses and words that name nothing."""
    qualifiers = [
        " ".join(found.group().split())
        for found in PART_WORDS.finditer(words)
        if heading_part(found.group()) is None and not heading_periods(found.group())
    ]
    rest = YEARS_WITH_WORDS.sub(" ", PART_WORDS.sub(" ", _MEAN.sub("bình quân", words)))
    capital = rest
    rest = without_status_words(rest, keeps=lambda start: _CAPITAL_PLAN.match(capital, start) is not None)
    kept = []
    for level in rest.split("›"):
        bare = " ".join(_FILLERS.sub(" ", level).split()).strip(" -–")
        if re.search(r"[^\W\d_]", bare):
            words = " ".join(_EMPTY_PARENTHESES.sub(" ", level).split()).strip(" -–:;,./")
            is_whole = words.count("(") == words.count(")") and not words.startswith("(")
            kept.append(words if is_whole else words.strip(" -–:;,.()/"))
    return ", ".join(dict.fromkeys([*kept, *(q[:1].lower() + q[1:] for q in qualifiers)]))
