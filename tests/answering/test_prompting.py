from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.prompting import fill_prompt, load_prompts
from rag.datatypes import ContextHeader, Passage

TEMPLATE = Template("$passages\n\nCâu hỏi: $question")


def _passage(number: int, text: str) -> Passage:
    header = ContextHeader("Nghị quyết", "25/NQ-HĐND", ("I. Chỉ tiêu",), "2031")
    return Passage(f"{number}", "a.txt", 0, len(text), text, header, is_item=True)


PASSAGES = [_passage(number, "x" * 100) for number in range(1, 6)]


def test_the_products_prompts_take_a_question_and_passages_and_nothing_else() -> None:
    system, template = load_prompts()
    assert system == system.strip() != ""
    assert set(template.get_identifiers()) == {"passages", "question"}
    # What changes with every question comes last: the server keeps its reading of what is before it.
    assert template.template.index("$passages") < template.template.index("$question")


def test_passages_are_numbered_from_one_and_stand_with_their_headers() -> None:
    prompt, used = fill_prompt(TEMPLATE, "Thu bao nhiêu?", [_passage(1, "Thu 5."), _passage(2, "Chi 6.")], 1000)
    assert used == 2
    assert prompt == (
        "[1] (Nghị quyết › 25/NQ-HĐND › I. Chỉ tiêu › Năm 2031)\nThu 5.\n\n"
        "[2] (Nghị quyết › 25/NQ-HĐND › I. Chỉ tiêu › Năm 2031)\nChi 6.\n\n"
        "Câu hỏi: Thu bao nhiêu?"
    )


def test_dollar_signs_of_question_and_passages_are_text() -> None:
    prompt, _ = fill_prompt(TEMPLATE, "$passages 5$?", [_passage(1, "Giá $question ${x} 5$")], 1000)
    assert prompt.endswith("Giá $question ${x} 5$\n\nCâu hỏi: $passages 5$?")


@given(st.integers(0, 1200))
def test_as_many_passages_as_fit_the_budget_in_order_but_at_least_the_first(budget_chars: int) -> None:
    lengths = [len(fill_prompt(TEMPLATE, "?", PASSAGES[:k], 10_000)[0]) for k in range(1, len(PASSAGES) + 1)]
    prompt, used = fill_prompt(TEMPLATE, "?", PASSAGES, budget_chars)
    assert used == max(1, sum(length <= budget_chars for length in lengths))
    assert prompt == fill_prompt(TEMPLATE, "?", PASSAGES[:used], 10_000)[0]


def test_no_passages_are_no_error() -> None:
    assert fill_prompt(TEMPLATE, "?", [], 1000) == ("\n\nCâu hỏi: ?", 0)


def test_a_template_with_another_variable_fails() -> None:
    with pytest.raises(KeyError, match="history"):
        fill_prompt(Template("$passages $question $history"), "?", PASSAGES, 1000)
