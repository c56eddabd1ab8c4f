"""Facts of a few lines → what a question about them is told."""

import datetime
from dataclasses import replace

import pytest

from rag.answering.facts.answers import FactAnswer, FactAnswers
from rag.answering.facts.relations import are_twins, disagree
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify
from rag.answering.question.parts import split_frame
from rag.answering.question.understanding import understand
from rag.answering.wording import official_text
from rag.datatypes import Document, Draft, Fact, Figure, SourceRecord, Statement
from rag.figures.parsing import parse_figures
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.term_counts import count_terms

_TEXT = """Báo cáo 9 tháng năm 2031

I. KẾT QUẢ 9 THÁNG NĂM 2031
1. Số căn nhà ở xã hội hoàn thành 284 căn, kế hoạch năm 620 căn.
2. Tỷ lệ giải ngân vốn xổ số đạt 62%; tỷ lệ giải ngân vốn trái phiếu đạt 54%.
3. Có 327 sản phẩm OCOP từ 3 sao trở lên, trong đó 268 sản phẩm 3 sao, 56 sản phẩm 4 sao và 3 sản phẩm 5 sao.
4. Năng suất lúa vụ Đông Xuân năm 2031 đạt 71,2 tạ/ha.
5. Năng suất lúa vụ Đông Xuân năm 2030 đạt 70,6 tạ/ha.
6. Có 15/18 chỉ tiêu hoàn thành kế hoạch năm 2031, 03/18 chỉ tiêu không hoàn thành kế hoạch năm 2031.
7. Tỷ trọng sản phẩm công nghệ cao trong ngành chế biến, chế tạo năm 2031 đạt 46,5%.
8. Toàn tỉnh giải ngân 46 tỷ đồng, trong đó vốn xổ số giải ngân 29 tỷ đồng.
"""
_DOCUMENT = Document(
    "a.txt", _TEXT, SourceRecord("Báo cáo", "Báo cáo", date=datetime.date(2031, 9, 28), period="9 tháng năm 2031")
)


def _told(question: str) -> list[str]:
    passages = split_passages(_DOCUMENT, 700)
    facts = read_facts(_DOCUMENT, passages)
    search = FactSearch(facts, passages, [_DOCUMENT], count_terms(passages))
    frame = understand(question, ())
    answers = FactAnswers([_DOCUMENT], passages, ())
    answer: FactAnswer = answers.answer(frame, split_frame(frame, lambda text: understand(text, ())), search.match)
    return [statement.text for statement in answer.statements]


def test_what_a_part_of_the_year_lacks_of_the_years_plan() -> None:
    told = _told("Nhà ở xã hội hoàn thành 9 tháng năm 2031 còn thiếu bao nhiêu căn so với số được giao cả năm?")
    assert told[-1].endswith("còn thiếu so với chỉ tiêu cả năm: 620 căn − 284 căn = **336 căn**.")


def test_rates_are_compared_as_rates() -> None:
    told = _told("Tỷ lệ giải ngân 9 tháng năm 2031 của vốn xổ số và vốn trái phiếu, chênh nhau mấy điểm phần trăm?")
    assert told[-1].endswith("62% − 54% = **8 điểm %**.")


def test_the_parts_of_a_whole_by_their_rank() -> None:
    told = _told("Sản phẩm OCOP 9 tháng năm 2031 phân theo từng hạng sao là bao nhiêu?")
    assert [line.split("**")[1] for line in told] == ["268 sản phẩm", "56 sản phẩm", "3 sản phẩm"]


def test_the_whole_goes_before_a_part_that_is_not_named() -> None:
    (line,) = _told("Toàn tỉnh 9 tháng năm 2031 giải ngân bao nhiêu tỷ đồng?")
    assert line.startswith("**46 tỷ đồng**")


def test_a_difference_has_the_unit_of_both() -> None:
    told = _told("Năng suất lúa vụ Đông Xuân năm 2031 hơn năm 2030 bao nhiêu?")
    assert told[-1].endswith("71,2 tạ/ha − 70,6 tạ/ha = **0,6 tạ/ha** (0,85%).")


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Năm 2031 hoàn thành được mấy chỉ tiêu?", "15/18 chỉ tiêu"),
        ("nam 2031 may chi tieu chua dat?", "03/18 chỉ tiêu"),
        ("Năm 2031 có bao nhiêu chỉ tiêu lỡ hẹn?", "03/18 chỉ tiêu"),
    ],
)
def test_targets_met_are_none_that_were_missed(question: str, figure: str) -> None:
    (line,) = _told(question)
    assert line.startswith(f"**{figure}**")


