"""Passages → facts: every figure bound to indicator, part, period, status and territory, by structure and wording."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.datatypes import DamagedFigure, Document, Fact, Figure, FigureKind, Passage, Period, Status
from rag.figures.bound_figures import BoundFigure
from rag.figures.clauses import bind_figures, continues_with_parts
from rag.figures.cycles import names_term
from rag.figures.explicit_places import explicit_place, inherits_place, is_of_other_whole
from rag.figures.number_formats import number_format
from rag.figures.parsing import FigureSpan, Mention, MentionKind, parse_mentions
from rag.figures.parts_of_year import first_part, since_beginning
from rag.figures.periods import (
    counted_years,
    explicit_part,
    explicit_period,
    first_period,
    heading_period,
    is_former,
    is_seasonal,
    is_yearly,
    led_to,
    period_before,
    relative_year,
    source_period,
    term_period,
    year_after_base,
)
from rag.figures.phrases import AGAINST, is_plan, strip_opening, strip_plan
from rag.figures.places import heading_place, is_country, mentions_unnamed_place, opening_place, place_name
from rag.figures.respective import respective_years
from rag.figures.statuses import (
    ends_estimate,
    explicit_status,
    heading_status,
    is_forecast,
    is_plan_figure,
    is_taken_of,
)
from rag.figures.subjects import has_letters
from rag.figures.table_facts import find_damaged_cells, read_table_facts
from rag.figures.table_texts import text_cells
from rag.figures.units import RATES
from rag.vietnamese import split_sentences

_BASELINE = re.compile(
    rf"{AGAINST}(?:\s+(?!(?:do|là|và|để|nhưng)\s)[^\s,;.()]+){{1,6}}|(?<=lần )(?:năm|cùng kỳ|bình quân|mức|"
    r"tốc độ)(?:\s+[^\s,;.()]+){1,6}",
    re.IGNORECASE,
)
# `tăng lên 90%` and `giảm xuống còn 0,2%` tell the level that a change led to.
_LEVEL_WORDS = re.compile(r"(?<!\w)(?:lên|xuống|còn)\W*(?:(?:tới|mức|khoảng|trên|dưới|gần|hơn)\W*)*$", re.IGNORECASE)
_GROWTH = re.compile(r"^(?:tốc độ )?tăng(?: trưởng)?(?!\w)|^tốc độ tăng|^mức (?:tăng|giảm)", re.IGNORECASE)
# A question states nothing, hearsay nothing that can be quoted, and a line of cells is no sentence.
_STATES_NO_FACT = re.compile(r"\?[”\"')\]]*$|\s\|\s|(?<!\w)nghe (?:nói|đồn|đâu)(?!\w)", re.IGNORECASE)
# `Gạo 150.300 98.120`: a row that lost its lines, whose second figure nothing names.
_AMOUNT_BEHIND = re.compile(r"(?<!\w)\d{1,3}(?:\.\d{3})+$")
_CREDIT = re.compile(r"\W*(?:\d{1,3}\W+)?nguồn\s*:", re.IGNORECASE)
_PART = re.compile(r"(?<!\w)(?:trong đó|riêng)(?!\w)", re.IGNORECASE)
_YEARS_IN_NAME = re.compile(r"\s+(?:trong\s+)?(?:các\s+)?năm\s+(?:19|20)\d\d(?!\d).*$", re.IGNORECASE | re.DOTALL)
# `trong tháng 9 có 5 vụ; lũy kế có 60 vụ`: for as much of the year as is told of, nine months in a third quarter.
_SINCE_BEGINNING = re.compile(r"(?<!\w)(?:lũy kế|luỹ kế|từ đầu năm)(?!\w)", re.IGNORECASE)
# `Cùng kỳ năm 2022, sản lượng là …`: of as much of that year as is told of this one.
_SAME_SPAN_OF = re.compile(r"(?<!\w)cùng kỳ\s+(?:của\s+)?(?:năm\s+)?(?:19|20)\d\d(?!\d)", re.IGNORECASE)
_LONGEST_QUOTE_CHARS = 400


@dataclass(frozen=True, slots=True)
class _Scope:
    """The status, period and place of a passage's facts where its sentences state no others."""

    document: Document
    passage: Passage
    status: Status | None
    period: Period | None
    territory: str

    @property
    def written(self) -> int | None:
        """The year in which the document was written: no result is of a later one."""
        return self.document.source.date.year if self.document.source.date else None

    @property
    def plans_years(self) -> bool:
        """Whether the passage is about plans for several years."""
        status = self.status is Status.TARGET
        return status and self.period is not None and self.period.first < self.period.last

    @property
    def end(self) -> Period | None:
        """The last year of the passage's period."""
        return Period(self.period.last, self.period.last) if self.period else None

    @property
    def current_period(self) -> Period | None:
        """That of what has come about, where its sentence names none."""
        return self.period or self.period_of_source(Status.RESULT)

    @property
    def this_year(self) -> int | None:
        """The year in which the document was written; None where it reports on another: `năm nay` may be either."""
        period = self.current_period
        if self.written is None:
            return period.last if period and period.first == period.last else None
        return self.written if period is None or period.first <= self.written <= period.last else None

    def period_of_source(self, status: Status) -> Period | None:
        """Of the source record; a result is not later than the document. Where the status is not known, the period
        that plans and results have in common."""
        if status is Status.UNKNOWN:
            planned, done = self.period_of_source(Status.TARGET), self.period_of_source(Status.RESULT)
            return done if planned == done else None
        period = source_period(self.document, status)
        if period is not None and status is Status.RESULT and self.written is not None and period.first > self.written:
            return Period(self.written, self.written)
        return period

    def expects_plan(self, period: Period | None) -> bool:
        """Whether what is expected of a period is a plan."""
        if self.status is not None:
            return self.status is Status.TARGET
        period = period or source_period(self.document, Status.TARGET)
        return period is not None and self.written is not None and period.last > self.written


