"""A premise that the facts deny is corrected, and one that they bear out or say nothing of is left alone."""

import pytest

from rag.answering.facts.fulfilment import FulfilmentLists, asks_whether_met, fulfilment_statement
from rag.answering.facts.named_figures import NamedFigures, alternatives
from rag.answering.facts.places import FactPlaces
from rag.answering.facts.premises import Premises, asserted_direction, asserts_plan_met
from rag.answering.facts.statements import FactStatements
from rag.answering.facts.sums import sum_checked
from rag.answering.question.understanding import understand
from rag.answering.quotes.sides import sides_of
from rag.datatypes import Document, FactMatch, SourceRecord
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

TEXT = """Báo cáo tình hình kinh tế - xã hội năm 2031
I. KẾT QUẢ NĂM 2031
1. Thu ngân sách năm 2031 đạt 41 tỷ đồng, giảm 16,1% so với năm 2030; kế hoạch năm 2031 là 45 tỷ đồng.
2. Tỷ lệ hộ nghèo năm 2031 giảm xuống còn 3,2%.
3. Có 02/18 chỉ tiêu không hoàn thành kế hoạch, gồm: (1) Thu ngân sách; (2) Sản lượng chè búp tươi.
4. Kim ngạch xuất khẩu năm 2031 đạt 30 tỷ USD.
II. CHỈ TIÊU NĂM 2032
1. Thu ngân sách năm 2032 là 50 tỷ đồng, trong đó: thu nội địa 20 tỷ đồng; thu từ hoạt động xuất, nhập khẩu 28 tỷ đồng.
"""
DOCUMENT = Document("a.txt", TEXT, SourceRecord("Báo cáo", period="2031"))
PASSAGES = split_passages(DOCUMENT, 700)
FACTS = read_facts(DOCUMENT, PASSAGES)
SAY = FactStatements([DOCUMENT], PASSAGES)
PREMISES = Premises(SAY)
LISTS = FulfilmentLists([DOCUMENT], FACTS, SAY, FactPlaces([DOCUMENT], ()))
NAMED = NamedFigures(FACTS, SAY, lambda _frame, matches: matches)


def _denied(question: str, *figures: str) -> list[str]:
    """What is said to the question where the facts with these figures answer it."""
    statements = [SAY.render_facts([fact]) for text in figures for fact in FACTS if fact.figure.text == text]
    assert len(statements) == len(figures)
    return [item.text for item in PREMISES.denied(understand(question, ()), statements, 1.0)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Vì sao thu ngân sách năm 2031 tăng?", "tăng"),
        ("Sao hộ nghèo lại giảm?", "giảm"),
        ("Thu ngân sách năm 2031 tăng hay giảm?", ""),
        ("Mức giảm hộ nghèo là bao nhiêu?", ""),
        ("Tăng trưởng kinh tế là bao nhiêu?", ""),
        ("Vì sao thu ngân sách không tăng?", ""),
        ("Vì sao thu ngân sách tăng so với kế hoạch?", ""),
        ("Giám đốc Sở nói gì về nhà 9 tầng?", ""),
    ],
)
def test_a_direction_is_asserted_only_of_what_is_asked_about(question: str, said: str) -> None:
    assert asserted_direction(question) == said


def test_the_other_direction_is_corrected_first() -> None:
    (told,) = _denied("Vì sao thu ngân sách năm 2031 tăng mạnh?", "16,1%")
    assert told.startswith("Không phải tăng: **giảm 16,1%**")
    (told,) = _denied("Sao hộ nghèo năm 2031 lại tăng lên?", "3,2%")
    assert told.startswith("Không phải tăng mà giảm: **3,2%**")


def test_a_direction_that_the_facts_bear_out_or_do_not_tell_is_not_corrected() -> None:
    assert _denied("Vì sao thu ngân sách năm 2031 giảm?", "16,1%") == []
    assert _denied("Vì sao kim ngạch xuất khẩu năm 2031 tăng?", "30 tỷ USD") == []


def test_a_change_since_another_year_denies_nothing() -> None:
    assert _denied("Vì sao thu ngân sách năm 2031 tăng so với năm 2025?", "16,1%") == []


def test_a_plan_said_to_be_exceeded_is_held_against_its_figure() -> None:
    told = _denied("Nhờ đâu mà thu ngân sách năm 2031 vượt kế hoạch?", "45 tỷ đồng", "41 tỷ đồng")
    assert told[0].startswith("Không vượt kế hoạch: **45 tỷ đồng**")
    assert _denied("Vì sao thu ngân sách năm 2031 không đạt kế hoạch?", "45 tỷ đồng", "41 tỷ đồng") == []


def test_to_set_a_target_is_not_to_meet_it() -> None:
    assert asserts_plan_met("Vì sao tỉnh đặt chỉ tiêu thấp?") is None
    assert asserts_plan_met("Nhờ đâu mà đạt chỉ tiêu?") is True
    assert asserts_plan_met("Vì sao chưa hoàn thành kế hoạch?") is False


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Kế hoạch thu ngân sách năm 2032 là 41 tỷ đồng, căn cứ vào đâu?", "Không phải 41 tỷ đồng: **50 tỷ đồng**"),
        ("Sao thu ngân sách năm 2032 chỉ dưới 45 tỷ đồng?", "Không phải dưới 45 tỷ đồng: **50 tỷ đồng**"),
        ("Kế hoạch thu ngân sách năm 2032 là 50,2 tỷ đồng, căn cứ vào đâu?", ""),
        ("Năm 2032 thu ngân sách trên 45 tỷ đồng phải không?", ""),
        ("Dự án 41 tỷ đồng thì thu ngân sách năm 2032 được bao nhiêu tỷ đồng?", ""),
        ("Thu ngân sách năm 2032 có cao hơn 41 tỷ đồng không?", ""),
    ],
)
def test_a_figure_named_as_the_answer_is_corrected_unless_it_may_be_right(question: str, opening: str) -> None:
    statement = next(SAY.render_facts([fact]) for fact in FACTS if fact.figure.text == "50 tỷ đồng")
    matches = [FactMatch(fact, 1.0, 1.0, 1.0) for fact in FACTS]
    told = PREMISES.other_figure(understand(question, ()), [statement], matches, 1.0)
    assert bool(told) is bool(opening)
    assert not told or told[0].text.startswith(opening)


