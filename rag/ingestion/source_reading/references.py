"""What a document does to others: amends, replaces, repeals, reports on. What it only rests on (`Căn cứ …`) is none."""

import re
from dataclasses import dataclass

from rag.ingestion.source_reading.kinds import KIND_NAMES, REFERENCE

_CHANGES = rf"sửa đổi(?:\s*,\s*bổ sung)?(?:\s+[^.;\n]{{0,160}}?)?\s(?P<reference>{REFERENCE})"
_OWN_ACT = r"(?:Điều|ĐIỀU)\s+\d+\.\s*(?:Nay\s+)?"
_AMENDS = re.compile(rf"(?:{_OWN_ACT}){_CHANGES}", re.IGNORECASE)
_AMENDS_IN_TITLE = re.compile(_CHANGES, re.IGNORECASE)
_THIS = rf"(?:{KIND_NAMES})\s+này\s[^.;\n]{{0,120}}?"
_LIST = rf"(?:các\s+)?(?P<reference>{REFERENCE})"
_REPLACES = re.compile(rf"(?:{_THIS}|{_OWN_ACT}|^)(?:và\s+)?thay thế\s+(?:cho\s+|toàn bộ\s+)?{_LIST}", re.IGNORECASE)
_REPEALS = re.compile(rf"(?:{_THIS}|{_OWN_ACT}|^)bãi bỏ\s+(?:toàn bộ\s+)?{_LIST}", re.IGNORECASE)
_NO_LONGER = re.compile(
    rf"(?P<reference>{REFERENCE})(?:\s+[^.;\n]{{0,200}}?)?\s+hết hiệu lực\s+(?:thi hành\s+)?kể từ ngày\s+"
    rf"(?:{KIND_NAMES})\s+này\s+có hiệu lực",
    re.IGNORECASE,
)
_IN_TITLE = r"(?:^|[\s,;])(?:về\s+|việc\s+)*"
_REPORTS_ON = re.compile(
    rf"(?:kết quả|tình hình|sơ kết|tổng kết|đánh giá)[^;.]{{0,60}}?\s"
    rf"(?:thực hiện|triển khai)\s+(?P<reference>{REFERENCE})",
    re.IGNORECASE,
)
_RESTS_ON = re.compile(r"^\W*(?:Căn cứ|Xét|Theo|Thực hiện|Trên cơ sở|Tiếp theo)(?!\w)", re.IGNORECASE)
_FURTHER = re.compile(rf"\s*(?:,|;|và)\s*(?P<reference>{REFERENCE})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class References:
    """Other documents as the text names them: `Nghị quyết số 12/NQ-HĐND ngày 10 tháng 12 năm 2030`."""

    amends: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    reports_on: tuple[str, ...] = ()


def read_references(title: str, text: str) -> References:
    """From the title, and from the paragraphs in which the document itself acts."""
    paragraphs = [line.strip(" *_#") for line in text.split("\n") if not _RESTS_ON.match(line)]
    acting = [line for line in paragraphs if re.search(r"sửa đổi|thay thế|bãi bỏ|hết hiệu lực", line, re.IGNORECASE)]
    titled = re.sub(rf"^(?:{KIND_NAMES})\s+", "", title)
    return References(
        amends=_all((_AMENDS_IN_TITLE,), [titled]) or _all((_AMENDS,), acting),
        replaces=_all((re.compile(_IN_TITLE + rf"thay thế\s+(?:cho\s+)?{_LIST}", re.IGNORECASE),), [titled])
        or _all((_REPLACES,), acting),
        repeals=_all((re.compile(_IN_TITLE + rf"bãi bỏ\s+{_LIST}", re.IGNORECASE),), [titled])
        or _all((_REPEALS, _NO_LONGER), acting),
        reports_on=_all((_REPORTS_ON,), [titled]),
    )


def _all(patterns: tuple[re.Pattern[str], ...], places: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for place in places:
        for pattern in patterns:
            for match in pattern.finditer(place):
                found[" ".join(match["reference"].split())] = None
                end = match.end("reference")
                while further := _FURTHER.match(place, end):
                    found[" ".join(further["reference"].split())] = None
                    end = further.end("reference")
    return tuple(found)
