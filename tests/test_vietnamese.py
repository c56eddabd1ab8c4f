import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.vietnamese import bigrams, fold_accents, has_accents, split_sentences, syllables, trim

VIETNAMESE_LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
texts = st.text(alphabet=VIETNAMESE_LETTERS + VIETNAMESE_LETTERS.upper() + " \n.,;:?!0123456789%-()“”", max_size=120)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng Tháp", "dong thap"),
        ("ƯỚC THỰC HIỆN", "uoc thuc hien"),
        ("nghìn tỷ đồng, 12,5%", "nghin ty dong, 12,5%"),
        ("", ""),
    ],
)
def test_folding_leaves_plain_small_letters(text: str, folded: str) -> None:
    assert fold_accents(text) == folded


@given(texts)
def test_a_folded_text_is_as_long_as_its_original_and_folds_to_itself(text: str) -> None:
    folded = fold_accents(text)
    assert len(folded) == len(text)
    assert fold_accents(folded) == folded


@given(texts)
def test_folding_and_syllables_do_not_depend_on_the_unicode_form(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert fold_accents(decomposed) == fold_accents(text)
    assert syllables(decomposed) == syllables(text)
    assert has_accents(decomposed) == has_accents(text)


@pytest.mark.parametrize("text", ["đ", "TỶ", "thu ngan sách", unicodedata.normalize("NFD", "tỷ")])
def test_one_marked_letter_is_an_accent(text: str) -> None:
    assert has_accents(text)


@pytest.mark.parametrize("text", ["", "GRDP nam 2024?", "thu ngan sach", "12,5%"])
def test_plain_letters_digits_and_signs_are_none(text: str) -> None:
    assert not has_accents(text)


@pytest.mark.parametrize(
    ("older", "newer"), [("hoá", "hóa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("uỷ ban", "ủy ban"), ("Hoà", "Hòa")]
)
def test_both_ways_of_placing_a_tone_are_one_syllable(older: str, newer: str) -> None:
    assert syllables(older) == syllables(newer) == newer.lower().split()


@pytest.mark.parametrize("word", ["quý", "quỹ", "hoàn", "hoạch", "thuyết", "toán"])
def test_a_tone_that_has_one_place_only_stays_there(word: str) -> None:
    assert syllables(word) == [word]


def test_signs_and_underscores_part_syllables_and_figures_stay() -> None:
    assert syllables("Kinh tế - xã hội (GRDP_2024) tăng 12,5%.") == [
        *("kinh", "tế", "xã", "hội", "grdp", "2024", "tăng", "12", "5"),
    ]


@pytest.mark.parametrize(
    ("words", "pairs"), [([], []), (["thu"], []), (["thu", "ngân", "sách"], ["thu_ngân", "ngân_sách"])]
)
def test_bigrams_join_neighbours(words: list[str], pairs: list[str]) -> None:
    assert bigrams(words) == pairs
    assert bigrams(iter(words)) == pairs


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Thu ngân sách đạt 5 tỷ đồng.", "Chi ngân sách đạt 6 tỷ đồng!", "Vì sao?", "Vì thế…"],
        ["Thu đạt 106.761,592 tỷ đồng.", "6 chỉ tiêu đạt kế hoạch."],
        ["Ông nói: “Năm nay khó.”", "Nhưng thành phố đạt kế hoạch."],
        ["TP. Hải Phòng, TS. Nguyễn Văn A. và UBND Q. Lê Chân họp.", "Sau đó nghỉ."],
        ["Điều 1. Phạm vi điều chỉnh.", "Điều 2. Đối tượng."],
    ],
)
def test_sentences_end_at_full_stops_that_are_no_part_of_a_name_or_number(sentences: list[str]) -> None:
    assert _sentences(" ".join(sentences)) == sentences


def test_the_number_that_opens_a_line_is_no_sentence() -> None:
    lines = ["1. Mục tiêu tổng quát.", "2.1. Chỉ tiêu kinh tế."]
    assert _sentences("\n".join(lines)) == lines


def test_a_blank_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    assert _sentences("Nhiệm vụ\nnăm 2024\n\nThu ngân sách") == ["Nhiệm vụ\nnăm 2024", "Thu ngân sách"]


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@given(texts)
def test_sentences_hold_every_character_but_white_space_once_and_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


@given(texts, st.data())
def test_trimming_a_span_is_stripping_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    trimmed = trim(text, start, end)
    assert text[slice(*trimmed)] == text[start:end].strip()
    assert start <= trimmed[0] <= trimmed[1] <= end
