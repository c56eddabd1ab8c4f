"""Passages → facts: every figure bound to indicator, part, period, status and territory, by structure and wording."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.datatypes import Document, Fact, FigureKind, Passage, Period, Status
from rag.figures.clauses import BoundFigure, bind_figures, inside_parenthesis
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions, parse_years
from rag.vietnamese import UPPER, split_sentences

_ESTIMATE = re.compile(r"(?<!\w)(?:ước|dự kiến|dự ước)(?!\w)", re.IGNORECASE)
_TARGET = re.compile(
    r"(?<!\w)(?:phấn đấu|đặt mục tiêu|mục tiêu (?:đến|là|năm)|chỉ tiêu (?:là|năm)|kế hoạch (?:là|năm|giao)|quyết tâm|sẽ)(?!\w)",
    re.IGNORECASE,
)
# "đã" tells of a deed, but not in "đã được xác định trong Nghị quyết …": there it speaks of the plan.
_DONE = re.compile(
    r"(?<!\w)đã(?!\s+(?:được\s+)?(?:xác định|đề ra|phê duyệt|ban hành|nêu|thông qua|giao|có chủ trương|quyết định))(?!\w)",
    re.IGNORECASE,
)
_SAME_TIME_BEFORE = re.compile(r"(?<!\w)cùng kỳ(?!\w)", re.IGNORECASE)
_HEADING_RESULT = r"kết quả|tình hình|đánh giá|tồn tại|hạn chế|khó khăn|ưu điểm|thành tựu|thực trạng|nguyên nhân"
_HEADING_TARGET = (
    r"chỉ tiêu|mục tiêu|nhiệm vụ|giải pháp|phương hướng|kế hoạch|định hướng|chủ đề|danh mục|phấn đấu|quan điểm|dự toán"
)
_NUMBERING = r"^(?:(?:phần|chương|mục|điều)\s+\w+|[\dIVXA-Zđ]{1,4}(?:\.\d+)*)?[\s.:)]*"
_OPENS_RESULT = re.compile(rf"{_NUMBERING}(?:về\s+|một số\s+|các\s+|những\s+)?(?:{_HEADING_RESULT})", re.IGNORECASE)
_OPENS_TARGET = re.compile(
    rf"{_NUMBERING}(?:về\s+|một số\s+|các\s+|những\s+|hệ thống\s+)?(?:{_HEADING_TARGET})", re.IGNORECASE
)
_HOLDS_RESULT = re.compile(rf"(?<!\w)(?:{_HEADING_RESULT})(?!\w)", re.IGNORECASE)
_HOLDS_TARGET = re.compile(rf"(?<!\w)(?:{_HEADING_TARGET})(?!\w)", re.IGNORECASE)
_OTHER_YEARS = re.compile(
    r"(?:so với(?:\s+\w+){0,4}|so sánh|chuẩn(?:\s+\w+){0,6}|từ|giá|kể từ|nghị quyết(?:\s+\w+){0,6}|quy hoạch(?:\s+\w+){0,8}|"
    r"tầm nhìn(?:\s+\w+){0,2}|gấp(?:\s+\S+){0,6})\s+(?:năm|giai đoạn|thời kỳ|đến năm)?\s*$",
    re.IGNORECASE,
)
_TAIL_YEAR = re.compile(r"(?:vào|đến|trong|cuối)\s+(?:cuối\s+)?(?:năm\s+)?(?P<year>(?:19|20)\d{2})(?!\d)")
_BASELINE = re.compile(r"so với(?:\s+[^\s,;.()]+){1,6}")
_PLACE = re.compile(
    r"(?<!\w)(?P<place>cả nước|toàn quốc|toàn vùng|(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|phường|xã)\s+"
    rf"[{UPPER}][^\W\d_]*(?:\s+[{UPPER}][^\W\d_]*)*)"
)
_COMPARED_PLACE = re.compile(r"(?:so với|bình quân|gấp|lần|mức)\s+(?:\S+\s+){0,6}$", re.IGNORECASE)
_TARGET_KINDS = re.compile(r"nghị quyết|kế hoạch|chỉ thị|chương trình|quyết định|đề án", re.IGNORECASE)
_PLACE_TYPE = re.compile(r"^(?:tỉnh|thành phố|TP\.?)\s+", re.IGNORECASE)
_LEVEL_WORDS = re.compile(r"(?:tăng lên|giảm xuống|còn|lên|xuống|tăng từ .*|giảm từ .*)\W*(?:\w+\W*)?$", re.IGNORECASE)
_GROWTH_INDICATOR = re.compile(r"^(?:tốc độ )?tăng(?: trưởng)?(?!\w)|^tốc độ tăng|^mức (?:tăng|giảm)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds for a passage until its sentences say otherwise."""

    document: Document
    passage: Passage
    status: Status | None
    period: Period | None
    territory: str


