"""A table's cell with its unit → a figure, or none where the cell is empty, damaged or says more than a figure."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.datatypes import Figure, FigureKind
from rag.figures.number_patterns import NUMBER
from rag.figures.parsing import parse_number
from rag.figures.unit_notes import RANK_UNIT, Unit, parse_unit

_COMPARATOR = (
    r"không dưới|không ít hơn|không thấp hơn|không quá|không vượt quá|không cao hơn|ít nhất|nhiều nhất|tối thiểu|"
    r"tối đa|xấp xỉ|khoảng|trên|hơn|dưới|gần|≥|≤|>=|<=|>|<"
)
_ARROWS = {"↑": "tăng", "▲": "tăng", "↓": "giảm", "▼": "giảm"}
_SIGNS = {">=": "≥", "<=": "≤"}
_POINT = r"\d{1,15}\.\d{1,2}(?!\d)"
_UNIT = r"(?:(?!trở (?:lên|xuống)|[¹²³⁰-⁹])[^\W\d_]{1,12}(?:[ /][^\W\d_]{1,12}){0,5}|%|‰|m²|m2|km²|km2)"
_MARK = r"(?:\s*(?:\(\*{1,3}\)|\*{1,3}|[⁽]?[¹²³⁴⁵⁶⁷⁸⁹][⁰-⁹]?[⁾]?))?"
_CELL = re.compile(
    r"(?:(?P<verb>đạt|ước|ước đạt|bằng|tăng|giảm)\s+|(?P<arrow>[↑↓▲▼])\s*)?"
    rf"(?:(?P<comparator>{_COMPARATOR})\s*)?(?P<from>từ\s+)?"
    rf"(?P<sign>[-+–−]|âm\s)?\s?(?P<low>{_POINT}|{NUMBER})\s*(?P<unit1>%|‰)?"
    rf"(?:\s*(?:[-–—÷~]|đến|tới)\s*(?P<high>{NUMBER})(?!\d))?"
    rf"(?:\s*(?P<unit>{_UNIT}(?:/[^\W\d_]{{1,12}})?))?"
    rf"(?P<more>\s+trở (?:lên|xuống))?{_MARK}",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?P<low>\d{1,6})/(?P<high>\d{1,6})(?:\s+(?P<unit>[^\W\d_]+(?: [^\W\d_]+){0,4}))?")
_RANKED = re.compile(r"(?:(?:xếp|đứng)\s+)?(?:thứ|hạng)\s+(?=\d)", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# `(120,25)`, as books write what is below zero; `(12)` may point to a note.
_BOOKED_NEGATIVE = re.compile(rf"\((?=[^)]*[.,\s]\d){NUMBER}\)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_EMPTY = re.compile(r"[-–—.…xX*\s]*")
_NUMBER_LIKE = re.compile(r"(?=.*\d)[\dOolI.,\s]+%?")
_FOREIGN = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.\d{1,2}|\d+\.\d{4,}")


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A figure and where in its cell it stands; `verb` is the verb that the cell puts before it."""

    figure: Figure
    start: int
    end: int
    verb: str


def is_empty(cell: str) -> bool:
    """Whether the cell states that there is no figure."""
    return _EMPTY.fullmatch(cell) is not None


def is_foreign(cell: str) -> bool:
    """Whether the cell can only be in a format whose decimal mark is a point: then `1.234` may be either."""
    return _FOREIGN.fullmatch(cell.strip(" %+-–")) is not None


def is_ambiguous(cell: str) -> bool:
    """Whether a dot or comma before three digits may group them or be the decimal mark."""
    return re.search(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![.,]?\d)", cell) is not None


def plain_cell(cell: str) -> str:
    """A cell's words in one line, without the breaks of a saved page: `1000<br>tấn`."""
    return " ".join(_BREAK.sub(" ", cell).split())


