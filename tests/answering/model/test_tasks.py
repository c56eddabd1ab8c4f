from dataclasses import replace

import pytest

from rag.answering.model.tasks import ModelTask, task_for
from rag.answering.question.understanding import understand
from rag.datatypes import Mode, NotInDocuments, Question, Statement, VerifiedAnswer

LINE = Statement("x", ())
FACTS = VerifiedAnswer(Question("?"), (LINE,), Mode.FACTS)
QUOTES = replace(FACTS, mode=Mode.QUOTES)
OFFERED = replace(QUOTES, lead="Có thể là:")
LIST = replace(QUOTES, statements=(LINE,) * 6)
REFUSED = replace(FACTS, statements=(), abstention=NotInDocuments("Không có."))


@pytest.mark.parametrize(
    ("text", "answer", "task"),
    [
        ("Thu ngân sách năm 2031 là bao nhiêu?", FACTS, ModelTask.NOTHING),
        ("Chỉ tiêu thu ngân sách năm 2031 là gì?", FACTS, ModelTask.NOTHING),
        ("So sánh thu và chi năm 2031", FACTS, ModelTask.NOTHING),
        ("Liệt kê các dự án nào khởi công năm 2031?", LIST, ModelTask.NOTHING),
        ("Thu ngân sách năm 2031 là bao nhiêu?", QUOTES, ModelTask.NOTHING),
        ("Thu ngân sách năm 2031 là bao nhiêu?", OFFERED, ModelTask.NOTHING),
        ("Thu ngân sách năm 2031 là bao nhiêu?", REFUSED, ModelTask.NOTHING),
        ("Chủ đề năm 2031 là gì?", OFFERED, ModelTask.NOTHING),
        ("Thu ngân sách năm 2031 ra sao?", OFFERED, ModelTask.NOTHING),
        ("Vì sao thu ngân sách năm 2031 giảm?", FACTS, ModelTask.EXPLAIN),
        ("Vì sao thu ngân sách năm 2031 giảm?", OFFERED, ModelTask.NOTHING),
        ("Vì sao thu ngân sách năm 2031 giảm?", REFUSED, ModelTask.NOTHING),
        ("Làm thế nào để tăng thu ngân sách năm 2031?", OFFERED, ModelTask.EXPLAIN),
        ("Thu ngân sách năm 2031 ra sao?", QUOTES, ModelTask.EXPLAIN),
        ("So sánh thu và chi năm 2031", QUOTES, ModelTask.SURVEY),
        ("Tóm tắt nhiệm vụ năm 2031", FACTS, ModelTask.SURVEY),
    ],
)
def test_a_model_is_asked_for_what_the_answer_leaves_open(text: str, answer: VerifiedAnswer, task: ModelTask) -> None:
    assert task_for(understand(text, ()), text, answer) is task


def test_a_follow_up_asks_for_what_the_turn_that_it_leans_on_asked_for() -> None:
    frame = understand("Thế còn ở miền núi?", ())
    assert task_for(frame, "Giải pháp giữ rừng là gì? Thế còn ở miền núi?", QUOTES) is ModelTask.EXPLAIN
