"""A folder of made-up administrative documents, as many as wanted: the same seed gives the same bytes.

No text is a real one; headings, list lines, figures and their wording are of the kinds that plans and reports have.
"""

import random
from pathlib import Path

from rag.errors import InvalidInput

_LEAST_BYTES = 16_500
"""A document ends with the part that passes them: most have about 20,000, ten pages."""

_INDICATORS = (
    ("Tổng thu ngân sách nhà nước trên địa bàn", "tỷ đồng", 90_000),
    ("Tổng vốn đầu tư toàn xã hội", "tỷ đồng", 120_000),
    ("Kim ngạch xuất khẩu", "triệu USD", 9_000),
    ("Tốc độ tăng trưởng tổng sản phẩm trên địa bàn", "%", 15),
    ("Chỉ số sản xuất công nghiệp", "%", 20),
    ("Sản lượng lương thực có hạt", "nghìn tấn", 900),
    ("Diện tích rừng trồng mới", "ha", 8_000),
    ("Tỷ lệ hộ nghèo theo chuẩn đa chiều", "%", 9),
    ("Số lao động được giải quyết việc làm", "người", 60_000),
    ("Số giường bệnh trên một vạn dân", "giường", 60),
    ("Tỷ lệ dân số tham gia bảo hiểm y tế", "%", 100),
    ("Lượng khách du lịch", "lượt khách", 900_000),
    ("Thu nhập bình quân đầu người", "triệu đồng/người/năm", 120),
    ("Tỷ lệ trường đạt chuẩn quốc gia", "%", 100),
)
_CROPS = (
    *(
        "lúa",
        "ngô",
        "khoai lang",
        "sắn",
        "mía",
        "lạc",
        "đậu tương",
        "vừng",
        "chè búp",
        "cà phê nhân",
        "cao su",
        "hồ tiêu",
    ),
    *("điều", "cam", "bưởi", "nhãn", "vải", "xoài", "thanh long", "dứa", "chuối", "rau các loại", "hoa, cây cảnh"),
)
_BUILDINGS = (
    *("trường mầm non", "trường tiểu học", "trạm y tế", "nhà văn hóa", "chợ", "hồ chứa nước", "cụm công nghiệp"),
    *("hợp tác xã", "làng nghề", "điểm bưu điện", "trạm biến áp", "công trình cấp nước", "bến xe", "thư viện"),
)
_ALL_INDICATORS = (
    *_INDICATORS,
    *((f"Sản lượng {crop}", "tấn", 80_000) for crop in _CROPS),
    *((f"Diện tích gieo trồng {crop}", "ha", 20_000) for crop in _CROPS),
    *((f"Số {building} được xây mới", "công trình", 90) for building in _BUILDINGS),
    *((f"Tỷ lệ {building} đạt chuẩn", "%", 100) for building in _BUILDINGS),
)
"""As many as a province's plans have: figures of one indicator, place and year are few however large the corpus."""
_FIELDS = (
    *("nông nghiệp", "công nghiệp chế biến", "thương mại và dịch vụ", "giáo dục và đào tạo", "y tế cơ sở"),
    *("hạ tầng giao thông", "chuyển đổi số", "cải cách hành chính", "tài nguyên và môi trường", "văn hóa, thể thao"),
)
_DUTIES = (
    "Tiếp tục rà soát, hoàn thiện quy hoạch {field} đến cấp xã, bảo đảm đồng bộ với quy hoạch chung đã được phê duyệt.",
    "Đẩy nhanh tiến độ giải ngân vốn của {count} dự án thuộc lĩnh vực {field}, phấn đấu đạt trên {share}% kế hoạch.",
    "Các sở, ngành chủ động tháo gỡ khó khăn, vướng mắc cho doanh nghiệp đầu tư vào {field} trên tinh thần phục vụ.",
    "Trong năm đã tổ chức {count} lớp tập huấn về {field} cho hơn {people} lượt cán bộ, công chức và người dân.",
    "Công tác kiểm tra, giám sát trong lĩnh vực {field} được duy trì thường xuyên, kịp thời chấn chỉnh các hạn chế.",
    "Kinh phí thực hiện nhiệm vụ về {field} là {money} tỷ đồng, trong đó ngân sách địa phương bảo đảm {share}%.",
)
_PLACES = tuple(
    f"{first} {second}"
    for first in ("Sông", "Lạc", "Bình", "Phước", "Thanh", "Mường", "Hòa", "Đông")
    for second in ("Lam", "Sơn", "Nguyên", "Hải", "Khê", "Vang", "Thượng", "Giang")
)
_YEARS = 10


