"""Facts that fit a frame → an answer that states them, or what of the question the documents lack."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answering.facts.choice import WHOLE_COVERAGE, FactChoice
from rag.answering.facts.comparisons import compare, stated_comparison
from rag.answering.facts.conversions import with_conversion
from rag.answering.facts.lists import FactList, fact_for_each_quantity, parts_of_whole
from rag.answering.facts.relations import is_near, same_subject
from rag.answering.facts.statements import FactStatements, missing
from rag.answering.question.parts import terms_with_one_replaced
from rag.datatypes import (
    Document,
    Fact,
    FactMatch,
    NotInDocuments,
    Operation,
    Passage,
    QuestionFrame,
    Statement,
)
from rag.retrieval.fact_matches import FactMatches
from rag.vietnamese import fold_accents

_SURE_LIKELIHOOD = 0.6
"""From here on a part of a question is understood by itself."""

_SURE_SEGMENT = 0.7

_ASKS_PARTS = re.compile(
    r"\b(?:nhung|cac|tung|moi) (?:phan|nguon|khoan|nhom|khu vuc|thanh phan|cau phan|hang|loai)\b|"
    r"\b(?:chia|phan) (?:ra|theo)\b|"
    r"\btung (?:dia phuong|don vi|huyen|thi xa|quan|xa|phuong|du an|cong trinh|linh vuc|nganh)\b|"
    r"^co cau\b.*\b(?:nao|gi|the nao|ra sao|bao nhieu)\b"
)

Match = Callable[[QuestionFrame], FactMatches]

SURE_COVERAGE = 0.7
"""From this share of the question on it surely means the fact: one that only names something asks for its figure, and
what it takes for granted of it may be denied."""


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """Statements, or why there are none; `coverage` in [0, 1] of the best fitting fact."""

    statements: tuple[Statement, ...]
    missing: NotInDocuments | None
    coverage: float


def asks_parts(frame: QuestionFrame) -> bool:
    """Whether the parts of something are asked for, and not only the whole."""
    return _ASKS_PARTS.search(fold_accents(frame.text)) is not None


class FactAnswers:
    """Answers frames from matched facts. `own_territories` are those that the documents speak for."""

    def __init__(
        self, documents: Sequence[Document], passages: Sequence[Passage], own_territories: Iterable[str]
    ) -> None:
        self._choice = FactChoice(documents, passages, own_territories)
        self._fact_statements = FactStatements(documents, passages)

    def answer(self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match) -> FactAnswer:
        """The answer that the register allows; without statements and without reason when no fact fits at all.

        `segments` are the frames of the question's coordinate parts (`thu nội địa và xuất khẩu`), if it has any.
        """
        answer = self._answer(frame, segments, match)
        named = (
            *self._fact_statements.name_rivals(answer.statements),
            *self._fact_statements.disagreement(answer.statements),
        )
        statements = tuple(with_conversion(item, frame.text) for item in named)
        return replace(answer, statements=statements)

    def passage(self, fact: Fact) -> Passage:
        """The passage that states a fact."""
        return self._fact_statements.passage(fact)

    def is_at_home(self, file: str, frame: QuestionFrame) -> bool:
        """Whether the document speaks for the place that the question names, if it names any."""
        return self._choice.is_at_home(file, frame)

    def speaks_of(self, passage: Passage, frame: QuestionFrame) -> bool:
        """Whether a passage can be about the place that the question is about."""
        return self._choice.speaks_of(passage, frame)

    def fits_place(self, fact: Fact, frame: QuestionFrame) -> bool:
        """Whether the fact is of the place that the question is about."""
        return self._choice.fits_place(fact, frame)

    def is_exactly(self, fact: Fact, frame: QuestionFrame) -> bool:
        """Whether the fact is of no other places than the question names, if it names any."""
        return self._choice.is_exactly(fact, frame)

    def means_rather(self, fact: Fact, other: Fact, frame: QuestionFrame) -> bool:
        """Whether the words behind the fact's figure are rather those of the question than the words behind the
        other's."""
        return self._choice.means_rather(fact, other, frame)

    def fitting(self, frame: QuestionFrame, matches: FactMatches) -> list[FactMatch]:
        """The matches of the place, period and status asked, with enough of the question in their words."""
        return self._choice.fitting(frame, matches)

    def _answer(self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match) -> FactAnswer:
        matches = self._choice.twins_apart(frame, match(frame))
        if len(frame.quantities) > 1 and (listed := fact_for_each_quantity(frame, matches, self._choice)):
            return self._tell(listed)
        lists_parts = frame.operation is not Operation.COMPARE and not frame.compares
        if lists_parts and asks_parts(frame) and (parts := parts_of_whole(frame, matches, self._choice)):
            return self._tell(parts)
        is_whole = bool(matches) and matches[0].coverage >= WHOLE_COVERAGE
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

    def _tell(self, listed: FactList) -> FactAnswer:
        return FactAnswer(
            tuple(self._fact_statements.render_facts([fact]) for fact in listed.facts), None, listed.coverage
        )

    def _compare_with_whole(self, frame: QuestionFrame, match: Match) -> FactAnswer | None:
        """`huyện … cao hơn mức chung toàn tỉnh bao nhiêu`: the place's own fact beside that of the whole."""
        place = self._answer_one(frame, match(frame))
        whole_frame = replace(frame, territories=())
        whole = self._answer_one(whole_frame, match(whole_frame))
        if len(place.statements) != 1 or len(whole.statements) != 1 or place.statements == whole.statements:
            return None
        formula = self._fact_statements.difference(place.statements[0].facts[0], whole.statements[0].facts[0])
        return FactAnswer((*place.statements, *whole.statements, *formula), None, place.coverage)

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
            # `trong GRDP, công nghiệp và dịch vụ …` asks for the parts; a head not asked for only says of what.
            asked = {
                statement.facts[0]
                for answer, segment in zip(answers, completed, strict=True)
                for statement in answer.statements
                if segment.quantities and statement.facts
            }
            heads = [
                fact
                for fact in facts
                if not fact.part and fact not in asked and {part.indicator for part in parts} == {fact.indicator}
            ]
            facts = [fact for fact in facts if fact not in heads]
            statements = tuple(statement for statement in statements if statement.facts[0] not in heads)
        formula = self._fact_statements.difference(*facts) if len(facts) == 2 and frame.compares else ()
        statements_with_formula = tuple(dict.fromkeys((*statements, *formula)))
        return FactAnswer(statements_with_formula, None, min(answer.coverage for answer in sure))

    def _completed(self, segments: Sequence[QuestionFrame], match: Match) -> list[QuestionFrame]:
        """`nước sạch ở đô thị và nông thôn`: a segment that says too little takes the words of the one before."""
        completed: list[QuestionFrame] = []
        for segment in segments:
            readings = [segment]
            is_complete_alone = len(segment.terms) > 1 and self._best_likelihood(segment, match) >= _SURE_LIKELIHOOD
            if completed and not is_complete_alone:
                readings += [
                    replace(segment, terms=terms)
                    for terms in terms_with_one_replaced(completed[-1].terms, segment.terms)
                ]
            completed.append(max(readings, key=lambda reading: self._best_likelihood(reading, match)))
        return completed

    def _best_likelihood(self, frame: QuestionFrame, match: Match) -> float:
        return max((item.likelihood for item in self.fitting(frame, match(frame))), default=0.0)

    def _answer_one(self, frame: QuestionFrame, matches: FactMatches) -> FactAnswer:
        of_subject = self._choice.of_subject(frame, matches)
        if not of_subject:
            return FactAnswer((), None, 0.0)
        if frame.operation is Operation.COMPARE and (compared := self._compare(frame, of_subject, matches)):
            return compared
        coverage = of_subject[0].coverage
        chosen = self._choice.choose(frame, of_subject)
        if not chosen:
            near = [match.fact for match in of_subject if is_near(match, of_subject[0])]
            return FactAnswer((), missing(frame, near), coverage)
        statements = tuple(self._fact_statements.render_facts(group) for group in chosen)
        return FactAnswer((*statements, *self._between_places(frame, [group[0] for group in chosen])), None, coverage)

    def _between_places(self, frame: QuestionFrame, facts: Sequence[Fact]) -> tuple[Statement, ...]:
        """The difference of one thing in two places (`của tỉnh so với bình quân cả nước`), where one is asked for."""
        is_pair = len(facts) == 2 and facts[0].territory != facts[1].territory and facts[0].period == facts[1].period
        return self._fact_statements.difference(*facts) if frame.compares and is_pair else ()

    def _compare(
        self, frame: QuestionFrame, of_subject: Sequence[FactMatch], matches: FactMatches
    ) -> FactAnswer | None:
        """The comparison asked for, or what it lacks; None where there is nothing to set side by side."""
        best = of_subject[0]
        if stated := stated_comparison(frame, of_subject, self._fact_statements):
            return FactAnswer((stated,), None, best.coverage)
        # Beside a fact that is meant stands what is of the same thing, in whatever words another document has it.
        in_subject = {match.fact for match in of_subject}
        beside = [
            match
            for match in matches.of_names(lambda fact: same_subject(fact, best.fact))
            if match.fact not in in_subject and self._choice.fits_place(match.fact, frame)
        ]
        compared = compare(frame, [*of_subject, *beside], self._fact_statements)
        if isinstance(compared, NotInDocuments):
            return FactAnswer((), compared, 1.0)
        return FactAnswer(compared, None, 1.0) if compared else None
