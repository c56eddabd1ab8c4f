"""Of which place a figure is: by its own words, its sentence's opening, the headings, the document."""

import pytest

from rag.datatypes import ContextHeader, Document, Passage, SourceRecord
from rag.figures.places import spell_places
from rag.figures.register import read_facts

PROVINCE = "tỉnh Hòa Giang"


def places(text: str, *headings: str, territory: str = PROVINCE) -> list[str]:
    document = Document("a.txt", text, SourceRecord(title="Báo cáo", territory=territory))
    passage = Passage("id", "a.txt", 0, len(text), text, ContextHeader("Báo cáo", "", headings, ""), is_item=False)
    return [fact.territory for fact in read_facts(document, [passage])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cả nước có 5.706 xã đạt chuẩn; có 663 xã đạt chuẩn nâng cao.", ["cả nước", "cả nước"]),
        ("Tính đến giữa tháng 11, toàn quốc trồng được 250 nghìn ha rừng.", ["toàn quốc"]),
        ("Các địa phương phía Bắc gieo cấy được 1.144 nghìn ha.", ["Các địa phương phía Bắc"]),
        ("Diện tích lúa vùng Đồng bằng sông Hồng đạt 520 nghìn ha.", ["vùng Đồng bằng sông Hồng"]),
        ("Tăng trưởng kinh tế đạt 8,2%, bình quân cả nước là 6,9%.", ["Hòa Giang", "cả nước"]),
        ("Năng suất lao động đạt 181 triệu đồng, trong khi cả nước 221 triệu đồng.", ["Hòa Giang", "cả nước"]),
        ("Tỷ lệ hộ nghèo còn 2,6%, thấp hơn mức bình quân cả nước 0,5 điểm %.", ["Hòa Giang", "Hòa Giang"]),
    ],
)
def test_the_country_and_its_regions_are_places_unless_something_is_compared_with_them(
    text: str, expected: list[str]
) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hà Giang đạt 5%, Tuyên Quang 6%.", ["Hà Giang", "Tuyên Quang"]),
        ("Các huyện có tỷ lệ hộ nghèo cao: An Thượng 51,9%, Nậm Khao 46,3%.", ["An Thượng", "Nậm Khao"]),
        ("Xã Liên Mạc dẫn đầu với 8,2 km, kế đến là Xuân Tảo 6,5 km.", ["Xã Liên Mạc", "Xuân Tảo"]),
        ("Xảy ra 23 vụ phá rừng, nhiều nhất ở Tri Đông (9 vụ).", ["Hòa Giang", "Tri Đông"]),
        ("Nhật Bản có 74 dự án, tiếp đến là Hàn Quốc 52 dự án.", ["Hòa Giang", "Hòa Giang"]),
    ],
)
def test_a_list_binds_each_name_of_a_place_to_its_figure(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Dự án cầu nối huyện An Lạc với thị xã Đông Phú có tổng mức đầu tư 1.680 tỷ đồng.",
        "Sở Công Thương đặt mục tiêu kim ngạch xuất khẩu 9,8 tỷ USD.",
        "Chỉ tiêu Bảo hiểm xã hội Việt Nam giao là 30.800 người.",
        "Tổng sản phẩm trên địa bàn tỉnh Quý III tăng 6,3%.",
    ],
)
def test_what_only_looks_like_a_place_or_lies_beside_is_none(text: str) -> None:
    assert places(text) == ["Hòa Giang"]


def test_a_whole_without_a_name_is_not_the_documents_smaller_place() -> None:
    text = "Tỷ lệ hộ nghèo của huyện còn 8,4%, mặt bằng chung của tỉnh là 5,1%."
    assert places(text, territory="huyện An Lạc") == ["huyện An Lạc", ""]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("2. Thị xã Kỳ Thủy", "thị xã Kỳ Thủy"),
        ("II. Kết quả tại huyện An Lạc:", "huyện An Lạc"),
        ("Địa bàn: xã Tân Lập", "xã Tân Lập"),
        ("+ Miền Bắc", "miền Bắc"),
        ("3. Kiến nghị với tỉnh", "Hòa Giang"),
        ("4. Hợp tác với huyện An Lạc về du lịch", "Hòa Giang"),
    ],
)
def test_a_heading_that_is_a_place_holds_for_what_stands_below_it(heading: str, expected: str) -> None:
    assert places("Diện tích cây ăn quả đạt 4.120 ha.", "I. KẾT QUẢ", heading) == [expected]


def test_the_country_goes_on_in_a_document_of_no_place_until_another_is_spoken_of() -> None:
    text = "Cả nước trồng 974 nghìn ha ngô. Sản lượng ước 4,5 triệu tấn. Tỉnh ta trồng 12 nghìn ha."
    assert places(text, territory="") == ["cả nước", "cả nước", ""]


def test_names_of_provinces_get_back_the_marks_that_a_scan_lost_and_smaller_places_keep_theirs() -> None:
    assert spell_places("TP Đà Nang, xã Quang Ninh, cầu Binh Dương") == "TP Đà Nẵng, xã Quang Ninh, cầu Binh Dương"
