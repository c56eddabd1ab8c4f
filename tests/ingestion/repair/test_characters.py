import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingestion.repair.characters import count_unknown, find_shattered, repair_characters
from tests.ingestion.repair.old_writing import read_corpora


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        (unicodedata.normalize("NFD", "Hải Phòng"), "Hải Phòng"),
        ("HÐND, Ðồng Nai, ðạt", "HĐND, Đồng Nai, đạt"),
        ("\u200bHải\u00ad Ph\u200dòng\u202c", "Hải Phòng"),
        ("\u041dải \u0420hòng", "Hải Phòng"),
        ("tа\u0309i", "tải"),
        ("ﬁnance, \uf0b7 mục", "finance, • mục"),
        ("Ha \u0309i Phòng", "Hải Phòng"),
        ("H ải Ph òng th ành ph ố", "Hải Phòng thành phố"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_what_is_certainly_wrong_is_put_right(damaged: str, repaired: str) -> None:
    assert repair_characters(damaged) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "Guðmundur",
        "Москва",
        "hoà và hòa",
        "5\u00a0000",
        "nhóm B ở Hà Nội",
        "hạng A và nhóm C ưu tiên",
        "Δ và Ω",
        "a) ốm",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert repair_characters(text) == text


def test_the_documents_stay_as_they_are() -> None:
    for text in read_corpora():
        assert repair_characters(text) == text


@given(st.text(max_size=60))
def test_repaired_text_is_nfc_and_stays_so(text: str) -> None:
    repaired = repair_characters(text)
    assert unicodedata.is_normalized("NFC", repaired)
    assert "\r" not in repaired


def test_characters_of_a_private_font_are_counted() -> None:
    assert count_unknown("a\ue123b\ufffd") == 2


def test_letters_made_to_run_leftwards_stand_as_they_are_drawn() -> None:
    override, pop = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL FORMATTING}"
    assert repair_characters(f"Tăng {override}%5,31{pop} năm 2031") == "Tăng 13,5% năm 2031"
    assert repair_characters(f"Tăng {override}(%5,31)\nnăm 2031") == "Tăng (13,5%)\nnăm 2031"


def test_syllables_torn_apart_are_found() -> None:
    assert find_shattered("T ố c đ ộ phát tri ể n kinh t ế") == ["T ố c", "đ ộ", "tri ể n", "t ế"]


def test_whole_texts_hold_no_torn_syllables() -> None:
    for text in read_corpora():
        assert len(find_shattered(text)) < 2, find_shattered(text)


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("còn 1,2³ %", "còn 1,2⁽³⁾ %"),
        ("12¹² bác sĩ", "12⁽¹²⁾ bác sĩ"),
        ("28 m²/người; 10⁶ đồng", "28 m²/người; 10⁶ đồng"),
    ],
)
def test_the_mark_of_a_note_does_not_become_a_digit_of_its_figure(drawn: str, read: str) -> None:
    assert repair_characters(drawn) == read
    assert "1,23" not in unicodedata.normalize("NFKC", read)
