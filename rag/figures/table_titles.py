"""What the title of a table says that its figures are of: `Bảng 3. Tỷ lệ hộ nghèo các huyện năm 2023`."""

import re
from collections.abc import Sequence

from rag.figures.unit_notes import is_unit, opens_unit_note, take_unit
from rag.vietnamese import PLACE_TYPE, UPPER, syllables

MEASURE_NOUN = re.compile(
    r"(?:tổng|tỷ lệ|tỉ lệ|tỷ trọng|tốc độ|tăng trưởng|chỉ số|kim ngạch|sản lượng|quy mô|thu nhập|năng suất|mức|giá trị|"
    r"diện tích|thu hút|giải quyết|cơ cấu|số|grdp|dân số|vốn|doanh thu|giải ngân|xuất khẩu|nhập khẩu)(?!\w)",
    re.IGNORECASE,
)
"""How the name of an indicator opens."""

SUM = re.compile(r"tổng(?!\w)", re.IGNORECASE)
"""How the name of a sum opens: `Tổng diện tích`."""

SUM_NAMES = rf"tổng\s+(?:số|cộng)|cộng|tổng|toàn (?:{PLACE_TYPE}|ngành)|chỉ số chung"
"""The whole name of a row that sums up others, of the document's own place where they are of places."""

INDICATORS = "chỉ tiêu|tiêu chí|nội dung|danh mục|hạng mục|khoản|diễn giải|nhiệm vụ|công trình|dự án"
"""What heads the column of names where each row is an indicator."""

GROUPS = r"nam|nữ|(?:khu vực\s+)?(?:thành thị|đô thị|nông thôn)|(?:ngoài\s+)?công lập|(?:trong|ngoài) nước"
"""What a population is split into: names that say nothing without what is split."""

_LABEL = re.compile(
    r"^(?:(?:phụ lục|phụ biểu|điều|biểu(?: số)?|bảng(?: số)?|mẫu số)\s*(?:[\dIVX]+[\w.-]*)?\s*[.:–-]?\s*|"
    r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[a-zđ])[.)]\s+)",
    re.IGNORECASE,
)
_EACH_TIME = re.compile(r"(?<!\w)(?:qua |theo )?(?:các|từng) (?:năm|quý|tháng)(?!\w)", re.IGNORECASE)
_TIME = re.compile(
    r"(?<!\w)(?:(?:tính\s+)?(?:đến|trong|cuối|đầu|hết)\s+)*"
    r"(?:(?:\d{1,2} tháng(?: (?:đầu|cuối))?|quý [IV\d]{1,3}|tháng \d{1,2})"
    r"(?:\s*/\s*|\s+)?)?(?:(?:năm(?: học)?|giai đoạn|ngày|vụ)\s+)?(?:\d{1,2}/){0,2}(?:19|20)\d{2}"
    r"(?:\s*[-–]\s*(?:19|20)\d{2})?(?:\s+(?:và|so với)(?=\s*$))?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:báo cáo\s+(?=(?:kết quả|tình hình|tiến độ)\s+thực hiện))?(?:(?:kết quả|tình hình|tiến độ|thống kê|tổng hợp|"
    r"công bố|kế hoạch|dự toán|quyết toán|dự kiến|giao|phân bổ)\s+)+"
    r"(?:(?:thực hiện|giao|phân bổ|kế hoạch|chỉ tiêu)\s+)*",
    re.IGNORECASE,
)
# Where the figures were taken from, or when.
_TAKEN_FROM = re.compile(r"\s*\((?:\S+\s+){2,}\S+\)\s*$|\s+tại thời điểm.*$", re.IGNORECASE)
_COMPARED = re.compile(r"\s+so với(?:\s+\S+){1,4}$", re.IGNORECASE)
_OF_PLACE = re.compile(
    rf"(?:\s*[-–,]\s*|\s+(?:của|tại|ở|trên địa bàn)\s+)(?:{PLACE_TYPE})\s+[{UPPER}]\w*(?:\s+[{UPPER}]\w*)*\s*$"
)
# A line that is none of what the table is of: where it is made, how to read it, a unit alone.
_ASIDE = re.compile(r"\([^()]*\)|(?:địa bàn|đơn vị báo cáo|đơn vị|biểu mẫu)\s*:.*", re.IGNORECASE)
_BY = re.compile(r"\s+(?:(?:phân|chia|chi tiết)\s+)?theo(?!\s+(?:giá|chuẩn|tiêu chí))\s.*", re.IGNORECASE)
_OF_PLACES = re.compile(
    r"(?<!số)\s+(?:của\s+|theo\s+|tại\s+)?(?:các\s+)?(?:huyện|quận|xã(?!\s+hội)|phường|địa phương|địa bàn)\b.*",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?<!\w)(?:chỉ tiêu|thực trạng|hiện trạng|kết quả|tình hình|kế hoạch|mục tiêu|nhiệm vụ|danh mục|"
    r"tổng hợp|biểu|phụ lục|số liệu|một số|các|nghị quyết|báo cáo|dự toán|như sau|"
    r"chi tiết|cụ thể|giao(?! (?:thông|dịch|lưu)))(?!\w)|"
    r"^thực hiện(?!\w)|(?<!\w)thực hiện$",
    re.IGNORECASE,
)
_BARE_MEASURE = re.compile(
    r"(?:(?:tỷ|tỉ) (?:lệ|trọng)|cơ cấu|diện tích|năng suất|sản lượng|số lượng|khối lượng|giá trị|doanh thu|"
    r"(?:kế hoạch )?vốn|giải ngân|kinh phí|số tiền|công suất|quy mô)(?:,.*)?",
    re.IGNORECASE,
)
_BARE_DEED = re.compile(
    r"(?:đã|phải|cần|được|còn|đạt|% ?đạt|tăng|giảm|vượt|chênh lệch|xếp hạng|thứ hạng|hạng|điểm|lũy kế|luỹ kế|cộng dồn)"
    rf"(?!\w)(?!\s+(?:trưởng|thu|nghèo))|%$|(?:{GROUPS})$",
    re.IGNORECASE,
)
_MOST_WORDS = 12
_SHORTEST_ACRONYM = 3