def test_some_of_a_kind_contradict_nothing_that_is_said_of_the_kind() -> None:
    def fact_of(file: str, line: str) -> Fact:
        document = Document(file, f"Báo cáo năm 2031\n\n{line}\n", SourceRecord("Báo cáo"))
        (fact,) = read_facts(document, split_passages(document, 700))
        return fact

    whole = fact_of("a.txt", "Năm 2031 đã có 48 xã đạt chuẩn nông thôn mới.")
    assert disagree(whole, fact_of("b.txt", "Năm 2031 đã có 46 xã đạt chuẩn nông thôn mới."))
    assert not disagree(whole, fact_of("b.txt", "Năm 2031 đã có 11 xã đạt chuẩn nông thôn mới nâng cao."))


def test_two_harvests_of_a_year_contradict_nothing() -> None:
    def fact_of(file: str, line: str) -> Fact:
        document = Document(file, f"Báo cáo\n\n{line}\n", SourceRecord("Báo cáo"))
        (fact,) = read_facts(document, split_passages(document, 700))
        return fact

    spring = fact_of("a.txt", "Năng suất lúa vụ Đông Xuân năm 2031 thực hiện 71 tạ/ha.")
    assert disagree(spring, fact_of("b.txt", "Năng suất lúa vụ Đông Xuân năm 2031 thực hiện 70 tạ/ha."))
    assert not disagree(spring, fact_of("b.txt", "Năng suất lúa vụ Hè Thu năm 2031 thực hiện 55 tạ/ha."))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("10350 tỷ đồng", "10.350 tỷ đồng"),
        ("1096,7 triệu USD", "1.096,7 triệu USD"),
        ("12.350 tỷ đồng", "12.350 tỷ đồng"),
        ("284 căn", "284 căn"),
        ("1234567 người", "1.234.567 người"),
    ],
)
def test_an_amount_is_printed_in_groups_of_thousands(written: str, printed: str) -> None:
    (span,) = parse_figures(f"có {written}")
    figure = Figure(span.figure.low, span.figure.high, span.figure.unit, text=written)
    assert official_text(figure) == printed
    assert parse_figures(f"có {printed}")[0].figure == span.figure


def _is_shown(question: str, text: str, of: str) -> bool:
    """Whether a draft passes that cites the passage with those words."""
    passages = split_passages(_DOCUMENT, 700)
    facts: dict[str, list[Fact]] = {}
    for fact in read_facts(_DOCUMENT, passages):
        facts.setdefault(fact.passage_id, []).append(fact)
    evidence = Evidence(passages, facts, {_DOCUMENT.file: _DOCUMENT}, ())
    (cited,) = [number for number, passage in enumerate(passages, start=1) if of in passage.text]
    return isinstance(verify(Draft(text, (cited,)), understand(question, ()), evidence), Statement)


def test_a_draft_that_leaves_out_whether_targets_were_met_is_not_shown() -> None:
    question = "Năm 2031 giao bao nhiêu chỉ tiêu?"
    assert _is_shown(question, "Năm 2031 có 15/18 chỉ tiêu hoàn thành kế hoạch.", "15/18")
    assert not _is_shown(question, "Kế hoạch năm 2031 giao 15/18 chỉ tiêu.", "15/18")


def test_a_draft_that_tells_a_share_of_another_whole_is_not_shown() -> None:
    question = "Năm 2031 sản phẩm công nghệ cao chiếm bao nhiêu phần trăm trong ngành chế biến, chế tạo?"
    told = "Năm 2031, tỷ trọng sản phẩm công nghệ cao trong ngành chế biến, chế tạo đạt 46,5%"
    assert _is_shown(question, f"{told}.", "46,5%")
    assert _is_shown(question, "Năm 2031, sản phẩm công nghệ cao đạt 46,5% trong ngành chế biến, chế tạo.", "46,5%")
    assert not _is_shown(question, f"{told} trong tổng giá trị sản phẩm công nghệ cao.", "46,5%")


def test_of_several_figures_of_just_the_same_the_one_is_told_whose_clause_goes_on_as_the_question_does() -> None:
    text = (
        "Báo cáo năm 2031\n\nI. KẾT QUẢ NĂM 2031\n"
        "Thu ngân sách năm 2031 đạt 104,2% dự toán Trung ương giao và 85,6% dự toán tỉnh giao.\n"
    )
    document = Document("a.txt", text, SourceRecord("Báo cáo", period="2031"))
    passages = split_passages(document, 700)
    first, second = (fact for fact in read_facts(document, passages) if fact.figure.unit == "%")
    # As the learned reader has them: one name for both.
    second = replace(second, indicator=first.indicator, part=first.part, baseline=first.baseline, status=first.status)
    assert are_twins(first, second)
    answers = FactAnswers([document], passages, ())
    frame = understand("Thu ngân sách năm 2031 bằng bao nhiêu phần trăm dự toán tỉnh giao?", ())
    assert answers.means_rather(second, first, frame)
    assert not answers.means_rather(first, second, frame)
    assert not answers.means_rather(second, first, understand("Thu ngân sách năm 2031 bằng mấy phần trăm?", ()))
