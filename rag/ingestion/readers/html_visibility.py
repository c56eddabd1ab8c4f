"""What a reader of a web page does not see: text that is hidden, struck out, off the screen, tiny, white on white.

An official would never answer for it, and it is where figures are planted. Whether a page's own scripts, or a style
sheet that was not saved with it, would hide something is not known, and what they might hide stays.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tinycss2.color3 import parse_color

from rag.ingestion.readers.html_styles import Styles
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.unseen import figures_of

_Colour = tuple[float, float, float]

_WHITE: _Colour = (1.0, 1.0, 1.0)
_BLACK: _Colour = (0.0, 0.0, 0.0)
_NEXT_TO_THE_SAME = 0.1
_HARDLY_THERE = 0.1
_SMALLEST_READ_PIXELS = 3.0
_USUAL_PIXELS = 16.0
_FAR_OFF_PIXELS = -400.0
_MOST_SEEN_BOX_PIXELS = 1.0
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))(px|pt|pc|em|rem|ex|ch|vw|vh|in|cm|mm|%|)(?![\w.])")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "vw": 12.8, "vh": 7.2}
_RELATIVE = {"em": 1.0, "rem": 1.0, "ex": 0.5, "ch": 0.5, "%": 0.01}
_GONE = re.compile(r"inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*0[^)]*\)|rect\((?:[\s,]*[01](?:px)?){4}\s*\)")
_SHRUNK = re.compile(
    r"scale(?:x|y|3d)?\(\s*0(?:\.0\d*)?\s*[,)]|translate(?:x|y|3d)?\(\s*-(?:\d{4,}px|\d{3,}(?:%|v[wh]))"
)
_STRUCK = frozenset({"del", "s", "strike"})
_SILENT = frozenset({"head", "script", "style", "noscript", "template", "iframe", "svg", "nav", "button", "select"})
_COLOURED = frozenset({"body", "table", "tr", "td", "th"})
_STYLED = _STRUCK | _COLOURED | {"font"}
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Look:
    """How an element's own text is drawn. `ground` None: a picture, or what is not known."""

    is_shown: bool = True
    is_struck: bool = False
    pixels: float = _USUAL_PIXELS
    colour: _Colour = _BLACK
    ground: _Colour | None = _WHITE
    is_transparent: bool = False

    @property
    def is_seen(self) -> bool:
        return (
            self.is_shown
            and not self.is_struck
            and not self.is_transparent
            and self.pixels >= _SMALLEST_READ_PIXELS
            and (self.ground is None or math.dist(self.colour, self.ground) > _NEXT_TO_THE_SAME)
        )


def remove_unseen(page: Element, styles: Styles) -> list[str]:
    """Take out of the page, which is changed, what is not seen; the texts with digits among that, shortened."""
    removed: list[str] = []
    has_outer_sheets = any("stylesheet" in link.get("rel", "").lower() for link in page.iter("link"))
    looks: dict[Element, _Look] = {}
    silent: set[Element] = set()
    for element in list(page.iter("*")):
        parent = element.getparent()
        if element is not page and parent not in looks:
            # Inside of what was taken out.
            continue
        own = styles.get(element, _NOTHING)
        if element.tag in _SILENT or parent in silent:
            looks[element] = _Look()
            silent.add(element)
        elif element.tag not in {"html", "body"} and _takes_no_place(element, own):
            if own.get("mso-element") not in {"header", "footer"}:
                removed += figures_of("".join(element.itertext()))
            element.drop_tree()
        else:
            looks[element] = _look(element, own, looks.get(parent, _Look()), knows_ground=not has_outer_sheets)
    for element, look in looks.items():
        if look.is_seen:
            continue
        removed += figures_of(" ".join(_own_texts(element)))
        element.text = None
        for child in element:
            child.tail = None
    return removed


def raised_by_style(style: Mapping[str, str]) -> bool:
    """Whether the text stands above the line, as the mark of a note or a power does."""
    value = style.get("vertical-align", "")
    length = _LENGTH.match(value)
    return value == "super" or (length is not None and float(length[1]) > 0)


