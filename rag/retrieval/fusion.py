"""Joining two rankings into one."""

from collections.abc import Sequence

from rag.datatypes import RankedPassage

_RANK_CONSTANT = 60
"""k of reciprocal rank fusion, as Cormack, Clarke and Büttcher (SIGIR 2009) set it."""


def fuse_rankings(rankings: Sequence[tuple[float, Sequence[RankedPassage]]]) -> list[RankedPassage]:
    """Weighted reciprocal rank fusion: the similarity of a passage is the sum of weight / (60 + rank), ranks from 1.

    Best first, ties by passage id. Rankings with weight 0 take no part.
    """
    passages = {ranked.passage.id: ranked.passage for _, ranking in rankings for ranked in ranking}
    scores = dict.fromkeys(passages, 0.0)
    for weight, ranking in rankings:
        for rank, ranked in enumerate(ranking, start=1):
            scores[ranked.passage.id] += weight / (_RANK_CONSTANT + rank)
    ordered = sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))
    return [RankedPassage(passages[passage_id], scores[passage_id]) for passage_id in ordered if scores[passage_id] > 0]
