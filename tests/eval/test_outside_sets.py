import json
from pathlib import Path
from typing import Any

import pytest

from eval.outside_sets import OutsideContext, OutsideQuestion, OutsideSet, read_outside_set
from rag.errors import InvalidInput

RICE, PORT = "Sản lượng lúa đạt 45 nghìn tấn.", "Cảng đón 190 triệu tấn hàng."


def squad(path: Path, *qas: dict[str, Any]) -> Path:
    paragraphs = [{"context": RICE, "qas": list(qas)}, {"context": PORT, "qas": []}]
    content = {"version": "1.1", "data": [{"title": "Nông_nghiệp", "paragraphs": paragraphs}]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_squad_json_has_titles_and_all_answers_once(tmp_path: Path) -> None:
    answers = [{"text": "45 nghìn tấn", "answer_start": 18}, {"text": "45 nghìn tấn", "answer_start": 18}]
    path = squad(tmp_path / "xquad.vi.json", {"id": "a", "question": "Lúa đạt bao nhiêu?", "answers": answers})
    assert read_outside_set(path) == OutsideSet(
        "xquad.vi.json",
        (OutsideContext(RICE, "Nông_nghiệp"),),
        (OutsideQuestion("Lúa đạt bao nhiêu?", 0, ("45 nghìn tấn",)),),
    )


def test_impossible_questions_are_left_out(tmp_path: Path) -> None:
    good = {"id": "a", "question": "Lúa?", "answers": [{"text": "45 nghìn tấn"}]}
    impossible = {"id": "b", "question": "Ngô?", "answers": [], "is_impossible": True}
    assert len(read_outside_set(squad(tmp_path / "a.json", good, impossible)).questions) == 1


def test_csv_contexts_that_are_equal_are_one(tmp_path: Path) -> None:
    path = tmp_path / "EduCoQA.csv"
    lines = ("\ufeffQuestion,Context,answer", f"Lúa?,{RICE},45", f"Cảng?,{PORT},", f"Thóc?,{RICE},45", f",{PORT},x")
    path.write_text("\n".join(lines), encoding="utf-8")
    read = read_outside_set(path)
    assert [context.text for context in read.contexts] == [RICE, PORT]
    assert [(question.context, question.answers) for question in read.questions] == [
        (0, ("45",)),
        (1, ()),
        (0, ("45",)),
    ]


def test_csv_needs_no_answers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"qid,doc_id,question,context\nq1,d1,Lúa?,{RICE}\n", encoding="utf-8")
    assert read_outside_set(path).questions == (OutsideQuestion("Lúa?", 0, ()),)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{}"),
        ("a.json", "[]"),
        ("a.json", '{"data": [{"paragraphs": [{"context": 1, "qas": []}]}]}'),
        ("a.json", '{"data": []}'),
        ("a.csv", ""),
        ("a.csv", "question,text\na,b\n"),
        ("a.csv", "question,context\n"),
        ("a.csv", 'question,context\n"a'),
    ],
)
def test_what_is_no_set_is_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput):
        read_outside_set(tmp_path / name)


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.json", tmp_path / "binary.csv", tmp_path):
        with pytest.raises(InvalidInput):
            read_outside_set(path)
