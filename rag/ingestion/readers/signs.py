"""Signs that are drawn but do not stand in a file's text as they look: numerals of lists, raised or reversed digits."""

import re

_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_HIGHEST_ROMAN = 3999
_MIRRORED = str.maketrans("()[]{}<>«»“”", ")(][}{><»«”“")
_OVERRIDDEN = re.compile("\N{RIGHT-TO-LEFT OVERRIDE}([^\N{POP DIRECTIONAL FORMATTING}\n]*)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED_MARK = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_MARK = re.compile(r"\(\d{1,2}\)")


def roman(count: int) -> str:
    """`XIV` for 14; plain digits outside 1 to 3999."""
    if not 0 < count <= _HIGHEST_ROMAN:
        return str(count)
    written = ""
    for size, sign in _ROMAN:
        written += sign * (count // size)
        count %= size
    return written


def raised(text: str) -> str:
    """The digits as superscripts: a power or the mark of a note, that on the line would become part of a figure."""
    return text.translate(_RAISED_MARK if _MARK.fullmatch(text.strip()) else _RAISED)


def shown_reversed(text: str) -> str:
    """What is drawn of a text that is made to run from right to left, letter by letter."""
    return text[::-1].translate(_MIRRORED)


def as_drawn(text: str) -> str:
    """The text with the runs reversed that a control character makes run from right to left (Unicode, UAX 9)."""
    return _OVERRIDDEN.sub(lambda found: shown_reversed(found[1]), text)
