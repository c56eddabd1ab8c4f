import json
from pathlib import Path

import pytest

from eval.page_results import page_results, write_page_results, wrong_answers_of
from page.results_room import load_results
from rag.errors import InvalidInput
from tests.eval.test_published_tables import RESULT, RUN


def test_only_what_was_not_answered_rightly_is_listed_with_its_reason() -> None:
    wrong = wrong_answers_of(RESULT)
    assert [answer["id"] for answer in wrong] == [
        question.id for question in RESULT.systems[0].questions if question.outcome != "right"
    ]
    assert all(answer["reason"].endswith(".") for answer in wrong)


def test_the_page_reads_what_is_written_and_the_other_runs_stay(tmp_path: Path) -> None:
    path = tmp_path / "page_results.json"
    write_page_results([RUN], RUN.corpus, RESULT, path)
    first = load_results(path)
    assert first == json.loads(json.dumps(page_results([RUN], {RUN.corpus: wrong_answers_of(RESULT)})))
    assert first[0]["wrong"]
    write_page_results([RUN], "Ngô", RESULT, path)
    assert load_results(path) == first


def test_a_damaged_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "page_results.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InvalidInput):
        write_page_results([RUN], RUN.corpus, RESULT, path)
    assert path.read_text(encoding="utf-8") == "{"
