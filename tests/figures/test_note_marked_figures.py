import pytest

from rag.figures.parsing import parse_figures


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("6.450⁴ tỷ đồng", "6.450 tỷ đồng"),
        ("6.450⁽⁴⁾ tỷ đồng", "6.450 tỷ đồng"),
        ("1,2³ %", "1,2 %"),
        ("1.250[3] người", "1.250 người"),
        ("28 m²", "28 m²"),
    ],
)
def test_the_mark_of_a_note_is_no_part_of_a_figures_text(written: str, text: str) -> None:
    (found,) = parse_figures(f"Chỉ tiêu đạt {written} trong năm.")
    assert found.figure.text == text
