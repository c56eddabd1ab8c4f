"""Marks behind the names of a table's rows and columns, and the notes below the table that explain them."""

import re
from collections.abc import Mapping

from rag.vietnamese import trim

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Behind a word: `(3) = (1) - (2)` is a sum of columns, and `m²` is a unit.
_IN_BRACKETS = r"[(\[](?P<mark>\d{1,2}|\*{1,3})[)\]]"
_RAISED_MARK = r"⁽?(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹][⁰-⁹]?)⁾?"
_MARK = re.compile(
    r"(?:(?<=[^\W\d_]|[)%”\"])|(?<=\d)(?=\s*[(\[]\*))"
    rf"(?:\s*{_IN_BRACKETS}|(?<![mM]){_RAISED_MARK})\s*[*_]*$"
)
_NOTE = re.compile(
    rf"[\s*_#>-]*(?:(?:ghi chú|chú thích)\s*:?\s*)?(?:{_IN_BRACKETS}|{_RAISED_MARK})\s*[:.]?\s*(?=\w|[“\"])",
    re.IGNORECASE,
)
_NOTES_HEADING = re.compile(r"\W*(?:ghi chú|chú thích)\W*", re.IGNORECASE)
_FARTHEST_CHARS = 4000


def take_mark(name: str) -> tuple[str, str]:
    """A name without the mark of a note at its end, and that mark as plain digits or stars; empty where none is."""
    found = _MARK.search(name)
    return (name[: found.start()].rstrip(), _mark(found)) if found else (name, "")


def note_mark(note: str) -> str:
    """The mark of a note, as `take_mark` returns it."""
    found = _NOTE.match(note)
    return _mark(found) if found else ""


def read_notes(text: str, end: int) -> Mapping[str, str]:
    """The notes right below a table that ends at `end`, by their marks, each as it stands with its mark."""
    notes: dict[str, str] = {}
    position = text.find("\n", end, end + _FARTHEST_CHARS) + 1
    while 0 < position < min(len(text), end + _FARTHEST_CHARS):
        line_end = text.find("\n", position)
        line_end = line_end if line_end >= 0 else len(text)
        line = text[slice(*trim(text, position, line_end))]
        if found := _NOTE.match(line):
            notes.setdefault(_mark(found), line)
        elif line and not _NOTES_HEADING.fullmatch(line):
            break
        position = line_end + 1
    return notes


def _mark(found: re.Match[str]) -> str:
    return found["mark"] or found["raised"].translate(_RAISED)
