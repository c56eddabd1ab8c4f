"""A document's end, `Nơi nhận` beside who signed, laid out by blanks or run into one line → one below the other."""

import re
from collections.abc import Sequence

from rag.vietnamese import UPPER

_FOR = r"(?:(?:TM|T/M|KT|TL|TUQ|Q)\.?\s+)"
_OFFICE = (
    r"(?:(?:PHÓ|QUYỀN)\s+)?(?:BÍ THƯ|CHỦ TỊCH|(?:TỔNG\s+)?GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|CHÁNH VĂN PHÒNG|CHỦ NHIỆM|"
    r"TRƯỞNG BAN|CỤC TRƯỞNG|TRƯỞNG PHÒNG)(?:\s+(?:THƯỜNG TRỰC|UBND|HĐND))?"
)
_NAME = rf"[{UPPER}][^\W\d_{UPPER}]+(?:\s+[{UPPER}][^\W\d_{UPPER}]*){{1,4}}"
_SIGNED = r"\(?\s*(?:[Đđ]ã ký|ĐÃ KÝ)\s*\)?"
_OPENING = re.compile(rf"\s*Nơi nhận\s*:?\s{{4,}}(?P<right>{_FOR}?[{UPPER}][{UPPER}\s]+)$")
_GAP = re.compile(r"\s{3,}|\t+")
_RECIPIENT = re.compile(rf"[-–—+•*]|[^\W\d_{UPPER}]|Như\s|Lưu\W")
# The organ ends before its last word that names an office: `TM. ỦY BAN NHÂN DÂN CHỦ TỊCH`.
_IN_ONE_LINE = re.compile(
    rf"(?P<organ>{_FOR}[{UPPER}][{UPPER} -]*?)?\s*(?P<office>(?<!\w)(?:{_FOR}?{_OFFICE}\s*){{1,2}}?)\s*"
    rf"(?P<signed>{_SIGNED})\s*(?P<name>{_NAME})\s*"
)
_OFFICES = re.compile(rf"{_FOR}?{_OFFICE}")
_FARTHEST_RIGHT_CHARS = 20
_MOST_LINES = 40
_LONGEST_LINE_CHARS = 300


def part_signatures(text: str) -> str:
    """The text with each such end in lines: the recipients, then who signed. Other text stays as it is."""
    if "ơi nhận" not in text and "ký" not in text.lower():
        return text
    lines = text.split("\n")
    for start, line in enumerate(lines):
        if len(line) <= _LONGEST_LINE_CHARS and _OPENING.fullmatch(line):
            end, left, right = _columns(lines, start)
            if any(re.fullmatch(_NAME, words) for words in right):
                lines = [*lines[:start], *left, "", *right, *lines[end:]]
                break
    return "\n".join(part for line in lines for part in _in_lines(line))


def _columns(lines: Sequence[str], start: int) -> tuple[int, list[str], list[str]]:
    """Where the two columns end that begin at `start`, and the words of each."""
    left: list[str] = []
    right: list[str] = []
    end = start
    for line in lines[start : start + _MOST_LINES]:
        first, *others = [piece for piece in _GAP.split(line.strip()) if piece] or [""]
        is_right = bool(first) and len(line) - len(line.lstrip()) >= _FARTHEST_RIGHT_CHARS
        if first and end > start and not is_right and not _RECIPIENT.match(first):
            break
        if first:
            left += [] if is_right else [first]
            right_pieces = [first, *others] if is_right else others
            right += [" ".join(right_pieces)] if right_pieces else []
        end += 1
    return end, left, right


def _in_lines(line: str) -> list[str]:
    """A signature that stands in one line, in lines: organ, office, that it is signed, name."""
    found = _IN_ONE_LINE.fullmatch(line.strip()) if len(line) <= _LONGEST_LINE_CHARS else None
    if not found:
        return [line]
    offices = [office.group().strip() for office in _OFFICES.finditer(found["office"])]
    parts = ((found["organ"] or "").strip(), *offices, found["signed"].strip(), found["name"].strip())
    return [part for part in parts if part]
