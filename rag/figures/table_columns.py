"""The heading of a table's column → what its figures are: their years, plan, estimate or result, a comparison.

Levels are read from the innermost out. What cannot be told for certain makes the column unsure: it gives no facts.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.datatypes import Period, Status
from rag.figures.note_marks import take_mark
from rag.figures.parsing import parse_years
from rag.figures.parts_of_year import counted_up_to, part_of_year
from rag.figures.periods import last_period
from rag.figures.phrases import PLAN_NOUNS
from rag.figures.unit_notes import Unit, take_unit

LEVELS = " › "
_YEAR = r"(?:19|20)\d{2}"
_PLAN = (
    rf"chỉ tiêu\s+giao|{PLAN_NOUNS}|kh(?!&|cn)|mt(?=\s*(?:đến\s*)?(?:năm\s*)?20)|dt(?=\s*(?:năm\s*)?20)|"
    r"phấn đấu|nq(?=\s*(?:năm\s*)?20)|nghị quyết(?! số)|giao|định hướng|nhiệm vụ"
)
_GUESS = r"ước(?:\s*(?:thực hiện|th|đạt|kết quả))?|uth|ưth|khả năng(?:\s*thực hiện)?"
_NEEDED = ("kinh phí", "nguồn vốn", "nguồn lực", "nhu cầu", "tổ chức", "nội dung", "giải pháp")
_DONE = (
    # What is needed to carry something out is no result.
    rf"{''.join(f'(?<!{word} )' for word in _NEEDED)}thực hiện|th|"
    r"kết quả(?:\s+thực hiện)?|kq|quyết toán|qt|thực tế|hiện trạng|đã (?:thực hiện|đạt)|"
    r"đạt được|chính thức"
)
_STATUS = re.compile(
    rf"(?<!\w)(?:(?P<target>kế hoạch thực hiện|(?:dự kiến\s+)?(?:{_PLAN}))|(?P<estimate>{_GUESS})|"
    rf"(?P<expected>dự kiến(?: thực hiện)?|dk)|(?P<result>{_DONE}))(?![\w&])",
    re.IGNORECASE,
)
_SIDE = (
    r"(?:(?:kh|th|uth|ưth|dt|qt|ước|kế hoạch|thực hiện|dự toán|quyết toán|năm|cùng kỳ)(?!\w)\s*){0,6}"
    rf"(?:{_YEAR})?"
)
_QUOTIENT = re.compile(rf"(?P<left>(?<!\w){_SIDE})\s?/\s?(?P<right>{_SIDE})", re.IGNORECASE)
_AGAINST = re.compile(r"(?<!\w)(?<!giá )(?:so sánh với|so sánh|so với)(?!\w)\s*(?P<rest>[^()]*)", re.IGNORECASE)
_FULFILLED = re.compile(
    r"(?<!\w)(?:tỷ lệ|mức độ|%|đạt|hoàn thành|thực hiện)[\s%]*(?:tỷ lệ|đạt|hoàn thành|thực hiện|th|ht)?[\s%]*"
    rf"(?:so với\s*)?(?P<base>{PLAN_NOUNS}|kh|dt)(?!\w)",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"(?<!\w)(?:tăng|giảm|tốc độ|tđtt|chênh lệch|\+/-|±)(?!\w)", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?<!\w)(?:năm trước|cùng kỳ|năm nay|kỳ trước|kỳ này|năm sau|tháng trước|tháng này|năm báo cáo|kỳ báo cáo|"
    r"năm gốc|năm học)(?!\w)",
    re.IGNORECASE,
)
_PART_OF_YEAR = re.compile(
    r"(?<!\w)(?:(?:lũy kế|luỹ kế|cộng dồn|tính đến|đến)\s+)*(?:"
    rf"quý\s+(?:[ivx]+|\d)(?:\s*/\s*(?P<q>{_YEAR}))?|tháng\s+\d{{1,2}}(?:\s*/\s*(?P<m>{_YEAR}))?|"
    rf"(?:ngày\s+)?\d{{1,2}}/\d{{1,2}}/(?P<d>{_YEAR})|"
    r"(?:\d{1,2}|sáu|chín|ba)\s+tháng(?:\s+(?:đầu|cuối)(?:\s+năm)?)?|nửa (?:đầu|cuối)(?: năm)?|"
    r"lũy kế|luỹ kế|cộng dồn|giữa kỳ|cuối kỳ|đầu kỳ)(?!\w)",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"(?<!\w)từ\s+(?:năm\s+)?{_YEAR}", re.IGNORECASE)
_ENCLOSED_YEAR = re.compile(rf"\(\s*((?:năm\s+)?{_YEAR})\s*\)", re.IGNORECASE)
_YEARS_WITH_WORDS = re.compile(
    rf"\(?(?<!\w)(?:(?:đến|vào|trong|cuối|hết)\s+)*(?:(?:năm|giai đoạn|thời kỳ)\s+)?{_YEAR}(?:\s*[-–]\s*{_YEAR})?\)?",
    re.IGNORECASE,
)
_MEAN = re.compile(r"(?<!\w)(?:bq|b\.q)(?!\w)", re.IGNORECASE)
_FILLERS = re.compile(
    r"(?<!\w)(?:năm|giai đoạn|thời kỳ|đến|vào|cả năm|tổng(?: số| cộng)?|giá trị|số liệu|số lượng|khối lượng|"
    r"mức|chung|so với|so sánh|với|trong đó|đơn vị tính|đvt|các năm|và|thực hiện|của|từ|nq|hđnd|ubnd)(?!\w)|[%:;,.()/]",
    re.IGNORECASE,
)
# What may be spent is planned: `Kế hoạch vốn` is the name of an amount, and says its status too.
_CAPITAL_PLAN = re.compile(r"kế hoạch vốn(?!\w)", re.IGNORECASE)
_SHORTHAND = {
    "kh": "kế hoạch",
    "th": "thực hiện",
    "uth": "ước thực hiện",
    "ưth": "ước thực hiện",
    "dt": "dự toán",
    "qt": "quyết toán",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What the heading tells of its figures; None and empty text where it does not say.

    `compares`: they tell one thing by another (`TH/KH (%)`), `changes`: how much it rose or fell. `aspect` is what is
    left of the heading: what of the row is told (`Diện tích`). `part_of_year` is one named without its year.
    `is_expected`: of a coming year it is a plan, of this one an estimate.
    """

    period: Period | None = None
    part_of_year: str | None = None
    status: Status | None = None
    unit: Unit | None = None
    compares: bool = False
    changes: bool = False
    baseline: str = ""
    aspect: str = ""
    is_expected: bool = False
    is_sure: bool = True


