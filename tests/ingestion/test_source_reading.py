"""Heads of many layouts, of invented provinces: what is read is right, and what is not sure stays empty."""

import datetime
import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import SourceRecord, Weight
from rag.ingestion.source_reading.found import SURE
from rag.ingestion.source_reading.reading import read_source

BODY = """
I. KẾT QUẢ

Năm 2030, kinh tế tỉnh Sông Lam tăng 9%. Các sở, ngành của tỉnh phối hợp chặt chẽ; tình hình thực hiện kế hoạch tốt.
Tỉnh Sông Lam thu ngân sách 12.000 tỷ đồng. Sông Lam phấn đấu phát triển kinh tế - xã hội nhanh.
"""

TWO_COLUMNS = (
    """UBND TỈNH SÔNG LAM        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ TÀI CHÍNH                       Độc lập - Tự do - Hạnh phúc
Số: 12/BC-STC                 Sông Lam, ngày 05 tháng 6 năm 2030

BÁO CÁO
Tình hình thực hiện dự toán ngân sách
6 tháng đầu năm 2030
"""
    + BODY
)
OCR_NOISE = (
    """UỶ BAN NHÂN DÂN CỌNG HOÀ XÃ HỘI CHU NGHĨA VIỆT NAM
TỈNH SÔNG LAM Độc lập — Tự do - Hạnh phúc
Số: 4O2/BC-UBND Sông Lam, ngày 2l tháng 12 năm 2030
BÁO CÁO
Tình hình phát triển kinh tế - xã hội năm 2030
"""
    + BODY
)
MARKDOWN = (
    """# NGHỊ QUYẾT

## Về kế hoạch phát triển kinh tế - xã hội năm 2031

**HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM**

**Số:** 25/NQ-HĐND

*Sông Lam, ngày 9 tháng 12 năm 2030*

Căn cứ Nghị quyết số 07/NQ-HĐND ngày 8/12/2029 sửa đổi, bổ sung Nghị quyết số 01/NQ-HĐND;
"""
    + BODY
)
ONE_LINE = (
    "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Số: 15/KH-UBND "
    "Sông Lam, ngày 20 tháng 12 năm 2030 KẾ HOẠCH Phát triển kinh tế - xã hội 5 năm 2031-2035 "
    "Thực hiện Nghị quyết số 25/NQ-HĐND ngày 09/12/2030 của Hội đồng nhân dân tỉnh, Ủy ban nhân dân tỉnh ban hành kế "
    "hoạch như sau: I. MỤC TIÊU Tăng trưởng 10%." + BODY
)
TABLE = (
    """| HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM ------- Số: 31/NQ-HĐND | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - \
Hạnh phúc --------------- Sông Lam, ngày 10 tháng 7 năm 2030 |
| --- | --- |

NGHỊ QUYẾT
Sửa đổi, bổ sung một số điều của Nghị quyết số 25/NQ-HĐND ngày 09 tháng 12 năm 2029 của Hội đồng nhân dân tỉnh

Căn cứ Luật Tổ chức chính quyền địa phương;
"""
    + BODY
)
NUMBER_MISSING = (
    """ỦY BAN NHÂN DÂN
TỈNH SÔNG LAM
Số:      /QĐ-UBND
Sông Lam, ngày     tháng     năm 2030
DỰ THẢO

QUYẾT ĐỊNH
Về việc giao chỉ tiêu kế hoạch năm 2031

Căn cứ Quyết định số 99/QĐ-UBND ngày 01 tháng 2 năm 2029;
"""
    + BODY
)
SEVERAL_DATES = (
    """HỘI ĐỒNG NHÂN DÂN
TỈNH SÔNG LAM
Số: 25/NQ-HĐND
Sông Lam, ngày 09 tháng 12 năm 2030
Sông Lam, ngày 19 tháng 12 năm 2030

NGHỊ QUYẾT
Về dự toán ngân sách năm 2031 và phê chuẩn quyết toán ngân sách năm 2029

Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;
"""
    + BODY
)
ANNEX = (
    """PHỤ LỤC II
DANH MỤC CHỈ TIÊU NĂM 2031
(Kèm theo Nghị quyết số 25/NQ-HĐND ngày 09/12/2030 của Hội đồng nhân dân tỉnh Sông Lam)
"""
    + BODY
    + """
ỦY BAN NHÂN DÂN TỈNH SÔNG LAM
Số: 77/TB-UBND
Sông Lam, ngày 01 tháng 02 năm 2031
"""
)
PROGRAMME = (
    """ỦY BAN NHÂN DÂN
TỈNH SÔNG LAM

ĐỀ ÁN
Phát triển kinh tế số giai đoạn 2031-2035, định hướng đến năm 2045
(Kèm theo Quyết định số 88/QĐ-UBND ngày 01 tháng 3 năm 2031 của Ủy ban nhân dân tỉnh)
"""
    + BODY
)
BYLINE = """Trang chủ > Thời sự
Sông Lam dồn lực cho hạ tầng năm 2031
Trần Thị Bút | 10/12/2030 07:15

(Báo Sông Lam) - Ngày 9/12, UBND tỉnh Sông Lam vừa ban hành Quyết định số 99/QĐ-UBND về giao chỉ tiêu kế hoạch.

Số: 99 là số đẹp. Tỉnh Sông Lam tăng 9%, theo Nghị quyết số 25/NQ-HĐND ngày 09 tháng 12 năm 2030.
"""
PARTY = (
    """ĐẢNG BỘ TỈNH SÔNG LAM                    ĐẢNG CỘNG SẢN VIỆT NAM
TỈNH UỶ
*
Số 07-NQ/TU                 Sông Lam, ngày 15 tháng 11 năm 2030

NGHỊ QUYẾT
CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH
về phương hướng, nhiệm vụ năm 2031
-----
"""
    + BODY
    + """
T/M TỈNH UỶ
BÍ THƯ
(Đã ký)
Đinh Văn Lúa
"""
)
SPREADSHEET = """
| BIỂU SỐ 03: CHỈ TIÊU KINH TẾ - XÃ HỘI CHỦ YẾU | BIỂU SỐ 03: CHỈ TIÊU KINH TẾ - XÃ HỘI CHỦ YẾU |
| Chỉ tiêu | Kế hoạch năm 2031 |
| --- | --- |
| Số xã đạt chuẩn | 80 |
"""
LETTER = (
    """UBND HUYỆN BÌNH AN
PHÒNG NỘI VỤ
Số: 123/PNV-TH
V/v báo cáo tình hình thực hiện Nghị quyết số 25/NQ-HĐND
Bình An, ngày 03 tháng 3 năm 2031

Kính gửi: Ủy ban nhân dân tỉnh Sông Lam
"""
    + BODY
)
CONFLICT = (
    """HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM
Số: 25/BC-UBND
KẾ HOẠCH
Thực hiện nhiệm vụ năm 2031
"""
    + BODY
)
NOTES = "Ghi chép cuộc họp ngày 09 tháng 12 năm 2030, năm 2031 sẽ khác. Nghị quyết số 25/NQ-HĐND đã được nhắc đến.\n"
NEWS_OF_A_REPORT = """Thứ Hai, 06/01/2031 | 08:00
Ngày 05/01/2031, Ủy ban nhân dân tỉnh đã ban hành Báo cáo số 5/BC-UBND về tình hình kinh tế - xã hội năm 2030.
Theo đó, kinh tế tỉnh Sông Lam tăng 9%. Sông Lam đạt kế hoạch.
"""

