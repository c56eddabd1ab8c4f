"""The product as if its documents did not hold what a question asks for: the passages that answer it are not found.

A question with its evidence withheld has no answer, though documents on just its subject are there: what is claimed
then is wrong in the way that is most tempting.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np

from eval.measures.citations import Span, locate, overlap
from eval.questions_format import Evidence
from rag.answering.composing import Composer
from rag.datatypes import Passage, QuestionFrame, RankedPassage
from rag.protocols import PassageIndex
from rag.retrieval.fact_search import FactSearch, WeighedFacts


def without_evidence(composer: Composer, evidence: Sequence[Evidence], texts: Mapping[str, str]) -> Composer:
    """The composer without the passages that contain some of the evidence. `texts` are the documents."""
    withheld = _passages_with(composer.passages, evidence, texts)
    hybrid = replace(
        composer.hybrid,
        dense=_Without(composer.hybrid.dense, withheld),
        lexical=_Without(composer.hybrid.lexical, withheld),
    )
    return replace(composer, hybrid=hybrid, fact_search=_FactsWithout(composer.fact_search, withheld))


def _passages_with(
    passages: Iterable[Passage], evidence: Sequence[Evidence], texts: Mapping[str, str]
) -> frozenset[str]:
    places = [place for item in evidence for place in locate(item, texts)]
    return frozenset(
        passage.id
        for passage in passages
        if any(overlap(Span(passage.file, passage.start, passage.end), place) for place in places)
    )


@dataclass(frozen=True, slots=True)
class _Without:
    """An index that does not find some passages."""

    index: PassageIndex
    withheld: AbstractSet[str]

    def search(self, query: str, k: int) -> Sequence[RankedPassage]:
        """See `PassageIndex`."""
        found = self.index.search(query, k + len(self.withheld))
        return [ranked for ranked in found if ranked.passage.id not in self.withheld][:k]


class _FactsWithout(FactSearch):
    """A search that does not find the facts of some passages. It shares the word indexes of the whole one, which take
    seconds to make."""

    def __init__(self, whole: FactSearch, withheld: AbstractSet[str]) -> None:
        vars(self).update(vars(copy.copy(whole)))
        self._withheld = withheld

    def weigh(self, frame: QuestionFrame) -> WeighedFacts:
        """See `FactSearch`."""
        weighed = super().weigh(frame)
        kept = [self.facts[row].passage_id not in self._withheld for row in weighed.rows]
        return weighed.only(np.array(kept, np.bool_))
