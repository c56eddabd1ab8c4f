"""A text → its words of plan, estimate and result, each with its place and its sense.

The words are data (`status_words.toml`), with examples of what is such a word and what is none; they are tests. Which
of several words a figure obeys is the business of whoever reads the figure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rag.datatypes import Status
from rag.language.senses import Sense, TextKind, Weight
from rag.language.status_lexicon import load_rows, text_kinds
from rag.vietnamese import fold_accents

_CONTEXT_CHARS = 400
_WORD = re.compile(r"[^\W\d_]+")
_PLACEHOLDERS = {
    "<số>": r"\d[\d.,]*",
    "<đếm>": r"(?!(?:19|20)\d\d\s)\d[\d.,]*",
    "<tỷ_lệ>": r"\d[\d.,]*\s?%",
    "<năm>": r"(?:19|20)\d\d",
    "<từ>": r"[^\W\d_]+",
    "<ngoặc>": r"\(.*",
    "…": r"[^;]*?",
}
_FOLDED_PLACEHOLDERS = {fold_accents(name): pattern for name, pattern in _PLACEHOLDERS.items()}
_END = re.compile(r"(?:\\s\+)?<h[eế]t>")


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A word that states a status, from `start` to `end` of its text."""

    start: int
    end: int
    text: str
    sense: Sense
    weight: Weight

    @property
    def status(self) -> Status | None:
        """That of its sense."""
        return self.sense.status


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the lexicon as its texts have it, with what may stand around it."""

    form: re.Pattern[str]
    length: int
    sense: Sense
    weight: Weight
    after: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    before: re.Pattern[str] | None
    not_before: re.Pattern[str] | None

    def match(self, text: str, start: int) -> re.Match[str] | None:
        """The word at a place of the text, if it stands there among the right words."""
        found = self.form.match(text, start)
        if found is None:
            return None
        head, rest = text[max(0, start - _CONTEXT_CHARS) : start], text[found.end() : found.end() + _CONTEXT_CHARS]
        stands = (
            (self.after is None or self.after.search(head))
            and (self.before is None or self.before.match(rest))
            and not (self.not_after and self.not_after.search(head))
            and not (self.not_before and self.not_before.match(rest))
        )
        return found if stands else None


@lru_cache(maxsize=4096)
def read_status_words(text: str, kind: TextKind, *, accent_free: bool = False) -> tuple[StatusWord, ...]:
    """The words in order, the longest at each place; `accent_free` text is folded, and hides some of them."""
    by_first_word = _by_first_word(kind, accent_free=accent_free)
    found: list[StatusWord] = []
    for word in _WORD.finditer(text):
        if found and word.start() < found[-1].end:
            continue
        for entry in by_first_word.get(word.group().lower(), ()):
            if match := entry.match(text, word.start()):
                found.append(StatusWord(match.start(), match.end(), match.group(), entry.sense, entry.weight))
                break
    return tuple(found)


@lru_cache(maxsize=8)
def _by_first_word(kind: TextKind, *, accent_free: bool) -> Mapping[str, Sequence[Entry]]:
    listed: dict[str, list[Entry]] = {}
    for row in load_rows():
        if kind in text_kinds(row) and (row.get("folds", True) or not accent_free):
            for form in row["forms"]:
                written = fold_accents(form) if accent_free else form
                listed.setdefault(written.split()[0].lower(), []).append(_entry(row, written, accent_free=accent_free))
    return {word: sorted(entries, key=_precedence) for word, entries in listed.items()}


def _precedence(entry: Entry) -> tuple[int, bool]:
    """The longest first, and of the same words the more exact."""
    return -entry.length, entry.weight is Weight.WEAK


def _entry(row: Mapping[str, Any], form: str, *, accent_free: bool) -> Entry:
    def around(name: str, place: tuple[str, str]) -> re.Pattern[str] | None:
        return _phrases(row[name], place, accent_free=accent_free) if name in row else None

    return Entry(
        form=re.compile(rf"(?<!\w){_spaced(form)}(?!\w)", 0 if form.isupper() else re.IGNORECASE),
        length=len(form),
        sense=Sense(row["sense"]),
        weight=Weight(row.get("weight", Weight.PLAIN)),
        after=around("after", _BEFORE),
        not_after=around("not_after", _BEFORE),
        before=around("before", _BEHIND),
        not_before=around("not_before", _BEHIND),
    )


# What stands before a word, and behind it; `<hết>` is where the words begin, or end.
_BEFORE = (r"(?<!\w)(?:{words})[\s\"“”(]*$", r"^\W*")
_BEHIND = (r"[\s\"“”]*(?:{words})(?!\w)", r"\W*$")


def _phrases(listed: Iterable[str], place: tuple[str, str], *, accent_free: bool) -> re.Pattern[str]:
    """Any of the phrases at a place."""
    template, end = place
    written = (_spaced(fold_accents(phrase) if accent_free else phrase) for phrase in listed)
    words = "|".join(_END.sub(lambda _: end, phrase) for phrase in written)
    return re.compile(template.format(words=words), re.IGNORECASE)


def _spaced(phrase: str) -> str:
    """`… ít nhất` as it may stand in a text."""
    known = _PLACEHOLDERS | _FOLDED_PLACEHOLDERS
    return r"\s+".join(known.get(part) or re.escape(part) for part in phrase.split())
