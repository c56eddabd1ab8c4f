"""Text as the measures compare it: content syllables, and text without the differences that are not of meaning."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

_SYLLABLE = re.compile(r"\w+(?:[.,]\d+)*%?")

FUNCTION_SYLLABLES = frozenset(
    {
        *("và", "của", "là", "các", "những", "cho", "với", "trong", "trên", "từ", "đến", "tại", "về", "theo", "được"),
        *("có", "đã", "sẽ", "đang", "này", "đó", "thì", "mà", "để", "do", "bởi", "vì", "ra", "vào", "ở", "một", "cùng"),
        *("như", "khi", "nếu", "cũng", "còn", "so", "bằng", "bị", "hay", "hoặc"),
    }
)
"""Syllables that carry grammar: two sentences that share only these share nothing."""


def normal_text(text: str) -> str:
    """NFC, lower case, every run of white space one space: what keywords are looked for in."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()


def content_syllables(text: str) -> Counter[str]:
    """The syllables and numbers of a text, lower case, without those that only carry grammar; with their counts."""
    return Counter(text[start:end].casefold() for start, end in content_spans(text))


def content_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each content syllable stands in the text, in order."""
    for found in _SYLLABLE.finditer(text):
        if found.group().casefold() not in FUNCTION_SYLLABLES:
            yield found.span()


def share_within(needed: Counter[str], given: Counter[str]) -> float:
    """How much of `needed` is in `given`, with counts, in [0, 1]; 1 when nothing is needed."""
    total = needed.total()
    return (needed & given).total() / total if total else 1.0


def jaccard(one: Counter[str], other: Counter[str]) -> float:
    """Shared syllables over all syllables, with counts, in [0, 1]; 1 for two empty texts."""
    union = (one | other).total()
    return (one & other).total() / union if union else 1.0
