"""Changes of counts and the levels that they are of."""

from rag.figures.clauses import bind_figures
from rag.figures.parsing import parse_figures


def changes(sentence: str) -> list[tuple[str, str, str]]:
    bound = bind_figures(sentence, parse_figures(sentence))
    return [(figure.indicator, figure.part, figure.span.text) for figure in bound if figure.verb and figure.is_sure]


def test_a_change_is_of_the_level_that_counts_the_same() -> None:
    levels = "Cháy rừng xảy ra 29 vụ, làm chết 14 người, bị thương 20 người"
    named = [("Cháy rừng", "", "3 vụ"), ("Cháy rừng", "làm chết", "2 người")]
    assert changes(f"{levels}; so với năm 2021 giảm 3 vụ, giảm 2 người chết, tăng 7 người bị thương.") == [
        *named,
        ("Cháy rừng", "bị thương", "7 người"),
    ]
    # Two levels count people, and nothing says which of them changed.
    assert changes(f"{levels}; giảm 3 vụ, giảm 2 người, tăng 7 người.") == named[:1]


def test_a_change_right_behind_its_level_is_of_it() -> None:
    assert changes("Xảy ra 4 trận bão, làm chết 3 người, tăng 2 người, bị thương 8 người, giảm 1 người.") == [
        ("trận bão", "làm chết", "2 người"),
        ("trận bão", "bị thương", "1 người"),
    ]
    assert changes("Đạt 30 giường bệnh/vạn dân, thấp hơn 2 giường so với kế hoạch.")[0][2] == "2 giường"


def test_a_change_of_what_no_level_counts_is_no_fact() -> None:
    assert changes("Mở 5 lớp, tăng 30 thợ.") == []
