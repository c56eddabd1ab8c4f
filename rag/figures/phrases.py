"""The function words of administrative prose around its figures, and how to take them off a subject.

What is left of the words before a figure, once verbs, comparators, times and connectives are off, is what it measures.
"""

import re
from functools import lru_cache

from rag.figures.cycles import CYCLE_WORDS
from rag.figures.parts_of_year import PART_OF_YEAR_WORDS
from rag.language.status_lexicon import phrases_of
from rag.vietnamese import PLACE_TYPE, syllables

PLAN_NOUNS = "|".join(phrases_of("plan_nouns"))
"""What a plan is called; each reader adds how its texts shorten or circumscribe that."""

PLAN_WORDS = rf"(?:{'|'.join(phrases_of('plan_words'))})"
"""Matches what prose measures a figure against: `đạt 104% nghị quyết` is of the plan that it set."""

AGAINST = rf"so(?:\s+với|(?=\s+(?:cùng\s+(?:kỳ|thời)|(?:đầu\s+)?năm|tháng|quý|{PLAN_NOUNS}|KH)(?!\w)))"
"""Matches what leads to a base of comparison, `với` left out only where a base follows: `so cùng kỳ`."""

COMPARATORS = (
    r"khoảng|trên|hơn|dưới|gần|xấp xỉ|tối thiểu|tối đa|ít nhất|nhiều nhất|không quá|không dưới|"
    r"không vượt quá|không thấp hơn|"
    r"không ít hơn|không cao hơn|[≥≤<>]"
)
# `cắt giảm` and `tinh giảm` are deeds with an object of their own, not the direction of a change.
CHANGE_VERBS = (
    # `vốn đăng ký mới và tăng thêm` names what is counted.
    r"(?<!mới và )(?<!mới, )tăng|(?<!cắt )(?<!kéo )(?<!tiết )(?<!tinh )giảm|gấp|vượt(?! mức)|hụt|nhanh hơn|cao hơn|"
    r"thấp hơn|(?<!mặt )(?<!công )(?<!cân )bằng"
)
_MEASURE_VERBS = (
    r"ước(?: tính| thực hiện)?|đạt(?: mức| được| từ)?|đạt được|là|ở mức|còn|chiếm|lên|xuống|tới|"
    r"(?<!mới và tăng )(?<!mới, tăng )thêm|có|được|"
    r"duy trì(?: ổn định)?|thực hiện|xảy ra|phát sinh|ghi nhận|cả năm|dự kiến|dự báo|phấn đấu|tương ứng|tương đương|"
    rf"bình quân|/năm|chung|lần lượt|từ|mức|tổng số|(?<!chiều )(?<!kéo )dài|(?<!chiều )rộng|trong nhóm|"
    rf"{CHANGE_VERBS}|{COMPARATORS}"
)
_LINKS = r"cho|tại|của|với|ở|gồm|về|và|trong|trong số|cả|để|bởi|vào|khi|đến|nhất là|đặc biệt là"
_RANK_VERBS = r"(?:đứng|xếp)(?:\s+hạng)?(?:\s+ở)?(?:\s+vị trí)?(?:\s+thứ)?"
_YEAR = r"(?:19|20)\d{2}(?!\d)"
_OF_YEAR = rf"(?:\s*[/.,-]?\s*(?:của\s+)?(?:năm\s*[/-]?\s*)?{_YEAR})?"
# `vụ Đông Xuân năm 2031` stays part of the name: one year has several harvests.
_CYCLE = rf"(?:{CYCLE_WORDS})(?:\s+năm)?\s+{_YEAR}\s*[-–—−/]\s*{_YEAR}"
# A time behind a subject is the figure's (`xuất khẩu đến năm 2030 đạt`); `5 năm` is the subject's own.
_CLOSING_TIME = (
    rf"{PART_OF_YEAR_WORDS}{_OF_YEAR}|{_CYCLE}|"
    rf"(?:(?:đến|vào|trong)\s+)?(?:(?:hết|cuối|đầu)\s+)?năm\s+{_YEAR}|(?:đến|vào|trong)\s+(?:(?:hết|cuối)\s+)?năm|"
    r"trong\s+tháng\s+\d{1,2}"
)
# `chiếm tỷ lệ` before a share, `tính đến` before the time of a figure: of neither may a name keep the half.
_SHARE_VERBS = r"(?:đạt|chiếm|với)\s+t[ỷỉ]\s+(?:lệ|trọng)"
_RECKONED = r"(?:tính(?:\s+chung)?|lũy kế|luỹ kế|kể)\s+"
_CLOSING_WORD = re.compile(
    rf"(?<!\w)(?:{_MEASURE_VERBS}|{_SHARE_VERBS}|{_LINKS}|{_RANK_VERBS}|(?:{_RECKONED})?(?:{_CLOSING_TIME})|"
    rf"{_RECKONED}(?:từ|đến|tới|trong|hết)(?:\s+(?:nay|cuối|hết))?)[\s:–-]*$|[\s:,(….–-]+$",
    re.IGNORECASE,
)