def read_facts(document: Document, passages: Iterable[Passage]) -> list[Fact]:
    """The facts of a document's passages, in order of their place."""
    return [fact for passage in passages for fact in _passage_facts(document, passage)]


def find_damaged_figures(passages: Iterable[Passage]) -> list[str]:
    """The figures that are no longer whole, each with the words before it, for the ingest's report."""
    return [
        passage.text[max(0, mention.start - 40) : mention.end].replace("\n", " ")
        for passage in passages
        for mention in parse_mentions(passage.text)
        if mention.kind is MentionKind.DAMAGED
    ]


def _passage_facts(document: Document, passage: Passage) -> Iterator[Fact]:
    scope = _Scope(
        document=document,
        passage=passage,
        status=_heading_status(passage, document),
        period=_single_period(passage.header.period),
        territory=_PLACE_TYPE.sub("", document.source.territory),
    )
    figures = [
        mention
        for mention in parse_mentions(passage.text)
        if isinstance(mention, FigureSpan) and mention.kind is MentionKind.FIGURE
    ]
    period_so_far: Period | None = None
    for start, end in split_sentences(passage.text):
        sentence = passage.text[start:end]
        inside = [
            replace(figure, start=figure.start - start, end=figure.end - start)
            for figure in figures
            if start <= figure.start < end
        ]
        yield from _sentence_facts(scope, start, sentence, inside, period_so_far)
        period_so_far = _opening_period(sentence) or period_so_far


def _sentence_facts(
    scope: _Scope, offset: int, sentence: str, figures: Sequence[FigureSpan], period_so_far: Period | None
) -> Iterator[Fact]:
    status: Status | None = None
    period: Period | None = None
    for bound in bind_figures(sentence, figures):
        if not bound.same_subject:
            status, period = None, None
        own_status = _clause_status(bound, sentence)
        if bound.is_planned_here:
            fact_status = Status.TARGET
        else:
            status = own_status or status or _sentence_status(sentence[: bound.span.start]) or scope.status
            fact_status = status or Status.RESULT
        period = _clause_period(bound) or period or _opening_period(sentence[: bound.span.start])
        fact_period = period or period_so_far or scope.period or _source_period(scope.document, fact_status)
        yield _fact(scope, offset, sentence, bound, fact_status, fact_period)


def _fact(scope: _Scope, offset: int, sentence: str, bound: BoundFigure, status: Status, period: Period | None) -> Fact:
    base = scope.passage.start + offset
    start, end = _clause_span(sentence, bound)
    after = sentence[bound.span.end : bound.span.end + 80]
    baseline = _BASELINE.search(after.split(";")[0].split(",")[0])
    return Fact(
        passage_id=scope.passage.id,
        file=scope.document.file,
        indicator=bound.indicator,
        part=bound.part,
        period=period,
        status=status,
        territory=_territory(scope, bound),
        figure=replace(bound.span.figure, kind=_kind(bound)),
        start=base + bound.span.start,
        end=base + bound.span.end,
        clause_start=base + start,
        clause_end=base + end,
        verb=bound.verb,
        baseline=baseline.group() if baseline else "",
    )


_LONGEST_QUOTE_CHARS = 400


