"""Annexes of a fictitious province in the styles of official documents, each with the facts that it states.

Every value is drawn from a seeded generator; the facts are written down beside the cells, not read back from them.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.datatypes import Document, SourceRecord, Status
from rag.ingestion.assembling import assemble
from rag.ingestion.readers.content import Block, FileContent, PageContent, Table

TERRITORY = "Lạc Sơn"
WRITTEN = datetime.date(2024, 12, 10)
OPENING = ("NGHỊ QUYẾT", "Hội đồng nhân dân tỉnh thông qua.")
T, E, R = Status.TARGET, Status.ESTIMATE, Status.RESULT


@dataclass(frozen=True)
class GoldFact:
    """What a value of a table states."""

    indicator: str
    part: str
    period: str
    status: Status
    territory: str
    low: Decimal
    high: Decimal
    unit: str
    comparator: str
    is_change: bool


@dataclass(frozen=True)
class Row:
    """An indicator, its unit as written and in base units, and what it is a part of; `digits` behind the comma."""

    number: str
    name: str
    unit: str = ""
    base: str = ""
    factor: int = 1
    digits: int = 1
    parent: str = ""
    is_growth: bool = False
    least: int = 1
    most: int = 99


TRILLION, BILLION, MILLION, THOUSAND = 10**12, 10**9, 10**6, 10**3
MONEY = {"tỷ đồng": BILLION, "Triệu đồng": MILLION, "nghìn đồng": THOUSAND}


def _percent(number: str, name: str, parent: str = "", *, growth: bool = False) -> Row:
    return Row(number, name, "%", "%", 1, 2, parent, is_growth=growth)


def _count(number: str, name: str, unit: str, base: str = "", factor: int = 1, parent: str = "") -> Row:
    return Row(number, name, unit, base or unit.lower(), factor, 0, parent, least=10, most=2_000)


def _money(number: str, name: str, parent: str = "", unit: str = "Tỷ đồng") -> Row:
    factor = {"Tỷ đồng": BILLION, "Triệu đồng": MILLION}[unit]
    return Row(number, name, unit, "đồng", factor, 3, parent, least=1_000, most=900_000)


GROWTH = "Tốc độ tăng trưởng GRDP (giá so sánh 2010)"
STRUCTURE = "Cơ cấu GRDP"
REVENUE = "Thu ngân sách nhà nước trên địa bàn"
INVESTMENT = "Tổng vốn đầu tư toàn xã hội"
RICE = "Lúa cả năm"
POVERTY = "Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều"
LABOUR = "Tỷ lệ lao động qua đào tạo"

ANNEX: tuple[Row, ...] = (
    Row("I", "KINH TẾ"),
    _percent("1", GROWTH, growth=True),
    _percent("-", "Nông, lâm nghiệp và thủy sản", GROWTH, growth=True),
    _percent("-", "Công nghiệp và xây dựng", GROWTH, growth=True),
    _percent("-", "Dịch vụ", GROWTH, growth=True),
    _percent("-", "Thuế sản phẩm trừ trợ cấp sản phẩm", GROWTH, growth=True),
    Row("2", STRUCTURE, "%"),
    _percent("-", "Nông, lâm nghiệp và thủy sản", STRUCTURE),
    _percent("-", "Công nghiệp và xây dựng", STRUCTURE),
    _percent("-", "Dịch vụ", STRUCTURE),
    Row("3", "GRDP bình quân đầu người", "Triệu đồng/người", "đồng/người", MILLION, 1),
    _money("4", REVENUE),
    _money("4.1", "Thu nội địa", REVENUE),
    _money("4.2", "Thu từ hoạt động xuất nhập khẩu", REVENUE),
    _money("5", "Chi ngân sách địa phương", unit="Triệu đồng"),
    _money("6", INVESTMENT),
    _money("-", "Vốn khu vực nhà nước", INVESTMENT),
    _money("-", "Vốn khu vực ngoài nhà nước", INVESTMENT),
    _money("-", "Vốn đầu tư trực tiếp nước ngoài", INVESTMENT),
    Row("7", "Kim ngạch xuất khẩu", "Triệu USD", "USD", MILLION, 1, least=1_000, most=50_000),
    Row("8", "Kim ngạch nhập khẩu", "Triệu USD", "USD", MILLION, 1, least=1_000, most=50_000),
    _percent("9", "Chỉ số sản xuất công nghiệp tăng", growth=True),
    _money("10", "Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ"),
    Row("11", "Khách du lịch", "Nghìn lượt khách", "lượt", THOUSAND, 1, least=1_000, most=9_000),
    _count("-", "Khách quốc tế", "Nghìn lượt khách", "lượt", THOUSAND, "Khách du lịch"),
    Row("12", "Sản lượng hàng hóa qua cảng", "Triệu tấn", "tấn", MILLION, 1, least=50, most=200),
    Row("13", RICE),
    Row("-", "Diện tích", "Ha", "ha", 1, 0, RICE, least=10_000, most=70_000),
    Row("-", "Năng suất", "Tạ/ha", "tạ/ha", 1, 2, RICE),
    Row("-", "Sản lượng", "1000 tấn", "tấn", THOUSAND, 1, RICE, least=100, most=900),
    Row("14", "Sản lượng thủy sản", "Tấn", "tấn", 1, 0, least=10_000, most=300_000),
    _count("15", "Số doanh nghiệp thành lập mới", "Doanh nghiệp"),
    _count("16", "Số xã đạt chuẩn nông thôn mới nâng cao", "Xã"),
    _percent("17", "Tỷ lệ giải ngân vốn đầu tư công"),
    _percent("18", "Tỷ lệ đô thị hóa"),
    Row("II", "XÃ HỘI"),
    Row("19", "Dân số trung bình", "Nghìn người", "người", THOUSAND, 1, least=1_000, most=2_500),
    _percent("-", "Tỷ lệ tăng dân số tự nhiên", "Dân số trung bình"),
    _percent("20", POVERTY),
    _percent("-", "Khu vực thành thị", POVERTY),
    _percent("-", "Khu vực nông thôn", POVERTY),
    _percent("21", LABOUR),
    _percent("", "Trong đó: có bằng cấp, chứng chỉ", LABOUR),
    _count("22", "Số lao động được tạo việc làm", "Người"),
    _percent("23", "Tỷ lệ thất nghiệp khu vực thành thị"),
    _percent("24", "Tỷ lệ tham gia bảo hiểm y tế"),
    _percent("25", "Tỷ lệ lực lượng lao động tham gia bảo hiểm xã hội"),
    Row("26", "Số giường bệnh trên một vạn dân", "Giường/vạn dân", "giường/vạn dân", 1, 1),
    Row("27", "Số bác sĩ trên một vạn dân", "BS/vạn dân", "bác sĩ/vạn dân", 1, 1),
    Row("28", "Tuổi thọ trung bình", "Tuổi", "tuổi", 1, 1, least=70, most=78),
    _percent("29", "Tỷ lệ trường đạt chuẩn quốc gia"),
    _percent("-", "Mầm non", "Tỷ lệ trường đạt chuẩn quốc gia"),
    _percent("-", "Tiểu học", "Tỷ lệ trường đạt chuẩn quốc gia"),
    _count("30", "Số căn nhà ở xã hội hoàn thành", "Căn"),
    Row("31", "Xếp hạng chỉ số PCI", "Hạng", "thứ", 1, 0, least=1, most=63),
    Row("III", "MÔI TRƯỜNG"),
    _percent("32", "Tỷ lệ che phủ rừng"),
    _percent("33", "Tỷ lệ thu gom, xử lý chất thải rắn đô thị"),
    _percent("34", "Tỷ lệ dân số nông thôn được sử dụng nước sạch"),
    Row("35", "Diện tích cây xanh đô thị bình quân đầu người", "m2/người", "m²/người", 1, 1),
    _percent("36", "Tỷ lệ khu công nghiệp có hệ thống xử lý nước thải tập trung"),
    Row("IV", "QUỐC PHÒNG, AN NINH"),
    _percent("37", "Tỷ lệ xã, phường vững mạnh về quốc phòng"),
    _percent("38", "Tỷ lệ giao quân"),
    _count("39", "Số vụ tai nạn giao thông", "Vụ"),
)

Column = tuple[tuple[str, ...], str, Status]
"""The levels of a heading, the years and the status of its figures."""

FULL: tuple[Column, ...] = (
    (("Thực hiện 2023",), "2023", R),
    (("Kế hoạch 2024",), "2024", T),
    (("Ước thực hiện 2024",), "2024", E),
    (("Kế hoạch năm 2025",), "2025", T),
)
SHORT: tuple[Column, ...] = (
    (("TH năm 2023",), "2023", R),
    (("KH năm 2024",), "2024", T),
    (("UTH năm 2024",), "2024", E),
    (("Mục tiêu đến năm 2025",), "2025", T),
)
TWO_LEVELS: tuple[Column, ...] = (
    (("Năm 2023", "TH"), "2023", R),
    (("Năm 2024", "KH"), "2024", T),
    (("Năm 2024", "Ước TH"), "2024", E),
    (("Năm 2025", "Dự kiến KH"), "2025", T),
)
RESULT_YEARS: tuple[Column, ...] = tuple(((f"Năm {year}",), str(year), R) for year in (2020, 2021, 2022, 2023))
PLAN_YEARS: tuple[Column, ...] = tuple(((str(year),), str(year), T) for year in (2026, 2027, 2028, 2030))


@dataclass(frozen=True)
class Annex:
    """A document with one table, in as many pieces as pages, and the facts that it states."""

    style: str
    tables: tuple[Table, ...]
    gold: tuple[GoldFact, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What stands on its pages."""
        return (*OPENING, *self.tables)

    @property
    def document(self) -> Document:
        """As if it had been read from its file without any loss."""
        pages = [PageContent((table,), f"trang {number}") for number, table in enumerate(self.tables, start=1)]
        pages[0] = replace(pages[0], blocks=(*OPENING, *pages[0].blocks))
        return document_of(FileContent(tuple(pages)))


