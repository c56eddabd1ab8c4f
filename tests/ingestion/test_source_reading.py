"""Heads of many layouts, of invented provinces: what is read is right, and what is not sure stays empty."""

import datetime
import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import SourceRecord, Weight
from rag.ingestion.source_reading.describing import describe_source
from rag.ingestion.source_reading.found import SURE
from rag.ingestion.source_reading.reading import read_source
from rag.ingestion.source_reading.references import References, read_references
from rag.ingestion.source_reading.territories import read_territory_change
from rag.ingestion.source_reading.title_date import date_of_title
from rag.ingestion.source_reading.title_period import period_of_title

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
        {
            "title": "Phụ lục II: Danh mục chỉ tiêu năm 2031 (kèm theo Nghị quyết số 25/NQ-HĐND)",
            "kind": "Phụ lục",
            "date": datetime.date(2030, 12, 9),
            "issuer": "Hội đồng nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2031",
            "weight": Weight.OFFICIAL,
        },
    ),
    "an annex below the name of its issuer": (
        "ỦY BAN NHÂN DÂN HUYỆN BÌNH AN\n\nBiểu số 02\nTỔNG HỢP THU PHÍ CHỢ\n(Kèm theo Báo cáo số 9/BC-UBND của Ủy ban "
        "nhân dân huyện Bình An)\n| TT | Chợ | Phí |\n| --- | --- | --- |\n| 1 | Chợ Bình An | 5 |\n",
        {
            "title": "Biểu số 02: Tổng hợp thu phí chợ (kèm theo Báo cáo số 9/BC-UBND)",
            "kind": "Phụ biểu",
            "issuer": "Ủy ban nhân dân huyện Bình An",
            "territory": "huyện Bình An",
            "weight": Weight.OFFICIAL,
        },
    ),
    "an annex of the office above it, which the reference does not name again": (
        "UBND HUYỆN BÌNH AN\n\nBiểu số 02\nTỔNG HỢP THU PHÍ CHỢ\n(Kèm theo Báo cáo số 9/BC-UBND của UBND huyện)\n",
        {
            "title": "Biểu số 02: Tổng hợp thu phí chợ (kèm theo Báo cáo số 9/BC-UBND)",
            "kind": "Phụ biểu",
            "issuer": "Ủy ban nhân dân huyện Bình An",
            "territory": "huyện Bình An",
            "weight": Weight.OFFICIAL,
        },
    ),
    "an annex of an office of another kind of place than the one above it": (
        "UBND HUYỆN BÌNH AN\nPhụ lục\n(Kèm theo Báo cáo số 9/BC-UBND của UBND tỉnh)\n",
        {"title": "Phụ lục kèm theo Báo cáo số 9/BC-UBND", "kind": "Phụ lục", "territory": ""},
    ),
    "a dash between issuer and state": (
        "ĐẢNG BỘ THÀNH PHỐ SÔNG LAM — **ĐẢNG CỘNG SẢN VIỆT NAM**\nSố 01-NQ/ĐH\n\nNGHỊ QUYẾT\n"
        "Đại hội đại biểu Đảng bộ thành phố\n",
        {
            "title": "Nghị quyết đại hội đại biểu Đảng bộ thành phố",
            "kind": "Nghị quyết",
            "number": "01-NQ/ĐH",
            "issuer": "Đảng bộ thành phố Sông Lam",
            "territory": "thành phố Sông Lam",
            "weight": Weight.OFFICIAL,
        },
    ),
    "an annex of another issuer than the one above it": (
        "ỦY BAN NHÂN DÂN HUYỆN BÌNH AN\nPhụ lục\n(Kèm theo Báo cáo số 9/BC-UBND của Ủy ban nhân dân huyện Bình Sơn)\n",
        {"title": "Phụ lục kèm theo Báo cáo số 9/BC-UBND", "kind": "Phụ lục", "territory": ""},
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
            "territory": "tỉnh Sông Lam",
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
    "a commune, its chairman below the title": (
        """ỦY BAN NHÂN DÂN
PHƯỜNG HÒA AN
Số: 45/QĐ-UBND
Hòa An, ngày 3 tháng 8 năm 2031
QUYẾT ĐỊNH
Ban hành Quy chế làm việc của Ủy ban nhân dân phường
CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG HÒA AN
Căn cứ Luật;
""",
        {
            "title": "Quyết định ban hành Quy chế làm việc của Ủy ban nhân dân phường",
            "kind": "Quyết định",
            "number": "45/QĐ-UBND",
            "date": datetime.date(2031, 8, 3),
            "issuer": "Ủy ban nhân dân phường Hòa An",
            "territory": "phường Hòa An",
            "weight": Weight.OFFICIAL,
        },
    ),
    "a digital signature above, spaces in the number": (
        """Ký bởi: UBND tỉnh
Ngày ký: 06/12/2031 14:00:00
UBND TỈNH SÔNG LAM
VĂN PHÒNG
Số 15 /TB - VP
Sông Lam, ngày 05/12/2031
Thông báo
Kết luận tại phiên họp về kế hoạch năm 2032
""",
        {
            "title": "Thông báo kết luận tại phiên họp về kế hoạch năm 2032",
            "kind": "Thông báo",
            "number": "15/TB-VP",
            "date": datetime.date(2031, 12, 5),
            "issuer": "Văn phòng Ủy ban nhân dân tỉnh Sông Lam",
            "territory": "tỉnh Sông Lam",
            "period": "2032",
            "weight": Weight.OFFICIAL,
        },
    ),
    "two issuers together": (
        """UBND TỈNH SÔNG LAM
LIÊN SỞ TÀI CHÍNH - XÂY DỰNG
Số: 5/CBG-LS
Sông Lam, ngày 2 tháng 2 năm 2031
CÔNG BỐ GIÁ
vật liệu tháng 1 năm 2031
""",
        {
            "title": "UBND TỈNH SÔNG LAM",
            "number": "5/CBG-LS",
            "date": datetime.date(2031, 2, 2),
            "territory": "",
        },
    ),
    "a quarter and its year": (
        """BỘ KẾ HOẠCH VÀ ĐẦU TƯ
TỔNG CỤC THỐNG KÊ
Số: 5/BC-TCTK
Hà Nội, ngày 29 tháng 12 năm 2031
BÁO CÁO
Tình hình kinh tế - xã hội quý IV và năm 2031
I. TĂNG TRƯỞNG
""",
        {
            "title": "Báo cáo tình hình kinh tế - xã hội quý IV và năm 2031",
            "kind": "Báo cáo",
            "number": "5/BC-TCTK",
            "date": datetime.date(2031, 12, 29),
            "issuer": "Tổng cục Thống kê",
            "territory": "",
            "weight": Weight.OFFICIAL,
        },
    ),
    "notes": (NOTES, {"title": NOTES.strip(), "territory": ""}),
    "a local paper's page": (
        "BÁO SÔNG LAM Thứ Hai, 17/03/2031\n# Được mùa muối\nCập nhật: 05/03/2031 07:20 | Lượt xem: 12\n"
        "(BSL) - Chủ tịch UBND tỉnh Lò Văn Muối vui; toàn tỉnh thu 5 tấn.\n"
        "Trang web: Báo Sông Lam điện tử\nCơ quan chủ quản: Tỉnh ủy Sông Lam\n",
        {
            "title": "Được mùa muối",
            "kind": "Bài báo",
            "date": datetime.date(2031, 3, 5),
            "territory": "Sông Lam",
            "published_in": "Báo Sông Lam điện tử",
            "weight": Weight.PRESS,
        },
    ),
    "a paper of no place": (
        "# Được mùa muối\nThứ Tư, 05/03/2031\nHĐND tỉnh họp sáng nay.\nTrang web: Báo Nắng Mới\n",
        {
            "title": "Được mùa muối",
            "kind": "Bài báo",
            "date": datetime.date(2031, 3, 5),
            "territory": "",
            "published_in": "Báo Nắng Mới",
            "weight": Weight.PRESS,
        },
    ),
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


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Báo cáo tình hình kinh tế - xã hội năm 2030", "2030"),
        ("Báo cáo kết quả năm 2030 và nhiệm vụ năm 2031", "2030-2031"),
        ("Báo cáo tình hình thực hiện nhiệm vụ năm 2030, phương hướng, nhiệm vụ năm 2031", "2030-2031"),
        ("Kế hoạch phát triển kinh tế - xã hội 5 năm 2031-2035", "2031-2035"),
        ("Quy hoạch tỉnh thời kỳ 2031-2040, tầm nhìn đến năm 2060", "2031-2040"),
        ("Báo cáo 6 tháng đầu năm 2030", "6 tháng đầu năm 2030"),
        ("Báo cáo tình hình quý III năm 2030", "quý III năm 2030"),
        ("Báo cáo tình hình tháng 4 và 4 tháng năm 2030", "4 tháng năm 2030"),
        ("Tình hình tháng 9 và 9 tháng đầu năm 2030; nhiệm vụ trọng tâm quý IV năm 2030", "9 tháng đầu năm 2030"),
        ("Tình hình quý III và 9 tháng năm 2030", "9 tháng năm 2030"),
        ("Tình hình tháng 8 và 9 tháng năm 2030", ""),
        ("Tình hình tháng 8 và nhiệm vụ tháng 9 năm 2030", ""),
        ("Kế hoạch năm 2031 thực hiện Chương trình giai đoạn 2026-2030", ""),
        ("Nghị quyết về dự toán năm 2031, quyết toán năm 2029", ""),
        ("Nghị quyết về kế hoạch năm 2030 và kế hoạch năm 2031", ""),
        ("Đề án phát triển du lịch đến năm 2035", ""),
        ("Kết quả 9 tháng, ước cả năm 2030 và kế hoạch năm 2031", ""),
        ("Kế hoạch thực hiện Nghị quyết số 25/NQ-HĐND ngày 09 tháng 12 năm 2029", ""),
        ("Kế hoạch năm học 2030-2031", ""),
        ("Kế hoạch thi hành Luật Đất đai năm 2024", ""),
        ("Kế hoạch phát triển kinh tế - xã hội", ""),
    ],
)
def test_a_title_gives_the_period_only_where_it_names_one(title: str, period: str) -> None:
    assert period_of_title(title) == period


