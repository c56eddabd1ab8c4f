"""Which place a text without a head speaks for."""

import pytest

from rag.ingestion.source_reading.reading import read_source


def territory(title: str, body: str) -> str:
    return read_source(f"{title}\n\n{body}\n", "a.md").territory


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Báo cáo tình hình kinh tế - xã hội quý I và 4 tháng năm 2029 tỉnh Vĩnh Hà", "tỉnh Vĩnh Hà"),
        ("Nghị quyết HĐND về kế hoạch năm 2030 của huyện Yên Lạc Thượng", "huyện Yên Lạc Thượng"),
        ("Kế hoạch năm 2030 của xã Tân Lập, huyện Yên Lạc", "xã Tân Lập"),
        ("Hội nghị Thành ủy Trà Nông lần thứ 18", "thành phố Trà Nông"),
        ("KẾ HOẠCH HỖ TRỢ NGƯỜI DÂN TRÊN ĐỊA BÀN TỈNH ĐẮK LẮK NĂM 2030", "tỉnh Đắk Lắk"),
        ("ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ XÃ PHONG KHÊ LẦN THỨ NHẤT", "xã Phong Khê"),
        ("Trà Nông: Thu ngân sách về đích sớm", "Trà Nông"),
        ("Tuổi trẻ Bạc Liêu chung tay xây dựng nông thôn mới", "Bạc Liêu"),
        ("Báo cáo của Bộ về trồng trọt (Hà Nội, ngày 29 tháng 11 năm 2029)", ""),
        ("So sánh tỉnh Vĩnh Hà và tỉnh Yên Lạc", ""),
        ("Dự án Trường THCS Hòa Bình", ""),
        ("Du lịch: nhiều tín hiệu vui", ""),
    ],
)
def test_a_title_tells_the_place_that_it_names_as_its_own(title: str, expected: str) -> None:
    assert territory(title, "Thu ngân sách đạt 12.000 tỷ đồng.") == expected


def test_a_headline_in_which_a_name_acts_tells_it_where_the_body_goes_on_with_it() -> None:
    body = "Năm 2029, thu ngân sách của Lam Giang đạt 12 tỷ đồng."
    assert territory("Lam Giang vượt mục tiêu", body) == "Lam Giang"
    assert territory("Cảng Lam Giang vượt mục tiêu", body) == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Năm 2029, tỉnh An Hà trồng 500 ha rừng. Toàn tỉnh có 12 huyện.", "tỉnh An Hà"),
        ("Toàn huyện An Trường có 68 trường. Xã Đông Lộc có 3 trường.", "huyện An Trường"),
        ("Toàn tỉnh có 12 huyện. Huyện An Trường có 68 trường.", ""),
        ("Trồng rừng: huyện An Lạc 640 ha; huyện Nam Khê 815 ha.", ""),
        ("Học tập kinh nghiệm của tỉnh An Hà, năm 2029 trồng 500 ha rừng.", ""),
        ("Chủ tịch UBND tỉnh Nguyễn Văn Lúa giao trồng 500 ha rừng.", ""),
        ("Thu của ngành đạt 12 tỷ đồng.", ""),
    ],
)
def test_a_body_tells_the_place_only_where_no_other_can_be_meant(body: str, expected: str) -> None:
    assert territory("Báo cáo tổng kết năm 2029", body) == expected


def test_a_province_is_not_taken_for_the_city_that_it_names_most() -> None:
    body = "Thành phố Tân Thủy thu 5 tỷ đồng. " * 4 + "UBND tỉnh giao các huyện, thành phố Tân Thủy. " * 4
    assert territory("Chỉ thị về kế hoạch năm 2030", body) == ""


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("UBND TỈNH TÂN GIANG — Số 263/BC-UBND", "Ủy ban nhân dân tỉnh Tân Giang"),
        ("UBND TỈNH TÂN GIANG - Số: 12/BC-UBND", "Ủy ban nhân dân tỉnh Tân Giang"),
        ("ỦY BAN NHÂN DÂN\nTỈNH TÂN GIANG.\nSố: 12/BC-UBND", "Ủy ban nhân dân tỉnh Tân Giang"),
        ("VĂN PHÒNG CHÍNH\nPHỦ\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM\nSố: 12/BC-VPCP", "Văn phòng Chính phủ"),
    ],
)
def test_an_issuer_has_neither_the_dash_behind_it_nor_the_words_beside_it(head: str, issuer: str) -> None:
    source = read_source(f"{head}\n\nBÁO CÁO\nTình hình kinh tế - xã hội năm 2029\n\nKinh tế tăng 9%.\n", "a.txt")
    assert source.issuer == issuer
    assert source.territory in {"tỉnh Tân Giang", ""}