@dataclass(frozen=True, slots=True)
class _Slots:
    """What the figures read so far hand on to the next of their level."""

    status: Status | None = None
    period: Period | None = None
    territory: str | None = ""
    """Empty for the passage's own, None where it is another that has no name here."""
    is_of_part: bool = False
    """Whether the period was said of a part alone (`trong đó năm 2024 là`): the next segment resumes `outer`."""
    outer: Period | None = None


@dataclass(frozen=True, slots=True)
class RuleReading:
    """What the rules read of a figure of prose. Where they are not sure of it, only its place, clause, verb and base
    count, and it is no fact."""

    fact: Fact
    is_sure: bool


def read_facts(document: Document, passages: Iterable[Passage]) -> list[Fact]:
    """The facts of a document's passages by rules alone, in order of their place."""
    listed = list(passages)
    of_tables = list(read_table_facts(document, listed))
    listed += text_cells(document, listed, of_tables)
    prose = (reading.fact for reading in read_prose(document, listed) if reading.is_sure)
    return sorted((*prose, *of_tables), key=lambda fact: fact.start)


def read_prose(document: Document, passages: Iterable[Passage]) -> list[RuleReading]:
    """Every figure that the sentences of the passages may state, in order."""
    return [reading for passage in passages if passage.row is None for reading in _passage_facts(document, passage)]


def find_damaged_figures(document: Document, passages: Iterable[Passage]) -> list[DamagedFigure]:
    """The figures of a document's passages that are no longer whole, for the ingest's report."""
    return [
        DamagedFigure(text.replace("\n", " ").strip(), _place(document, offset))
        for passage in passages
        for text, offset in (
            _damaged_in_prose(document, passage) if passage.row is None else find_damaged_cells(passage)
        )
    ]


def _damaged_in_prose(document: Document, passage: Passage) -> list[tuple[str, int]]:
    return [
        (passage.text[max(0, mention.start - 40) : mention.end], passage.start + mention.start)
        for mention in parse_mentions(passage.text, number_format(document.text))
        if mention.kind is MentionKind.DAMAGED
    ]


def _place(document: Document, offset: int) -> str:
    return document.place_of(offset) or f"dòng {document.text.count(chr(10), 0, offset) + 1}"


