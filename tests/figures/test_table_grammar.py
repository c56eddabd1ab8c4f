"""What the heads of office tables tell together: invented tables, each by the grammar that it tries."""

from rag.datatypes import Document, Fact, SourceRecord, Status
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

TARGET, ESTIMATE, RESULT, UNKNOWN = Status.TARGET, Status.ESTIMATE, Status.RESULT, Status.UNKNOWN


def _read(*lines: str, title: str = "") -> dict[str, Fact]:
    """The facts by their cells' numbers; a table's separator is put behind its first line."""
    written: list[str] = []
    for line in lines:
        written.append(line)
        if line.startswith("|") and not any(other.startswith("|-") for other in written):
            written.append("|" + "---|" * (line.count("|") - 1))
    document = Document("bang.md", "\n".join(written), SourceRecord(title))
    return {fact.figure.text.split(" ")[0]: fact for fact in read_facts(document, split_passages(document, 700))}


def _told(fact: Fact) -> tuple[str, Status]:
    return str(fact.period), fact.status


def test_columns_headed_by_short_quarters_and_months_are_of_these() -> None:
    facts = _read("Thu phí cầu tàu năm 2037", "", "| Bến | Q1 | Q2 |", "| Bến Sậy | 11 | 12 |")
    assert str(facts["12"].period) == "quý II 2037"
    facts = _read("Thu phí cầu tàu", "", "| Bến | T4/2037 | Ước T5/2037 |", "| Bến Sậy | 21 | 22 |")
    assert [_told(facts[cell]) for cell in ("21", "22")] == [("tháng 4 2037", RESULT), ("tháng 5 2037", ESTIMATE)]


def test_columns_headed_by_districts_are_of_no_quarter() -> None:
    facts = _read("Số chợ năm 2037", "", "| Chỉ tiêu | Q.3 | Q.7 |", "| Số chợ | 31 | 32 |")
    assert {str(fact.period) for fact in facts.values()} == {"2037"}


def test_rows_of_quarters_under_columns_of_years_are_quarters_of_these_years() -> None:
    facts = _read("Tỷ lệ che phủ (%)", "", "| Quý | Năm 2036 | Năm 2037 |", "| I | 41 | 42 |", "| II | 43 | 44 |")
    assert [str(facts[cell].period) for cell in ("41%", "44%")] == ["quý I 2036", "quý II 2037"]


def test_rows_of_school_years_and_of_stages_tell_when() -> None:
    facts = _read("| Năm học | Số điểm trường |", "| 2035-2036 | 51 |", "| 2036-2037 | 52 |")
    assert str(facts["51"].period) == "năm học 2035-2036"
    facts = _read(
        "| Lộ trình | Số vườn mẫu |", "| Chặng I (2034-2036) | 53 |", "| Toàn chương trình (2034-2039) | 54 |"
    )
    assert [str(facts[cell].period) for cell in ("53", "54")] == ["2034-2036", "2034-2039"]


def test_a_table_on_its_side_compares_its_rows_as_columns_are_compared() -> None:
    facts = _read(
        "Du lịch cù lao năm 2037",
        "",
        "| Diễn giải | Khách (lượt) |",
        "| Kế hoạch | 61 |",
        "| Ước cả năm | 62 |",
        "| Ước/Kế hoạch (%) | 101,6 |",
    )
    assert _told(facts["101,6%"]) == ("2037", ESTIMATE)
    assert facts["101,6%"].figure.unit == "%"


def test_kinds_are_of_the_measure_that_the_nearest_line_names() -> None:
    facts = _read("CPI tháng 7 năm 2037 (%)", "", "| Nhóm hàng | So với tháng 6/2037 |", "| Lương thực | 100,7 |")
    assert (facts["100,7%"].indicator, str(facts["100,7%"].period)) == ("CPI", "tháng 7 2037")
    facts = _read(
        "## Chỉ tiêu giao theo quý",
        "| Chủ đầu tư | Hết quý I (%) |",
        "| Ban quản lý dự án | 17 |",
        title="Tiến độ giải ngân vốn đầu tư công năm 2037",
    )
    assert facts["17%"].indicator == "Giải ngân vốn đầu tư công"
    assert facts["17%"].status is TARGET


