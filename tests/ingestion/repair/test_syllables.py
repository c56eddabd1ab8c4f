import pytest

from rag.ingestion.repair.syllables import find_words, is_syllable
from tests.ingestion.repair.old_writing import read_corpora


@pytest.mark.parametrize(
    "word",
    [
        *("Việt", "nghiêng", "quyết", "giếng", "gì", "giữ", "khuỷu", "ngoằn", "hoà", "hòa", "thuỷ", "thủy", "Uỷ", "ỷ"),
        *("yêu", "ươn", "quốc", "quý", "đường", "xoong", "oái"),
    ],
)
def test_vietnamese_words_are_possible(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Phßng", "kác̀", "màt", "ngiêng", "Müller", "strong", "fòng", "bcd", "", "tếế"])
def test_others_are_not(word: str) -> None:
    assert not is_syllable(word)


def test_nearly_every_accented_word_of_the_documents_is_possible() -> None:
    words = [word for text in read_corpora() for word in find_words(text) if not word.isascii()]
    assert sum(map(is_syllable, words)) / len(words) > 0.999
