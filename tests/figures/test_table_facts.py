import datetime
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import DamagedFigure, Document, Fact, FigureKind, SourceRecord, Status
from rag.figures.note_marks import take_mark
from rag.figures.parts_of_year import last_month
from rag.figures.register import find_damaged_figures, read_facts
from rag.figures.table_columns import read_column
from rag.figures.table_titles import read_topic
from rag.figures.unit_notes import parse_unit, take_unit
from rag.ingestion.chunking import split_passages
from tests.ingestion.making_tables import Annex, GoldFact, make_annexes

SEEDS = (1, 2)


def _document(text: str, *, kind: str = "", period: str = "", year: int | None = 2024) -> Document:
    date = datetime.date(year, 12, 10) if year else None
    return Document(
        "a.md", text, SourceRecord("Báo cáo", kind=kind, territory="tỉnh Lạc Sơn", date=date, period=period)
    )


def _facts(text: str, *, kind: str = "", period: str = "", year: int | None = 2024) -> list[Fact]:
    document = _document(text, kind=kind, period=period, year=year)
    return read_facts(document, split_passages(document, 700))


def _table(*rows: str, caption: str = "") -> str:
    first, *others = rows
    return "\n".join((caption, first, "|---" * (first.count("|") - 1) + "|", *others))


def _one(
    heading: str, cell: str, *, name: str = "Thu ngân sách", unit: str = "tỷ đồng", caption: str = ""
) -> Fact | None:
    facts = _facts(_table(f"| Chỉ tiêu | ĐVT | {heading} |", f"| {name} | {unit} | {cell} |", caption=caption))
    assert len(facts) <= 1
    return facts[0] if facts else None


def key(fact: Fact) -> GoldFact:
    figure = fact.figure
    return GoldFact(
        fact.indicator,
        fact.part,
        str(fact.period),
        fact.status,
        fact.territory,
        figure.low,
        figure.high,
        figure.unit,
        figure.comparator,
        figure.kind is FigureKind.CHANGE,
    )


@pytest.mark.parametrize(
    "annex", [annex for seed in SEEDS for annex in make_annexes(seed)], ids=lambda annex: annex.style
)
def test_an_annex_of_each_style_is_read_nearly_whole_and_nearly_without_a_mistake(annex: Annex) -> None:
    facts = read_facts(annex.document, split_passages(annex.document, 700))
    found, gold = Counter(map(key, facts)), Counter(annex.gold)
    matched = (found & gold).total()
    assert matched / gold.total() >= 0.98, list(gold - found)[:5]
    assert matched / found.total() >= 0.98, list(found - gold)[:5]


@pytest.mark.parametrize("annex", make_annexes(3), ids=lambda annex: annex.style)
def test_a_fact_spans_the_value_in_its_cell_and_its_row(annex: Annex) -> None:
    text = annex.document.text
    for fact in read_facts(annex.document, split_passages(annex.document, 700)):
        assert text[fact.clause_start : fact.clause_end].startswith("|")
        assert "\n" not in text[fact.clause_start : fact.clause_end]
        assert "|" not in text[fact.start : fact.end]
        assert fact.clause_start < fact.start < fact.end < fact.clause_end


@pytest.mark.parametrize(
    ("heading", "period", "status"),
    [
        ("Thực hiện 2023", "2023", Status.RESULT),
        ("TH năm 2023", "2023", Status.RESULT),
        ("Quyết toán 2023", "2023", Status.RESULT),
        ("KH 2024", "2024", Status.TARGET),
        ("Kế hoạch năm 2025", "2025", Status.TARGET),
        ("Dự toán năm 2025 (HĐND giao)", "2025", Status.TARGET),
        ("Mục tiêu đến năm 2025", "2025", Status.TARGET),
        ("Kế hoạch giai đoạn 2021-2025", "2021-2025", Status.TARGET),
        ("Ước TH 2024", "2024", Status.ESTIMATE),
        ("UTH năm 2024", "2024", Status.ESTIMATE),
        ("Năm 2024 › KH", "2024", Status.TARGET),
        ("Kế hoạch › Năm 2025", "2025", Status.TARGET),
        ("Dự kiến 2025", "2025", Status.TARGET),
        ("Dự kiến 2024", "2024", Status.ESTIMATE),
        ("Thực hiện (2023)", "2023", Status.RESULT),
        ("Năm 2025", "2025", Status.TARGET),
        ("Năm 2023", "2023", Status.RESULT),
    ],
)
def test_a_column_s_heading_tells_years_and_status(heading: str, period: str, status: Status) -> None:
    fact = _one(heading, "12,5")
    assert fact
    assert (str(fact.period), fact.status, fact.part) == (period, status, "")


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "Thực hiện kế hoạch 2023",
        "Cùng kỳ năm trước",
        "Thực hiện 2026",
        "TH 2023/KH 2023",
        "CK 2023",
        "Thực hiện từ năm 2021 đến 2023",
        "Năm 2023, 2024",
    ],
)
def test_a_column_that_is_not_certain_gives_no_fact(heading: str) -> None:
    assert _one(heading, "12,5") is None


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("6 tháng đầu năm 2024", "6 tháng 2024"),
        ("Quý I/2024", "quý I 2024"),
        ("Tháng 6/2024", "tháng 6 2024"),
        ("Lũy kế đến 30/6/2024", "đến tháng 6 2024"),
        ("Lũy kế đến 20/6/2024", "đến 20/6 2024"),
    ],
)
def test_a_part_of_a_year_is_the_period_of_its_column(heading: str, period: str) -> None:
    fact = _one(f"Thực hiện {heading}", "12,5")
    assert fact
    assert (str(fact.period), fact.part) == (period, "")


