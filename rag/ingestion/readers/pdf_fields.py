"""What was filled into the fields of a PDF form, and notes that are shown as text, at their places on the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from pdfplumber.page import Page
from pdfplumber.utils.pdfinternals import decode_text, resolve_all

from rag.ingestion.readers.geometry import Word
from rag.ingestion.readers.unseen import figures_of

_UNSEEN_FLAGS = 0b100010
"""Hidden, or shown only in print or not at all (ISO 32000-1, table 165: bits 2 and 6)."""

_NO_NOTES = frozenset({"FreeText", "Widget", "Link", "Popup"})
_PASSWORD = 1 << 13
_MOST_LEVELS = 8
_LINE_POINTS = 11.0
_CHAR_SHARE = 0.5
"""Of a line's height that a character takes in width, about: only the order of the words counts."""


def read_fields(page: Page) -> Iterator[Word]:
    """The words of fields with text or a choice, and of free text."""
    for annotation in page.annots:
        data = annotation["data"]
        if int(data.get("F") or 0) & _UNSEEN_FLAGS:
            continue
        place = annotation["x0"], annotation["top"], annotation["x1"], annotation["bottom"]
        yield from _placed(_text_of(data), *map(float, place))


def figures_of_notes(page: Page) -> Iterator[str]:
    """What has digits of the notes that are hung on the page (on a word, or marked through), which are not read."""
    for annotation in page.annots:
        subtype = getattr(annotation["data"].get("Subtype"), "name", "")
        if subtype not in _NO_NOTES and not int(annotation["data"].get("F") or 0) & _UNSEEN_FLAGS:
            yield from figures_of(_decoded(resolve_all(annotation["data"].get("Contents"))))


def _text_of(data: Mapping[str, Any]) -> str:
    subtype = getattr(data.get("Subtype"), "name", "")
    if subtype == "FreeText":
        return _decoded(data.get("Contents"))
    kind = getattr(_inherited(data, "FT"), "name", "")
    if subtype != "Widget" or kind not in {"Tx", "Ch"} or int(_inherited(data, "Ff") or 0) & _PASSWORD:
        return ""
    value = _inherited(data, "V")
    return ", ".join(map(_decoded, value)) if isinstance(value, list) else _decoded(value)


def _inherited(data: Mapping[str, Any], name: str) -> Any:
    """The field's own entry, or that of the fields above it."""
    for _ in range(_MOST_LEVELS):
        if name in data:
            return resolve_all(data[name])
        parent = resolve_all(data.get("Parent"))
        if not isinstance(parent, dict):
            break
        data = parent
    return None


def _decoded(value: Any) -> str:
    return decode_text(value) if isinstance(value, bytes | str) else ""


def _placed(text: str, x0: float, top: float, x1: float, bottom: float) -> Iterator[Word]:
    """The words from the field's left edge on, its lines one below the other, one line in the middle."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    height = min(_LINE_POINTS, max(bottom - top, 1.0))
    start = top if len(lines) > 1 else (top + bottom - height) / 2
    for number, words in enumerate(lines):
        at = x0 + 2
        for word in words:
            end = at + max(len(word), 1) * _CHAR_SHARE * height
            yield Word(word, at, start + number * height, min(end, max(x1, at + 1)), start + (number + 1) * height)
            at = end + _CHAR_SHARE * height