_TIME = (
    r"(?:(?:tính(?: chung)?|lũy kế|luỹ kế|kể)\s+)*+(?:(?:đến|tới|trong|vào|từ|trước|sau|ngay)\s+)?"
    r"(?:(?:hết|cuối|đầu|giữa|cả)\s+)?"
    rf"(?:{_CYCLE}|năm(?!\s+học)(?:\s+{_YEAR}| nay| trước(?! đó)| ngoái| tới| sau)?|niên độ(?: ngân sách)?|{_YEAR}|"
    rf"(?:giai đoạn|thời kỳ|nhiệm kỳ)(?:\s+{_YEAR}\s*[-–]\s*{_YEAR})?|"
    rf"{PART_OF_YEAR_WORDS}{_OF_YEAR}|quý\s+[IVX\d]+|(?:ngày\s+)?\d{{1,2}}/\d{{1,2}}(?:/{_YEAR})?|"
    rf"ngày\s+\d+\s+tháng\s+\d+|tháng\s+\d+(?:\s*/\s*{_YEAR})?|nay|cùng kỳ)(?!\w)"
)
_SCOPE = rf"(?:toàn|cả)\s+(?:{PLACE_TYPE}|vùng|ngành)(?!\w)"
_CONNECTIVES = (
    r"(?:chỉ tiêu(?!\s+về)|trong đó|riêng|bao gồm|gồm|cụ thể(?=\s*[,:])|h[ằà]ng năm(?=,)|và|với|đồng thời|"
    r"theo đó|bên cạnh đó|cùng với đó|ngoài ra|trong khi|"
    r"nhưng|mà|thì|do|có|về|như|đã|ước|lũy kế|luỹ kế|nhất là|tiếp tục)(?!\w)"
)
_OPENING_WORD = re.compile(
    r"^(?:\(?\w{1,3}\)|\d{1,2}\s?[-–]\s+(?=[^\W\d])|(?:\d{1,2}\.){1,4}(?:\d{1,2}(?!\d))?|[\s,.:()>+*–-]+|"
    rf"(?:(?:mục tiêu|kế hoạch|chỉ tiêu)\s+)?{_TIME}|{_SCOPE}|{_CONNECTIVES})",
    re.IGNORECASE,
)
_BARE_WORDS = re.compile(
    rf"(?>(?:{_TIME}|{_SCOPE}|(?:{_MEASURE_VERBS}|{_LINKS}|đã|mới|vẫn|cũng|đang|sẽ|cơ bản|nhưng|đồng thời|tiếp tục|"
    r"nhất là|đặc biệt là|lũy kế|luỹ kế|hoàn thành|tỉnh|thành phố|chủ yếu|trong khi|trong đó|riêng|"
    r"bình quân|tầm nhìn|h[ằà]ng năm|mỗi năm|chỉ|nâng|đưa|phải)(?!\w))|[\s,.:()–-]+)*+",
    re.IGNORECASE,
)
# A verb phrase of comparison or of fulfilment names nothing to measure.
_COMPARING_WORDS = re.compile(
    r"^\W*(?:(?:cơ bản\s+|không\s+|chưa\s+)?(?:đạt|vượt|hoàn thành)(?:\s+và\s+vượt|\s+vượt)?(?:\s+mức)?"
    rf"(?:\s+(?:{PLAN_NOUNS}|so với|yêu cầu)|\W*$)|"
    rf"{AGAINST}(?!\w)|(?:bằng|cao hơn|thấp hơn|tương ứng|tương đương|gấp|giảm|tăng|xếp|đứng)"
    r"(?:\s+(?:bình quân|mức|hạng|thứ|vị trí|ở)|\W*$))",
    re.IGNORECASE,
)
_COMPLETE_BEFORE = re.compile(
    rf"(?<!\w)(?:đạt|là|ở mức|còn|chiếm|lên|xuống|tới|duy trì|{CHANGE_VERBS})"
    rf"(?:\s+(?:thêm|bình quân|từ|mức|ổn định|ở|được|tới|{COMPARATORS}))*+\W*$",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    rf"^\W*(?:(?:{CHANGE_VERBS}|{AGAINST}|tương đương|ngang)(?!\w)\s*)+(?:(?:của|với|so với)\s+)?", re.IGNORECASE
)
_DEED = re.compile(
    r"(?:(?:phấn đấu|tiếp tục|ưu tiên|sẽ|và)\s+)*(?:bố trí|dành|hỗ trợ|phân bổ|cấp|trích|kéo giảm|cắt giảm|tiết giảm|"
    r"tinh giảm|bồi dưỡng|duy trì|bảo đảm|đảm bảo|giữ(?: vững)?)",
    re.IGNORECASE,
)
_DATE_IN_PARENTHESES = re.compile(r"\s?\(\s?\d{1,2}\s?[/.-][\d\s/.-]{1,12}\)")
_BOUNDS_AT_END = re.compile(rf"(?:(?<!\w)(?:từ|{COMPARATORS})\s*)+$", re.IGNORECASE)
_PLANNED_BEFORE = re.compile(
    rf"(?<!\w){PLAN_WORDS}(?:\s+(?:giao|đề ra|là|năm|chỉ|được|đặt ra|cả năm|tăng|giảm|đạt|{COMPARATORS}))*\W*$",
    re.IGNORECASE,
)


