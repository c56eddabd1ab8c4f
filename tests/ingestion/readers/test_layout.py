import re
from collections.abc import Sequence
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingestion.readers.columns import read_columns
from rag.ingestion.readers.content import Table
from rag.ingestion.readers.layout import Ruling, Word, read_blocks

PAGE = (595.0, 842.0)
LETTER = 6.0
SIZE = 12.0


def set_line(text: str, x0: float, top: float, right: float | None = None, bold: bool = False) -> list[Word]:
    """Words of letters all as wide; with `right`, spaces are stretched so that the line ends there."""
    words = text.split()
    space = LETTER / 2
    if right is not None and len(words) > 1:
        space = (right - x0 - LETTER * sum(map(len, words))) / (len(words) - 1)
    placed = []
    for word in words:
        placed.append(Word(word, x0, top, x0 + LETTER * len(word), top + SIZE, bold))
        x0 += LETTER * len(word) + space
    return placed


def set_lines(lines: Sequence[tuple[str, float, float | None]], top: float = 100, pitch: float = 18) -> list[Word]:
    """Each line's text, where it begins and where it is stretched to."""
    placed = enumerate(lines)
    return [word for i, (text, x0, right) in placed for word in set_line(text, x0, top + i * pitch, right)]


def read(words: Sequence[Word], rulings: Sequence[Ruling] = ()) -> list[str | Table]:
    return list(read_blocks(words, rulings, *PAGE))


LEFT, INDENT, RIGHT = 85.0, 121.0, 510.0


def test_indented_first_lines_begin_paragraphs() -> None:
    words = set_lines(
        [
            ("Tốc độ tăng trưởng kinh tế của tỉnh trong năm nay đạt mức", INDENT, RIGHT),
            ("cao nhất từ đầu nhiệm kỳ, các ngành đều hoàn thành kế hoạch", LEFT, RIGHT),
            ("Hội đồng nhân dân đã giao.", LEFT, None),
            ("Thu ngân sách nhà nước trên địa bàn vượt dự toán trung ương", INDENT, RIGHT),
            ("giao.", LEFT, None),
        ]
    )
    assert read(words) == [
        "Tốc độ tăng trưởng kinh tế của tỉnh trong năm nay đạt mức cao nhất từ đầu nhiệm kỳ, các ngành đều hoàn thành "
        "kế hoạch Hội đồng nhân dân đã giao.",
        "Thu ngân sách nhà nước trên địa bàn vượt dự toán trung ương giao.",
    ]


def test_a_dash_that_a_wrapped_line_happens_to_begin_with_is_no_list_item() -> None:
    words = set_lines(
        [
            ("- Tập trung hoàn thành đường cao tốc nối hai thị trấn An Thịnh", INDENT, RIGHT),
            ("- Bắc Lĩnh trước ngày 30 tháng 6 và phát triển mạnh kinh tế", LEFT, RIGHT),
            ("- xã hội.", LEFT, None),
            ("- Khởi công cầu Sông Diêu.", INDENT, None),
        ]
    )
    assert read(words) == [
        "- Tập trung hoàn thành đường cao tốc nối hai thị trấn An Thịnh - Bắc Lĩnh trước ngày 30 tháng 6 và phát triển "
        "mạnh kinh tế - xã hội.",
        "- Khởi công cầu Sông Diêu.",
    ]


def test_lines_that_hang_below_a_number_belong_to_it() -> None:
    words = set_lines(
        [
            ("1. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện nghị quyết này", LEFT, RIGHT),
            ("theo quy định của pháp luật.", LEFT + 18, None),
            ("2. Giao Thường trực Hội đồng nhân dân giám sát.", LEFT, None),
        ]
    )
    assert read(words) == [
        "1. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện nghị quyết này theo quy định của pháp luật.",
        "2. Giao Thường trực Hội đồng nhân dân giám sát.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("dịch vụ logis-", "tics", "dịch vụ logistics"),
        ("nước In-đô-nê-", "xi-a", "nước In-đô-nê-xi-a"),
        ("giai đoạn 2021 -", "2025", "giai đoạn 2021 - 2025"),
        ("tăng 11,5-", "12%", "tăng 11,5-12%"),
        ("kinh\N{SOFT HYPHEN}", "tế", "kinhtế"),
    ],
)
def test_words_divided_at_a_line_end(first: str, second: str, whole: str) -> None:
    end = RIGHT - LETTER * len(first)
    words = [
        *set_line("x" * int((end - LEFT) / LETTER - 1), LEFT, 100),
        *set_line(first, end, 100),
        *set_line(second, LEFT, 118),
    ]
    (block,) = read(words)
    assert str(block).lstrip("x ") == whole.lstrip("x ")