def make_corpus(folder: Path, documents: int, seed: int = 0, size: int = _LEAST_BYTES) -> int:
    """Write so many documents of at least `size` bytes, with source records for nine of ten; returns the bytes of all.

    Raises:
        InvalidInput: the folder cannot be written.
    """
    records = []
    whole = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(documents):
            whole += write_document(folder, number, seed, size)
            if number % 10:
                records.append(_record(number))
        (folder / "sources.toml").write_text("\n".join(records), encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"Không ghi được vào {folder}.", f"cannot write {folder}: {error}") from error
    return whole


def write_document(folder: Path, number: int, seed: int, size: int = _LEAST_BYTES) -> int:
    """Write the document of this number anew, as the seed has it; returns its size in bytes."""
    content = document_text(number, seed, size).encode()
    path = folder / _name(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return len(content)


def document_text(number: int, seed: int, size: int = _LEAST_BYTES) -> str:
    """At least `size` bytes of text."""
    source = random.Random(f"{seed} {number}")
    year = _year(number)
    place = _place(number)
    lines = [f"Kế hoạch phát triển kinh tế - xã hội năm {year} của tỉnh {place}, số {number}", ""]
    part = 0
    while sum(len(line.encode()) + 1 for line in lines) < size:
        part += 1
        lines += [f"{part}. Lĩnh vực {source.choice(_FIELDS)}", f"{part}.1. Kết quả năm {year - 1}"]
        lines += [_paragraph(source) for _ in range(4)]
        lines += [_result(source, year - 1) for _ in range(3)]
        lines += [f"{part}.2. Chỉ tiêu năm {year}", *(_target(source) for _ in range(5)), ""]
    return "\n".join(lines) + "\n"


def asked_of(documents: int, questions: int, seed: int = 0) -> list[str]:
    """So many questions about the places and years of the first documents: results, targets, comparisons, and what no
    figure answers."""
    drawn = random.Random(f"{seed} questions")
    kinds = (
        "{name} năm {before} của tỉnh {place} là bao nhiêu?",
        "Chỉ tiêu {name} năm {year} của {place}?",
        "{name} của tỉnh {place} năm {before} so với năm {year} thế nào?",
        "Tỉnh {place} làm gì để đẩy nhanh giải ngân vốn năm {year}?",
    )
    asked = []
    for count in range(questions):
        number = drawn.randrange(documents)
        year = _year(number)
        name = drawn.choice(_ALL_INDICATORS)[0]
        text = kinds[count % len(kinds)]
        asked.append(text.format(name=name, before=year - 1, year=year, place=_place(number)))
    return asked


def _record(number: int) -> str:
    year, place = _year(number), _place(number)
    return (
        f'["{_name(number)}"]\ntitle = "Kế hoạch năm {year} của tỉnh {place}"\nkind = "Kế hoạch"\n'
        f'number = "{number}/KH-UBND"\ndate = {year - 1}-12-09\nterritory = "tỉnh {place}"\nperiod = "{year}"\n'
    )


def _name(number: int) -> str:
    return f"nam-{_year(number)}/ke-hoach-{number:05d}.txt"


def _year(number: int) -> int:
    return 2021 + number % _YEARS


def _place(number: int) -> str:
    return _PLACES[number // _YEARS % len(_PLACES)]


def _paragraph(source: random.Random) -> str:
    sentences = source.sample(_DUTIES, 6)
    return " ".join(
        sentence.format(
            field=source.choice(_FIELDS),
            count=source.randint(2, 90),
            share=source.randint(20, 99),
            people=_grouped(source.randint(1_000, 90_000)),
            money=f"{_grouped(source.randint(10, 9_000))},{source.randint(1, 9)}",
        )
        for sentence in sentences
    )


def _result(source: random.Random, year: int) -> str:
    name, unit, most = source.choice(_ALL_INDICATORS)
    change = f"{source.randint(1, 18)},{source.randint(1, 9)}%"
    return f"- {name} năm {year} ước đạt {_amount(source, most)} {unit}, tăng {change} so với năm {year - 1}."


def _target(source: random.Random) -> str:
    name, unit, most = source.choice(_ALL_INDICATORS)
    return f"- {name} trong lĩnh vực {source.choice(_FIELDS)} đạt {_amount(source, most)} {unit}."


def _amount(source: random.Random, most: int) -> str:
    if most > 1_000:
        return _grouped(source.randint(most // 4, most))
    return f"{source.randint(most // 3, most - 1)},{source.randint(0, 9)}"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
