"""Other orders of a sentence, of an invented city: which there are, and that none of them says what no source says."""

import pytest

from rag.answering.gate.alternations import alternations


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Tại cảng Cây Gáo, thành phố khởi công bến số 2.", "thành phố khởi công bến số 2 tại cảng Cây Gáo"),
        ("Kế hoạch năm 2031 nêu rõ rằng bến số 2 được nạo vét.", "bến số 2 được nạo vét"),
        ("Theo Báo cáo 77, bến số 2 được nạo vét.", "bến số 2 được nạo vét"),
        ("Mưa lớn khiến đường Bờ Kè ngập.", "đường Bờ Kè ngập do mưa lớn"),
        ("Nguyên nhân là mưa lớn khiến đường Bờ Kè ngập.", "đường Bờ Kè ngập do mưa lớn"),
        ("Đường Bờ Kè ngập do mưa lớn.", "mưa lớn dẫn đến đường Bờ Kè ngập"),
        ("Việc kiểm tra do Sở Thủy lợi thực hiện.", "Sở Thủy lợi kiểm tra"),
        ("Bến Trong và bến Ngoài là hai bến đang được nạo vét.", "nạo vét: Bến Trong và bến Ngoài"),
        ("Đến năm 2031, Sông Ngang là huyện đã được sáp nhập.", "Đến năm 2031, huyện Sông Ngang được sáp nhập"),
        ("Hai bến đang được nạo vét là bến Trong và bến Ngoài.", "nạo vét: bến Trong và bến Ngoài"),
    ],
)
def test_it_says_the_same_in_another_order(text: str, form: str) -> None:
    assert form in [other.text for other in alternations(text)]


def test_a_cause_is_no_agent() -> None:
    forms = [form.text for form in alternations("Đường Bờ Kè ngập do mưa lớn.")]
    assert "mưa lớn đường Bờ Kè ngập" not in forms


def test_the_document_that_is_left_out_is_kept_for_comparison() -> None:
    documents = {form.document for form in alternations("Chỉ thị số 8 yêu cầu nạo vét bến số 2.")}
    assert "Chỉ thị số 8" in documents


def test_only_documents_and_bodies_report() -> None:
    assert not [form for form in alternations("Mục đích là đáp ứng yêu cầu nạo vét.") if form.document]
