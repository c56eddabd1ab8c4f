import pytest

from rag.lexicon import Lexicon, load_lexicon, load_places
from rag.vietnamese import fold_accents

LEXICON = Lexicon(
    shorthand={"tp": "thành phố", "bn": "bao nhiêu", "kt": "kinh tế"},
    concepts=[
        ["grdp", "tổng sản phẩm trên địa bàn", "tổng sản phẩm"],
        ["tăng + grdp", "tăng trưởng kinh tế"],
        ["kinh tế", "nền kinh tế"],
        ["tăng", "tăng trưởng"],
    ],
    function_words="là | bao nhiêu | của | thành phố | để",
    plain_function_words="là | của",
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("Giường bệnh", ["giường", "bệnh"]),
        ("TP bn", ["thành", "phố", "bao", "nhiêu"]),
        ("nền KT", ["kinh tế"]),
        ("Tổng sản phẩm trên địa bàn", ["grdp"]),
        ("tổng sản phẩm công nghiệp", ["grdp", "công", "nghiệp"]),
        ("tăng trưởng", ["tăng"]),
        ("tăng trưởng kinh tế 2024", ["tăng", "grdp", "2024"]),
    ],
)
def test_shorthand_is_spelled_out_and_the_longest_name_of_a_concept_becomes_the_concept(
    text: str, terms: list[str]
) -> None:
    assert LEXICON.terms(text) == terms


@pytest.mark.parametrize(
    "text",
    [
        "Tổng sản phẩm trên địa bàn của thành phố là bao nhiêu?",
        "GRDP của TP là bn?",
        "tăng trưởng kinh tế, nền kinh tế",
        "số giường bệnh",
    ],
)
def test_a_question_typed_without_accents_has_the_same_terms_without_accents(text: str) -> None:
    accented = LEXICON.terms(text)
    assert LEXICON.terms(fold_accents(text), folded=True) == [fold_accents(term) for term in accented]
    assert LEXICON.terms(text, folded=True) == [fold_accents(term) for term in accented]
    assert LEXICON.content_terms(fold_accents(text), folded=True) == [
        fold_accents(term) for term in LEXICON.content_terms(text)
    ]


def test_content_terms_leave_out_function_words_and_repetitions_and_keep_the_order() -> None:
    assert LEXICON.content_terms("Xuất khẩu của thành phố là bao nhiêu, xuất khẩu bn?") == ["xuất", "khẩu"]


def test_a_function_phrase_is_dropped_only_whole() -> None:
    assert LEXICON.content_terms("thành lập bao thanh toán") == ["thành", "lập", "bao", "thanh", "toán"]


def test_a_function_word_that_looks_like_a_content_word_without_accents_is_kept_in_folded_text() -> None:
    assert LEXICON.content_terms("để chủ đề") == ["chủ", "đề"]
    assert LEXICON.content_terms("de chu de", folded=True) == ["de", "chu"]


def test_words_of_function_only_leave_no_content() -> None:
    assert LEXICON.content_terms("Là bao nhiêu?") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("GRDP", "tổng sản phẩm trên địa bàn"),
        ("IIP", "chỉ số sản xuất công nghiệp"),
        ("vốn FDI", "vốn đầu tư trực tiếp nước ngoài"),
        ("NTM", "nông thôn mới"),
        ("KCN", "khu công nghiệp"),
        ("UBND", "Ủy ban nhân dân"),
        ("HĐND", "Hội đồng nhân dân"),
        ("XK", "xuất khẩu"),
    ],
)
@pytest.mark.parametrize("folded", [False, True])
def test_the_abbreviations_of_plans_mean_what_they_stand_for(first: str, second: str, folded: bool) -> None:
    lexicon = load_lexicon()
    assert lexicon.content_terms(first, folded=folded) == lexicon.content_terms(second, folded=folded) != []


def test_places_are_the_longest_first_and_none_twice() -> None:
    places = load_places()
    lengths = [len(place) for place in places]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(places)) == len(places)
    assert {"Việt Nam", "Hà Nội", "Cần Thơ"} <= set(places)