def _passage_facts(document: Document, passage: Passage) -> Iterator[RuleReading]:
    scope = _Scope(
        document=document,
        passage=passage,
        status=heading_status(passage, document),
        period=heading_period(passage),
        territory=_passage_place(document, passage),
    )
    mentions = parse_mentions(passage.text, number_format(document.text))
    figures = [span for mention in mentions if (span := _as_figure(mention)) is not None]
    earlier: list[BoundFigure] = []
    period: Period | None = None
    facts_before: list[Fact] = []
    country = ""
    for start, end in split_sentences(passage.text):
        sentence = passage.text[start:end]
        inside = [
            replace(figure, start=figure.start - start, end=figure.end - start)
            for figure in figures
            if start <= figure.start < end
        ]
        opening = sentence[: inside[0].start] if inside else sentence
        bound = bind_figures(sentence, inside, earlier)
        if not _STATES_NO_FACT.search(sentence) and not _is_credit(sentence, start, mentions):
            is_estimate = (
                continues_with_parts(sentence) and bool(facts_before) and facts_before[0].status is Status.ESTIMATE
            )
            around = _Slots(Status.ESTIMATE if is_estimate else None, _of_segments(scope, opening, period))
            readings = list(_sentence_facts(scope, start, sentence, bound, around))
            if in_row := respective_years(sentence, inside):
                readings = [
                    _of_row(reading, in_row.get(reading.fact.start - passage.start - start)) for reading in readings
                ]
            if country and not scope.territory and not mentions_unnamed_place(sentence):
                readings = [_within(reading, country) for reading in readings]
            yield from readings
            facts = [reading.fact for reading in readings if reading.is_sure]
            facts_before = facts or facts_before
            opens_wide = is_country(opening_place(sentence)) or all(is_country(fact.territory) for fact in facts)
            if facts:
                country = facts[0].territory if opens_wide and is_country(facts[0].territory) else ""
        period = first_period(opening) or led_to(sentence) or _opening_part(scope, opening, period) or period
        earlier = bound or earlier


def _is_credit(sentence: str, start: int, mentions: Sequence[Mention]) -> bool:
    """Whether a sentence names another document as its source, whose figures stand there and are no facts of this."""
    end = start + len(sentence)
    return _CREDIT.match(sentence) is not None and any(
        mention.kind is MentionKind.DOCUMENT_NUMBER for mention in mentions if start <= mention.start < end
    )


def _passage_place(document: Document, passage: Passage) -> str:
    """That of the innermost heading that names one, else of the document."""
    headings = reversed(passage.header.heading_path)
    own = place_name(document.source.territory)
    return next((place for heading in headings if (place := heading_place(heading))), own)


def _of_row(reading: RuleReading, period: Period | None) -> RuleReading:
    """The reading with the period from a row of years that has its figure's position in the row of figures."""
    if period is None:
        return reading
    name = _YEARS_IN_NAME.sub("", reading.fact.indicator)
    return replace(reading, fact=replace(reading.fact, period=period, indicator=name))


def _within(reading: RuleReading, country: str) -> RuleReading:
    """The reading with the country named before as its place, where it names none itself."""
    return replace(reading, fact=replace(reading.fact, territory=reading.fact.territory or country))


def _of_segments(scope: _Scope, opening: str, earlier: Period | None) -> Period | None:
    """The period that a sentence opens with, for figures in its later segments: `Quý I/2031 không …; …`."""
    first, semicolon, _ = opening.partition(";")
    if not semicolon:
        return earlier
    return first_period(first) or _opening_part(scope, first, earlier) or earlier


def _opening_part(scope: _Scope, opening: str, earlier: Period | None) -> Period | None:
    """The part of the year that a sentence opens with, without its year: `Tính chung 9 tháng, …`."""
    opening = opening.rstrip()
    part = first_part(opening[: len(opening) - len(strip_opening(opening))])
    years = earlier or scope.current_period
    return part.of(years.last) if part is not None and years is not None else None


def _as_figure(mention: Mention) -> FigureSpan | None:
    """A figure, or a damaged one as an empty place: it parts the words around it and gives no fact."""
    if mention.kind is MentionKind.DAMAGED:
        nothing = Figure(Decimal(0), Decimal(0), "")
        return FigureSpan(mention.kind, mention.text, mention.start, mention.end, nothing)
    return mention if isinstance(mention, FigureSpan) and mention.kind is MentionKind.FIGURE else None


def _sentence_facts(
    scope: _Scope, offset: int, sentence: str, figures: Sequence[BoundFigure], earlier: _Slots
) -> Iterator[RuleReading]:
    opening = opening_place(sentence)
    levels: list[_Slots] = []
    for bound in figures:
        # A parenthesis begins with what holds around it, and ends with it.
        around = levels[bound.depth - 1] if bound.depth and bound.depth <= len(levels) else earlier
        before = levels[bound.depth] if bound.depth < len(levels) and not bound.opens_level else around
        slots = _slots_at(scope, sentence, bound, before, opening)
        unread = [around] * (bound.depth - len(levels))
        # What came about in the year before is told beside the sentence's own year, which goes on.
        slots_behind = before if bound.is_of_year_before else slots
        levels = [*levels[: bound.depth], *unread, slots_behind]
        if bound.span.kind is MentionKind.DAMAGED:
            continue
        fact = _fact(scope, offset, sentence, bound, slots)
        is_sure = bound.is_sure and has_letters(bound.indicator) and not _AMOUNT_BEHIND.search(bound.indicator)
        if not bound.is_of_year_before:
            yield RuleReading(fact, is_sure)
            continue
        period = period_before(bound, _period_around(scope, before, slots))
        yield RuleReading(replace(fact, period=period, status=Status.RESULT), is_sure and period is not None)