def test_a_column_that_names_nothing_is_of_what_the_one_before_names() -> None:
    facts = _read("| Thị trường | Số lao động năm 2036 | Chỉ tiêu giao năm 2037 |", "| Nước bạn | 71 | 72 |")
    assert (facts["72"].indicator, _told(facts["72"])) == ("Số lao động", ("2037", TARGET))


def test_what_is_assigned_needed_or_not_to_be_passed_is_planned() -> None:
    facts = _read("Giao chỉ tiêu trồng dừa năm 2037", "", "| Chỉ tiêu | Xã Bưng | Xã Gò |", "| Số hộ | 81 | 82 |")
    assert {fact.status for fact in facts.values()} == {TARGET}
    facts = _read("| Thông số | Ngưỡng năm 2037 | Đã đạt năm 2036 |", "| Bụi mịn | 83 | 84 |")
    assert [facts[cell].status for cell in ("83", "84")] == [TARGET, RESULT]
    facts = _read("| Chỉ tiêu | Mẫu vượt ngưỡng năm 2036 |", "| Rau | 85 |")
    assert facts["85"].status is UNKNOWN


def test_a_line_above_tells_the_month_that_it_names() -> None:
    facts = _read("Kết quả nổi bật đến tháng 7/2037", "", "| Chỉ tiêu | Kết quả |", "| Số bến phà | 91 |")
    assert _told(facts["91"]) == ("đến tháng 7 2037", RESULT)


def test_a_quarter_before_an_estimated_one_has_come_about() -> None:
    facts = _read("Khách qua phà năm 2037", "", "| Chỉ tiêu | Quý I | Quý II (ước) |", "| Số lượt khách | 95 | 96 |")
    assert [_told(facts[cell]) for cell in ("95", "96")] == [("quý I 2037", RESULT), ("quý II 2037", ESTIMATE)]


def test_a_rate_of_fulfilment_needs_no_sign_of_percent_in_its_heading() -> None:
    facts = _read(
        "| Chỉ tiêu | Kế hoạch 2037 | Thực hiện 2037 | Mức hoàn thành |", "| Số giếng (giếng) | 120 | 126 | 105% |"
    )
    assert (facts["105%"].figure.unit, _told(facts["105%"])) == ("%", ("2037", RESULT))


def test_so_before_what_is_compared_with_compares() -> None:
    facts = _read(
        "Dự toán năm 2037", "", "| Nội dung | Dự toán | So ước thực hiện 2036 (%) |", "| Tổng thu | 97 | 108 |"
    )
    assert (_told(facts["108%"]), facts["108%"].territory) == (("2037", TARGET), "")
    assert facts["108%"].baseline == "so với ước thực hiện năm 2036"


def test_two_names_beside_each_other_make_no_place() -> None:
    facts = _read("| Hạng mục | Số lượng hiện có |", "| Điểm bưu điện xã | 99 |")
    assert facts["99"].territory == ""


def test_a_note_that_a_column_is_marked_with_tells_of_its_figures_alone() -> None:
    facts = _read(
        "Niên giám thống kê 2037",
        "",
        "| Sản phẩm | 2036 | 2037 (*) |",
        "| Muối hạt (tấn) | 101 | 102 |",
        "",
        "(*) Số ước tính.",
    )
    assert [facts[cell].status for cell in ("101", "102")] == [RESULT, ESTIMATE]


def test_a_year_before_the_one_whose_plan_is_named_has_come_about() -> None:
    facts = _read(
        "Xếp hạng các chỉ số",
        "",
        "| Chỉ tiêu | Đầu kỳ (2035) | Mục tiêu 2040 | Mức đạt so mục tiêu (%) |",
        "| Số làng nghề | 111 | 112 | 99 |",
    )
    assert [facts[cell].status for cell in ("111", "112", "99%")] == [RESULT, TARGET, RESULT]


def test_within_the_years_of_a_plan_an_unmarked_year_is_not_known() -> None:
    facts = _read("Phát triển chợ 2036-2040", "", "| Chỉ tiêu | 2037 | Mục tiêu 2040 |", "| Số chợ | 113 | 114 |")
    assert [facts[cell].status for cell in ("113", "114")] == [UNKNOWN, TARGET]


def test_days_that_are_counted_are_figures_and_dates_are_notes() -> None:
    facts = _read("| Cơ sở | Ngày điều trị bình quân năm 2037 |", "| Trạm xá Bưng | 121 |", "| Trạm xá Gò | 122 |")
    assert set(facts) == {"121", "122"}
    assert not _read("| Hội nghị | Ngày họp | Số | ", "| Sơ kết | 12/7 | |", "| Tổng kết | 20/12 | |")


