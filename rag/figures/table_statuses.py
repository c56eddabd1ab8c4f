"""What stands around a table's value → of which years it is, and whether plan, estimate or result."""

import re
from dataclasses import dataclass, replace

from rag.datatypes import Document, Period, Status
from rag.figures.heading_statuses import caption_status, describes_present_only, line_status, names_now, opening_status
from rag.figures.heading_times import heading_part, own_periods
from rag.figures.note_marks import note_mark
from rag.figures.parts_of_year import counted_up_to, last_month
from rag.figures.periods import last_period, parse_periods, source_period
from rag.figures.statuses import names_plan
from rag.figures.table_columns import Column
from rag.figures.unit_notes import take_unit

_DONE = frozenset({Status.RESULT, Status.ESTIMATE})
_ESTIMATED = re.compile(r"(?<!\w)(?:số liệu ước|số ước|ước tính|sơ bộ)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of a row's values: the document, the columns of its table, the headings of the text above the table, outermost
    first, the lines between these and the table, the row's name, and the notes that belong to it or to a column."""

    document: Document
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    caption: tuple[str, ...]
    row_name: str
    notes: tuple[str, ...] = ()

    def status_and_period(self, column: Column, verb: str) -> tuple[Status | None, Period | None] | None:
        """The value's status and years by its column, then caption, headings and document; None for what nothing tells,
        no pair where the two contradict each other.

        `verb` is the verb that the cell puts before the value: `ước`.
        """
        period = self._period(column)
        status = column.status
        if column.is_expected:
            status = self._expected(period, column)
        elif status is None and (opening := opening_status(self.row_name)) and last_period(self.row_name):
            status = opening
        elif status is None:
            status = self._status_around(
                period, column.part_of_year, precedes_plan=column.precedes_plan, follows_state=column.follows_state
            )
        is_estimated = verb.startswith("ước") or any(_ESTIMATED.search(note) for note in self._notes_of(column))
        if is_estimated and status is not Status.TARGET:
            status = Status.ESTIMATE
        period = self._narrowed(period, column, status)
        if column.is_year_before:
            if period is None or period.first != period.last:
                return None
            period = replace(period, first=period.first - 1, last=period.last - 1)
        is_later = period is not None and self._written is not None and period.first > self._written
        return None if is_later and status not in (None, Status.TARGET) else (status, period)

    def _notes_of(self, column: Column) -> list[str]:
        """The notes of the row and of the column."""
        others = {other.mark for other in self.columns} - {column.mark}
        return [note for note in self.notes if note_mark(note) not in others]

    def _narrowed(self, period: Period | None, column: Column, status: Status | None) -> Period | None:
        """The period as the source record tells it where nothing nearer does, and the part of it that the column is of:
        what is planned in a report on nine months is planned for the year."""
        is_open = not (self._dated_lines or self._column_years or column.is_timeless or self._is_of_now)
        if period is None and status and is_open:
            period = source_period(self.document, status)
        if period is None or period.first != period.last or column.period or period == column.planned:
            return period
        if column.part_of_year is not None:
            return period.of_part(column.part_of_year)
        line = self._dated_lines[0] if self._dated_lines else ""
        return period.whole if status is Status.TARGET and line_status(line)[0] is not Status.TARGET else period

    def _period(self, column: Column) -> Period | None:
        """The years of the column, the row's name or what stands above; None where those above name several."""
        if column.period:
            return column.period
        if named := last_period(self.row_name):
            return named
        if column.is_timeless:
            now = [line for line in self._lines if names_now(line)]
            periods = _line_periods(now[0]) if now else set()
            return next(iter(periods)) if len(periods) == 1 and column.is_of_now else None
        if column.is_expected and column.planned:
            return column.planned
        for line in self._dated_lines:
            periods = _line_periods(line)
            return next(iter(periods)) if len(periods) == 1 else None
        return column.planned

    @property
    def _dated_lines(self) -> tuple[str, ...]:
        """The lines that name years, nearest first; the title where the source record has no period."""
        title = () if self._is_of_now or self.document.source.period else (self.document.source.title,)
        return tuple(filter(_line_periods, (*self._lines, *title)))

    @property
    def _lines(self) -> tuple[str, ...]:
        """The lines above the table, nearest first, up to one that describes only the present."""
        lines = (*reversed(self.caption), *reversed(self.headings))
        return lines[: next((number for number, line in enumerate(lines) if describes_present_only(line)), len(lines))]

    @property
    def _is_of_now(self) -> bool:
        return len(self._lines) < len(self.caption) + len(self.headings)

    @property
    def _column_years(self) -> set[Period]:
        return {column.period for column in self.columns if column.period}

    def _expected(self, period: Period | None, column: Column) -> Status | None:
        """What `dự kiến` means: of a coming year its plan, of the year that is ending an estimate."""
        if period is None:
            return None
        if column.planned and period.whole == column.planned.whole:
            return Status.ESTIMATE
        if any(
            other.period and other.status is Status.TARGET and period.last < other.period.first
            for other in self.columns
        ):
            return Status.ESTIMATE
        written = self._written
        if written is None:
            done = [other.period.last for other in self.columns if other.period and other.status in _DONE]
            written = max(done, default=None)
        if written is None:
            return None
        return Status.TARGET if period.last > written else Status.ESTIMATE if period.last == written else None

    def _status_around(
        self, period: Period | None, part: str | None, *, precedes_plan: bool, follows_state: bool
    ) -> Status | None:
        """The status that title, headings and caption tell for the period; else a coming year's is a plan, a past one's
        a result, unless the document is a plan of that year itself. `part` of the year is the column's."""
        if precedes_plan and period and not self._is_within_plan(period):
            return Status.RESULT
        lines = (self.document.source.title, *self.headings, *self.caption)
        status, sure = caption_status(lines, period)
        if status or not sure:
            return self._in_time(status, period) if sure else None
        written = self._written
        if follows_state or (period and written and period.first > written):
            return Status.TARGET
        is_past = period is not None and self._is_over(period, period.part if part is None else part)
        if names_plan(self.document):
            return Status.TARGET if self._is_planned(period) else None
        return Status.RESULT if is_past else None

    def _is_planned(self, period: Period | None) -> bool:
        """Whether the period belongs to the plan for several years itself: it was not over when that was written."""
        plan, written = source_period(self.document, Status.TARGET), self._written
        if plan is None or period is None or written is None or plan.first == plan.last:
            return False
        return max(plan.first, written) <= period.first and period.last <= plan.last

    def _is_within_plan(self, period: Period) -> bool:
        """Whether the years of the document, of a line above or its date leave it open that the period was to come."""
        named = (self.document.source.period, self.document.source.title, *self.headings, *self.caption)
        around = [whole for line in named for whole in _line_periods(line)]
        is_inside = any(whole.first <= period.first and period.last <= whole.last for whole in around)
        return is_inside or (self._written is not None and self._written <= period.last)

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


def _line_periods(line: str) -> set[Period]:
    """The years that a line above a table names, or the one up to the day that it names."""
    line = take_unit(line)[0].rstrip(" :")
    if day := counted_up_to(line):
        return {day}
    periods = own_periods(line) or {years.period for years in parse_periods(line)}
    part = heading_part(line)
    return {period.of_part(period.part or part or "") if period.first == period.last else period for period in periods}
