"""What a question says beside what it asks about; the examples stand with the words, in `asides.toml`."""

import tomllib
from importlib.resources import files

import pytest

from rag.language.questions.asides import without_asides, words_named_before

_TABLES = tomllib.loads(files("rag.language.questions").joinpath("asides.toml").read_text(encoding="utf-8"))
_EXAMPLES = [example for table in _TABLES.values() for example in table["examples"]]


@pytest.mark.parametrize(("question", "left"), _EXAMPLES)
def test_an_aside_is_left_out(question: str, left: str) -> None:
    assert " ".join(without_asides(question).split()) == left


def test_what_a_pronoun_stands_behind_is_given_folded() -> None:
    assert {"du an", "xa"} <= set(words_named_before())
