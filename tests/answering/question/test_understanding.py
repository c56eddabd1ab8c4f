import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.question.understanding import is_follow_up, understand
from rag.datatypes import FigureKind, Operation, Period, Status
from rag.vietnamese import fold_accents

OWN = ("Sông Lam",)
DONE = {Status.RESULT, Status.ESTIMATE}
QUESTIONS = [
    "Chỉ tiêu kim ngạch xuất khẩu năm 2031 là bao nhiêu tỷ USD?",
    "Kết quả thu ngân sách năm 2030 đạt bao nhiêu?",
    "So với năm 2029, năm 2030 khách du lịch tăng bao nhiêu phần trăm?",
    "Các nhiệm vụ trọng tâm năm 2031 gồm những gì?",
    "Vì sao giải ngân chậm?",
    "Còn năm 2030?",
]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Thu ngân sách năm 2031 là bao nhiêu?", (Period(2031, 2031),)),
        ("Mục tiêu giai đoạn 2026-2030 là gì?", (Period(2026, 2030),)),
        ("Thu ngân sách năm 2030 và năm 2031 là bao nhiêu?", (Period(2030, 2030), Period(2031, 2031))),
        ("Thu ngân sách là bao nhiêu?", ()),
    ],
)
def test_the_years_of_a_question_are_its_periods(text: str, periods: tuple[Period, ...]) -> None:
    frame = understand(text, OWN)
    assert frame.periods == periods
    assert frame.baseline is None


def test_the_year_that_is_compared_with_is_the_baseline() -> None:
    frame = understand("Năm 2030 khách du lịch tăng bao nhiêu phần trăm so với năm 2029?", OWN)
    assert frame.periods == (Period(2030, 2030),)
    assert frame.baseline == Period(2029, 2029)


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ tiêu thu ngân sách năm 2031 là bao nhiêu?",
        "Mục tiêu xuất khẩu năm 2031?",
        "Năm 2031 phấn đấu thu ngân sách bao nhiêu?",
        "Kế hoạch thu ngân sách năm 2031 là bao nhiêu?",
    ],
)
def test_words_of_planning_ask_for_a_target(text: str) -> None:
    for typed in (text, fold_accents(text)):
        assert set(understand(typed, OWN).statuses) == {Status.TARGET}


@pytest.mark.parametrize(
    "text",
    ["Kết quả thu ngân sách năm 2030?", "Thực tế năm 2030 thu được bao nhiêu?", "Ước thực hiện năm 2030 là bao nhiêu?"],
)
def test_words_of_outcome_ask_for_a_result_or_an_estimate(text: str) -> None:
    for typed in (text, fold_accents(text)):
        assert set(understand(typed, OWN).statuses) == DONE


def test_what_is_done_of_a_plan_is_a_result() -> None:
    asked = understand("Năm 2031 giải ngân được bao nhiêu vốn của kế hoạch?", ())
    assert asked.statuses == (Status.RESULT, Status.ESTIMATE)
    assert understand("Chỉ tiêu của kế hoạch năm 2031 là bao nhiêu?", ()).statuses == (Status.TARGET,)


def test_a_question_without_such_words_names_no_status() -> None:
    assert understand("Kim ngạch xuất khẩu năm 2031 là bao nhiêu?", OWN).statuses == ()


def test_the_documents_own_place_is_no_condition_and_another_is() -> None:
    assert understand("Thu ngân sách của tỉnh Sông Lam là bao nhiêu?", OWN).territories == ()
    assert understand("Thu ngân sách của thành phố Sông Lam là bao nhiêu?", OWN).territories == ()
    assert understand("Thu ngân sách của Cần Thơ là bao nhiêu?", OWN).territories == ("Cần Thơ",)
    assert understand("thu ngan sach cua can tho la bao nhieu", OWN).territories == ("Cần Thơ",)
    assert understand("Thu ngân sách của huyện Đại Ngàn là bao nhiêu?", OWN).territories == ("Đại Ngàn",)