_UNSURE = Column(is_sure=False)


@lru_cache(maxsize=4096)
def read_column(heading: str) -> Column:
    """What a heading tells; an empty one is unsure."""
    if not re.search(r"\w", heading):
        return _UNSURE
    levels, unit = [], None
    for level in reversed(heading.split(LEVELS)):
        rest, found = take_unit(take_mark(level)[0])
        unit = unit or found
        levels.append(rest)
    words = " ".join(reversed(levels))
    if unit is None and "%" in words:
        unit = take_unit("(%)")[1]
    quotient, against = _quotient(words, unit), _AGAINST.search(words)
    if quotient or against or _FULFILLED.search(words) or _CHANGE.search(words):
        return _comparison(words, unit, quotient, against)
    return _plain_column(levels, unit)


def _quotient(words: str, unit: Unit | None) -> re.Match[str] | None:
    """`TH 2023/KH 2023`; not `Quý I/2024`, `kg/người`, `2023/2024`."""
    for found in _QUOTIENT.finditer(words):
        named = f"{found['left']} {found['right']}"
        is_part_of_year = _PART_OF_YEAR.search(words[: found.end()]) is not None
        if found["right"].strip() and re.search(r"[^\W\d]", named) and not is_part_of_year:
            return found
        if found["left"].strip() and found["right"].strip() and unit is not None:
            return found
    return None


