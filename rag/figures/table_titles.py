"""What the title of a table says that its figures are of: `Bảng 3. Tỷ lệ hộ nghèo các huyện năm 2023`."""

import re
from collections.abc import Sequence

from rag.figures.unit_notes import opens_unit_note, take_unit
from rag.vietnamese import PLACE_TYPE

MEASURE_NOUN = re.compile(
    r"(?:tổng|tỷ lệ|tỉ lệ|tỷ trọng|tốc độ|tăng trưởng|chỉ số|kim ngạch|sản lượng|quy mô|thu nhập|năng suất|mức|giá trị|"
    r"diện tích|thu hút|giải quyết|cơ cấu|số|grdp|dân số|vốn|doanh thu)(?!\w)",
    re.IGNORECASE,
)
"""How the name of an indicator opens."""

SUM = re.compile(r"tổng(?!\w)", re.IGNORECASE)
"""How the name of a sum opens: `Tổng diện tích`."""

SUM_NAMES = rf"tổng\s+(?:số|cộng)|cộng|tổng|toàn {PLACE_TYPE}"
"""The whole name of a row that sums up others, of the document's own place where they are of places."""

INDICATORS = "chỉ tiêu|tiêu chí|nội dung|danh mục|hạng mục|khoản|diễn giải|nhiệm vụ|công trình|dự án"
"""What heads the column of names where each row is an indicator."""

_LABEL = re.compile(
    r"^(?:(?:phụ lục|phụ biểu|biểu(?: số)?|bảng(?: số)?|mẫu số)\s*(?:[\dIVX]+[\w.-]*)?\s*[.:–-]?\s*|"
    r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[a-zđ])[.)]\s+)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:(?:tính\s+)?(?:đến|trong|cuối|hết)\s+)?(?:(?:năm|giai đoạn|ngày)\s+)?(?:\d{1,2}/){0,2}(?:19|20)\d{2}"
    r"(?:\s*[-–]\s*(?:19|20)\d{2})?(?:\s+(?:và|so với)(?=\s*$))?",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:kết quả|tình hình)\s+(?:thực hiện\s+)?", re.IGNORECASE)
_BY = re.compile(r"\s+(?:(?:phân|chia|chi tiết)\s+)?theo(?!\s+(?:giá|chuẩn|tiêu chí))\s.*", re.IGNORECASE)
_OF_PLACES = re.compile(
    r"(?<!số)\s+(?:của\s+|theo\s+|tại\s+)?(?:các\s+)?(?:huyện|quận|xã|phường|địa phương|địa bàn)\b.*", re.IGNORECASE
)
_GENERIC = re.compile(
    r"(?<!\w)(?:chỉ tiêu|kết quả|tình hình|kế hoạch|mục tiêu|nhiệm vụ|danh mục|tổng hợp|biểu|phụ lục|số liệu|"
    r"một số|các|nghị quyết|báo cáo|dự toán|như sau|chi tiết|cụ thể)(?!\w)|"
    r"^thực hiện(?!\w)|(?<!\w)thực hiện$",
    re.IGNORECASE,
)
_BARE_MEASURE = re.compile(
    r"(?:(?:tỷ|tỉ) (?:lệ|trọng)|cơ cấu|diện tích|năng suất|sản lượng|số lượng|khối lượng|giá trị|doanh thu|"
    r"(?:kế hoạch )?vốn|giải ngân|kinh phí|số tiền|công suất|quy mô)(?:,.*)?",
    re.IGNORECASE,
)
_MOST_WORDS = 12


def read_topic(caption: Sequence[str]) -> str:
    """What the innermost line above a table names, without label, years and what it is split by; empty where that line
    only says what kind of table it is, or more than a name: `Các chỉ tiêu chủ yếu`."""
    for line in reversed(caption):
        if opens_unit_note(line):
            continue
        title = _OPENING.sub("", _LABEL.sub("", take_unit(line)[0]))
        title = _TIME.sub("", _OF_PLACES.sub("", _BY.sub("", title)))
        title = " ".join(title.split()).strip(" ,;:.–-")
        is_name = 2 <= len(title.split()) <= _MOST_WORDS and not _GENERIC.search(title)
        return title[:1].upper() + title[1:] if is_name else ""
    return ""


def needs_topic(aspect: str) -> bool:
    """Whether what a column tells of its rows names nothing without the table's title: none, or `Diện tích`."""
    return not aspect or _BARE_MEASURE.fullmatch(aspect) is not None
