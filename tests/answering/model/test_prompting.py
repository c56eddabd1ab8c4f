from string import Template

import pytest

from rag.answering.model.excerpts import Excerpt
from rag.answering.model.prompting import Prompts
from rag.answering.model.tasks import ModelTask
from rag.datatypes import ContextHeader, Passage

WRITING = [task for task in ModelTask if task is not ModelTask.NOTHING]


def _excerpt(number: int, text: str) -> Excerpt:
    header = ContextHeader("Nghị quyết về nhiệm vụ", "25/NQ-HĐND", ("I. Chỉ tiêu",), "2031")
    return Excerpt(Passage(f"p{number}", "a.txt", 0, len(text), text, header, is_item=True), ((0, len(text)),))


@pytest.mark.parametrize("task", WRITING)
def test_the_products_prompts_are_whole_and_end_with_the_question(task: ModelTask) -> None:
    prompts = Prompts.load()
    assert prompts.system == prompts.system.strip() != ""
    assert set(prompts.templates[task].get_identifiers()) == {"excerpts", "figures", "question"}
    prompt = prompts.fill(task, "Thu bao nhiêu?", [_excerpt(1, "Thu 5.")], ["5 – chỉ tiêu năm 2031: Thu [1]."])
    assert prompt.splitlines()[-2:] == ["Câu hỏi: Thu bao nhiêu?", "Trả lời:"]
    assert prompt.index("Thu 5.") < prompt.index("- 5 – chỉ tiêu năm 2031: Thu [1].")


def test_what_never_changes_is_the_same_to_the_byte_and_as_long_as_can_be() -> None:
    one, other = (Prompts.load().fill(ModelTask.EXPLAIN, question, [_excerpt(1, "Thu 5.")], []) for question in "ab")
    assert one.partition("Câu hỏi")[0] == other.partition("Câu hỏi")[0]


def test_excerpts_are_numbered_from_one_and_say_where_they_stand() -> None:
    prompts = Prompts("", {ModelTask.ANSWER: Template("$excerpts|$figures|$question")})
    prompt = prompts.fill(ModelTask.ANSWER, "Thu?", [_excerpt(1, "Thu 5."), _excerpt(2, "Chi 6.")], [])
    assert prompt == (
        "[1] (25/NQ-HĐND › I. Chỉ tiêu › 2031) Thu 5.\n[2] (25/NQ-HĐND › I. Chỉ tiêu › 2031) Chi 6.||Thu?"
    )


def test_dollar_signs_of_question_and_excerpts_are_text() -> None:
    prompt = Prompts.load().fill(ModelTask.ANSWER, "$excerpts 5$?", [_excerpt(1, "Giá $question ${x} 5$")], [])
    assert "Giá $question ${x} 5$" in prompt
    assert "Câu hỏi: $excerpts 5$?" in prompt


def test_a_template_with_another_variable_fails() -> None:
    prompts = Prompts("", {ModelTask.ANSWER: Template("$excerpts $history")})
    with pytest.raises(KeyError, match="history"):
        prompts.fill(ModelTask.ANSWER, "?", [], [])
