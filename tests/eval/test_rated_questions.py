import json
from pathlib import Path

import pytest

from eval.questions_format import load_asked
from eval.rated_questions import questions_of
from page.ratings import RATINGS_FILE, Ratings
from page.turns import Turn
from rag.datatypes import Question
from rag.errors import InvalidInput
from tests.page.fake_pipeline import facts_answer

TURNS = tuple(Turn(text, facts_answer(Question(text)), is_history=True) for text in ("Một?", "Hai?"))


def test_what_was_called_wrong_becomes_a_question_that_the_benchmark_can_ask(tmp_path: Path) -> None:
    ratings = Ratings(tmp_path)
    for number, verdict in ((2, "bad"), (2, "bad"), (1, "good")):
        ratings.add(TURNS, number, verdict, "sai năm")
    (question,) = questions_of(tmp_path / RATINGS_FILE)
    assert (question["question"], question["history"], question["reason"]) == ("Hai?", ["Một?"], "sai năm")
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps(question, ensure_ascii=False), encoding="utf-8")
    (loaded,) = load_asked(asked)
    assert loaded.question.text == "Hai?"


def test_a_line_that_is_no_rating_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"question": 5}', encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"x\.jsonl:1"):
        questions_of(path)