CLOSING = """
Căn cứ Nghị quyết số 02/NQ-HĐND ngày 01 tháng 01 năm 2028 sửa đổi Nghị quyết số 01/NQ-HĐND;
Điều 1. Sửa đổi, bổ sung khoản 2 Điều 3 Nghị quyết số 11/NQ-HĐND ngày 05 tháng 5 năm 2029.
Điều 2. Nghị quyết số 12/NQ-HĐND (đã được sửa đổi, bổ sung tại Nghị quyết số 13/NQ-HĐND) vẫn có hiệu lực.
Điều 3. Nghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2031 và thay thế Nghị quyết số 20/NQ-HĐND ngày 10 tháng 12 \
năm 2029, Nghị quyết số 21/NQ-HĐND.
Điều 4. Bãi bỏ Quyết định số 30/2029/QĐ-UBND.
Điều 5. Nghị quyết số 40/NQ-HĐND hết hiệu lực kể từ ngày Nghị quyết này có hiệu lực thi hành.
"""


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Bản tin giá cả thị trường ngày 15/6/2031", "2031-06-15"),
        ("Họp báo thường kỳ (ngày 3 tháng 9 năm 2031)", "2031-09-03"),
        ("Tổng kết từ ngày 01/5/2031 đến ngày 30/5/2031", ""),
        ("Kết quả thực hiện Nghị quyết số 12/NQ-HĐND ngày 10 tháng 12 năm 2030", ""),
        ("Nghị quyết số 12/NQ-HĐND ngày 10/12/2030 của HĐND tỉnh về nhiệm vụ năm 2031", "2030-12-10"),
        ("Nghị quyết số 12/NQ-HĐND về thực hiện Kế hoạch số 3/KH-UBND ngày 10/12/2030", ""),
        ("Kế hoạch tháng 9 năm 2031", ""),
        ("Bản tin ngày 31/2/2031", ""),
    ],
)
def test_a_title_dates_its_document_only_by_one_day_of_its_own(title: str, day: str) -> None:
    found = date_of_title(title)
    assert (found.value if found.is_sure else "") == day


