"""Rankings of passages against the evidence: recall@k, nDCG@10 and MRR.

`ndcg` and `reciprocal_rank` are the field's definitions and agree with `ir_measures` (a test). A passage is a span of
its document, so that systems that cut documents in different ways are measured by the same evidence.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.measures.citations import Span, locate, overlap, shows
from eval.questions_format import Evidence

DEPTH = 10
"""How many passages of a ranking are looked at."""


@dataclass(frozen=True, slots=True)
class RankingScore:
    """How well a ranking puts the evidence first.

    `evidence_depth` is the least k whose first k passages hold all evidence, None when the first `DEPTH` do not.
    """

    evidence_depth: int | None
    ndcg: float
    reciprocal_rank: float

    def recall_at(self, k: int) -> float:
        """Evidence recall@k: 1 when the whole evidence, every quote, lies in the first k passages, else 0.

        Stricter than recall@k of single passages (Manning et al. 2008, ch. 8), because half a comparison is none.
        """
        return float(self.evidence_depth is not None and self.evidence_depth <= k)


def score_ranking(ranking: Sequence[Span], evidence: Sequence[Evidence], texts: Mapping[str, str]) -> RankingScore:
    """Measures one ranking, best passage first.

    nDCG@10 is over the evidence quotes: each is a query with one relevant passage, the first that shows it, and the
    question has the mean of them; so it does not depend on how many passages a system cuts a quote's text into.
    """
    first = ranking[:DEPTH]
    ranks = [_rank_of(quote, first, texts) for quote in evidence]
    per_quote = [ndcg([float(rank == place) for place in range(1, DEPTH + 1)], 1, DEPTH) for rank in ranks]
    found = [rank for rank in ranks if rank is not None]
    best = [float(rank == min(found, default=0)) for rank in range(1, DEPTH + 1)]
    return RankingScore(
        evidence_depth=next((k for k in range(1, len(first) + 1) if _holds_all(first[:k], evidence, texts)), None),
        ndcg=sum(per_quote) / len(per_quote) if per_quote else 0.0,
        reciprocal_rank=reciprocal_rank(best),
    )


def ndcg(gains: Sequence[float], relevant: int, k: int) -> float:
    """nDCG@k of a ranking with binary gains, given how many relevant passages there are; 0 when there are none.

    Järvelin and Kekäläinen 2002 with the logarithm from rank 1, as trec_eval and `ir_measures` compute it.
    """
    gained = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:k], start=1))
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(relevant, k) + 1))
    return gained / ideal if ideal else 0.0


def reciprocal_rank(gains: Sequence[float]) -> float:
    """1 over the rank of the first relevant passage, 0 when there is none (Voorhees 1999)."""
    return next((1 / rank for rank, gain in enumerate(gains, start=1) if gain > 0), 0.0)


def _rank_of(evidence: Evidence, ranking: Sequence[Span], texts: Mapping[str, str]) -> int | None:
    places = locate(evidence, texts)
    ranked = enumerate(ranking, start=1)
    return next((rank for rank, span in ranked if any(shows(span, place, evidence.quote) for place in places)), None)


def _holds_all(passages: Sequence[Span], evidence: Sequence[Evidence], texts: Mapping[str, str]) -> bool:
    return all(any(_is_covered(place, passages, texts) for place in locate(quote, texts)) for quote in evidence)


def _is_covered(place: Span, passages: Sequence[Span], texts: Mapping[str, str]) -> bool:
    """Whether the passages together contain every character of the place but white space."""
    covered = {
        position
        for passage in passages
        if (common := overlap(passage, place)) is not None
        for position in range(common.start, common.end)
    }
    text = texts[place.document]
    return all(position in covered or text[position].isspace() for position in range(place.start, place.end))
