"""A word of status means the same in a document, a draft and a question."""

import pytest

from rag.answering.gate.cues import StatusClaim, cues_in
from rag.answering.question.understanding import understand
from rag.datatypes import Status
from tests.figures.test_statuses import statuses

_TARGETS = (
    "chỉ tiêu", "kế hoạch", "dự toán", "mục tiêu", "phấn đấu", "quyết tâm", "hướng tới", "cam kết", "kỳ vọng",
    "đặt mục tiêu", "được giao", "đề ra", "đặt ra", "phải đạt", "cần đạt", "tối thiểu phải", "sẽ",
)  # fmt: skip
_ESTIMATES = ("ước", "ước đạt", "ước thực hiện", "dự ước", "ước tính", "dự báo")
_DONE = ("đã đạt", "đã thu", "thực hiện đạt", "thu được", "giải ngân được", "thu hút được", "cán mốc", "thu về")


@pytest.mark.parametrize("word", _TARGETS)
def test_words_of_planning(word: str) -> None:
    assert statuses(f"Thu ngân sách năm 2030 {word} 500 tỷ đồng.", "I. KẾT QUẢ") == [Status.TARGET]
    assert [cue.claim for cue in cues_in(f"Thu ngân sách năm 2030 {word} ")] == [StatusClaim.TARGET]
    frame = understand(f"Năm 2030 thu ngân sách {word} bao nhiêu?", ())
    assert Status.TARGET in (*frame.statuses, *frame.leaning)
    assert Status.RESULT not in (*frame.statuses, *frame.leaning)


@pytest.mark.parametrize("word", _ESTIMATES)
def test_words_of_estimating(word: str) -> None:
    assert statuses(f"Thu ngân sách năm 2030 {word} 500 tỷ đồng.", "Mục tiêu") == [Status.ESTIMATE]
    assert [cue.claim for cue in cues_in(f"Thu ngân sách năm 2030 {word} ")] == [StatusClaim.ESTIMATE]
    assert Status.ESTIMATE in understand(f"Năm 2030 thu ngân sách {word} bao nhiêu?", ()).statuses


@pytest.mark.parametrize("word", _DONE)
def test_words_of_doing(word: str) -> None:
    assert statuses(f"Năm 2030, tỉnh {word} 500 tỷ đồng tiền thuế.", "I. KẾT QUẢ") == [Status.RESULT]
    assert [cue.claim in {StatusClaim.RESULT, StatusClaim.FINAL} for cue in cues_in(f"Năm 2030, tỉnh {word} ")] == [
        True
    ]
    frame = understand(f"Năm 2030 tỉnh {word} bao nhiêu?", ())
    assert Status.RESULT in (*frame.statuses, *frame.leaning)
    assert Status.TARGET not in (*frame.statuses, *frame.leaning)
