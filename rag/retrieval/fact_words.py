"""The words by which facts are found: those of a fact's own name, of its clause, its passage and its headings."""

import re
from collections.abc import Mapping, Set
from enum import IntEnum

from rag.datatypes import Document, Fact, Passage
from rag.lexicon import load_lexicon
from rag.thesaurus import load_thesaurus
from rag.vietnamese import bigrams, fold_accents, syllables

_PARENTHESIS = re.compile(r"\([^)]*\)")


class Place(IntEnum):
    """Where a fact has a word, nearest first: in its name, in what it counts (`7,3 triệu lượt khách`), …"""

    SUBJECT = 0
    COUNTED = 1
    CLAUSE = 2
    PASSAGE = 3
    HEADINGS = 4


def place_texts(fact: Fact, passage: Passage, document: Document) -> Mapping[Place, str]:
    """The text of each place of a fact; facts of one clause, passage or heading have the same."""
    source = document.source
    headings = (*passage.header.heading_path, source.title, source.kind, source.number, source.issuer)
    return {
        # `năng suất lúa vụ đông xuân`: the season is asked for as part of the name.
        Place.SUBJECT: f"{fact.indicator} {fact.part} {fact.period.cycle if fact.period else ''}".rstrip(),
        Place.COUNTED: fact.figure.text if passage.row else _figure_with_noun(document.text, fact),
        Place.CLAUSE: document.text[fact.clause_start : fact.clause_end],
        Place.PASSAGE: passage.text,
        Place.HEADINGS: " ".join(headings),
    }


def words_of(text: str, *, folded: bool) -> set[str]:
    """Terms, pairs of them, and syllables: `thu gom` is found in what reads as the one concept `thu gom xử lý`."""
    plain = fold_accents(text) if folded else text
    lexicon = load_lexicon()
    pairs = bigrams(lexicon.content_terms(text, folded=folded))
    return {*lexicon.terms(text, folded=folded), *pairs, *syllables(plain)}


def focus_of(indicator: str, part: str, *, folded: bool) -> Mapping[str, float]:
    """What a question about just this name would name, with weights."""

    def content(text: str) -> list[str]:
        return load_lexicon().content_terms(text, folded=folded)

    # Words in parentheses qualify an indicator (`giá so sánh 2010`): nobody need name them.
    focus = dict.fromkeys(content(_PARENTHESIS.sub(" ", indicator)), 0.5 if part else 1.0)
    focus |= dict.fromkeys(content(part), 1.0)
    return focus or dict.fromkeys(content(indicator), 1.0)


def contrasts_of(indicator: str, part: str, *, folded: bool) -> Set[tuple[int, int]]:
    """The members of contrast groups in a name, as group and member."""
    return load_thesaurus(folded=folded).contrast_members(f"{indicator} {part}")


def _figure_with_noun(text: str, fact: Fact) -> str:
    """The figure with the words for what is counted: `7,3 triệu lượt khách`."""
    after = re.match(r"(?:\s+[^\W\d_]+){0,2}", text[fact.end : fact.end + 30])
    return text[fact.start : fact.end] + (after.group() if after else "")
