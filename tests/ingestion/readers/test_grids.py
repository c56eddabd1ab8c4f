import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingestion.readers.cells import EMPTY, Cell, part_lines
from rag.ingestion.readers.content import Block, Table
from rag.ingestion.readers.grids import blocks_of, with_captions


def _blocks(*rows: str, **options: bool) -> list[Block]:
    """Rows as `a | b | b`: equal texts side by side in a row are one merged cell."""
    grid = []
    for row in rows:
        line: list[Cell] = []
        for text in row.split("|"):
            merged = bool(line) and line[-1].text == text.strip() != ""
            line.append(line[-1] if merged else Cell(text.strip()))
        grid.append(line)
    return [block for _, block in blocks_of(grid, **options)]


def test_title_and_unit_become_the_caption_and_the_row_of_numbers_goes() -> None:
    assert _blocks(
        "Biểu 1 | Biểu 1 | Biểu 1",
        " | | Đơn vị: %",
        "TT | Chỉ tiêu | Năm 2025",
        "A | B | 1",
        "1 | GRDP | 8,5",
        "Nguồn: Cục Thống kê | Nguồn: Cục Thống kê | Nguồn: Cục Thống kê",
    ) == [Table((("TT", "Chỉ tiêu", "Năm 2025"), ("1", "GRDP", "8,5")), 1, "Biểu 1\nĐơn vị: %"), "Nguồn: Cục Thống kê"]


def test_a_section_in_the_table_stays_there() -> None:
    (table,) = _blocks("TT | Chỉ tiêu | 2025", "I. Kinh tế | I. Kinh tế | I. Kinh tế", "1 | GRDP | 8,5")
    assert isinstance(table, Table)
    assert table.rows[1] == ("I. Kinh tế",) * 3


def test_a_row_that_only_names_itself_is_a_section_even_where_its_number_was_misread() -> None:
    (table,) = _blocks("TT | Chỉ tiêu | ĐVT | 2025", "/ | KINH TẾ | | ", "1 | GRDP | % | 8,5")
    assert isinstance(table, Table)
    assert table.heading_rows == 1


def test_rows_and_columns_without_text_go() -> None:
    assert _blocks("Năm | | Thu", " | | ", "2025 | | 1,5") == [Table((("Năm", "Thu"), ("2025", "1,5")))]


def test_columns_that_every_row_merges_are_one() -> None:
    assert _blocks("Thu | Thu | Chi", "1,5 | 1,5 | 2,5", "3 | 3 | 4") == [
        Table((("Thu", "Chi"), ("1,5", "2,5"), ("3", "4")))
    ]


def test_one_column_is_text() -> None:
    assert _blocks("Thu", "Chi") == ["Thu", "Chi"]


def test_a_table_is_cut_where_a_page_ends() -> None:
    grid = [[Cell("Năm"), Cell("Thu")], [Cell("2024"), Cell("1,5")], [Cell("2025", 1), Cell("2,5", 1)]]
    assert blocks_of(grid) == [
        (0, Table((("Năm", "Thu"), ("2024", "1,5")))),
        (1, Table((("2025", "2,5"),), heading_rows=0)),
    ]


def test_the_lines_above_a_table_that_name_it_are_its_caption() -> None:
    table = Table((("Năm", "Thu"), ("2025", "1,5")))
    read = with_captions(["Mở đầu.", "Phụ lục I", "(Kèm theo Nghị quyết số 1)", "Đơn vị: tỷ đồng", table])
    caption = "Phụ lục I\n(Kèm theo Nghị quyết số 1)\nĐơn vị: tỷ đồng"
    assert read == ["Mở đầu.", Table(table.rows, 1, caption)]


cells = st.sampled_from(["", "Thu", "1,5", "2025", "(1)", "A", "B", "Ghi chú: x", "Nơi nhận:", "Đơn vị: %", "I. Mục"])


@given(st.lists(st.lists(st.tuples(cells, st.integers(0, 2)), max_size=5), max_size=8))
def test_every_grid_gives_tables_of_equal_rows(rows: list[list[tuple[str, int]]]) -> None:
    grid = [[Cell(*cell) if cell[0] else EMPTY for cell in row] for row in rows]
    for _, block in blocks_of(grid):
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
            assert 0 <= block.heading_rows <= len(block.rows)


@pytest.mark.parametrize("figure", ["4,1³", "4.100⁽¹⁾", "4,1%²", ""])
def test_a_row_below_the_heading_is_data_though_its_figure_bears_a_mark_or_is_missing(figure: str) -> None:
    rows = [("Cây trồng", "Đơn vị", "Năm 2031"), ("Lạc", "tấn", figure), ("Vừng", "tấn", "135")]
    ((_, table),) = blocks_of([[Cell(text) for text in row] for row in rows])
    assert isinstance(table, Table)
    assert table.heading_rows == 1


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        (("Giống\nPhân bón", "tỷ\ntỷ", "12,4\n7,9"), [("Giống", "tỷ", "12,4"), ("Phân bón", "tỷ", "7,9")]),
        (("1\n2", "- Giống\n- Phân bón", "12,4\n7,9"), [("1", "- Giống", "12,4"), ("2", "- Phân bón", "7,9")]),
        (("Giống\nPhân bón", "tỷ", "12,4\n7,9"), [("Giống", "tỷ", "12,4"), ("Phân bón", "tỷ", "7,9")]),
        (("Giống\nvà phân bón", "12,4\n7,9"), [("Giống\nvà phân bón", "12,4\n7,9")]),
        (("Giống\nPhân bón", "12,4\n7,9\n5"), [("Giống\nPhân bón", "12,4\n7,9\n5")]),
        (("Giống\nPhân bón", "12,4\n7,9", "20,3"), [("Giống\nPhân bón", "12,4\n7,9", "20,3")]),
        (("Giống\nPhân bón", "12,4"), [("Giống\nPhân bón", "12,4")]),
    ],
)
def test_names_and_figures_on_lines_of_their_own_in_one_row_are_rows(
    row: tuple[str, ...], lines: list[tuple[str, ...]]
) -> None:
    parted = part_lines([[Cell(text) for text in row]])
    assert [tuple(cell.text for cell in line) for line in parted] == lines


def test_a_cell_that_reaches_over_rows_is_never_parted() -> None:
    both, figures = Cell("Giống\nPhân bón"), Cell("1\n2")
    rows = [[both, figures], [both, Cell("3\n4")]]
    assert part_lines(rows) == rows
