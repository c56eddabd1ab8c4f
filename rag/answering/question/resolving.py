"""A question in its conversation → the frames it may mean, the likeliest reading chosen by what the register holds."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answering.question.parts import terms_with_one_replaced
from rag.answering.question.understanding import (
    asks_no_figure,
    asks_when,
    asks_why_of_before,
    counts_again,
    is_follow_up,
    names_by_pronoun,
)
from rag.datatypes import Operation, Period, Question, QuestionFrame
from rag.figures.units import MEASURES
from rag.language.questions.slips import takes_back
from rag.language.questions.turns import asks_why_alone, read_courtesy
from rag.vietnamese import fold_accents

_ALL = 0.99


@dataclass(frozen=True, slots=True)
class Fitness:
    """How well the documents can answer a reading: the `likelihood`, in [0, 1], of the fact that fits best, and the
    share `borne`, in [0, 1], of the last turn's own words that the fact's name bears."""

    likelihood: float
    borne: float

    @property
    def score(self) -> float:
        """Higher is better, comparable between readings of one question."""
        return self.likelihood * (1 + self.borne)


Fit = Callable[[QuestionFrame, Sequence[str]], Fitness]
"""Of a reading, given the words of the last turn itself, which a reading must not lose."""

Read = Callable[[str, QuestionFrame | None], QuestionFrame]
"""Understands a turn on its own, after the frame of the turns before it, from which `năm trước` is reckoned."""


def resolve(question: Question, read: Read, fit: Fit) -> QuestionFrame:
    """The frame of the question, completed from the user's earlier turns where it leans on them."""
    earlier: QuestionFrame | None = None
    for turn in (*question.history, question.text):
        if turn != question.text and read_courtesy(turn):
            # Who thanks does not change what the talk is about.
            continue
        frame = read(turn, earlier)
        if earlier is not None and (asks_why_alone(turn) or asks_why_of_before(frame)):
            earlier = _reason_of(frame, earlier)
        else:
            earlier = _complete(frame, earlier, fit, replaces=takes_back(turn))
    return read(question.text, None) if earlier is None else earlier


def _complete(frame: QuestionFrame, earlier: QuestionFrame | None, fit: Fit, *, replaces: bool) -> QuestionFrame:
    """The likeliest of: the frame alone, with the earlier periods and status, with the earlier indicator too, unless
    the turn takes back what was said: then an indicator of its own `replaces` the earlier one.

    The earlier indicator is meant only by a turn without words of its own, or whose words all belong to it: else the
    turn asks about something new, however near a fact of what was asked before may be.
    """
    if earlier is None or not is_follow_up(frame):
        return frame
    joined = _inherit(frame, earlier, tuple(dict.fromkeys((*earlier.terms, *frame.terms))))
    if not frame.terms:
        again = _inherit(frame, earlier, counts_again(frame, earlier) or earlier.terms)
        return _held_against(again, frame, earlier)
    if asks_when(frame):
        # What is to be when stands in a sentence, and not in the register that the readings are tried on.
        return joined
    swapped = [_inherit(frame, earlier, terms) for terms in terms_with_one_replaced(earlier.terms, frame.terms)]
    if names_by_pronoun(frame):
        named = [_inherit(frame, earlier, (*terms, *frame.terms)) for terms in _names_in(earlier.terms)]
        return max((joined, *named, *swapped), key=lambda reading: fit(reading, frame.terms).score)
    renewed = _inherit(frame, earlier, frame.terms)
    if replaces:
        return renewed
    fits = {reading: fit(reading, frame.terms) for reading in (joined, *swapped, renewed)}
    meant = [reading for reading in fits if reading == renewed or fits[reading].borne >= _ALL]
    return max(meant, key=lambda reading: fits[reading].score)


def _held_against(again: QuestionFrame, frame: QuestionFrame, earlier: QuestionFrame) -> QuestionFrame:
    """`so với năm trước thì sao?`: what was asked before beside the same of the year that the turn names."""
    years = frame.periods or _years_apart(frame, earlier)
    # How many times as much is told as a change, where the documents tell it.
    asks_ratio = any(quantity.units for quantity in frame.quantities)
    is_other_year = len(years) == 1 and bool(earlier.periods) and years[0] not in earlier.periods
    if not frame.compares or asks_ratio or not is_other_year:
        return again
    return replace(again, periods=(*earlier.periods, *years), operation=Operation.COMPARE, statuses=())


def _reason_of(frame: QuestionFrame, earlier: QuestionFrame) -> QuestionFrame:
    """What was asked before, asked for its reasons."""
    return replace(
        earlier,
        text=f"{earlier.text} {frame.text}",
        operation=Operation.EXPLAIN,
        quantities=(),
        units=(),
        kinds=(),
        wants_figure=False,
        names_only=False,
        asks_document=False,
        compares=False,
        refers_back=True,
        wants_reason=True,
    )


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
    periods = frame.periods or _relative_periods(frame, earlier)
    if not periods and not frame.wants_latest:
        periods = earlier.periods
    part = frame.part_of_year
    if part is not None and not frame.periods:
        periods = tuple(dict.fromkeys(Period(years.last, years.last, part) for years in periods))
    is_several = len(periods) > 1 and frame.operation is Operation.LOOK_UP
    return replace(
        frame,
        terms=terms,
        operation=Operation.COMPARE if is_several else frame.operation,
        periods=periods,
        part_of_year=None if periods else part,
        statuses=frame.statuses or (() if periods != earlier.periods else earlier.statuses),
        leaning=frame.leaning or earlier.statuses or earlier.leaning,
        # `còn huyện A?` after a province's figure leaves its document's place as it is; another province does not.
        territories=frame.territories or (() if frame.homes else earlier.territories),
        homes=frame.homes or earlier.homes,
        units=frame.units or (units if asks_alike and not frame.kinds else ()),
        kinds=frame.kinds or (earlier.kinds if asks_alike and not frame.units else ()),
        wants_figure=frame.wants_figure
        or (earlier.wants_figure and not asks_when(frame) and not asks_no_figure(frame)),
        names_only=frame.names_only and earlier.names_only,
    )


def _relative_periods(frame: QuestionFrame, earlier: QuestionFrame) -> tuple[Period, ...]:
    """`năm trước đó`, `năm sau` reckoned from the one year of the turn before; nothing where that is not sure."""
    is_held_against = re.search(r"\b(?:so voi|gap|may lan|hon)\b", fold_accents(frame.text)) is not None
    return () if is_held_against else _years_apart(frame, earlier)


def _years_apart(frame: QuestionFrame, earlier: QuestionFrame) -> tuple[Period, ...]:
    """The year that the turn names by its distance from that of the turn before, if any."""
    if len(earlier.periods) != 1 or earlier.periods[0].first != earlier.periods[0].last:
        return ()
    folded = fold_accents(frame.text)
    if re.search(r"\bnam (?:lien |ngay )?(?:sau|tiep theo|ke tiep)\b", folded):
        step = 1
    elif re.search(r"\bnam (?:lien |ngay )?truoc\b", folded):
        step = -1
    else:
        return ()
    year = earlier.periods[0].first + step
    return (Period(year, year),)
