from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingestion.repair.signature_columns import part_signatures
from rag.ingestion.source_reading.reading import read_source

BESIDE = """Điều 3. Hiệu lực từ ngày ký.

Nơi nhận:                                  TM. ỦY BAN NHÂN DÂN
- Như Điều 3;                                 KT. CHỦ TỊCH
- Các phòng, ban và                           PHÓ CHỦ TỊCH
các xã;
- Lưu: VT.                                      (Đã ký)

                                              Lò Thị Muối
Phụ lục kèm theo."""


def test_recipients_and_who_signed_beside_them_stand_one_below_the_other() -> None:
    recipients = "Nơi nhận:\n- Như Điều 3;\n- Các phòng, ban và\ncác xã;\n- Lưu: VT.\n\n"
    signature = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nLò Thị Muối\n"
    parted = part_signatures(BESIDE)
    assert parted == f"Điều 3. Hiệu lực từ ngày ký.\n\n{recipients}{signature}Phụ lục kèm theo."
    assert read_source(parted, "a.txt").signer == "Lò Thị Muối"


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH (Đã ký) Lò Văn Muối", "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH|(Đã ký)|Lò Văn Muối"),
        ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH (đã ký) Lò Thị Chum", "KT. CHỦ TỊCH|PHÓ CHỦ TỊCH|(đã ký)|Lò Thị Chum"),
        ("T/M BAN THƯỜNG VỤ BÍ THƯ Đã ký Lò A Páo", "T/M BAN THƯỜNG VỤ|BÍ THƯ|Đã ký|Lò A Páo"),
    ],
)
def test_a_signature_in_one_line_is_put_in_lines(line: str, lines: str) -> None:
    assert part_signatures(line).split("\n") == lines.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Chủ tịch huyện đã ký ban hành.",
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nCHỦ TỊCH\n(Đã ký)\nLò Văn Muối",
        "Nơi nhận hồ sơ:          BỘ PHẬN MỘT CỬA\nGiờ nhận:           7 giờ",
        "Nơi nhận:          PHÒNG VĂN THƯ\n- Hồ sơ:           15 bộ",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert part_signatures(text) == text


PIECES = st.sampled_from(
    ["Nơi nhận:", "CHỦ TỊCH", "(Đã ký)", "Lò Văn Muối", "- Lưu: VT.", "     ", "\n", " ", "\t", "a;"]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_word_is_lost_or_added(text: str) -> None:
    assert Counter("".join(part_signatures(text).split())) == Counter("".join(text.split()))
