"""Names in a question (people, places, organisations), and whether a source has to do with them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.datatypes import Citation
from rag.lexicon import load_places
from rag.vietnamese import UPPER, fold_accents

# `Thanh Hóa`, `Bùi Thanh Sơn`: names of two words or more, wherever they stand.
_NAMES = re.compile(rf"(?<!\w)[{UPPER}][^\W\d_]*(?:\s+[{UPPER}][^\W\d_]*)+")


def names_in(question: str) -> frozenset[str]:
    """The names and known places, folded: places are found however they are typed, other names by their capitals."""
    asked = fold_accents(question)
    found = {fold_accents(" ".join(name.split())) for name in _NAMES.findall(question)}
    return frozenset(found | {place for place in _folded_places() if place in asked and _holds(asked, place)})


def names_left_over(names: Iterable[str], citations: Iterable[Citation], said: Iterable[str] = ()) -> float:
    """The share, in [0, 1], of the names of which no cited passage, its source or what is `said` beside speaks; 0 where
    there are none."""
    names = frozenset(names)
    if not names:
        return 0.0
    texts = list(said)
    for citation in citations:
        source = citation.source
        texts += [citation.passage.indexed_text, source.title, source.issuer, source.territory, source.signer]
    known = fold_accents(" ".join(" ".join(texts).split()))
    return sum(not _holds(known, name) for name in names) / len(names)


@lru_cache(maxsize=1)
def _folded_places() -> tuple[str, ...]:
    return tuple(map(fold_accents, load_places()))


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