UNREAD: Mapping[str, object] = {
    "kind": "", "number": "", "date": None, "issuer": "", "period": "", "published_in": "", "weight": Weight.UNKNOWN,
    "signer": "", "amends": (), "replaces": (), "repeals": (), "reports_on": (), "territory_changed_on": None,
}  # fmt: skip

HEADS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "two columns": (
        TWO_COLUMNS,
        {
            "title": "Báo cáo tình hình thực hiện dự toán ngân sách 6 tháng đầu năm 2030",
            "kind": "Báo cáo",
            "number": "12/BC-STC",
            "date": datetime.date(2030, 6, 5),
            "issuer": "Sở Tài chính tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "6 tháng đầu năm 2030",
            "weight": Weight.OFFICIAL,
        },
    ),
    "recognised with noise": (
        OCR_NOISE,
        {
            "title": "Báo cáo tình hình phát triển kinh tế - xã hội năm 2030",
            "kind": "Báo cáo",
            "issuer": "Ủy ban nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2030",
        },
    ),
    "Markdown": (
        MARKDOWN,
        {
            "title": "Nghị quyết về kế hoạch phát triển kinh tế - xã hội năm 2031",
            "kind": "Nghị quyết",
            "number": "25/NQ-HĐND",
            "date": datetime.date(2030, 12, 9),
            "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2031",
            "weight": Weight.OFFICIAL,
        },
    ),
    "all in one line": (
        ONE_LINE,
        {
            "title": "Kế hoạch phát triển kinh tế - xã hội 5 năm 2031-2035",
            "kind": "Kế hoạch",
            "number": "15/KH-UBND",
            "date": datetime.date(2030, 12, 20),
            "issuer": "Ủy ban nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2031-2035",
            "weight": Weight.OFFICIAL,
        },
    ),
    "a table": (
        TABLE,
        {
            "title": "Nghị quyết sửa đổi, bổ sung một số điều của Nghị quyết số 25/NQ-HĐND ngày 09 tháng 12 năm 2029 "
            "của Hội đồng nhân dân tỉnh",
            "kind": "Nghị quyết",
            "number": "31/NQ-HĐND",
            "date": datetime.date(2030, 7, 10),
            "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "weight": Weight.OFFICIAL,
            "amends": ("Nghị quyết số 25/NQ-HĐND ngày 09 tháng 12 năm 2029",),
        },
    ),
    "a draft without number": (
        NUMBER_MISSING,
        {
            "title": "Quyết định về việc giao chỉ tiêu kế hoạch năm 2031",
            "kind": "Quyết định",
            "issuer": "Ủy ban nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2031",
        },
    ),
    "several dates": (
        SEVERAL_DATES,
        {
            "title": "Nghị quyết về dự toán ngân sách năm 2031 và phê chuẩn quyết toán ngân sách năm 2029",
            "kind": "Nghị quyết",
            "number": "25/NQ-HĐND",
            "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "weight": Weight.OFFICIAL,
        },
    ),
    "an annex, and a notice behind it": (
        ANNEX,
        {"title": "PHỤ LỤC II", "territory": "Sông Lam"},
    ),
    "a programme with the number of its decision": (
        PROGRAMME,
        {
            "title": "Đề án phát triển kinh tế số giai đoạn 2031-2035, định hướng đến năm 2045",
            "kind": "Đề án",
            "issuer": "Ủy ban nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2031-2035",
        },
    ),
    "news with a byline": (
        BYLINE,
        {
            "title": "Sông Lam dồn lực cho hạ tầng năm 2031",
            "kind": "Bài báo về Quyết định số 99/QĐ-UBND",
            "date": datetime.date(2030, 12, 10),
            "territory": "Sông Lam",
            "period": "2031",
            "published_in": "Báo Sông Lam",
            "weight": Weight.PRESS,
        },
    ),
    "the Party": (
        PARTY,
        {
            "title": "Nghị quyết của Ban Chấp hành Đảng bộ tỉnh về phương hướng, nhiệm vụ năm 2031",
            "kind": "Nghị quyết",
            "number": "07-NQ/TU",
            "date": datetime.date(2030, 11, 15),
            "issuer": "Tỉnh ủy Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2031",
            "weight": Weight.OFFICIAL,
            "signer": "Đinh Văn Lúa",
        },
    ),
    "a spreadsheet": (
        SPREADSHEET,
        {"title": "BIỂU SỐ 03: CHỈ TIÊU KINH TẾ - XÃ HỘI CHỦ YẾU", "territory": ""},
    ),
    "a letter": (
        LETTER,
        {
            "title": "Công văn về việc báo cáo tình hình thực hiện Nghị quyết số 25/NQ-HĐND",
            "kind": "Công văn",
            "number": "123/PNV-TH",
            "date": datetime.date(2031, 3, 3),
            "issuer": "Phòng Nội vụ huyện Bình An",
            "territory": "huyện Bình An",
            "weight": Weight.OFFICIAL,
            "reports_on": ("Nghị quyết số 25/NQ-HĐND",),
        },
    ),
    "a number that contradicts its head": (
        CONFLICT,
        {
            "title": "Kế hoạch thực hiện nhiệm vụ năm 2031",
            "kind": "Kế hoạch",
            "territory": "Sông Lam",
            "period": "2031",
        },
    ),
    "notes": (NOTES, {"title": NOTES.strip(), "territory": ""}),
    "news of a report": (
        NEWS_OF_A_REPORT,
        {
            "title": "Ngày 05/01/2031, Ủy ban nhân dân tỉnh đã ban hành Báo cáo số 5/BC-UBND về tình hình kinh tế - "
            "xã hội năm 2030.",
            "kind": "Bài báo về Báo cáo số 5/BC-UBND",
            "date": datetime.date(2031, 1, 6),
            "territory": "Sông Lam",
            "weight": Weight.PRESS,
        },
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_gives_what_is_sure_and_nothing_else(name: str) -> None:
    text, expected = HEADS[name]
    source = read_source(text, "a.txt")
    assert {field: getattr(source, field) for field in {**UNREAD, **expected}} == {**UNREAD, **expected}