@pytest.mark.parametrize(
    ("heading", "cell", "kind", "verb", "baseline"),
    [
        ("So sánh TH 2023/KH 2023 (%)", "104", FigureKind.SHARE, "bằng", "so với kế hoạch năm 2023"),
        ("So sánh (%) › TH 2023/TH 2022", "104", FigureKind.SHARE, "bằng", "so với thực hiện năm 2022"),
        ("TH 2023 so với KH (%)", "104", FigureKind.SHARE, "bằng", "so với kế hoạch"),
        ("Tăng/giảm 2023 so với năm trước (%)", "-3,2", FigureKind.CHANGE, "giảm", "so với năm trước"),
        ("Tăng/giảm 2023 so với năm 2022 (%)", "3,2", FigureKind.CHANGE, "tăng", "so với năm 2022"),
        ("Tốc độ tăng 2023 (%)", "3,2", FigureKind.CHANGE, "", ""),
    ],
)
def test_a_comparison_is_never_a_level(heading: str, cell: str, kind: FigureKind, verb: str, baseline: str) -> None:
    fact = _one(heading, cell)
    assert fact
    assert (fact.figure.kind, fact.figure.unit, fact.verb, fact.baseline) == (kind, "%", verb, baseline)
    assert fact.part or baseline


@pytest.mark.parametrize(
    "cell", ["-", "–", "…", "x", "", "Đạt", "12,,5", "1O,5", "1 23", "95 (KH 90)", "9 - 5", "5 - 2025"]
)
def test_a_cell_that_is_empty_damaged_or_more_than_a_figure_gives_no_fact(cell: str) -> None:
    assert _one("KH 2024", cell) is None


@pytest.mark.parametrize(
    ("cell", "low", "high", "comparator", "text"),
    [
        ("106.761,592", "106761592000000", "106761592000000", "", "106.761,592 tỷ đồng"),
        ("8,5 - 9", "8500000000", "9000000000", "", "8,5 - 9 tỷ đồng"),
        ("từ 8,5 đến 9", "8500000000", "9000000000", "", "8,5 đến 9 tỷ đồng"),
        ("≥ 95", "95000000000", "95000000000", "≥", "95 tỷ đồng"),
        ("trên 95", "95000000000", "95000000000", "trên", "95 tỷ đồng"),
        ("từ 95 trở lên", "95000000000", "95000000000", "từ", "95 tỷ đồng trở lên"),
        ("-120", "-120000000000", "-120000000000", "", "-120 tỷ đồng"),
        ("500 triệu đồng", "500000000", "500000000", "", "500 triệu đồng"),
        ("0", "0", "0", "", "0 tỷ đồng"),
        ("2025", "2025000000000", "2025000000000", "", "2025 tỷ đồng"),
    ],
)
def test_a_cell_is_read_exactly(cell: str, low: str, high: str, comparator: str, text: str) -> None:
    fact = _one("KH 2024", cell)
    assert fact
    figure = fact.figure
    assert (figure.low, figure.high, figure.comparator, figure.text) == (Decimal(low), Decimal(high), comparator, text)


def test_damaged_cells_are_reported() -> None:
    document = _document(_table("| Chỉ tiêu | ĐVT | KH 2024 |", "| Lúa | tấn | 12,,5 |"))
    assert find_damaged_figures(document, split_passages(document, 700)) == [DamagedFigure("Lúa: 12,,5", "dòng 4")]


def test_where_decimals_have_points_a_group_of_three_digits_may_be_either() -> None:
    rows = ("| Chỉ tiêu | ĐVT | KH 2024 |", "| Lúa | tấn | 1,234.5 |", "| Ngô | tấn | 1.234 |", "| Khoai | tấn | 17 |")
    assert [fact.indicator for fact in _facts(_table(*rows))] == ["Khoai"]


def test_units_come_from_the_cell_the_unit_column_the_heading_the_name_and_the_caption_in_this_order() -> None:
    caption = "Đơn vị tính: nghìn đồng"
    by_cell = _one("KH 2024", "5 triệu đồng", caption=caption)
    by_column = _one("KH 2024", "5", caption=caption)
    assert by_cell
    assert by_cell.figure.low == 5_000_000
    assert by_column
    assert by_column.figure.low == 5_000_000_000
    rows = ("| Chỉ tiêu | KH 2024 (triệu đồng) |", "| Thu thuế | 5 |")
    assert [fact.figure.low for fact in _facts(_table(*rows, caption=caption))] == [5_000_000]
    named = ("| Chỉ tiêu | KH 2024 |", "| Thu thuế (tỷ đồng) | 5 |", "| Thu phí | 6 |")
    assert [fact.figure.low for fact in _facts(_table(*named, caption=caption))] == [5_000_000_000, 6_000]


def test_without_a_unit_a_value_is_a_fact_in_none_but_for_a_count_of_what_the_name_says() -> None:
    rows = ("| Chỉ tiêu | KH 2024 |", "| Số xã đạt chuẩn | 5 |", "| Thu ngân sách | 6 |", "| Tỷ lệ hộ nghèo | 7 |")
    assert [(fact.indicator, fact.figure.unit, fact.figure.text) for fact in _facts(_table(*rows))] == [
        ("Số xã đạt chuẩn", "xã", "5 xã"),
        ("Thu ngân sách", "", "6"),
        ("Tỷ lệ hộ nghèo", "", "7"),
    ]


