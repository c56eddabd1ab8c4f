"""What the guard prints."""

from rich.console import Console

from eval.guarded import failed_measures, guard
from eval.judging import judge
from eval.results import system_result
from eval.tables import guard_table
from tests.eval.builders import TEXTS, gold_question, system_answer, unanswerable_question


def test_the_guard_shows_how_often_what_is_told_as_sure_is_right() -> None:
    questions = (gold_question("q1"), gold_question("q2"), unanswerable_question())
    answers = [system_answer("45 nghìn tấn"), system_answer("40 nghìn tấn"), system_answer("", abstained=True)]
    result = system_result("ours", [judge(q, a, TEXTS) for q, a in zip(questions, answers, strict=True)])
    measures = guard({question.id: failed_measures(question) for question in result.questions}, result.questions)
    console = Console(record=True, width=120)
    console.print(guard_table("Lúa", measures, result.score))
    lines = console.export_text().splitlines()
    assert any("guard: Lúa" in line for line in lines)
    assert any("sure precision" in line and "0.500" in line for line in lines)
    assert any("sure coverage" in line and "1.000" in line for line in lines)