def _clause_span(sentence: str, bound: BoundFigure) -> tuple[int, int]:
    """The sentence; of a very long one, the part between semicolons or full commas that holds the figure."""
    if len(sentence) <= _LONGEST_QUOTE_CHARS:
        return 0, len(sentence)
    start = sentence.rfind(";", 0, bound.span.start) + 1
    end = sentence.find(";", bound.span.end)
    end = len(sentence) if end < 0 else end
    while start < end and sentence[start].isspace():
        start += 1
    return start, end


def _kind(bound: BoundFigure) -> FigureKind:
    figure = bound.span.figure
    if figure.kind is not FigureKind.LEVEL:
        return figure.kind
    if bound.verb and not _LEVEL_WORDS.search(bound.lead):
        return FigureKind.CHANGE
    if figure.unit in {"%", "điểm %", "lần"} and _GROWTH_INDICATOR.search(bound.part or bound.indicator):
        return FigureKind.CHANGE
    return FigureKind.SHARE if figure.unit == "%" else FigureKind.LEVEL


def _clause_status(bound: BoundFigure, sentence: str) -> Status | None:
    lead = bound.lead[-80:]
    if _ESTIMATE.search(lead):
        return Status.ESTIMATE
    if _TARGET.search(lead):
        return Status.TARGET
    if _DONE.search(lead) or (
        not bound.same_subject and re.match(r"\W*so với (?:cùng kỳ|thực hiện)", sentence[bound.span.end :])
    ):
        return Status.RESULT
    return None


def _sentence_status(before: str) -> Status | None:
    if _TARGET.search(before):
        return Status.TARGET
    return Status.RESULT if _DONE.search(before) or _SAME_TIME_BEFORE.search(before) else None


def _heading_status(passage: Passage, document: Document) -> Status | None:
    """From the innermost heading that opens with a word of plan or of result; else that holds only one kind."""
    headings = [*reversed(passage.header.heading_path)]
    for heading in headings:
        if _OPENS_RESULT.search(heading):
            return Status.RESULT
        if _OPENS_TARGET.search(heading):
            return Status.TARGET
    for heading in headings:
        result, target = _HOLDS_RESULT.search(heading), _HOLDS_TARGET.search(heading)
        if bool(result) != bool(target):
            return Status.RESULT if result else Status.TARGET
    if _TARGET_KINDS.search(document.source.kind):
        return Status.TARGET
    return None


def _clause_period(bound: BoundFigure) -> Period | None:
    """The years that the clause gives its figure: after it (`vào năm 2025`), else before it, the nearest."""
    if found := _TAIL_YEAR.search(re.split(r"[,:;.(]", bound.after)[0]):
        year = int(found["year"])
        return Period(year, year)
    return _opening_period(inside_parenthesis(bound.lead))


def _opening_period(text: str) -> Period | None:
    """The last years of a text that are not a base of comparison, a price base or part of a document's title."""
    for years in reversed(parse_years(text)):
        before = text[: years.start]
        if _OTHER_YEARS.search(before) or before.count("(") > before.count(")"):
            continue
        return years.period
    return None


def _single_period(text: str) -> Period | None:
    periods = [years.period for years in parse_years(text)]
    return periods[0] if len(periods) == 1 and periods[0].first == periods[0].last else None


def _source_period(document: Document, status: Status) -> Period | None:
    """Of the source record: a report on one year and the plan of the next has results in the first, targets in the last."""
    periods = [years.period for years in parse_years(document.source.period)]
    if not periods:
        return None
    year = periods[-1].last if status is Status.TARGET else periods[0].first
    is_pair = periods[-1].last - periods[0].first == 1
    return Period(year, year) if is_pair else Period(periods[0].first, periods[-1].last)


def _territory(scope: _Scope, bound: BoundFigure) -> str:
    """The nearest place that the clause names as the figure's own; else the document's."""
    clause = bound.lead[bound.lead.rstrip(", ").rfind(",") + 1 :]
    for found in reversed(list(_PLACE.finditer(clause))):
        if not _COMPARED_PLACE.search(clause[: found.start()]):
            return _PLACE_TYPE.sub("", found["place"])
    return scope.territory
