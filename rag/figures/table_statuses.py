"""What stands around a table's value → of which years it is, and whether plan, estimate or result."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rag.datatypes import Document, Period, Status
from rag.figures.parsing import parse_years
from rag.figures.parts_of_year import counted_up_to, last_month
from rag.figures.periods import last_period, source_period
from rag.figures.statuses import names_plan
from rag.figures.table_columns import Column, caption_status

_HINTS_PLAN = re.compile(r"(?<!\w)(?:chỉ tiêu|giao)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of a row's values: the document, the years that its table's columns name, the headings of the text above the
    table, outermost first, the lines between these and the table, and the row's name."""

    document: Document
    column_years: AbstractSet[Period]
    headings: tuple[str, ...]
    caption: tuple[str, ...]
    row_name: str

    def status_and_period(self, column: Column, said: str) -> tuple[Status, Period | None] | None:
        """The value's status and years by its column, then caption, headings and document; nothing where not sure.

        `said` is the verb that the cell puts before the value: `ước`.
        """
        period, sure = self._period(column)
        if not sure:
            return None
        status = column.status
        if column.is_expected:
            status = self._expected(period)
            if status is None:
                return None
        if status is None:
            status = self._status_around(period, column.part_of_year)
        if status is None:
            return None
        if said.startswith("ước") and status is Status.RESULT:
            status = Status.ESTIMATE
        period = period or source_period(self.document, status)
        if column.part_of_year is not None and period is not None and period.first == period.last:
            period = replace(period, part=column.part_of_year)
        written = self._written
        if period and written and status is not Status.TARGET and period.first > written:
            return None
        return status, period

    def _period(self, column: Column) -> tuple[Period | None, bool]:
        """The years of the column, the row's name or what stands above; sure unless those above name several."""
        if column.period:
            return column.period, True
        if named := last_period(self.row_name):
            return named, True
        for line in (*reversed(self.caption), *reversed(self.headings)):
            if day := counted_up_to(line):
                return day, True
            told = {years.period for years in parse_years(line)}
            if told:
                return (next(iter(told)), True) if len(told) == 1 else (None, False)
        # Beside columns of years one without may be of any of them.
        return None, not self.column_years

    def _expected(self, period: Period | None) -> Status | None:
        """What `dự kiến` means: of a coming year its plan, of the year that is ending an estimate."""
        written = self._written
        if period is None or written is None:
            return None
        return Status.TARGET if period.last > written else Status.ESTIMATE if period.last == written else None

    def _status_around(self, period: Period | None, part: str | None) -> Status | None:
        """The status that caption and headings tell for the period; else a coming year's is a plan, a past one's a
        result, unless the document is a plan of that year itself. `part` of the year is the column's."""
        status, sure = caption_status((*self.headings, *self.caption), period)
        if status or not sure:
            return self._in_time(status, period) if sure else None
        written = self._written
        if period and written and period.first > written:
            return Status.TARGET
        is_past = period is not None and self._is_over(period, period.part if part is None else part)
        if names_plan(self.document):
            return Status.TARGET if self._is_planned(period) else None
        hints_plan = any(_HINTS_PLAN.search(line) for line in (*self.headings, *self.caption))
        alone = written is None and len(self.column_years) < 2 and not hints_plan
        return Status.RESULT if is_past or alone else None

    def _is_planned(self, period: Period | None) -> bool:
        """Whether a plan for several years speaks of itself: of years that were not over when it was written."""
        plan, written = source_period(self.document, Status.TARGET), self._written
        if plan is None or period is None or written is None or plan.first == plan.last:
            return False
        return max(plan.first, written) <= period.first and period.last <= plan.last

    def _is_over(self, period: Period, part: str) -> bool:
        """Whether the period has come about: what is reported of nine months in their last one counts as done."""
        date = self.document.source.date
        if date is None or period.last != date.year or not part:
            return date is not None and period.last < date.year
        month = last_month(part)
        return month is not None and month <= date.month

    def _in_time(self, status: Status | None, period: Period | None) -> Status | None:
        """No result is of a later year than its document."""
        is_later = self._written is not None and period is not None and period.last > self._written
        return None if is_later and status is not Status.TARGET else status

    @property
    def _written(self) -> int | None:
        """The year in which the document was written."""
        return self.document.source.date.year if self.document.source.date else None
