"""Filters over the register of facts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from programs.replies import FactReply, FactsReply, by_file
from rag import Certainty, Document, Fact, InvalidInput, Status, fold_accents

MOST_FACTS = 500
"""In one reply."""


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts are wanted: all that fit every field that is given.

    `words` stand in the name of the indicator or its part, with or without accents; `document` is a file; `place` is
    of the place's name; `year` lies in the period.
    """

    words: str = ""
    document: str = ""
    place: str = ""
    year: int | None = None
    status: Status | None = None
    certainty: Certainty | None = None


def find_facts(
    documents: Sequence[Document], facts: Iterable[Fact], wanted: FactFilter, limit: int, offset: int
) -> FactsReply:
    """The facts that fit from number `offset` on, at most `limit`.

    Raises:
        InvalidInput: there is no such document.
    """
    texts = by_file(documents)
    if wanted.document and wanted.document not in texts:
        raise InvalidInput(
            f"Không có tài liệu {wanted.document}. Xem tên các tài liệu tại /documents.", "unknown document"
        )
    words, place = _words(wanted.words), _words(wanted.place)
    fitting = [
        fact
        for fact in facts
        if fact.file in texts
        and (not wanted.document or fact.file == wanted.document)
        and (wanted.year is None or (fact.period is not None and fact.period.first <= wanted.year <= fact.period.last))
        and (wanted.status is None or fact.status is wanted.status)
        and (wanted.certainty is None or fact.certainty is wanted.certainty)
        and words <= _words(f"{fact.indicator} {fact.part}")
        and place <= _words(fact.territory)
    ]
    shown = fitting[offset : offset + limit]
    return FactsReply(total=len(fitting), facts=[FactReply.of(fact, texts[fact.file]) for fact in shown])


@lru_cache(maxsize=200_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold_accents(text)))
