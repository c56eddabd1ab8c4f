"""Reckoning with figures and printing them in official form: dots group thousands, a comma marks decimals."""

from decimal import Decimal

from rag.datatypes import Figure, FigureKind
from rag.figures.units import SCALES

_GROUPS = str.maketrans(",.", ".,")


def format_number(value: Decimal) -> str:
    """`Decimal("106761.592")` → `106.761,592`; exact, without exponent or trailing zeros."""
    plain = f"{value:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.translate(_GROUPS)


def format_amount(value: Decimal, unit: str, scale: str = "") -> str:
    """A value in base units as it is written in a scale: 10¹³ `đồng` in `tỷ` → `10.000 tỷ đồng`; `2,5%` unspaced."""
    return _with_words(format_number(_scaled(value, scale)), unit, scale)


def format_figure(figure: Figure) -> str:
    """A figure in its scale, without its comparator: `2-2,5 tỷ USD`, `11/18 chỉ tiêu`, `thứ 6`, `thứ 19/63`."""
    low, high = (format_number(_scaled(value, figure.scale)) for value in (figure.low, figure.high))
    sign = "/" if figure.kind is FigureKind.FRACTION else "-"
    number = f"{low}{sign}{high}" if sign == "/" or figure.is_range else low
    return f"thứ {number}" if figure.unit == "thứ" else _with_words(number, figure.unit, figure.scale)


def _scaled(value: Decimal, scale: str) -> Decimal:
    return value / SCALES[" ".join(scale.split())]


def _with_words(number: str, unit: str, scale: str) -> str:
    words = " ".join(word for word in (scale, unit) if word)
    return f"{number}{words}" if words.startswith("%") else f"{number} {words}".strip()


def difference(later: Figure, earlier: Figure) -> tuple[Decimal, Decimal] | None:
    """`later - earlier` in base units, as the lowest and the highest it can be; None where the units differ.

    With one range it is a range; with two, nothing sure can be said of their difference and it is None too.
    """
    if not same_unit(later, earlier) or (later.is_range and earlier.is_range):
        return None
    return later.low - earlier.high, later.high - earlier.low


def same_unit(first: Figure, second: Figure) -> bool:
    """Whether arithmetic between the two has a meaning: one unit, one kind of figure."""
    return first.unit == second.unit and (first.kind.value == "change") == (second.kind.value == "change")
