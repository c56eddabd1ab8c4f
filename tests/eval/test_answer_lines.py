import json

import pytest

from eval.answer_lines import AnswerLine, answer_line_from, line_of_answer, line_of_error
from eval.questions_format import Asked
from rag.datatypes import Question
from rag.errors import InvalidInput
from tests.eval.builders import LINES, FakePipeline, cited

ASKED = Asked("q1", Question("Năm 2024?"))


def test_a_line_is_the_contract_and_reads_back() -> None:
    line = line_of_answer(ASKED, FakePipeline().answer(ASKED.question), 0.25)
    record = json.loads(line.to_json())
    assert list(record) == [
        *("id", "question", "answer", "abstained", "citations", "mode", "certainty", "probability", "seconds")
    ]
    assert list(record["citations"][0]) == ["document", "quote", "start", "end", "place"]
    assert line == AnswerLine("q1", "Năm 2024?", LINES[1], False, (cited(1),), "facts", 0.25, certainty="sure")
    assert answer_line_from(line.to_json()) == line


def test_an_abstention_says_what_is_missing_and_what_is_near() -> None:
    asked = Asked(1, Question("Năm 2030?"))
    line = line_of_answer(asked, FakePipeline().answer(asked.question), 0)
    assert (line.id, line.abstained, line.answer) == (1, True, "Không có số liệu năm đó.\nCó số liệu năm 2024.")


def test_an_error_is_an_abstention_with_its_message() -> None:
    line = line_of_error(ASKED, InvalidInput("Câu hỏi trống.", "empty"), 0)
    assert (line.abstained, line.answer, line.citations) == (True, "Câu hỏi trống.", ())


@pytest.mark.parametrize("text", ["", "[]", '{"id": "a"}', '{"id": "a", "question": "b", "answer": "c"}'])
def test_a_foreign_line_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        answer_line_from(text)