def test_the_unit_of_a_whole_table_is_not_that_of_a_rate_or_of_a_count_in_it() -> None:
    rows = ("| Chỉ tiêu | KH 2024 |", "| Thu thuế | 5 |", "| Số dự án | 6 |", "| Tỷ lệ hộ nghèo | 7 |")
    facts = _facts(_table(*rows, caption="Đơn vị tính: tỷ đồng"))
    assert [(fact.indicator, fact.figure.unit) for fact in facts] == [
        ("Thu thuế", "đồng"),
        ("Số dự án", "dự án"),
        ("Tỷ lệ hộ nghèo", ""),
    ]


def test_a_unit_above_the_table_that_is_no_one_unit_leaves_its_values_untold() -> None:
    rows = ("| Chỉ tiêu | KH 2024 |", "| Thu thuế | 5 |")
    assert not _facts(_table(*rows, caption="Đơn vị tính: tỷ đồng; %"))


def test_without_a_unit_a_bare_year_is_no_value() -> None:
    rows = ("| Dự án | KH 2024 | Mốc xong |", "| Đường Khe Sim | 120 | 2027 |")
    assert [fact.figure.text for fact in _facts(_table(*rows))] == ["120"]


@pytest.mark.parametrize(
    ("written", "unit", "text"),
    [
        ("bé trai/100 bé gái", "bé trai/100 bé gái", "5"),
        ("chiếc", "chiếc", "5 chiếc"),
        ("đồng/biên chế /năm", "đồng/biên chế/năm", "5 đồng/biên chế/năm"),
        ("1000<br>tấn", "tấn", "5 nghìn tấn"),
    ],
)
def test_the_column_of_units_tells_any_unit_as_it_is_written(written: str, unit: str, text: str) -> None:
    fact = _one("KH 2024", "5", unit=written)
    assert fact
    assert (fact.figure.unit, fact.figure.text) == (unit, text)


def test_the_heading_of_the_names_tells_the_unit_of_its_rows() -> None:
    facts = _facts(_table("| Khoản thu (tỷ đồng) | DT 2024 |", "| Thu từ đất | 5 |"))
    assert [(fact.indicator, fact.figure.text) for fact in facts] == [("Thu từ đất", "5 tỷ đồng")]


@pytest.mark.parametrize(
    ("caption", "statuses"),
    [
        ("KẾT QUẢ THỰC HIỆN NĂM 2022 VÀ KẾ HOẠCH NĂM 2023", {"2022": Status.RESULT, "2023": Status.TARGET}),
        ("KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", {"2022": Status.RESULT, "2023": Status.RESULT}),
        ("KẾ HOẠCH 5 NĂM 2021-2025", {"2022": Status.TARGET, "2023": Status.TARGET}),
        ("KẾ HOẠCH NĂM 2023", {"2022": Status.UNKNOWN, "2023": Status.TARGET}),
        ("KẾT QUẢ VÀ KẾ HOẠCH", {"2022": Status.UNKNOWN, "2023": Status.UNKNOWN}),
    ],
)
def test_years_alone_take_their_status_from_the_caption(caption: str, statuses: dict[str, Status]) -> None:
    rows = ("| Chỉ tiêu | ĐVT | 2022 | 2023 |", "| Lúa | tấn | 5 | 6 |")
    assert {str(f.period): f.status for f in _facts(_table(*rows, caption=caption), kind="Nghị quyết")} == statuses


def test_the_mark_of_a_note_is_no_part_of_a_name_and_the_note_stands_with_its_row() -> None:
    rows = ("| Chỉ tiêu | ĐVT | KH 2024 (2) |", "| Sản lượng mật ong (1) | tấn | 5 |", "| Sản lượng sáp² | tấn | 6 |")
    notes = "\n\nGhi chú:\n(1) Chưa kể ong rừng, theo điều tra năm 2019.\n(2) Bản dự thảo.\nVăn bản còn tiếp."
    document = _document(_table(*rows) + notes)
    passages = split_passages(document, 700)
    facts = read_facts(document, passages)
    assert [(fact.indicator, fact.part) for fact in facts] == [("Sản lượng mật ong", ""), ("Sản lượng sáp", "")]
    assert [str(fact.period) for fact in facts] == ["2024", "2024"]
    told = [
        [part for part in passage.header.heading_path if part.startswith("(")] for passage in passages if passage.row
    ]
    assert told == [["(1) Chưa kể ong rừng, theo điều tra năm 2019."], ["(2) Bản dự thảo."]]


@pytest.mark.parametrize("name", ["Diện tích sàn m²", "Chênh lệch (3) = (1) - (2)", "GRDP (giá 2010)", "Loại 1"])
def test_what_is_no_mark_stays_in_the_name(name: str) -> None:
    assert take_mark(name) == (name, "")


def test_a_name_that_ends_in_a_rise_tells_of_a_change() -> None:
    fact = _one("KH 2024", "5", name="Giá bán muối tăng", unit="%")
    assert fact
    assert fact.figure.kind is FigureKind.CHANGE


