"""An administrative document's head → number, date, kind, issuer, territory and title.

The layouts are those of Nghị định 30/2020/NĐ-CP and, for the Party, of Hướng dẫn 36-HD/VPTW; and the sentence by which
web pages announce a document whose body they then give: `Ngày …, … đã ban hành Báo cáo số … về …`.
"""

import datetime
import re
from dataclasses import dataclass

from rag.ingestion.source_reading.casing import lower_first, restore_case
from rag.ingestion.source_reading.found import NOTHING, Found, only_one
from rag.ingestion.source_reading.head import HEAD_DATE, Head, Segment
from rag.ingestion.source_reading.issuers import (
    UNKNOWN_ISSUER,
    Issuer,
    is_organ_line,
    opens_with_organ,
    read_issuer,
    with_capitals,
)
from rag.ingestion.source_reading.kinds import (
    CODE,
    DATE,
    KIND_CAPITALS,
    KIND_NAMES,
    KINDS,
    kind_of_capitals,
    kind_of_number,
    plain_number,
)

_NUMBER = re.compile(rf"(?:(?P<kind>{KIND_CAPITALS})\s+)?S[ỐốÔôoO]\s*[:.]?\s*(?P<code>(?>{CODE}))\.?(?P<rest>\s.*)?$")
_KIND = re.compile(rf"(?P<kind>{KIND_CAPITALS})(?![^\W\d_])(?P<rest>.*)$")
_HEADING_KIND = re.compile(rf"(?i:(?P<kind>{KIND_CAPITALS}))(?![^\W\d_])(?P<rest>.*)$")
_BARE_KINDS = frozenset(kind.casefold() for kind in KINDS)
_ABOUT_LETTER = re.compile(r"V/v\s*:?\s*(?P<rest>.+)$", re.IGNORECASE)
_HEAD_DATE = re.compile(rf"{HEAD_DATE}\.?$")
_ADOPTED = re.compile(rf"thông qua (?:vào )?ngày\s+({DATE})", re.IGNORECASE)
_ANNOUNCED = re.compile(
    rf"Ngày\s+(?P<date>{DATE}),\s+(?P<issuer>[^,.;]{{5,120}}?)\s+(?:đã\s+|vừa\s+)?(?:ký\s+)?ban hành\s+"
    rf"(?P<kind>{KIND_NAMES})\s+số\s+(?P<code>{CODE})\s+(?:về\s+)?(?:việc\s+)?(?P<title>[^.]{{10,400}})\.?$"
)
_OUTLINE = re.compile(r"[#*\s]*(?:Phần|PHẦN|Chương|Mục|Điều)\s+\w+|[#*\s]*(?:I|A|1)\.\s")
_MEETING = re.compile(r"HỘI NGHỊ|ĐẠI HỘI|KỲ HỌP", re.IGNORECASE)
_TITLE_ENDS = re.compile(r"\(|Kèm theo|Khóa |KHÓA |KỲ HỌP|DỰ THẢO|Dự thảo", re.IGNORECASE)
_OPENING_SEGMENTS = 6
_LONGEST_TITLE_CHARS = 400
_LONGEST_TITLE_LINE_CHARS = 220


@dataclass(frozen=True, slots=True)
class Administrative:
    """The source data in the head; `is_draft` where it states that it is one."""

    number: Found = NOTHING
    date: Found = NOTHING
    kind: Found = NOTHING
    issuer: Issuer = UNKNOWN_ISSUER
    title: Found = NOTHING
    is_draft: bool = False


def read_administrative(head: Head, text: str, home_territory: str) -> Administrative:
    """The fields of the head; `home_territory` as in `read_issuer`."""
    segments = list(head.segments)
    opening = (*(segment.text for segment in segments[:_OPENING_SEGMENTS]), head.body)
    announced = next(filter(None, map(_ANNOUNCED.match, opening)), None)
    if announced and _opens_outline(text, announced.group()):
        return _announced(announced, text, home_territory)
    number = only_one([found for segment in segments if (found := _number(segment)).value])
    at = _kind_at(segments)
    kind, rest = _kind(segments[at]) if at is not None else ("", "")
    if not kind and number.value and (letter := _letter_at(segments)) is not None and not kind_of_number(number.value):
        at, kind, rest = letter, "Công văn", f"về việc {_letter_subject(segments[letter])}"
    above = [segment.text for segment in segments[: _first_of(segments, at)]]
    issuer = read_issuer(above, number.value, text, home_territory)
    if not issuer.name.value and at is not None:
        below = [segment.text for segment in segments[at + 1 :] if segment.is_capitals]
        issuer = read_issuer(below, number.value, text, home_territory)
    kind_by_number = kind_of_number(number.value)
    contradicts = bool(kind and kind_by_number and not kind.startswith(kind_by_number)) or issuer.conflicts
    sure = 0.95 if issuer.agrees or kind_by_number == kind else 0.75
    number = Found(number.value, number.quote, min(number.confidence, 0.4 if contradicts else sure))
    title = _title(segments, at, kind, rest, text) if at is not None else NOTHING
    if not title.value and number.is_sure and kind:
        title = Found(f"{kind} số {number.value}", number.quote, number.confidence)
    return Administrative(
        number,
        _date(segments, kind or kind_by_number, text),
        _kind_found(kind, kind_by_number, title.quote or number.quote),
        issuer,
        title,
        any(re.fullmatch(r"\W*dự thảo\W*(?:lần.{0,12})?", segment.text, re.IGNORECASE) for segment in segments),
    )


def _number(segment: Segment) -> Found:
    found = _NUMBER.match(segment.text)
    if not found or (found["rest"] and not found["kind"]):
        return NOTHING
    return Found(plain_number(found["code"]), segment.text, 0.95)


