"""Words that ask and words that set levels apart, with accents and without."""

import pytest

from rag.answering.question.asking_words import asks_all, asks_each, count_asked, sets_apart


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Sản lượng tôm là bao nhiêu?", 1),
        ("Chỉ số được bao nhiêu điểm, đứng thứ mấy?", 2),
        ("Được vay tối đa bao nhiêu tiền và trong bao lâu?", 2),
        ("Chỉ số điểm năm 2031", 0),
        ("chi so duoc bao nhieu diem, dung thu may", 0),
    ],
)
def test_every_asking_word_counts_where_accents_tell_it(question: str, count: int) -> None:
    assert count_asked(question) == count


def test_levels_are_set_apart_by_words_with_their_accents() -> None:
    assert sets_apart("Năm nay cao hơn năm trước bao nhiêu?")
    assert not sets_apart("Thu hút được bao nhiêu vốn?")


def test_a_plural_at_the_start_asks_for_all_and_each_for_one_by_one() -> None:
    assert asks_all("Các mốc giải ngân năm 2031")
    assert not asks_all("Cácbon trung hòa năm nào?")
    assert asks_each("Số căn của từng khu năm 2031")