def test_beside_the_results_of_a_year_stand_those_of_the_years_before_it_and_of_later_ones_nothing_is_told() -> None:
    rows = (
        "| Vật nuôi | Số lượng (con) › 2022 | Số lượng (con) › 2023 | Số lượng (con) › 2024 |",
        "| Dê | 5 | 6 | 7 |",
    )
    facts = _facts(_table(*rows, caption="Bảng 1. Kết quả chăn nuôi năm 2023"))
    assert [(str(fact.period), fact.status) for fact in facts] == [
        ("2022", Status.RESULT),
        ("2023", Status.RESULT),
        ("2024", Status.UNKNOWN),
    ]


def test_statuses_alone_take_their_year_from_the_caption_if_it_names_one() -> None:
    rows = ("| Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện |", "| Lúa | tấn | 5 | 6 |")
    facts = _facts(_table(*rows, caption="Phụ lục 1. Sản xuất năm 2023"))
    assert [(str(fact.period), fact.status) for fact in facts] == [("2023", Status.TARGET), ("2023", Status.RESULT)]
    # Which of the two years the plan is of is not told: it may be the one that was carried out.
    facts = _facts(_table(*rows, caption="Kết quả năm 2023 và kế hoạch năm 2024"))
    assert [(fact.period, fact.status) for fact in facts] == [(None, Status.TARGET), (None, Status.RESULT)]


def test_a_line_above_a_table_is_its_caption_also_across_an_empty_line() -> None:
    rows = ("| Chỉ tiêu | 2022 | 2023 |", "| Đàn ong (tổ) | 5 | 6 |")
    facts = _facts(_table(*rows, caption="Kết quả qua các năm\n"))
    assert [(str(fact.period), fact.status) for fact in facts] == [("2022", Status.RESULT), ("2023", Status.RESULT)]


def test_the_clause_of_a_sentence_that_leads_to_a_table_is_its_caption() -> None:
    rows = ("| Khu vực | Tỷ lệ hộ có nước máy (%) |", "| Vùng cao | 41 |")
    caption = "Đến hết năm 2023, kết quả cấp nước như bảng sau; mục tiêu năm 2030 là 90%.\n"
    facts = [fact for fact in _facts(_table(*rows, caption=caption)) if fact.figure.low == 41]
    assert [(str(fact.period), fact.status) for fact in facts] == [("2023", Status.RESULT)]


@pytest.mark.parametrize(
    ("headings", "cells", "told"),
    [
        (
            "| KH 2024 | Thực hiện 9 tháng | Đạt (%) | So cùng kỳ (%) |",
            "| 10 | 9 | 90 | 104 |",
            [("2024", Status.TARGET), *[("9 tháng 2024", Status.RESULT)] * 3],
        ),
        (
            "| KH năm | 10 tháng năm 2024 | % KH |",
            "| 10 | 9 | 90 |",
            [("2024", Status.TARGET), *[("10 tháng 2024", Status.RESULT)] * 2],
        ),
        (
            "| TH 2023 | KH 2024 | Chênh lệch |",
            "| 10 | 9 | -1 |",
            [("2023", Status.RESULT), ("2024", Status.TARGET), ("2024", Status.TARGET)],
        ),
        (
            "| Ước quý I/2024 | Cùng kỳ | Tăng/giảm (%) |",
            "| 10 | 9 | 11,1 |",
            [("quý I 2024", Status.ESTIMATE), ("quý I 2023", Status.RESULT), ("quý I 2024", Status.ESTIMATE)],
        ),
        (
            "| Kế hoạch 2024 | Dự kiến |",
            "| 10 | 9 |",
            [("2024", Status.TARGET), ("2024", Status.ESTIMATE)],
        ),
        (
            "| Năm 2022 | Ước 2023 | KH 2024 | 2025 |",
            "| 10 | 9 | 8 | 7 |",
            [
                ("2022", Status.RESULT),
                ("2023", Status.ESTIMATE),
                ("2024", Status.TARGET),
                ("2025", Status.TARGET),
            ],
        ),
        (
            "| Ước tháng 2/2024 | Cộng dồn 2 tháng năm 2024 |",
            "| 10 | 9 |",
            [("tháng 2 2024", Status.ESTIMATE), ("2 tháng 2024", Status.ESTIMATE)],
        ),
        (
            "| Hiện trạng | Mục tiêu 2030 |",
            "| 10 | 9 |",
            [("None", Status.RESULT), ("2030", Status.TARGET)],
        ),
    ],
)
def test_columns_beside_one_another_have_each_its_status_and_period(
    headings: str, cells: str, told: list[tuple[str, Status]]
) -> None:
    rows = (f"| Chỉ tiêu | ĐVT {headings}", f"| Lúa | tấn {cells}")
    caption = "Sơ kết 10 tháng năm 2024"
    facts = _facts(_table(*rows, caption=caption), year=None)
    assert [(str(fact.period), fact.status) for fact in facts] == told


def test_what_nothing_tells_the_status_of_is_a_fact_of_unknown_status() -> None:
    rows = ("| Chỉ tiêu | ĐVT | Năm nào đó |", "| Lúa | tấn | 5 |")
    (fact,) = _facts(_table(*rows), year=None)
    assert (fact.status, fact.period) == (Status.UNKNOWN, None)
    still_running = _one("Năm 2024", "12,5")
    assert still_running
    assert (still_running.status, str(still_running.period)) == (Status.UNKNOWN, "2024")


