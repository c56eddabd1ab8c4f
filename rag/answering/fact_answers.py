"""Facts that fit a frame → an answer that states them, or what of the question the documents lack."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.conversions import converted
from rag.answering.fact_comparisons import compare, stated_comparison
from rag.answering.fact_relations import (
    DONE,
    compares_as_asked,
    fits,
    fits_measure,
    fits_unit,
    is_rate,
    names_rate,
    place_key,
    restates,
    rivals,
    same_subject,
)
from rag.answering.fact_statements import FactStatements, missing
from rag.answering.question_parts import making_room
from rag.datatypes import (
    AskedQuantity,
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
)
from rag.figures.places import bare_name
from rag.retrieval.fact_search import unit_fits
from rag.vietnamese import fold_accents

_LEAST_LIKELIHOOD = 0.3
"""Below it the documents are taken not to hold the indicator. Chosen where the questions with known answers lose as
many answers to it as those about something else gain."""

_SURE_LIKELIHOOD = 0.6
"""From here on a part of a question is understood by itself."""

_FAINT_LIKELIHOOD = 0.05
"""Below it a fact says nothing of where the answer may stand."""

_COUNTRY = "ca nuoc"

_ASKS_PARTS = re.compile(
    r"\b(?:nhung|cac|tung|moi) (?:phan|nguon|khoan|nhom|khu vuc|thanh phan|cau phan)\b|\bchia (?:ra|theo)\b|"
    r"^co cau\b.*\b(?:nao|gi|the nao|ra sao|bao nhieu)\b"
)
_ASKS_DIRECTION = re.compile(r"\b(?:tang hay giam|giam hay tang|tang giam)\b")

_SAME_SCORE = 0.4
"""Facts this close to the best are equally meant."""

_RIVAL_SCORE = 2.5
"""What another document says of the same year this far below the best may be of something alike."""

_NEAR_SCORE = 3.0
"""A fact of the asked year this far below the best of any year is still of the same indicator."""

_WHOLE_COVERAGE = 0.85
"""From here on one fact answers the whole question, and its parts are not asked one by one."""

_SURE_SEGMENT = 0.7

_ACROSS_YEARS = re.compile(
    r"(?<!\w)(?:(?:qua|theo|trong) các năm|(?:từng|mỗi|hằng|hàng) năm|các năm)(?!\w)", re.IGNORECASE
)

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
        self._say = FactStatements(self._documents.values(), passages)
        self._own = frozenset(place_key(name) for name in own_territories)

    def answer(self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match) -> FactAnswer:
        """The answer that the register allows; without statements and without reason when no fact fits at all.

        `segments` are the frames of the question's coordinate parts (`thu nội địa và xuất khẩu`), if it has any.
        """
        answer = self._answer(frame, segments, match)
        named = (*self._say.name_rivals(answer.statements), *self._say.disagreement(answer.statements))
        statements = tuple(_with_conversion(item, frame) for item in named)
        return replace(answer, statements=statements)

    def _answer(self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match) -> FactAnswer:
        matches = match(frame)
        if len(frame.quantities) > 1 and (listed := self._answer_quantities(frame, matches)):
            return listed
        lists_parts = frame.operation is not Operation.COMPARE and not frame.compares
        if lists_parts and _ASKS_PARTS.search(fold_accents(frame.text)) and (parts := self._list_parts(frame, matches)):
            return parts
        is_whole = bool(matches) and matches[0].coverage >= _WHOLE_COVERAGE
        if frame.operation is Operation.COMPARE and (compared := self._answer_one(frame, matches)).statements:
            return compared
        if frame.compares and len(frame.territories) == 1 and (apart := self._compare_with_whole(frame, match)):
            return apart
        sets_apart = frame.compares or frame.operation is Operation.COMPARE or len(frame.quantities) != 1
        if len(segments) > 1 and (sets_apart or not is_whole):
            several = self._answer_several(frame, segments, match)
            if several:
                return several
        return self._answer_one(frame, matches)

    def passage(self, fact: Fact) -> Passage:
        """The passage that states a fact."""
        return self._say.passage(fact)

    def fitting(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> list[FactMatch]:
        """The matches of the place, period and status asked, with enough of the question in their words."""
        return [
            match
            for match in matches
            if match.likelihood >= _FAINT_LIKELIHOOD and self._fits_place(match.fact, frame) and fits(match.fact, frame)
        ]

    def _compare_with_whole(self, frame: QuestionFrame, match: Match) -> FactAnswer | None:
        """`huyện … cao hơn mức chung toàn tỉnh bao nhiêu`: the place's own fact beside that of the whole."""
        place = self._answer_one(frame, match(frame))
        whole_frame = replace(frame, territories=())
        whole = self._answer_one(whole_frame, match(whole_frame))
        if len(place.statements) != 1 or len(whole.statements) != 1 or place.statements == whole.statements:
            return None
        formula = self._say.difference(place.statements[0].facts[0], whole.statements[0].facts[0])
        return FactAnswer((*place.statements, *whole.statements, *formula), None, place.coverage)

    def _answer_quantities(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> FactAnswer | None:
        """`bao nhiêu tổ chức, bao nhiêu đảng viên`, `bao nhiêu tỷ, tăng mấy phần trăm`: a fact for each, all of the
        passage that has most of them; None where no passage tells one quantity from the other."""
        kinds = {(quantity.units, quantity.is_change) for quantity in frame.quantities}
        if len(kinds) < 2 or (frame.operation is Operation.COMPARE and ((), False) in kinds):
            return None
        best: tuple[Fact, ...] = ()
        coverage = 0.0
        leads: dict[str, FactMatch] = {}
        for item in self.fitting(frame, matches):
            if item.likelihood >= _LEAST_LIKELIHOOD:
                leads.setdefault(item.fact.passage_id, item)
        for lead in leads.values():
            beside = [
                item.fact
                for item in matches
                if item.fact.passage_id == lead.fact.passage_id
                and (not frame.periods or item.fact.period in frame.periods)
                and self._fits_place(item.fact, frame)
            ]
            found = _assign(frame, lead.fact, beside)
            if len(found) > max(len(best), 1):
                best, coverage = found, lead.coverage
        if len(best) < 2:
            return None
        return FactAnswer(tuple(self._say.say([fact]) for fact in best), None, coverage)

    def _list_parts(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> FactAnswer | None:
        """`gồm những nguồn nào, mỗi nguồn bao nhiêu`: the parts that a passage names of the best fitting whole."""
        lead = next((item for item in self.fitting(frame, matches) if item.likelihood >= _LEAST_LIKELIHOOD), None)
        if lead is None:
            return None
        of_lead = (lead.fact.passage_id, lead.fact.indicator, lead.fact.period, lead.fact.status)
        parts = {
            item.fact.part: item.fact
            for item in sorted(matches, key=lambda item: -item.fact.start)
            if (item.fact.passage_id, item.fact.indicator, item.fact.period, item.fact.status) == of_lead
            and item.fact.part
            and item.fact.figure.kind is not FigureKind.CHANGE
        }
        if len(parts) < 2:
            return None
        facts = sorted(parts.values(), key=lambda fact: fact.start)
        return FactAnswer(tuple(self._say.say([fact]) for fact in facts), None, lead.coverage)

    def _answer_several(
        self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match
    ) -> FactAnswer | None:
        """An answer for each segment, where each has a sure one of its own; None otherwise."""
        completed = self._completed(segments, match)
        answers = [self._answer_one(segment, match(segment)) for segment in completed]
        sure = [
            answer
            for answer, segment in zip(answers, completed, strict=True)
            if answer.statements
            and (answer.coverage >= _SURE_SEGMENT or self._best_likelihood(segment, match) >= _SURE_LIKELIHOOD)
        ]
        # One segment may be the words that lead the list; none of two may be passed over.
        if len(sure) < len(answers) - (len(answers) > 2):
            return None
        statements = tuple(dict.fromkeys(statement for answer in sure for statement in answer.statements))
        facts = list(dict.fromkeys(statement.facts[0] for statement in statements if statement.facts))
        if len(facts) < 2:
            return None
        if len(parts := [fact for fact in facts if fact.part]) > 1:
            # `trong GRDP, công nghiệp và dịch vụ …` asks for the parts; the head only says of what.
            heads = [fact for fact in facts if not fact.part and {part.indicator for part in parts} == {fact.indicator}]
            facts = [fact for fact in facts if fact not in heads]
            statements = tuple(statement for statement in statements if statement.facts[0] not in heads)
        formula = self._say.difference(*facts) if len(facts) == 2 and frame.compares else ()
        return FactAnswer((*statements, *formula), None, min(answer.coverage for answer in sure))

    def _completed(self, segments: Sequence[QuestionFrame], match: Match) -> list[QuestionFrame]:
        """`nước sạch ở đô thị và nông thôn`: a segment that says too little takes the words of the one before."""
        completed: list[QuestionFrame] = []
        for segment in segments:
            readings = [segment]
            says_enough = len(segment.terms) > 1 and self._best_likelihood(segment, match) >= _SURE_LIKELIHOOD
            if completed and not says_enough:
                readings += [replace(segment, terms=terms) for terms in making_room(completed[-1].terms, segment.terms)]
            completed.append(max(readings, key=lambda reading: self._best_likelihood(reading, match)))
        return completed

    def _best_likelihood(self, frame: QuestionFrame, match: Match) -> float:
        return max((item.likelihood for item in self.fitting(frame, match(frame))), default=0.0)

    def _answer_one(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> FactAnswer:
        fitting = [match for match in matches if self._fits_place(match.fact, frame) and self._fits_unit(match, frame)]
        fitting = [match for match in fitting if match.likelihood >= _LEAST_LIKELIHOOD]
        if frame.kinds and _ASKS_DIRECTION.search(fold_accents(frame.text)):
            # `tăng hay giảm bao nhiêu` is answered by the change, where the documents tell it.
            close = [match for match in fitting if match.score >= fitting[0].score - _NEAR_SCORE]
            fitting = [match for match in close if match.fact.figure.kind is FigureKind.CHANGE] or fitting
        fitting = [match for match in fitting if compares_as_asked(match.fact, frame)] or fitting
        # What the document that the question speaks of says, if it says it.
        if frame.operation is not Operation.COMPARE:
            inside = [match for match in fitting if match.fact.file in frame.files and fits(match.fact, frame)]
            fitting = inside or fitting
        if not fitting:
            return FactAnswer((), None, 0.0)
        coverage = fitting[0].coverage
        best = fitting[0].score
        exact = [
            match
            for match in fitting
            if fits(match.fact, frame)
            and (
                match.score >= best - _SAME_SCORE
                or (match.score >= best - _NEAR_SCORE and same_subject(match.fact, fitting[0].fact))
                or match.coverage >= _WHOLE_COVERAGE
            )
        ]
        if frame.operation is Operation.COMPARE:
            if stated := stated_comparison(frame, fitting, self._say):
                return FactAnswer((stated,), None, coverage)
            # Beside a fact that is meant stands what is of the same thing, in whatever words another document has it.
            beside = [
                match
                for match in matches
                if match not in fitting
                and self._fits_place(match.fact, frame)
                and same_subject(match.fact, fitting[0].fact)
            ]
            compared = compare(frame, [*fitting, *beside], self._say)
            if isinstance(compared, NotInDocuments):
                return FactAnswer((), compared, 1.0)
            if compared:
                return FactAnswer(compared, None, 1.0)
        across = not exact or (not frame.periods and _ACROSS_YEARS.search(frame.text) is not None)
        statements = self._over_years(frame, fitting) if across else ()
        if not (exact or statements):
            near = [match.fact for match in fitting if match.score >= best - _NEAR_SCORE]
            return FactAnswer((), missing(frame, near), coverage)
        return FactAnswer(
            statements or tuple(self._say.say(group) for group in self._choose(frame, exact)), None, coverage
        )

    def _fits_unit(self, match: FactMatch, frame: QuestionFrame) -> bool:
        return fits_unit(match.fact, frame) and (not self._is_of_row(match.fact) or fits_measure(match.fact, frame))

    def _is_of_row(self, fact: Fact) -> bool:
        return self._say.passage(fact).row is not None

    def _over_years(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> tuple[Statement, ...]:
        """The figures of a table's row over the years asked (`giai đoạn 2021-2025`, `qua các năm`), in their order."""
        lead = matches[0].fact
        if not self._is_of_row(lead) or len(frame.periods) > 1:
            return ()
        years = frame.periods[0] if frame.periods else Period(0, 9999)
        facts = [
            match.fact
            for match in matches
            if self._is_of_row(match.fact)
            and (match.fact.indicator, match.fact.part) == (lead.indicator, lead.part)
            and (match.fact.territory, match.fact.figure.unit) == (lead.territory, lead.figure.unit)
            and (match.fact.period and years.first <= match.fact.period.first and match.fact.period.last <= years.last)
            and (not frame.statuses or match.fact.status in frame.statuses)
        ]
        if len({fact.period for fact in facts}) < 2:
            return ()
        facts.sort(key=lambda fact: (str(fact.period), fact.start))
        groups: dict[tuple[object, ...], list[Fact]] = {}
        for fact in facts:
            groups.setdefault((fact.figure, fact.period, fact.status), []).append(fact)
        return tuple(self._say.say(group) for group in groups.values())

    def _choose(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> list[list[Fact]]:
        """The facts equally best, those that restate one another together; of the latest year if none is asked."""
        lead = matches[0].fact
        same = [
            match.fact
            for match in matches
            if (
                match.score >= matches[0].score - _SAME_SCORE
                or restates(match.fact, lead)
                or (match.score >= matches[0].score - _RIVAL_SCORE and rivals(match.fact, lead))
            )
            and same_subject(match.fact, lead)
            and (bool(match.fact.part) is bool(lead.part) or restates(match.fact, lead))
            and match.fact.figure.kind is lead.figure.kind
            and match.fact.figure.unit.split("/")[0] == lead.figure.unit.split("/")[0]
        ]
        if not frame.periods:
            latest = max((fact.period.last for fact in same if fact.period), default=None)
            same = [fact for fact in same if fact.period and fact.period.last == latest] or same
            if frame.part_of_year is None:
                same = [fact for fact in same if fact.period and not fact.period.part] or same
        if not frame.statuses:
            # What came about answers a question that names no status; the plan only where nothing has come about.
            same = [fact for fact in same if fact.status in (frame.leaning or DONE)] or same
        # A final result takes the place of the estimate made before the year was over.
        final = {(fact.period, fact.figure.unit) for fact in same if fact.status is Status.RESULT}
        same = [
            fact for fact in same if fact.status is not Status.ESTIMATE or (fact.period, fact.figure.unit) not in final
        ]
        return self._group(same)

    def _group(self, facts: Sequence[Fact]) -> list[list[Fact]]:
        """Facts of equal figure, period and status together; official sources first."""
        groups: dict[tuple[object, ...], list[Fact]] = {}
        for fact in sorted(facts, key=self._say.weight_order):
            groups.setdefault((fact.figure, fact.period, fact.status), []).append(fact)
        return list(groups.values())

    def _fits_place(self, fact: Fact, frame: QuestionFrame) -> bool:
        """A fact of another place answers only who names that place, and a named place needs a fact of its own."""
        place = place_key(fact.territory)
        named = [place_key(territory) for territory in frame.territories]
        document = self._documents[fact.file]
        clause = place_key(document.text[fact.clause_start : fact.clause_end])
        own_words = place_key(f"{place} {fact.indicator} {fact.part}")
        # The country is what a place is compared with; any other place must be that of the fact itself.
        if any(name not in (clause if name == _COUNTRY else own_words) and name not in place for name in named):
            return False
        question = place_key(frame.text)
        parts = [bare_name(part) for part in re.split(r", | va ", place)]
        is_home = not place or place in self._own
        return is_home or any(name in place for name in named) or any(part in question for part in parts)


def _with_conversion(statement: Statement, frame: QuestionFrame) -> Statement:
    """The line of one fact with its figure in the scale asked for, too."""
    head, bold, tail = statement.text.partition("** ")
    if not bold or len({fact.figure for fact in statement.facts}) != 1:
        return statement
    amount = converted(frame.text, statement.facts[0])
    return replace(statement, text=f"{head}** (= {amount}) {tail}") if amount else statement


def _assign(frame: QuestionFrame, lead: Fact, beside: Sequence[Fact]) -> tuple[Fact, ...]:
    """For each quantity asked the nearest fact that measures it, each fact once."""
    found: list[Fact] = []
    for quantity in frame.quantities:
        fitting = [
            fact
            for fact in beside
            if fact not in found
            and (not quantity.units or unit_fits(fact.figure.unit, quantity.units))
            and (fact.figure.kind is FigureKind.CHANGE) == quantity.is_change
            and fact.status in (quantity.statuses or frame.statuses or (fact.status,))
            and _told_by(fact, lead, quantity)
        ]
        if fitting:
            found.append(min(fitting, key=lambda fact: _distance(fact, lead, frame, quantity)))
    return tuple(found)


def _told_by(fact: Fact, lead: Fact, quantity: AskedQuantity) -> bool:
    """Whether the fact is surely meant beside the lead: of the same subject, or told by the unit asked for."""
    if (fact.indicator, fact.part) == (lead.indicator, lead.part):
        return (fact.status, fact.period) == (lead.status, lead.period) or bool(quantity.statuses)
    return bool(quantity.units) and (fact.indicator == lead.indicator or fact.clause_start == lead.clause_start)


def _distance(
    fact: Fact, lead: Fact, frame: QuestionFrame, quantity: AskedQuantity
) -> tuple[bool, bool, bool, bool, bool, bool]:
    """How far a fact stands from the one that the question names: another comparison, subject or place, elsewhere."""
    place = place_key(fact.territory)
    return (
        # `được bao nhiêu, tăng mấy phần trăm`: the first is the amount, not its share of the plan.
        not quantity.units and is_rate(fact) and not names_rate(quantity.text),
        not compares_as_asked(fact, frame),
        (place in place_key(quantity.text)) is not any(name in place for name in map(place_key, frame.territories)),
        (fact.indicator, fact.part) != (lead.indicator, lead.part),
        fact.clause_start != lead.clause_start,
        fact.start < lead.start,
    )
