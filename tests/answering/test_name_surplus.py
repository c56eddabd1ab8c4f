"""What a fact's name says beyond a question."""

import pytest

from rag.answering.answer_kinds import is_other_quantity, lacks_asked_kind
from rag.answering.name_surplus import is_narrower, is_per_something, names_other_year, unnamed_words
from rag.answering.understanding import understand
from rag.datatypes import Citation, Document, Fact, SourceRecord
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages


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


def test_a_member_of_a_group_of_which_the_question_names_none_is_narrower() -> None:
    fact = _fact("Tỷ lệ nước sạch nông thôn đạt 90%.")
    assert is_narrower(fact, understand("Tỷ lệ nước sạch năm 2031 là bao nhiêu?", ()))
    assert not is_narrower(fact, understand("Tỷ lệ nước sạch nông thôn năm 2031 là bao nhiêu?", ()))


def test_a_figure_for_each_of_something_is_not_that_of_the_whole() -> None:
    fact = _fact("Mức chi y tế đạt 3 triệu đồng/người.")
    assert fact.figure.unit == "đồng/người"
    assert is_per_something(fact, understand("Mức chi y tế năm 2031 là bao nhiêu?", ()))
    assert not is_per_something(fact, understand("Mức chi y tế bình quân năm 2031 là bao nhiêu?", ()))
    assert not is_per_something(fact, understand("Mức chi y tế mỗi người năm 2031 là bao nhiêu?", ()))


def test_a_share_is_no_number_and_a_number_no_share() -> None:
    share, number = _fact("Số xã có chợ đạt 90%."), _fact("Số xã có chợ đạt 45 xã.")
    how_many, how_much = understand("Số xã có chợ là bao nhiêu?", ()), understand("Tỷ lệ xã có chợ là bao nhiêu?", ())
    assert is_other_quantity(share, how_many)
    assert not is_other_quantity(share, how_much)
    assert is_other_quantity(number, how_much)
    assert not is_other_quantity(number, how_many)
    assert not is_other_quantity(share, understand("Số xã có chợ chiếm bao nhiêu phần trăm?", ()))


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
