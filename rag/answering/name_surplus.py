"""What a fact's name says beyond a question: qualifiers that make it another thing than the one asked for.

`35 xã nông thôn mới kiểu mẫu` is near to a question about `xã nông thôn mới` in every word, and answers another one.
"""

import re

from rag.answering.asking_words import says_per
from rag.answering.question_cues import NORM_BEFORE
from rag.datatypes import Fact, QuestionFrame
from rag.figures.parsing import parse_years
from rag.lexicon import load_lexicon
from rag.thesaurus import load_thesaurus
from rag.vietnamese import fold_accents, syllables

_PARENTHESIS = re.compile(r"\([^)]*\)")


def unnamed_words(fact: Fact, frame: QuestionFrame) -> tuple[str, ...]:
    """The content words of the fact's name that the question has neither itself nor by another word for the same; the
    fact's place, light words and what stands in parentheses aside."""
    folded = frame.accent_free
    lexicon, thesaurus = load_lexicon(), load_thesaurus(folded=folded)
    asked = {*frame.terms, *syllables(fold_accents(frame.text) if folded else frame.text)}
    for word in thesaurus.read(frame.terms):
        asked.update(term for other in word.others for term in other)
    asked.update(syllable for term in tuple(asked) for syllable in term.split())
    asked.update(lexicon.terms(fact.territory, folded=folded))

    def is_asked(term: str) -> bool:
        return term.isdigit() or term in asked or asked.issuperset(term.split())

    name = _PARENTHESIS.sub(" ", f"{fact.indicator} {fact.part}")
    return tuple(
        term
        for word in thesaurus.read(lexicon.content_terms(name, folded=folded))
        if not word.is_light and not any(all(map(is_asked, other)) for other in word.others)
        for term in word.terms
        if not is_asked(term)
    )


def is_narrower(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the name has a member of a contrast group of which the question has none: `thất nghiệp thành thị`."""
    thesaurus = load_thesaurus(folded=frame.accent_free)
    asked = thesaurus.contrast_members(frame.text) | thesaurus.contrast_members(" ".join(frame.terms))
    named = thesaurus.contrast_members(_PARENTHESIS.sub(" ", f"{fact.indicator} {fact.part}"))
    return bool({group for group, _ in named} - {group for group, _ in asked})


def is_per_something(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the figure is told for each of something (`đồng/người`) that the question has no word of."""
    _, *per = (set(syllables(part)) for part in fact.figure.unit.split("/"))
    asked = set(syllables(frame.text))
    # A year is the period of whatever is told by the year.
    return not says_per(frame.text) and any(not words <= asked for words in per if words != {"năm"})


def names_other_year(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the name has a year that is neither the fact's own nor the question's: `năm 2025` told of 2030."""
    if fact.period is None:
        return False
    name = _PARENTHESIS.sub(" ", f"{fact.indicator} {fact.part}")
    return any(
        not NORM_BEFORE.search(fold_accents(name[: years.start]))
        and not (fact.period.first <= years.period.last and years.period.first <= fact.period.last)
        and years.period not in (*frame.periods, frame.baseline)
        for years in parse_years(name)
    )
