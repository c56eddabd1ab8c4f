"""Sentences of models about the rows of a table, and the lines that the register says of them."""

import datetime

import pytest

from rag.answering.facts.relations import fits_measure
from rag.answering.facts.statements import FactStatements
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify
from rag.answering.question.understanding import understand
from rag.answering.wording import row_line
from rag.datatypes import Document, Draft, Rejection, SourceRecord, Statement
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

TEXT = """\
PHỤ LỤC

| TT | Chỉ tiêu | ĐVT | Thực hiện 2023 | Kế hoạch 2024 | Năm 2024 | ƯTH 2024/KH 2024 (%) | Ghi chú |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 1 | Thu ngân sách nhà nước | Tỷ đồng | 41.250 | trên 45.000 | 46.800 | 104 | Giữ trong 5 năm |
| 2 | Tỷ lệ hộ nghèo | % | 2,41 | 1,8 | 1,75 | | |

| TT | Địa phương | Tỷ lệ hộ nghèo năm 2023 (%) |
| --- | --- | --- |
| 1 | Huyện Nam Khê | 4,12 |
| 2 | Huyện Bắc Lĩnh | 3,85 |
"""
SOURCE = SourceRecord("Báo cáo", date=datetime.date(2024, 12, 10), territory="tỉnh Lạc Sơn", recorded=True)
DOCUMENT = Document("phu-luc.md", TEXT, SOURCE)
PASSAGES = tuple(passage for passage in split_passages(DOCUMENT, 700) if passage.row)
FACTS = read_facts(DOCUMENT, PASSAGES)
BUDGET, POVERTY, NAM_KHE, BAC_LINH = range(1, 5)


def _verdict(question: str, text: str, *cited: int) -> Statement | Rejection:
    facts = {passage.id: [fact for fact in FACTS if fact.passage_id == passage.id] for passage in PASSAGES}
    evidence = Evidence(PASSAGES, facts, {DOCUMENT.file: DOCUMENT}, ("Lạc Sơn",))
    return verify(Draft(text, cited), understand(question, ("Lạc Sơn",)), evidence)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Năm 2023, thu ngân sách nhà nước thực hiện đạt 41.250 tỷ đồng.", BUDGET),
        ("Kế hoạch thu ngân sách nhà nước năm 2024 là trên 45.000 tỷ đồng.", BUDGET),
        ("Tỷ lệ hộ nghèo năm 2023 là 2,41%.", POVERTY),
        ("Tỷ lệ hộ nghèo của huyện Nam Khê năm 2023 là 4,12%.", NAM_KHE),
        ("Tỷ lệ hộ nghèo năm 2024 là 1,75%.", POVERTY),  # neither called a plan nor a result
    ],
)
def test_what_a_row_states_in_its_column_passes_and_cites_the_row(text: str, cited: int) -> None:
    verdict = _verdict("Số liệu là bao nhiêu?", text, cited)
    assert isinstance(verdict, Statement), verdict
    (citation,) = verdict.citations
    assert citation.quote == PASSAGES[cited - 1].text == TEXT[citation.start : citation.end]
    assert citation.passage.row is not None
    assert all(cell.heading for cell in citation.passage.row.cells)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Thu ngân sách nhà nước năm 2023 đạt 45.000 tỷ đồng.", BUDGET),  # another column's
        ("Kế hoạch thu ngân sách nhà nước năm 2023 là 41.250 tỷ đồng.", BUDGET),
        ("Kế hoạch thu ngân sách nhà nước năm 2024 là 45.000 tỷ đồng.", BUDGET),  # without its comparator
        ("Thu ngân sách nhà nước năm 2024 đạt 46.800 tỷ đồng.", BUDGET),  # a column whose status nothing tells
        ("Thu ngân sách nhà nước năm 2024 thực hiện 46.800 tỷ đồng.", BUDGET),
        ("Kế hoạch thu ngân sách nhà nước năm 2024 là 46.800 tỷ đồng.", BUDGET),
        ("Thu ngân sách nhà nước năm 2024 là 46.800.", BUDGET),
        ("Thu ngân sách nhà nước năm 2023 đạt 41.250 triệu đồng.", BUDGET),
        ("Thu ngân sách nhà nước năm 2024 tăng 104%.", BUDGET),
        ("Thu ngân sách nhà nước năm 2023 đạt 41.250 tỷ đồng so với kế hoạch.", BUDGET),
        ("Thu ngân sách nhà nước giữ trong 5 năm.", BUDGET),
        ("Tỷ lệ hộ nghèo năm 2024 ước 1,75%.", POVERTY),
        ("Tỷ lệ hộ nghèo năm 2023 là 4,12%.", NAM_KHE),  # of a district, told of the province
        ("Tỷ lệ hộ nghèo của huyện Nam Khê năm 2023 là 3,85%.", BAC_LINH),
    ],
)
def test_what_a_row_states_otherwise_or_not_for_certain_does_not(text: str, cited: int) -> None:
    assert isinstance(_verdict("Số liệu là bao nhiêu?", text, cited), Rejection)


def test_the_line_of_a_table_s_fact_reads_without_bars_and_tells_its_place() -> None:
    say = FactStatements([DOCUMENT], PASSAGES)
    lines = [say.render_facts([fact]).text for fact in FACTS]
    assert lines[:4] == [
        "**41.250 tỷ đồng** – kết quả năm 2023: Thu ngân sách nhà nước.",
        "**trên 45.000 tỷ đồng** – chỉ tiêu năm 2024: Thu ngân sách nhà nước.",
        "**46.800 tỷ đồng** – số liệu (văn bản không nói rõ là chỉ tiêu hay kết quả) năm 2024: Thu ngân sách nhà nước.",
        "**104%** – ước thực hiện năm 2024: Thu ngân sách nhà nước – so với kế hoạch năm 2024.",
    ]
    assert "**4,12%** – kết quả năm 2023: Tỷ lệ hộ nghèo (huyện Nam Khê)." in lines


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("Thu ngân sách nhà nước năm 2024 ước đạt bao nhiêu?", []),
        ("Thu ngân sách nhà nước năm 2024 đạt bao nhiêu phần trăm kế hoạch?", ["104%"]),
        ("Thu ngân sách nhà nước năm 2024 so với kế hoạch thế nào?", ["104%"]),
    ],
)
def test_a_column_of_comparisons_answers_only_who_asks_to_compare(question: str, figures: list[str]) -> None:
    frame = understand(question, ("Lạc Sơn",))
    assert [fact.figure.text for fact in FACTS if fact.baseline and fits_measure(fact, frame)] == figures


def test_a_row_that_is_quoted_tells_each_cell_behind_its_heading() -> None:
    assert row_line(PASSAGES[POVERTY - 1]) == (
        "Tỷ lệ hộ nghèo – ĐVT: %; Thực hiện 2023: 2,41; Kế hoạch 2024: 1,8; Năm 2024: 1,75."
    )
