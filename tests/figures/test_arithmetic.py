"""Printing figures in official form and reckoning with them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Figure, FigureKind
from rag.figures.arithmetic import difference, format_amount, format_figure, format_number, same_unit
from rag.figures.parsing import parse_figures, parse_number
from rag.figures.units import SCALES

_NUMBERS = st.decimals(min_value=0, max_value=10**9, places=3)
_UNITS = st.sampled_from(
    ["đồng", "USD", "%", "điểm %", "tấn", "ha", "m²/người", "lần", "xã", "người", "giường/vạn dân"]
)
_SCALES = st.sampled_from(["", "nghìn", "triệu", "tỷ", "nghìn tỷ"])


def figure_of(text: str) -> Figure:
    (span,) = parse_figures(text)
    return span.figure


@pytest.mark.parametrize(
    ("value", "printed"),
    [("106761.592", "106.761,592"), ("0.50", "0,5"), ("1000", "1.000"), ("-1500", "-1.500"), ("1E+7", "10.000.000")],
)
def test_numbers_in_official_form(value: str, printed: str) -> None:
    assert format_number(Decimal(value)) == printed


def test_amounts_in_their_scale() -> None:
    assert format_amount(Decimal(10) ** 13, "đồng", "tỷ") == "10.000 tỷ đồng"
    assert format_amount(Decimal("2.5"), "%") == "2,5%"
    assert format_amount(Decimal("2.5"), "điểm %") == "2,5 điểm %"


@pytest.mark.parametrize(
    "text", ["2-2,5 tỷ USD", "11/18 chỉ tiêu", "13,5%", "8.150 USD/người/năm", "4.560/4.890 tỷ đồng", "1.500 xã"]
)
def test_official_form_is_printed_as_read(text: str) -> None:
    assert format_figure(figure_of(text)) == text


@pytest.mark.parametrize("text", ["thứ 6", "thứ 19/63"])
def test_ranks_are_printed_with_their_word(text: str) -> None:
    assert format_figure(figure_of(f"xếp {text}")) == text


@given(_NUMBERS)
def test_a_number_printed_and_parsed_is_itself(value: Decimal) -> None:
    assert parse_number(format_number(value)) == value


@given(_NUMBERS, _NUMBERS, _UNITS, _SCALES)
def test_a_figure_printed_and_parsed_is_itself(one: Decimal, other: Decimal, unit: str, scale: str) -> None:
    scale = "" if "%" in unit else scale
    if unit in {"xã", "người"} and not scale:  # counted whole: `1,001 xã` would be English for a thousand and one
        one, other = one.to_integral_value(), other.to_integral_value()
    low, high = sorted((one * SCALES[scale], other * SCALES[scale]))
    for figure in (Figure(low, low, unit, scale=scale), Figure(low, high, unit, scale=scale)):
        assert figure_of(f"đạt {format_figure(figure)}") == figure


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_fraction_printed_and_parsed_is_itself(part: int, whole: int) -> None:
    figure = Figure(Decimal(part), Decimal(whole), "xã", kind=FigureKind.FRACTION)
    assert figure_of(f"có {format_figure(figure)}") == figure


def test_differences_are_exact_and_ranges_stay_ranges() -> None:
    assert difference(figure_of("42.500 tỷ đồng"), figure_of("41 nghìn tỷ đồng")) == (Decimal(1500 * 10**9),) * 2
    low, high = Decimal("11.5") - Decimal("10.34"), Decimal("12.0") - Decimal("10.34")
    assert difference(figure_of("11,5% - 12,0%"), figure_of("10,34%")) == (low, high)
    assert difference(figure_of("1-2%"), figure_of("3-4%")) is None
    assert difference(figure_of("1%"), figure_of("1 điểm %")) is None


def test_a_change_is_not_taken_from_a_level() -> None:
    level, change = figure_of("5%"), Figure(Decimal(5), Decimal(5), "%", kind=FigureKind.CHANGE)
    assert same_unit(level, level)
    assert not same_unit(level, change)