def test_a_heading_over_several_columns_may_stand_at_the_first_alone() -> None:
    text = (
        "| Chỉ tiêu | Năm 2023 | | Năm 2024 | |\n|---|---|---|---|---|\n| | KH | TH | KH | Ước TH |\n"
        "| Lúa (tấn) | 1 | 2 | 3 | 4 |\n"
    )
    assert [(str(fact.period), fact.status) for fact in _facts(text)] == [
        ("2023", Status.TARGET),
        ("2023", Status.RESULT),
        ("2024", Status.TARGET),
        ("2024", Status.ESTIMATE),
    ]


def test_a_number_below_a_heading_of_time_names_the_time_of_its_row() -> None:
    rows = ("| Quý | Lượt khách |", "| I | 5.100 |", "| II | 6.200 |")
    facts = _facts(_table(*rows, caption="Kết quả đón khách lưu trú năm 2023"))
    assert [(fact.indicator, str(fact.period), fact.figure.text) for fact in facts] == [
        ("Lượt khách", "quý I 2023", "5.100"),
        ("Lượt khách", "quý II 2023", "6.200"),
    ]


def test_columns_may_be_of_places() -> None:
    facts = _facts(_table("| Chỉ tiêu | TH 2023 › Xã Khe Mo | TH 2023 › Xã Nà Lầu |", "| Hộ nghèo (%) | 5 | 6 |"))
    assert [(fact.indicator, fact.part, fact.territory) for fact in facts] == [
        ("Hộ nghèo", "", "xã Khe Mo"),
        ("Hộ nghèo", "", "xã Nà Lầu"),
    ]


def test_a_column_of_offices_is_no_column_of_units() -> None:
    rows = ("| Đơn vị | Chỉ tiêu giao 2024 (thẻ) | Đã cấp |", "| Thị trấn | 5 | 6 |", "| Xã Khe Mo | 7 | 8 |")
    facts = _facts(_table(*rows, caption="Tiến độ cấp thẻ bảo hiểm năm 2024"))
    assert [(fact.indicator, fact.territory, fact.status) for fact in facts if fact.territory != "Lạc Sơn"] == [
        ("Cấp thẻ bảo hiểm", "xã Khe Mo", Status.TARGET),
        ("Cấp thẻ bảo hiểm", "xã Khe Mo", Status.RESULT),
    ]


def test_groups_of_people_are_parts_of_the_row_above_them() -> None:
    rows = ("| Chỉ tiêu | TH 2023 (người) |", "| Lao động có việc làm | 9 |", "| Nam | 5 |", "| Nữ | 4 |")
    assert [(fact.indicator, fact.part) for fact in _facts(_table(*rows))] == [
        ("Lao động có việc làm", ""),
        ("Lao động có việc làm", "Nam"),
        ("Lao động có việc làm", "Nữ"),
    ]


def test_among_numbered_rows_what_follows_in_which_goes_on_with_it() -> None:
    rows = (
        "| Chỉ tiêu | TH 2023 (ha) |",
        "| 1. Rừng trồng mới | 9 |",
        "| Trong đó: Rừng quế | 5 |",
        "| Rừng hồi | 4 |",
    )
    assert [(fact.indicator, fact.part) for fact in _facts(_table(*rows))] == [
        ("Rừng trồng mới", ""),
        ("Rừng trồng mới", "Rừng quế"),
        ("Rừng trồng mới", "Rừng hồi"),
    ]


@pytest.mark.parametrize(
    ("cell", "low", "verb"), [("↓4,5%", "4.5", "giảm"), ("▲ 4,5%", "4.5", "tăng"), ("4,5% (*)", "4.5", "tăng")]
)
def test_an_arrow_tells_the_direction_and_the_mark_of_a_note_nothing(cell: str, low: str, verb: str) -> None:
    fact = _one("Tăng/giảm 2023 so với cùng kỳ", cell)
    assert fact
    assert (fact.figure.low, fact.verb, fact.figure.kind) == (Decimal(low), verb, FigureKind.CHANGE)


def test_a_note_tells_that_a_result_is_an_estimate() -> None:
    rows = ("| Năm | Sản lượng quế (tấn) |", "| 2022 | 5 |", "| 2023 (*) | 6 |")
    facts = _facts(_table(*rows, caption="Thống kê lâm sản") + "\n\nGhi chú: (*) số ước tính.\n")
    assert [(str(fact.period), fact.status) for fact in facts] == [("2022", Status.RESULT), ("2023", Status.ESTIMATE)]


@pytest.mark.parametrize("name", ["Dân số và kế hoạch hóa gia đình", "Chương trình mục tiêu quốc gia"])
def test_a_name_with_a_word_of_plan_in_it_plans_nothing(name: str) -> None:
    (fact,) = _facts(_table("| Chỉ tiêu | ĐVT | 2024 |", "| Lúa | tấn | 5 |", caption=name), year=None)
    assert fact.status is Status.UNKNOWN


def test_a_point_is_a_decimal_mark_beside_groups_that_a_comma_ends() -> None:
    rows = ("| Chỉ tiêu | ĐVT | KH 2024 |", "| Lúa | tấn | 47.5 |", "| Ngô | tấn | 2.001,0 |")
    assert [fact.figure.low for fact in _facts(_table(*rows))] == [Decimal("47.5"), Decimal("2001.0")]


def test_what_is_left_of_a_heading_is_told_of_the_row() -> None:
    rows = ("| Cây trồng | Diện tích KH 2024 (ha) | Năng suất KH 2024 (tạ/ha) |", "| Lúa | 5 | 6 |")
    facts = _facts(_table(*rows))
    assert [(fact.indicator, fact.part, fact.figure.unit) for fact in facts] == [
        ("Lúa", "Diện tích", "ha"),
        ("Lúa", "Năng suất", "tạ/ha"),
    ]