def make_annexes(seed: int) -> Iterator[Annex]:
    """One annex a style."""
    for make in (
        _units_in_column,
        _two_levels,
        _units_in_names,
        _units_in_caption,
        _years_of_results,
        _years_of_plans,
        _over_two_pages,
        _numbers_in_names,
        _places_as_rows,
        _on_its_side,
    ):
        yield make(random.Random(f"{seed} {make.__name__}"))


def _units_in_column(rng: random.Random) -> Annex:
    return _indicators(
        rng, "units in a column", FULL, ("PHỤ LỤC I", "CÁC CHỈ TIÊU KINH TẾ - XÃ HỘI CHỦ YẾU"), notes=True
    )


def _two_levels(rng: random.Random) -> Annex:
    return _indicators(
        rng, "two levels of headings", TWO_LEVELS, ("Biểu số 01", "CHỈ TIÊU KẾ HOẠCH NĂM 2025"), ratio=True
    )


def _units_in_names(rng: random.Random) -> Annex:
    rows = tuple(replace(row, name=f"{row.name} ({_small(row.unit)})") if row.base else row for row in ANNEX)
    return _indicators(rng, "units in names", SHORT, ("Phụ lục 2. Hệ thống chỉ tiêu",), rows, unit_column=False)


def _units_in_caption(rng: random.Random) -> Annex:
    rows = tuple(replace(row, factor=MILLION, unit="Triệu đồng") for row in ANNEX if not row.base or row.base == "đồng")
    caption = ("Biểu 03: DỰ TOÁN THU, CHI NGÂN SÁCH", "Đơn vị tính: Triệu đồng")
    return _indicators(rng, "units in the caption", FULL, caption, rows, unit_column=False)


