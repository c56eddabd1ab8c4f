import math

import ir_measures
import pytest
from ir_measures import RR, Qrel, ScoredDoc, nDCG

from eval.measures.citations import Span
from eval.measures.rankings import RankingScore, ndcg, reciprocal_rank, score_ranking
from eval.questions_format import Evidence
from tests.eval.builders import FILE, LINES, TEXTS, span

FIRST, SECOND = Evidence(FILE, LINES[0]), Evidence(FILE, LINES[1])


def test_evidence_at_the_second_place() -> None:
    score = score_ranking([span(2), span(1)], [SECOND], TEXTS)
    assert score == RankingScore(2, 1 / math.log2(3), 1 / 2)
    assert [score.recall_at(k) for k in (1, 2, 5)] == [0, 1, 1]


def test_all_evidence_must_be_there() -> None:
    score = score_ranking([span(0), span(2), span(1)], [FIRST, SECOND], TEXTS)
    assert score == RankingScore(3, (1 + 1 / math.log2(4)) / 2, 1 / 1)


def test_missing_evidence() -> None:
    assert score_ranking([span(2)], [SECOND], TEXTS) == RankingScore(None, 0, 0)
    assert score_ranking([], [SECOND], TEXTS).recall_at(10) == 0


def test_a_quote_over_two_passages_is_covered_by_both_up_to_white_space() -> None:
    place = span(1)
    cut = LINES[1].index(" sản")
    halves = [Span(FILE, place.start, place.start + cut), Span(FILE, place.start + cut + 1, place.end)]
    assert score_ranking(halves, [SECOND], TEXTS).evidence_depth == 2
    assert score_ranking(halves[:1], [SECOND], TEXTS).evidence_depth is None


def test_only_the_first_ten_passages_count() -> None:
    assert score_ranking([span(2)] * 10 + [span(1)], [SECOND], TEXTS) == RankingScore(None, 0, 0)


@pytest.mark.parametrize(
    ("gains", "relevant"), [([1, 0, 0], 1), ([0, 1, 1], 2), ([0, 0, 1, 0, 1], 4), ([0, 0], 1), ([1] * 12, 12)]
)
def test_ndcg_and_reciprocal_rank_agree_with_ir_measures(gains: list[float], relevant: int) -> None:
    found = [f"d{rank}" for rank, gain in enumerate(gains) if gain]
    unfound = [f"x{number}" for number in range(relevant - len(found))]
    qrels = [Qrel("q", document, 1) for document in (*found, *unfound)]
    run = [ScoredDoc("q", f"d{rank}", -rank) for rank in range(len(gains))]
    expected = ir_measures.calc_aggregate([nDCG @ 10, RR], qrels, run)
    assert ndcg(gains, relevant, 10) == pytest.approx(expected[nDCG @ 10])
    assert reciprocal_rank(gains) == pytest.approx(expected[RR])


def test_ndcg_without_relevant_passages_is_zero() -> None:
    assert ndcg([0, 0], 0, 10) == 0