def test_a_whole_amount_is_of_none_of_the_years_around() -> None:
    facts = _read("Tiến độ đến 30/9/2037", "", "| Công trình | Tổng mức (tỷ đồng) |", "| Kè sông | 131 |")
    assert facts["131"].period is None


def test_what_there_is_now_is_of_the_month_whose_state_a_line_tells() -> None:
    facts = _read("Hiện trạng tháng 12/2036", "", "| Hạng mục | Số lượng hiện có |", "| Trạm bơm | 141 |")
    assert _told(facts["141"]) == ("tháng 12 2036", RESULT)


def test_a_rank_in_words_is_read() -> None:
    facts = _read("Kết quả năm 2037", "", "| Nội dung | Kết quả |", "| Chỉ số hài lòng | thứ 9 |", "| Số bến | 151 |")
    assert {fact.figure.kind.value for fact in facts.values()} == {"rank", "level"}


def test_without_a_place_of_the_document_the_line_above_names_it() -> None:
    facts = _read("Kết quả của các xã thuộc huyện Bưng Gò năm 2037", "", "| Chỉ tiêu | Cả năm |", "| Số chợ | 161 |")
    assert facts["161"].territory == "huyện Bưng Gò"


def test_sentences_in_cells_are_read_under_the_names_of_row_and_column() -> None:
    facts = _read(
        "Kết quả năm 2037",
        "",
        "| Công việc | Kết quả |",
        "| Cấp giấy | Tiếp nhận 171 hồ sơ, đã giải quyết 172 hồ sơ |",
        "| Dọn kênh | Nạo vét 173 km kênh |",
    )
    assert {"171", "172", "173"} <= set(facts)
    assert facts["173"].passage_id != facts["171"].passage_id


def test_the_head_of_the_column_of_names_tells_of_all_rows() -> None:
    facts = _read("| Năm 2037 | Cau khô (tấn) |", "| Kế hoạch | 181 |", "| Ước thực hiện | 182 |")
    assert [_told(facts[cell]) for cell in ("181", "182")] == [("2037", TARGET), ("2037", ESTIMATE)]


def test_nine_months_by_the_plan_are_of_nine_months() -> None:
    facts = _read("| Chỉ tiêu | 9 tháng 2037 | KH năm 2037 | 9T/KH (%) |", "| Số ghe đóng mới | 60 | 80 | 75 |")
    assert str(facts["75%"].period) == "9 tháng 2037"


def test_months_are_read_in_words() -> None:
    facts = _read("Kế hoạch quý II/2037", "", "| Chỉ tiêu | Tháng Tư | Tháng Năm |", "| Số lớp | 191 | 192 |")
    assert [str(facts[cell].period) for cell in ("191", "192")] == ["tháng 4 2037", "tháng 5 2037"]


def test_of_two_columns_of_words_the_one_that_measures_names_the_row() -> None:
    facts = _read(
        "| Tên tiêu chí | Nội dung | Mức đạt chuẩn |",
        "| Nghèo | Tỷ lệ hộ nghèo | ≤ 2% |",
        "| Nước | Tỷ lệ hộ có nước máy | từ 90% trở lên |",
    )
    assert (facts["2%"].indicator, facts["2%"].status) == ("Tỷ lệ hộ nghèo", TARGET)


def test_a_column_of_places_tells_where_a_work_stands() -> None:
    facts = _read("| Công trình | Địa điểm | Tổng mức (tỷ đồng) |", "| Cầu Sậy | xã Bưng Gò | 201 |")
    assert facts["201"].territory == "xã Bưng Gò"


def test_regions_and_the_country_beside_a_province_are_places() -> None:
    facts = _read("| Chỉ số | Vùng cù lao | Cả nước |", "| Tỷ lệ hộ nghèo năm 2037 (%) | 2,1 | 3,2 |")
    assert [facts[cell].territory for cell in ("2,1%", "3,2%")] == ["vùng cù lao", "cả nước"]


def test_what_is_expected_before_a_later_plan_is_an_estimate() -> None:
    facts = _read("| Chỉ tiêu | Dự kiến 2036 | Kế hoạch 2037 |", "| Số bến | 211 | 212 |")
    assert [facts[cell].status for cell in ("211", "212")] == [ESTIMATE, TARGET]


