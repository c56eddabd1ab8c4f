"""What somebody means who takes back what they just said; the examples stand with the words, in `slips.toml`."""

import tomllib
from importlib.resources import files

import pytest

from rag.language.questions.slips import takes_back, without_slip

_EXAMPLES = tomllib.loads(files("rag.language.questions").joinpath("slips.toml").read_text(encoding="utf-8"))[
    "examples"
]


@pytest.mark.parametrize(("typed", "meant"), _EXAMPLES)
def test_what_is_taken_back_is_left_out(typed: str, meant: str) -> None:
    assert without_slip(typed) == meant


def test_a_turn_takes_back_the_one_before_it_only_at_its_beginning() -> None:
    assert takes_back("à nhầm, năm 2024 cơ")
    assert takes_back("ý tôi là nhập khẩu")
    assert not takes_back("Khách du lịch năm 2023, à nhầm, năm 2024 là bao nhiêu?")
    assert not takes_back("còn nhập khẩu?")
