"""The words before a figure → the one of them that tells its status."""

import re
from collections.abc import Sequence

from rag.datatypes import Status
from rag.figures.bound_figures import BoundFigure, counts
from rag.figures.comparisons import difference_from
from rag.figures.phrases import PLAN_WORDS, is_bare, strip_opening
from rag.language.senses import Sense, TextKind, Weight
from rag.language.status_words import StatusWord, read_status_words

_WHEN_BEHIND = re.compile(r"\s+(?:đến|tới|là|năm|giao)(?!\w)", re.IGNORECASE)
_AMOUNT_BEHIND = re.compile(r"(?<!\w)(?:là|năm|đến|giai đoạn)(?!\w)|:\s*$", re.IGNORECASE)
_BREAK = re.compile(r"[,;:(]")
_NEXT_CLAUSE = re.compile(r"[,;(]|(?<!\w)(?:và|nhưng|còn)(?!\w)", re.IGNORECASE)
_DETERMINERS = re.compile(r"^\W*(?:(?:một số|các|những|hệ thống)\s*)?$", re.IGNORECASE)
# `95% kế hoạch giao, tăng 5%`: the words behind a figure that name what it is a share of.
_BASE_BEHIND = re.compile(rf"^\s*(?:(?:so với|của)\s+)?{PLAN_WORDS}(?!\w)", re.IGNORECASE)
_OF_PLAN = frozenset((Sense.PLAN, Sense.ASSIGNED))
# `phấn đấu thu hút được 5 dự án`: what is wanted, not what was done.
_WISHES = frozenset(
    (Sense.ASSIGNED, Sense.GOAL, Sense.OBLIGATION, Sense.FUTURE, Sense.ESTIMATE, Sense.EXPECTED, Sense.FORECAST)
)


def governing_word(bound: BoundFigure, *, expects_plan: bool) -> StatusWord | None:
    """The last status word before the figure that applies to it; `expects_plan`: whether it stands among plans.

    A plan that something is measured against, or that the figure before is a share of, does not.
    """
    lead = _own_words(bound)
    read = read_status_words(lead, TextKind.SENTENCE)
    for number, word in reversed(list(enumerate(read))):
        if word.sense is Sense.REACHED or _is_of_another(bound, lead, word):
            continue
        if word.sense is Sense.PLAN:
            governs = _names_planned(bound, lead, word, behind=read[number + 1 :])
        elif word.weight is Weight.WEAK:
            governs = _is_done(bound, lead, word, before=read[:number], expects_plan=expects_plan)
        else:
            governs = True
        if governs:
            return word
    return None


def is_of_plan(word: StatusWord) -> bool:
    """Whether the word names a plan by its size, with the outcome stated after it."""
    return word.sense in _OF_PLAN


def is_base_behind(bound: BoundFigure, word: StatusWord) -> bool:
    """Whether the figure is the size of a plan, after a share of that plan: `58% dự toán 20 tỷ đồng`."""
    return not bound.opens_segment and not _BREAK.search(bound.lead[: word.start])


def _own_words(bound: BoundFigure) -> str:
    """Without those of the base that the figure is a difference from: `vượt kế hoạch giao 2%` tells what came about."""
    difference = difference_from(bound.lead) if bound.base else None
    return bound.lead[: difference.start] if difference else bound.lead


def _piece_before(lead: str, word: StatusWord) -> str:
    """The words of its clause before the word."""
    return _BREAK.split(lead[: word.start])[-1]


def _is_of_another(bound: BoundFigure, lead: str, word: StatusWord) -> bool:
    """Whether the word stands behind the figure before, whose base it is, or in another clause."""
    if word.sense is Sense.ASSIGNED:
        return _NEXT_CLAUSE.search(lead[word.end :]) is not None
    is_behind = not bound.opens_segment and not _BREAK.search(lead[: word.start])
    if word.sense is not Sense.PLAN:
        # `từ 31 ha hiện trạng năm 2010 xuống 30 ha`
        return is_behind and word.sense is Sense.STATE
    return is_behind and _BASE_BEHIND.match(lead) is not None and not is_sized(lead, word)


def is_sized(lead: str, word: StatusWord) -> bool:
    """Whether only times and the like stand between a plan and the figure: `so với dự toán cả năm là`."""
    rest = lead[word.end :].rstrip(" :")
    if _NEXT_CLAUSE.search(rest):
        return False
    reaches = {Sense.REACHED, Sense.REPORT, Sense.DONE}
    words = read_status_words(rest, TextKind.SENTENCE)
    return is_bare(rest) and not any(other.sense in reaches for other in words)


def _names_planned(bound: BoundFigure, lead: str, word: StatusWord, *, behind: Sequence[StatusWord]) -> bool:
    """Whether the clause opens with a plan and states its size: `Chỉ tiêu thu ngân sách năm 2031 là`.

    `Kế hoạch vốn năm 2031 đạt 95%` tells how much of it has come about.
    """
    if is_sized(lead, word):
        return True
    before = _piece_before(lead, word)
    if not _DETERMINERS.match(strip_opening(before)) and not is_bare(before):
        return False
    rest = lead[word.end :]
    reached = any(other.sense is Sense.REACHED for other in behind)
    if reached and "%" in bound.span.figure.unit:
        return word.weight is Weight.FIRM and re.match(r"\s+(?:đến|tới|là)(?!\w)", rest) is not None
    if word.weight is Weight.FIRM or _WHEN_BEHIND.match(rest):
        return True
    return not reached and _AMOUNT_BEHIND.search(rest) is not None


def _is_done(
    bound: BoundFigure, lead: str, word: StatusWord, *, before: Sequence[StatusWord], expects_plan: bool
) -> bool:
    """Whether a verb that is used of plans, too, states a result: behind the plan of the same thing, or alone."""
    if word.status is not Status.RESULT or any(other.sense in _WISHES for other in before):
        return False
    if word.sense is Sense.FINAL and not strip_opening(_piece_before(lead, word)):
        return True
    if bound.opens_segment:
        return not expects_plan
    stands_alone = is_bare(_piece_before(lead, word)) and not lead[word.end :].strip()
    return stands_alone and (bound.same_subject or not counts(bound))


def status_of(word: StatusWord, *, expects_plan: bool) -> Status | None:
    """The status that the word states; that of `dự kiến` depends on the figures around it."""
    if word.sense is Sense.EXPECTED:
        return Status.TARGET if expects_plan else Status.ESTIMATE
    return word.status
