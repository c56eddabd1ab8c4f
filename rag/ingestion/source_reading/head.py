"""A document's head: what stands above its body, in segments, whichever way the file lays it out.

The two columns of a head come as lines, as cells of a table, side by side on a line, or all in one line; the marks by
which Vietnamese heads are built part them again.
"""

import re
from dataclasses import dataclass

from rag.ingestion.source_reading.kinds import CODE, DATE, KIND_CAPITALS
from rag.vietnamese import UPPER, fold_accents

_HEAD_CHARS = 6000
_MOST_SEGMENTS = 40
# Recognition of characters loses accents and takes O for 0; the words stand in every head and mean nothing.
_MOTTO = re.compile(
    r"c[o0]ng\s+h[o0]a\s+xa\s+h[o0]i\s+chu\s+nghia\s+viet\s+nam|"
    r"d[o0]c\s+lap\W{1,5}tu\s+d[o0]\W{1,5}hanh\s+phuc|dang\s+c[o0]ng\s+san\s+viet\s+nam"
)
_DASHES = " \t\xa0-–—"
_BREAKS = re.compile(r"\||<br\s*/?>|\*\*[ ]*\*\*|[-_=*—–~]{3,}|\t|[ \xa0]{3,}")
_PLACE = rf"(?:TP\.?[ ]+)?[{UPPER}][^\W\d_{UPPER}]+\.?(?:[ ]+[{UPPER}][^\W\d_{UPPER}]*){{0,4}}"
HEAD_DATE = rf"{_PLACE}\s*,?\s+ngày\s+{DATE}"
_BEFORE = re.compile(
    rf"(?<=\S)[ ]+(?=S[ốôo][ ]*[:.]?[ ]*{CODE}|Căn cứ[ ]|Kính gửi|(?:I|A)\.[ ]+[{UPPER}]|Điều[ ]1\.|"
    rf"(?:Phần|PHẦN)[ ](?:thứ|THỨ|I\b|1\b)|Thực hiện[ ](?:Nghị quyết|Kế hoạch|Luật|Chỉ thị))|"
    # Before the place of the date, but not within it: behind capitals or what is no word.
    rf"(?:(?<=[{UPPER}][{UPPER}])|(?<=[^\w ]|\d))[ ]+(?={_PLACE},[ ]+ngày[ ])"
)
_AFTER = re.compile(
    rf"(?<=[ \n])(S[ốôo][ ]*[:.]?[ ]*(?>{CODE})|{HEAD_DATE})[ ]+(?=\S)|^(S[ốôo][ ]*[:.]?[ ]*(?>{CODE}))[ ]+(?=\S)"
)
_BODY = re.compile(
    rf"(?:Căn cứ|CĂN CỨ|Xét (?:Tờ|đề|Báo)|Kính gửi|KÍNH GỬI|Thưa|Tại [Hh]ội nghị|Nơi nhận|"
    rf"(?:QUYẾT NGHỊ|QUYẾT ĐỊNH|NGHỊ QUYẾT)\s*:|(?:Điều|ĐIỀU)\s+\d|"
    rf"(?:Phần|PHẦN|Chương|CHƯƠNG)\s+(?:[Tt]hứ|THỨ|[IVX]+(?!\w)|\d)|"
    rf"(?:[IVX]+|[A-HĐ]|\d{{1,2}}(?:\.\d{{1,2}})*)[.)]\s*[{UPPER}\W]|\d{{1,2}}\.\s|[-+•]\s)"
)
_PROSE = re.compile(r"(?:Thực hiện|Theo|Năm\s+\d{4}|Trong năm|Ngày)(?!\w)")
"""Opens a body, or right below the kind (`KẾ HOẠCH`, `Thực hiện Nghị quyết số …`) what the document is about."""
_BARE_KIND = re.compile(rf"(?:{KIND_CAPITALS})\W*$")
_SIGNING_STAMP = re.compile(r"(?:Ký bởi|Người ký|Ngày ký|Thời gian ký|Cơ quan ký|Email)\s*:", re.IGNORECASE)
_MARKUP = re.compile(r"^[#>\s*_]+|[#\s*_]+$")
_LONGEST_CHARS = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of the head that belong together. `is_heading`: in capitals, bold or marked as a heading."""

    text: str
    is_heading: bool
    after_blank: bool

    @property
    def is_capitals(self) -> bool:
        """Whether all of its letters are capitals."""
        return self.text.isupper()


@dataclass(frozen=True, slots=True)
class Head:
    """The segments above the body, and the first one of the body (empty where the text ends before)."""

    segments: tuple[Segment, ...]
    body: str


def is_signing_stamp(line: str) -> bool:
    """Whether a line is of the box that a digital signature prints on the page."""
    return _SIGNING_STAMP.match(line) is not None


def read_head(text: str) -> Head:
    """The head of a document's text (NFC)."""
    segments: list[Segment] = []
    after_blank = False
    for line in text[:_HEAD_CHARS].split("\n"):
        if not line.strip():
            after_blank = True
        for part in _parts(line):
            content = " ".join(_MARKUP.sub("", part).split()).strip(_DASHES)
            if not any(character.isalnum() for character in content) or is_signing_stamp(content):
                continue
            names_kind = bool(segments) and _BARE_KIND.match(segments[-1].text) is not None
            opens_body = _BODY.match(content) or (_PROSE.match(content) and not names_kind)
            if opens_body or len(content) > _LONGEST_CHARS or len(segments) == _MOST_SEGMENTS:
                return Head(tuple(segments), content)
            marked = re.match(r"\s*#|\s*\*\*.*\*\*\s*$", line) is not None
            segments.append(Segment(content, content.isupper() or marked, after_blank))
            after_blank = False
    return Head(tuple(segments), "")


def _parts(line: str) -> list[str]:
    line = _BREAKS.sub("\n", line)
    line = re.sub(r"\*+|_{2,}", "", line)
    folded = fold_accents(line)
    if len(folded) == len(line):
        for motto in reversed(list(_MOTTO.finditer(folded))):
            if (
                line[motto.start() : motto.end()].upper() == line[motto.start() : motto.end()]
                or "tu d" in motto.group()
            ):
                line = f"{line[: motto.start()].rstrip(_DASHES)}\n{line[motto.end() :].lstrip(_DASHES)}"
    return _AFTER.sub(lambda found: f"{found[1] or found[2]}\n", _BEFORE.sub("\n", line)).split("\n")
