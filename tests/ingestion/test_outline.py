import pytest

from rag.ingestion.cleaning import find_residue
from rag.ingestion.outline import Block, BlockKind, read_outline

HEADING, ITEM, PARAGRAPH = BlockKind.HEADING, BlockKind.ITEM, BlockKind.PARAGRAPH


def _outline(text: str) -> list[Block]:
    return read_outline(text, find_residue(text))


def _shape(text: str) -> list[tuple[BlockKind, str, tuple[str, ...]]]:
    return [(block.kind, text[block.start : block.end], block.heading_path) for block in _outline(text)]


def test_numbering_styles_open_levels_in_the_order_in_which_they_come() -> None:
    text = "\n".join(
        [
            "I. MỤC TIÊU",
            "1. Chỉ tiêu kinh tế",
            "- Thu ngân sách đạt 5 tỷ đồng.",
            "2. Chỉ tiêu xã hội",
            "- Tỷ lệ hộ nghèo dưới 1%.",
            "II. GIẢI PHÁP",
            "Các sở, ngành phối hợp thực hiện.",
        ]
    )
    assert _shape(text) == [
        (HEADING, "I. MỤC TIÊU", ()),
        (HEADING, "1. Chỉ tiêu kinh tế", ("I. MỤC TIÊU",)),
        (ITEM, "- Thu ngân sách đạt 5 tỷ đồng.", ("I. MỤC TIÊU", "1. Chỉ tiêu kinh tế")),
        (HEADING, "2. Chỉ tiêu xã hội", ("I. MỤC TIÊU",)),
        (ITEM, "- Tỷ lệ hộ nghèo dưới 1%.", ("I. MỤC TIÊU", "2. Chỉ tiêu xã hội")),
        (HEADING, "II. GIẢI PHÁP", ()),
        (PARAGRAPH, "Các sở, ngành phối hợp thực hiện.", ("II. GIẢI PHÁP",)),
    ]


def test_a_letter_may_stand_above_a_roman_number() -> None:
    text = "A. KẾT QUẢ\nI. Kinh tế\nThu đạt kế hoạch.\nB. NHIỆM VỤ\nI. Kinh tế\nThu vượt kế hoạch."
    assert [path for _, _, path in _shape(text)] == [
        *((), ("A. KẾT QUẢ",), ("A. KẾT QUẢ", "I. Kinh tế")),
        *((), ("B. NHIỆM VỤ",), ("B. NHIỆM VỤ", "I. Kinh tế")),
    ]


@pytest.mark.parametrize(
    ("line", "style"),
    [
        ("Phần thứ nhất. Kết quả", "phần"),
        ("Chương II. Quy hoạch", "chương"),
        ("Mục 3. Đất đai", "mục"),
        ("Điều 12. Tổ chức thực hiện", "điều"),
        ("IV. Giải pháp", "roman"),
        ("B. Nhiệm vụ", "letter"),
        ("2.1.3. Du lịch", "decimal3"),
        ("2.1 Du lịch", "decimal2"),
        ("2. Du lịch", "decimal1"),
        ("(3) Thu ngân sách", "parenthesis"),
        ("3) Thu ngân sách", "parenthesis"),
        ("đ) Thu ngân sách", "small letter"),
        ("- Thu ngân sách", "dash"),
        ("–Thu ngân sách", "dash"),
        ("* Thu ngân sách", "dash"),
        ("+ Thu ngân sách", "plus"),
        ("**2. Du lịch**", "decimal1"),
    ],
)
def test_every_way_of_numbering_is_known(line: str, style: str) -> None:
    (block, _) = _outline(f"{line}\nVăn bản dưới đó.")
    assert block.style == style


@pytest.mark.parametrize(
    "line",
    [
        "2024 là năm bản lề.",
        "12,5% là mức tăng.",
        "-5% so với năm trước",
        "Việt Nam",
        "118.000 tỷ đồng",
        "Điều này là đúng.",
        "5.000 lao động có việc làm.",
    ],
)
def test_a_figure_or_a_word_that_opens_a_line_is_no_numbering(line: str) -> None:
    assert _outline(f"{line}\n\nVăn bản dưới đó.")[0].style == ""


@pytest.mark.parametrize(
    ("line", "body"),
    [("(1) Thu ngân sách", "Thu ngân sách"), ("**2.1.** *Du lịch*", "Du lịch"), ("Không đánh số", "Không đánh số")],
)
def test_the_body_comes_after_the_numbering_and_its_markup(line: str, body: str) -> None:
    (block, _) = _outline(f"{line}\nVăn bản dưới đó.")
    text = line[block.body_start : block.end]
    assert text.rstrip("*") == body


