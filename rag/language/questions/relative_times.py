"""A question → the words in it that name a time by its distance from today (`relative_times.toml`)."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.vietnamese import fold_accents, has_accents

_NUMBERS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_CONTEXT_CHARS = 24


class TimeKind(StrEnum):
    """What a word names: one of these, or the years that end or begin with today's, the latest, or each year."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    YEARS = "years"
    LATEST = "latest"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class RelativeWords:
    """Words `text[start:end]` that name a time. `shift` counts in the kind's unit from today, or where `from_talk` from
    the year that the turn before asked about; `count` is the number of years of a span, 0 for none."""

    start: int
    end: int
    kind: TimeKind
    shift: int
    count: int
    from_talk: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    form: re.Pattern[str]
    not_after: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    row: Mapping[str, Any]


@lru_cache(maxsize=512)
def read_relative_words(text: str) -> tuple[RelativeWords, ...]:
    """In order, without overlap, the longest at each place; read in either way of typing."""
    is_folded = not has_accents(text)
    read = text.lower()
    found: list[tuple[int, int, RelativeWords]] = []
    for entry in _entries(is_folded):
        for match in entry.form.finditer(read):
            head, tail = read[max(0, match.start() - _CONTEXT_CHARS) : match.start()], read[match.end() :]
            is_barred = (entry.not_after and entry.not_after.search(head)) or (
                entry.not_before and entry.not_before.match(tail)
            )
            if not is_barred:
                found.append((match.start(), -match.end(), _words(match, entry.row)))
    kept: list[RelativeWords] = []
    for _, _, words in sorted(found, key=lambda item: item[:2]):
        if not kept or words.start >= kept[-1].end:
            kept.append(words)
    return tuple(kept)


def load_rows() -> Sequence[Mapping[str, Any]]:
    """The rows as they are written, with their examples."""
    rows: Sequence[Mapping[str, Any]] = _tables()["times"]
    return rows


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("rag.language.questions").joinpath("relative_times.toml").read_text(encoding="utf-8"))


def _words(match: re.Match[str], row: Mapping[str, Any]) -> RelativeWords:
    kind, shift, count = TimeKind(row["kind"]), row.get("shift", 0), 0
    if counted := match.groupdict().get("n"):
        folded = [fold_accents(number) for number in _NUMBERS]
        count = int(counted) if counted.isdigit() else folded.index(fold_accents(counted)) + 1
        if kind is not TimeKind.YEARS:
            shift *= count
    return RelativeWords(match.start(), match.end(), kind, shift, count, row.get("from_talk", False))


@lru_cache(maxsize=2)
def _entries(is_folded: bool) -> tuple[_Entry, ...]:
    def around(row: Mapping[str, Any], name: str, template: str) -> re.Pattern[str] | None:
        words = "|".join(_pattern(phrase, is_folded, named=False) for phrase in _filled_in(row.get(name, ())))
        return re.compile(template.format(words=words)) if words else None

    return tuple(
        _Entry(
            re.compile(rf"(?<!\w){_pattern(form, is_folded, named=True)}(?!\w)"),
            around(row, "not_after", r"(?<!\w)(?:{words})\s+$"),
            around(row, "not_before", r"\s+(?:{words})(?!\w)"),
            row,
        )
        for row in load_rows()
        for form in row["forms"]
    )


def _filled_in(listed: Iterable[str]) -> Iterable[str]:
    for phrase in listed:
        if phrase.startswith("@"):
            yield from _tables()["phrases"][phrase[1:]]
        else:
            yield phrase


def _pattern(phrase: str, is_folded: bool, *, named: bool) -> str:
    numbers = [fold_accents(number) if is_folded else number for number in _NUMBERS]
    number = rf"({'?P<n>' if named else '?:'}\d{{1,2}}|{'|'.join(numbers)})"
    written = fold_accents(phrase) if is_folded else phrase
    return r"\s+".join(number if word == "<n>" else re.escape(word) for word in written.split())
