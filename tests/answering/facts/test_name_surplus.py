"""What a fact's name says beyond a question."""

import pytest

from rag.answering.facts.name_surplus import (
    has_other_name,
    has_other_word,
    is_named_less,
    is_narrowed,
    is_of_other_body,
    is_of_whole,
    lists_others,
    measures_other_side,
    most_contrasted,
    names_other_year,
    unnamed_words,
)
from rag.answering.question.answer_kinds import is_other_quantity, lacks_asked_kind
from rag.answering.question.names import names_in
from rag.answering.question.understanding import understand
from rag.datatypes import Citation, Document, Fact, SourceRecord
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.thesaurus import AskedWord


def _fact(sentence: str) -> Fact:
    document = Document("a.txt", f"Báo cáo năm 2031\n\n{sentence}\n", SourceRecord("Báo cáo", period="2031"))
    return read_facts(document, split_passages(document, 700))[0]


@pytest.mark.parametrize(
    ("sentence", "question", "unnamed"),
    [
        ("Sản lượng tôm nuôi đạt 40 nghìn tấn.", "Sản lượng tôm nuôi năm 2031 là bao nhiêu?", set()),
        ("Sản lượng tôm thẻ đạt 40 nghìn tấn.", "Sản lượng tôm năm 2031 là bao nhiêu?", {"thẻ"}),
        ("Sản lượng tôm (không kể tôm hùm) đạt 40 nghìn tấn.", "san luong tom nam 2031", set()),
    ],
)
def test_words_that_a_question_has_in_no_form_are_unnamed(sentence: str, question: str, unnamed: set[str]) -> None:
    assert set(unnamed_words(_fact(sentence), understand(question, ()))) == unnamed


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Công suất điện gió năm 2031 là bao nhiêu?", True),
        ("cong suat dien gio nam 2031", True),
        ("Tổng công suất điện gió, điện mặt trời và thủy điện năm 2031?", False),
        ("Số xã nông thôn mới năm 2031?", False),
    ],
)
def test_a_sum_of_several_things_is_not_that_of_one(question: str, listed: bool) -> None:
    fact = _fact("Tổng công suất điện gió, điện mặt trời và thủy điện đạt 900 MW.")
    assert lists_others(fact, understand(question, ())) is listed


@pytest.mark.parametrize(
    ("sentence", "question", "narrowed"),
    [
        ("Mức giảm tỷ lệ hộ nghèo là 0,3%.", "Tỷ lệ hộ nghèo năm 2031 còn bao nhiêu?", True),
        ("Mức giảm tỷ lệ hộ nghèo là 0,3%.", "Tỷ lệ hộ nghèo năm 2031 giảm bao nhiêu?", False),
        ("Kết nạp mới 300 đảng viên.", "Toàn tỉnh năm 2031 có bao nhiêu đảng viên?", True),
        ("Kết nạp mới 300 đảng viên.", "nam 2031 ket nap moi bao nhieu dang vien", False),
        ("Có 45 xã nông thôn mới kiểu mẫu.", "Năm 2031 có bao nhiêu xã nông thôn mới?", True),
        ("Có 45 xã nông thôn mới.", "Năm 2031 có bao nhiêu xã nông thôn mới?", False),
    ],
)
def test_a_name_of_a_change_or_of_the_new_ones_is_narrower(sentence: str, question: str, narrowed: bool) -> None:
    assert is_narrowed(_fact(sentence), understand(question, ()), ()) is narrowed


def test_what_a_turn_before_names_is_asked_for() -> None:
    fact, turn = _fact("Kết nạp mới 300 đảng viên."), understand("Còn đảng viên?", ())
    assert is_narrowed(fact, turn, ())
    assert not is_narrowed(fact, turn, ["Năm 2031 kết nạp mới bao nhiêu đoàn viên?"])


