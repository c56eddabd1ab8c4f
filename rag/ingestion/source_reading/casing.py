"""Capitals → the letters that Vietnamese writes, as the document's own body writes the same words."""

import re
from collections import Counter
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+|\W+|[\d_]+")
_NUMERAL = re.compile(r"[IVXLC]+$")


def restore_case(capitals: str, body: str) -> str:
    """`TÌNH HÌNH TỈNH SÔNG LAM` → `tình hình tỉnh Sông Lam` where the body writes the words so, beside each other.

    Roman numerals stay; a word that the body does not have in that company becomes small.
    """
    written = _pairs(body)
    words = [word for word in _WORD.findall(capitals) if word[0].isalpha()]
    restored = []
    for position, word in enumerate(words):
        neighbours = (
            *((("before", words[position - 1].lower(), word.lower()),) if position else ()),
            *((("after", word.lower(), words[position + 1].lower()),) if position + 1 < len(words) else ()),
        )
        seen: Counter[str] = sum((written.get(pair, Counter()) for pair in neighbours), Counter())
        best = seen.most_common(1)[0][0] if seen else ""
        restored.append(best or (word if _NUMERAL.match(word) else word.lower()))
    remaining = iter(restored)
    return "".join(next(remaining) if part[0].isalpha() else part for part in _WORD.findall(capitals))


def _pairs(body: str) -> dict[tuple[str, str, str], Counter[str]]:
    """How a word is written before or after another, outside of words in capitals side by side."""
    written: dict[tuple[str, str, str], Counter[str]] = {}
    for line in body.split("\n"):
        for first, second in pairwise(re.findall(r"[^\W\d_]+", line)):
            if first.isupper() and second.isupper():
                continue
            key = (first.lower(), second.lower())
            written.setdefault(("before", *key), Counter())[second] += 1
            written.setdefault(("after", *key), Counter())[first] += 1
    return written


def lower_first(text: str) -> str:
    """The first letter small, unless the first two words are a name or the first is an acronym."""
    words = text.split()
    is_name = len(words) > 1 and words[1][:1].isupper()
    return text if not words or is_name or words[0][1:2].isupper() else text[:1].lower() + text[1:]
