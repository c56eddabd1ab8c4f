"""Sentences without figures, in a model's own order and joining words, held against a plan of an invented city."""

import datetime

import pytest

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify
from rag.answering.question.understanding import understand
from rag.datatypes import ContextHeader, Document, Draft, Passage, Rejection, SourceRecord, Statement

FILE = "chi-thi-8.txt"
LINES = (
    "Tập trung nạo vét và triển khai hiệu quả các bến số 3, 4, 5 tại cảng Cây Gáo; đồng thời, chuẩn bị nghiên cứu "
    "lập hồ sơ bến du thuyền tại huyện Sông Ngang.",
    "Đường Bờ Kè thường xuyên ngập do mưa lớn kéo dài.",
    "Các ban của Thành ủy chịu trách nhiệm giúp Thành ủy theo dõi, kiểm tra, đánh giá việc thực hiện Chỉ thị.",
    "Công bố quy hoạch Vịnh Trong đến năm 2040.",
)
SOURCE = SourceRecord(
    "Chỉ thị về nhiệm vụ năm 2031", "Chỉ thị", "8/CT-UBND", datetime.date(2030, 12, 5),
    "Ủy ban nhân dân thành phố Sông Lam", "thành phố Sông Lam", "2031",
    published_in="Cổng thông tin Sông Lam, 10/12/2029",
)  # fmt: skip
HEADER = ContextHeader(SOURCE.title, SOURCE.number, ("II. NHIỆM VỤ, GIẢI PHÁP",), "2031")


def _evidence() -> Evidence:
    text = "\n".join(LINES)
    passages = [
        Passage(str(number), FILE, text.index(line), text.index(line) + len(line), line, HEADER, is_item=False)
        for number, line in enumerate(LINES, start=1)
    ]
    return Evidence(passages, {}, {FILE: Document(FILE, text, SOURCE)}, ("Sông Lam",))


EVIDENCE = _evidence()


def _verdict(text: str) -> Statement | Rejection:
    return verify(Draft(text, (1, 2, 3, 4)), understand("Chỉ thị nêu gì?", EVIDENCE.own_territories), EVIDENCE)


@pytest.mark.parametrize(
    "text",
    [
        "Ba bến số 3, 4 và 5 tại cảng Cây Gáo được nạo vét và triển khai.",
        "Theo Chỉ thị, năm 2031 các bến số 3, 4, 5 tại cảng Cây Gáo được nạo vét.",
        "Trong năm 2031, thành phố công bố quy hoạch Vịnh Trong đến năm 2040.",
    ],
)
def test_another_order_and_other_joining_words_pass(text: str) -> None:
    assert isinstance(_verdict(text), Statement)


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2030, các bến số 3, 4, 5 tại cảng Cây Gáo được nạo vét.",  # the year in which the document was made
        "Năm 2029, các bến số 3, 4, 5 tại cảng Cây Gáo được nạo vét.",  # and the one in which it was published
        "Ngày 5/12/2030, các bến số 3, 4, 5 tại cảng Cây Gáo được nạo vét.",
        "Năm 2031, thành phố công bố quy hoạch Vịnh Trong.",  # of a sentence with a year of its own
        "Bốn bến số 3, 4 và 5 tại cảng Cây Gáo được nạo vét.",
        "Các bến số 3, 4 và 6 tại cảng Cây Gáo được nạo vét.",
        "Tại huyện Sông Ngang, Chỉ thị yêu cầu nạo vét các bến số 3, 4 và 5.",
        "Nghị quyết yêu cầu nạo vét các bến số 3, 4 và 5 tại cảng Cây Gáo.",
        "Các bến số 3, 4, 5 tại cảng Cây Gáo đã được nạo vét.",  # what is only planned
        "Đường Bờ Kè thường xuyên ngập khiến mưa lớn kéo dài.",
        "Nạo vét các bến số 3, 4, 5 tại cảng Cây Gáo do mưa lớn kéo dài.",
    ],
)
def test_what_the_plan_does_not_say_does_not(text: str) -> None:
    assert isinstance(_verdict(text), Rejection)