def is_damaged(cell: str) -> bool:
    """Whether the cell holds digits that make no number: `12,,5`, `1O,3`, `1.2345`."""
    return _NUMBER_LIKE.fullmatch(cell.strip()) is not None and _CELL.fullmatch(cell.strip()) is None


def own_unit(cell: str) -> Unit | None:
    """The unit in the cell itself after its number."""
    found = _CELL.fullmatch(cell) or _FRACTION.fullmatch(cell)
    written = found and (found["unit"] or found.groupdict().get("unit1"))
    if not written:
        return None
    is_rate = re.fullmatch(r"[^\W\d_]{1,4}/[^\W\d_]{1,4}", written) is not None
    return parse_unit(written) or (Unit(Decimal(1), written, "", written) if is_rate else None)


def read_cell(cell: str, unit: Unit) -> CellFigure | None:
    """The one figure of a cell, which is in the unit given unless it has its own."""
    if ranked := _RANKED.match(cell):
        read = _read_level(cell[ranked.end() :], Unit(Decimal(1), RANK_UNIT, "", RANK_UNIT))
        return read and replace(read, start=read.start + ranked.end(), end=read.end + ranked.end())
    return _read_level(cell, unit)


def _read_level(cell: str, unit: Unit) -> CellFigure | None:
    if fraction := _FRACTION.fullmatch(cell):
        return _fraction(fraction, unit)
    if _BOOKED_NEGATIVE.fullmatch(cell):
        cell = f"-{cell[1:-1]}"
    found = _CELL.fullmatch(cell)
    if found is None or (found["unit"] and (found["unit1"] or own_unit(cell) is None)):
        return None
    low = _number(found["low"])
    high = parse_number(found["high"]) if found["high"] else low
    if high < low or (found["high"] and (found["sign"] or _YEAR.fullmatch(found["high"]))):
        return None
    if unit.name == "%" and low >= 1000 and "." in found["low"]:
        return None  # a share of thousands: the point is more likely a decimal mark
    negative = found["sign"] not in {None, "+"}
    if unit.name == RANK_UNIT:
        rank = Figure(low, low, RANK_UNIT, kind=FigureKind.RANK, text=f"thứ {found['low']}")
        return None if found["high"] or negative else CellFigure(rank, found.start("low"), found.end("low"), "")
    start = found.start("sign") if negative else found.start("low")
    end = found.end("high") if found["high"] else found.end("low")
    written = f"{'-' if negative else ''}{cell[found.start('low') : end]}"
    comparator = " ".join((found["comparator"] or "").lower().split())
    more = " ".join((found["more"] or "").split())
    text = " ".join(filter(None, (f"{written}{unit.text}" if unit.text in "%‰" else f"{written} {unit.text}", more)))
    figure = Figure(
        -low * unit.factor if negative else low * unit.factor,
        -low * unit.factor if negative else high * unit.factor,
        unit.name,
        _SIGNS.get(comparator, comparator) or ("từ" if more and found["from"] else ""),
        text=text,
        scale=unit.scale,
    )
    verb = _ARROWS[found["arrow"]] if found["arrow"] else (found["verb"] or "").lower()
    return CellFigure(figure, start, end, verb)


def _number(text: str) -> Decimal:
    """A point before one or two digits can only be a decimal mark where the unit is known."""
    return Decimal(text) if re.fullmatch(_POINT, text) else parse_number(text)


def _fraction(found: re.Match[str], unit: Unit) -> CellFigure | None:
    """`11/18`: so many of so many; a date or a rate where it cannot be counted."""
    low, high = Decimal(found["low"]), Decimal(found["high"])
    if low > high or unit.scale or unit.name in {"%", "‰", "đồng", "USD"} or _YEAR.fullmatch(found["high"]):
        return None
    text = f"{found['low']}/{found['high']} {unit.text}".strip()
    text = f"thứ {text[:-4]}" if unit.name == RANK_UNIT else text
    figure = Figure(low, high, unit.name, kind=FigureKind.FRACTION, text=text)
    return CellFigure(figure, found.start("low"), found.end("high"), "")
