"""A figure in the scale or unit that the question asks for, beside the document's own: exact, reckoned here."""

import re
from dataclasses import replace
from decimal import Decimal

from rag.datatypes import Fact, Figure, Statement
from rag.figures.arithmetic import format_amount
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions
from rag.figures.units import RATES
from rag.vietnamese import fold_accents

_ASKED = re.compile(
    r"(?<!\w)(?:bao nhiêu|bao nhieu|mấy|may|ra|sang|thành|thanh|theo|bằng|bang)\s+"
    r"(?:đơn vị\s+|don vi\s+)?(?=(?P<words>[^?,.;]{1,30}))",
    re.IGNORECASE,
)
_CONVERTS = re.compile(
    r"\b(?:doi|quy)\b.*\b(?:ra|sang|thanh)\b|\b(?:tinh|ghi|viet)(?: \w+)? (?:ra|theo|bang)\b|\bdu chu so\b"
)
_ALL_DIGITS = re.compile(r"\bdu chu so\b")
# How much of the first unit of a line its others are.
_BASE = {
    "m²": ("m²", Decimal(1)),
    "ha": ("m²", Decimal(10) ** 4),
    "km²": ("m²", Decimal(10) ** 6),
    "m": ("m", Decimal(1)),
    "km": ("m", Decimal(10) ** 3),
    "kg": ("kg", Decimal(1)),
    "tạ": ("kg", Decimal(10) ** 2),
    "tấn": ("kg", Decimal(10) ** 3),
}


def with_conversion(statement: Statement, question: str) -> Statement:
    """The line of one fact with its figure in the scale or unit asked for, too."""
    head, bold, tail = statement.text.partition("** ")
    if not bold or len({fact.figure for fact in statement.facts}) != 1:
        return statement
    amount = converted(question, statement.facts[0])
    return replace(statement, text=f"{head}** (= {amount}) {tail}") if amount else statement


def converted(question: str, fact: Fact) -> str:
    """The fact's figure as the question wants it written, where that is another scale or unit; else nothing.

    A scale of one (`bao nhiêu lượt`) is taken for a wish only where the question speaks of converting.
    """
    figure = fact.figure
    if figure.unit in RATES:
        return ""
    is_wish = _CONVERTS.search(fold_accents(question)) is not None
    if _ALL_DIGITS.search(fold_accents(question)):
        return _written(figure, "", figure.unit) if figure.scale else ""
    for asked in _ASKED.finditer(question):
        for mention in parse_mentions(f"là 5 {asked['words']}"):
            if isinstance(mention, FigureSpan) and mention.kind is MentionKind.FIGURE and mention.text != "5":
                # `quy ra nghìn tỷ` is of the unit that the figure has.
                scale, unit = mention.figure.scale.lower(), mention.figure.unit or figure.unit
                is_other = unit != figure.unit or scale != figure.scale.lower()
                if is_other and (scale or is_wish or unit != figure.unit) and (text := _written(figure, scale, unit)):
                    return text
    return ""


def _written(figure: Figure, scale: str, unit: str) -> str:
    factor = Decimal(1)
    if unit != figure.unit:
        (base, size), (wanted, wanted_size) = _BASE.get(figure.unit, ("", factor)), _BASE.get(unit, ("-", factor))
        if base != wanted:
            return ""
        factor = size / wanted_size
    low, high = (format_amount(value * factor, unit, scale) for value in (figure.low, figure.high))
    return f"{low.split()[0]} - {high}" if figure.is_range else low
