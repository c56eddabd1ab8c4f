import re

import pytest

from rag.language.questions.relative_times import TimeKind, load_rows, read_relative_words
from rag.vietnamese import fold_accents

_MARKED = re.compile("«([^»]*)»")


def _examples(name: str) -> list[tuple[str, str]]:
    return [(row["forms"][0], example) for row in load_rows() for example in row[name]]


def _words(text: str) -> list[str]:
    return [text[words.start : words.end] for words in read_relative_words(text)]


def _unmarked(example: str) -> str:
    return example.replace("«", "").replace("»", "")


@pytest.mark.parametrize(("form", "example"), _examples("reads"))
def test_every_example_of_the_list_is_read(form: str, example: str) -> None:
    assert _words(_unmarked(example)) == _MARKED.findall(example), form


@pytest.mark.parametrize(("form", "example"), _examples("reads"))
def test_it_is_read_typed_without_accents_too(form: str, example: str) -> None:
    assert _words(fold_accents(_unmarked(example))) == [fold_accents(words) for words in _MARKED.findall(example)], form


@pytest.mark.parametrize(("form", "example"), _examples("ignores"))
def test_what_the_list_says_to_ignore_is_not_read(form: str, example: str) -> None:
    assert not set(_words(_unmarked(example))) & set(_MARKED.findall(example)), form


def test_a_number_of_years_ago_is_counted() -> None:
    (words,) = read_relative_words("Ba năm trước trồng được bao nhiêu rừng?")
    assert (words.kind, words.shift) == (TimeKind.YEAR, -3)


def test_the_last_years_are_a_span() -> None:
    (words,) = read_relative_words("Xuất khẩu trong 4 năm gần đây")
    assert (words.kind, words.count) == (TimeKind.YEARS, 4)
