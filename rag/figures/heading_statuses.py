"""The words of a table's headings and of the lines above it → whether its figures are planned, estimated or done."""

import re
from collections.abc import Callable

from rag.datatypes import Period, Status
from rag.figures.periods import parse_periods
from rag.language.senses import Sense, TextKind, Weight
from rag.language.status_words import StatusWord, read_status_words

# A report that names its period tells what came about in it.
_REPORT = re.compile(
    r"(?:báo cáo|số liệu)(?!\s+(?:đề xuất|chính trị|thẩm định|thẩm tra|nghiên cứu))(?!\w)", re.IGNORECASE
)
_JOINED = re.compile(r"(?:(?<!\w)và|;|,)\s+(?:\w+\s+)?$", re.IGNORECASE)


def column_words(text: str) -> tuple[StatusWord, ...]:
    """The words of a status in a heading of a table."""
    return read_status_words(text, TextKind.COLUMN)


def without_status_words(text: str, keeps: Callable[[int], bool]) -> str:
    """A heading with a space for each of its words of a status but those where `keeps` holds of their place."""
    for word in reversed(column_words(text)):
        if not keeps(word.start):
            text = f"{text[: word.start]} {text[word.end :]}"
    return text


def names_now(text: str) -> bool:
    """Whether a heading describes the time when the table was made, which may precede every year beside it."""
    return any(word.sense is Sense.STATE for word in column_words(text))


def names_two_statuses(level: str) -> bool:
    """Whether a heading's level names more than one status: `Thực hiện kế hoạch 2023`."""
    words = column_words(level)
    return len(_kinds(words)) > 1 and any(word.sense is Sense.PLAN for word in words)


def _kinds(words: tuple[StatusWord, ...]) -> set[Status | None]:
    """Their statuses; none is that of what is only expected."""
    return {word.status for word in words}


def heading_status(text: str) -> tuple[Status | None, bool]:
    """The one status that the words state, and whether they only state what is expected."""
    kinds = _kinds(column_words(text))
    if Status.ESTIMATE in kinds:
        return Status.ESTIMATE, False
    if None in kinds and Status.TARGET not in kinds:
        return None, True
    return (kinds.pop() if len(kinds) == 1 else None), False


def opening_status(name: str) -> Status | None:
    """The status that a row's name opens with: `Ước thu cả năm`."""
    words = column_words(name)
    return words[0].status if words and words[0].start == 0 else None


def caption_status(captions: tuple[str, ...], period: Period | None) -> tuple[Status | None, bool]:
    """The status that the nearest line above a table states for figures of a period, and whether it is sure.

    A line with several years states a status for each: `Kết quả năm 2023 và kế hoạch năm 2024`.
    """
    for line in reversed(captions):
        years = parse_periods(line)
        is_report = _REPORT.match(line) is not None and bool(years) and period is not None
        if not (read_status_words(line, TextKind.CAPTION) or is_report) or (period and describes_present_only(line)):
            continue
        part = line
        if len({found.period for found in years}) > 1:
            at = next((number for number, found in enumerate(years) if found.period == period), None)
            if at is None:
                return None, False
            part = line[years[at - 1].end if at else 0 : years[at].end]
        elif years and period and not _is_within(period, years[0].period):
            # Beside the results of a year those of the years before it are shown; of later ones nothing is told.
            is_before = period.last < years[0].period.first
            is_done = line_status(line)[0] in {Status.RESULT, Status.ESTIMATE}
            return (Status.RESULT, True) if is_before and is_done else (None, False)
        status, sure = line_status(part)
        if status or not sure:
            return status, sure
        if is_report and len(years) == 1 and not column_words(line):
            return Status.RESULT, True
        if len(years) > 1:
            return None, False
    return None, True


def describes_present_only(line: str) -> bool:
    """Whether a line describes the present without a date: it states nothing for a column's year."""
    words = column_words(line)
    return bool(words) and all(word.sense is Sense.STATE for word in words) and not parse_periods(line)


def _is_within(period: Period, whole: Period) -> bool:
    return whole.first <= period.first and period.last <= whole.last


def line_status(line: str) -> tuple[Status | None, bool]:
    """`KẾT QUẢ THỰC HIỆN KẾ HOẠCH` is a result, `CHỈ TIÊU KẾ HOẠCH` a target, `các chỉ tiêu chủ yếu` neither."""
    words = read_status_words(line, TextKind.CAPTION)
    is_review = any(word.sense is Sense.REPORT for word in words)
    plain = [word for word in words if word.sense is not Sense.REPORT]
    firm = [word for word in plain if word.weight is not Weight.WEAK]
    kinds = {word.status for word in firm}
    if not firm:
        return (Status.RESULT if is_review and not plain else None), True
    if kinds == {Status.TARGET}:
        return (None, False) if is_review else (Status.TARGET, True)
    if kinds == {Status.RESULT}:
        return Status.RESULT, True
    if kinds <= {Status.ESTIMATE, Status.RESULT}:
        return Status.ESTIMATE, True
    is_joined = any(_JOINED.search(line[: word.start]) for word in plain if word.status is Status.TARGET)
    if firm[0].status is Status.RESULT and kinds == {Status.RESULT, Status.TARGET} and not is_joined:
        return Status.RESULT, True
    return None, False
