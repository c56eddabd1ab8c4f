import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from eval.comparing import compare, system_of
from eval.judging import judge
from eval.measures.intervals import Estimate
from eval.questions_format import Category
from eval.report import render_report
from eval.report_wording import KINDS, MEANINGS, Role, system_label, system_role
from eval.results import RunResult, SystemResult, load_result, save_result, system_result
from eval.scoring import MEASURES
from eval.systems import SYSTEMS
from eval.tables import score_table
from rag.errors import InvalidInput
from tests.eval.builders import TEXTS, cited, gold_question, system_answer, unanswerable_question

QUESTIONS = (gold_question(), gold_question("q3"), unanswerable_question())


def system(name: str, *answers: str) -> SystemResult:
    """An empty answer is an abstention."""
    given = [system_answer(text, abstained=not text, citations=[cited(1)] if text else ()) for text in answers]
    return system_result(name, [judge(q, a, TEXTS) for q, a in zip(QUESTIONS, given, strict=True)])


BEFORE = system("ours", "40 nghìn tấn", "45 nghìn tấn", "")
AFTER = system("ours", "45 nghìn tấn", "45 nghìn tấn", "")
RESULT = RunResult("2024-01-01T00:00:00+00:00", {"corpus": "abc"}, "none", "all", (BEFORE, system("b", "", "", "")))


def test_a_result_reads_back(tmp_path: Path) -> None:
    save_result(RESULT, tmp_path / "new" / "result.json")
    assert load_result(tmp_path / "new" / "result.json") == RESULT


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("{}")
    for name in ("r.json", "none.json"):
        with pytest.raises(InvalidInput):
            load_result(tmp_path / name)


def test_a_comparison_pairs_the_questions() -> None:
    comparison = compare(BEFORE, AFTER)
    assert comparison.shared == 3
    assert comparison.differences["right"].mean == pytest.approx((1 + 0 + 0) / 3)
    assert comparison.differences["binding errors"].mean == pytest.approx((-1 + 0 + 0) / 3)
    assert comparison.differences["keyword accuracy"] == Estimate(0, 0, 0, 0)
    assert [(c.before.id, c.before.outcome, c.after.outcome) for c in comparison.changed] == [("q1", "wrong", "right")]


def test_results_without_common_questions_are_refused() -> None:
    with pytest.raises(InvalidInput):
        compare(BEFORE, replace(AFTER, questions=()))


def test_systems_are_found_by_name() -> None:
    assert system_of(RESULT, None) is BEFORE
    assert system_of(RESULT, "b").name == "b"
    with pytest.raises(InvalidInput):
        system_of(RESULT, "c")


def test_the_report_stands_alone_and_shows_what_is_wrong() -> None:
    page = render_report(RESULT)
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "<script" not in page
    assert "Nêu nhầm số liệu: 40 nghìn tấn" in page
    assert '<mark class="wrong">40 nghìn tấn</mark>' in page
    assert '<mark class="right">45 nghìn tấn</mark>' in page
    assert "Từ chối dù tài liệu có câu trả lời." in page
    assert page.count("<svg") == 15


def test_every_kind_system_and_measure_is_said_in_vietnamese() -> None:
    assert set(MEANINGS) == {measure.name for measure in MEASURES}
    assert set(KINDS) == set(Category)
    assert all(system_label(name) != name for name in SYSTEMS)
    assert (system_label("command:x"), system_role("command:x")) == ("command:x", Role.OTHER)


def test_numbers_and_moments_have_vietnamese_form() -> None:
    page = render_report(RESULT)
    assert "00:00 ngày 1/1/2024 (UTC)" in page
    assert "66,7%" in page
    assert not re.search(r">\d+\.\d+%", page)
    assert "irgendwann" in render_report(replace(RESULT, made_at="irgendwann"))


def test_a_run_of_nothing_has_a_report() -> None:
    assert "0 câu hỏi" in render_report(replace(RESULT, systems=()))


def test_the_report_escapes_what_systems_and_questions_say() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    question = replace(BEFORE.questions[0], question=hostile, history=(hostile,), gold_answer=hostile)
    answer = replace(question.answer, answer=hostile)
    page = render_report(
        replace(RESULT, systems=(replace(BEFORE, name=hostile, questions=(replace(question, answer=answer),)),))
    )
    assert hostile not in page
    assert html.escape(hostile) in page


def test_the_table_has_every_system() -> None:
    assert [column.header for column in score_table(RESULT).columns] == ["measure", "ours", "b"]
