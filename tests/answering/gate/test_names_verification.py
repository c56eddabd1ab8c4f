"""Sentences of models on indicators whose own names hold what elsewhere tells a status, a year or a figure."""

import pytest

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Draft, Rejection, SourceRecord, Statement
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

TEXT = """\
PHỤ LỤC

| TT | Chỉ tiêu | ĐVT | Thực hiện 2031 | Kế hoạch 2032 |
| --- | --- | --- | --- | --- |
| 1 | Vốn thực hiện toàn ngành muối | Tỷ đồng | 812 | 900 |
| 2 | Tỷ lệ trẻ em dưới 5 tuổi biết bơi | % | 41,5 | 46 |
| 3 | Số thuyền trên 1 vạn dân | Thuyền | 12,4 | 13 |
| 4 | Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều | % | 3,7 | 3,1 |
| 5 | Lao động có bằng cấp | % | 27,3 | 29 |
| 7 | Ghi nhận ca cúm | Ca | 58 | 30 |
| 6 | Giáo viên còn thiếu | Người | 86 | 40 |
"""
SOURCE = SourceRecord("Báo cáo", territory="tỉnh Đá Mòng", recorded=True)
DOCUMENT = Document("phu-luc.md", TEXT, SOURCE)
PASSAGES = tuple(passage for passage in split_passages(DOCUMENT, 700) if passage.row)
FACTS = read_facts(DOCUMENT, PASSAGES)
CAPITAL, SWIMMING, BOATS, POVERTY, SCHOOLED, FLU, TEACHERS = range(1, 8)


def _verdict(question: str, text: str, *cited: int) -> Statement | Rejection:
    facts = {passage.id: [fact for fact in FACTS if fact.passage_id == passage.id] for passage in PASSAGES}
    evidence = Evidence(PASSAGES, facts, {DOCUMENT.file: DOCUMENT}, ("Đá Mòng",))
    return verify(Draft(text, cited), understand(question, ("Đá Mòng",)), evidence)


PLAN = "Chỉ tiêu vốn thực hiện toàn ngành muối năm {} là bao nhiêu?"


@pytest.mark.parametrize(
    ("question", "text", "cited"),
    [
        (PLAN.format(2032), "Vốn thực hiện toàn ngành muối là 900 tỷ đồng.", CAPITAL),
        ("Trẻ em?", "Tỷ lệ trẻ em dưới 5 tuổi biết bơi năm 2031 đạt 41,5%.", SWIMMING),
        ("Thuyền?", "Năm 2031, số thuyền trên 1 vạn dân đạt 12,4 thuyền.", BOATS),
        ("Giáo viên?", "Kết quả năm 2031: giáo viên còn thiếu là 86 người.", TEACHERS),
    ],
)
def test_words_and_numbers_of_its_name_are_the_indicator_s_own(question: str, text: str, cited: int) -> None:
    assert isinstance(_verdict(question, text, cited), Statement), _verdict(question, text, cited)


@pytest.mark.parametrize(
    ("question", "text", "cited"),
    [
        ("Chỉ tiêu ghi nhận ca cúm năm 2031?", "Ghi nhận ca cúm là 58 ca.", FLU),
        (PLAN.format(2031), "Vốn thực hiện toàn ngành muối là 812 tỷ đồng.", CAPITAL),  # a result
        ("Trẻ em?", "Tỷ lệ trẻ em dưới 6 tuổi biết bơi năm 2031 đạt 41,5%.", SWIMMING),
        ("Thuyền?", "Năm 2031, số thuyền trên 2 vạn dân đạt 12,4 thuyền.", BOATS),
        ("Thuyền?", "Số thuyền trên 1 vạn dân tăng nhanh.", BOATS),
        ("Thuyền?", "Năm 2031, số thuyền trên 1 vạn dân đạt 1 vạn dân.", BOATS),
        ("Trẻ em?", "Năm 2031, số thuyền trên 1 vạn dân là nhờ trẻ em dưới 5 tuổi biết bơi đạt 41,5%.", SWIMMING),
        ("Tỷ lệ hộ nghèo năm 2031?", "Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều năm 2030 là 3,7%.", POVERTY),
        ("Lao động có bằng cấp năm 2031?", "Lao động có bằng cấp năm 2030 đạt 27,3%.", SCHOOLED),
        ("Chỉ tiêu hộ nghèo 2032?", "Năm 2032, tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều đạt ≤ 3,1%.", POVERTY),
        ("Thu ngân sách?", "Năm 2031, vốn thực hiện toàn ngành muối còn thiếu 812 tỷ đồng.", CAPITAL),
    ],
)
def test_they_hide_no_fault(question: str, text: str, cited: int) -> None:
    assert isinstance(_verdict(question, text, cited), Rejection)
