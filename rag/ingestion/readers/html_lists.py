"""The numbers that a browser draws before the items of a list."""

import re

from rag.ingestion.readers.signs import roman
from rag.ingestion.readers.trees import Element

_NO_SIGN = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:(lower|upper)-(alpha|latin|roman))", re.IGNORECASE)
_TYPES = {"a": ("lower", "alpha"), "A": ("upper", "alpha"), "i": ("lower", "roman"), "I": ("upper", "roman")}


def item_marker(item: Element) -> str:
    """`1. `, `a) `, `I. ` or `- ` for an item; empty where the list shows none.

    Letters have a parenthesis, as Vietnamese documents write them, for the outline; browsers draw a full stop.
    """
    parent = item.getparent()
    style = "" if parent is None else parent.get("style", "")
    if parent is None or _NO_SIGN.search(style + item.get("style", "")):
        return ""
    if parent.tag != "ol":
        return "- "
    found = _STYLE.search(style)
    case, kind = (found[1].lower(), found[2].lower()) if found else _TYPES.get(parent.get("type", ""), ("", ""))
    position = _position(item, parent)
    if kind in {"alpha", "latin"} and 0 < position <= 26:
        return f"{chr(ord('A' if case == 'upper' else 'a') + position - 1)}{'.' if case == 'upper' else ')'} "
    if kind == "roman":
        return f"{roman(position) if case == 'upper' else roman(position).lower()}. "
    return f"{position}. "


def _position(item: Element, parent: Element) -> int:
    step = -1 if "reversed" in parent.attrib else 1
    items = list(parent.iterchildren("li"))
    position = _integer(parent.get("start"), len(items) if step < 0 else 1)
    for each in items:
        position = _integer(each.get("value"), position)
        if each is item:
            break
        position += step
    return position


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text, re.ASCII) else default
