import pytest

from rag.ingestion.readers.content import PageContent, Table
from rag.ingestion.readers.cut_rows import join_cut_rows

BEGUN = Table((("TT", "Chỉ tiêu", "Năm 2025"), ("8", "Tốc độ tăng trưởng của", "9,5")))
NEXT = ("9", "Thịt hơi", "10,2")


def pages(going_on: Table) -> tuple[PageContent, ...]:
    return PageContent((BEGUN, "Báo cáo", "5")), PageContent(("6", going_on, "Nguồn: Cục Thống kê."))


@pytest.mark.parametrize("headings", [0, 1])
@pytest.mark.parametrize("rest", ["ngành thứ 8", "8 ngành mũi nhọn", "(theo giá so sánh)"])
def test_a_cut_row_is_whole_on_the_page_where_it_begins(headings: int, rest: str) -> None:
    above = BEGUN.rows[:headings]
    first, second = join_cut_rows(pages(Table((*above, ("", rest, ""), NEXT), headings)))
    assert first.blocks == (
        Table((BEGUN.rows[0], ("8", f"Tốc độ tăng trưởng của {rest}", "9,5"))),
        "Báo cáo",
        "5",
    )
    assert second.blocks == ("6", Table((*above, NEXT), headings), "Nguồn: Cục Thống kê.")


@pytest.mark.parametrize(
    "row",
    [
        NEXT,
        ("", "Trong đó: vốn ngân sách", "9,5"),
        ("", "trong đó: nông nghiệp", "9,5"),
        ("", "Trong đó:", ""),
        ("", "", "7,5"),
    ],
)
def test_a_row_of_its_own_stays_where_it_is(row: tuple[str, ...]) -> None:
    content = pages(Table((row, NEXT), 0))
    assert join_cut_rows(content) == content


def test_nothing_is_joined_across_text() -> None:
    first, second = pages(Table((("", "ngành thứ 8", ""),), 0))
    between = PageContent(("Chữ ở giữa hai bảng. " * 9, *second.blocks))
    assert join_cut_rows((first, between)) == (first, between)