@pytest.mark.parametrize(
    ("text", "small", "top", "read_as"),
    [
        ("1.561 km", "2", 98, "1.561 km2"),
        ("lượng CO", "2", 107, "lượng CO2"),
        ("đạt 12.500", "1", 98, "đạt 12.500[1]"),
        ("tăng 9,5%", "12", 98, "tăng 9,5%[12]"),
    ],
)
def test_small_digits_are_no_digits_of_a_figure(text: str, small: str, top: float, read_as: str) -> None:
    end = set_line(text, LEFT, 100)[-1].x1
    assert read([*set_line(text, LEFT, 100), Word(small, end, top, end + 4, top + 7)]) == [read_as]


def test_a_list_item_with_a_tab_after_its_number_is_whole() -> None:
    items = [
        ("Tập trung hoàn thành đường cao tốc;", "khởi công cầu Sông Diêu."),
        ("Cứng hóa 280 km đường;", "làm cầu."),
    ]
    words = [
        word
        for i, (first, second) in enumerate(items)
        for word in (
            *set_line("-", LEFT, 100 + 36 * i),
            *set_line(first, LEFT + 50, 100 + 36 * i),
            *set_line(second, LEFT + 50, 118 + 36 * i),
        )
    ]
    assert read(words) == [f"- {first} {second}" for first, second in items]


def test_running_heads_and_page_numbers_stand_alone() -> None:
    words = [
        *set_line("2", 295, 40),
        *set_lines(
            [("Kinh tế tiếp tục phục hồi rõ nét ở hầu hết các ngành và", LEFT, RIGHT), ("lĩnh vực.", LEFT, None)]
        ),
        *set_line("Báo cáo năm 2025", LEFT, 800),
    ]
    assert read(words) == [
        "2",
        "Kinh tế tiếp tục phục hồi rõ nét ở hầu hết các ngành và lĩnh vực.",
        "Báo cáo năm 2025",
    ]


