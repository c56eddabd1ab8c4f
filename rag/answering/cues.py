"""Words of plan and result in a sentence: how it tells its figures."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.figures.phrases import PLAN_NOUNS
from rag.figures.statuses import DECIDED


class Told(StrEnum):
    """How words tell a figure. FINAL: as a result beyond doubt (`thực tế`, `đã đạt`). EXPECTED: `dự kiến`, which is
    said of plans and of estimates."""

    TARGET = "target"
    ESTIMATE = "estimate"
    RESULT = "result"
    FINAL = "final result"
    EXPECTED = "expected"
    MIXED = "both plan and result"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of plan or result."""

    told: Told
    words: str


# Not `nghị quyết`: a draft names its sources, and `Kế hoạch 275-KH/TU` is one too.
_PLAN = rf"{PLAN_NOUNS}|(?<!/)KH(?!-)"
_CUES = (
    (Told.TARGET, r"phấn đấu|đề ra|đặt ra|được giao|sẽ|hướng tới|nhằm đạt|quyết tâm|cần đạt|phải đạt"),
    (Told.TARGET, r"giao(?=\s+(?:là|năm|đầu năm|\d|đạt|khoảng))"),
    (Told.TARGET, rf"(?<!so với )(?<!vượt )(?<!bằng )(?<!thành )(?:{_PLAN})"),
    (Told.ESTIMATE, r"ước|dự ước"),
    (Told.EXPECTED, r"dự kiến"),
    (Told.FINAL, r"thực tế|chính thức|thực đạt|thực hiện được"),
    # "đã đề ra", "đã giao" speak of the plan.
    (Told.FINAL, rf"đã(?!\s+(?:được\s+)?(?:{DECIDED}|đặt|ước|dự kiến))"),
    (Told.RESULT, r"kết quả|ghi nhận|thực hiện(?=\s+(?:năm\s+\d{4}|đạt|là|cả năm))|đạt được(?=\s+[\d~≥≤]|\s+là)"),
)
_CUE = re.compile(
    "|".join(rf"(?P<{told.name}_{number}>(?<!\w)(?:{words})(?!\w))" for number, (told, words) in enumerate(_CUES)),
    re.IGNORECASE,
)
_CUE_BEHIND = re.compile(
    rf"^[^\w;]*(?:(?:là|theo|như|thuộc|của)\s+)?(?:(?P<target>(?:{_PLAN}))|(?P<estimate>ước|số ước)|"
    r"(?P<final>kết quả thực tế|số chính thức))(?!\w)",
    re.IGNORECASE,
)
_PLAN_OPENING = re.compile(
    rf"^\W*(?:{_PLAN})(?:\s+[^\W\d]+)?\s+(?:đến\s+)?(?:năm|giai đoạn)\s+[\d\s–-]+[,:]", re.IGNORECASE
)
_LINKED = re.compile(r"^\W*(?:là|theo|như|thuộc|của)(?!\w)|^\s*[(,–-]", re.IGNORECASE)


def cues_in(text: str) -> tuple[Cue, ...]:
    """The words of plan and result in a text, in order; a draft that opens with `Chỉ tiêu năm 2024,` and goes on with
    words of result says both."""
    cues = tuple(
        Cue(Told[found.lastgroup.rsplit("_", 1)[0]], found.group()) for found in _CUE.finditer(text) if found.lastgroup
    )
    if cues and _PLAN_OPENING.search(text) and cues[-1].told in {Told.ESTIMATE, Told.RESULT, Told.FINAL}:
        return (*cues[:-1], Cue(Told.MIXED, cues[-1].words))
    return cues


def cues_behind(after: str) -> tuple[Cue, ...]:
    """`45.000 tỷ đồng là mục tiêu`, `42.500 tỷ đồng (ước)`; but `đạt 108% kế hoạch` is measured against the plan."""
    found = _CUE_BEHIND.search(after)
    if found is None or not _LINKED.search(after) or found.lastgroup is None:
        return ()
    return (Cue(Told[found.lastgroup.upper()], found.group(found.lastgroup)),)
