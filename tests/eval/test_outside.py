import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.commands import app
from eval.outside import measure_outside
from eval.outside_sets import OutsideContext, OutsideQuestion, OutsideSet
from rag.settings import Settings
from tests.fake_vector_index import use_fake_vectors

RICE = "Nông dân của huyện thu hoạch lúa vào tháng mười. Sản lượng lúa đạt 45 nghìn tấn."
PORT = "Bến cảng mới của vùng đón tàu viễn dương đầu tiên từ mùa xuân."
SET = OutsideSet(
    "nhỏ.json",
    (OutsideContext(RICE, "Nông_nghiệp"), OutsideContext(PORT)),
    (
        OutsideQuestion("Sản lượng lúa đạt bao nhiêu?", 0, ("45 nghìn tấn",)),
        OutsideQuestion("Bến cảng mới đón tàu nào?", 1, ()),
        OutsideQuestion("?" * 2, 1, ("tàu",)),
    ),
)


@pytest.fixture(autouse=True)
def _without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    use_fake_vectors(monkeypatch)


def test_contexts_are_ranked_and_answers_looked_for(tmp_path: Path) -> None:
    done: list[int] = []
    settings = Settings.model_validate({"data_dir": tmp_path / "data"})
    score = measure_outside(SET, settings, None, lambda: done.append(1))
    # The third is no question to the product: neither found nor answered.
    assert {k: found.mean for k, found in score.recall.items()} == {k: pytest.approx(2 / 3) for k in (1, 5, 10)}
    assert score.ndcg.mean == pytest.approx(2 / 3)
    assert (score.exact_answer.mean, score.exact_answer.count) == (1 / 2, 2)
    assert len(done) == 3


def test_a_limit_asks_the_first_questions_of_all_contexts(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path / "data"})
    assert measure_outside(SET, settings, 1, lambda: None).recall[1].count == 1


def test_the_command_prints_every_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_DATA_DIR", str(tmp_path / "data"))
    qas = [{"id": "a", "question": "Sản lượng lúa đạt bao nhiêu?", "answers": [{"text": "45 nghìn tấn"}]}]
    content = {"data": [{"title": "Lúa", "paragraphs": [{"context": RICE, "qas": qas}]}]}
    (tmp_path / "xquad.vi.json").write_text(json.dumps(content), encoding="utf-8")
    result = CliRunner().invoke(app, ["outside", str(tmp_path / "xquad.vi.json")])
    assert result.exit_code == 0, result.output
    for told in ("xquad.vi.json: 1 questions", "recall@1", "recall@10", "nDCG@10", "exact answer", "1.000"):
        assert told in result.output
    assert CliRunner().invoke(app, ["outside", str(tmp_path / "none.json")]).exit_code == 2