def test_columns_with_lines_at_different_heights_are_not_mixed() -> None:
    left = [
        word
        for i, text in enumerate(("Nơi nhận:", "- Chính phủ;", "- Lưu: VT."))
        for word in set_line(text, LEFT, 100 + 13 * i)
    ]
    right = [
        word
        for i, text in enumerate(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"))
        for word in set_line(text, 330 + 30 * i, 103 + 18 * i)
    ]
    assert read([*left, *right]) == ["Nơi nhận:", "- Chính phủ;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_rows_that_are_not_surely_a_table_stay_lines() -> None:
    rows = [("GRDP", "9,5", "10,2"), ("IIP", "12,5", "13,4"), ("CPI", "3,5", "3,6")]
    words = [
        word
        for i, row in enumerate(rows)
        for j, cell in enumerate(row)
        for word in set_line(cell, LEFT + 150 * j, 100 + 18 * i)
    ]
    assert read(words) == ["GRDP 9,5 10,2", "IIP 12,5 13,4", "CPI 3,5 3,6"]


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[Ruling]:
    across = [Ruling(xs[0], y, xs[-1], y) for y in ys]
    return [*across, *(Ruling(x, ys[0], x, ys[-1]) for x in xs)]


def fill(rows: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float]) -> list[Word]:
    return [
        word
        for row, top in zip(rows, ys, strict=False)
        for cell, x0 in zip(row, xs, strict=False)
        for word in set_line(cell, x0 + 2, top + 3)
    ]


XS, YS = (85.0, 185.0, 285.0, 385.0), (200.0, 220.0, 240.0, 260.0)


def test_a_ruled_table_keeps_its_place_and_takes_its_caption() -> None:
    rows = (("Chỉ tiêu", "Năm 2024", "Năm 2025"), ("GRDP", "9,5", "10,2"), ("IIP", "", "13,4"))
    words = [
        *set_line("Kết quả như sau:", LEFT, 140),
        *set_line("Đơn vị tính: %", 300, 175),
        *fill(rows, XS, YS),
        *set_line("Nguồn: Cục Thống kê.", LEFT, 280),
    ]
    assert read(words, grid(XS, YS)) == [
        "Kết quả như sau:",
        Table(rows, 1, "Đơn vị tính: %"),
        "Nguồn: Cục Thống kê.",
    ]


def test_a_merged_cell_stands_in_every_cell_that_it_covers() -> None:
    rulings = [
        *(Ruling(XS[0], y, XS[-1], y) for y in (YS[0], YS[2], YS[3])),
        Ruling(XS[1], YS[1], XS[-1], YS[1]),
        *(Ruling(x, YS[0], x, YS[-1]) for x in (XS[0], XS[1], XS[3])),
        Ruling(XS[2], YS[1], XS[2], YS[-1]),
    ]
    words = fill((("Chỉ tiêu", "Thực hiện"), ("", "2024", "2025"), ("GRDP", "9,5", "10,2")), XS, YS)
    assert read(words, rulings) == [
        Table((("Chỉ tiêu", "Thực hiện", "Thực hiện"), ("Chỉ tiêu", "2024", "2025"), ("GRDP", "9,5", "10,2")), 2)
    ]


def test_a_table_that_goes_on_from_the_page_before_has_no_headings() -> None:
    rows = (("7", "Chè búp tươi", "9,5"), ("8", "Thịt hơi", "10,2"), ("9", "Gỗ", "13,4"))
    assert read(fill(rows, XS, YS), grid(XS, YS)) == [Table(rows, 0)]


def test_a_section_row_is_no_heading() -> None:
    rows = (("TT", "Chỉ tiêu", "Năm 2025"), ("I", "KINH TẾ", ""), ("1", "GRDP", "10,2"))
    assert read(fill(rows, XS, YS), grid(XS, YS)) == [Table(rows, 1)]


def test_rows_that_no_line_parts_are_told_apart_by_their_values() -> None:
    ys = (200.0, 220.0, 300.0)
    lines = [
        ("Tổng sản phẩm", "", ""),
        ("trên địa bàn", "9,5", "10,2"),
        ("Thịt hơi", "1.200", "1.340"),
        ("trong đó: lợn", "800", "850"),
    ]
    body = [fill((row,), XS, (222 + 18 * i,)) for i, row in enumerate(lines)]
    words = [*fill((("Chỉ tiêu", "Năm 2024", "Năm 2025"),), XS, ys), *(word for row in body for word in row)]
    assert read(words, grid(XS, ys)) == [
        Table(
            (
                ("Chỉ tiêu", "Năm 2024", "Năm 2025"),
                ("Tổng sản phẩm trên địa bàn", "9,5", "10,2"),
                ("Thịt hơi", "1.200", "1.340"),
                ("trong đó: lợn", "800", "850"),
            )
        )
    ]


def test_numbers_that_a_narrow_column_breaks_are_no_rows() -> None:
    ys = (200.0, 220.0, 300.0)
    lines = [("Thu nội địa", "500.87", "401.95"), ("", "2,887", "6,344")]
    body = [fill((row,), XS, (222 + 18 * i,)) for i, row in enumerate(lines)]
    words = [*fill((("Chỉ tiêu", "Năm 2024", "Năm 2025"),), XS, ys), *(word for row in body for word in row)]
    (table,) = read(words, grid(XS, ys))
    assert isinstance(table, Table)
    assert len(table.rows) == 2


def test_a_frame_is_no_table() -> None:
    words = set_line("Chỉ tiêu đạt kế hoạch.", LEFT + 5, 210)
    assert read(words, grid((85, 500), (200, 240))) == ["Chỉ tiêu đạt kế hoạch."]


def test_one_row_of_boxes_is_read_box_by_box() -> None:
    words = fill((("Cơ quan", "Quốc hiệu", "Tiêu ngữ"),), XS, YS)
    assert read(words, grid(XS, YS[:2])) == ["Cơ quan", "Quốc hiệu", "Tiêu ngữ"]


places = st.floats(-50, 900, allow_nan=False)
words = st.builds(
    lambda text, x0, top, length, size: Word(text, x0, top, x0 + length, top + size),
    st.text("aăĐ1.,-)(", min_size=1, max_size=4),
    places,
    places,
    st.floats(0, 90),
    st.floats(0, 40),
)
rulings = st.builds(Ruling, places, places, places, places)


@given(st.lists(words, max_size=40), st.lists(rulings, max_size=20))
def test_any_page_is_read(placed: list[Word], drawn: list[Ruling]) -> None:
    read(placed, drawn)


@given(st.lists(words, max_size=40))
def test_without_rulings_every_word_on_the_page_is_read_once(placed: list[Word]) -> None:
    on_page = [word for word in placed if 0 <= word.middle[0] <= PAGE[0] and 0 <= word.middle[1] <= PAGE[1]]
    letters = sorted("".join(word.text for word in on_page).replace("-", ""))
    found = "".join(map(str, read(placed)))
    assert sorted(re.sub(r"[- \[\]]", "", found)) == letters


def test_a_head_whose_columns_have_their_lines_at_different_heights_is_read_column_by_column() -> None:
    left = ("ỦY BAN NHÂN DÂN HUYỆN", "VẠN TRẢ THƯỢNG", "Số: 45/KH-UBND")
    right = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Vạn Trả, ngày 5 tháng 12 năm",
        "2031",
    )

    def words(lines: Sequence[str], x0: float, top: float, leading: float) -> list[Word]:
        return [
            Word(word, at, top + leading * row, at + 6 * len(word), top + leading * row + 12)
            for row, line in enumerate(lines)
            for word, at in zip(
                line.split(), accumulate((6 * len(word) + 4 for word in line.split()[:-1]), initial=x0), strict=True
            )
        ]

    body = words(("1. Thu ngân sách năm 2031 của toàn huyện đạt 640 tỷ đồng.",), 80, 200, 16)
    page = [*words(left, 90, 60, 16), *words(right, 300, 66, 15), *body]
    lines = [line.text for column in read_columns(page) for line in column]
    assert lines == [*left, *right, "1. Thu ngân sách năm 2031 của toàn huyện đạt 640 tỷ đồng."]
