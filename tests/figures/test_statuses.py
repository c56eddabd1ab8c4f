"""Target, estimate or result: what the words of a clause say against its heading and its document."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import ContextHeader, Document, Fact, Passage, SourceRecord, Status
from rag.figures.register import read_facts

_WRITTEN = 2030
_SOURCE = SourceRecord(title="Báo cáo", kind="Báo cáo", date=datetime.date(_WRITTEN, 12, 3), territory="tỉnh Hòa Giang")
_RESULTS = "I. KẾT QUẢ ĐẠT ĐƯỢC"


def facts_of(text: str, *headings: str) -> list[Fact]:
    header = ContextHeader("Báo cáo", "", headings, "")
    passage = Passage("id", "a.txt", 0, len(text), text, header, is_item=False)
    return read_facts(Document("a.txt", text, _SOURCE), [passage])


def statuses(text: str, *headings: str) -> list[Status]:
    return [fact.status for fact in facts_of(text, *headings)]


INDICATORS = st.sampled_from(
    ("thu ngân sách", "vốn đầu tư toàn xã hội", "kim ngạch xuất khẩu", "chi thường xuyên", "doanh thu du lịch")
)
AMOUNTS = st.integers(2, 990).map("{} tỷ đồng".format)
YEARS = st.integers(2024, 2036)
PLANS = (
    "Chỉ tiêu {what} năm {year} là {amount}.",
    "Chỉ tiêu {what} năm {year} đề ra là {amount}.",
    "Chỉ tiêu {what} được HĐND tỉnh giao là {amount}.",
    "Tổng {what} năm {year} được giao {amount}.",
    "Kế hoạch {what} năm {year} là {amount}.",
    "Kế hoạch năm {year} xác định {what} {amount}.",
    "Năm {year}, dự toán {what} là {amount}.",
    "Mục tiêu {what} đến năm {year} đạt {amount}.",
    "Tỉnh đặt mục tiêu {what} năm {year} vượt {amount}.",
    "Tỉnh hướng tới {what} {amount} vào năm {year}.",
    "Tỉnh cam kết {what} năm {year} đạt {amount}.",
    "Tỉnh kỳ vọng {what} đạt {amount} vào năm {year}.",
    "Tỉnh quyết tâm đưa {what} lên {amount} vào năm {year}.",
    "Phấn đấu {what} năm {year} đạt {amount}.",
    "Năm {year}, {what} phải đạt {amount}.",
    "Năm {year}, {what} cần đạt {amount}.",
    "Năm {year}, {what} tối thiểu phải đạt {amount}.",
    "Năm {year}, {what} sẽ đạt {amount}.",
    "Kịch bản {what} năm {year} là {amount}.",
    "Định hướng đến năm {year}, {what} khoảng {amount}.",
    "Đề án nhằm nâng {what} lên {amount} vào năm {year}.",
    "Quy hoạch xác định đến năm {year} {what} là {amount}.",
    "Hội đồng nhân dân tỉnh thông qua chỉ tiêu {what} năm {year} {amount}.",
    "Trung ương giao tỉnh {what} năm {year} {amount}.",
    "Dự kiến năm sau, {what} sẽ tăng lên {amount}.",
    "Năm {year}, {what} đạt {amount} như kế hoạch đề ra.",
)
DEEDS = (
    "Tỉnh đã thu {amount}.",
    "Đến nay, {what} đã đạt {amount}.",
    "Kết quả rà soát cho thấy {what} là {amount}.",
    "Tháng vừa qua, {what} đạt {amount}.",
    "Năm 2029, {what} thực hiện đạt {amount}.",
    "Toàn tỉnh hiện có {amount} cho {what}.",
)
BARE = (
    "{what} {amount}.",
    "{what} đạt {amount}.",
    "{what} năm {year} là {amount}.",
    "{what} đạt {amount}, tăng 8% so với cùng kỳ.",
    "Phát triển mạnh, {what} tăng 5%, đạt {amount}.",
    "Thu hút được {amount} cho {what}.",
    "Thực hiện {amount} {what}.",
)


@settings(deadline=None)
@given(st.sampled_from(PLANS), INDICATORS, AMOUNTS, YEARS)
def test_a_word_of_planning_that_governs_a_figure_never_gives_a_result(
    plan: str, what: str, amount: str, year: int
) -> None:
    text = plan.format(what=what, amount=amount, year=year)
    assert Status.RESULT not in statuses(text, _RESULTS), text


@settings(deadline=None)
@given(st.sampled_from(("Mục tiêu cụ thể", "II. CHỈ TIÊU CHỦ YẾU")), st.sampled_from(BARE), INDICATORS, AMOUNTS)
def test_among_plans_nothing_is_a_result_without_a_word_of_doing(
    heading: str, bare: str, what: str, amount: str
) -> None:
    text = bare.format(what=what.capitalize(), amount=amount, year=_WRITTEN)
    assert Status.RESULT not in statuses(text, heading), text


@settings(deadline=None)
@given(st.sampled_from(("Mục tiêu cụ thể", "II. CHỈ TIÊU CHỦ YẾU")), st.sampled_from(DEEDS), INDICATORS, AMOUNTS)
def test_a_word_of_doing_decides_against_the_heading_of_plans(heading: str, deed: str, what: str, amount: str) -> None:
    text = deed.format(what=what, amount=amount)
    assert set(statuses(text, heading)) <= {Status.RESULT}, text


@settings(deadline=None)
@given(st.sampled_from((*PLANS, *DEEDS, *BARE)), INDICATORS, AMOUNTS, YEARS, st.sampled_from((_RESULTS, "Mục tiêu")))
def test_no_result_is_of_a_year_after_the_document(text: str, what: str, amount: str, year: int, heading: str) -> None:
    for fact in facts_of(text.format(what=what, amount=amount, year=year), heading):
        is_later = fact.period is not None and fact.period.first > _WRITTEN
        assert not (is_later and fact.status is Status.RESULT), fact


@settings(deadline=None)
@given(INDICATORS, AMOUNTS, AMOUNTS, st.sampled_from(("kế hoạch", "dự toán", "mục tiêu", "chỉ tiêu")))
def test_plan_and_result_side_by_side_are_each_its_own(what: str, first: str, second: str, plan: str) -> None:
    both = [Status.TARGET, Status.RESULT]
    assert statuses(f"{what.capitalize()}: {plan} là {first}, thực hiện {second}.", _RESULTS) == both
    assert statuses(f"{what.capitalize()}: {plan} năm 2029 {first}, quyết toán {second}.", _RESULTS) == both
    assert statuses(f"So với {plan} {first}, {what} năm 2029 đạt {second}.", _RESULTS) == both
    assert statuses(f"{what.capitalize()} đạt {second}, so với {plan} {first}.", _RESULTS) == both[::-1]


def test_a_change_from_a_result_to_a_plan_tells_each_its_own() -> None:
    text = "Thu ngân sách tăng từ 8.100 tỷ đồng (thực hiện 2029) lên 9.450 tỷ đồng (kế hoạch 2031)."
    assert statuses(text, _RESULTS) == [Status.RESULT, Status.TARGET]
    assert statuses("Thu ngân sách 310 tỷ đồng (TH 2029: 250 tỷ đồng, KH 2029: 240 tỷ đồng).", "Chỉ tiêu năm 2031") == [
        Status.TARGET,
        Status.RESULT,
        Status.TARGET,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Thu ngân sách đạt 95% kế hoạch.",
        "Hoàn thành kế hoạch trồng 500 ha rừng.",
        "Thu ngân sách đạt 5.000 tỷ đồng, vượt chỉ tiêu 5%.",
        "Thu ngân sách đạt 95% kế hoạch được giao, tăng 8% so với cùng kỳ.",
        "Vốn đầu tư thực hiện 98.000 tỷ đồng.",
        "Thu ngân sách 5.000 tỷ đồng, bằng 98% dự toán.",
        "Chương trình mục tiêu quốc gia giải ngân 50 tỷ đồng.",
        "Với quyết tâm cao, thu ngân sách đạt 500 tỷ đồng.",
        "Kế hoạch vốn năm 2030 giải ngân đạt 95%.",
    ],
)
def test_a_plan_that_was_met_or_measured_against_is_no_target(text: str) -> None:
    assert set(statuses(text, _RESULTS)) == {Status.RESULT}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phấn đấu thu hút được 50 dự án.", Status.TARGET),
        ("Có khả năng hụt thu 300 tỷ đồng so với dự toán.", Status.ESTIMATE),
        ("Khả năng cả năm thu phí chỉ được 790 tỷ đồng.", Status.ESTIMATE),
        ("Dự ước thu ngân sách 5.000 tỷ đồng.", Status.ESTIMATE),
        ("Huyện đã được giao 34 tỷ đồng vốn đầu tư.", Status.TARGET),
        ("Số thu thuế năm 2029 vượt 12,6% dự toán.", Status.RESULT),
    ],
)
def test_everyday_words_of_status(text: str, expected: Status) -> None:
    for heading in (_RESULTS, "Mục tiêu, nhiệm vụ"):
        assert set(statuses(text, heading)) == {expected}


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("II. CÁC CHỈ TIÊU CHỦ YẾU", Status.TARGET),
        ("Các chỉ tiêu đạt và vượt kế hoạch", Status.RESULT),
        ("Các chỉ tiêu cần đạt", Status.TARGET),
        ("Các chỉ tiêu phấn đấu đạt và vượt kế hoạch", Status.TARGET),
        ("a) Những mục tiêu đã đạt", Status.RESULT),
        ("III. Dự kiến cả năm 2030", Status.ESTIMATE),
        ("1. Thực trạng giao thông", Status.RESULT),
    ],
)
def test_headings(heading: str, expected: Status) -> None:
    assert statuses("Thu hút 5 dự án.", heading) == [expected]
