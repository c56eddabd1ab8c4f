"""Small counts in words: `bảy công viên` tells what a source writes as `07 công viên`, `hai huyện A và B` a list."""

import re
from collections.abc import Sequence

COUNTS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12,
}  # fmt: skip
_WORDS = "|".join(sorted(COUNTS, key=len, reverse=True))
_COUNT = re.compile(rf"(?<!\w)(?P<count>{_WORDS})\s+(?P<noun>[^\W\d_]+)", re.I)
_NAME = r"[^\W\d_a-zà-ỹđ]\w*(?:\s+[^\W\d_a-zà-ỹđ]\w*)*"
_COUNTED_NAMES = re.compile(
    rf"(?<!\w)(?P<count>(?i:{_WORDS})|\d{{1,2}})\s+(?P<kind>[a-zà-ỹđ]+(?:\s+[a-zà-ỹđ]+)?)\s+(?:là\s+)?"
    rf"(?P<names>{_NAME}(?:(?:,| và|, và) (?:{_NAME}))+)"
)
_COUNTED_LISTS = tuple(
    re.compile(
        rf"(?<!\w)(?P<count>{count})\s+(?P<kind>[^\W\d_]+)(?P<behind>(?:[^:;.\d]|(?<=năm )\d{{4}}){{0,80}}?)"
        r"(?::|,? gồm|,? bao gồm|,? là) (?P<list>[^:]+)"
    )
    for count in (rf"(?i:{_WORDS})", r"(?<![\d.,])\d{1,2}")
)
_COUNTED_NUMBERS = re.compile(
    rf"(?<!\w)(?P<count>(?i:{_WORDS})|(?<![\d.,])\d{{1,2}})\s+(?P<kind>[a-zà-ỹđ]+(?:\s+[a-zà-ỹđ]+){{0,3}})\s+"
    r"(?P<names>số \d+(?:(?:,| và|, và) (?:số )?\d+)+)"
)
_PAIR = 2
_WHOLE = re.compile(r"(?:\d+/|(?<!\w)trong (?:tổng số |số )?)(?P<whole>\d+) (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?)", re.I)


def without_counts(text: str, sources: Sequence[str]) -> str:
    """The text without the counts in words that a source has in digits before the same noun."""
    return _COUNT.sub(lambda found: f"· {found['noun']}" if _stated(found, sources) else found.group(), text)


def with_digits(text: str, sources: Sequence[str]) -> str:
    """The text with the counts in digits that a source has so before the same noun."""

    def replaced(found: re.Match[str]) -> str:
        return f"{COUNTS[found['count'].lower()]} {found['noun']}" if _stated(found, sources) else found.group()

    return _COUNT.sub(replaced, text)


def without_counted_lists(text: str) -> str:
    """The text without the counts that its own lists bear out: `Hai huyện Kiến Thụy và An Dương`."""

    def bare(found: re.Match[str]) -> str:
        listed = found["names"] if "names" in found.re.groupindex else found["list"]
        count = found["count"].lower()
        number = int(count) if count.isdigit() else COUNTS[count]
        is_counted = number in _counts_of(listed)
        return found.group()[len(count) :].lstrip() if is_counted else found.group()

    for pattern in (_COUNTED_NUMBERS, _COUNTED_NAMES, *_COUNTED_LISTS):
        text = pattern.sub(bare, text)
    return text


def _counts_of(listed: str) -> set[int]:
    """How many items a list may have: one of two parts may join two things itself, and of items that say more of
    themselves between commas, two are joined by `, và`."""
    if (parts := listed.split("; "))[1:]:
        return {len(parts)}
    items = listed.split(", ")
    counts = {len(items) + (" và " in items[-1])}
    if len(items) == 1 and " và " in listed:
        counts.add(_PAIR)
    if len(parts := listed.split(", và ")) == _PAIR and all(", " in part for part in parts):
        counts.add(_PAIR)
    return counts


def with_fractions(text: str) -> str:
    """The text with the parts of a whole that it names as fractions: `trong 18 chỉ tiêu có 11 chỉ tiêu …`."""
    if not (whole := _WHOLE.search(text)):
        return text
    part = re.compile(rf"(?<![\w/.,])(\d+|{_WORDS}) (?={re.escape(whole['noun'])}(?!\w))", re.IGNORECASE)
    start = whole.start() if not whole.group()[0].isdigit() else whole.end()
    head, rest = text[:start], text[start:]
    if not whole.group()[0].isdigit():  # `trong 18 chỉ tiêu` itself
        head, rest = f"{head}trong {whole['noun']}", text[whole.end() :]
    told, count = part.subn(lambda found: f"{COUNTS.get(found[1].lower(), found[1])}/{whole['whole']} ", rest)
    return head + told if count else text  # `trong 9 tháng` is no whole of anything


def _stated(found: re.Match[str], sources: Sequence[str]) -> bool:
    number = COUNTS[found["count"].lower()]
    digits = re.compile(rf"(?<![\d.,/])0?{number}\s+{re.escape(found['noun'])}(?!\w)", re.IGNORECASE)
    return any(digits.search(source) for source in sources)