def test_a_plan_of_a_year_in_parentheses_is_of_that_year() -> None:
    facts = _read("| Xã | Sản phẩm (2036) | Sản phẩm mới (KH 2037) |", "| Xã Bưng Gò | 221 | 222 |")
    assert _told(facts["222"]) == ("2037", TARGET)


def test_the_same_period_of_the_year_before_is_the_same_part_of_it() -> None:
    facts = _read("9 tháng năm 2037", "", "| Chỉ tiêu | Kết quả 9 tháng | Cùng kỳ 2036 |", "| Số vụ | 231 | 232 |")
    assert str(facts["232"].period) == "9 tháng 2036"


def test_kinds_over_columns_are_of_the_measure_that_is_split() -> None:
    facts = _read(
        "Số người học nghề, phân theo loại hình:",
        "",
        "| Kỳ báo cáo | Sơ cấp | Trung cấp |",
        "| Thực hiện năm 2036 | 241 | 242 |",
        "| Kế hoạch năm 2037 | 243 | 244 |",
    )
    assert (facts["241"].indicator, facts["241"].part) == ("Số người học nghề", "Sơ cấp")


def test_a_row_that_opens_with_its_status_and_year_tells_them() -> None:
    facts = _read(
        "| Chỉ tiêu/trạng thái | Số tiền (triệu đồng) |", "| Kế hoạch thu 2037 | 251 |", "| Ước thu cả năm 2037 | 252 |"
    )
    assert [facts[cell].status for cell in ("251", "252")] == [TARGET, ESTIMATE]


def test_of_which_under_a_column_belongs_to_the_whole_before_it() -> None:
    facts = _read("| Dự án | Tổng vốn (tỷ đồng) | Trong đó: vốn vay (tỷ đồng) |", "| Kè Gò | 261 | 262 |")
    assert facts["262"].part == "Tổng vốn, Trong đó: vốn vay"


def test_two_columns_of_one_heading_are_each_of_the_column_before() -> None:
    facts = _read("| Xã | Hộ nghèo | Tỷ lệ | Hộ cận nghèo | Tỷ lệ |", "| Xã Bưng Gò | 271 | 27,1% | 281 | 28,1% |")
    assert [facts[cell].indicator for cell in ("27,1%", "28,1%")] == ["Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo"]


def test_years_of_school_beside_one_another_are_all_of_school() -> None:
    facts = _read("| Chỉ tiêu | NH 2035-2036 | Kế hoạch 2036-2037 |", "| Số lớp | 291 | 292 |")
    assert [str(fact.period) for fact in facts.values()] == ["năm học 2035-2036", "năm học 2036-2037"]


def test_years_behind_the_present_state_are_planned() -> None:
    facts = _read("| Chỉ tiêu | Hiện trạng 2035 | Đến năm 2040 |", "| Số căn hộ | 301 | 302 |")
    assert [facts[cell].status for cell in ("301", "302")] == [RESULT, TARGET]


def test_a_title_with_its_unit_names_the_measure_of_all_columns() -> None:
    facts = _read("Tỷ lệ dịch vụ trực tuyến (%)", "", "| Đơn vị | Một phần | Toàn trình |", "| Xã Gò | 31,1 | 31,2 |")
    assert (facts["31,2%"].indicator, facts["31,2%"].part) == ("Tỷ lệ dịch vụ trực tuyến", "Toàn trình")


def test_a_deadline_in_a_cell_is_no_figure() -> None:
    assert not _read("| Nhiệm vụ | Yêu cầu |", "| Quyết toán | Thời gian tính đến 31/01 năm sau |")


def test_a_figure_is_sure_where_its_own_heads_tell_all_of_it() -> None:
    facts = _read("| Chỉ tiêu | TH 2036 | KH 2037 | So sánh (%) |", "| Số bến phà (bến) | 311 | 312 | 100,3 |")
    assert [facts[cell].certainty.value for cell in ("311", "312", "100,3%")] == ["sure", "sure", "likely"]
    facts = _read("Kế hoạch năm 2037", "", "| Chỉ tiêu | Kế hoạch |", "| Số bến phà (bến) | 313 |")
    assert facts["313"].certainty.value == "likely"
