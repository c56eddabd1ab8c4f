"""A question in its conversation → the frames it may mean, the likeliest reading chosen by what the register holds."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.question_parts import making_room
from rag.answering.understanding import asks_when, counts_again, is_follow_up, names_by_pronoun
from rag.datatypes import Period, Question, QuestionFrame
from rag.figures.units import MEASURES
from rag.vietnamese import fold_accents

Fitness = Callable[[QuestionFrame, Sequence[str]], float]
"""How well the documents can answer a frame, given the words of the last turn itself, which a reading must not lose;
higher is better, comparable between readings of one question."""


def resolve(question: Question, read: Callable[[str], QuestionFrame], fitness: Fitness) -> QuestionFrame:
    """The frame of the question, completed from the user's earlier turns where it leans on them.

    `read` understands a turn on its own.
    """
    earlier: QuestionFrame | None = None
    for turn in (*question.history, question.text):
        earlier = _complete(read(turn), earlier, fitness)
    if earlier is None:
        raise ValueError("a question has at least its own turn")
    return earlier


def _complete(frame: QuestionFrame, earlier: QuestionFrame | None, fitness: Fitness) -> QuestionFrame:
    """The likeliest of: the frame alone, with the earlier periods and status, with the earlier indicator too."""
    if earlier is None or not is_follow_up(frame):
        return frame
    joined = _inherit(frame, earlier, tuple(dict.fromkeys((*earlier.terms, *frame.terms))))
    if not frame.terms:
        return _inherit(frame, earlier, counts_again(frame, earlier) or earlier.terms)
    replaced = _inherit(frame, earlier, frame.terms)
    if asks_when(frame):
        # What is to be when stands in a sentence, and not in the register that the readings are tried on.
        return joined
    swapped = [_inherit(frame, earlier, terms) for terms in making_room(earlier.terms, frame.terms)]
    if names_by_pronoun(frame):
        named = [_inherit(frame, earlier, (*terms, *frame.terms)) for terms in _names_in(earlier.terms)]
        return max((joined, *named, *swapped), key=lambda reading: fitness(reading, frame.terms))
    return max((joined, *swapped, replaced), key=lambda reading: fitness(reading, frame.terms))


def _names_in(terms: Sequence[str]) -> list[tuple[str, ...]]:
    """The openings and endings of what was asked before, the longer first: `tổng mức đầu tư cầu Rạng` names a bridge.

    A name is at least half of it.
    """
    least = (len(terms) + 1) // 2
    lengths = range(len(terms) - 1, least - 1, -1)
    return [tuple(part) for length in lengths for part in (terms[:length], terms[-length:])]


def _inherit(frame: QuestionFrame, earlier: QuestionFrame, terms: tuple[str, ...]) -> QuestionFrame:
    """The frame with what it does not say taken from the turn before.

    The status of another year may differ, so an inherited one is only leaned to.
    """
    # Which of several quantities is meant again, nobody can tell.
    asks_alike = terms != frame.terms and len(earlier.quantities) < 2
    # `thế còn giường bệnh?` after `bao nhiêu bác sĩ` counts no `bác sĩ`; what is measured may be so again.
    units = tuple(unit for unit in earlier.units if not frame.terms or unit in MEASURES.values())
    periods = frame.periods or _relative_periods(frame, earlier) or earlier.periods
    part = frame.part_of_year
    if part is not None and not frame.periods:
        periods = tuple(dict.fromkeys(Period(years.last, years.last, part) for years in periods))
    return replace(
        frame,
        terms=terms,
        periods=periods,
        part_of_year=None if periods else part,
        statuses=frame.statuses or (() if periods != earlier.periods else earlier.statuses),
        leaning=frame.leaning or earlier.statuses or earlier.leaning,
        territories=frame.territories or earlier.territories,
        units=frame.units or (units if asks_alike and not frame.kinds else ()),
        kinds=frame.kinds or (earlier.kinds if asks_alike and not frame.units else ()),
        wants_figure=frame.wants_figure or (earlier.wants_figure and not asks_when(frame)),
        names_only=frame.names_only and earlier.names_only,
    )


def _relative_periods(frame: QuestionFrame, earlier: QuestionFrame) -> tuple[Period, ...]:
    """`năm trước đó`, `năm sau` reckoned from the one year of the turn before; nothing where that is not sure."""
    if len(earlier.periods) != 1 or earlier.periods[0].first != earlier.periods[0].last:
        return ()
    folded = fold_accents(frame.text)
    if re.search(r"\bnam (?:lien |ngay )?(?:sau|tiep theo|ke tiep)\b", folded):
        step = 1
    elif re.search(r"\bnam (?:lien |ngay )?truoc\b", folded) and not re.search(
        r"\b(?:so voi|gap|may lan|hon)\b", folded
    ):
        step = -1
    else:
        return ()
    year = earlier.periods[0].first + step
    return (Period(year, year),)
