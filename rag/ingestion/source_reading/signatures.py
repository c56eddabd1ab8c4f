"""The block under a document → who signed it."""

import re

from rag.ingestion.source_reading.found import NOTHING, Found, only_one
from rag.vietnamese import UPPER

_OFFICE = re.compile(
    r"(?:(?:TM|T/M|KT|TL|TUQ|Q)\.?\s*)?(?:PHÓ\s+|QUYỀN\s+)?(?:BÍ THƯ|CHỦ TỊCH|(?:TỔNG\s+)?GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|"
    r"CHÁNH VĂN PHÒNG|CHỦ NHIỆM|TRƯỞNG BAN|CỤC TRƯỞNG|TRƯỞNG PHÒNG)(?:\s+(?:THƯỜNG TRỰC|THÀNH ỦY|TỈNH ỦY|UBND|HĐND))*"
)
_SIGNED = re.compile(r"\(?\s*[Đđ]ã\s+ký\s*\)?\s*:?\s*|\(Ký tên.*?\)|\[.*?\]", re.IGNORECASE)
_NAME = re.compile(rf"[{UPPER}][^\W\d_{UPPER}]+(?:\s+[{UPPER}][^\W\d_{UPPER}]*){{1,4}}")
_LINES_BELOW = 6


def read_signer(text: str) -> Found:
    """The name below the office of who signed; nothing where several sign."""
    lines = [" ".join(re.sub(r"[*_#>|]+|<br\s*/?>", " ", line).split()) for line in text.split("\n")]
    filled = [line for line in lines if line]
    return only_one([found for at, line in enumerate(filled) if (found := _signer(filled, at, line)).value])


def _signer(lines: list[str], at: int, line: str) -> Found:
    if not _OFFICE.fullmatch(line):
        return NOTHING
    for below in lines[at + 1 : at + 1 + _LINES_BELOW]:
        name = _SIGNED.sub("", below).strip(" .,")
        if _NAME.fullmatch(name):
            return Found(name, f"{line} {below}", 0.9)
        if name and not _OFFICE.fullmatch(name):
            break
    return NOTHING