def _comparison(words: str, unit: Unit | None, quotient: re.Match[str] | None, against: re.Match[str] | None) -> Column:
    if unit is None or unit.name not in {"%", "lần", "điểm %", "‰"}:
        return _UNSURE
    changes = _CHANGE.search(words) is not None
    if (
        against
        and not quotient
        and (pair := re.match(r"(?P<left>.*?\S)\s+(?:so\s+)?với\s+(?P<right>.*)", against["rest"]))
    ):
        left, right = f"{words[: against.start()]} {pair['left']}", pair["right"]
    elif quotient:
        left, right = f"{words[: quotient.start()]} {quotient['left']}", quotient["right"]
    elif against:
        left, right = words[: against.start()], against["rest"]
    elif fulfilled := _FULFILLED.search(words):
        left, right = f"{words[: fulfilled.start()]} {words[fulfilled.end() :]}", fulfilled["base"]
    else:
        left, right = words, ""
    left = re.sub(r"(?<!\w)so sánh(?!\w)", " ", left)
    if _PART_OF_YEAR.search(words) or (
        changes and quotient is None and re.search(r"(?<!\w)(?:bq|bình quân)(?!\w)", words, re.I)
    ):
        return _UNSURE
    status, is_expected = (
        _status(re.sub(r"(?<!\w)(?:tăng|giảm|tốc độ)(?!\w)", " ", left)) if left.strip() else (None, False)
    )
    years = parse_years(left)
    baseline = _spelled(right)
    if right.strip() and not baseline:
        return _UNSURE
    return Column(
        period=years[-1].period if years else None,
        status=status,
        unit=unit,
        compares=not changes,
        changes=changes,
        baseline=f"so với {baseline}" if baseline else "",
        aspect="" if baseline else _aspect(left),
        is_expected=is_expected,
        is_sure=len({found.period for found in years}) < 2,
    )


def _spelled(base: str) -> str:
    """`KH 2023` → `kế hoạch năm 2023`."""
    words = re.sub(r"[%()]", " ", base)
    words = re.sub(r"(?<!\w)(kh|th|uth|ưth|dt|qt)(?!\w)", lambda found: _SHORTHAND[found[1].lower()], words, flags=re.I)
    words = re.sub(rf"(?<!năm )(?<![\d-])({_YEAR})(?!\s*-)", r"năm \1", " ".join(words.split()))
    return words[:1].lower() + words[1:]


# `30/9/2031` over a column: as things stood on that day.
_DATE = re.compile(r"\d{1,2}/\d{1,2}/20\d\d")
_YEAR_END = re.compile(r"(?<!\w)cuối năm(?!\w)", re.IGNORECASE)


def _plain_column(levels: list[str], unit: Unit | None) -> Column:
    """`levels` from the innermost out."""
    period: Period | None = None
    status: Status | None = None
    is_expected = False
    for level in levels:
        if period is None:
            told = _periods(level)
            if len(told) > 1 or _SINCE.search(level):
                return _UNSURE
            period = next(iter(told), None)
        if status is None and not is_expected:
            if _told_twice(level):
                return _UNSURE
            status, is_expected = _status(level)
    words = LEVELS.join(reversed(levels))
    part = next((part for level in levels if (part := part_of_year(level)) is not None), None)
    if part is None and _YEAR_END.search(words):
        part = ""
    if period is not None and part and not period.part and period.first == period.last:
        period = replace(period, part=part)
    aspect = _aspect(words)
    # An unknown abbreviation beside a year may well be that of a status.
    is_shorthand = status is None and period is not None and re.fullmatch(r"[A-ZĐƯ]{1,4}", aspect) is not None
    if is_shorthand or (_RELATIVE.search(words) and period is None):
        return _UNSURE
    return Column(period, None if period else part, status, unit, aspect=aspect, is_expected=is_expected)


def _periods(level: str) -> set[Period]:
    """The years of a level that are its figures' own: not those of a price base or of a resolution."""
    own = {found.period for found in parse_years(level) if last_period(level[: found.end])} | _part_years(level)
    return own or {found.period for part in _ENCLOSED_YEAR.findall(level) for found in parse_years(part)}


def _part_years(level: str) -> set[Period]:
    if _DATE.fullmatch(level.strip()) and (day := counted_up_to(f"đến {level.strip()}")):
        return {day}
    found = _PART_OF_YEAR.search(level)
    year = found and (found["q"] or found["m"] or found["d"])
    return {Period(int(year), int(year), part_of_year(level) or "")} if year else set()