def _years_of_results(rng: random.Random) -> Annex:
    return _indicators(rng, "years of results", RESULT_YEARS, ("PHỤ LỤC", "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CHỦ YẾU"))


def _years_of_plans(rng: random.Random) -> Annex:
    caption = ("PHỤ LỤC", "CHỈ TIÊU KẾ HOẠCH PHÁT TRIỂN KINH TẾ - XÃ HỘI 5 NĂM 2026-2030")
    return _indicators(rng, "years of plans", PLAN_YEARS, caption)


def _over_two_pages(rng: random.Random) -> Annex:
    return _indicators(rng, "over two pages", FULL, ("Phụ lục III",), pages=2)


def _numbers_in_names(rng: random.Random) -> Annex:
    return _indicators(rng, "numbers in names", FULL, ("Bảng 1. Các chỉ tiêu",), numbering_column=False)


def _small(unit: str) -> str:
    return unit if unit[:2].isupper() else unit[:1].lower() + unit[1:]


def _indicators(
    rng: random.Random,
    style: str,
    columns: Sequence[Column],
    caption: Sequence[str],
    rows: Sequence[Row] = ANNEX,
    *,
    unit_column: bool = True,
    numbering_column: bool = True,
    notes: bool = False,
    ratio: bool = False,
    pages: int = 1,
) -> Annex:
    levels = max(len(column[0]) for column in columns)
    lead = (("TT",) if numbering_column else ()) + ("Chỉ tiêu",) + (("Đơn vị tính",) if unit_column else ())
    behind = (("So sánh (%)", "ƯTH 2024/KH 2024"),) if ratio else ()
    headings = [
        (*lead, *(column[0][min(level, len(column[0]) - 1)] for column in columns), *(b[level] for b in behind))
        for level in range(levels)
    ]
    headings = [(*heading, "Ghi chú") if notes else heading for heading in headings]
    grid: list[tuple[str, ...]] = []
    gold: list[GoldFact] = []
    for row in rows:
        name, mark = row.name, row.number
        if not numbering_column and mark:
            name = f"{mark} {name}" if mark == "-" else f"{mark}. {name}"
        opening = ((mark if mark != "-" or rng.random() < 0.5 else "",) if numbering_column else ()) + (
            (f"- {name}" if numbering_column and mark == "-" else name),
        )
        opening += (row.unit,) if unit_column else ()
        if not row.base:
            is_section = not row.unit and row.name.isupper()
            empty = name if is_section and rng.random() < 0.5 else ""
            opening = (*opening[:-1], empty) if unit_column and is_section else opening
            grid.append((*opening, *[empty] * (len(headings[0]) - len(opening))))
            continue
        cells: list[str] = []
        for _, period, status in columns:
            text, fact = _value(rng, row, period, status)
            cells.append(text)
            gold += [fact] if fact else []
        if ratio:
            text, value = _decimal(rng, 80, 120, 1)
            cells.append(text)
            against = "so với kế hoạch năm 2024"
            part = f"{_named(row)[1]}, {against}".strip(", ")
            gold.append(GoldFact(_named(row)[0], part, "2024", E, TERRITORY, value, value, "%", "", row.is_growth))
        grid.append((*opening, *cells, *([rng.choice(["", "Vượt kế hoạch", "Đạt 5 năm liền"])] if notes else [])))
    half = len(grid) // 2 if pages == 2 else len(grid)
    tables = [Table((*headings, *grid[:half]), len(headings), "\n".join(caption))]
    if pages == 2:
        tables.append(Table(tuple(grid[half:]), 0))
    return Annex(style, tuple(tables), tuple(gold))


