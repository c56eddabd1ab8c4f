from eval.highlighting import figures_in, marked


def test_right_and_wrong_figures_are_marked_however_they_are_written() -> None:
    right, wrong = figures_in(["204 nghìn tỷ đồng"]), figures_in(["12,5%"])
    assert marked("Đạt 204.000 tỷ đồng, tăng 12,5%.", right, wrong) == (
        'Đạt <mark class="right">204.000 tỷ đồng</mark>, tăng <mark class="wrong">12,5%</mark>.'
    )


def test_words_are_marked_in_any_case_and_figures_within_them_once() -> None:
    told = marked("Nông thôn mới đạt 35 xã", figures_in(["35 xã"]), frozenset(), ["nông thôn mới", "đạt 35 xã", ""])
    assert told == '<mark class="right">Nông thôn mới</mark> <mark class="right">đạt 35 xã</mark>'


def test_what_is_between_the_marks_is_escaped() -> None:
    assert marked("<b>&", frozenset(), frozenset(), ["b"]) == '&lt;<mark class="right">b</mark>&gt;&amp;'