def read_topic(caption: Sequence[str]) -> str:
    """What the innermost line above a table that names anything names, without label, years and what it is split by;
    empty where that is only a kind of table, or more than a name: `Các chỉ tiêu chủ yếu`."""
    for line in reversed(caption):
        title = "" if is_aside(line) else _without_label(line)
        if not re.search(r"[^\W\d_]", _GENERIC.sub("", title)):
            continue  # `Chỉ tiêu giao theo quý` says nothing of what is told
        is_acronym = title.isupper() and len(title) >= _SHORTEST_ACRONYM
        is_name = (is_acronym or len(title.split()) > 1) and len(title.split()) <= _MOST_WORDS
        return title[:1].upper() + title[1:] if is_name and not _GENERIC.search(title) else ""
    return ""


def read_measure(lines: Sequence[str]) -> str:
    """The measure that the innermost of the lines farther above a table names; empty where that names none."""
    topic = read_topic(lines)
    return topic if MEASURE_NOUN.match(topic) else ""


def read_split(caption: Sequence[str]) -> str:
    """The measure whose kinds the columns are, as stated in the line above: `Số người tham gia, theo loại hình`."""
    is_split = any(_BY.search(line) or (take_unit(line)[1] and not is_aside(line)) for line in caption)
    return read_measure(caption) if is_split else ""


def _without_label(line: str) -> str:
    title = _OPENING.sub("", _LABEL.sub("", take_unit(_TAKEN_FROM.sub("", line.rstrip(" :")))[0]))
    title = _COMPARED.sub(
        "", _TIME.sub("", _EACH_TIME.sub("", _OF_PLACES.sub("", _BY.sub("", _OF_PLACE.sub("", title)))))
    )
    return " ".join(title.split()).strip(" ,;:.–-")


def is_aside(line: str) -> bool:
    """Whether a line above a table explains how to read it rather than names it: a unit, a place, a parenthesis."""
    return opens_unit_note(line) or is_unit(line) or _ASIDE.fullmatch(line) is not None


def needs_topic(aspect: str, topic: str = "") -> bool:
    """Whether what a column tells of its rows names nothing without the table's title: none, `Diện tích`, `Đã cấp`, or
    words of that title itself."""
    if not aspect or _BARE_MEASURE.fullmatch(aspect) or _BARE_DEED.match(aspect):
        return True
    return bool(topic) and set(syllables(aspect.lower())) <= set(syllables(topic.lower()))