_REMEMBERED_PHRASES = 1024
"""The same few words are read on every way to what a figure measures, and over again in a document."""


@lru_cache(maxsize=_REMEMBERED_PHRASES)
def strip_words(text: str) -> str:
    """Without verbs, comparators and links at its end and times and connectives at its start."""
    previous = None
    while previous != text:
        previous = text
        text = _OPENING_WORD.sub("", _CLOSING_WORD.sub("", text)).strip(" *_\n\t\xa0")
    return text


def strip_opening(text: str) -> str:
    """Without times and connectives at its start."""
    previous = None
    while previous != text:
        previous = text
        text = _OPENING_WORD.sub("", text).strip()
    return text


def strip_comparison(text: str) -> str:
    """`cao hơn bình quân chung cả nước` → `bình quân chung cả nước`; unchanged where nothing is compared."""
    return _COMPARISON.sub("", text).strip(" ,(")


def is_comparison(text: str) -> bool:
    """Whether the words open with a comparison: what follows is what a figure is measured against."""
    return _COMPARISON.match(text) is not None


@lru_cache(maxsize=_REMEMBERED_PHRASES)
def is_bare(text: str) -> bool:
    """Whether the words name nothing to measure."""
    return not syllables(text) or _BARE_WORDS.fullmatch(text) is not None or _COMPARING_WORDS.match(text) is not None


def is_complete(lead: str) -> bool:
    """Whether the words before a figure need none behind it: `đạt`, `tăng khoảng`; after `thu hút hơn` a noun comes."""
    return _COMPLETE_BEFORE.search(lead) is not None


def is_deed(text: str) -> bool:
    """Whether the words are only a verb whose object stands behind the figure: `Bố trí`, `kéo giảm`."""
    return _DEED.fullmatch(text.strip()) is not None


def without_bounds(lead: str) -> str:
    """Without the comparators at its end: `; trên`, `và từ`."""
    return _BOUNDS_AT_END.sub("", lead)


def without_dates(lead: str) -> str:
    """Without dates in parentheses: `hết niên độ ngân sách (31/01/2027)`."""
    return _DATE_IN_PARENTHESES.sub("", lead)


def whole_words(name: str) -> str:
    """Without the rests of parentheses that begin or end outside it."""
    opened = name.find("(")
    if 0 <= name.find(")") < (opened if opened >= 0 else len(name)):
        name = name[name.find(")") + 1 :]
    if name.count("(") > name.count(")"):
        name = name[: name.rfind("(")]
    return name.strip(" ,;–-").replace(" ,", ",")


def is_plan(lead: str) -> bool:
    """Whether the words before a figure make it the plan's: `kế hoạch giao`, `mục tiêu đề ra là`."""
    return _PLANNED_BEFORE.search(lead) is not None


def strip_plan(lead: str) -> str:
    """Without the words at its end that name a plan: `kế hoạch giao`."""
    return _PLANNED_BEFORE.sub("", lead)


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match that stands nearest to the text's end."""
    return next(iter(reversed(list(pattern.finditer(text)))), None)
