"""How many quantities a question asks for, in which units, and which of them are changes."""

import pytest

from rag.answering.question.understanding import understand
from rag.datatypes import Status


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Thu muối được bao nhiêu tấn, tăng mấy phần trăm?", [(("tấn",), False), (("%",), True)]),
        ("Thu muối tăng bao nhiêu tỷ, tức mấy phần trăm?", [(("đồng", "USD"), True), (("%",), True)]),
        ("Sản lượng muối và mức tăng là bao nhiêu?", [((), False), ((), True)]),
        ("Đường dài bao nhiêu và tốn bao nhiêu tiền?", [(("km", "m"), False), (("đồng", "USD"), False)]),
        ("Tỉnh đứng thứ mấy?", [(("thứ",), False)]),
        ("Xuất khẩu được mấy ti đô?", [(("USD",), False)]),
        ("Máy may có mặt từ năm nào?", []),
        ("Giữ tăng trưởng hai con số liền mấy năm?", [(("năm",), False)]),
        ("GRDP tăng hai con số bao nhiêu năm liên tiếp?", [(("năm",), False)]),
        ("giam ngheo may nam lien tuc", [(("năm",), False)]),
        ("Đây là năm thứ mấy liên tiếp?", [(("năm",), False)]),
        ("Đất rộng mấy km vuông?", [(("ha", "km²", "m²"), False)]),
        ("Có mấy hộ và quy mô đất ra sao?", [(("hộ",), False), (("ha", "km²", "m²"), False)]),
        ("Đất đai rộng bao nhiêu?", [(("ha", "km²", "m²"), False)]),
        ("Tình hình ra sao?", []),
    ],
)
def test_each_quantity_has_its_unit_and_kind(text: str, asked: list[tuple[tuple[str, ...], bool]]) -> None:
    assert [(quantity.units, quantity.is_change) for quantity in understand(text, ()).quantities] == asked


def test_a_quantity_has_the_status_that_is_named_with_it() -> None:
    planned, done = understand("Kế hoạch giao bao nhiêu tấn muối, đã thực hiện bao nhiêu?", ()).quantities
    assert planned.statuses == (Status.TARGET,)
    assert Status.RESULT in done.statuses


def test_a_span_behind_what_is_asked_is_no_unit() -> None:
    assert understand("Quý IV thu được bao nhiêu theo báo cáo 9 tháng?", ()).units == ()
    assert understand("Khách ở lại mấy ngày trong năm 2031?", ()).units == ("ngày",)