def test_the_year_that_a_wrong_figure_belongs_to_is_told() -> None:
    statement = next(SAY.render_facts([fact]) for fact in FACTS if fact.figure.text == "50 tỷ đồng")
    question = "Kế hoạch thu ngân sách năm 2032 là 41 tỷ đồng, căn cứ vào đâu?"
    matches = [FactMatch(fact, 1.0, 1.0, 1.0) for fact in FACTS]
    told = PREMISES.other_figure(understand(question, ()), [statement], matches, 1.0)
    assert "**41 tỷ đồng** – kết quả năm 2031" in told[1].text


def test_a_target_in_the_list_of_missed_ones_was_not_met() -> None:
    frame = understand("Nhờ đâu mà năm 2031 thu ngân sách hoàn thành kế hoạch?", ())
    (told,) = LISTS.denied(frame)
    assert told.text == "Không đạt kế hoạch: **Thu ngân sách** nằm trong 02/18 chỉ tiêu không hoàn thành kế hoạch."
    assert told.citations[0].quote == TEXT[told.citations[0].start : told.citations[0].end]
    assert told.citations[0].quote.endswith("Sản lượng chè búp tươi")


def test_a_target_of_another_name_or_year_is_not_in_the_list() -> None:
    assert LISTS.find(understand("Năm 2031 thu nội địa có đạt kế hoạch không?", ())) is None
    assert LISTS.find(understand("Năm 2030 thu ngân sách có đạt kế hoạch không?", ())) is None
    found = LISTS.find(understand("Năm 2031 sản lượng chè búp tươi có đạt kế hoạch không?", ()))
    assert found is not None
    assert "Sản lượng chè búp tươi" in fulfilment_statement(found).text


def test_a_list_with_more_or_fewer_names_than_it_counts_is_not_read() -> None:
    text = "Báo cáo năm 2031\nCó 03 chỉ tiêu không đạt gồm: thu ngân sách; sản lượng chè.\n"
    document = Document("b.txt", text, SourceRecord("Báo cáo", period="2031"))
    passages = split_passages(document, 700)
    lists = FulfilmentLists(
        [document],
        read_facts(document, passages),
        FactStatements([document], passages),
        FactPlaces([document], ()),
    )
    assert lists.find(understand("Năm 2031 sản lượng chè có đạt kế hoạch không?", ())) is None


def test_whether_a_plan_was_met_is_asked_with_a_negation_behind() -> None:
    assert asks_whether_met("GRDP có hoàn thành kế hoạch không?")
    assert asks_whether_met("thu ngan sach dat chi tieu de ra chua")
    assert not asks_whether_met("GRDP không hoàn thành kế hoạch vì sao?")


def test_of_two_named_figures_the_stated_one_is_told() -> None:
    frame = understand("Thu ngân sách năm 2032 là 50 tỷ hay 5 tỷ đồng?", ())
    assert [figure.text for figure in alternatives(frame.text)] == ["50 tỷ", "5 tỷ đồng"]
    matches = [FactMatch(fact, 1.0, 1.0, 1.0) for fact in FACTS]
    (told,) = NAMED.answer(frame, matches)
    assert told.text.startswith("Không phải 5 tỷ đồng: **50 tỷ đồng**")
    assert NAMED.answer(understand("Thu ngân sách năm 2032 là 7 tỷ hay 5 tỷ đồng?", ()), matches) == ()


def test_whose_a_figure_is_can_be_asked() -> None:
    (told,) = NAMED.answer(understand("Con số 3,2% là chỉ tiêu gì, của năm nào?", ()), [])
    assert "Tỷ lệ hộ nghèo" in told.text
    assert NAMED.answer(understand("Con số 3,2% trong báo cáo 14 là gì?", ()), []) == (told,)
    assert NAMED.answer(understand("3,2% trong số 41 tỷ đồng là bao nhiêu?", ()), []) == ()


def test_parts_that_do_not_make_up_their_whole_leave_a_rest() -> None:
    question = "Thu ngân sách năm 2032: thu nội địa cộng thu xuất nhập khẩu không bằng tổng, còn thiếu bao nhiêu?"
    matches = [FactMatch(fact, 1.0, 1.0, 1.0) for fact in FACTS if fact.period and fact.period.first == 2032]
    told = sum_checked(understand(question, ()), matches, SAY)
    assert len(told) == 4
    assert told[-1].text.endswith("50 tỷ đồng − (20 tỷ đồng + 28 tỷ đồng) = **2 tỷ đồng**.")
    assert sum_checked(understand("Tổng thu ngân sách năm 2032 là bao nhiêu?", ()), matches, SAY) == ()


def test_years_joined_by_or_are_two_sides() -> None:
    assert [side.year for side in sides_of("Quy hoạch lập đến năm 2035 hay 2040?", [])] == [2035, 2040]
    assert sides_of("Quy hoạch lập năm 2035 và 2040 khác nhau không?", []) == ()