def _kind_at(segments: list[Segment]) -> int | None:
    """The segment that names the kind: in capitals, else marked as a heading."""
    for pattern in (_KIND, _HEADING_KIND):
        for at, segment in enumerate(segments):
            is_bare = segment.text.casefold() in _BARE_KINDS
            if (segment.is_heading or is_bare or pattern is _KIND) and pattern.match(segment.text):
                return at
    return None


def _kind(segment: Segment) -> tuple[str, str]:
    found = _HEADING_KIND.match(segment.text)
    assert found is not None  # chosen by _kind_at
    rest = re.sub(rf"^\s*S[Ốố]\s*[:.]?\s*{CODE}\.?", "", found["rest"])
    return kind_of_capitals(found["kind"].upper()), rest.strip(" :-")


def _kind_found(kind: str, kind_by_number: str, quote: str) -> Found:
    if kind and kind_by_number:
        # An annex or a programme may bear the number of what it comes with; its own heading says what it is.
        return Found(kind, quote, 0.95 if kind == kind_by_number else 0.75)
    return Found(kind, quote, 0.85) if kind else Found(kind_by_number, quote, 0.75)


def _letter_at(segments: list[Segment]) -> int | None:
    return next((at for at, segment in enumerate(segments) if _ABOUT_LETTER.match(segment.text)), None)


def _letter_subject(segment: Segment) -> str:
    found = _ABOUT_LETTER.match(segment.text)
    return lower_first(found["rest"]) if found else ""


def _first_of(segments: list[Segment], at: int | None) -> int:
    """Where the lines of the issuer end: at the kind, else at the number."""
    if at is not None:
        return at
    return next((place for place, segment in enumerate(segments) if _number(segment).value), 0)


def _date(segments: list[Segment], kind: str, text: str) -> Found:
    stated = [
        Found(day.isoformat(), segment.text, 0.95)
        for segment in segments
        if _HEAD_DATE.match(segment.text) and (day := parse_date(segment.text)) is not None
    ]
    has_blank = any(re.search(r"ngày[\s.…_]*tháng", segment.text) for segment in segments)
    if stated or has_blank or kind != "Nghị quyết":
        return only_one(stated)
    # A resolution is of the day on which it was passed.
    adopted = [(found, parse_date(found[1])) for found in _ADOPTED.finditer(text[-6000:])]
    return only_one([Found(day.isoformat(), found.group(), 0.8) for found, day in adopted if day is not None])


def parse_date(text: str) -> datetime.date | None:
    """The first date of a text, `05/12/2023` or `05 tháng 12 năm 2023`; None where there is none on the calendar."""
    found = re.search(DATE, text)
    if not found:
        return None
    day, month, year = (int(number) for number in re.findall(r"\d+", found.group()))
    try:
        return datetime.date(year, month, day) if 1945 <= year <= 2100 else None
    except ValueError:
        return None


def _title(segments: list[Segment], at: int, kind: str, rest: str, text: str) -> Found:
    """The kind with what the document is about, which stands behind it or in the lines below."""
    parts = [rest] if rest and not _TITLE_ENDS.match(rest) else []
    for segment in segments[at + 1 :]:
        if _ends_title(segment, parts):
            break
        parts.append(segment.text)
    if not parts:
        return NOTHING
    about = " ".join(parts)
    if kind == "Công văn":
        return Found(f"{kind} {parts[0]}", parts[0], 0.8)
    restored = " ".join(_restored(part, text) for part in parts)
    confidence = 0.9 if 8 <= len(about) <= _LONGEST_TITLE_CHARS else 0.3
    small = restored if opens_with_organ(restored) else lower_first(restored.replace("V/v", "về việc"))
    return Found(f"{kind} {small}", about, confidence)


def _restored(part: str, text: str) -> str:
    """The words as the document would write them within a sentence."""
    if not part.isupper():
        return part
    return with_capitals(restore_case(part, text))


def _ends_title(segment: Segment, parts: list[str]) -> bool:
    content = [part for part in parts if not (is_organ_line(part) or _MEETING.match(part))]
    continues = segment.text[:1].islower() or (bool(parts) and parts[-1].rstrip().endswith((",", ";", " và", " của")))
    return (
        _TITLE_ENDS.match(segment.text) is not None
        or _NUMBER.match(segment.text) is not None
        or _HEAD_DATE.match(segment.text) is not None
        or len(segment.text) > _LONGEST_TITLE_LINE_CHARS
        or segment.text.endswith((".", ":"))
        or (bool(content) and (is_organ_line(segment.text) or (segment.is_capitals and not content[-1].isupper())))
        or (bool(content) and segment.after_blank and not continues)
    )


def _opens_outline(text: str, sentence: str) -> bool:
    """Whether the document's own outline follows the sentence that announces it; else it is news of the document."""
    _, _, behind = text.partition(sentence[-40:])
    following = next((line for line in behind.split("\n")[1:] if line.strip()), "")
    return _OUTLINE.match(following) is not None


def _announced(found: re.Match[str], text: str, home_territory: str) -> Administrative:
    day = parse_date(found["date"])
    number, quote = plain_number(found["code"]), found.group()
    kind = " ".join(found["kind"].split())
    contradicts = kind_of_number(number) not in {"", kind}
    return Administrative(
        number=Found(number, quote, 0.4 if contradicts else 0.85),
        date=Found(day.isoformat(), quote, 0.85) if day else NOTHING,
        kind=Found(kind, quote, 0.85),
        issuer=read_issuer([found["issuer"]], number, text, home_territory),
        title=Found(f"{kind} {lower_first(found['title'].strip())}", quote, 0.85),
    )