def _takes_no_place(element: Element, style: Mapping[str, str]) -> bool:
    if element.get("hidden") is not None or (element.tag == "dialog" and element.get("open") is None):
        return style.get("display", "none") == "none"
    return bool(style) and (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("mso-element") in {"header", "footer"}
        or style.get("content-visibility") == "hidden"
        or _number(style.get("opacity", "1")) < _HARDLY_THERE
        or _is_far_off(style)
        or bool(_GONE.match(style.get("clip-path", "")) or _GONE.match(style.get("clip", "")))
        or bool(_SHRUNK.search(style.get("transform", "")))
        or _is_closed(style)
    )


def _is_far_off(style: Mapping[str, str]) -> bool:
    names = ["margin-left", "margin-top", "text-indent"]
    if style.get("position", "static") != "static":
        names += ["left", "top", "right", "bottom"]
    return any(_length(style.get(name, ""), _USUAL_PIXELS) <= _FAR_OFF_PIXELS for name in names)


def _is_closed(style: Mapping[str, str]) -> bool:
    """A box of no size that shows nothing beyond itself."""
    if not style.get("overflow", "").startswith(("hidden", "clip")):
        return False
    sizes = [style[name] for name in ("width", "height", "max-width", "max-height") if name in style]
    return any(_length(size, _USUAL_PIXELS, unknown=math.inf) <= _MOST_SEEN_BOX_PIXELS for size in sizes)


def _look(element: Element, style: Mapping[str, str], above: _Look, *, knows_ground: bool) -> _Look:
    look = above
    if not style and knows_ground and element.tag not in _STYLED:
        return look
    if visibility := style.get("visibility"):
        look = replace(look, is_shown=visibility not in {"hidden", "collapse"})
    decoration = style.get("text-decoration-line", style.get("text-decoration", ""))
    if element.tag in _STRUCK or "line-through" in decoration:
        look = replace(look, is_struck=True)
    size = style.get("font-size") or _size_of_shorthand(style.get("font", ""))
    if size and (pixels := _length(size, above.pixels, unknown=-1)) >= 0:
        look = replace(look, pixels=pixels)
    if colour := style.get("color") or (element.get("color") if element.tag == "font" else None):
        look = _coloured(look, colour)
    ground = style.get("background-color") or style.get("background")
    ground = ground or (element.get("bgcolor") if element.tag in _COLOURED else None)
    if ground:
        return replace(look, ground=_ground(ground, look.ground))
    if not knows_ground and (element.get("class") or element.get("id")):
        # A sheet that was not saved may colour it.
        return replace(look, ground=None)
    return look


def _coloured(look: _Look, value: str) -> _Look:
    colour = parse_color(value)
    if colour is None or isinstance(colour, str):
        return look
    return replace(look, colour=tuple(colour[:3]), is_transparent=colour[3] < _HARDLY_THERE)


def _ground(value: str, above: _Colour | None) -> _Colour | None:
    if "url(" in value or "gradient(" in value or "var(" in value:
        return None
    for part in re.findall(r"[\w#-]+\([^)]*\)|[\w#-]+", value):
        colour = parse_color(part)
        if colour is not None and not isinstance(colour, str):
            return above if colour[3] < _HARDLY_THERE else tuple(colour[:3])
    return above


def _size_of_shorthand(font: str) -> str:
    found = re.search(r"(?<![\w.])[\d.]+(?:px|pt|em|rem|%)", font)
    return found[0] if found else ""


def _number(value: str) -> float:
    found = _LENGTH.match(value)
    return 1.0 if found is None else float(found[1]) * (0.01 if found[2] == "%" else 1)


def _length(value: str, font_pixels: float, unknown: float = 0.0) -> float:
    """In pixels of the screen; `unknown` for what is no length."""
    found = _LENGTH.match(value)
    if found is None:
        return unknown
    unit = found[2]
    return float(found[1]) * (_PIXELS[unit] if unit in _PIXELS else _RELATIVE[unit] * font_pixels)


def _own_texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    yield from (child.tail or "" for child in element)