def _named(row: Row) -> tuple[str, str]:
    """Indicator and part."""
    name = row.name.removesuffix(f" ({_small(row.unit)})").removeprefix("Trong đó: ")
    return (row.parent, name) if row.parent else (name, "")


def _value(rng: random.Random, row: Row, period: str, status: Status) -> tuple[str, GoldFact | None]:
    """A cell and what it states."""
    chance = rng.random()
    if chance < 0.06:
        return rng.choice(["-", "…", "x", "", "12,,5", "Hoàn thành", "1O,5"]), None
    text, low = _decimal(rng, row.least, row.most, row.digits)
    high, comparator = low, ""
    if row.base != "thứ":
        if chance < 0.16:
            _, step = _decimal(rng, 1, 5, 0)
            high = low + step
            text = f"{text}{rng.choice([' - ', '-', '–', ' đến '])}{_written(high, row.digits)}"
        elif chance < 0.24:
            comparator = rng.choice(["trên", "≥", "khoảng", "tối thiểu"])
            text = f"{comparator} {text}"
    indicator, part = _named(row)
    is_change = row.is_growth
    fact = GoldFact(
        indicator, part, period, status, TERRITORY, low * row.factor, high * row.factor, row.base, comparator, is_change
    )
    return text, fact


def _decimal(rng: random.Random, least: int, most: int, digits: int) -> tuple[str, Decimal]:
    value = Decimal(rng.randint(least * 10**digits, most * 10**digits)).scaleb(-digits)
    return _written(value, digits), value