def test_a_table_of_places_tells_of_each_place_what_its_title_names() -> None:
    rows = (
        "| TT | Địa phương | Năm 2023 |",
        "| 1 | Huyện Nam Khê | 4,5 |",
        "| 2 | Toàn tỉnh | 2,5 |",
        "| 3 | Sở Y tế | 1,5 |",
    )
    facts = _facts(_table(*rows, caption="Bảng 3. Tỷ lệ hộ nghèo các huyện năm 2023 (%)"))
    assert [(fact.indicator, fact.part, fact.territory) for fact in facts] == [
        ("Tỷ lệ hộ nghèo", "", "huyện Nam Khê"),
        ("Tỷ lệ hộ nghèo", "", "Lạc Sơn"),
        ("Tỷ lệ hộ nghèo", "Sở Y tế", "Lạc Sơn"),
    ]


def test_rows_of_a_kind_and_their_sum_tell_what_the_title_names() -> None:
    rows = ("| Tháng | Sản lượng năm 2023 (tấn) | Tỷ lệ (%) |", "| Giêng | 5 | 50 |", "| Tổng cộng | 10 | 100 |")
    facts = _facts(_table(*rows, caption="Bảng 2. Kết quả thu hoạch muối năm 2023 phân theo tháng"))
    assert [(fact.indicator, fact.part, fact.figure.text) for fact in facts] == [
        ("Thu hoạch muối", "Sản lượng, Giêng", "5 tấn"),
        ("Thu hoạch muối", "Tỷ lệ, Giêng", "50%"),
        ("Thu hoạch muối", "Sản lượng, Tổng cộng", "10 tấn"),
        ("Thu hoạch muối", "Tỷ lệ, Tổng cộng", "100%"),
    ]


def test_of_a_place_the_title_is_told_where_the_column_names_but_a_measure() -> None:
    rows = ("| Địa phương | Số hộ trồng năm 2023 (hộ) | Diện tích năm 2023 (ha) |", "| Xã Khe Mo | 5 | 6 |")
    facts = _facts(_table(*rows, caption="Biểu 4. Trồng rừng phân theo địa bàn"))
    assert [(fact.indicator, fact.part, fact.territory) for fact in facts] == [
        ("Số hộ trồng", "", "xã Khe Mo"),
        ("Trồng rừng", "Diện tích", "xã Khe Mo"),
    ]


def test_a_plan_of_capital_is_an_amount_s_name_and_a_target() -> None:
    fact = _one("Kế hoạch vốn năm 2024", "5")
    assert fact
    assert (fact.part, fact.status) == ("Kế hoạch vốn", Status.TARGET)


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Bảng 3. Tỷ lệ hộ nghèo các huyện năm 2023 (%)", "Tỷ lệ hộ nghèo"),
        ("Biểu số 2: Kết quả thu phí đến ngày 15/11/2023 chia theo đơn vị", "Thu phí"),
        ("2.1. Sản lượng muối", "Sản lượng muối"),
        ("Kinh phí thực hiện đề án", "Kinh phí thực hiện đề án"),
        ("Thực hiện năm 2023", ""),
        ("CHỈ TIÊU KẾ HOẠCH NĂM 2025", ""),
        ("Tình hình thực hiện một số nhiệm vụ", ""),
        ("Phụ lục I", ""),
    ],
)
def test_a_title_s_topic_is_what_it_names_without_years(line: str, topic: str) -> None:
    assert read_topic((line, "Đơn vị tính: ha")) == topic


def test_rows_of_one_name_are_told_apart_by_their_sections_or_give_no_facts() -> None:
    heading = "| TT | Chỉ tiêu | KH 2025 (tỷ đồng) |"
    sections = ("| A | VỐN TRUNG ƯƠNG | |", "| 1 | Giao thông | 5 |", "| B | VỐN TỈNH | |", "| 1 | Giao thông | 6 |")
    assert [(fact.indicator, fact.part) for fact in _facts(_table(heading, *sections))] == [
        ("Giao thông", "VỐN TRUNG ƯƠNG"),
        ("Giao thông", "VỐN TỈNH"),
    ]
    groups = ("| Chỉ tiêu | Phân tổ | KH 2025 (người) |", "| Dân số | Nam | 5 |", "| Dân số | Nữ | 6 |")
    assert not _facts(_table(*groups))


def test_a_bare_sum_or_rate_is_of_nothing_and_gives_no_fact() -> None:
    assert not _facts(_table("| TT | Nội dung | KH 2025 (tỷ đồng) |", "| | Tổng cộng | 5 |"))
    assert not _facts(_table("| TT | Địa phương | KH 2025 › Tỷ lệ (%) |", "| 1 | Huyện Nam Khê | 5 |"))


def test_a_share_in_a_row_of_amounts_is_of_nothing_that_is_named() -> None:
    assert _one("KH 2024", "12%") is None


def test_without_a_date_a_year_without_a_status_may_be_a_plan() -> None:
    rows = ("| Chỉ tiêu | ĐVT | 2024 | 2025 |", "| Lúa | tấn | 5 | 6 |")
    facts = _facts(_table(*rows), year=None)
    assert [(str(fact.period), fact.status) for fact in facts] == [("2024", Status.UNKNOWN), ("2025", Status.UNKNOWN)]


