"""Whose decimal mark a document uses: Vietnamese prose has a comma, some documents have English numbers throughout."""

import re
from enum import StrEnum
from functools import lru_cache

# Only one reading is possible: several groups, or groups and a decimal mark; one or two decimals are no group.
_ENGLISH = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})(?![\d]|[.,]\d)")
_VIETNAMESE = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})|\d+,(?:\d{1,2}|\d{4,}))(?!\d|[.,]\d)"
)
_COMMA_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?!\d|[.,]\d)")
_OTHER_MARK = str.maketrans(".,", ",.")


class NumberFormat(StrEnum):
    """How the numbers of a text are written; MIXED where some of them can only be of either format."""

    VIETNAMESE = "vietnamese"
    ENGLISH = "english"
    MIXED = "mixed"


@lru_cache(maxsize=4)
def number_format(text: str) -> NumberFormat:
    """Of a whole document, by the numbers that can only be read one way; Vietnamese where none is."""
    if not _ENGLISH.search(text):
        return NumberFormat.VIETNAMESE
    return NumberFormat.MIXED if _VIETNAMESE.search(text) else NumberFormat.ENGLISH


def in_vietnamese_format(text: str) -> str:
    """A text of English numbers, those with groups rewritten in as many characters: `1,250.5` → `1.250,5`."""
    return _COMMA_GROUPS.sub(lambda number: number.group().translate(_OTHER_MARK), text)