def test_the_name_of_the_own_place_is_no_term() -> None:
    named = understand("Kim ngạch xuất khẩu của Sông Lam là bao nhiêu?", OWN)
    assert named.terms == understand("Kim ngạch xuất khẩu là bao nhiêu?", OWN).terms != ()


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Thu ngân sách là bao nhiêu tỷ đồng?", "đồng"),
        ("Xuất khẩu là bao nhiêu triệu USD?", "USD"),
        ("Tỷ lệ hộ nghèo là bao nhiêu phần trăm?", "%"),
        ("Tỷ lệ hộ nghèo là bao nhiêu %?", "%"),
        ("ty le ho ngheo la bao nhieu phan tram", "%"),
        ("thu ngan sach la bao nhieu ty dong", "đồng"),
    ],
)
def test_a_unit_named_after_the_asking_word_is_wanted(text: str, unit: str) -> None:
    assert unit in understand(text, OWN).units


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("Kim ngạch xuất khẩu năm 2031 là bao nhiêu?", Operation.LOOK_UP),
        ("Các nhiệm vụ trọng tâm năm 2031 gồm những gì?", Operation.LIST),
        ("Liệt kê các chỉ tiêu kinh tế năm 2031.", Operation.LIST),
        ("So sánh thu ngân sách năm 2030 và năm 2031.", Operation.COMPARE),
        ("Vì sao giải ngân vốn đầu tư công chậm?", Operation.EXPLAIN),
    ],
)
def test_the_operation_is_what_the_question_wants_done(text: str, operation: Operation) -> None:
    assert understand(text, OWN).operation is operation
    assert understand(fold_accents(text), OWN).operation is operation


def test_for_how_long_something_grows_asks_for_no_change() -> None:
    assert understand("Xuất khẩu tăng mấy năm liền?", OWN).kinds == ()


def test_the_noun_of_a_size_is_no_term() -> None:
    assert understand("Quy mô đất đai rộng bao nhiêu?", OWN).terms == ()
    assert "đất" in understand("Giá đất là bao nhiêu?", OWN).terms


def test_growth_asks_for_a_change_and_a_plain_amount_does_not() -> None:
    assert understand("Khách du lịch tăng bao nhiêu phần trăm?", OWN).kinds == (FigureKind.CHANGE,)
    assert understand("Tầng lớp trung lưu có bao nhiêu người?", OWN).kinds == ()


@pytest.mark.parametrize(
    ("text", "wants_figure"),
    [
        ("Xuất khẩu năm 2031 là bao nhiêu?", True),
        ("Tỷ lệ hộ nghèo năm 2031?", True),
        ("Vì sao giải ngân chậm?", False),
        ("Cơ quan nào ban hành nghị quyết?", False),
        ("Nghị quyết số bao nhiêu?", False),
    ],
)
def test_whether_a_figure_is_wanted(text: str, wants_figure: bool) -> None:
    assert understand(text, OWN).wants_figure is wants_figure


@pytest.mark.parametrize("text", ["Còn năm 2030?", "Thế còn xuất khẩu?", "Năm 2030 chỉ tiêu đó là bao nhiêu?"])
def test_a_question_that_leans_on_the_turn_before_refers_back(text: str) -> None:
    for typed in (text, fold_accents(text)):
        frame = understand(typed, OWN)
        assert frame.refers_back
        assert is_follow_up(frame)


def test_a_question_with_its_own_subject_and_year_stands_alone() -> None:
    frame = understand("Kim ngạch xuất khẩu năm 2031 là bao nhiêu?", OWN)
    assert not frame.refers_back
    assert not is_follow_up(frame)


@pytest.mark.parametrize("text", QUESTIONS)
def test_typing_without_accents_changes_neither_years_nor_status_nor_operation(text: str) -> None:
    accented, plain = understand(text, OWN), understand(fold_accents(text), OWN)
    assert plain.accent_free
    assert not accented.accent_free
    assert (plain.periods, plain.baseline, plain.statuses) == (accented.periods, accented.baseline, accented.statuses)
    assert (plain.operation, plain.kinds, len(plain.quantities)) == (
        accented.operation,
        accented.kinds,
        len(accented.quantities),
    )


def test_words_that_stay_apart_without_accents_are_the_same_terms() -> None:
    text = "Chỉ tiêu kim ngạch xuất khẩu của huyện đảo là bao nhiêu?"
    accented, plain = understand(text, OWN), understand(fold_accents(text), OWN)
    assert plain.terms == tuple(fold_accents(term) for term in accented.terms)


