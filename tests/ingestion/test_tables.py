from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import ColumnRole, Document, Passage, SourceRecord
from rag.ingestion.chunking import split_passages
from rag.ingestion.tables import find_tables
from tests.ingestion.making_tables import Annex, make_annexes

PASSAGE_CHARS = 700

ANNEX = """\
PHỤ LỤC I
CÁC CHỈ TIÊU CHỦ YẾU

(Kèm theo Nghị quyết số 12/NQ-HĐND ngày 10/12/2023)

*Đơn vị tính: 1.000 đồng*

| TT | Chỉ tiêu | ĐVT | Thực hiện 2023 | Kế hoạch 2024 | Ghi chú |
| --- | --- | --- | --- | --- | --- |
| I | KINH TẾ | KINH TẾ | KINH TẾ | KINH TẾ | KINH TẾ |
| 1 | Thu ngân sách | Tỷ đồng | 100 | 120 | |
| | Trong đó: | | | | |
| | - Thu nội địa | Tỷ đồng | 80 | 90 | |
| 1.1 | Thu khác | Tỷ đồng | 20 | 30 | Vượt |
| II | XÃ HỘI | | | | |
| 2 | Dân số | Người | 1.000 | 1.100 | |

Đoạn văn phía sau.
"""


def _passages(text: str, chars: int = PASSAGE_CHARS) -> list[Passage]:
    return split_passages(Document("a.md", text, SourceRecord(title="Nghị quyết")), chars)


def _rows(text: str, chars: int = PASSAGE_CHARS) -> dict[str, Passage]:
    return {passage.row.name: passage for passage in _passages(text, chars) if passage.row}


def test_each_data_row_is_a_passage_and_nothing_else_of_the_table_is() -> None:
    texts = [passage.text for passage in _passages(ANNEX)]
    assert [text for text in texts if text.startswith("|")] == [
        line for line in ANNEX.split("\n") if line.startswith("|") and any(word in line for word in ("Thu ", "Dân số"))
    ]
    assert "Đoạn văn phía sau." in texts


def test_a_note_on_units_is_no_passage_of_its_own() -> None:
    assert not [passage for passage in _passages(ANNEX) if passage.text.strip("*").startswith("Đơn vị tính")]


def test_the_header_of_a_row_tells_caption_columns_and_the_rows_above() -> None:
    path = _rows(ANNEX)["Thu nội địa"].header.heading_path
    assert path[-3:] == ("ĐVT | Thực hiện 2023 | Kế hoạch 2024 | Ghi chú", "KINH TẾ", "Thu ngân sách")
    assert "CÁC CHỈ TIÊU CHỦ YẾU" in path
    assert any("1.000 đồng" in line for line in path)


@pytest.mark.parametrize(
    ("name", "sections", "parents"),
    [
        ("Thu ngân sách", ("KINH TẾ",), ()),
        ("Thu nội địa", ("KINH TẾ",), ("Thu ngân sách",)),
        ("Thu khác", ("KINH TẾ",), ("Thu ngân sách",)),
        ("Dân số", ("XÃ HỘI",), ()),
    ],
)
def test_a_row_knows_its_sections_and_what_it_is_a_part_of(
    name: str, sections: tuple[str, ...], parents: tuple[str, ...]
) -> None:
    row = _rows(ANNEX)[name].row
    assert row is not None
    assert (row.sections, row.parents) == (sections, parents)


def test_what_is_below_a_measure_of_its_own_is_part_of_it_and_of_no_row_that_only_gathers() -> None:
    lines = ["| TT | Chỉ tiêu | ĐVT | KH 2024 |", "|---|---|---|---|", "| I | Tăng trưởng, quy mô đàn | | |"]
    lines += (
        "| 1 | Tốc độ tăng tổng đàn trâu | % | 5 |",
        "| | - Trâu cày | % | 6 |",
        "| | Trong đó: Trâu đực | % | 7 |",
    )
    rows = _rows("\n".join(lines))
    told = {name: (row.sections, row.parents) for name, passage in rows.items() if (row := passage.row)}
    assert told == {
        "Tăng trưởng, quy mô đàn": ((), ()),
        "Tốc độ tăng tổng đàn trâu": (("Tăng trưởng, quy mô đàn",), ()),
        "Trâu cày": (("Tăng trưởng, quy mô đàn",), ("Tốc độ tăng tổng đàn trâu",)),
        "Trâu đực": (("Tăng trưởng, quy mô đàn",), ("Tốc độ tăng tổng đàn trâu", "Trâu cày")),
    }


