"""The patterns by which numbers of administrative prose are told apart: what each kind looks like and stands behind."""

import re
from collections.abc import Iterable

from rag.figures.units import COUNTED, DONG, MEASURES, SCALES
from rag.vietnamese import PLACE_TYPE, UPPER


def _alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, with any white space between their parts."""
    ordered = sorted((word for word in words if word), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


# Every pattern below is anchored where it is tried and its repetitions are bounded, so that no text makes it slow.
CONTEXT_CHARS = 60
"""How far before a number its kind is decided: the longest phrases of `NAME_BEFORE` with a name between."""

_SCALE = _alternatives(SCALES)
_COUNTED = _alternatives(COUNTED)
# `15.000đ/kg`, `5 tỷ đ`: behind other numbers the letter counts points of a list.
_DONG = rf"(?:(?<=\d\d\d)|(?<=\d\d\d\s)|(?<=tỷ\s)|(?<=tỉ\s)|(?<=triệu\s)|(?<=nghìn\s)|(?<=ngàn\s)){DONG}(?!\w)"
# Abbreviations are written in either case (`usd`, `Ha`); longest first, so that `điểm trường` is no `điểm`.
_UNIT = (
    # `Quốc lộ 5 năm 2026` counts no years.
    rf"(?:điểm\s+%|[%‰]|{_DONG}|"
    rf"(?i:(?!năm\s+(?:19|20)\d\d(?!\d)(?!\s?[-–]))(?:{_alternatives((*MEASURES, *COUNTED))}))(?!\w))"
    # A rate is reckoned on no year: `6 tháng/2025 đạt`.
    r"(?:\s?/\s?(?:(?!(?:19|20)\d\d(?!\d))\d{1,6}\s+)?"
    r"(?:k?m[23](?!\w)|[^\W\d_]{1,12}(?:\s(?:dân|người|năm|giường))?|m²|km²)){0,3}"
)
_MEASURE = rf"(?i:{_alternatives(MEASURES)})"
_GROUPING_BLANK = r"[ \xa0\u2007-\u200a\u202f]"
NUMBER = (
    rf"(?:\d{{1,3}}(?:\.\d{{3}})+(?!\d)(?:,\d+)?|\d{{1,3}}(?:{_GROUPING_BLANK}\d{{3}})+(?!{_GROUPING_BLANK}?\d)(?:,\d+)?|"
    r"\d+(?:,\d+)?)"
)
# The mark of a note between a number and its unit: `6.450⁴ tỷ đồng`, `6.450⁽⁴⁾ tỷ đồng`, `1.250[3] người`.
_NOTE_MARK = r"(?:⁽?[¹²³⁰⁴-⁹]{1,3}⁾?|\[\d{1,3}\])?"
NOTE_MARK = re.compile(r"(?<=\d)(?:⁽?[¹²³⁰⁴-⁹]{1,3}⁾?|\[\d{1,3}\])")
# A line's end may part a number from its unit, an empty line may not.
_BLANK = r"(?:[^\S\n]|\n(?![^\S\n]*\n))"
_GAP = rf"{_BLANK}{{0,9}}"
_MARKED_GAP = rf"{_NOTE_MARK}{_GAP}"
_SCALED_UNITS = {
    number: rf"(?:(?:{_MARKED_GAP}(?P<scale{number}>(?i:{_SCALE}))(?!\w))?(?:{_MARKED_GAP}(?P<unit{number}>{_UNIT}))?)"
    for number in (1, 2)
}
_AMOUNT = rf"(?:{_GAP}(?:{_SCALE})(?!\w))?(?:{_GAP}{_UNIT})?"
_DASH = r"(?:\s*[-–—−÷~]\s*|\s+(?:đến|tới)\s+(?:dưới\s+)?)"
YEAR = r"(?:19|20)\d{2}"

QUANTITY = re.compile(
    rf"(?P<low>{NUMBER}){_SCALED_UNITS[1]}"
    rf"(?:{_DASH}(?P<minus>[-–−]|âm\s)?(?P<high>{NUMBER})(?![\d/]){_SCALED_UNITS[2]})?"
)
# `5 tỷ 508 triệu đồng`: one amount in two scales.
COMPOUND = re.compile(
    rf"(?P<first>{NUMBER}){_BLANK}(?P<scale>(?i:{_SCALE}))(?!\w)(?:{_BLANK}đồng)?{_BLANK}"
    rf"(?P<second>\d{{1,3}}){_BLANK}(?P<scale1>(?i:{_SCALE}))(?!\w)(?:{_GAP}(?P<unit1>{_UNIT}))?"
)
SCALED_AFTER = re.compile(rf"{_MARKED_GAP}(?:(?i:{_SCALE})(?!\w)|(?!%){_UNIT})")
DAMAGED_AMOUNT = re.compile(_AMOUNT)
_ROW_DASH = r"\s{0,3}[-–—−]\s{0,3}"
IN_ROW_BEFORE = re.compile(rf"\d\s?%{_ROW_DASH}$")
IN_ROW_AFTER = re.compile(rf"{_ROW_DASH}{NUMBER}\s?%")
DECIMAL_POINT = re.compile(rf"(?P<low>\d{{1,15}}\.\d{{1,2}})(?!\d|\.\d){_SCALED_UNITS[1]}")
FRACTION = re.compile(rf"(?P<low>{NUMBER})/(?P<high>{NUMBER})(?![\d/])(?:\s+trên(?=\s+(?:{_UNIT})))?{_SCALED_UNITS[1]}")
RANK = re.compile(r"(?P<low>\d{1,4})(?:/(?P<high>\d{1,4}))?(?![\d/])")
DAMAGED = re.compile(
    rf"""
    \d[\d.]{{0,20}},\s*[-–]\s*\d[\d.,]{{0,20}}{_AMOUNT}                              # 12,-13%
    | (?<![\w.,)])[,.]\d+{_AMOUNT}                                                   # hơn ,3 triệu
    | \d[\d.]{{0,20}},\s*(?:(?:{_SCALE})(?!\s+suất)\s+{_UNIT}|%)                     # 5, triệu lượt
    | \d{{1,15}}(?:[.,]\d{{1,15}}){{0,6}}[.,]{{2,4}}\d{{1,15}}(?:\s*{_UNIT})?            # 3,,5
    | \d{{1,15}},\d{{1,15}}(?:,\d{{1,15}}){{1,6}}{_AMOUNT}                              # 1,234,567: whose commas?
    | \d{{1,15}}(?:\.\d{{1,15}}){{0,6}},\d{{1,15}}\.\d[\d.,]{{0,20}}{_AMOUNT}           # 1,234.5
    | (?:\d{{1,15}}[OolI]\d{{0,15}}|[OolI]\d{{1,15}}|[lI][Oo]|[Oo][lI])              # l2%, lO%
      (?:,\d{{1,15}})?\s*(?:%|(?:{_SCALE})(?!\w))
    """,
    re.VERBOSE,
)
DOUBT = "[?]"
"""The mark of the reading of a scan behind a number that it is not sure of: `12,5%[?]`."""
# A range is no surer than its ends.
DOUBTFUL = re.compile(
    rf"(?:{NUMBER}{_AMOUNT}{_DASH})?\d[^\s|\[\]]{{0,40}}\[\?\](?:{_DASH}{NUMBER}(?:[^\s|\[\]]{{0,4}}\[\?\])?)?{_AMOUNT}"
)
_MONTH = r"(?:0?[1-9]|1[0-2])"
DATE = re.compile(
    rf"\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?{YEAR}(?!\d)"
    # `9 tháng 4.786 nghìn lượt` and `9 tháng 12 tỷ đồng` are spans of months before an amount.
    rf"|(?:(?<=gày )\d{{1,2}}\s+tháng\s+{_MONTH}|(?<!\d)\d{{1,2}}\s+tháng\s+{_MONTH}(?! \d{{3}}(?!\d)))"
    rf"(?![\d.,]*\d)(?!\s*(?:%|(?!năm)(?:{_SCALE}|{_MEASURE})(?!\w)))"
    rf"(?:\s+năm\s+{YEAR}(?!\d))?"
    rf"|(?<!\d)\d{{1,2}}/{YEAR}(?!\d)"
)
# `tháng 8 năm 2025`, `tháng 8-2025` is a date, `kế hoạch 5 năm 2021-2025` is not.
MONTH_OF_YEAR = re.compile(rf"\d{{1,2}}(?:\s+năm\s+|\s?[/.-]\s?){YEAR}(?!\d)")
MONTH_BEFORE = re.compile(r"(?<!\w)tháng\s+$", re.IGNORECASE)
# `Hội nghị tháng 10 tổ chức` counts no organisations; `9 tháng 12 tổ chức`, `mỗi tháng 12 tổ chức` do.
SOME_MONTH_BEFORE = re.compile(
    r"(?<!\w)(?<!\d )(?<!ba )(?<!sáu )(?<!chín )(?<!một )(?<!mỗi )(?<!hằng )(?<!hàng )(?<!các )tháng\s+$", re.IGNORECASE
)
QUARTER_BEFORE = re.compile(r"(?<!\w)(?:qu[ýí]\s{1,3}|q\.?\s?)$", re.IGNORECASE)
QUARTER_OF_YEAR = re.compile(rf"(?P<quarter>[1-4])\s?/\s?(?P<year>{YEAR})(?!\d)")
# `ngày 11/12` is a date without its year; `11/12 chỉ tiêu` is a fraction.
DAY_OF_MONTH = re.compile(r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/])")
# `11/12` that nothing is counted behind may be a day: `(11/12, 08:12)`.
DAY_BEFORE = re.compile(
    r"(?<!\w)(?:ngày|sáng|trưa|chiều|tối|đêm|hôm|lễ|quốc khánh|dịp)(?:\s+nay)?[\s(]*$", re.IGNORECASE
)
DOCUMENT_NUMBER = re.compile(
    r"\d{1,6}(?:/\d{4})?[-/](?:[A-ZĐƯ]{2}[A-Za-zĐđƯư]{0,12}\d{0,4})(?:[-/–&][A-ZĐƯ][A-Za-zĐđƯư]{0,12}\d{0,4}){0,5}"
)
YEARS = re.compile(rf"(?P<first>{YEAR})(?![.,]?\d)(?:\s*(?:[-–—−]|đến(?:\s+năm)?)\s*(?P<last>{YEAR})(?![.,]?\d))?")
# `Kế hoạch 2027 tỉnh định`: places are not counted by the thousand without a dot.
YEARS_COUNTED = re.compile(rf"(?!\s*{PLACE_TYPE}(?!\w))\s*(?:(?:{_SCALE})\s+(?:{_UNIT})|%|(?:{_COUNTED})(?!\w))")
# However typed: `nam 2025 con bao nhieu` asks what was left, and counts no `con`.
YEAR_WORD_BEFORE = re.compile(
    r"(?:năm|nam|giai đoạn|giai doan|thời kỳ|thoi ky|kỳ|cuối|cuoi|giữa|giua|(?:từ|tu) (?:đầu|dau))\s+$", re.IGNORECASE
)
# `công nghiệp 4.0`, but not `4.0 %`.
VERSION = re.compile(rf"[1-9]\.0(?!\d|,\d)(?!\s*(?:%|(?:{_SCALE}|{_alternatives(MEASURES)})(?!\w)))")
# `thi công "3 ca, 4 kíp"` is how people work, and counts no shifts.
NUMBERING = re.compile(
    r"\(\d{1,3}\)|(?<=[\w%²³)])\[\d{1,3}\]|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}\s+ca\s*[,-]?\s*\d{1,2}\s+kíp(?!\w)"
)
# `bác sĩ trên 01 vạn dân`: what a rate is reckoned on, and no more than so many.
PER_BEFORE = re.compile(r"(?:trên|/)\s*$", re.IGNORECASE)
PER = re.compile(r"(?:0?1|10)\s+vạn\s+dân(?!\w)|(?:1[. ]000|100[. ]000)\s+(?:dân|trẻ đẻ sống|trẻ sinh ra sống)(?!\w)")
# `1. …`, `2.1) …`, and `3- …` as the Party's documents number; `5 - 6%` is a range.
LINE_NUMBERING = re.compile(r"(?:\d{1,2}\.){0,4}\d{1,2}(?:[.)](?=[\s*]|[^\W\d])|[-–]\s*(?=[^\W\d]))")
PAGE_NUMBER = re.compile(r"\d{1,4}(?=[ \t]*\n)")
_DIGIT_GROUP = r"[ .-]?\d{2,4}"
PHONE = re.compile(
    r"(?:(?<=\+)84[ .-]?\d{2,3}|0\d{2,3}\)?)(?:[ .-]?\d)?"
    rf"{_DIGIT_GROUP}{_DIGIT_GROUP}(?:{_DIGIT_GROUP})?(?![\d.,]*\d)"
)
PHONE_DIGITS = range(10, 13)
LINE_OPENING = re.compile(r"(?:^|\n)[\s#*>_–+-]*$")
NAME_BEFORE = re.compile(
    r"(?:\b(?:số|lần thứ|khóa|khoá|kỳ|kì|giai đoạn|quý|tập|điều|khoản|mục|phần|lớp|hạng|loại|đường|quốc lộ|tỉnh lộ|ngã|"
    r"km|phiên bản|công nghệ|mức độ|cấp độ|nghiệp|mẫu|tổ|nhóm|khu|bến|ga|tháng|ngày|thứ|giá so sánh|cơ sở|"
    r"chi nhánh|phân hiệu|chính quyền|chính quyền địa phương|COVID|SEA Games|G)"
    r"(?:\s+[a-zđ]{1,2})?\s*[-–]?\s*)$",
    re.IGNORECASE,
)
# What a small number behind them numbers: `tháng 9 120 tỷ đồng`.
TIME_BEFORE = re.compile(r"(?<!\w)(?:(?<!\d )tháng|ngày|qu[ýí]|tuần|kỳ|đợt)\s+$", re.IGNORECASE)
RANK_BEFORE = re.compile(
    r"\b(?:đứng|xếp|xếp\s+hạng|ở|giữ|lên|xuống|vị\s+trí|hạng)\s+(?:vị\s+trí\s+)?thứ\s+$", re.IGNORECASE
)
# A slogan in quotation marks: `phân công "6 rõ"`.
QUOTED_BEFORE = re.compile(r"[\"“]$")
QUOTED_AFTER = re.compile(r"\s[^\W\d_]{1,7}(?:\s[^\W\d_]{1,7})?[\"”]")
# A page's own counters: how often it was read or liked.
COUNTER_BEFORE = re.compile(
    r"(?<!\w)(?:(?:số )?lượt (?:xem|đọc|truy cập|thích|chia sẻ)|thích|bình luận|chia sẻ|phản hồi|likes?|views?|shares?)"
    r"\s*[:(]?\s*$",
    re.IGNORECASE,
)
NAME_AFTER = re.compile(r"\s?(?:sao\b|G\b|[A-ZĐ]\b)")
CAPITALISED_BEFORE = re.compile(rf"[^\W\d_]\s+[{UPPER}][^\W\d_]*[\s-]$")
ATTACHED_BEFORE = re.compile(r"[A-ZĐ]$|[A-Za-zĐđ][-–_]$")
# `đường vành đai 3 là`: a whole number without a unit right behind a noun numbers it; behind a verb it is a value.
NOUN_BEFORE = re.compile(
    r"[^\W\d_](?<!đạt)(?<!là)(?<!ước)(?<!còn)(?<!lên)(?<!xuống)(?<!tăng)(?<!giảm)(?<!có)(?<!bằng)(?<!chiếm)(?<!khoảng)"
    r"(?<!trên)(?<!hơn)(?<!dưới)(?<!từ)(?<!đến)(?<!tới)(?<!thêm)(?<!vượt)(?<!thiểu)(?<!quá)(?<!gần)(?<!xỉ)(?<!và)\s+$"
)
NEXT_NAME = re.compile(r"\s{0,3}(?:,|và|hoặc|;)\s{0,3}(?:số\s{1,3})?")
NOUN = re.compile(rf"{_BLANK}{{1,9}}(?P<first>[^\W\d_]+)(?:{_BLANK}{{1,9}}(?P<second>[^\W\d_]+))?")
ARTICLE = re.compile(
    r"(?:và|hoặc|của|cho|là|thì|trong|ngoài|so|được|đến|với|tại|từ|về|theo|để|khi|vào|ở|có|này|đó|trở|"
    r"ước|tăng|giảm|đạt|bằng|vượt|còn|nhưng|do|các|những|mỗi|nhất|đã|đang|sẽ|chưa|không|phải)\b"
)

COUNTED_AFTER = re.compile(rf"{_NOTE_MARK}{_BLANK}{{1,9}}(?!{ARTICLE.pattern})[^\W\d_]{{2,}}")

# `9 năm liên tục`, `năm thứ 3 liên tiếp`, `liên tục trong 9 năm`: for how long something is kept up.
_IN_SUCCESSION = r"(?:liên\s+tục|liên\s+tiếp|liền(?!\s+(?:kề|trước|sau))(?:\s+nhau)?)(?!\w)"
STREAK = re.compile(
    rf"(?P<number>\d{{1,3}}){_BLANK}{{1,9}}(?P<unit>năm|quý|tháng)(?:{_BLANK}{{1,9}}qua)?{_BLANK}{{1,9}}{_IN_SUCCESSION}",
    re.IGNORECASE,
)
STREAK_AFTER_WORD = re.compile(
    rf"(?P<number>\d{{1,3}}){_BLANK}{{1,9}}(?P<unit>năm)(?:\s+qua)?(?!\w|\s+{YEAR})", re.IGNORECASE
)
STREAK_WORD_BEFORE = re.compile(r"(?<!\w)(?:liên\s+tục|liên\s+tiếp|liền)\s+(?:trong\s+)?$", re.IGNORECASE)
STREAK_ORDINAL = re.compile(rf"(?P<number>\d{{1,3}}){_BLANK}{{1,9}}{_IN_SUCCESSION}", re.IGNORECASE)
STREAK_ORDINAL_BEFORE = re.compile(r"(?<!\w)(?P<unit>năm|quý|tháng)\s+thứ\s+$", re.IGNORECASE)

# Behind them a time is what is measured, and no deadline or condition: `tuổi thọ trung bình đạt 76 tuổi`.
MEASURED_TIME_BEFORE = re.compile(
    r"(?<!\w)(?:tuổi\s+thọ|bình\s+quân|trung\s+bình)(?:\s[^\s.,;:()]{1,12}){0,8}\s*$", re.IGNORECASE
)

_COMPARATORS = (
    "không dưới",
    "không ít hơn",
    "không thấp hơn",
    "không quá",
    "không vượt quá",
    "không cao hơn",
    "ít nhất",
    "nhiều nhất",
    "tối thiểu",
    "tối đa",
    "xấp xỉ",
    "khoảng",
    "trên",
    "hơn",
    "dưới",
    "gần",
    "≥",
    "≤",
    ">",
    "<",
)
COMPARATOR_BEFORE = re.compile(
    rf"(?<!\w)(?<!cao )(?<!thấp )(?<!nhanh )(?P<word>{_alternatives(_COMPARATORS)})(?:\s+(?:là|từ|có))?\s*$",
    re.IGNORECASE,
)
# The second half of `từ 95% trở lên` stays with the number, so that the figure printed reads as the document does.
AND_MORE = re.compile(r"\s+trở\s+(?:lên|xuống)(?!\w)", re.IGNORECASE)
FROM_BEFORE = re.compile(r"(?<!\w)từ\s+$", re.IGNORECASE)
START = re.compile(r"\d|(?<![\w.,)])[,.]\d|(?<!\w)(?:[OolI]\d|(?:[lI][Oo]|[Oo][lI])(?=,\d|\s?%))")