def test_folding_reads_accented_words_as_plain_ones() -> None:
    assert understand("Kim ngạch xuất khẩu", OWN, fold=True).terms == understand("kim ngach xuat khau", OWN).terms


@given(st.text(max_size=60))
def test_any_text_has_a_frame(text: str) -> None:
    frame = understand(text, OWN)
    assert frame.text == text
    assert isinstance(frame.quantities, tuple)
    assert len(set(frame.terms)) == len(frame.terms)


def test_a_place_that_sounds_like_a_month_is_none() -> None:
    assert understand("Cụm công nghiệp Bạch Thắng 2 năm 2031 thu hút mấy dự án?", OWN).periods == (Period(2031, 2031),)
    assert understand("Tháng 9/2031 đón mấy lượt khách?", OWN).periods == (Period(2031, 2031, "tháng 9"),)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Kinh tế Sông Lam năm 2031 lớn thứ mấy cả nước?", ("quy mô kinh tế",)),
        ("Năm 2031 thu ngân sách địa phương là bao nhiêu?", ("thu", "ngân sách địa phương")),
        ("muc tieu tang truong gdrp 2031 bnhieu", ("tang", "grdp")),
        ("kế hoặch đón khách năm 2031 bn mn?", ("khách du lịch",)),
        ("giup minh so sanh rieng khoi dich vu nam 2030 va 2031", ("dich vu",)),
    ],
)
def test_words_around_what_is_asked_are_no_terms(text: str, terms: tuple[str, ...]) -> None:
    assert set(understand(text, OWN).terms) - {"tang"} == set(terms) - {"tang"}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Quý cuối năm 2031 thu được bao nhiêu theo báo cáo 9 tháng?", "quý IV"),
        ("Quý đầu năm 2031 thu được bao nhiêu?", "quý I"),
        ("Tính đến cuối tháng 9/2031 thu được bao nhiêu?", "9 tháng"),
        ("t9/2031 thu dc bao nhiu", "tháng 9"),
    ],
)
def test_parts_of_a_year_as_people_name_them(text: str, part: str) -> None:
    assert understand(text, OWN).periods == (Period(2031, 2031, part),)


def test_the_month_of_a_meeting_is_not_asked_about() -> None:
    frame = understand("Theo kết luận giao ban tháng 10/2031, đập Rạng giải ngân được bao nhiêu phần trăm?", OWN)
    assert (frame.periods, frame.part_of_year, frame.statuses) == (
        (),
        None,
        (Status.RESULT, Status.ESTIMATE),
    )


def test_the_same_span_of_another_year_is_the_baseline() -> None:
    nine, before = Period(2031, 2031, "9 tháng"), Period(2030, 2030, "9 tháng")
    frame = understand("Sản lượng chè 9 tháng 2031 cao hơn cùng kỳ năm 2030 bao nhiêu?", OWN)
    assert (frame.periods, frame.baseline) == ((nine,), before)
    frame = understand("Số dự án 9 tháng năm 2031 nhiều hơn hay ít hơn cùng kỳ năm trước?", OWN)
    assert (frame.periods, frame.baseline) == ((nine,), before)
    assert understand("Thu 9 tháng năm 2031 tăng bao nhiêu so với cùng kỳ năm trước?", OWN).baseline is None


def test_a_shortfall_is_held_against_what_was_assigned() -> None:
    frame = understand("Nhà ở xã hội 9 tháng năm 2031 còn thiếu bao nhiêu căn so với số được giao cả năm?", OWN)
    assert frame.operation is Operation.COMPARE
    assert set(understand("Vốn chương trình mục tiêu quốc gia đã giải ngân bao nhiêu?", OWN).statuses) == DONE


def test_who_asks_when_wants_no_figure() -> None:
    assert not understand("Bao giờ thì cầu Rạng phải đưa vào khai thác?", OWN).wants_figure