def test_what_a_document_does_to_others_is_told_apart_from_what_it_rests_on() -> None:
    assert read_references("Nghị quyết về kế hoạch năm 2031", CLOSING) == References(
        amends=("Nghị quyết số 11/NQ-HĐND ngày 05 tháng 5 năm 2029",),
        replaces=("Nghị quyết số 20/NQ-HĐND ngày 10 tháng 12 năm 2029", "Nghị quyết số 21/NQ-HĐND"),
        repeals=("Quyết định số 30/2029/QĐ-UBND", "Nghị quyết số 40/NQ-HĐND"),
    )
    assert read_references("Nghị quyết sửa đổi, bổ sung Nghị quyết số 5/NQ-HĐND", "").amends == (
        "Nghị quyết số 5/NQ-HĐND",
    )
    report = "Báo cáo kết quả 3 năm thực hiện Nghị quyết số 25/NQ-HĐND ngày 09/12/2030"
    assert read_references(report, "").reports_on == ("Nghị quyết số 25/NQ-HĐND ngày 09/12/2030",)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Từ ngày 01/7/2030, tỉnh Sông Lam và thành phố Bình An sáp nhập thành tỉnh Sông Lam.", "2030-07-01"),
        ("Tỉnh Sông Lam hình thành trên cơ sở hợp nhất tỉnh Sông Lam và tỉnh Bình An kể từ ngày 01 tháng 7 năm 2030.",
         "2030-07-01"),
        ("Theo Nghị quyết 202/2025/QH15, sắp xếp toàn bộ diện tích của tỉnh Sông Lam và tỉnh Bình An.", "2025-07-01"),
        ("Căn cứ Nghị quyết số 202/2025/QH15 về việc sắp xếp đơn vị hành chính cấp tỉnh;", ""),
        ("Sau sáp nhập tỉnh Sông Lam và tỉnh Bình An, từ ngày 01/9/2030 tỉnh thu phí mới.", ""),
        ("Dự kiến từ ngày 01/7/2030, tỉnh Sông Lam và tỉnh Bình An sáp nhập.", ""),
        ("Từ ngày 01/7/2030, tỉnh Phú Vân và tỉnh Bình An sáp nhập thành tỉnh Phú Vân.", ""),
        ("Từ ngày 01/7/2030, tỉnh Sông Lam áp dụng giá đất mới.", ""),
    ],
)  # fmt: skip
def test_a_change_of_territory_is_read_with_its_day_and_sentence(sentence: str, day: str) -> None:
    found = read_territory_change(f"Mở đầu văn bản.\n\n{sentence}", "Sông Lam")
    assert found.value == day
    assert found.quote == (sentence if day else "")


