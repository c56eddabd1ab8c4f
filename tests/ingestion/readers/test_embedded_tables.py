from pathlib import Path

import pytest

from rag.ingestion.loading import load_document
from rag.ingestion.readers.content import Block, Table
from rag.ingestion.readers.embedded_tables import part_tables


def _piped(rows: list[list[str]]) -> str:
    """As some converters write a table: each cell between two lines of a pipe, each row between two more."""
    return "\n".join("|\n" + "\n|\n".join(row) + "\n|" for row in rows)


HEADINGS = ["**TT**", "**Chỉ\ntiêu**", "**Năm 2027**"]


def test_cells_between_lines_of_a_pipe_are_a_table_with_the_text_around_it() -> None:
    table = _piped([HEADINGS, ["**I**", "**XÃ HỘI**"], ["1", "Hộ nghèo", "2,1%"], ["2", "Hộ cận\nnghèo", "3,4%"]])
    before, read, after = part_tables(f"Phụ lục\n\n{table}\n\nGhi chú: ước.")
    assert (before, after) == ("Phụ lục", "\nGhi chú: ước.")
    assert read == Table(
        (
            ("TT", "Chỉ tiêu", "Năm 2027"),
            ("I", "XÃ HỘI", "XÃ HỘI"),
            ("1", "Hộ nghèo", "2,1%"),
            ("2", "Hộ cận\nnghèo", "3,4%"),
        )
    )


def test_a_letterhead_between_lines_of_a_pipe_is_text_column_by_column() -> None:
    head = [["**UBND HUYỆN\nAN LẠC**\n-----", "**CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM**"], ["Số: 5/KH-UBND", "*An Lạc*"]]
    blocks = part_tables(f"{_piped(head)}\n\n\n**KẾ HOẠCH**")
    assert blocks[1:-1] == [
        "UBND HUYỆN AN LẠC",
        "-----",
        "Số: 5/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "An Lạc",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [HEADINGS, ["1", "Hộ nghèo", "2,1%"], ["2", "9,5%"]],
        [["A", "B", "C", "D"], ["1", "Muối", "5", "6"], ["2", "Cá", "7"]],
    ],
)
def test_a_row_whose_figures_may_be_of_either_column_leaves_all_as_text(rows: list[list[str]]) -> None:
    text = _piped(rows)
    assert part_tables(text) == [text]


@pytest.mark.parametrize("text", ["", "|", "a\n|\nb\n", "| a | b |\n|---|---|\n| c | 1 |", "Cột <table là chữ"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert part_tables(text) == [text]


HTML = """<table>
<thead><tr><th rowspan="2">Chỉ tiêu</th><th colspan="2">Năm</th></tr><tr><th>2026</th><th>2027</th></tr></thead>
<tr><td>Chè <b>(tấn)</b></td><td>3.100</td><td>3.400</td></tr>
<tr><td>Cá (tấn)</td><td>90</td><td>95</td></tr>
</table>"""


def test_a_table_in_html_is_a_table() -> None:
    blocks: list[Block] = part_tables(f"Sản lượng\n{HTML}\n\nHết.")
    assert [type(block) for block in blocks] == [str, Table, str]
    assert isinstance(blocks[1], Table)
    assert blocks[1].rows[2] == ("Chè (tấn)", "3.100", "3.400")


def test_a_file_of_text_with_a_table_in_html_has_its_rows(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# Sản lượng\n\n{HTML}\n", encoding="utf-8")
    text = load_document(tmp_path / "a.md", tmp_path, None).text
    assert "| Chè (tấn) | 3.100 | 3.400 |" in text
    assert "<td>" not in text