def test_a_whole_is_not_told_by_the_head() -> None:
    whole, by_head = _fact("Mức chi y tế đạt 3 tỷ đồng."), _fact("Mức chi y tế đạt 3 triệu đồng/người.")
    frame = understand("Mức chi y tế bình quân năm 2031 là bao nhiêu?", ())
    assert is_of_whole(whole, frame, "Mức chi y tế đạt 3 tỷ đồng.")
    assert not is_of_whole(whole, frame, "Mức chi y tế bình quân đạt 3 tỷ đồng.")
    assert not is_of_whole(by_head, frame, "Mức chi y tế đạt 3 triệu đồng/người.")
    assert not is_of_whole(whole, understand("Mức chi y tế năm 2031 là bao nhiêu?", ()), "")


def test_a_share_is_no_number_and_a_number_no_share() -> None:
    share, number = _fact("Số xã có chợ đạt 90%."), _fact("Số xã có chợ đạt 45 xã.")
    how_many, how_much = understand("Số xã có chợ là bao nhiêu?", ()), understand("Tỷ lệ xã có chợ là bao nhiêu?", ())
    assert is_other_quantity(share, how_many)
    assert not is_other_quantity(share, how_much)
    assert is_other_quantity(number, how_much)
    assert not is_other_quantity(number, how_many)
    assert not is_other_quantity(share, understand("Số xã có chợ chiếm bao nhiêu phần trăm?", ()))


def test_a_share_is_no_change() -> None:
    share = _fact("Cơ cấu kinh tế công nghiệp chiếm 32,4%.")
    assert is_other_quantity(share, understand("Công nghiệp năm 2031 tăng bao nhiêu phần trăm?", ()))
    assert not is_other_quantity(share, understand("Công nghiệp năm 2031 chiếm bao nhiêu phần trăm?", ()))


def test_a_level_is_no_growth() -> None:
    size, growth = _fact("Quy mô kinh tế đạt 500 tỷ USD."), _fact("Tốc độ tăng trưởng kinh tế đạt 8%.")
    question = understand("Mục tiêu tăng trưởng kinh tế năm 2031 là bao nhiêu?", ())
    assert is_other_quantity(size, question)
    assert not is_other_quantity(growth, question)
    assert not is_other_quantity(size, understand("Quy mô kinh tế năm 2031 là bao nhiêu?", ()))


def test_a_year_in_the_name_is_that_of_the_figure() -> None:
    fact = _fact("Số xã được xét trong năm 2030 đến năm 2031 đạt 45 xã.")
    question = understand("Số xã được xét năm 2031 là bao nhiêu?", ())
    told = [names_other_year(one, question) for one in (fact, _fact("Số xã được xét đạt 45 xã."))]
    assert told == ["2030" in fact.indicator, False]


@pytest.mark.parametrize(
    ("question", "quote", "lacks"),
    [
        ("Cầu Rạng khánh thành khi nào?", "Cầu Rạng được khánh thành.", True),
        ("Cầu Rạng khánh thành khi nào?", "Cầu Rạng được khánh thành ngày 12/5/2031.", False),
        ("Kế hoạch này thay thế văn bản nào?", "Kế hoạch được thay thế.", True),
        ("Kế hoạch này thay thế văn bản nào?", "Thay thế Kế hoạch số 12/KH-UBND.", False),
        ("Vì sao cầu Rạng chậm?", "Đẩy nhanh tiến độ cầu Rạng.", True),
        ("Vì sao cầu Rạng chậm?", "Cầu Rạng chậm do mưa lũ.", False),
        ("Cầu Rạng dài bao nhiêu?", "Cầu Rạng được khánh thành.", False),
    ],
)
def test_a_time_a_document_and_a_reason_are_looked_for_in_what_is_quoted(
    question: str, quote: str, lacks: bool
) -> None:
    document = Document("a.txt", quote, SourceRecord("Báo cáo"))
    citation = Citation.of(split_passages(document, 700)[0], document, 0, len(quote))
    assert lacks_asked_kind(understand(question, ()), [citation]) is lacks


