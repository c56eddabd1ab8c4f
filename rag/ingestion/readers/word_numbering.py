"""Automatic numbering in Word: `numbering.xml` and the paragraphs so far → the number that a reader sees.

ECMA-376 part 1, 17.9. Lists that share an abstract definition go on counting, unless a list says where it starts.
"""

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from rag.ingestion.readers.signs import roman
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.word_styles import Styles, number, toggle, value

_LEVELS = 9
_KEPT_BULLETS = frozenset("-–—+•*")
_COUNTING = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


@dataclass(frozen=True, slots=True)
class _Level:
    """`restart` is the level, counted from 1, after which this one starts again; 0 for never, None for any above."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_decimal: bool = False
    is_hidden: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    abstract_id: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: Element, styles: Styles) -> None:
        self._styles = styles
        self._abstracts = {} if root is None else _by_id(root, "w:abstractNum", "w:abstractNumId")
        self._numbers = {} if root is None else _by_id(root, "w:num", "w:numId")
        self._lists: dict[str, _List | None] = {}
        self._counted: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, properties: Element, style_id: str) -> str:
        """The paragraph's number or bullet, counted on by one; empty for a paragraph in no list."""
        numbered = self._place(properties, style_id)
        if numbered is None:
            return ""
        list_id, level = numbered
        found = self._list(list_id)
        if found is None or level not in found.levels:
            return ""
        counted = self._count(list_id, found, level)
        return _label(found.levels, level, counted)

    def _place(self, properties: Element, style_id: str) -> tuple[str, int] | None:
        """The list and the level that the paragraph or its style names."""
        own = None if properties is None else properties.find(qn("w:numPr"))
        list_id, level = value(own, "w:numId"), number(own, "w:ilvl")
        if not list_id:
            for style in self._styles.chain(style_id):
                inherited = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
                if inherited is not None and (list_id := value(inherited, "w:numId")):
                    level = number(inherited, "w:ilvl") if level is None else level
                    level = self._level_of_style(list_id, str(style.get(qn("w:styleId")))) if level is None else level
                    break
        return (list_id, min(level or 0, _LEVELS - 1)) if list_id and list_id != "0" else None

    def _level_of_style(self, list_id: str, style_id: str) -> int | None:
        found = self._list(list_id)
        levels = found.levels.items() if found else ()
        return next((index for index, level in levels if level.style == style_id), None)

    def _list(self, list_id: str) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._read_list(list_id)
        return self._lists[list_id]

    def _read_list(self, list_id: str) -> _List | None:
        element = self._numbers.get(list_id)
        abstract_id = value(element, "w:abstractNumId")
        abstract = self._abstracts.get(abstract_id)
        if element is None or abstract is None:
            return None
        if linked := value(abstract, "w:numStyleLink"):
            paths = (f"{qn('w:pPr')}/{qn('w:numPr')}",)
            of_style = next((style.find(paths[0]) for style in self._styles.chain(linked)), None)
            abstract_id = value(self._numbers.get(value(of_style, "w:numId")), "w:abstractNumId") or abstract_id
            abstract = self._abstracts.get(abstract_id, abstract)
        levels = dict(map(_read_level, abstract.iterchildren(qn("w:lvl"))))
        starts: dict[int, int] = {}
        for override in element.iterchildren(qn("w:lvlOverride")):
            levels.update(map(_read_level, override.iterchildren(qn("w:lvl"))))
            if (start := number(override, "w:startOverride")) is not None:
                starts[_level_index(override)] = start
        return _List(abstract_id, levels, starts)

    def _count(self, list_id: str, found: _List, level: int) -> dict[int, int]:
        counted = self._counted.setdefault(found.abstract_id, {})
        for above in range(level):
            # A level that was skipped counts as if its first number stood there.
            if above not in counted and above in found.levels:
                counted[above] = found.starts.get(above, found.levels[above].start)
        if (list_id, level) not in self._started and level in found.starts:
            counted[level] = found.starts[level]
        else:
            counted[level] = counted.get(level, found.levels[level].start - 1) + 1
        self._started.add((list_id, level))
        for deeper in [index for index in counted if index > level]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or level < restart:
                del counted[deeper]
        return counted


def _by_id(root: Element, tag: str, name: str) -> dict[str, Element]:
    return {str(element.get(qn(name))): element for element in root.iterchildren(qn(tag))}


def _level_index(element: Element) -> int:
    text = str(element.get(qn("w:ilvl"), "0"))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0


def _read_level(element: Element) -> tuple[int, _Level]:
    start = number(element, "w:start")
    return _level_index(element), _Level(
        start=0 if start is None else start,
        number_format=value(element, "w:numFmt") or "decimal",
        text=value(element, "w:lvlText"),
        restart=number(element, "w:lvlRestart"),
        is_decimal=bool(toggle(element, "w:isLgl")),
        is_hidden=bool(toggle(element.find(qn("w:rPr")), "w:vanish")),
        style=value(element, "w:pStyle"),
    )


def _label(levels: dict[int, _Level], level: int, counted: dict[int, int]) -> str:
    shown = levels[level]
    if shown.is_hidden:
        return ""
    if shown.number_format == "bullet":
        # Bullets of symbol fonts are private characters, small `o`s or `§`s that mean nothing as text.
        return shown.text if shown.text in _KEPT_BULLETS else "-" if shown.text else ""

    def counter(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        of_level = levels.get(index, _Level())
        number_format = "decimal" if shown.is_decimal else of_level.number_format
        return _written(counted.get(index, of_level.start), number_format)

    return re.sub(r"%([1-9])", counter, shown.text)


def _written(count: int, number_format: str) -> str:
    """The count in the format named; formats that Vietnamese documents do not use come as plain numbers."""
    if number_format == "none":
        return ""
    if number_format in {"upperLetter", "lowerLetter"} and 0 < count <= 780:
        # a … z, aa, bb …: Word repeats the letter.
        text = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif number_format in {"upperRoman", "lowerRoman"}:
        text = roman(count)
    elif number_format == "vietnameseCounting" and count < len(_COUNTING):
        text = _COUNTING[count]
    else:
        return f"{count:02d}" if number_format == "decimalZero" else str(count)
    return text.lower() if number_format.startswith("lower") else text
