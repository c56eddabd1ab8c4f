"""Words that ask and words that set levels apart, with accents and without."""

import pytest

from rag.answering.question.asking_words import count_asked, sets_apart


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Sản lượng tôm là bao nhiêu?", 1),
        ("Chỉ số được bao nhiêu điểm, đứng thứ mấy?", 2),
        ("Chỉ số điểm năm 2031", 0),
        ("chi so duoc bao nhieu diem, dung thu may", 0),
    ],
)
def test_every_asking_word_counts_where_accents_tell_it(question: str, count: int) -> None:
    assert count_asked(question) == count


def test_levels_are_set_apart_by_words_with_their_accents() -> None:
    assert sets_apart("Năm nay cao hơn năm trước bao nhiêu?")
    assert not sets_apart("Thu hút được bao nhiêu vốn?")