def test_the_head_of_a_badly_recognised_page_is_not_taken_over() -> None:
    source = read_source(MARKDOWN, "a.pdf", confidence=0.6)
    assert (source.number, source.date, source.issuer, source.weight) == ("", None, "", Weight.UNKNOWN)


def test_what_was_read_and_what_is_missing_is_told() -> None:
    assert describe_source(read_source(MARKDOWN, "a.md")) == (
        "đọc từ văn bản: Nghị quyết, số 25/NQ-HĐND, 09/12/2030, Hội đồng nhân dân tỉnh Sông Lam, tỉnh Sông Lam, 2031"
    )
    told = describe_source(read_source(CONFLICT, "a.md"))
    assert "số, ký hiệu (thấy “Số: 25/BC-UBND” nhưng không chắc)" in told
    assert describe_source(SourceRecord("a")).startswith("văn bản không cho biết nguồn; chưa rõ: loại văn bản, số")


@given(st.text(alphabet=st.sampled_from("Số: 12/BC-UBND ngàythm năm 203|*\n#.,BÁOCÁO"), max_size=300))
def test_any_text_is_read_without_fail_and_every_field_has_its_reading(text: str) -> None:
    source = read_source(unicodedata.normalize("NFC", text), "a.txt")
    sure = {reading.field for reading in source.readings if reading.confidence >= SURE}
    filled = {field for field in UNREAD if field not in {"weight", "amends", "replaces", "repeals", "reports_on"}}
    assert {field for field in filled if getattr(source, field)} <= sure
