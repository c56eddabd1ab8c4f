import pytest

from rag.language.questions.turns import asks_why_alone, read_courtesy, without_opening
from rag.vietnamese import fold_accents


@pytest.mark.parametrize(
    ("turn", "name"),
    [
        ("Cảm ơn bạn nhiều nhé!", "thanks"),
        ("Ok bạn", "assent"),
        ("Okkk, cảm ơn", "thanks"),
        ("Xin chào ad", "greeting"),
        ("Bạn là ai vậy?", "identity"),
        ("🙏", "praise"),
        ("Tạm biệt nha", "farewell"),
        ("Chi tiết hơn đi", "more"),
        ("Thế còn cái kia?", "unclear"),
    ],
)
def test_a_turn_that_is_nothing_but_a_courtesy_has_its_kind(turn: str, name: str) -> None:
    for typed in (turn, fold_accents(turn)):
        courtesy = read_courtesy(typed)
        assert courtesy is not None
        assert courtesy.name == name
        assert not any(character.isdigit() for character in courtesy.reply)


@pytest.mark.parametrize(
    "turn",
    ["Chào mừng ngày lễ lớn", "Cảm ơn, thế còn năm 2030?", "Hay là xuất khẩu?", "Bạn", "", "Tốt nghiệp bao nhiêu?"],
)
def test_a_turn_with_any_other_word_is_a_question(turn: str) -> None:
    assert read_courtesy(turn) is None


@pytest.mark.parametrize("turn", ["Tại sao?", "sao thế", "Vì sao ạ?", "OK, lý do gì vậy?"])
def test_a_bare_why_is_no_courtesy(turn: str) -> None:
    assert asks_why_alone(turn)
    assert read_courtesy(turn) is None


def test_why_of_something_is_a_question_of_its_own() -> None:
    assert not asks_why_alone("Tại sao xuất khẩu giảm?")


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        ("Chào bạn, xuất khẩu bao nhiêu?", "xuất khẩu bao nhiêu?"),
        ("ok. thế còn năm 2030?", "thế còn năm 2030?"),
        ("Cảm ơn", "Cảm ơn"),
        ("Chào mừng, xuất khẩu?", "Chào mừng, xuất khẩu?"),
    ],
)
def test_a_courtesy_that_opens_a_question_is_no_part_of_it(turn: str, question: str) -> None:
    assert without_opening(turn) == question