@pytest.mark.parametrize(
    ("sentence", "question", "absent", "is_other"),
    [
        ("Diện tích gieo trồng lúa đạt 500 ha.", "Diện tích gieo trồng dứa năm 2031 là bao nhiêu?", "dứa", True),
        ("Số giường của bệnh viện Tâm An đạt 90 giường.", "Số giường của bệnh viện Hòa An?", "hòa", True),
        ("Tỷ lệ chợ đạt chuẩn là 95%.", "Tỷ lệ bến xe đạt chuẩn năm 2031 là bao nhiêu?", "bến", True),
        ("Chiều dài đường Lê Lợi là 20 km.", "Chiều dài đường Lê Lai năm 2031?", "lai", True),
        ("Diện tích gieo trồng lúa đạt 500 ha.", "Diện tích gieo trồng lúa năm 2031?", "", False),
        ("Diện tích gieo trồng lúa đạt 500 ha.", "Mấy ha gieo trồng lúa mà dân mong năm 2031?", "mong", False),
    ],
)
def test_one_word_in_the_place_of_another_is_another_thing(
    sentence: str, question: str, absent: str, is_other: bool
) -> None:
    missing = [AskedWord((absent,))] if absent else []
    assert has_other_word(_fact(sentence), understand(question, ()), missing) is is_other


def test_an_area_is_no_output() -> None:
    area = _fact("Diện tích gieo trồng lúa đạt 500 ha.")
    assert measures_other_side(area, understand("Sản lượng lúa năm 2031 là bao nhiêu?", ()))
    assert not measures_other_side(area, understand("dien tich lua nam 2031", ()))
    assert not measures_other_side(area, understand("Lúa năm 2031 là bao nhiêu?", ()))


def test_of_two_figures_one_may_be_of_something_else() -> None:
    inspected = _fact("Kiểm tra chuyên đề tổ chức đảng 25 lượt.")
    watched = _fact("Giám sát chuyên đề tổ chức đảng 12 lượt.")
    asked = "Kiểm tra chuyên đề bao nhiêu lượt tổ chức đảng, bao nhiêu đảng viên?"
    assert is_named_less([inspected, watched], asked, folded=False)
    assert not is_named_less([inspected], asked, folded=False)
    assert not is_named_less([inspected, watched], "Kiểm tra, giám sát chuyên đề mấy tổ chức đảng?", folded=False)


@pytest.mark.parametrize(
    ("sentence", "question", "has_other"),
    [
        ("Bến xe Bàu Sen có 40 chuyến.", "Năm 2031 bến xe Cồn Tiên có bao nhiêu chuyến?", True),
        ("Bến xe Bàu Sen có 40 chuyến.", "Năm 2031 bến xe Bàu Sen có bao nhiêu chuyến?", False),
        ("Bến xe có 40 chuyến.", "Năm 2031 bến xe Cồn Tiên có bao nhiêu chuyến?", False),
        ("Bến xe Bàu Sen có 40 chuyến.", "Năm 2031 có bao nhiêu chuyến?", False),
    ],
)
def test_a_fact_of_another_name_is_told_from_one_of_none(sentence: str, question: str, has_other: bool) -> None:
    assert has_other_name(_fact(sentence), names_in(question)) is has_other


def test_the_members_of_a_contrast_that_a_question_names_are_counted() -> None:
    assert most_contrasted(understand("Tỷ lệ nhà kiên cố ở đô thị và ở nông thôn năm 2031?", ())) == 2
    assert most_contrasted(understand("Tỷ lệ nhà kiên cố ở đô thị năm 2031?", ())) == 1
    assert most_contrasted(understand("Tỷ lệ nhà kiên cố năm 2031?", ())) == 0


@pytest.mark.parametrize(
    ("clause", "question", "is_other"),
    [
        ("Ban Thường vụ kiểm tra 12 tổ chức", "Ủy ban kiểm tra các cấp kiểm tra bao nhiêu tổ chức?", True),
        ("Ban Thường vụ và Ủy ban Kiểm tra kiểm tra 12 tổ chức", "uy ban kiem tra kiem tra bao nhieu to chuc", False),
        ("kiểm tra 12 tổ chức", "Ủy ban kiểm tra các cấp kiểm tra bao nhiêu tổ chức?", False),
        ("Ban Thường vụ kiểm tra 12 tổ chức", "Có bao nhiêu tổ chức được kiểm tra?", False),
    ],
)
def test_what_one_body_did_is_not_told_of_another(clause: str, question: str, is_other: bool) -> None:
    assert is_of_other_body(clause, question) is is_other
