"""A draft's words put on a source's, in order: what follows passes, what changes who does what to whom does not."""

import pytest

from rag.answering.gate.alignment import align
from rag.answering.gate.sentence_tokens import sentence_tokens

HELP = "Tỉnh Đá Mòng đã hỗ trợ huyện Tân Sa và huyện Phú Lộc chống hạn."
MOVED = "Điều chỉnh địa giới huyện Phú Lộc để mở rộng thị trấn Mỏ Ó."
SITES = "Xây dựng cụm công nghiệp Cây Gáo (huyện Tân Sa), cụm công nghiệp Bến Sứa (huyện Phú Lộc)."
HALF = "Cơ bản hoàn thành kè Mỏ Ó; nghiên cứu mở rộng cảng Bến Sứa, trừ khu neo đậu."
PLANS = "Hoàn thiện hồ sơ các đề án: Xây dựng khu neo đậu; Thành lập thị trấn tại xã Tân Sa; Mở rộng cảng Bến Sứa."
TRAINED = "Tỷ lệ lao động qua đào tạo đạt 87%, trong đó tỷ lệ lao động có văn bằng là 39%."
FIRMS = "Chủ động hỗ trợ doanh nghiệp thực hiện các thủ tục đầu tư để sớm thành lập khu chế biến."
WATER = "Số hộ có nước sạch ở huyện Tân Sa là 500 hộ, ở huyện Phú Lộc là 700 hộ."


def _follows(draft: str, source: str) -> bool:
    tokens, others = sentence_tokens(draft), sentence_tokens(source)
    known = {token.term for token in others}
    return all(token.term in known for token in tokens) and align(tokens, others) is not None


@pytest.mark.parametrize(
    ("draft", "source"),
    [
        ("Đá Mòng đã tích cực hỗ trợ huyện Tân Sa và huyện Phú Lộc chống hạn.", HELP),
        ("Cụm công nghiệp Bến Sứa ở huyện Phú Lộc được xây dựng.", "Xây dựng cụm công nghiệp Bến Sứa (huyện Phú Lộc)."),
        ("Kè Mỏ Ó hoàn thành.", "Hoàn thành kè Mỏ Ó."),
        ("Xây dựng cụm công nghiệp Cây Gáo ở huyện Tân Sa.", SITES),
        ("Số hộ có nước sạch ở huyện Phú Lộc là 700 hộ.", WATER),
        ("Hoàn thiện hồ sơ đề án thành lập thị trấn tại xã Tân Sa.", PLANS),
        ("Doanh nghiệp được chủ động hỗ trợ thực hiện các thủ tục đầu tư.", FIRMS),
        ("Tỷ lệ lao động qua đào tạo là 87%, trong đó có văn bằng là 39%.", TRAINED),
    ],
)
def test_what_follows_its_source_passes(draft: str, source: str) -> None:
    assert _follows(draft, source)


@pytest.mark.parametrize(
    ("draft", "source"),
    [
        ("Huyện Tân Sa và huyện Phú Lộc đã hỗ trợ tỉnh Đá Mòng chống hạn.", HELP),
        ("Điều chỉnh địa giới thị trấn Mỏ Ó để mở rộng huyện Phú Lộc.", MOVED),
        ("Xây dựng cụm công nghiệp Cây Gáo ở huyện Phú Lộc.", SITES),
        ("Xây dựng cụm công nghiệp Cây Gáo (huyện Phú Lộc), cụm công nghiệp Bến Sứa (huyện Tân Sa).", SITES),
        ("Hoàn thành kè Mỏ Ó.", HALF),
        ("Mở rộng cảng Bến Sứa.", HALF),
        ("Nghiên cứu mở rộng cảng Bến Sứa.", HALF),
        ("Số hộ có nước sạch ở huyện Tân Sa là 700 hộ, ở huyện Phú Lộc là 500 hộ.", WATER),
        ("Số hộ có nước sạch ở huyện Tân Sa là 700 hộ.", WATER),
        ("Hoàn thiện hồ sơ đề án thành lập cảng Bến Sứa.", PLANS),
        ("Doanh nghiệp chủ động hỗ trợ tỉnh thực hiện các thủ tục đầu tư.", FIRMS),
        ("Tỷ lệ là 87% lao động có văn bằng.", TRAINED),
    ],
)
def test_what_is_told_of_something_else_or_without_its_limits_does_not(draft: str, source: str) -> None:
    assert not _follows(draft, source)


def test_a_figure_stays_with_the_statement_whose_words_it_is_told_with() -> None:
    source = "Quy mô GRDP (giá hiện hành) ước 76.480 tỷ đồng; GRDP bình quân đầu người ước 73,0 triệu đồng."
    assert not _follows("Quy mô GRDP (giá hiện hành) ước 73,0 triệu đồng.", source)
    whole = "Diện tích chè ước 12.480 ha, trong đó diện tích được chứng nhận hữu cơ 3.150 ha."
    part = "Diện tích chè, trong đó diện tích được chứng nhận hữu cơ năm 2025 ước đạt 12.480 ha."
    assert not _follows(part, whole)
    assert _follows("Diện tích chè ước đạt 12.480 ha.", whole)
