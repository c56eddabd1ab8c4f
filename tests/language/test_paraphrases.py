"""Ways of saying one thing: the examples that stand beside the data."""

import pytest

from rag.answering.gate.sentence_tokens import sentence_tokens
from rag.language.paraphrases import load_paraphrases, paraphrased
from rag.vietnamese import syllables


def _terms(text: str) -> list[str]:
    return [token.term for token in sentence_tokens(text)]


@pytest.mark.parametrize(("one", "other"), load_paraphrases()["same"])
def test_sentences_that_say_the_same_are_told_alike(one: str, other: str) -> None:
    assert _terms(one) == _terms(other)


@pytest.mark.parametrize(("one", "other"), load_paraphrases()["other"])
def test_sentences_that_do_not_are_told_apart(one: str, other: str) -> None:
    assert _terms(one) != _terms(other)


def test_no_phrase_stands_in_two_groups() -> None:
    phrases = [phrase for group in load_paraphrases()["groups"] for phrase in group]
    assert sorted(set(phrases)) == sorted(phrases)


def test_the_first_of_a_group_stands_for_all() -> None:
    assert paraphrased(syllables("Đảm bảo tiến độ")) == syllables("bảo đảm tiến độ")
