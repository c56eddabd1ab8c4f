"""A question about several of the places that the documents speak for → the register's answer for each, by name.

A question that names none of several places is about each of them: which one is meant, nobody can tell.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.facts.answers import FactAnswer, FactAnswers, Match
from rag.answering.facts.places import NO_HOME
from rag.answering.facts.statements import FactStatements
from rag.datatypes import NotInDocuments, QuestionFrame, Statement

MOST_PLACES = 4
"""Beyond so many the reader is asked which is meant."""

_LEAST_PLACES = 2
_SAME_COVERAGE = 0.15
"""Where no place is named, one whose facts cover this much less of the question than another's is not meant."""


def frames_by_place(frame: QuestionFrame, own_territories: Sequence[str]) -> list[QuestionFrame]:
    """The frame for each place that it asks about; itself alone where that is one, or a document or another place says
    which."""
    if len(own_territories) < _LEAST_PLACES:
        return [frame]
    # What documents of no known place tell is of a place that nobody named.
    named = frame.homes or (() if frame.territories or frame.files else (*own_territories, NO_HOME))
    return [replace(frame, homes=(home,)) for home in named] if len(named) > 1 else [frame]


class PlaceAnswers:
    """Answers frames from the register, one place after the other. `own_territories` as in `FactAnswers`."""

    def __init__(self, answers: FactAnswers, fact_statements: FactStatements, own_territories: Sequence[str]) -> None:
        self._answers = answers
        self._fact_statements = fact_statements
        self._own = tuple(own_territories)

    def answer(self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match) -> FactAnswer:
        """See `FactAnswers.answer`; with a line of its own for each place."""
        frames = frames_by_place(frame, self._own)
        if len(frames) == 1:
            together = self._answers.answer(frame, segments, match)
            return together if together.statements else self._one_by_one(frame, segments, match) or together
        matched = _without_homes(match)
        by_place = {
            one.homes[0]: self._answers.answer(
                one, [replace(segment, homes=one.homes) for segment in segments], matched
            )
            for one in frames
        }
        return self._joined(frame, by_place)

    def _one_by_one(self, frame: QuestionFrame, segments: Sequence[QuestionFrame], match: Match) -> FactAnswer | None:
        """An answer for each of several districts or the like, where nothing is told of all of them together; None
        unless each has one."""
        if len(frame.territories) < _LEAST_PLACES:
            return None
        answers = [
            self._answers.answer(
                replace(frame, territories=(place,)),
                [replace(segment, territories=(place,)) for segment in segments],
                match,
            )
            for place in frame.territories
        ]
        statements = tuple(dict.fromkeys(statement for answer in answers for statement in answer.statements))
        facts = [statement.facts[0] for statement in statements if statement.facts]
        if not all(answer.statements for answer in answers) or len(facts) < len(answers):
            return None
        if frame.compares and len(facts) == len(statements) == _LEAST_PLACES:
            statements += self._fact_statements.difference(*facts)
        return FactAnswer(statements, None, min(answer.coverage for answer in answers))

    def _joined(self, frame: QuestionFrame, by_place: dict[str, FactAnswer]) -> FactAnswer:
        answered = {place: answer for place, answer in by_place.items() if answer.statements}
        best = max(by_place.values(), key=lambda answer: (bool(answer.statements), answer.coverage))
        if not frame.homes:
            answered = {
                place: answer for place, answer in answered.items() if answer.coverage >= best.coverage - _SAME_COVERAGE
            }
        if not answered:
            return best
        if len(answered) > MOST_PLACES:
            return FactAnswer((), NotInDocuments(_which_place(list(answered))), best.coverage)
        lacking = [place for place in frame.homes if place not in answered]
        statements = tuple(statement for answer in answered.values() for statement in answer.statements)
        if lacking:
            absent = Statement(f"Các tài liệu không có số liệu này của {' và '.join(lacking)}.", ())
            return FactAnswer((*statements, absent), None, best.coverage)
        facts = [statement.facts[0] for statement in statements if statement.facts]
        if frame.compares and len(facts) == len(statements) == len(answered) == 2:
            statements += self._fact_statements.difference(*facts)
        return FactAnswer(statements, None, best.coverage)


def _without_homes(match: Match) -> Match:
    """The same matching, which does not depend on the place, held against the register once for all places."""
    return lambda frame: match(replace(frame, homes=()))


def _which_place(places: Sequence[str]) -> str:
    *others, last = (place for place in places if place != NO_HOME)
    return f"Bạn hỏi về nơi nào? Tài liệu có số liệu của {', '.join(others)} và {last}."
