import json
from pathlib import Path

import pytest

from page import ratings
from page.ratings import RATINGS_FILE, Ratings
from page.turns import Turn
from rag.datatypes import Question
from tests.page.fake_pipeline import BUDGET, facts_answer

TURNS = (
    Turn("Một?", facts_answer(Question("Một?")), is_history=True),
    Turn("Hỏng?", None, is_history=False, problem="x"),
    Turn("Hai?", facts_answer(Question("Hai?")), is_history=True),
)


def test_a_rating_is_kept_with_its_question_answer_and_sources(tmp_path: Path) -> None:
    assert Ratings(tmp_path / "data").add(TURNS, 3, "bad", "sai năm")
    (line,) = (tmp_path / "data" / RATINGS_FILE).read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["question"], told["history"], told["verdict"], told["reason"]) == ("Hai?", ["Một?"], "bad", "sai năm")
    assert told["citations"] == [{"document": "nghi-quyet-25.txt", "quote": BUDGET.quote}]


def test_what_is_no_rating_is_not_kept(tmp_path: Path) -> None:
    kept = Ratings(tmp_path)
    assert not any(kept.add(TURNS, *said) for said in ((0, "bad", ""), (9, "bad", ""), (2, "bad", ""), (1, "x", "")))
    assert not (tmp_path / RATINGS_FILE).exists()
    assert kept.add(TURNS, 1, "bad", "<script>")
    assert json.loads((tmp_path / RATINGS_FILE).read_text(encoding="utf-8"))["reason"] == ""


def test_a_full_file_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratings, "_MOST_BYTES", 10)
    kept = Ratings(tmp_path)
    assert kept.add(TURNS, 1, "good", "")
    assert not kept.add(TURNS, 1, "good", "")
