import pytest

from rag.language.asked_prose import AskedProse, asked_prose
from rag.vietnamese import fold_accents

ASKED = [
    ("Vì sao nhà máy đường dừng hoạt động?", {AskedProse.REASON}),
    ("Nguyên nhân và giải pháp xử lý rác thải?", {AskedProse.REASON, AskedProse.WAY}),
    ("Tỉnh làm thế nào để giữ rừng?", {AskedProse.WAY}),
    ("Tóm tắt nhiệm vụ năm 2031", {AskedProse.SURVEY}),
    ("So sánh thu và chi năm 2031", {AskedProse.COMPARISON}),
    ("Thu ngân sách năm 2031 là bao nhiêu?", set()),
    ("Sản lượng lúa năm 2031 thế nào?", set()),
]


@pytest.mark.parametrize(("text", "asked"), ASKED)
def test_words_tell_what_prose_is_asked_for_with_accents_and_without(text: str, asked: set[AskedProse]) -> None:
    assert asked_prose(text, accent_free=False) == asked
    assert asked_prose(fold_accents(text), accent_free=True) == asked


def test_a_question_typed_with_accents_is_not_read_without_them() -> None:
    assert asked_prose("Có tại sào này không?", accent_free=False) == frozenset()
