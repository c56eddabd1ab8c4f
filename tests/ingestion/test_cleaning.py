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


RECIPIENTS = """Nơi nhận:
- Thường trực Tỉnh ủy, Hội đồng nhân dân tỉnh;
- Các sở, ban, ngành, Mặt trận Tổ quốc và các tổ chức
chính trị - xã hội tỉnh;

- Như Điều 3;
- Lưu: VT, KTNS."""


def test_the_recipients_are_residue_and_who_signed_is_not() -> None:
    signature = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nNguyễn Văn A"
    text = f"Điều 1. Mục tiêu.\n{RECIPIENTS}\n{signature}\n"
    assert _residue(text) == [*RECIPIENTS.replace("\n\n", "\n").split("\n"), "(Đã ký)"]


def test_recipients_in_one_line_are_residue_unless_a_quantity_stands_there() -> None:
    assert _residue("Điều 1.\nNơi nhận: - Như trên; - Lưu: VT, TH.") == ["Nơi nhận: - Như trên; - Lưu: VT, TH."]
    assert _residue("Điều 1.\nNơi nhận: - Kho lưu: 5 tấn muối.") == []


def test_emphasis_does_not_hide_the_recipients() -> None:
    assert _residue("Điều 1.\n**Nơi nhận:**\n- Lưu VT.\n- Thu đạt kế hoạch") == ["**Nơi nhận:**", "- Lưu VT."]


def test_a_line_with_a_quantity_ends_the_recipients() -> None:
    assert _residue("Điều 1.\nNơi nhận:\n- Như trên;\n- Thu ngân sách 100 tỷ đồng;") == ["Nơi nhận:", "- Như trên;"]


def test_the_links_below_related_news_are_residue() -> None:
    text = "Tin chính\nThu tăng 5%.\nTin liên quan\n- Tỉnh khác thu tăng 12%\n- Lễ hội\nThu tăng 5%."
    assert _residue(text) == ["Tin liên quan", "- Tỉnh khác thu tăng 12%", "- Lễ hội"]


@pytest.mark.parametrize(
    "line",
    [
        "Cập nhật: 05/03/2031 07:20 | Lượt xem: 1.204 | In bài Chia sẻ Facebook Zalo",
        "In bài viết | Chia sẻ",
        "BÁO ĐÈO CAO Thứ Tư, 05/03/2031 21°C Hotline: 0200 1 222 333",
        "Từ khóa: muối, diêm dân",
        "Giấy phép số 12/GP-TTĐT. Tổng Biên tập: Lò Văn B.",
    ],
)
def test_what_a_news_page_tells_of_itself_is_residue(line: str) -> None:
    assert _residue(f"Được mùa muối\n{line}\nNăm nay thu 5 tấn.") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Người dân gọi hotline: 1900 1234 để được hỗ trợ.",
        "| Trang phục | 5 |",
        "Cơ quan chủ quản: Ủy ban nhân dân tỉnh",
        "Vốn 5 tỷ đồng | 6 tỷ đồng",
    ],
)
def test_a_line_that_tells_of_more_is_text(line: str) -> None:
    assert _residue(f"Được mùa muối\n{line}\nNăm nay thu 5 tấn.") == []


def test_readers_and_the_imprint_are_residue() -> None:
    comments = ["## Bình luận (2)", "Bảy Muối (02/03, 07:15): Chỉ 99 tấn.", "", "Giá 77 nghìn mà! Thích 5 Trả lời"]
    imprint = ["Cơ quan chủ quản: Huyện ủy", "Tổng Biên tập: Lò Văn B", "Điện thoại: 0200 222 333"]
    text = "\n".join(["Được mùa muối", "Năm nay thu 5 tấn.", *comments, "Còn tiếp.", *imprint])
    assert _residue(text) == [line for line in (*comments, *imprint) if line]


@pytest.mark.parametrize(
    "line",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Cộng hoà xã hội chủ nghĩa Việt Nam",
        "**Độc lập - Tự do - Hạnh phúc**",
        "Độc lập – Tự do – Hạnh phúc",
        "———",
        ".........",
        "Copyright © 2024 Cổng thông tin điện tử",
        "© Báo điện tử",
        "Ghi rõ nguồn khi phát hành lại thông tin từ website này",
        "Trang web này sử dụng cookie để nâng cao trải nghiệm",
        "Chấp nhận tất cả",
        "Chia sẻ lên Facebook",
        "Lượt xem: 1.234",
        "Về đầu trang",
    ],
)
def test_the_state_heading_and_what_stands_around_a_web_text_are_residue(line: str) -> None:
    assert _residue(f"Nghị quyết về nhiệm vụ năm 2024\n{line}\nĐiều 1. Mục tiêu.") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Hàng hóa phải ghi rõ nguồn gốc xuất xứ",
        "Bản quyền tác giả được bảo hộ",
        "Lượt khách du lịch: 1.234",
        "Nước Cộng hòa xã hội chủ nghĩa Việt Nam là một nước độc lập",
        "Nơi nhận hồ sơ: Sở Nội vụ",
        "| --- | --- |",
        "Từ chối tiếp nhận hồ sơ",
    ],
)
def test_a_sentence_that_only_sounds_so_is_text(line: str) -> None:
    assert _residue(f"Nghị quyết về nhiệm vụ năm 2024\n{line}\n") == []
