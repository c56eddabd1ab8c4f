"""The words around a figure → whether it is a target, an estimate or a result, as far as they say."""

import re

from rag.datatypes import Document, Passage, Status
from rag.figures.bound_figures import BoundFigure
from rag.figures.governing_words import governing_word, is_base_behind, is_of_plan, status_of
from rag.figures.phrases import AGAINST, PLAN_NOUNS, PLAN_WORDS, is_bare, is_complete, last_match
from rag.figures.units import MEASURES
from rag.language.senses import Sense, TextKind
from rag.language.status_words import StatusWord, read_status_words

_MEASURES = frozenset(MEASURES.values())
_PLAN_OF = re.compile(rf"(?:tổng\s+)?(?:{PLAN_NOUNS})\s+(?:vốn|thu|chi|ngân sách)(?!\w)", re.IGNORECASE)
_CLAUSE = re.compile(r"[^,;.:]*")
# What is compared with the same months of the year before has been counted; with a result, a plan is compared, too.
_AGAINST_RESULT = {
    True: re.compile(rf"\W*{AGAINST} cùng kỳ", re.IGNORECASE),
    False: re.compile(rf"\W*{AGAINST} (?:cùng kỳ|thực hiện)", re.IGNORECASE),
}
# `9.450 tỷ đồng (kế hoạch 2024)`, `10% như kế hoạch đề ra`: what the figure is stands right behind it.
_LABEL = re.compile(r"^\s*\((?P<label>[^()\d]{2,30}?)(?:\s+(?:năm\s+)?\d{4})?\)", re.IGNORECASE)
_AS_PLANNED = re.compile(rf"^\s*(?:như|là)\s+(?:{PLAN_NOUNS})(?!\w)", re.IGNORECASE)
# `(TH 2020: 47,3 triệu đồng)`
_LABELLED = re.compile(r"(?:^|[,;])\s*(?P<label>[^,;:()\d]{2,20}?)(?:\s+(?:năm\s+)?\d{4})?\s*:?\s*$", re.IGNORECASE)
_HELD_AGAINST = re.compile(rf"(?<!\w)(?:{AGAINST}|bằng|kém|hơn)\s+(?P<plan>{PLAN_WORDS})(?!\w)", re.IGNORECASE)
_SO = re.compile(r"^\s*mà(?!\w)", re.IGNORECASE)
_OUT_OF_PLAN = re.compile(rf"^\s*(?:{PLAN_NOUNS})(?!\w)", re.IGNORECASE)
# `trên tổng số 137 cơ sở`: what a share is taken of stands as it is, whatever is planned for the share.
_TAKEN_OF = re.compile(r"(?<!\w)(?:trên|trong) tổng số\s*$", re.IGNORECASE)
# `hoàn thành 1.900 căn so với kế hoạch 3.000 căn`: what stands against the size of its plan has come about.
_AGAINST_PLAN_SIZE = re.compile(rf"\s*{AGAINST}\s+(?:{PLAN_WORDS})(?:\s+[^\s,;:.()]+){{0,3}}\s*$", re.IGNORECASE)
_REACHED = re.compile(r"(?<!\w)(?:đạt|là)\W*$", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:(?:(?:phần|chương|mục|điều)\s+(?:thứ\s+)?\w+|(?-i:[A-ZĐ]?[\dIVX]{1,5}|[A-ZĐa-zđ])(?:\.\d+)*)(?!\w)[\s.:)]*)?"
    r"(?:(?:về|một số|các|những|hệ thống)\s+)*",
    re.IGNORECASE,
)
_TARGET_KINDS = re.compile(r"nghị quyết|kế hoạch|chỉ thị|chương trình|quyết định|đề án", re.IGNORECASE)


def heading_status(passage: Passage, document: Document) -> Status | None:
    """The status of the innermost heading that opens with a word of plan or result, else that has only one kind."""
    headings = [*reversed(passage.header.heading_path)]
    for heading in headings:
        if status := _opening_status(heading):
            return status
    for heading in headings:
        statuses = {word.status for word in read_status_words(heading, TextKind.HEADING)} - {Status.ESTIMATE}
        if len(statuses) == 1:
            return statuses.pop()
    return Status.TARGET if names_plan(document) else None


def _opening_status(heading: str) -> Status | None:
    """`II. CÁC CHỈ TIÊU CHỦ YẾU` is of targets; not so `Các chỉ tiêu đạt và vượt kế hoạch`."""
    words = read_status_words(heading, TextKind.HEADING)
    opening = _OPENING.match(heading)
    if not words or opening is None or words[0].start > opening.end():
        return None
    is_done = any(word.sense in (Sense.DONE, Sense.REACHED) for word in words)
    return Status.RESULT if is_done else words[0].status


