import io
from datetime import UTC, datetime

import docx

from page.exporting import to_markdown, to_word
from page.turns import Turn
from rag.datatypes import Mode, NotInDocuments, Question, VerifiedAnswer
from tests.page.fake_pipeline import BUDGET, answer_made_of, facts_answer

WHEN = datetime(2031, 1, 6, 10, 0, tzinfo=UTC)
TURNS = (
    Turn("Thu ngân sách?", facts_answer(Question("?")), is_history=True),
    Turn("Sân bay?", VerifiedAnswer(Question("?"), (), Mode.FACTS, NotInDocuments("Không có.", ("A",))), True),
    Turn("Hỏng?", None, is_history=False, problem="Có lỗi."),
)
CITED = "Nghị quyết số 25/NQ-HĐND ngày 09/12/2030 của Hội đồng nhân dân tỉnh Sông Lam"


def test_markdown_holds_questions_answers_and_sources() -> None:
    text = to_markdown(TURNS, WHEN)
    assert "## Thu ngân sách?\n\nThu ngân sách nhà nước trên địa bàn, chỉ tiêu năm 2031: 41.250 tỷ đồng." in text
    assert f"1. {CITED}, mục I.2 2:\n   > “{BUDGET.quote}”" in text
    assert "Không có.\n\n\\- A" in text
    assert "Có lỗi." in text


def test_nothing_from_outside_is_markup_in_markdown() -> None:
    hostile = "# a\n<script>x</script> [b](http://c) ![d](e) `f`\n- g\n> h | i"
    text = to_markdown((Turn(hostile, answer_made_of(hostile), is_history=True),), WHEN)
    for sign in ("<script", "[b](", "![d]", "`f`", "\n- g", "\n> h"):
        assert sign not in text.replace("\\", "\\\\").replace("\\\\<", "?").replace("\\\\[", "?").replace("\\\\`", "?")
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Hỏi đáp kế hoạch địa phương",
        next(line for line in text.splitlines() if line.startswith("## ")),
    ]


def test_word_holds_the_same() -> None:
    document = docx.Document(io.BytesIO(to_word(TURNS, WHEN)))
    told = [paragraph.text for paragraph in document.paragraphs]
    assert "Thu ngân sách?" in told
    assert f"[1] {CITED}, mục I.2 2:" in told
    assert f"“{BUDGET.quote}”" in told


def test_characters_that_word_cannot_hold_are_left_out() -> None:
    to_word((Turn("a\x00b\x0b\ufffe", answer_made_of("c\x01"), is_history=True),), WHEN)
