"""A spreadsheet's stored value and number format → what an official sees in the cell, written the Vietnamese way.

ECMA-376 part 1, 18.8.31. A negative number always has its minus sign, where a format would show red or parentheses.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].|(?P<sign>.)', re.DOTALL
)
_CONDITION = re.compile(r"\[\s*(?P<sign>[<>]=?|=|<>)\s*(?P<bound>-?\d+(?:\.\d+)?)\s*\]")
_DIGITS = re.compile(r"(?P<whole>[#0?,]*)(?:\.(?P<decimals>[#0?]*)(?P<hidden>,*))?")
# `# ##0`: where the comma is the decimal mark, some group by a blank.
_BLANK_IN_DIGITS = re.compile(r'(?<=[#0?])(?:\\ |" "| |\xa0)(?=[#0?]{3}(?![#0?]))')
_PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"
_MOST_DIGITS = 1000
"""As the largest number in the longest format needs."""

_SIGNIFICANT_DIGITS = 15
"""As many as a spreadsheet keeps; what stands behind them is noise of binary arithmetic."""


def shown_number(number: float, number_format: str) -> str:
    """`0.125` in `0.0%` is `12,5%`, `1234.5` in `#,##0.0` is `1.234,5`; without a format as few digits as are stored.

    Formats that only few use (fractions, powers of ten) show the stored number.
    """
    value = Decimal(f"{number:.{_SIGNIFICANT_DIGITS}g}")
    section = _section(value, number_format)
    if section is None or number_format in {"", "General", "@"}:
        return _plain(value)
    with localcontext(prec=_MOST_DIGITS):
        shown = _in_section(abs(value), section)
    if shown is None:
        return _plain(value)
    if value >= 0 or not re.search(r"[1-9]", shown):
        return shown
    return "-" + (shown.replace("(", "").replace(")", "").replace("-", "").strip())


def _section(value: Decimal, number_format: str) -> str | None:
    """The part of the format for such a number, by its conditions or its sign; None where they leave it open."""
    sections = _sections(number_format)
    conditions = [_CONDITION.search(section) for section in sections[:2]]
    if any(conditions):
        met = (
            section
            for section, condition in zip(sections, conditions, strict=False)
            if condition and _is_met(value, condition)
        )
        rest = [section for section, condition in zip(sections[:3], [*conditions, None], strict=False) if not condition]
        return next(met, rest[0] if len(rest) == 1 else None)
    index = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    return sections[index]


def _is_met(value: Decimal, condition: re.Match[str]) -> bool:
    sign, bound = condition["sign"], Decimal(condition["bound"])
    if sign == "<>":
        return value != bound
    return ("=" in sign and value == bound) or ("<" in sign and value < bound) or (">" in sign and value > bound)


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> list[str]:
    """The format's parts for positive numbers, negative ones, zero and text."""
    sections = [""]
    for piece in _PIECE.finditer(_BLANK_IN_DIGITS.sub(",", number_format)):
        if piece["sign"] == ";":
            sections.append("")
        else:
            sections[-1] += piece[0]
    return sections


@dataclass(frozen=True, slots=True)
class _Form:
    """A section taken apart: the text around the digits, and how these are written."""

    before: str
    after: str
    whole: str
    decimals: str
    has_digits: bool
    percents: int


def _in_section(value: Decimal, section: str) -> str | None:
    """The number in the section's form; None where the form is not understood."""
    form = _form(section)
    if form is None:
        return None
    written = _written(value.scaleb(2 * form.percents), form.whole, form.decimals) if form.has_digits else ""
    return f"{form.before}{written}{form.after}".strip()


@lru_cache(maxsize=1024)
def _form(section: str) -> _Form | None:
    literals: list[str] = []
    form = ""
    percents = 0
    for piece in _PIECE.finditer(section):
        sign = piece["sign"] or ""
        if sign and sign in "#0?,.":
            form += sign
        elif sign and sign in "Ee/@":
            return None
        else:
            literal = sign or piece["quoted"] or piece["escaped"] or piece["currency"] or ""
            percents += sign == "%"
            form += _PLACEHOLDER * len(literal)
            literals.extend(literal)
    digits = [found for found in _DIGITS.finditer(form) if re.search(r"[#0?]", found[0])]
    if len(digits) > 1:
        return None
    whole, decimals = (digits[0]["whole"], digits[0]["decimals"] or "") if digits else ("", "")
    # Wherever they stand behind the last digit of the whole.
    whole += (digits[0]["hidden"] or "") if digits else ""
    start, end = digits[0].span() if digits else (len(form), len(form))
    fillers = iter(literals)
    before, after = (re.sub(_PLACEHOLDER, lambda _match: next(fillers), part) for part in (form[:start], form[end:]))
    return _Form(before, after, whole, decimals, bool(digits), percents)


def _written(value: Decimal, whole: str, decimals: str) -> str:
    # Each comma behind the last digit hides three digits.
    hidden = len(whole) - len(whole.rstrip(","))
    value = value.scaleb(-3 * hidden).quantize(Decimal(1).scaleb(-len(decimals)), rounding=ROUND_HALF_UP)
    integer, _, fraction = f"{value:f}".partition(".")
    shortest = decimals.rfind("0") + 1
    fraction = fraction[:shortest] + fraction[shortest:].rstrip("0")
    if integer == "0" and not fraction and "0" not in whole:
        return ""
    integer = integer.rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        integer = f"{int(integer):,}".replace(",", ".") if len(integer.lstrip("0")) > 3 else integer
    return f"{integer},{fraction}" if fraction else integer


def _plain(value: Decimal) -> str:
    """Without grouping, for a year has none: who wanted it chose a format."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def shown_date(value: datetime.datetime | datetime.date | datetime.time, number_format: str) -> str:
    """`31/12/2025`, as much of it as the format shows (`12/2025`, `2025`), with the hour where it has one."""
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    letters = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format).lower()
    if "y" in letters and "d" not in letters:
        return f"{value.month:02d}/{value.year}" if "m" in letters else str(value.year)
    day = f"{value.day:02d}/{value.month:02d}/{value.year}"
    has_hour = isinstance(value, datetime.datetime) and (value.hour or value.minute)
    return f"{day} {value:%H:%M}" if has_hour else day