def test_a_sum_without_a_number_is_no_part_of_the_numbered_row_above_it() -> None:
    lines = ["| TT | Loại đồng | Diện tích (ha) |", "|---|---|---|", "| I | ĐỒNG MUỐI | |", "| 1 | Đồng trong | 5 |"]
    lines += ["| | - Đã đắp bờ | 4 |", "| | Tổng diện tích đồng | 5 |"]
    rows = _rows("\n".join(lines))
    told = {name: (row.sections, row.parents) for name, passage in rows.items() if (row := passage.row)}
    assert told["Đã đắp bờ"] == (("ĐỒNG MUỐI",), ("Đồng trong",))
    assert told["Tổng diện tích đồng"] == (("ĐỒNG MUỐI",), ())


def test_the_roles_of_columns_are_told_by_their_headings() -> None:
    row = _rows(ANNEX)["Dân số"].row
    assert row is not None
    assert [cell.role for cell in row.cells] == [
        ColumnRole.NUMBERING,
        ColumnRole.NAME,
        ColumnRole.UNIT,
        ColumnRole.VALUE,
        ColumnRole.VALUE,
        ColumnRole.NOTE,
    ]
    assert [ANNEX[cell.start : cell.end] for cell in row.cells] == ["2", "Dân số", "Người", "1.000", "1.100", ""]


def test_don_vi_names_units_or_places_by_what_stands_below_it() -> None:
    units = "| Chỉ tiêu | Đơn vị | 2023 |\n|---|---|---|\n| Dân số | Người | 5 |\n| Lúa | Tấn | 6 |"
    places = "| TT | Đơn vị | Năm 2023 |\n|---|---|---|\n| 1 | Huyện Nam Khê | 5 |\n| 2 | Xã Tân Lập | 6 |"
    assert _rows(units)["Dân số"].row.cells[1].role is ColumnRole.UNIT  # type: ignore[union-attr]
    row = _rows(places)["Huyện Nam Khê"].row
    assert row is not None
    assert row.of_places
    assert row.cells[1].role is ColumnRole.NAME


def test_a_table_goes_on_behind_a_page_s_end() -> None:
    lines = ANNEX.split("\n")
    cut = next(number for number, line in enumerate(lines) if "Thu khác" in line)
    for between in (["", ""], ["", "2", ""], ["", *lines[7:9]]):
        rows = _rows("\n".join([*lines[:cut], *between, *lines[cut:]]))
        assert rows["Thu khác"].header.heading_path == _rows(ANNEX)["Thu khác"].header.heading_path
        assert rows["Thu khác"].header.heading_path[-1] == "Thu ngân sách"


def test_a_table_without_headings_has_rows_without_headings() -> None:
    row = _rows("| Dân số | 5 | 6 |\n| Lúa | 7 | 8 |")["Lúa"].row
    assert row is not None
    assert {cell.heading for cell in row.cells} == {""}


def test_two_rows_of_headings_and_a_row_of_column_numbers_are_no_data() -> None:
    lines = ["| TT | Chỉ tiêu | Năm 2024 | Năm 2024 |", "|---|---|---|---|"]
    lines += ["| | | KH | TH |", "| A | B | 1 | 2 |", "| 1 | Lúa | 3 | 4 |"]
    text = "\n".join(lines)
    (table,) = find_tables(text)
    assert table.headings == ("TT", "Chỉ tiêu", "Năm 2024 › KH", "Năm 2024 › TH")
    assert list(_rows(text)) == ["Lúa"]


def test_a_row_of_two_small_figures_is_data() -> None:
    (table,) = find_tables("| Số xã | Số phường |\n|---|---|\n| 3 | 4 |")
    assert len(table.rows) == 1


