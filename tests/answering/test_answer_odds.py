"""Odds of claims, and the names in a question that a source must have to do with."""

import pytest

from rag.answering.answer_odds import Odds
from rag.answering.question.names import names_in, names_left_over
from rag.datatypes import Citation, ContextHeader, Passage, SourceRecord


def test_a_feature_without_a_weight_says_nothing() -> None:
    odds = Odds(intercept=0.0, weights={"near": 2.0}, sure=0.9)
    assert odds.probability({}) == odds.probability({"unheard of": 3.0}) == 1 / 2
    assert odds.probability({"near": 1.0}) > 1 / 2


def test_the_odds_that_come_with_the_program_are_complete() -> None:
    odds = Odds.load()
    assert 0 < odds.sure <= 1.1
    assert Odds.load() is odds


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Vốn đầu tư của Hà Nội năm 2031?", {"ha noi"}),
        ("von dau tu cua ha noi nam 2031", {"ha noi"}),
        ("Ông Trần Văn Mẫu nói gì?", {"tran van mau"}),
        ("Sản lượng tôm là bao nhiêu?", set()),
    ],
)
def test_names_are_found_by_their_capitals_and_places_however_typed(question: str, names: set[str]) -> None:
    assert names_in(question) == names


def test_a_name_is_left_over_where_neither_passage_nor_source_has_it() -> None:
    passage = Passage("a:0-9", "a.txt", 0, 9, "Tôm: 4 kg", ContextHeader("Báo cáo", "", (), ""), is_item=False)
    citation = Citation(passage, SourceRecord("Báo cáo", territory="tỉnh Sông Lam"), "Tôm", 0, 3)
    assert names_left_over({"song lam", "ha noi"}, [citation]) == 1 / 2
    assert names_left_over({"ha noi"}, [citation], ["Hà Nội"]) == 0
    assert names_left_over((), [citation]) == 0
