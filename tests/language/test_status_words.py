"""The lexicon of status words: its own examples."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from rag.language.senses import Sense, TextKind
from rag.language.status_lexicon import load_rows
from rag.language.status_words import read_status_words
from rag.vietnamese import fold_accents


def _kinds(row: Mapping[str, Any]) -> list[TextKind]:
    return [TextKind(kind) for kind in row.get("texts", TextKind)]


_READ = [(example, row["sense"], kind) for row in load_rows() for example in row["reads"] for kind in _kinds(row)]
_IGNORED = [(example, row["sense"], _kinds(row)[0]) for row in load_rows() for example in row.get("ignores", ())]


def _senses_at_mark(example: str, kind: TextKind, *, accent_free: bool = False) -> set[Sense]:
    """The senses of the words that are read exactly at « »."""
    start, end = example.index("«"), example.index("»") - 1
    text = re.sub("[«»]", "", example)
    text = fold_accents(text) if accent_free else text
    found = read_status_words(text, kind, accent_free=accent_free)
    return {word.sense for word in found if (word.start, word.end) == (start, end)}


@pytest.mark.parametrize(("example", "sense", "kind"), _READ)
def test_a_word_is_read_where_its_examples_have_it(example: str, sense: str, kind: TextKind) -> None:
    assert _senses_at_mark(example, kind) == {sense}


@pytest.mark.parametrize(("example", "sense", "kind"), _IGNORED)
def test_a_word_is_not_read_where_its_examples_have_another(example: str, sense: str, kind: TextKind) -> None:
    assert sense not in _senses_at_mark(example, kind)


_FOLDING = [
    (example, row["sense"])
    for row in load_rows()
    if TextKind.QUESTION in _kinds(row) and row.get("folds", True)
    for example in row["reads"]
]


@pytest.mark.parametrize(("example", "sense"), _FOLDING)
def test_a_question_typed_without_accents_has_the_same_words(example: str, sense: str) -> None:
    assert _senses_at_mark(example, TextKind.QUESTION, accent_free=True) == {sense}
