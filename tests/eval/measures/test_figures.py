from collections.abc import Sequence
from decimal import Decimal

import pytest

from eval.measures.figures import FigureScore, figure_of, score_figures
from eval.questions_format import Distractor, GoldFigure

ASKED = GoldFigure("45 nghìn tấn", (Decimal(45),), "nghìn tấn")
OTHER_YEAR = Distractor("40 nghìn tấn", (Decimal(40),), "nghìn tấn", "wrong-year")


def measure(
    answer: str,
    asked_in: str = "Sản lượng lúa?",
    figures: Sequence[GoldFigure] = (ASKED,),
    distractors: Sequence[Distractor] = (OTHER_YEAR,),
) -> FigureScore:
    return score_figures(answer, asked_in, figures, distractors)


@pytest.mark.parametrize("answer", ["Đạt 45 nghìn tấn.", "Đạt 45.000 tấn năm 2024.", "Đạt khoảng 45 ngàn tấn."])
def test_the_asked_figure_in_any_scale_is_accurate(answer: str) -> None:
    assert measure(answer) == FigureScore((), (), 1 / 1)
    assert measure(answer).accurate


@pytest.mark.parametrize("answer", ["Đạt 45 tấn.", "Đạt 45 triệu tấn.", "Tăng 45%.", "Đạt 45,1 nghìn tấn.", "Chưa rõ."])
def test_another_value_unit_or_scale_is_missing(answer: str) -> None:
    assert measure(answer).missing == ("45 nghìn tấn",)
    assert not measure(answer).accurate


def test_a_stated_distractor_makes_the_answer_inaccurate() -> None:
    score = measure("Năm 2023 đạt 40 nghìn tấn, năm 2024 đạt 45 nghìn tấn.")
    assert score == FigureScore((), ("40 nghìn tấn",), 1 / 2)
    assert not score.accurate


def test_a_distractor_that_the_question_names_is_no_error() -> None:
    score = measure("Từ 40 nghìn tấn lên 45 nghìn tấn.", asked_in="Lúa đạt 40 nghìn tấn rồi, còn năm sau?")
    assert score == FigureScore((), (), 1 / 1)


def test_a_distractor_that_equals_an_asked_figure_is_no_error() -> None:
    same = Distractor("45.000 tấn", (Decimal(45000),), "tấn", "wrong-part")
    assert measure("45 nghìn tấn", distractors=(same,)).accurate


def test_precision_counts_distinct_figures() -> None:
    assert measure("45 nghìn tấn, tức 45.000 tấn, tăng 12,5% trên 3 huyện").precision == 1 / 3


def test_precision_of_an_answer_without_figures_is_undefined() -> None:
    assert measure("Ngày 05/12/2023, theo Nghị quyết số 10-NQ/TU.").precision is None


def test_a_computed_figure_is_asked_too() -> None:
    computed = GoldFigure("5 nghìn tấn", (Decimal(5),), "nghìn tấn", computed=True)
    score = measure("45 nghìn tấn, hơn 5 nghìn tấn.", figures=(ASKED, computed))
    assert score == FigureScore((), (), 2 / 2)
    assert measure("45 nghìn tấn.", figures=(ASKED, computed)).missing == ("5 nghìn tấn",)


@pytest.mark.parametrize(
    ("answer", "stated"),
    [("9.000 USD", True), ("9.000 USD/người/năm", True), ("9.000 USD/hộ", False), ("9.000", False)],
)
def test_what_a_unit_is_counted_by_may_be_left_out(answer: str, stated: bool) -> None:
    asked = GoldFigure("9.000 USD/người", (Decimal(9000),), "USD/người")
    assert measure(f"Đạt {answer}.", figures=(asked,)).accurate is stated


def test_ranges_are_equal_at_both_ends_only() -> None:
    asked = GoldFigure("11,5% - 12,0%", (Decimal("11.5"), Decimal("12.0")), "%")
    assert measure("tăng 11,5 - 12%", figures=(asked,)).accurate
    assert not measure("tăng 11,5%", figures=(asked,)).accurate


def test_a_figure_is_read_from_values_when_its_text_has_two() -> None:
    figure = figure_of("45 nghìn tấn và 3 huyện", (Decimal(45),), "nghìn tấn")
    assert figure is not None
    assert (figure.low, figure.unit) == (Decimal(45) * 1000, "tấn")


def test_what_is_no_figure_is_looked_for_letter_by_letter() -> None:
    asked = GoldFigure("một phần ba", (), "")
    assert measure("Chiếm Một  phần ba.", figures=(asked,)).missing == ()
    assert measure("Chiếm một nửa.", figures=(asked,)).missing == ("một phần ba",)


def test_a_conversion_must_stand_in_the_scale_asked_for() -> None:
    asked = (
        GoldFigure("204 nghìn tỷ đồng", (Decimal(204),), "nghìn tỷ đồng"),
        GoldFigure("204.000 tỷ đồng", (Decimal(204000),), "tỷ đồng", computed=True),
    )
    assert score_figures("204 nghìn tỷ đồng", "", asked, ()).missing == ("204.000 tỷ đồng",)
    assert score_figures("204 nghìn tỷ đồng = 204.000 tỷ đồng", "", asked, ()).accurate
    assert score_figures("204.000 tỷ đồng", "", asked, ()).accurate


def test_a_difference_may_stand_in_any_scale() -> None:
    asked = (
        GoldFigure("45 nghìn tấn", (Decimal(45),), "nghìn tấn"),
        GoldFigure("5 nghìn tấn", (Decimal(5),), "nghìn tấn", computed=True),
    )
    assert score_figures("45 nghìn tấn, hơn 5.000 tấn", "", asked, ()).accurate
