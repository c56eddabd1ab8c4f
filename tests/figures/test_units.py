"""The tables of units agree with themselves and with the parser."""

import pytest

from rag.figures.parsing import parse_figures, parse_mentions
from rag.figures.units import CANONICAL_COUNTS, COUNTED, DURATIONS, MEASURES, SCALES, written_unit


@pytest.mark.parametrize("word", [word for word in MEASURES if MEASURES[word] not in DURATIONS])
def test_every_measure_is_read(word: str) -> None:
    (span,) = parse_figures(f"đạt 12 {word}")
    assert span.figure.unit == MEASURES[word]


@pytest.mark.parametrize("word", COUNTED)
def test_every_counted_noun_is_read(word: str) -> None:
    (span,) = parse_figures(f"có 12 {word}.")
    assert span.figure.unit == CANONICAL_COUNTS.get(word, word)


@pytest.mark.parametrize("scale", [scale for scale in SCALES if scale])
def test_every_scale_multiplies(scale: str) -> None:
    (span,) = parse_figures(f"đạt 3 {scale} đồng")
    assert span.figure.low == 3 * SCALES[scale]


@pytest.mark.parametrize(
    ("text", "figure", "unit"),
    [
        ("Tổng dự toán: 91.481.640.145đ.", "91.481.640.145đ", "đồng"),
        ("Giá bán 5.000 đ/kg", "5.000 đ/kg", "đồng/kg"),
        ("Phí 15.000đ/m3 rác", "15.000đ/m3", "đồng/m³"),
        ("Thu 5 tỷ đ", "5 tỷ đ", "đồng"),
    ],
)
def test_the_letter_behind_amounts_is_the_currency(text: str, figure: str, unit: str) -> None:
    (span,) = parse_figures(text)
    assert (text[span.start : span.end], span.figure.unit) == (figure, unit)


def test_behind_small_numbers_it_counts_the_points_of_a_list() -> None:
    assert all(span.figure.unit != "đồng" for span in parse_figures("tại khoản 5 đ) Điều 7"))


def test_canonical_forms_are_final() -> None:
    assert set(CANONICAL_COUNTS.values()).isdisjoint(CANONICAL_COUNTS)
    assert all(MEASURES.get(unit, unit) == unit for unit in MEASURES.values())


def test_times_are_no_figures() -> None:
    assert [len(parse_figures(f"trong 12 {unit}")) for unit in sorted(DURATIONS)] == [0] * len(DURATIONS)
    assert all(len(parse_mentions(f"trong 12 {unit}")) == 1 for unit in DURATIONS)


@pytest.mark.parametrize(
    ("unit", "text", "written"),
    [
        ("người", "47.500 lao động", "lao động"),
        ("người", "3 người", "người"),
        ("hộ", "6.500 hộ nghèo", "hộ"),
        ("tấn", "3 tấn", "tấn"),
        ("%", "4,5", "%"),
    ],
)
def test_a_register_tells_a_unit_as_the_text_counts(unit: str, text: str, written: str) -> None:
    assert written_unit(unit, text) == written
