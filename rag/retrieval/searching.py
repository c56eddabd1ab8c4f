"""A question → passages, from the dense and the lexical index together."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.datatypes import RankedPassage
from rag.protocols import PassageIndex, Reranker
from rag.retrieval.fusion import fuse_rankings


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """Both indexes, fused; then the reranker, if there is one, over what they found.

    `candidates` passages are taken from each index, or as many as are wanted where that is more; the reranker reads the
    first `candidates`. `dense_weight` in [0, 1] is the dense ranking's share.
    """

    dense: PassageIndex
    lexical: PassageIndex
    candidates: int
    dense_weight: float
    reranker: Reranker | None = None

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        """At most k passages, best first."""
        rankings = [
            (weight, index.search(query, max(k, self.candidates)))
            for weight, index in ((self.dense_weight, self.dense), (1 - self.dense_weight, self.lexical))
            if weight > 0
        ]
        fused = fuse_rankings(rankings)
        if self.reranker:
            first, rest = fused[: self.candidates], fused[self.candidates :]
            fused = [*self.reranker.rerank(query, first), *rest]
        return fused[:k]