def _told_twice(level: str) -> bool:
    """Whether a level tells of more than one status: `Thực hiện kế hoạch 2023`."""
    kinds = [found.lastgroup for found in _STATUS.finditer(level)]
    return (
        len(set(kinds)) > 1
        and re.search(r"(?<!\w)(?:kế hoạch|mục tiêu|chỉ tiêu)(?!\w)", level, re.IGNORECASE) is not None
    )


def _status(text: str) -> tuple[Status | None, bool]:
    """The one status that the words tell, and whether they only tell what is expected."""
    kinds = {found.lastgroup for found in _STATUS.finditer(text)}
    if "estimate" in kinds:
        return Status.ESTIMATE, False
    if "expected" in kinds and "target" not in kinds:
        return None, True
    if len(kinds) != 1:
        return None, False
    return (Status.TARGET if "target" in kinds else Status.RESULT), False


def _aspect(words: str) -> str:
    """What is left of a heading without years, statuses and words that say nothing of their own."""
    qualifiers = [
        " ".join(found.group().split()) for found in _PART_OF_YEAR.finditer(words) if not part_of_year(found.group())
    ]
    rest = _YEARS_WITH_WORDS.sub(" ", _PART_OF_YEAR.sub(" ", _MEAN.sub("bình quân", words)))
    rest = _STATUS.sub(lambda found: found.group() if _CAPITAL_PLAN.match(rest, found.start()) else " ", rest)
    kept = []
    for level in rest.split("›"):
        bare = " ".join(_FILLERS.sub(" ", level).split()).strip(" -–")
        if re.search(r"[^\W\d_]", bare):
            kept.append(" ".join(level.split()).strip(" -–:;,.()/"))
    return ", ".join(dict.fromkeys([*kept, *(q[:1].lower() + q[1:] for q in qualifiers)]))


def caption_status(captions: tuple[str, ...], period: Period | None) -> tuple[Status | None, bool]:
    """The status that the lines above a table tell for figures of a period, nearest first, and whether it is sure.

    A line that speaks of several years tells each its own: `Kết quả năm 2023 và kế hoạch năm 2024`.
    """
    for line in reversed(captions):
        if not _STATUS.search(line):
            continue
        years = parse_years(line)
        told = line
        if len({found.period for found in years}) > 1:
            at = next((number for number, found in enumerate(years) if found.period == period), None)
            if at is None:
                return None, False
            told = line[years[at - 1].end if at else 0 : years[at].end]
        elif years and period and not (years[0].period.first <= period.first and period.last <= years[0].period.last):
            # Beside the results of a year those of the years before it are shown; of later ones nothing is told.
            is_before = period.last < years[0].period.first
            is_done = _told_status(line)[0] in {Status.RESULT, Status.ESTIMATE}
            return (Status.RESULT, True) if is_before and is_done else (None, False)
        status, sure = _told_status(told)
        if status or not sure:
            return status, sure
        if len(years) > 1:
            return None, False
    return None, True


def _told_status(line: str) -> tuple[Status | None, bool]:
    """`KẾT QUẢ THỰC HIỆN KẾ HOẠCH` is a result, `CHỈ TIÊU KẾ HOẠCH` a target, `các chỉ tiêu chủ yếu` neither."""
    kinds = [(found.lastgroup, found.group().lower()) for found in _STATUS.finditer(line)]
    firm = [kind for kind, word in kinds if word not in {"chỉ tiêu", "giao"}]
    if not firm:
        return None, True
    if set(firm) == {"target"}:
        return Status.TARGET, True
    if set(firm) == {"result"}:
        return Status.RESULT, True
    if set(firm) <= {"estimate", "result"}:
        return Status.ESTIMATE, True
    joined = re.search(
        r"(?<!\w)(?:và|;|,)\s+(?:\w+\s+)?(?:kế hoạch|mục tiêu|dự toán|nhiệm vụ|phương hướng|dự kiến)", line, re.I
    )
    if firm[0] == "result" and "target" in firm and "estimate" not in firm and "expected" not in firm and not joined:
        return Status.RESULT, True
    return None, False
