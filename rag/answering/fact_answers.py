"""Facts that fit a frame → an answer that states them: look-up, comparison, conflict, or what is missing."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.answering.wording import STATUS_WORDS, fact_line, period_text, subject_text
from rag.datatypes import (
    Citation,
    Document,
    Fact,
    FactMatch,
    FigureKind,
    NotInDocuments,
    Operation,
    Passage,
    Period,
    QuestionFrame,
    Statement,
    Status,
    Weight,
)
from rag.figures.arithmetic import difference, format_amount, format_number
from rag.retrieval.fact_search import unit_fits
from rag.vietnamese import fold_accents

_LEAST_COVERAGE = 0.62
"""Below it too many of the question's words are in no fact: the documents do not hold this indicator."""

_SAME_SCORE = 0.04
"""Facts this close to the best are equally meant."""

_NEAR_SCORE = 0.3
"""A fact of the asked year this far below the best of any year is still of the same indicator."""

_WHOLE_COVERAGE = 0.85
"""From here on one fact answers the whole question, and its parts are not asked one by one."""

_SURE_SEGMENT = 0.7

_FULFILLED = re.compile(
    r"(?:đạt|vượt|hoàn thành)(?:\s+\S+){0,3}\s+(?:kế hoạch|mục tiêu|dự toán|chỉ tiêu)", re.IGNORECASE
)

_DONE = (Status.RESULT, Status.ESTIMATE)

Match = Callable[[QuestionFrame], Sequence[FactMatch]]


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """Statements, or why there are none; `coverage` in [0, 1] of the best fitting fact."""

    statements: tuple[Statement, ...]
    missing: NotInDocuments | None
    coverage: float


