"""Names in a question (people, places, organisations), and whether a source has to do with them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rag.datatypes import Citation
from rag.figures.places import place_name, spell_out_short_names
from rag.lexicon import load_places
from rag.vietnamese import fold_accents, has_accents, split_sentences

_COUNTRY = frozenset({"ca nuoc", "toan quoc", "viet nam"})
"""Every document has to do with the country."""
_WORD = re.compile(r"[^\W\d_]+|\S")


def names_in(question: str) -> frozenset[str]:
    """The names and known places, folded: places are found however they are typed, other names by their capitals."""
    form = str.lower if has_accents(question) else fold_accents
    asked = form(question)
    places = {fold_accents(place_name(place)) for place in load_places() if _holds(asked, form(place))}
    return frozenset((places | set(map(spell_out_short_names, _capitalised(question)))) - _COUNTRY)


def names_left_over(names: Iterable[str], citations: Iterable[Citation], said: Iterable[str] = ()) -> float:
    """The share, in [0, 1], of the names of which no cited passage, its source or what is `said` beside speaks; 0 where
    there are none."""
    names = frozenset(names)
    if not names:
        return 0.0
    known = " ".join((_folded(" ".join(said)), *(_known_by(citation) for citation in citations)))
    return sum(not _holds(known, name) for name in names) / len(names)


def _known_by(citation: Citation) -> str:
    source = citation.source
    return _folded(f"{citation.passage.indexed_text} {source.title} {source.issuer} {source.territory} {source.signer}")


@lru_cache(maxsize=2048)
def _folded(text: str) -> str:
    """Folding a passage takes as long as all else that is done with it, and it is asked about again and again."""
    return spell_out_short_names(fold_accents(" ".join(text.split())))


def _capitalised(question: str) -> Iterator[str]:
    """`Thanh Hóa`, `Bùi Thanh Sơn`: two words or more with capitals, folded; neither acronyms nor the first word of a
    sentence, which has one anyway."""
    for start, end in split_sentences(question):
        run: list[str] = []
        for word in [*_WORD.findall(question[start:end])[1:], ""]:
            if word.istitle():
                run.append(word)
                continue
            if len(run) > 1:
                yield fold_accents(" ".join(run))
            run = []


def _holds(text: str, words: str) -> bool:
    return words in text and _whole(words).search(text) is not None


@lru_cache(maxsize=4096)
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
