"""A citation as an office writes it: `Nghị quyết số 10-NQ/TU ngày 01/12/2023 của …, mục II.2.1 (4), trang 3`."""

import re
from collections.abc import Iterable

from rag import Citation, Passage, SourceRecord, Weight

_MARK = r"(?:[IVXLC]+|\d{1,2})(?:\.\d{1,2})*|[a-zđ]"
_HEADING = re.compile(rf"\s*(?:(?P<word>[^\W\d_]+)\s+)?(?P<mark>{_MARK})\s*[.):]")
"""`II.`, `2.1.`, `a)`, `Phần 1.`"""
_ITEM = re.compile(
    r"\s*(?P<mark>\((?:\d{1,2}|[a-zđ])\)|(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ])\)|\d{1,2}(?:\.\d{1,2})*\.(?=\s))"
)
_LONGEST_HEADING_CHARS = 90


def cite_officially(citation: Citation) -> str:
    """The document, the section of the passage and, where the file has pages, the page; what is not known is left
    out. A document that nobody has recorded is called so."""
    parts = [_document(citation.source), section_of(citation.passage), citation.place]
    if not citation.source.recorded:
        parts.append("nguồn chưa xác nhận")
    return ", ".join(part for part in parts if part)


def section_of(passage: Passage) -> str:
    """Where in the document a passage stands: by the marks of its headings, else by its nearest heading's words."""
    named: list[str] = []
    marks: list[str] = []
    for heading in passage.header.heading_path:
        if (found := _HEADING.match(heading)) is None:
            continue
        mark = found["mark"]
        if found["word"]:
            named.append(f"{found['word'][:1].lower()}{found['word'][1:]} {mark}")
        elif marks and mark.startswith(f"{marks[-1]}."):
            # `2.1` below `2` says both.
            marks[-1] = mark
        else:
            marks.append(mark)
    item = found["mark"].removesuffix(".") if (found := _ITEM.match(passage.text)) else ""
    if passage.row is not None:
        return ", ".join((*named, *_section(marks, ""), *_row(passage)))
    if not marks and not named:
        headings = [heading for heading in passage.header.heading_path[-1:] if heading]
        return ", ".join([*(f"mục “{_short(heading)}”" for heading in headings), *([f"ý {item}"] if item else [])])
    return ", ".join((*named, *_section(marks, item)))


def _section(marks: Iterable[str], item: str) -> list[str]:
    joined = ".".join(marks)
    place = " ".join(part for part in (joined, item) if part)
    return [f"mục {place}"] if place else []


def _row(passage: Passage) -> list[str]:
    row = passage.row
    caption = _short(row.caption[0]) if row and row.caption else ""
    name = _short(row.name) if row else ""
    return [f"bảng “{caption}”"] * bool(caption) + [f"dòng “{name}”"] * bool(name)


def _document(source: SourceRecord) -> str:
    date = f" ngày {source.date:%d/%m/%Y}" if source.date else ""
    if source.number:
        # Some numbers are recorded with their kind: `Chỉ thị số 02`.
        number = f"{source.kind} số {source.number}".strip() if source.number[:1].isdigit() else source.number
        issuer = f" của {source.issuer}" if source.issuer else ""
        named = f"{number[:1].upper()}{number[1:]}{date}{issuer}"
        # Who quotes it has not the document itself before him.
        is_retold = source.published_in and source.weight is Weight.PRESS
        return f"{named} (dẫn theo {source.published_in})" if is_retold else named
    published = f"đăng tại {source.published_in}" if source.published_in else ""
    return ", ".join(part for part in (f"“{source.title}”", source.issuer, date.strip(), published) if part)


def _short(text: str) -> str:
    """In one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_HEADING_CHARS else f"{line[:_LONGEST_HEADING_CHARS].rsplit(' ', 1)[0]}…"