def test_a_place_behind_another_kind_of_place_is_found() -> None:
    assert understand("Các xã thuộc huyện Rạng Đông cũ có mấy trường?", OWN).territories == ("Rạng Đông",)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Ba quý đầu năm 2031 thu ngân sách bao nhiêu?", Period(2031, 2031, "9 tháng")),
        ("Trong 9 tháng qua (năm 2031) đón bao nhiêu khách?", Period(2031, 2031, "9 tháng")),
        ("Đến hết tháng 11/2031 giải ngân bao nhiêu?", Period(2031, 2031, "11 tháng")),
        ("Đến ngày 30/11/2031 giải ngân bao nhiêu?", Period(2031, 2031, "11 tháng")),
        ("Kế hoạch 2031 tỉnh định đưa bao nhiêu người đi làm việc?", Period(2031, 2031)),
        ("ti le ho ngeo cuoi 2031 con may phan tram", Period(2031, 2031)),
    ],
)
def test_a_part_of_the_year_is_one_however_it_is_named(text: str, period: Period) -> None:
    assert understand(text, OWN).periods == (period,)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Năm 2031 tỉnh định thu bao nhiêu tiền sử dụng đất?", {"đồng", "USD"}),
        ("nam 2031 kinh te dung thu may", {"thứ"}),
        ("Tổng mức đầu tư của nó là bao nhiêu?", {"đồng", "USD"}),
    ],
)
def test_the_units_of_what_is_asked(text: str, units: set[str]) -> None:
    assert set(understand(text, OWN).units) == units


def test_who_asks_for_the_plan_and_then_how_much_was_done_asks_for_both() -> None:
    frame = understand("Xuất khẩu năm 2030: kế hoạch bao nhiêu, làm được bao nhiêu?", OWN)
    assert set(frame.statuses) == {Status.TARGET, *DONE}
    assert frame.operation is Operation.COMPARE


def test_a_second_thing_that_is_asked_for_has_no_status_of_the_first() -> None:
    assert understand("Kế hoạch xuất khẩu bao nhiêu và nhập khẩu bao nhiêu?", OWN).operation is Operation.LOOK_UP


@pytest.mark.parametrize("text", ["Năm 2030 xuất khẩu có đạt không?", "nam 2030 xuat khau co hoan thanh khong"])
def test_whether_nothing_named_was_reached_is_whether_the_plan_was(text: str) -> None:
    assert Status.TARGET in understand(text, OWN).statuses


@pytest.mark.parametrize("text", ["Quy ra USD thì sao?", "quy doi ra usd la bao nhieu"])
def test_the_unit_that_a_figure_is_wanted_in_is_asked_for(text: str) -> None:
    assert understand(text, OWN).units == ("USD",)


def test_every_district_that_is_named_is_a_place() -> None:
    question = "Tỷ lệ hộ nghèo của huyện Bến Sỏi cao hơn huyện Gò Nổi bao nhiêu?"
    assert understand(question, OWN).territories == ("Bến Sỏi", "Gò Nổi")


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("Tỷ lệ hộ nghèo năm 2030 chính thức là bao nhiêu?", (Status.RESULT,)),
        ("ty le ho ngheo nam 2030 chinh thuc bao nhieu", (Status.RESULT,)),
        ("Số xe buýt chính thức khai trương là bao nhiêu?", ()),
    ],
)
def test_who_asks_for_the_official_figure_wants_no_estimate(text: str, statuses: tuple[Status, ...]) -> None:
    assert understand(text, OWN).statuses == statuses


def test_who_carries_out_a_plan_is_not_its_result() -> None:
    assert understand("Cơ quan nào thường trực thực hiện kế hoạch trồng rừng?", OWN).operation is not Operation.COMPARE


def test_what_opens_with_a_plural_asks_for_a_list() -> None:
    assert understand("Các bến cảng khởi công năm 2031", OWN).operation is Operation.LIST
    assert understand("Các bến cảng năm 2031 là bao nhiêu?", OWN).operation is Operation.LOOK_UP


def test_constant_prices_are_a_basis_and_no_comparison() -> None:
    frame = understand("GRDP theo giá so sánh năm 2031 là bao nhiêu?", ())
    assert (frame.terms, frame.compares) == (("grdp", "giá so sánh"), False)
    assert understand("So sánh GRDP năm 2031 với năm 2030", ()).compares