class FactAnswers:
    """Answers frames from matched facts. `own_territories` are those that the documents speak for."""

    def __init__(
        self, documents: Iterable[Document], passages: Iterable[Passage], own_territories: Iterable[str]
    ) -> None:
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._passages: Mapping[str, Passage] = {passage.id: passage for passage in passages}
        self._own = frozenset(fold_accents(name) for name in own_territories)

    def answer(self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match) -> FactAnswer:
        """The answer that the register allows; without statements and without reason when no fact fits at all.

        `segments` are the frames of the question's coordinate parts (`thu nội địa và xuất khẩu`), if it has any.
        """
        matches = match(frame)
        if frame.asks > 1 and len(frame.units) > 1 and (listed := self._answer_units(frame, matches)):
            return listed
        if len(segments) > 1 and (not matches or matches[0].coverage < _WHOLE_COVERAGE):
            several = self._answer_several(frame, segments, match)
            if several:
                return several
        return self._answer_one(frame, matches)

    def fitness(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> float:
        """How well the best fact that fits in place, period and status answers the frame."""
        return max((item.score for item in self.fitting(frame, matches)), default=0.0)

    def fitting(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> list[FactMatch]:
        """The matches of the place, period and status asked, with enough of the question in their words."""
        return [
            match
            for match in matches
            if match.coverage >= _LEAST_COVERAGE / 2
            and self._fits_place(match.fact, frame)
            and _fits(match.fact, frame)
        ]

    def _answer_units(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> FactAnswer | None:
        """`bao nhiêu tổ chức, bao nhiêu đảng viên`: for each unit the best fact of the best fitting sentence."""
        exact = [item for item in self.fitting(frame, matches) if item.coverage >= _LEAST_COVERAGE]
        if not exact:
            return None
        lead = exact[0].fact
        same_clause = [
            item.fact for item in exact if (item.fact.file, item.fact.clause_start) == (lead.file, lead.clause_start)
        ]
        facts = [
            next((fact for fact in same_clause if unit_fits(fact.figure.unit, (unit,))), None) for unit in frame.units
        ]
        found = tuple(dict.fromkeys(fact for fact in facts if fact is not None))
        if len(found) < 2:
            return None
        return FactAnswer(tuple(self._statement([fact]) for fact in found), None, exact[0].coverage)

    def _answer_several(
        self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match
    ) -> FactAnswer | None:
        """An answer for each segment, where each has a sure one of its own; None otherwise."""
        answers = [self._answer_one(segment, match(segment)) for segment in segments]
        sure = [answer for answer in answers if answer.statements and answer.coverage >= _SURE_SEGMENT]
        # One segment may be the words that lead the list; none of two may be passed over.
        if len(sure) < len(answers) - (len(answers) > 2):
            return None
        statements = tuple(dict.fromkeys(statement for answer in sure for statement in answer.statements))
        facts = list(dict.fromkeys(statement.facts[0] for statement in statements if statement.facts))
        if len(facts) < len(sure):
            return None
        formula = self._formula(*facts) if len(facts) == 2 and frame.compares else ()
        return FactAnswer((*statements, *formula), None, min(answer.coverage for answer in sure))

    def _answer_one(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> FactAnswer:
        fitting = [match for match in matches if self._fits_place(match.fact, frame)]
        coverage = fitting[0].coverage if fitting else 0.0
        fitting = [match for match in fitting if match.coverage >= _LEAST_COVERAGE]
        if not fitting:
            return FactAnswer((), None, coverage)
        best = fitting[0].score
        exact = [match for match in fitting if _fits(match.fact, frame) and match.score >= best - _NEAR_SCORE]
        if frame.operation is Operation.COMPARE:
            stated = self._stated_change(frame, exact)
            compared = stated or self._compare(frame, fitting)
            if compared.statements or compared.missing:
                return compared
        if not exact:
            near = [match.fact for match in fitting if match.score >= best - _NEAR_SCORE]
            return FactAnswer((), _missing(frame, near), coverage)
        chosen = self._choose(frame, exact)
        return FactAnswer(tuple(self._statement(group) for group in chosen), None, coverage)

    def _choose(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> list[list[Fact]]:
        """The facts equally best, those that restate one another together; of the latest year if none is asked."""
        lead = matches[0].fact
        if frame.asks > 1 and (together := _asked_together(frame, matches)):
            return [[fact] for fact in together]
        same = [
            match.fact
            for match in matches
            if (match.score >= matches[0].score - _SAME_SCORE or _restates(match.fact, lead))
            and _same_subject(match.fact, lead)
            and match.fact.figure.kind is lead.figure.kind
            and match.fact.figure.unit.split("/")[0] == lead.figure.unit.split("/")[0]
        ]
        if not frame.periods:
            latest = max((fact.period.last for fact in same if fact.period), default=None)
            same = [fact for fact in same if fact.period and fact.period.last == latest] or same
        if not frame.statuses:
            # What came about answers a question that names no status; the plan only where nothing has come about.
            same = [fact for fact in same if fact.status in (frame.leaning or _DONE)] or same
        return self._group(same)

    def _group(self, facts: Sequence[Fact]) -> list[list[Fact]]:
        """Facts of equal figure, period and status together; official sources first."""
        groups: dict[tuple[object, ...], list[Fact]] = {}
        for fact in sorted(facts, key=self._weight_order):
            groups.setdefault((fact.figure, fact.period, fact.status), []).append(fact)
        return list(groups.values())

    def _weight_order(self, fact: Fact) -> int:
        return list(Weight).index(self._documents[fact.file].source.weight)

    def _stated_change(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> FactAnswer | None:
        """The change that the documents state themselves against the asked baseline, if they do."""
        if frame.baseline is None:
            return None
        stated = [
            match
            for match in matches
            if match.fact.figure.kind is FigureKind.CHANGE
            and (str(frame.baseline) in match.fact.baseline or "cùng kỳ" in match.fact.baseline)
            and (not frame.units or unit_fits(match.fact.figure.unit, frame.units))
        ]
        if not stated or stated[0].score < matches[0].score - _NEAR_SCORE:
            return None
        return FactAnswer((self._statement([stated[0].fact]),), None, stated[0].coverage)

    def _compare(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> FactAnswer:
        """A line for each period and status asked, then the difference as a formula."""
        found: list[Fact] = []
        absent: list[str] = []
        for period, statuses in _cells(frame):
            cell = [match.fact for match in matches if period is None or match.fact.period == period]
            meant = [fact for fact in cell if not statuses or fact.status in statuses]
            # Two years may well have other statuses than the question supposes; the answer names each.
            cell = meant or (cell if len(frame.periods) > 1 or frame.baseline else [])
            if found:
                cell = [fact for fact in cell if _comparable(fact, found[0]) and _same_subject(fact, found[0])]
            if cell:
                found.append(cell[0])
            else:
                absent.append(_cell_text(period, statuses))
        if not found:
            return FactAnswer((), None, 1.0)
        if absent and (told := self._told_fulfilment(found[0])):
            return FactAnswer((self._statement([found[0]]), told), None, 1.0)
        if absent:
            return FactAnswer((), _missing(frame, [match.fact for match in matches], absent), 1.0)
        statements = [self._statement([fact]) for fact in found]
        return FactAnswer((*statements, *self._formula(found[0], found[-1])), None, 1.0)

    def _told_fulfilment(self, fact: Fact) -> Statement | None:
        """The document's own sentence on whether the plan was met, where it gives no figure of the plan."""
        citation = self.citation(fact)
        return Statement(citation.quote, (citation,), (fact,)) if _FULFILLED.search(citation.quote) else None

    def _formula(self, first: Fact, second: Fact) -> tuple[Statement, ...]:
        """Larger minus smaller, reckoned here and never by a model; nothing where it would have no meaning."""
        less, more = sorted((first, second), key=lambda fact: (fact.figure.high, fact.figure.low))
        unit = more.figure.unit.split("/")[0]
        gap = difference(replace(more.figure, unit=unit), replace(less.figure, unit=less.figure.unit.split("/")[0]))
        if gap is None or more.figure == less.figure or gap[0] < 0:
            return ()
        scale, unit_of_gap = more.figure.scale, "điểm %" if unit == "%" else unit
        amount = format_amount(gap[1], unit_of_gap, scale)
        if gap[0] != gap[1]:
            amount = f"{format_amount(gap[0], '', scale).removesuffix(scale).strip()} - {amount}"
        text = f"Chênh lệch: {_operand(more)} − {_operand(less)} = **{amount}**."
        if more.figure.kind is FigureKind.LEVEL and less.figure.low and gap[0] == gap[1] and unit != "%":
            percent = (gap[0] / less.figure.low * 100).quantize(Decimal("0.01"))
            text = text[:-1] + f" ({format_number(percent)}%)."
        return (Statement(text, (self.citation(more), self.citation(less)), (more, less)),)

    def _statement(self, facts: Sequence[Fact]) -> Statement:
        return Statement(fact_line(facts[0]), tuple(self.citation(fact) for fact in facts), tuple(facts))

    def citation(self, fact: Fact) -> Citation:
        """The words that state a fact, in their passage."""
        document = self._documents[fact.file]
        return Citation(
            self._passages[fact.passage_id],
            document.source,
            document.text[fact.clause_start : fact.clause_end],
            fact.clause_start,
            fact.clause_end,
        )

    def _fits_place(self, fact: Fact, frame: QuestionFrame) -> bool:
        """A fact of another place answers only who names that place, and a named place needs a fact of its own."""
        place = _place_key(fact.territory)
        named = [_place_key(territory) for territory in frame.territories]
        document = self._documents[fact.file]
        clause = _place_key(document.text[fact.clause_start : fact.clause_end])
        if any(name not in place and name not in clause for name in named):
            return False
        return (
            not place or place in self._own or any(name in place for name in named) or place in _place_key(frame.text)
        )


def _place_key(text: str) -> str:
    """Folded, with one name for the whole country."""
    return re.sub(r"\b(?:toan quoc|viet nam|toan vung)\b", "ca nuoc", fold_accents(text))


def _operand(fact: Fact) -> str:
    return f"({fact.figure.text})" if fact.figure.is_range else fact.figure.text


def _asked_together(frame: QuestionFrame, matches: Sequence[FactMatch]) -> list[Fact]:
    """For `bao nhiêu … và tăng mấy phần trăm`: the level and the change of one subject, as its passage states them;
    for `bao nhiêu tổ chức, bao nhiêu đảng viên`: the facts of the units asked."""
    lead = matches[0].fact
    siblings = sorted(
        (
            match.fact
            for match in matches
            if match.fact.passage_id == lead.passage_id
            and (match.fact.indicator, match.fact.part) == (lead.indicator, lead.part)
            and match.fact.status is lead.status
        ),
        key=lambda fact: fact.start,
    )
    if len(frame.units) > 1:
        siblings = [fact for fact in siblings if unit_fits(fact.figure.unit, frame.units)]
    return siblings[: max(2, frame.asks)] if len(siblings) > 1 else []


def _cells(frame: QuestionFrame) -> list[tuple[Period | None, tuple[Status, ...]]]:
    """What a comparison sets side by side: periods in order, or target and result of one period."""
    periods = sorted({*frame.periods, *([frame.baseline] if frame.baseline else [])}, key=lambda p: (p.first, p.last))
    if len(periods) > 1:
        return [(period, _status_near(frame.text, period)) for period in periods]
    period = periods[0] if periods else None
    return [(period, (Status.TARGET,)), (period, _DONE)]


def _status_near(text: str, period: Period) -> tuple[Status, ...]:
    """The status that the words right before a year name; none where they name none."""
    folded = fold_accents(text)
    before = folded[: folded.find(str(period.last))][-45:]
    target = max((found.end() for found in re.finditer(r"\b(?:ke hoach|chi tieu|muc tieu)\b", before)), default=-1)
    done = max(
        (found.end() for found in re.finditer(r"\b(?:ket qua|thuc hien|thuc te|uoc|dat duoc|da dat)\b", before)),
        default=-1,
    )
    if target == done:
        return ()
    return (Status.TARGET,) if target > done else _DONE


def _cell_text(period: Period | None, statuses: Sequence[Status]) -> str:
    return f"{STATUS_WORDS[statuses[0]] if statuses else 'số liệu'} {period_text(period)}".strip()


def _restates(fact: Fact, other: Fact) -> bool:
    """Whether another passage states the same figure of the same year and status."""
    return (fact.figure, fact.period, fact.status) == (other.figure, other.period, other.status)


def _same_subject(first: Fact, second: Fact) -> bool:
    """Whether two facts measure one thing by their wording, as far as words can tell."""
    words_first, words_second = set(_subject_words(first)), set(_subject_words(second))
    shared = len(words_first & words_second)
    return shared >= 0.6 * min(len(words_first), len(words_second))


def _subject_words(fact: Fact) -> list[str]:
    return re.findall(r"\w+", fold_accents(re.sub(r"\([^)]*\)", " ", f"{fact.indicator} {fact.part}")))


def _comparable(fact: Fact, first: Fact) -> bool:
    return fact.figure.unit.split("/")[0] == first.figure.unit.split("/")[0] and (
        (fact.figure.kind is FigureKind.CHANGE) == (first.figure.kind is FigureKind.CHANGE)
    )


def _fits(fact: Fact, frame: QuestionFrame) -> bool:
    return (not frame.periods or fact.period in frame.periods) and (not frame.statuses or fact.status in frame.statuses)


def _missing(frame: QuestionFrame, facts: Sequence[Fact], absent: Sequence[str] = ()) -> NotInDocuments:
    """What the documents lack of the question, and for which years and statuses they do have the indicator."""
    subject = subject_text(facts[0])
    asked = " và ".join(absent) or " ".join(
        word
        for word in (
            STATUS_WORDS[frame.statuses[0]] if frame.statuses else "số liệu",
            ", ".join(period_text(period) for period in frame.periods),
        )
        if word
    )
    available = dict.fromkeys(
        f"{STATUS_WORDS[fact.status]} {period_text(fact.period)}".strip()
        for fact in facts
        if _same_subject(fact, facts[0])
    )
    return NotInDocuments(
        f"Các tài liệu không có {asked} về “{subject}”.",
        tuple(f"Có {label} của “{subject}”." for label in available),
    )


def split_frame(frame: QuestionFrame, read: Callable[[str], QuestionFrame]) -> list[QuestionFrame]:
    """The frames of a question's coordinate parts, each with the periods, statuses and places of the whole.

    `read` understands a piece of text on its own. Fewer than two frames where the question has one subject.
    """
    joins = r"và|lẫn|cùng|hay|va|hoặc"
    if frame.compares:
        joins += r"|so với|với|(?:cao|thấp|nhiều|ít|nhanh|chậm|lớn) hơn|hơn"
    elif frame.asks < 2 and not re.search(
        r"(?<!\w)(?:và|lẫn|cả|hay|lần lượt|mỗi|từng|va|lan|hai|ba)(?!\w)", frame.text
    ):
        return []
    listed = frame.text.rpartition(": ")[2] if frame.text.count(": ") == 1 else frame.text
    pieces = re.split(rf"\s+(?:{joins})\s+|[,;:]\s+", listed)
    found = []
    for piece in pieces:
        part = read(piece)
        terms = tuple(term for term in part.terms if term in frame.terms)
        if terms:
            found.append(
                replace(
                    frame,
                    terms=terms,
                    units=part.units,
                    kinds=part.kinds,
                    asks=part.asks,
                    operation=Operation.LOOK_UP if frame.operation is Operation.LIST else frame.operation,
                )
            )
    return found
