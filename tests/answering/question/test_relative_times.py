import datetime

import pytest

from rag.answering.question.relative_times import spell_out_times
from rag.datatypes import Period

TODAY = datetime.date(2031, 5, 20)
BEFORE = (Period(2028, 2028),)


@pytest.mark.parametrize(
    ("turn", "spelled"),
    [
        ("Năm ngoái xuất khẩu bao nhiêu?", "năm 2030 xuất khẩu bao nhiêu?"),
        ("nam nay thu bao nhieu", "nam 2031 thu bao nhieu"),
        ("Hiện nay có bao nhiêu xã?", "năm 2031 có bao nhiêu xã?"),
        ("5 năm trước đặt chỉ tiêu nào?", "năm 2026 đặt chỉ tiêu nào?"),
        ("Quý này giải ngân bao nhiêu?", "quý II năm 2031 giải ngân bao nhiêu?"),
        ("Quý trước giải ngân bao nhiêu?", "quý I năm 2031 giải ngân bao nhiêu?"),
        ("Tháng trước đón bao nhiêu khách?", "tháng 4 năm 2031 đón bao nhiêu khách?"),
        ("Xuất khẩu 3 năm gần đây?", "Xuất khẩu giai đoạn 2029-2031?"),
        ("Năm 28 đạt bao nhiêu?", "Năm 2028 đạt bao nhiêu?"),
    ],
)
def test_the_real_year_takes_the_place_of_the_words(turn: str, spelled: str) -> None:
    assert spell_out_times(turn, TODAY, None).text == spelled


def test_what_was_reckoned_is_told_with_its_words() -> None:
    (time,) = spell_out_times("Năm ngoái xuất khẩu bao nhiêu?", TODAY, None).times
    assert (time.words, time.period) == ("Năm ngoái", Period(2030, 2030))


@pytest.mark.parametrize("turn", ["29?", "còn 29?", "thế 2029 thì sao?"])
def test_a_number_alone_is_a_year_in_a_later_turn_only(turn: str) -> None:
    assert "năm 2029" in spell_out_times(turn, TODAY, BEFORE).text
    assert spell_out_times(turn, TODAY, None).text == turn


@pytest.mark.parametrize("turn", ["Thu 25 tỷ đồng?", "Năm 25 tỷ đồng là gì?", "các năm 20 đồng", "Còn 30%?"])
def test_a_quantity_is_no_year(turn: str) -> None:
    assert spell_out_times(turn, TODAY, BEFORE).text == turn


def test_the_year_before_is_left_to_the_talk_where_one_was_asked_about() -> None:
    assert spell_out_times("Năm trước thì sao?", TODAY, BEFORE).text == "Năm trước thì sao?"
    assert spell_out_times("Năm trước thì sao?", TODAY, ()).text == "năm 2030 thì sao?"


def test_without_a_clock_the_words_name_no_time() -> None:
    assert spell_out_times("Năm ngoái thì sao?", None, BEFORE).text == "Năm ngoái thì sao?"


def test_a_year_that_the_turn_itself_gives_is_believed() -> None:
    assert spell_out_times("Năm nay (2029) đạt bao nhiêu?", TODAY, None).text == "Năm nay (2029) đạt bao nhiêu?"


def test_the_latest_figure_is_wanted_where_no_year_is_named() -> None:
    assert spell_out_times("Xuất khẩu mới nhất?", TODAY, BEFORE).wants_latest
    assert not spell_out_times("Báo cáo mới nhất năm 2029?", TODAY, BEFORE).wants_latest
