import datetime
from dataclasses import replace

import pytest

from page.citing import cite_officially, section_of
from rag.datatypes import Citation, ContextHeader, Document, Passage, SourceRecord, Weight
from rag.ingestion.chunking import split_passages
from tests.page.fake_pipeline import BUDGET, BUDGET_NEWS


def passage(text: str, *headings: str) -> Passage:
    return Passage("id", "a.txt", 0, len(text), text, ContextHeader("", "", headings, ""), is_item=True)


@pytest.mark.parametrize(
    ("headings", "text", "section"),
    [
        (("II. CHỈ TIÊU", "2. Chỉ tiêu chủ yếu:", "2.1. Kinh tế"), "(4) Kim ngạch đạt 5.", "mục II.2.1 (4)"),
        (("NGHỊ QUYẾT HỘI NGHỊ", "II. CHỈ TIÊU"), "a) Thu đạt 5.", "mục II a)"),
        (("Phần 2. MỤC TIÊU", "IV. CHỈ TIÊU"), "Thu đạt 5.", "phần 2, mục IV"),
        (("Mục tiêu chung",), "Thu đạt 5.", "mục “Mục tiêu chung”"),
        (("Mục tiêu chung",), "(2) Thu đạt 5.", "mục “Mục tiêu chung”, ý (2)"),
        (("2024 là năm bản lề",), "12,5 tỷ đồng.", "mục “2024 là năm bản lề”"),
        ((), "Thu đạt 5.", ""),
    ],
)
def test_a_section_is_named_by_the_marks_of_its_headings(headings: tuple[str, ...], text: str, section: str) -> None:
    assert section_of(passage(text, *headings)) == section


def test_a_row_is_named_by_its_table_and_its_name() -> None:
    text = "Bảng 1. Chỉ tiêu\n\n| Chỉ tiêu | 2031 |\n|---|---|\n| Lúa | 5 |"
    row = split_passages(Document("a.md", text, SourceRecord("Phụ lục")), 700)[-1]
    assert "dòng “Lúa”" in section_of(row)


def test_a_document_is_cited_as_an_office_does() -> None:
    told = "Nghị quyết số 25/NQ-HĐND ngày 09/12/2030 của Hội đồng nhân dân tỉnh Sông Lam, mục I.2 2, trang 3"
    assert cite_officially(replace(BUDGET, place="trang 3")) == told


def test_what_is_not_known_is_left_out_and_never_made_up() -> None:
    assert cite_officially(BUDGET_NEWS) == (
        "“Năm 2031: phấn đấu thu ngân sách vượt 40 nghìn tỷ đồng”, Báo Sông Lam, ngày 05/01/2031"
    )
    bare = Citation(passage("x"), SourceRecord("Ghi chép"), "x", 0, 1)
    assert cite_officially(bare) == "“Ghi chép”, nguồn chưa xác nhận"


def test_a_number_that_names_its_kind_is_told_once() -> None:
    source = SourceRecord("A", "Chỉ thị", "Chỉ thị số 02", datetime.date(2022, 12, 1), recorded=True)
    assert cite_officially(Citation(passage("x"), source, "x", 0, 1)) == "Chỉ thị số 02 ngày 01/12/2022"


@pytest.mark.parametrize(("weight", "is_retold"), [(Weight.PRESS, True), (Weight.OFFICIAL, False)])
def test_what_the_press_retells_is_cited_as_that(weight: Weight, is_retold: bool) -> None:
    source = replace(BUDGET.source, weight=weight, published_in="Báo Sông Lam, 02/01/2031")
    cited = cite_officially(replace(BUDGET, source=source))
    assert ("(dẫn theo Báo Sông Lam, 02/01/2031)" in cited) is is_retold
