"""Equations of Office (OMML) → text in one line: fractions with a stroke, powers raised.

ECMA-376 part 1, 22.1.
"""

import re
from collections.abc import Callable

from rag.ingestion.readers.signs import raised
from rag.ingestion.readers.trees import Element

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LEFT_OUT = frozenset({f"{MATH}{name}Pr" for name in ("r", "f", "sSup", "sSub", "sSubSup", "rad", "ctrl", "d", "nary")})
_SIMPLE = re.compile(r"[\w.,%]+")


def is_equation(element: Element) -> bool:
    """Whether it is a part of an equation."""
    return isinstance(element.tag, str) and element.tag.startswith(MATH)


def equation_text(element: Element) -> str:
    """The text of an equation's part."""
    write = _WRITERS.get(element.tag.removeprefix(MATH))
    if write is not None:
        return write(element)
    if element.tag == f"{MATH}t":
        return element.text or ""
    return "".join(equation_text(child) for child in element.iterchildren(f"{MATH}*") if child.tag not in _LEFT_OUT)


def _part(element: Element, name: str) -> str:
    part = element.find(f"{MATH}{name}")
    return "" if part is None else equation_text(part).strip()


def _grouped(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _fraction(element: Element) -> str:
    return f"{_grouped(_part(element, 'num'))}/{_grouped(_part(element, 'den'))}"


def _power(element: Element) -> str:
    base, power = _part(element, "e"), _part(element, "sup")
    base = f"{base}{_part(element, 'sub')}"
    return f"{base}{raised(power)}" if power.isdecimal() else f"{base}^{_grouped(power)}"


def _below(element: Element) -> str:
    return f"{_part(element, 'e')}{_part(element, 'sub')}"


def _root(element: Element) -> str:
    degree = _part(element, "deg")
    return f"{raised(degree) if degree.isdecimal() else ''}√{_grouped(_part(element, 'e'))}"


def _bracketed(element: Element) -> str:
    inner = ", ".join(equation_text(child) for child in element.iterchildren(f"{MATH}e"))
    return f"({inner})"


_WRITERS: dict[str, Callable[[Element], str]] = {
    "f": _fraction,
    "sSup": _power,
    "sSubSup": _power,
    "sSub": _below,
    "rad": _root,
    "d": _bracketed,
}
