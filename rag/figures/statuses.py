"""The words around a figure → whether it is a target, an estimate or a result, as far as they say."""

import re

from rag.datatypes import Document, Passage, Status
from rag.figures.bound_figures import BoundFigure
from rag.figures.comparisons import difference_from
from rag.figures.phrases import PLAN_NOUNS, is_complete, last_match

# "ước" is to estimate; not in `so với ước thực hiện`, `công ước`, `mơ ước`, `quy ước`.
_ESTIMATE = r"(?<!so với )(?<!công )(?<!mơ )(?<!quy )(?<!khế )(?<!\w)(?:ước|dự ước|dự báo)(?!\w)(?!\s+mơ)"
# What is expected of a coming year is its plan; of a year that is ending, an estimate.
_EXPECTED = r"(?<!\w)dự kiến(?!\w)"
_TARGET = (
    r"(?<!\w)(?:phấn đấu|đặt mục tiêu|mục tiêu (?:đến|là|năm)|chỉ tiêu (?:là|năm)|kế hoạch (?:là|năm|"
    r"giao)|quyết tâm|sẽ|"
    r"tối thiểu phải|phải(?= (?:tăng|giảm|đạt)(?!\w))|chịu trách nhiệm(?= (?:hoàn thành|thực hiện|bảo đảm))|"
    # `bảo đảm tỷ lệ đạt ít nhất`, `giao Sở Y tế hoàn thành`: what somebody is told to reach.
    r"(?:bảo đảm|đảm bảo|yêu cầu|cam kết)(?=[^;]*\s(?:ít nhất|tối thiểu|không dưới|không thấp hơn)\W*$)|"
    r"(?<!bàn )(?<!chuyển )(?:giao|yêu cầu|đôn đốc)\s+(?:các\s+)?(?:UBND|Ủy ban|Sở|Ban|Công an|phường|xã|huyện|"
    r"thành phố|chủ đầu tư|nhà thầu|đơn vị|địa phương)"
    r"(?=\s[^;]*(?:hoàn thành|thực hiện|bảo đảm|giải ngân|bàn giao|xây dựng)))(?!\w)"
)
DECIDED = "xác định|đề ra|phê duyệt|ban hành|nêu|thông qua|giao|có chủ trương|quyết định"
"""What "đã" tells of the plan and not of its result: `đã được xác định trong Nghị quyết …`."""

_DONE = (
    rf"(?<!\w)(?:đã(?!\s+(?:được\s+)?(?:{DECIDED}|đăng ký))|"
    r"thực hiện(?=\s+(?:tăng|giảm|đạt|được))|còn thiếu(?=(?:\s+(?:khoảng|trên|hơn|gần))?\s*$)|cùng kỳ(?=[^,;]*:))(?!\w)"
)
_SAID = re.compile(
    rf"(?P<estimate>{_ESTIMATE})|(?P<expected>{_EXPECTED})|(?P<target>{_TARGET})|(?P<done>{_DONE})", re.IGNORECASE
)
_PLAN_OF = re.compile(r"(?:tổng\s+)?(?:kế hoạch|dự toán)\s+(?:vốn|thu|chi|ngân sách)(?!\w)", re.IGNORECASE)
_TO_COME = re.compile(r"^[^,;.:]*(?<!\w)sẽ(?!\w)", re.IGNORECASE)
_AGAINST_RESULT = re.compile(r"\W*so với (?:cùng kỳ|thực hiện)", re.IGNORECASE)
# `trên tổng số 137 cơ sở`: what a share is taken of stands as it is, whatever is planned for the share.
_TAKEN_OF = re.compile(r"(?<!\w)(?:trên|trong) tổng số\s*$", re.IGNORECASE)
_FORECAST = re.compile(r"(?<!\w)(?:nhu cầu|dự báo|khả năng|nguy cơ)(?!\w)", re.IGNORECASE)
_REACHED = re.compile(r"(?<!\w)(?:đạt|là)\W*$", re.IGNORECASE)