@pytest.mark.parametrize("line", ["## Kết quả", "**Kết quả nổi bật**", "CHỈ TIÊU CHỦ YẾU"])
def test_markup_and_capitals_make_a_heading_without_a_number(line: str) -> None:
    first, second = _outline(f"{line}\nThu ngân sách đạt kế hoạch.")
    assert first.kind is HEADING
    assert second.heading_path == (line.strip("#* "),)


def test_a_paragraph_that_ends_in_a_colon_leads_the_list_below_and_no_more() -> None:
    text = "Năm 2031 có hai chỉ tiêu:\n- Thu đạt 5 tỷ đồng.\n- Chi đạt 6 tỷ đồng.\nNgoài ra không có gì."
    assert _shape(text) == [
        (HEADING, "Năm 2031 có hai chỉ tiêu:", ()),
        (ITEM, "- Thu đạt 5 tỷ đồng.", ("Năm 2031 có hai chỉ tiêu:",)),
        (ITEM, "- Chi đạt 6 tỷ đồng.", ("Năm 2031 có hai chỉ tiêu:",)),
        (PARAGRAPH, "Ngoài ra không có gì.", ()),
    ]


def test_an_item_that_ends_in_a_colon_leads_the_items_of_another_style_below_it() -> None:
    text = "- Thu ngân sách, trong đó:\n+ Thu nội địa đạt 3 tỷ đồng.\n+ Thu khác đạt 2 tỷ đồng.\n- Chi ngân sách."
    assert [(kind, path) for kind, _, path in _shape(text)] == [
        (ITEM, ()),
        (ITEM, ("- Thu ngân sách, trong đó:",)),
        (ITEM, ("- Thu ngân sách, trong đó:",)),
        (ITEM, ()),
    ]


def test_lines_that_a_page_end_cut_are_one_block() -> None:
    first = "Tập trung phát triển hạ tầng giao thông đồng bộ và hiện đại, nhất là các tuyến"
    text = f"{first}\nđường nối cảng với khu công nghiệp."
    (block,) = _outline(text)
    assert (block.start, block.end) == (0, len(text))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Tập trung phát triển hạ tầng giao thông đồng bộ và hiện đại trên toàn địa bàn.", "đường nối cảng"),
        ("Ngắn quá", "đường nối cảng"),
        ("Tập trung phát triển hạ tầng giao thông đồng bộ và hiện đại, nhất là các tuyến", "- đường nối cảng"),
    ],
)
def test_lines_after_a_full_stop_or_a_short_line_and_numbered_lines_stand_alone(first: str, second: str) -> None:
    assert len(_outline(f"{first}\n{second}")) == 2


def test_residue_is_no_block() -> None:
    assert [text for _, text, _ in _shape("Nghị quyết\nIn trang\nThu đạt kế hoạch.\n-----\n")] == [
        *("Nghị quyết", "Thu đạt kế hoạch."),
    ]


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_an_empty_text_has_no_block(text: str) -> None:
    assert _outline(text) == []


@pytest.mark.parametrize("following", ["Các sở phối hợp thực hiện.", "- Vùng cao: 3%.", "I. KẾT QUẢ"])
@pytest.mark.parametrize(
    "line",
    [
        "3. Tỷ lệ che phủ rừng năm 2027 đạt 54,2%.",
        "3. Tỷ lệ che phủ rừng năm 2027 đạt trên 54,2%",
        "3.1. Tổng kinh phí thực hiện: 85 tỷ đồng",
        "B. Cấp nước sạch cho 1.200 hộ;",
    ],
)
def test_a_numbered_line_that_states_a_figure_is_no_heading_whatever_follows(line: str, following: str) -> None:
    stated, *_ = _shape(f"{line}\n{following}")
    assert stated == (ITEM, line, ())


@pytest.mark.parametrize(
    "line",
    [
        "2. Các chỉ tiêu chủ yếu (18 chỉ tiêu)",
        "4. Đối tượng giảm 50% mức phí",
        "3. Mục tiêu năm 2027",
        "Điều 2. Chi 5 tỷ.",
    ],
)
def test_a_heading_may_hold_a_figure(line: str) -> None:
    assert _shape(f"{line}\n- Thu ngân sách.")[0] == (HEADING, line, ())