def _written(value: Decimal, digits: int) -> str:
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


PLACES = ("Huyện Nam Khê", "Huyện Bắc Lĩnh", "Thị xã Đông Hà", "Thành phố Lạc An", "Xã Tân Lập", "Phường Hải Bình")
PLACE_COLUMNS: tuple[tuple[str, str, str, str, int, int, Status, str], ...] = (
    ("Dân số năm 2023 (người)", "Dân số", "2023", "người", 1, 0, R, "2023"),
    ("Số hộ nghèo năm 2023 (hộ)", "Số hộ nghèo", "2023", "hộ", 1, 0, R, "2023"),
    ("Tỷ lệ hộ nghèo › Thực hiện 2023 (%)", "Tỷ lệ hộ nghèo", "2023", "%", 1, 2, R, "2023"),
    ("Tỷ lệ hộ nghèo › Kế hoạch 2025 (%)", "Tỷ lệ hộ nghèo", "2025", "%", 1, 2, T, "2025"),
)


def _places_as_rows(rng: random.Random) -> Annex:
    grid, gold = [], []
    for number, place in enumerate(("Toàn tỉnh", *PLACES)):
        cells = []
        for _, indicator, period, unit, factor, digits, status, _ in PLACE_COLUMNS:
            text, value = _decimal(rng, 1, 900 if unit != "%" else 9, digits)
            cells.append(text)
            territory = TERRITORY if place == "Toàn tỉnh" else place[:1].lower() + place[1:]
            territory = territory.removeprefix("thành phố ")
            gold.append(
                GoldFact(indicator, "", period, status, territory, value * factor, value * factor, unit, "", False)
            )
        grid.append((str(number) if number else "", place, *cells))
    headings = ("STT", "Địa phương", *(column[0] for column in PLACE_COLUMNS))
    table = Table((headings, *grid), 1, "Biểu số 4. Kết quả giảm nghèo các địa phương năm 2023")
    return Annex("places as rows", (table,), tuple(gold))


def _on_its_side(rng: random.Random) -> Annex:
    columns = (
        ("Dân số (nghìn người)", "Dân số", "người", THOUSAND),
        ("Thu ngân sách (tỷ đồng)", "Thu ngân sách", "đồng", BILLION),
    )
    rows = (("Thực hiện 2023", "2023", R), ("Kế hoạch 2024", "2024", T), ("Ước thực hiện 2024", "2024", E))
    grid, gold = [], []
    for name, period, status in rows:
        cells = []
        for _, indicator, unit, factor in columns:
            text, value = _decimal(rng, 100, 9_000, 1)
            cells.append(text)
            gold.append(
                GoldFact(indicator, "", period, status, TERRITORY, value * factor, value * factor, unit, "", False)
            )
        grid.append((name, *cells))
    table = Table((("Năm", *(column[0] for column in columns)), *grid), 1, "Bảng 5. Số liệu qua các năm")
    return Annex("on its side", (table,), tuple(gold))


def document_of(content: FileContent) -> Document:
    """What was read of an annex's file, with its source."""
    read = assemble(content)
    source = SourceRecord(title="Nghị quyết", territory=f"tỉnh {TERRITORY}", date=WRITTEN, kind="Nghị quyết")
    return Document("phu-luc.md", read.text, source, read.pages)
