"""What a fact's name says beyond a question: qualifiers that make it another thing than the one asked for.

`35 xã nông thôn mới kiểu mẫu` is near to a question about `xã nông thôn mới` in every word, and answers another one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from rag.answering.question.asking_words import asks_per_head, bodies_in, measured_sides, narrowing_words
from rag.answering.question.cues import NORM_BEFORE
from rag.answering.question.names import names_in
from rag.datatypes import Fact, FigureKind, QuestionFrame
from rag.figures.parsing import parse_years
from rag.lexicon import load_lexicon
from rag.thesaurus import AskedWord, load_thesaurus
from rag.vietnamese import fold_accents, syllables

_PARENTHESIS = re.compile(r"\([^)]*\)")
_LISTED = re.compile(r"\s*[,;]\s*|\s+và\s+", re.IGNORECASE)
_SEVERAL = 3
"""`thu và chi` may be one thing's two words."""


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


def lists_others(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the name is of several things together of which the question names some and others by no word: `điện gió,
    điện mặt trời và thủy điện` where `điện gió` is asked for."""
    members = [member for member in _LISTED.split(_PARENTHESIS.sub(" ", fact.indicator)) if member.strip()]
    if len(members) < _SEVERAL:
        return False
    words = [set(syllables(fold_accents(member))) for member in members]
    shared = Counter(word for own in words for word in own)
    asked = set(syllables(fold_accents(frame.text)))
    # `điện gió` asks for no `điện mặt trời`: what all have tells nothing of one.
    own = [{word for word in member if shared[word] == 1} for member in words]
    return any(asked & member for member in own) and any(member and not asked & member for member in own)


def is_narrowed(fact: Fact, frame: QuestionFrame, turns: Iterable[str]) -> bool:
    """Whether a word that no turn of the talk has makes the name that of a change, or of the new ones only: `mức giảm
    tỷ lệ hộ nghèo`, `kết nạp mới đảng viên`."""
    name = load_lexicon().terms(_PARENTHESIS.sub(" ", f"{fact.indicator} {fact.part}"))
    asked = set(syllables(fold_accents(" ".join((frame.text, *turns)))))
    unasked = [word for word in name if not asked.issuperset(syllables(fold_accents(word)))]
    return FigureKind.CHANGE not in frame.kinds and not narrowing_words().isdisjoint(unasked)


def is_of_whole(fact: Fact, frame: QuestionFrame, folded: str) -> bool:
    """Whether something is asked for by the head and neither the figure nor what is told says that it is."""
    return asks_per_head(frame.text) and "/" not in fact.figure.unit and not asks_per_head(folded)


def has_other_word(fact: Fact, frame: QuestionFrame, missing: Iterable[AskedWord]) -> bool:
    """Whether the name reads as the question does but for one word in the place of another: `diện tích gieo trồng lúa`
    for `diện tích gieo trồng dứa`. `missing` are the words of the question that nothing cited bears."""
    lexicon, folded = load_lexicon(), frame.accent_free
    name = lexicon.content_terms(_PARENTHESIS.sub(" ", f"{fact.indicator} {fact.part}"), folded=folded)
    absent = {term for word in missing for term in word.terms}
    unnamed = set(unnamed_words(fact, frame))
    aligned = SequenceMatcher(None, frame.terms, name, autojunk=False).get_opcodes()
    is_alike = any(kind == "equal" for kind, *_ in aligned)
    return is_alike and any(
        kind == "replace" and not absent.isdisjoint(frame.terms[first:last]) and not unnamed.isdisjoint(name[start:end])
        for kind, first, last, start, end in aligned
    )


def has_other_name(fact: Fact, names: Iterable[str]) -> bool:
    """Whether the fact is told of a body, a work or a place by a name that is none of those asked for, and bears none
    of these: `Khu công nghiệp Bàu Sen` for `Khu công nghiệp Cồn Tiên`. `names` are those of the question, folded."""
    words = f"{fact.indicator} {fact.part}"
    own, folded = names_in(words), fold_accents(f"{words} {fact.territory}")
    asked = [name for name in names if name not in own]
    return bool(asked and own) and not any(name in folded for name in names) and own.isdisjoint(names)


def is_of_other_body(clause: str, question: str) -> bool:
    """Whether a figure's clause names bodies, and none of those that the question names: what an executive has checked
    for what its inspectors have."""
    asked, said = bodies_in(question), bodies_in(clause)
    return bool(asked and said) and asked.isdisjoint(said)


def most_contrasted(frame: QuestionFrame) -> int:
    """The members that the question names of one group of words of which an indicator has one: 2 for `ở đô thị và ở
    nông thôn`."""
    members = load_thesaurus(folded=frame.accent_free).contrast_members(frame.text)
    groups = Counter(group for group, _ in members)
    return max(groups.values(), default=0)


def measures_other_side(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the name has another side of the thing than the question: the area of a crop for its output."""
    asked, named = measured_sides(frame.text), measured_sides(f"{fact.indicator} {fact.part}")
    return bool(asked and named) and asked.isdisjoint(named)


def is_named_less(facts: Sequence[Fact], question: str, *, folded: bool) -> bool:
    """Whether one of the facts is of something else than another one (`giám sát chuyên đề` beside `kiểm tra chuyên đề`,
    which is asked): its name has fewer of the question's words, none that the other lacks, and words that neither has.
    """
    lexicon = load_lexicon()
    asked = set(lexicon.content_terms(question, folded=folded))
    names = [set(lexicon.content_terms(f"{fact.indicator} {fact.part}", folded=folded)) for fact in facts]
    return any(less & asked < more & asked and less - asked - more for less in names for more in names)


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
