import json
from pathlib import Path

import pytest

from eval.joint_corpus import GUARDED_PLACES, PlaceCorpus, join_corpora
from rag.errors import InvalidInput


def _place(folder: Path, question: str, records: str = "") -> Path:
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "bao-cao.txt").write_text("Sản lượng chè đạt 40 nghìn tấn.", encoding="utf-8")
    if records:
        (folder / "corpus" / "sources.toml").write_text(records, encoding="utf-8")
    evidence = [{"doc": "bao-cao.txt", "quote": "40 nghìn tấn"}]
    line = json.dumps({"id": folder.name, "question": question, "history": [], "evidence": evidence})
    (folder / "questions.jsonl").write_text(line, encoding="utf-8")
    return folder


def _questions(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_documents_of_one_name_stand_side_by_side_with_their_records(tmp_path: Path) -> None:
    lam = _place(tmp_path / "lam", "Chè của Sông Lam?", '["bao-cao.txt"]\ntitle = "Báo cáo"\n')
    binh = _place(tmp_path / "binh", "Sản lượng chè?")
    output = tmp_path / "joint"
    assert join_corpora([PlaceCorpus(lam, "tỉnh Sông Lam"), PlaceCorpus(binh, "tỉnh Hạ Bình")], output) == 2
    assert {file.name for file in (output / "corpus").iterdir()} == {
        "lam--bao-cao.txt",
        "binh--bao-cao.txt",
        "sources.toml",
    }
    assert '["lam--bao-cao.txt"]' in (output / "corpus" / "sources.toml").read_text(encoding="utf-8")


def test_every_question_names_its_place_and_cites_its_own_document(tmp_path: Path) -> None:
    lam = _place(tmp_path / "lam", "Chè của Sông Lam?")
    binh = _place(tmp_path / "binh", "Sản lượng chè?")
    output = tmp_path / "joint"
    join_corpora([PlaceCorpus(lam, "tỉnh Sông Lam"), PlaceCorpus(binh, "tỉnh Hạ Bình")], output)
    together = _questions(output / "questions.jsonl")
    assert [question["question"] for question in together] == ["Chè của Sông Lam?", "Ở tỉnh Hạ Bình, sản lượng chè?"]
    assert together[1]["evidence"] == [{"doc": "binh--bao-cao.txt", "quote": "40 nghìn tấn"}]
    (alone,) = _questions(output / "alone" / "binh.jsonl")
    assert alone["question"] == together[1]["question"]
    assert alone["evidence"] == [{"doc": "bao-cao.txt", "quote": "40 nghìn tấn"}]


def test_a_folder_without_questions_is_refused_by_its_name(tmp_path: Path) -> None:
    lam = _place(tmp_path / "lam", "Chè?")
    (tmp_path / "binh" / "corpus").mkdir(parents=True)
    with pytest.raises(InvalidInput, match="binh"):
        join_corpora(
            [PlaceCorpus(lam, "tỉnh Sông Lam"), PlaceCorpus(tmp_path / "binh", "tỉnh Hạ Bình")], tmp_path / "o"
        )


def test_two_folders_of_one_name_are_refused(tmp_path: Path) -> None:
    first = _place(tmp_path / "a" / "lam", "Chè?")
    second = _place(tmp_path / "b" / "lam", "Chè?")
    with pytest.raises(InvalidInput, match="one name"):
        join_corpora([PlaceCorpus(first, "tỉnh A"), PlaceCorpus(second, "tỉnh B")], tmp_path / "joint")


def test_the_guarded_places_have_documents_questions_and_names_of_their_own(tmp_path: Path) -> None:
    count = join_corpora(GUARDED_PLACES, tmp_path)
    questions = _questions(tmp_path / "questions.jsonl")
    assert count == len(questions) == len({str(question["id"]) for question in questions})
    for place in GUARDED_PLACES:
        assert any(file.name.startswith(place.name) for file in (tmp_path / "corpus").iterdir())