def _period_around(scope: _Scope, before: _Slots, slots: _Slots) -> Period | None:
    """The period of the facts beside a figure of the year before: never that earlier year itself."""
    if before.period is not None and slots.period is not None and not slots.period.part:
        return before.period
    this_year = Period(scope.this_year, scope.this_year) if scope.this_year else None
    return slots.period or scope.current_period or this_year


def _slots_at(scope: _Scope, sentence: str, bound: BoundFigure, before: _Slots, opening: str) -> _Slots:
    """The slots at a figure; the next figures inherit them until their own words state others."""
    if bound.opens_segment and before.is_of_part:
        before = replace(before, period=before.outer, is_of_part=False)
    stated = _stated_period(scope, sentence, bound, before)
    period = stated or before.period
    status = explicit_status(bound, expects_plan=scope.expects_plan(period))
    in_parenthesis = bound.depth and not bound.is_planned_here
    if status is None and in_parenthesis and stated is not None and _is_past(scope, stated, before):
        status = Status.RESULT
    if status is None and not (before.status is Status.ESTIMATE and ends_estimate(bound)):
        status = before.status
    if period is None and _kind(bound) is FigureKind.SHARE and scope.plans_years and not is_yearly(bound):
        # A share cannot be summed up over years: it is planned for their end, and so is the list that it opens.
        period = scope.end
    territory: str | None = explicit_place(bound, sentence)
    if not territory and is_of_other_whole(bound, scope.document.source.territory):
        territory = None
    elif not territory:
        is_short = inherits_place(bound) and not is_country(before.territory or "")
        inherits = bound.same_subject or (bound.opens_level and bound.depth) or is_short
        territory = before.territory if inherits else opening
    names_part = bool(bound.part) or _PART.search(bound.lead) is not None
    is_apart = (names_part and not bound.opens_segment) or is_seasonal(bound)
    begins_part = stated is not None and is_apart and not before.is_of_part
    is_of_part = begins_part or before.is_of_part
    return _Slots(status, period, territory, is_of_part, before.period if begins_part else before.outer)


def _names_part(bound: BoundFigure) -> bool:
    part = explicit_part(bound)
    return part is not None and bool(part.part)


def _is_past(scope: _Scope, stated: Period, before: _Slots) -> bool:
    """Whether a parenthesis states an earlier year's result: `120 triệu đồng năm 2030 (năm 2025 là 66 triệu đồng)`.
    What stands beside it is planned, or estimated of the year that is running."""
    around = before.period or scope.period or scope.period_of_source(Status.TARGET)
    is_over = before.status is Status.ESTIMATE or (scope.written is not None and stated.last <= scope.written)
    return around is not None and stated.last < around.last and is_over


def _stated_period(scope: _Scope, sentence: str, bound: BoundFigure, before: _Slots) -> Period | None:
    """The period stated in the clause; a part without its year (`9 tháng đạt`) is of the year of the context."""
    stated = explicit_period(bound) or relative_year(bound.lead, scope.this_year)
    if stated is None and names_term(bound.lead):
        stated = term_period((scope.document.source.title, *scope.passage.header.heading_path))
    part = explicit_part(bound)
    around = before.period or scope.period
    if stated is not None and stated == stated.whole and _SAME_SPAN_OF.search(bound.lead):
        this_year = around or scope.period_of_source(Status.RESULT)
        return stated.of_part(this_year.part) if this_year is not None and stated.first == stated.last else stated
    if stated is None and around is not None and around.first == around.last and (span := counted_years(bound)):
        return Period(around.last - span + 1, around.last)
    if stated is None and part is not None:
        years = before.period or scope.period or scope.period_of_source(Status.RESULT) or year_after_base(sentence)
        return part.of(years.last) if years is not None else None
    if stated is None and _SINCE_BEGINNING.search(bound.lead):
        of = before.period if before.period and before.period.part else scope.current_period
        since = since_beginning(of.part) if of else None
        return since.of(of.last) if of and since else None
    return stated


