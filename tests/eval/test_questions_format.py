import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest

from eval.questions_format import Category, Evidence, GoldFigure, Split, load_asked, load_questions
from rag.datatypes import Question
from rag.errors import InvalidInput
from tests.eval.builders import gold_question

GOLD: dict[str, object] = {
    "id": "q1",
    "question": "Chỉ tiêu?",
    "history": ["Trước đó?"],
    "category": "target",
    "answerable": True,
    "answer": "106.761,592 tỷ đồng",
    "figures": [{"text": "106.761,592 tỷ đồng", "value": 106761.592, "unit": "tỷ đồng", "period": "2024"}],
    "keywords": ["a|b", "c"],
    "evidence": [{"doc": "d.txt", "quote": "e"}],
    "distractors": [{"text": "11 - 12%", "values": [11, 12.5], "unit": "%", "why": "wrong-year"}],
}


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), encoding="utf-8")
    return path


def test_a_gold_question_keeps_its_numbers_exact(tmp_path: Path) -> None:
    (question,) = load_questions([write(tmp_path / "q.jsonl", GOLD)])
    assert question.asked.question == Question("Chỉ tiêu?", ("Trước đó?",))
    assert question.category is Category.TARGET
    assert question.figures == (GoldFigure("106.761,592 tỷ đồng", (Decimal("106761.592"),), "tỷ đồng", period="2024"),)
    assert question.keywords == (("a", "b"), ("c",))
    assert question.evidence == (Evidence("d.txt", "e"),)
    assert question.distractors[0].values == (Decimal(11), Decimal("12.5"))


def test_the_contract_needs_only_id_and_question(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": 7, "question": "a", "other": {}}\r\n\r\n{"id": "b", "question": "", "history": null}'
    )
    assert [(asked.id, asked.question) for asked in load_asked(path)] == [(7, Question("a")), ("b", Question(""))]


@pytest.mark.parametrize(
    "line",
    ['{"id": "a", "ques', "[]", "\x00", {"id": "a"}, {"question": "a"}, {"id": None, "question": "a"},
     {"id": "", "question": "a"}, {"id": True, "question": "a"}, {"id": "a", "question": 3},
     {"id": "a", "question": "b", "history": "c"}, {"id": "a", "question": "b", "history": [1]}],
)  # fmt: skip
def test_a_bad_line_is_named(tmp_path: Path, line: object) -> None:
    with pytest.raises(InvalidInput, match=r"q\.jsonl:2") as caught:
        load_asked(write(tmp_path / "q.jsonl", {"id": "x", "question": "y"}, line))
    assert "q.jsonl, dòng 2" in caught.value.message


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"id": "a", "question": "\xff"}')
    with pytest.raises(InvalidInput, match=r"q\.jsonl:1"):
        load_asked(path)


@pytest.mark.parametrize(
    "change",
    [{"category": "other"}, {"answerable": "yes"}, {"figures": [{"text": "1%", "unit": "%"}]}, {"figures": {}},
     {"figures": [{"text": "1%", "value": "1", "unit": "%"}]}, {"evidence": [{"doc": "d.txt"}]}],
)  # fmt: skip
def test_a_bad_gold_field_is_named(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match=r"q\.jsonl:1"):
        load_questions([write(tmp_path / "q.jsonl", GOLD | change)])


def test_a_missing_gold_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="missing field 'answer'"):
        load_questions([write(tmp_path / "q.jsonl", {k: v for k, v in GOLD.items() if k != "answer"})])


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="twice"):
        load_questions([write(tmp_path / "a.jsonl", GOLD), write(tmp_path / "b.jsonl", GOLD)])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.jsonl"):
        load_asked(tmp_path / "none.jsonl")


def test_the_split_is_by_the_hash_of_the_id() -> None:
    # As `printf q4 | sha256sum` prints it: q4 begins with 112f2dfa, q5 with 26eab90d.
    assert [0x112F2DFA % 2, 0x26EAB90D % 2] == [0, 1]
    assert [gold_question(identity).split for identity in ("q4", "q5")] == [Split.DEV, Split.TEST]


def test_a_question_may_bring_the_day_on_which_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": 1, "question": "Năm nay?", "today": "2031-05-20"}\n{"id": 2, "question": "Nay?"}')
    dated, undated = load_asked(path)
    assert dated.question.today == datetime.date(2031, 5, 20)
    assert undated.question.today is None


@pytest.mark.parametrize("written", ['"20/5/2031"', "2031", "true", '"2031-13-01"'])
def test_what_is_no_day_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"id": 1, "question": "Năm nay?", "today": {written}}}')
    with pytest.raises(InvalidInput, match="today"):
        load_asked(path)
