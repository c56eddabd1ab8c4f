"""Small counts in words: `bảy công viên` tells what a source writes as `07 công viên`."""

import re
from collections.abc import Sequence

_DIGITS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12,
}  # fmt: skip
_COUNT = re.compile(
    rf"(?<!\w)(?P<count>{'|'.join(sorted(_DIGITS, key=len, reverse=True))})\s+(?P<noun>[^\W\d_]+)", re.I
)


def without_counts(text: str, sources: Sequence[str]) -> str:
    """The text without the counts in words that a source has in digits before the same noun."""

    def replaced(found: re.Match[str]) -> str:
        number = _DIGITS[found["count"].lower()]
        digits = re.compile(rf"(?<![\d.,/])0?{number}\s+{re.escape(found['noun'])}(?!\w)", re.IGNORECASE)
        return f"· {found['noun']}" if any(digits.search(source) for source in sources) else found.group()

    return _COUNT.sub(replaced, text)