def _fact(scope: _Scope, offset: int, sentence: str, bound: BoundFigure, slots: _Slots) -> Fact:
    base = scope.passage.start + offset
    start, end = _clause_span(sentence, bound)
    status, period = _status_and_period(scope, bound, slots)
    baseline = _BASELINE.search(f"{bound.span.text}{re.split('[;,]', bound.after)[0]}")
    return Fact(
        passage_id=scope.passage.id,
        file=scope.document.file,
        indicator=bound.indicator,
        # `đạt 36% chỉ tiêu được giao (2.850 căn)`: the plan is the figure's status and no part.
        part="" if is_plan(bound.part) and not strip_plan(bound.part).strip() else bound.part,
        period=period,
        status=status,
        territory="" if slots.territory is None else slots.territory or scope.territory,
        figure=replace(bound.span.figure, kind=_kind(bound)),
        start=base + bound.span.start,
        end=base + bound.span.end,
        clause_start=base + start,
        clause_end=base + end,
        verb="" if is_former(bound) else bound.verb,
        baseline=baseline.group() if baseline else f"so với {bound.base}" if bound.base else "",
    )


def _status_and_period(scope: _Scope, bound: BoundFigure, slots: _Slots) -> tuple[Status, Period | None]:
    """The status and period stated in the sentence; where it states none, those of the passage or document."""
    if is_taken_of(bound) or is_former(bound):
        return Status.RESULT, explicit_period(bound) if is_former(bound) else None
    status = (
        Status.TARGET
        if bound.is_planned_here or is_plan_figure(bound)
        else slots.status or scope.status or Status.UNKNOWN
    )
    period = slots.period
    if period is not None and status is Status.TARGET and not _names_part(bound):
        # `kế hoạch năm` beside what came about in six months; `hoàn thành trong quý II` is a deadline.
        is_inherited = slots.period != explicit_period(bound) and not bound.is_planned_here
        period = period if is_inherited else period.whole
    if is_yearly(bound) and scope.period is not None and (period is None or period.first == period.last):
        period = scope.period if scope.period.first < scope.period.last else period
    is_later = period is not None and scope.written is not None and period.first > scope.written
    if is_later and status in (Status.RESULT, Status.UNKNOWN):
        if slots.status is not Status.RESULT:
            return Status.ESTIMATE if is_forecast(bound) else Status.TARGET, period
        period = None  # what has been done in an earlier year about that one
    around = scope.period.whole if scope.period and status is Status.TARGET else scope.period
    if status is Status.RESULT and around is not None and scope.written is not None and around.first > scope.written:
        around = None
    return status, period or around or scope.period_of_source(status)


def _kind(bound: BoundFigure) -> FigureKind:
    figure = bound.span.figure
    unit = figure.unit.split("/")[0]
    if figure.kind is not FigureKind.LEVEL:
        return figure.kind
    if unit == "điểm %" or (_is_change(bound, unit) if bound.verb else _names_growth(bound, unit)):
        return FigureKind.CHANGE
    return FigureKind.SHARE if unit == "%" else FigureKind.LEVEL


def _is_change(bound: BoundFigure, unit: str) -> bool:
    """Whether the verb before the figure makes it a change: not `tăng lên 90%`, not `bằng 104% dự toán`."""
    is_level = _LEVEL_WORDS.search(bound.lead) is not None or is_former(bound)
    return not is_level and not (bound.verb == "bằng" and unit == "%")


def _names_growth(bound: BoundFigure, unit: str) -> bool:
    """Whether the figure is a rate of what is itself a growth: `Tốc độ tăng GRDP 8,5 - 9%`, and of its parts."""
    return unit in RATES and any(_GROWTH.search(name) for name in (bound.part, bound.indicator))


def _clause_span(sentence: str, bound: BoundFigure) -> tuple[int, int]:
    """The sentence; of a very long one, the part between semicolons that holds the figure."""
    if len(sentence) <= _LONGEST_QUOTE_CHARS:
        return 0, len(sentence)
    start = sentence.rfind(";", 0, bound.span.start) + 1
    end = sentence.find(";", bound.span.end)
    end = len(sentence) if end < 0 else end
    while start < end and sentence[start].isspace():
        start += 1
    return start, end