_HEADING_RESULT = (
    r"kết quả|tình hình|đánh giá|tồn tại|hạn chế|khó khăn|ưu điểm|thành tựu|thực trạng|hiện trạng|nguyên nhân|khái quát"
)
_HEADING_TARGET = rf"{PLAN_NOUNS}|nhiệm vụ|giải pháp|phương hướng|định hướng|chủ đề|danh mục|phấn đấu|quan điểm"
_NUMBERING = r"^(?:(?:phần|chương|mục|điều)\s+(?:thứ\s+)?\w+|[\dIVXA-Zđ]{1,4}(?:\.\d+)*)?[\s.:)]*"
_OPENS_RESULT = re.compile(rf"{_NUMBERING}(?:về\s+|một số\s+|các\s+|những\s+)?(?:{_HEADING_RESULT})", re.IGNORECASE)
_OPENS_ESTIMATE = re.compile(
    rf"{_NUMBERING}(?:dự kiến|ước|khả năng)\s+(?:kết quả\s+)?(?:thực hiện|hoàn thành|kết quả|cả năm|đến cuối năm)",
    re.IGNORECASE,
)
_OPENS_TARGET = re.compile(
    rf"{_NUMBERING}(?:về\s+|một số\s+|các\s+|những\s+|hệ thống\s+)?(?:{_HEADING_TARGET})", re.IGNORECASE
)
_HOLDS_RESULT = re.compile(rf"(?<!\w)(?:{_HEADING_RESULT})(?!\w)", re.IGNORECASE)
_HOLDS_TARGET = re.compile(rf"(?<!\w)(?:{_HEADING_TARGET})(?!\w)", re.IGNORECASE)
_TARGET_KINDS = re.compile(r"nghị quyết|kế hoạch|chỉ thị|chương trình|quyết định|đề án", re.IGNORECASE)


def heading_status(passage: Passage, document: Document) -> Status | None:
    """From the innermost heading that opens with a word of plan or of result; else that holds only one kind."""
    headings = [*reversed(passage.header.heading_path)]
    for heading in headings:
        if _OPENS_ESTIMATE.search(heading):
            return Status.ESTIMATE
        if _OPENS_RESULT.search(heading):
            return Status.RESULT
        if _OPENS_TARGET.search(heading):
            return Status.TARGET
    for heading in headings:
        result, target = _HOLDS_RESULT.search(heading), _HOLDS_TARGET.search(heading)
        if bool(result) != bool(target):
            return Status.RESULT if result else Status.TARGET
    return Status.TARGET if names_plan(document) else None


def names_plan(document: Document) -> bool:
    """Whether the source record says that the document is a plan."""
    return _TARGET_KINDS.search(document.source.kind) is not None


def said_status(bound: BoundFigure, *, expects_plan: bool) -> Status | None:
    """The status that a figure's own words give it and those after it; `expects_plan`: what `dự kiến` means here."""
    # `vượt kế hoạch giao 2%`: what came about is told; the plan is only its base.
    difference = difference_from(bound.lead) if bound.base else None
    lead = bound.lead[: difference.start] if difference else bound.lead
    if said := last_match(_SAID, lead):
        if said["expected"]:
            return Status.TARGET if expects_plan else Status.ESTIMATE
        return Status.ESTIMATE if said["estimate"] else Status.TARGET if said["target"] else Status.RESULT
    if _TO_COME.search(bound.after):
        return Status.TARGET
    if not bound.same_subject and _AGAINST_RESULT.match(bound.after):
        return Status.RESULT
    return None


def ends_estimate(bound: BoundFigure) -> bool:
    """Whether a new segment with a verb of its own leaves the estimate before it: `…; tỷ lệ hồ sơ đạt 64%`."""
    return bound.opens_segment and is_complete(bound.lead) and _REACHED.search(bound.lead) is not None


def tells_plan(bound: BoundFigure) -> bool:
    """Whether the figure is the size of what is named a plan: `Kế hoạch vốn năm 2031 tỉnh giao 90 tỷ đồng`."""
    is_size = "%" not in bound.span.figure.unit and not bound.verb and not bound.is_of_year_before
    return is_size and bound.names_subject and _PLAN_OF.match(bound.part or bound.indicator) is not None


def is_taken_of(bound: BoundFigure) -> bool:
    """Whether the figure is the number that a share is taken of."""
    return _TAKEN_OF.search(bound.lead) is not None


def is_forecast(bound: BoundFigure) -> bool:
    """Whether the figure of a coming year is what is expected to happen, not what is planned."""
    return _FORECAST.search(bound.lead) is not None
