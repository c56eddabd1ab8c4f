import pytest

from rag.ingestion.readers.content import PageContent, Table
from rag.ingestion.repair.page_breaks import Joint, join_pages

LINE = "Thực hiện đồng bộ các nhiệm vụ, giải pháp phát triển"


def _joint(last: str, first: str) -> Joint:
    return join_pages((PageContent((last,), "trang 1"), PageContent((first,), "trang 2"))).joints[1]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (LINE, "kinh tế nhanh và bền vững."),
        (f"{LINE} đạt 5.000", "tỷ đồng."),
        (f"{LINE} đạt 12,5", "%, cao hơn."),
        (f"{LINE} tại Hồng Bàng,", "Ngô Quyền và Lê Chân."),
        (f"{LINE} năm 2024", "và năm 2025."),
    ],
)
def test_a_sentence_goes_on_over_a_page_end(last: str, first: str) -> None:
    assert _joint(last, first) is Joint.SPACE


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (f"{LINE}.", "kinh tế"),
        (f"{LINE}:", "kinh tế"),
        (LINE, "Điều 2. Tổ chức thực hiện"),
        (f"{LINE},", "- Lưu: VT."),
        (f"{LINE},", "a) kinh tế"),
        (f"{LINE} đạt 106.", "761,592 tỷ đồng"),
        (f"{LINE} đạt 106,", "5 tỷ đồng"),
        (f"{LINE} đạt 106", "761,592 tỷ đồng"),
        (f"{LINE} đạt 106,", "tỷ đồng"),
        ("MỤC TIÊU PHÁT TRIỂN KINH TẾ - XÃ HỘI", "của tỉnh"),
        ("Ngắn", "kinh tế"),
        (f"{LINE} develop-", "ment"),
        (f"{LINE} nhanh chư-", "ơng trình"),
        ("", "kinh tế"),
    ],
)
def test_what_may_be_two_stays_two(last: str, first: str) -> None:
    assert _joint(last, first) is Joint.BREAK


def test_a_syllable_cut_by_a_hyphen_is_one_again() -> None:
    cut = join_pages((PageContent((f"{LINE} tr-",)), PageContent(("ương.",))))
    assert cut.joints[1] is Joint.NOTHING
    assert cut.pages[0].blocks == (f"{LINE} tr",)


def test_a_figure_that_may_be_cut_is_reported_with_its_page() -> None:
    joined = join_pages((PageContent(("đạt 106.",), "trang 4"), PageContent(("761,592 tỷ đồng",), "trang 5")))
    assert len(joined.warnings) == 1
    assert "trang 4" in joined.warnings[0]
    assert not join_pages((PageContent(("năm 2025.",)), PageContent(("2. Mục tiêu",)))).warnings


HEAD = ("TT", "Chỉ tiêu", "Năm 2025")


def _rows(above: Table, below: Table) -> list[tuple[str, ...]] | None:
    joined = join_pages((PageContent((above,)), PageContent((below,))))
    if not joined.continues[1]:
        return None
    first, second = joined.pages[0].blocks[0], joined.pages[1].blocks[0]
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    return [*first.rows, *second.rows]


@pytest.mark.parametrize(
    "below",
    [
        Table((("2", "IIP", "7"),), 0),
        Table((HEAD, ("2", "IIP", "7"))),
        Table((HEAD, ("2", "IIP", "7")), 0),
        Table((HEAD, ("2", "IIP", "7")), caption="(tiếp theo)"),
    ],
)
def test_a_table_goes_on_over_a_page_end(below: Table) -> None:
    assert _rows(Table((HEAD, ("1", "GRDP", "5"))), below) == [HEAD, ("1", "GRDP", "5"), ("2", "IIP", "7")]


@pytest.mark.parametrize(
    "below",
    [
        Table((("2", "7"),), 0),
        Table((("TT", "Dự án", "Vốn"), ("2", "IIP", "7"))),
        Table((("2", "IIP", "7"),), 0, "Biểu số 2"),
        Table((), 0),
    ],
)
def test_another_table_is_another(below: Table) -> None:
    assert _rows(Table((HEAD, ("1", "GRDP", "5"))), below) is None


def test_rows_that_carry_a_sum_over_are_left_out_and_reported() -> None:
    above = Table((HEAD, ("1", "GRDP", "5"), ("", "Cộng chuyển trang sau", "5")))
    below = Table((("", "Trang trước mang sang", "5"), ("2", "IIP", "7")), 0)
    assert _rows(above, below) == [HEAD, ("1", "GRDP", "5"), ("2", "IIP", "7")]
    assert len(join_pages((PageContent((above,)), PageContent((below,)))).warnings) == 2


def test_a_row_of_column_numbers_repeated_stands_once() -> None:
    numbers = ("1", "2", "3=2/1")
    above, below = Table((HEAD, numbers, ("1", "GRDP", "5"))), Table((HEAD, numbers, ("2", "IIP", "7")))
    assert _rows(above, below) == [HEAD, numbers, ("1", "GRDP", "5"), ("2", "IIP", "7")]


def test_a_cell_that_is_cut_is_joined_only_where_the_rest_stands_alone() -> None:
    above = Table((HEAD, ("1", "Tốc độ tăng", "5")))
    assert _rows(above, Table((("", "trưởng GRDP", ""),), 0)) == [HEAD, ("1", "Tốc độ tăng trưởng GRDP", "5")]
    for row in (("", "Trưởng", ""), ("", "trưởng", "6"), ("", "", "6"), ("2", "trưởng", "")):
        assert _rows(above, Table((row,), 0)) == [*above.rows, row]
