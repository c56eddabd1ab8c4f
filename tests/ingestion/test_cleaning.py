import pytest

from rag.ingestion.cleaning import find_residue


def _residue(text: str) -> list[str]:
    return [text[start:end] for start, end in find_residue(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Print",
        "In trang",
        "(0) Bình luận",
        "Xem thêm",
        "Tin liên quan",
        "20:31 / 31/01/2023".partition(" /")[0],
        "Fanpage của tỉnh",
        "congthongtin.gov.vn",
        "-------",
        "Ảnh minh họa",
        "  In bài viết  ",
        "\xa0Chia sẻ\xa0",
    ],
)
def test_a_line_of_a_web_page_around_the_text_is_residue(line: str) -> None:
    assert _residue(f"Nghị quyết về nhiệm vụ năm 2024\n{line}\nĐiều 1. Mục tiêu.") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Theo dõi chặt chẽ diễn biến thời tiết",
        "Chia sẻ khó khăn với doanh nghiệp",
        "Nổi bật là thu ngân sách đạt 118.000 tỷ đồng",
        "Nguồn tin cậy",
        "7,5%",
        "118.000",
        "Mã số 12",
    ],
)
def test_the_same_words_inside_a_sentence_are_text(line: str) -> None:
    assert _residue(f"Nghị quyết về nhiệm vụ năm 2024\n{line}\n") == []


def test_the_first_line_repeated_as_a_caption_is_residue_and_other_repetitions_are_text() -> None:
    text = "Hội nghị tỉnh ủy\nThu đạt kế hoạch.\nHội nghị tỉnh ủy\nThu đạt kế hoạch."
    assert find_residue(text) == [(35, 51)]
    assert text[35:51] == "Hội nghị tỉnh ủy"


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_nothing_has_no_residue(text: str) -> None:
    assert find_residue(text) == []