@pytest.mark.parametrize(
    ("written", "name", "factor"),
    [
        ("Tỷ đồng", "đồng", 10**9),
        ("1000 tấn", "tấn", 1000),
        ("tr.đ", "đồng", 10**6),
        ("BS/vạn dân", "bác sĩ/vạn dân", 1),
        ("m2/người", "m²/người", 1),
        ("Hạng", "thứ", 1),
    ],
)
def test_units_as_tables_write_them(written: str, name: str, factor: int) -> None:
    unit = parse_unit(written)
    assert unit
    assert (unit.name, int(unit.factor)) == (name, factor)


@pytest.mark.parametrize("written", ["", "Tỷ đồng; %", "điểm/thứ bậc", "5", "-"])
def test_what_tells_no_one_unit_is_none(written: str) -> None:
    assert parse_unit(written) is None


def test_parentheses_of_a_name_are_its_unit_only_where_they_hold_nothing_else() -> None:
    assert take_unit("Thu ngân sách (tỷ đồng)")[0] == "Thu ngân sách"
    assert take_unit("Thu ngân sách (tỷ đồng), trong đó:")[0] == "Thu ngân sách"
    for name in ("GRDP (giá so sánh 2010)", "Tổng sản phẩm (GRDP)", "Trẻ em (người dân tộc thiểu số)"):
        assert take_unit(name) == (name, None)


HEADING = "Năm 2023 2024 KH TH UTH so với / (%) % › kế hoạch thực hiện tăng quý I 6 tháng (tỷ đồng) -"
WORDS = st.sampled_from(HEADING.split())


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=8).map(" ".join))
def test_any_heading_is_read_without_an_error(heading: str) -> None:
    column = read_column(heading)
    assert column.is_sure or column.status is None or column.period is None or column.compares or column.changes


CELLS = st.text(alphabet="0123456789.,-–%/≥ xOđồngtỷ()", max_size=12)


@settings(max_examples=300)
@given(CELLS)
def test_a_fact_s_value_is_made_of_the_digits_of_its_cell(cell: str) -> None:
    for fact in _facts(_table("| Chỉ tiêu | ĐVT | KH 2024 |", f"| Lúa | tấn | {cell.replace('|', '')} |")):
        written = [character for character in cell if character.isdigit()]
        assert sorted(character for character in fact.figure.text if character.isdigit()) == sorted(written)


def _told(facts: list[Fact]) -> list[tuple[str, str, str, Status, str, str]]:
    return [(f.indicator, f.part, str(f.period), f.status, f.territory, f.figure.text) for f in facts]


def test_a_table_drawn_with_bars_tells_places_by_their_former_kind() -> None:
    caption = "Mục tiêu\nBiểu 2. Số thôn có nhà văn hóa theo khu vực\n"
    facts = _facts(
        f"{caption}Khu vực | TH 2024 | 2027 | Trong đó thôn kiểu mẫu năm 2027\nVân Hạ (huyện cũ) | 9 | 10 | 2\n"
    )
    indicator = "Số thôn có nhà văn hóa"
    assert _told(facts) == [
        (indicator, "", "2024", Status.RESULT, "Vân Hạ", "9 thôn"),
        (indicator, "", "2027", Status.TARGET, "Vân Hạ", "10 thôn"),
        (indicator, "thôn kiểu mẫu", "2027", Status.TARGET, "Vân Hạ", "2 thôn"),
    ]


def test_sources_between_bars_are_of_the_title_in_its_unit() -> None:
    text = (
        "KINH PHÍ THỰC HIỆN\nBiểu 3. Vốn sửa đường theo năm (ĐVT: triệu đồng)\n"
        "Nguồn vốn | Tổng 2024 - 2026 | 2024\nNgân sách huyện | 300 | 100\nTổng cộng | 300 | 100\n"
    )
    facts = _facts(text, kind="Kế hoạch", period="2024-2026", year=2024)
    assert _told(facts) == [
        ("Vốn sửa đường", part, period, Status.TARGET, "Lạc Sơn", f"{amount} triệu đồng")
        for part in ("Ngân sách huyện", "Tổng cộng")
        for period, amount in (("2024-2026", 300), ("2024", 100))
    ]


def test_a_lone_line_with_bars_is_no_sentence() -> None:
    assert _facts("Vân Hạ (huyện cũ) | 12 ha | 15 ha | 20 ha\n") == []


REPORTED = "Bảng 1. Một số chỉ tiêu {part} năm 2024 theo khu vực\n"


@pytest.mark.parametrize("part", ["9 tháng", "quý III"])
def test_what_is_reported_of_a_part_of_the_year_that_is_over_is_a_result(part: str) -> None:
    caption = REPORTED.format(part=part)
    facts = _facts(
        _table("| Khu vực | Diện tích cam (ha) | Sản lượng cam (tấn) |", "| Vân Hạ | 41 | 3,9 |", caption=caption)
    )
    assert _told(facts) == [
        ("Diện tích cam", "", f"{part} 2024", Status.RESULT, "Vân Hạ", "41 ha"),
        ("Sản lượng cam", "", f"{part} 2024", Status.RESULT, "Vân Hạ", "3,9 tấn"),
    ]


