import json
from dataclasses import replace

import pytest

from page.keeping import LOST, MOST_BYTES, STALE, keep, restore
from page.turns import Turn
from rag.datatypes import Document, Mode, NotInDocuments, Question, Statement, VerifiedAnswer
from tests.page.fake_pipeline import BUDGET, BUDGET_FACT, BUDGET_NEWS, PLAN, FakePipeline

PLACED = replace(BUDGET, place="trang 2")
TOLD = Turn(
    "Thu ngân sách?",
    VerifiedAnswer(Question("Thu ngân sách?"), (Statement("**41.250**", (PLACED,), (BUDGET_FACT,)),), Mode.FACTS),
    is_history=True,
)
FAILED = Turn("Câu hỏng", None, is_history=False, problem="Có lỗi.")
REFUSED = Turn(
    "Sân bay?",
    VerifiedAnswer(Question("Sân bay?"), (), Mode.FACTS, NotInDocuments("Không có.", ("Có A.",), (BUDGET_FACT,))),
    is_history=True,
)
WRITTEN = Turn(
    "Vì sao?",
    VerifiedAnswer(Question("Vì sao?"), (Statement("Vì thế.", (PLACED, BUDGET_NEWS)),), Mode.MODEL, note="Ghi chú"),
    is_history=True,
    model="qwen3",
)


def browsed(turns: tuple[Turn, ...]) -> object:
    """What comes back from a browser, which keeps JSON."""
    return json.loads(json.dumps(keep(turns)))


def test_what_a_browser_kept_is_what_was_shown() -> None:
    turns = (TOLD, FAILED, REFUSED, WRITTEN)
    assert restore(browsed(turns), FakePipeline()) == turns


def test_an_answer_whose_sentence_is_gone_is_not_shown_again() -> None:
    changed = FakePipeline(documents=(Document("nghi-quyet-25.txt", "Khác. " * 400, PLAN),))
    (turn,) = restore(browsed((TOLD,)), changed)
    assert (turn.answer, turn.problem, turn.question) == (None, STALE, TOLD.question)
    (gone,) = restore(browsed((TOLD,)), FakePipeline(documents=()))
    assert gone.problem == STALE


@pytest.mark.parametrize(
    "kept",
    [None, "x", 5, [5], [{"question": 5}], [{"question": "a", "mode": "facts", "extra": []}], {"question": "a"}],
)
def test_what_no_page_has_kept_restores_nothing_that_was_not_asked(kept: object) -> None:
    assert all(turn.answer is None for turn in restore(kept, FakePipeline()))


def test_a_statement_without_a_source_is_not_shown() -> None:
    forged = [{"question": "a", "mode": "facts", "statements": [{"text": "Đạt **999 tỷ**.", "cites": []}]}]
    (turn,) = restore(forged, FakePipeline())
    assert (turn.answer, turn.problem) == (None, LOST)
    beyond = [{"question": "a", "mode": "facts", "statements": [{"text": "Đạt **999 tỷ**.", "cites": [7]}]}]
    assert restore(beyond, FakePipeline())[0].answer is None


def test_the_latest_turns_are_kept_as_far_as_there_is_room() -> None:
    assert TOLD.answer is not None
    long = replace(TOLD, answer=replace(TOLD.answer, note="dài " * 5000))
    kept = keep((*[long] * 20, FAILED))
    assert len(json.dumps(kept, ensure_ascii=False).encode()) <= MOST_BYTES
    assert kept[-1]["question"] == "Câu hỏng"
    assert 2 < len(kept) < 21
