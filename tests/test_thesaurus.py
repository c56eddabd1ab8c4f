import pytest

from rag.lexicon import load_lexicon, load_words
from rag.thesaurus import AskedWord, Thesaurus, load_thesaurus

THESAURUS = Thesaurus(
    load_lexicon(),
    light_words="mang về | kính đề nghị",
    related=[["bão lũ", "thiên tai"], ["thợ", "công nhân"]],
    contrasts=[["xuất khẩu", "nhập khẩu"], ["cua", "tôm"]],
    folded=False,
)


def test_a_question_is_read_by_its_longest_known_phrases() -> None:
    assert THESAURUS.read(["vốn", "mang", "bão", "lũ"]) == [
        AskedWord(("vốn",)),
        AskedWord(("mang",), is_light=True),
        AskedWord(("bão", "lũ"), (("thiên", "tai"),)),
    ]


def test_contrast_members_are_named_by_group_and_place_in_it() -> None:
    assert THESAURUS.contrast_members("Nhập khẩu tôm") == {(0, 1), (1, 1)}
    assert THESAURUS.contrast_members("xuất và khẩu") == frozenset()


def test_without_accents_a_single_syllable_is_not_taken_for_a_word() -> None:
    plain = Thesaurus(load_lexicon(), "", [["thợ", "công nhân"]], [["cua", "tôm"]], folded=True)
    assert plain.contrast_members("ket qua cua nam") == frozenset()
    assert plain.read(["tho"]) == [AskedWord(("tho",))]


@pytest.mark.parametrize("folded", [False, True])
def test_the_word_lists_of_the_product_can_be_read(folded: bool) -> None:
    groups = load_words()["related"]["groups"]
    read = [
        load_thesaurus(folded=folded).read(load_lexicon().content_terms(group[0], folded=folded)) for group in groups
    ]
    assert sum(len(words) == 1 and bool(words[0].others) for words in read) > len(groups) / 2


def test_no_phrase_stands_in_two_related_groups() -> None:
    phrases = [phrase for group in load_words()["related"]["groups"] for phrase in group]
    assert [phrase for phrase in phrases if phrases.count(phrase) > 1] == []
