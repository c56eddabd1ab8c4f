from collections import Counter

from eval.syllables import content_syllables, jaccard, normal_text, share_within


def test_function_syllables_are_left_out_and_numbers_stay_whole() -> None:
    assert content_syllables("Thu của thành phố đạt 1.234,5 tỷ, tăng 12,5%") == Counter(
        ["thu", "thành", "phố", "đạt", "1.234,5", "tỷ", "tăng", "12,5%"]
    )


def test_normal_text_joins_white_space_and_composes_accents() -> None:
    assert normal_text(" Ha\u0309i\n Pho\u0300ng ") == "hải phòng"


def test_share_and_jaccard_count_repetitions() -> None:
    one, other = Counter("aab"), Counter("abc")
    assert share_within(one, other) == 2 / 3
    assert jaccard(one, other) == 2 / 4
    assert share_within(Counter(), other) == 1
    assert jaccard(Counter(), Counter()) == 1
