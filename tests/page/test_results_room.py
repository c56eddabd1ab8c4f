import json
from pathlib import Path

import pytest

from page.results_room import load_results, render_results
from tests.page.fake_pipeline import HOSTILE
from tests.page.test_rendering import Parsed


def run_of(text: str) -> dict[str, object]:
    measure = {"label": text, "meaning": text, "lower_is_better": True, "values": [[0.94, 0.92, 0.96]]}
    wrong = {
        "id": text,
        "kind": text,
        "history": [text],
        "question": text,
        "gold": text,
        "answer": text,
        "reason": text,
        "evidence": [{"document": text, "quote": text}],
    }
    return {
        "corpus": text,
        "made_at": "2031-02-03T04:05:06+00:00",
        "hashes": {text: text},
        "language_model": text,
        "questions": 5,
        "systems": [text],
        "measures": [measure],
        "risk": {"label": text, "meaning": text, "points": [[[0.1, 0.0], [0.72, 0.005]]]},
        "wrong": [wrong],
    }


def test_every_wrong_answer_stands_with_its_evidence() -> None:
    text = Parsed(render_results([run_of("mía")])).text
    assert "94,0%" in text
    assert "(92,0% – 96,0%)" in text
    assert "72,0%" in text
    assert "0,5%" in text
    assert "Mọi câu chưa đúng (1)" in text
    assert "đo ngày 03/02/2031" in text
    assert "python -m eval run" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_result_is_markup(text: str) -> None:
    assert Parsed(render_results([run_of(text)])).tags == Parsed(render_results([run_of("lành")])).tags


@pytest.mark.parametrize("content", ["", "{", "5", '[{"corpus": "a"}]', "[5]"])
def test_what_is_no_result_is_not_shown(tmp_path: Path, content: str) -> None:
    path = tmp_path / "page_results.json"
    assert load_results(path) == []
    path.write_text(content, encoding="utf-8")
    assert load_results(path) == []
    path.write_text(json.dumps([run_of("mía")]), encoding="utf-8")
    assert load_results(path) == [run_of("mía")]
    assert "Chưa có kết quả" in render_results([])
