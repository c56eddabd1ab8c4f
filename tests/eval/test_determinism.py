"""Two runs of one state, with the real embedding model and indexes of their own, give the same."""

import shutil
from pathlib import Path

import pytest

from eval.pipelines import open_pipeline
from eval.questions_format import load_questions
from eval.results import SystemResult
from eval.running import run
from eval.systems import SystemContext
from rag.settings import Settings
from tests.bundled_embedder import bundled_folder

PROVINCE = Path(__file__).parents[1] / "fictitious_province"
DOCUMENTS = ("bao-cao-318-bc-ubnd-nam-2024-ke-hoach-2025.txt", "sources.toml")
SYSTEMS = ["ours", "ours-dense-only", "ours-without-header", "top-passage"]


@pytest.mark.real
def test_two_runs_give_identical_scores_and_answers(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in DOCUMENTS:
        shutil.copy(PROVINCE / "corpus" / name, corpus)
    first, second = (systems_of(corpus, tmp_path / name) for name in ("first", "second"))
    for one, other in zip(first, second, strict=True):
        assert one.score.measures == other.score.measures
        assert one.score.right_by_category == other.score.right_by_category
        assert [q.answer.answer for q in one.questions] == [q.answer.answer for q in other.questions]
        assert [q.values for q in one.questions] == [q.values for q in other.questions]


def systems_of(corpus: Path, folder: Path) -> tuple[SystemResult, ...]:
    data_dir = folder / "data"
    data_dir.mkdir(parents=True)
    (data_dir / "models").symlink_to(bundled_folder().parent, target_is_directory=True)
    settings = Settings.model_validate({"corpus_dir": corpus, "data_dir": data_dir, "language_model": "none"})
    questions = load_questions([PROVINCE / "questions.jsonl"])[:12]
    context = SystemContext(settings, open_pipeline(settings), "")
    return run(questions, SYSTEMS, context, "all", folder / "partial", lambda *_: None).systems