def test_a_row_that_is_too_long_is_cut_between_its_cells_and_each_piece_is_told_what_it_is_of() -> None:
    columns = 40
    text = "\n".join(
        (
            "| Chỉ tiêu " + "".join(f"| Năm {1990 + n} " for n in range(columns)) + "|",
            "|---" * (columns + 1) + "|",
            "| Sản lượng lúa " + "".join(f"| {n}.000,5 " for n in range(1, columns + 1)) + "|",
        )
    )
    pieces = [passage for passage in _passages(text, 200) if passage.row]
    assert len(pieces) > 1
    assert all(len(piece.text) <= 200 and text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(piece.header.heading_path[-1] == "Sản lượng lúa" for piece in pieces[1:])
    assert all(len(piece.header.text) < 700 for piece in pieces)


def test_a_lone_line_with_bars_stays_prose() -> None:
    assert not find_tables("Trước.\n| một dòng | có gạch |\nSau.")
    assert [passage.row for passage in _passages("Trước.\n\n| một dòng | có gạch |\n\nSau.")] == [None] * 3


def test_a_numbered_heading_right_above_a_table_heads_it() -> None:
    text = "1. Chỉ tiêu kinh tế\n\n| Chỉ tiêu | KH 2024 |\n|---|---|\n| Lúa | 5 |\n\n2. Chỉ tiêu xã hội\n\nĐoạn văn.\n"
    assert _rows(text)["Lúa"].header.heading_path[0] == "1. Chỉ tiêu kinh tế"


CELLS = st.sampled_from(
    ["", "-", "1", "I", "10,5", "TT", "Chỉ tiêu", "ĐVT", "Năm 2024", "---", "Trong đó:", "- Lúa", "a\\|b"]
)
LINES = st.one_of(
    st.lists(CELLS, min_size=1, max_size=5).map(lambda cells: f"| {' | '.join(cells)} |"),
    st.sampled_from(
        ["", "Đơn vị tính: tỷ đồng", "PHỤ LỤC", "Văn xuôi có 5 tỷ đồng.", "|", "||", "| a", "|---|---|", " | x | y"]
    ),
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_whatever_the_lines_passages_are_slices_in_order_and_cells_lie_in_their_rows(text: str) -> None:
    passages = _passages(text)
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert all(first.end <= second.start for first, second in pairwise(passages))
    for passage in passages:
        cells = passage.row.cells if passage.row else ()
        assert all(passage.start <= cell.start <= cell.end <= passage.end for cell in cells)


@pytest.mark.parametrize("annex", make_annexes(1), ids=lambda annex: annex.style)
def test_every_value_of_an_annex_lies_in_a_row_that_tells_its_column(annex: Annex) -> None:
    rows = [passage.row for passage in split_passages(annex.document, PASSAGE_CHARS) if passage.row]
    assert rows
    assert all(cell.heading for row in rows for cell in row.cells if cell.role is ColumnRole.VALUE)


BARS = """\
Biểu 2. Số thôn có nhà văn hóa
Địa bàn | Tổng số thôn | TH 2031 | 2032 | 2033
Vân Hạ (huyện cũ) | 14 | 9 | 10 | 12
Toàn tỉnh | 14 | 9 | 10 | 12

Kết quả nêu trên là cơ sở để triển khai.
"""


def test_lines_with_as_many_bars_are_a_table_below_their_heading() -> None:
    (table,) = find_tables(BARS)
    assert table.headings == ("Địa bàn", "Tổng số thôn", "TH 2031", "2032", "2033")
    assert table.caption == ("Biểu 2. Số thôn có nhà văn hóa",)
    assert list(_rows(BARS)) == ["Vân Hạ (huyện cũ)", "Toàn tỉnh"]


def test_a_row_between_bars_may_gather_those_below_it() -> None:
    text = "STT | Chỉ tiêu | ĐVT | 2032\n----+----+----+----\nI | KINH TẾ\n1 | Sản lượng cam | tấn | 12\n"
    row = _rows(text)["Sản lượng cam"].row
    assert row
    assert row.sections == ("KINH TẾ",)


@pytest.mark.parametrize("gap", ["\t", " " * 4])
def test_columns_that_line_up_over_three_lines_are_a_table(gap: str) -> None:
    cells = [("Nguồn vốn   ", "2031", "2032"), ("Vốn vay     ", "1,5 ", "2,5 "), ("Vốn tự có   ", "3   ", "4   ")]
    text = "Biểu 1. Vốn sửa đường\n" + "\n".join(gap.join(row).rstrip() for row in cells) + "\n\nHết.\n"
    (table,) = find_tables(text)
    assert table.headings == ("Nguồn vốn", "2031", "2032")
    assert len(table.rows) == len(cells) - 1


@pytest.mark.parametrize(
    "text",
    [
        "UBND TỈNH VÂN HẠ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "SỞ XÂY DỰNG               Độc lập - Tự do - Hạnh phúc\n"
        "Số: 12/BC-SXD             Vân Hạ, ngày 1 tháng 2 năm 2031\n",
        "Nơi nhận:\t\tGIÁM ĐỐC\n- Như trên;\t\t(đã ký)\n- Lưu: VT.\t\tLê Văn Mận\n",
        "Trang chủ | Giới thiệu | Tin tức\nVăn bản | Hỏi đáp | Liên hệ\n",
        "Thôn Hạ     15     trẻ\nđã trồng rừng     20 ha     nữa\nvà     30     nhà\n",
    ],
)
def test_head_signature_links_and_chance_are_no_table(text: str) -> None:
    assert find_tables(text) == []


@pytest.mark.parametrize(
    "lines",
    [
        # Numbers at the right edge, two columns, a cell that is empty, a name over two lines.
        [
            "Chỉ tiêu                              Năm 2026     Năm 2027",
            "Sản lượng muối (tấn)                     3.100             ",
            "Tỷ lệ hộ dân dùng nước sạch                                ",
            "theo quy chuẩn (%)                        71,2        74,0",
        ],
        [
            "Chỉ tiêu                              Năm 2026     Năm 2027",
            "",
            "Sản lượng muối (tấn)                     3.100             ",
            "",
            "Tỷ lệ hộ dùng nước sạch (%)               71,2        74,0",
        ],
        [
            "+-------------+----------+----------+",
            "| Chỉ tiêu    | Năm 2026 | Năm 2027 |",
            "+-------------+----------+----------+",
            "| Muối (tấn)  | 3.100    |          |",
            "+-------------+----------+----------+",
            "| Nước sạch   | 71,2     | 74,0     |",
            "+-------------+----------+----------+",
        ],
    ],
)
def test_what_stands_in_columns_is_a_table(lines: list[str]) -> None:
    text = "\n".join(["Kết quả như sau:", "", *lines, "", "Các sở thực hiện."])
    (table,) = find_tables(text)
    rows = [[" ".join(text[slice(*cell)].split()) for cell in cells] for _, cells in table.rows]
    assert table.headings == ("Chỉ tiêu", "Năm 2026", "Năm 2027")
    assert [row[1:] for row in rows] == [["3.100", ""], ["71,2", "74,0"]]
    assert [row[0].split()[0] for row in rows] in (["Sản", "Tỷ"], ["Muối", "Nước"])


def test_headings_in_two_lines_above_a_ruler_are_the_columns() -> None:
    text = """Chỉ tiêu                Thực hiện    Kế hoạch
                        năm 2026     năm 2027
--------                ---------    ---------
Sản lượng muối (tấn)    3.100        3.400
Sản lượng cá (tấn)      41.200       43.000"""
    (table,) = find_tables(text)
    assert table.headings == ("Chỉ tiêu", "Thực hiện › năm 2026", "Kế hoạch › năm 2027")


@pytest.mark.parametrize(
    "text",
    [
        "HỘI ĐỒNG NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "TỈNH AN HÀ               Độc lập - Tự do - Hạnh phúc\n"
        "Số: 12/NQ-HĐND           An Hà, ngày 5 tháng 12 năm 2026",
        "Nơi nhận:                TM. ỦY BAN NHÂN DÂN\n"
        "- Như trên;              CHỦ TỊCH\n"
        "- Lưu: VT.               Lê Văn Lúa",
        "Thu ngân sách đạt 5 tỷ đồng.\nChi ngân sách đạt 6 tỷ đồng.\nXuất khẩu đạt 7 triệu USD.",
    ],
)
def test_other_lines_are_no_table(text: str) -> None:
    assert find_tables(text) == []
