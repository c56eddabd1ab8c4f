"""What a word of status tells, how firmly, and in which kind of text it is one."""

from enum import StrEnum

from rag.datatypes import Status


class Sense(StrEnum):
    """What a word states of a figure."""

    PLAN = "plan"
    """What a plan is called: `kế hoạch`. It may be what something is measured against."""
    ASSIGNED = "assigned"
    """What somebody has decided for somebody: `được giao`, `đề ra`."""
    GOAL = "goal"
    OBLIGATION = "obligation"
    FUTURE = "future"
    ESTIMATE = "estimate"
    EXPECTED = "expected"
    """`dự kiến`: of a coming year its plan, of the one that is ending an estimate."""
    FORECAST = "forecast"
    """What may happen, whatever is planned: `dự báo`, `có khả năng`."""
    DONE = "done"
    FINAL = "final"
    """A result beyond doubt: `thực tế`, `chính thức`."""
    REPORT = "report"
    """What a result is called: `kết quả`."""
    STATE = "state"
    """What there is: `hiện có`."""
    REACHED = "reached"
    """`đạt`: said of plans as well, it leans to a result."""

    @property
    def status(self) -> Status | None:
        """None where the word leaves it open."""
        return _STATUSES.get(self)


_STATUSES = {
    **dict.fromkeys((Sense.PLAN, Sense.ASSIGNED, Sense.GOAL, Sense.OBLIGATION, Sense.FUTURE), Status.TARGET),
    **dict.fromkeys((Sense.ESTIMATE, Sense.FORECAST), Status.ESTIMATE),
    **dict.fromkeys((Sense.DONE, Sense.FINAL, Sense.REPORT, Sense.STATE), Status.RESULT),
}


class Weight(StrEnum):
    """FIRM: it states its status also beside words of another. WEAK: only where no other word contradicts."""

    FIRM = "firm"
    PLAIN = "plain"
    WEAK = "weak"


class TextKind(StrEnum):
    """Where a word stands: the same one may state a status over a column and not in a sentence."""

    SENTENCE = "sentence"
    QUESTION = "question"
    HEADING = "heading"
    COLUMN = "column"
    CAPTION = "caption"
    """A line above a table."""
