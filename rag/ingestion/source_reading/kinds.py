"""Kinds of administrative documents, their shorthand in document numbers, and how a document is referred to.

Shorthand after Nghị định 30/2020/NĐ-CP, phụ lục III, and for documents of the Party Hướng dẫn 36-HD/VPTW.
"""

import re

KIND_BY_SHORTHAND = {
    "NQ": "Nghị quyết",
    "BC": "Báo cáo",
    "KH": "Kế hoạch",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "TTr": "Tờ trình",
    "TB": "Thông báo",
    "CTr": "Chương trình",
    "CTHĐ": "Chương trình hành động",
    "ĐA": "Đề án",
    "HD": "Hướng dẫn",
    "KL": "Kết luận",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "CĐ": "Công điện",
    "PA": "Phương án",
}
_WITHOUT_SHORTHAND = ("Công văn", "Luật", "Pháp lệnh", "Quy hoạch", "Dự án", "Quy định", "Lệnh")
KINDS = sorted({*KIND_BY_SHORTHAND.values(), *_WITHOUT_SHORTHAND}, key=len, reverse=True)
_CAPITALS = {kind.upper(): kind for kind in KINDS}

_SHORT = r"[A-ZĐƯ]+[a-z]?[A-ZĐƯ]*\d{0,2}(?![^\W_])"
CODE = rf"\d{{1,5}}\s*(?:/\s*\d{{4}}\s*)?[/-]\s*{_SHORT}(?:\s*[-–/]\s*{_SHORT})*"
"""A document's number with its shorthand: `402/BC-UBND`, `10-NQ/TU`, `15/2024/QĐ-UBND`."""

KIND_CAPITALS = "|".join(re.escape(kind).replace(r"\ ", r"\s+") for kind in _CAPITALS)
KIND_NAMES = "|".join(re.escape(kind).replace(r"\ ", r"\s+") for kind in KINDS)
DATE = r"(?:\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
REFERENCE = rf"(?:{KIND_NAMES}|(?i:{KIND_NAMES})(?=\s+số))\s+số\s*:?\s*{CODE}(?:,?\s+ngày\s+{DATE})?"
"""`Nghị quyết số 12/NQ-HĐND ngày 10 tháng 12 năm 2030`."""


def kind_of_capitals(text: str) -> str:
    """`BÁO CÁO` → `Báo cáo`; white space may be any."""
    return _CAPITALS[" ".join(text.split())]


def kind_of_number(number: str) -> str:
    """The kind that a document number's shorthand stands for; nothing for a letter's (`123/UBND-TH`)."""
    return next((KIND_BY_SHORTHAND[part] for part in re.split(r"[/-]", number) if part in KIND_BY_SHORTHAND), "")


def plain_number(code: str) -> str:
    """`402 / BC – UBND` → `402/BC-UBND`."""
    return re.sub(r"\s+", "", code).replace("–", "-")