@pytest.mark.parametrize("part", ["6 tháng cuối", "cả"])
def test_the_rest_of_the_year_is_not_over(part: str) -> None:
    caption = REPORTED.format(part=part)
    (fact,) = _facts(_table("| Khu vực | Diện tích cam (ha) |", "| Vân Hạ | 41 |", caption=caption))
    assert fact.status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("part", "month"),
    [("9 tháng", 9), ("quý III", 9), ("quý IV", 12), ("tháng 4", 4), ("6 tháng cuối", None), ("", None)],
)
def test_a_part_of_the_year_ends_with_a_month(part: str, month: int | None) -> None:
    assert last_month(part) == month


def test_a_rate_of_growth_may_say_so_in_parentheses() -> None:
    fact = _one("Thực hiện 2023", "4,5", name="Chỉ số sản xuất gốm (mức tăng)", unit="%")
    assert fact
    assert fact.figure.kind is FigureKind.CHANGE


def test_what_is_compared_with_its_plan_is_no_change_of_what_was_added() -> None:
    fact = _one("TH 2023/KH 2023 (%)", "102,9", name="Vốn vay mới và tăng thêm", unit="tỷ đồng")
    assert fact
    assert (fact.figure.kind, fact.baseline) == (FigureKind.SHARE, "so với kế hoạch năm 2023")


@pytest.mark.parametrize(("short", "unit"), [("DN", "doanh nghiệp"), ("HTX", "hợp tác xã")])
def test_units_are_spelled_out(short: str, unit: str) -> None:
    read = parse_unit(short)
    assert read
    assert (read.name, read.is_known) == (unit, True)


def test_a_second_column_of_names_tells_the_part_of_a_name_that_stands_in_several_rows() -> None:
    rows = ("| Chỉ tiêu | Khu vực | Năm 2023 |", "| Dân số (người) | Thành thị | 381 |", "| | Nông thôn | 642 |")
    facts = _facts(
        _table(*rows, "| Tỷ lệ hộ nghèo (%) | Thành thị | 0,8 |", "| Tỷ lệ hộ nghèo (%) | Nông thôn | 3,4 |")
    )
    assert [(fact.indicator, fact.part, fact.figure.text) for fact in facts] == [
        ("Dân số", "Thành thị", "381 người"),
        ("Dân số", "Nông thôn", "642 người"),
        ("Tỷ lệ hộ nghèo", "Thành thị", "0,8%"),
        ("Tỷ lệ hộ nghèo", "Nông thôn", "3,4%"),
    ]


def test_a_second_column_of_names_tells_the_place_of_a_row_and_parts_no_names_that_differ() -> None:
    places = _facts(
        _table(
            "| Chỉ tiêu | Địa phương | Năm 2023 |",
            "| Dân số (người) | Huyện An Khê | 381 |",
            "| | Huyện Nam Giang | 642 |",
        )
    )
    assert [(fact.part, fact.territory) for fact in places] == [("", "huyện An Khê"), ("", "huyện Nam Giang")]
    kinds = _facts(
        _table("| Chỉ tiêu | Ngành | Năm 2023 |", "| Số xã | Nội vụ | 38 |", "| Số chợ | Công thương | 64 |")
    )
    assert [fact.part for fact in kinds] == ["", ""]


def test_rows_of_one_name_and_one_part_are_told_of_nothing() -> None:
    rows = ("| Chỉ tiêu | Ngành | Năm 2023 |", "| Số xã | Nội vụ | 38 |", "| Số xã | Nội vụ | 39 |")
    assert _facts(_table(*rows)) == []


def test_an_unmarked_row_is_no_part_of_a_marked_one_above_it() -> None:
    facts = _facts(_table("| Chỉ tiêu | Năm 2023 (tấn) |", "| - Sản lượng lúa | 5 |", "| Sản lượng ngô | 6 |"))
    assert [(fact.indicator, fact.part) for fact in facts] == [("Sản lượng lúa", ""), ("Sản lượng ngô", "")]


def test_things_are_counted_by_the_words_for_things() -> None:
    (fact,) = _facts(_table("| Xã | Máy tính (cái) |", "| Xã An Khê | 126 |"))
    assert (fact.indicator, fact.figure.text) == ("Máy tính", "126 cái")


def test_the_parentheses_of_a_heading_stay_whole() -> None:
    assert read_column("Thư viện (lớn)").aspect == "Thư viện (lớn)"
    assert read_column("Thư viện (2023)").aspect == "Thư viện"
    assert read_column("(Thư viện)").aspect == "Thư viện"


@pytest.mark.parametrize(
    ("caption", "heading", "indicator", "part"),
    [
        ("Cơ sở y tế năm 2023", "Số giường bệnh", "Số giường bệnh", "Tuyến huyện"),
        ("", "Số giường bệnh", "Số giường bệnh", "Tuyến huyện"),
        ("Cơ sở y tế năm 2023", "Số lượng", "Cơ sở y tế", "Số lượng, Tuyến huyện"),
        ("Số cơ sở y tế năm 2023", "Số giường bệnh", "Số cơ sở y tế", "Số giường bệnh, Tuyến huyện"),
    ],
)
def test_a_column_that_names_a_measure_of_its_own_says_what_the_kinds_are_told_of(
    caption: str, heading: str, indicator: str, part: str
) -> None:
    (fact,) = _facts(_table(f"| Tuyến | {heading} |", "| Tuyến huyện | 118 |", caption=caption))
    assert (fact.indicator, fact.part) == (indicator, part)
    assert fact.figure.unit == ("giường" if heading == "Số giường bệnh" else "")