def names_plan(document: Document) -> bool:
    """Whether the source record says that the document is a plan."""
    return _TARGET_KINDS.search(document.source.kind) is not None


def explicit_status(bound: BoundFigure, *, expects_plan: bool) -> Status | None:
    """The status stated around a figure, None where none is; `expects_plan`: the figures around it are plans."""
    word = governing_word(bound, expects_plan=expects_plan)
    if word and not (is_of_plan(word) and (is_base_behind(bound, word) or _mentions_outcome(bound.after))):
        return status_of(word, expects_plan=expects_plan)
    if any(behind.sense is Sense.FUTURE for behind in _words_behind(bound)):
        return Status.TARGET
    label = _label(bound)
    if label and label.status is not Status.TARGET:
        return label.status
    is_counted = not bound.same_subject and _AGAINST_RESULT[expects_plan].match(bound.after) is not None
    is_measured = not bound.verb and _AGAINST_PLAN_SIZE.match(bound.after) is not None
    return Status.RESULT if is_counted or is_measured or _exceeds_plan(bound) else None


def _words_behind(bound: BoundFigure) -> tuple[StatusWord, ...]:
    """The status words after the figure in its clause."""
    clause = _CLAUSE.match(bound.after)
    return read_status_words(clause.group(), TextKind.SENTENCE) if clause else ()


def _label(bound: BoundFigure) -> StatusWord | None:
    """`8.100 tỷ đồng (thực hiện 2023)`, `(TH 2020: 47,3 triệu đồng)`: a status label, as over a column."""
    behind, before = _LABEL.match(bound.after), _LABELLED.search(bound.lead)
    for found in (behind, before if bound.depth else None):
        words = read_status_words(found["label"].strip(), TextKind.COLUMN) if found else ()
        if found and words and (words[0].start, words[-1].end) == (0, len(found["label"].strip())):
            return words[0]
    return None


def _exceeds_plan(bound: BoundFigure) -> bool:
    """`Số thu thuế năm 2030 vượt 12,6% dự toán`: only what has come about exceeds its plan, where nothing is wished."""
    return bound.opens_segment and bound.verb in {"vượt", "hụt"} and _OUT_OF_PLAN.match(bound.after) is not None


def _mentions_outcome(after: str) -> bool:
    """Whether the words after a plan's figure state its outcome: `, thực hiện đạt`."""
    done = {Sense.REACHED, Sense.DONE, Sense.FINAL, Sense.REPORT}
    return any(word.sense in done for word in read_status_words(after, TextKind.SENTENCE))


def ends_estimate(bound: BoundFigure) -> bool:
    """Whether a new segment with a verb of its own leaves the estimate before it: `…; tỷ lệ hồ sơ đạt 64%`."""
    return bound.opens_segment and is_complete(bound.lead) and _REACHED.search(bound.lead) is not None


def is_plan_figure(bound: BoundFigure) -> bool:
    """Whether the figure itself, not the one after it, is a plan's: `Kế hoạch vốn năm 2031 tỉnh giao 90 tỷ đồng`."""
    if bound.is_of_year_before:
        return False
    label = _label(bound)
    if (label and label.status is Status.TARGET) or _AS_PLANNED.match(bound.after):
        return True
    if bound.lead.strip() == "/" and (_OUT_OF_PLAN.match(bound.after) or bound.span.figure.unit in _MEASURES):
        return True  # `thu 3 tỷ đồng/6 tỷ đồng`; of `7 xã/9 xã` the second is only how many there are
    word = governing_word(bound, expects_plan=False)
    return (word is not None and is_of_plan(word)) or _is_size_held_against(bound) or _names_plan_of(bound)


def _is_size_held_against(bound: BoundFigure) -> bool:
    """`hụt 1.900 tỷ đồng so với kế hoạch 24.500 tỷ đồng`: the plan's figure beside what is measured against it."""
    if any(behind.sense is Sense.ASSIGNED for behind in _words_behind(bound)) and _SO.match(bound.after):
        return True
    found = last_match(_HELD_AGAINST, bound.lead)
    return found is not None and not bound.base and not bound.verb and is_bare(bound.lead[found.end() :])


def _names_plan_of(bound: BoundFigure) -> bool:
    is_size = "%" not in bound.span.figure.unit and not bound.verb
    return is_size and bound.names_subject and _PLAN_OF.match(bound.part or bound.indicator) is not None


def is_taken_of(bound: BoundFigure) -> bool:
    """Whether the figure is the number that a share is taken of."""
    return _TAKEN_OF.search(bound.lead) is not None


def is_forecast(bound: BoundFigure) -> bool:
    """Whether the figure of a coming year is what is expected to happen, not what is planned."""
    return any(word.sense is Sense.FORECAST for word in read_status_words(bound.lead, TextKind.SENTENCE))
