"""A news article → title, date of publication, where it was published, and the document that it tells of."""

import re
from dataclasses import dataclass, replace

from rag.ingestion.source_reading.administrative import parse_date
from rag.ingestion.source_reading.found import NOTHING, Found, only_one
from rag.ingestion.source_reading.head import is_signing_stamp
from rag.ingestion.source_reading.kinds import CODE, KIND_NAMES
from rag.vietnamese import UPPER

_CLOCK = r"\d{1,2}\s*[:hg]\s*\d{2}"
_DAY = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}"
_STAMP = re.compile(
    rf"(?:[Tt]hứ\s+\S+|[Cc]hủ\s+nhật)\W{{1,4}}(?:ngày\s+)?{_DAY}|{_DAY}\W{{1,5}}{_CLOCK}|{_CLOCK}\W{{1,5}}(?:ngày\s+)?{_DAY}|"
    rf"(?:Ngày đăng|Đăng ngày|Ngày xuất bản|Đăng lúc)\s*:?\s*{_DAY}"
)
_UPDATED = re.compile(r"cập nhật|sửa", re.IGNORECASE)
_DATELINE = re.compile(
    rf"^[*_\s]*\((?P<paper>[{UPPER}][^\W\d_]+(?:[ .][^\W\d_]+){{0,4}})\)[*_\s]*[-–—]\s*\S", re.MULTILINE
)
_COPYRIGHT = re.compile(rf"^[^\w\n]*©\s*(?P<paper>[{UPPER}][^\W\d_]+(?:[ ][^\W\d_]+){{0,5}})", re.MULTILINE)
_NAMED_SITE = re.compile(r"^Trang web: (?P<paper>\S.{1,80})$", re.MULTILINE)
_SITE = re.compile(r"^(?:https?://)?(?:www\.)?(?P<site>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.vn)/?\s*$", re.MULTILINE)
_PORTAL = re.compile(r"Cổng (?:tin tức|[Tt]hông tin điện tử|TTĐT)(?:[ ]+[^\W\d_]+){1,6}")
_OFFICIAL = re.compile(r"\.gov\.vn|chinhphu\.vn|Cổng (?:tin tức|[Tt]hông tin điện tử|TTĐT)", re.IGNORECASE)
_REPORTS_ON = re.compile(
    rf"(?:vừa|đã)\s+(?:ký\s*,?\s*)?ban hành\s+(?P<kind>{KIND_NAMES})"
    rf"(?P<number>\s+số\s+(?:{CODE}|\d{{1,4}}))?(?=\s)"
)
_QUOTES_DOCUMENT = re.compile(rf"(?P<kind>{KIND_NAMES})\s+(?:yêu cầu|nêu rõ|đề ra|đặt ra|xác định)(?!\w)")
_OPENING_LINES = 15
_OPENING_CHARS = 3000
_LONGEST_STAMP_LINE_CHARS = 90


@dataclass(frozen=True, slots=True)
class News:
    """The source data on an article's page. `is_news` is sure only by a stamp of time or the paper's own mark."""

    date: Found = NOTHING
    published_in: Found = NOTHING
    about: Found = NOTHING
    is_official: bool = False
    is_news: bool = False


def read_news(text: str) -> News:
    """The marks of an article, if the text has any."""
    stamp = _stamp(text)
    published = _published_in(text)
    return News(
        stamp,
        published,
        _tells_of(text),
        is_official=bool(published.value) and _OFFICIAL.search(published.value) is not None,
        is_news=bool(stamp.value) or bool(published.value),
    )


def has_stamp(line: str) -> bool:
    """Whether a line gives the time of publication: it is no title."""
    return len(line) <= _LONGEST_STAMP_LINE_CHARS and _STAMP.search(line) is not None


def _stamp(text: str) -> Found:
    lines = [line.strip() for line in text.split("\n") if line.strip()][:_OPENING_LINES]
    headline = next((at for at, line in enumerate(lines) if line.startswith("# ")), None)
    if headline is not None and any(has_stamp(line) and parse_date(line) for line in lines[headline:]):
        # Above the headline stands the clock of the page, which is of the day on which it was saved.
        lines = lines[headline:]
    stamps = [
        (line, Found(day.isoformat(), line, 0.85))
        for line in lines
        if has_stamp(line) and not is_signing_stamp(line) and (day := parse_date(line)) is not None
    ]
    # Many pages only give the time of the last change, which for news is that of the same day.
    published = [found for line, found in stamps if not _UPDATED.search(line)]
    return only_one(published or [replace(found, confidence=0.75) for _, found in stamps])


def _published_in(text: str) -> Found:
    dateline, site = _DATELINE.search(text[:_OPENING_CHARS]), _NAMED_SITE.search(text)
    if site and (dateline is None or dateline["paper"].isupper()):
        return Found(site["paper"], site.group(), 0.85)
    for pattern, group, part in (
        (_DATELINE, "paper", text[:_OPENING_CHARS]),
        (_COPYRIGHT, "paper", text),
        (_SITE, "site", text),
        (_PORTAL, 0, text),
    ):
        if found := pattern.search(part):
            return Found(str(found[group]), found.group().strip(), 0.85)
    return NOTHING


def _tells_of(text: str) -> Found:
    """`Chỉ thị số 02`, where the opening tells of its issue; `Chỉ thị`, where it is the one that speaks throughout."""
    if found := _REPORTS_ON.search(text[:_OPENING_CHARS]):
        return Found(" ".join(f"{found['kind']}{found['number'] or ''}".split()), found.group(), 0.8)
    speaking = [" ".join(found["kind"].split()) for found in _QUOTES_DOCUMENT.finditer(text)]
    if len(speaking) > 1 and len(set(speaking)) == 1:
        return Found(speaking[0], speaking[0], 0.75)
    return NOTHING
