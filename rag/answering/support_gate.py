"""The gate to the word for a draft without figures: one sentence of a source says it, in its own words and order.

The words of a passage make many false sentences: what is denied told plainly, one task's verb with another's object.
So the parts of the draft must each follow their sentence, not merely be found in it.
"""

import re
from collections.abc import Sequence

from rag.answering.counts_in_words import without_counts
from rag.answering.evidence import Refused
from rag.answering.source_clauses import SourceClause, blank, content_words, has_term
from rag.answering.word_gate import denied_words
from rag.datatypes import Status
from rag.figures.parsing import Mention, MentionKind
from rag.language.senses import TextKind
from rag.language.sentence_words import Turn, read_turns
from rag.language.status_words import read_status_words
from rag.vietnamese import syllables

_FEWEST_WORDS = 2
_MOST_MOVED = 1
_WORD = re.compile(r"[^\W_]+")
_PART_END = re.compile(r"[;,:()“”\"–]|(?<!\w)(?:là|gồm|bao gồm|như|và)(?!\w)", re.IGNORECASE)


def check_support(text: str, mentions: Sequence[Mention], sentences: Sequence[SourceClause]) -> SourceClause:
    """The sentence that says what the draft says.

    Raises:
        Refused: with what the most similar one lacks.
    """
    words = set(content_words(text, mentions))
    if len(words) < _FEWEST_WORDS:
        raise Refused("says too little to be held against a passage")
    ranked = sorted(sentences, key=lambda s: -sum(has_term(s.text, word) for word in words))
    reasons = []
    for sentence in ranked[:3]:
        if not (reason := _difference(text, mentions, words, sentence)):
            return sentence
        reasons.append(reason)
    raise Refused(reasons[0] if reasons else "has no passage to be held against")


def _difference(text: str, mentions: Sequence[Mention], words: set[str], sentence: SourceClause) -> str:
    """What a sentence lacks of the draft; empty where it says it all."""
    blanked = blank(text, [(mention.start, mention.end) for mention in mentions])
    statuses = _statuses(sentence)
    status_words = read_status_words(blanked, TextKind.SENTENCE)
    if strange := [
        word.text
        for word in status_words
        if word.status and word.status not in statuses and not sentence.says(word.text)
    ]:
        return f"tells of {strange[0]!r}, which its source does not"
    told = blank(blanked, [(word.start, word.end) for word in status_words])
    told = without_counts(told, [sentence.passage.text])
    own = 0
    for part in _PART_END.split(told):
        terms = content_words(part)
        if missing := [term for term in terms if not sentence.says(term)]:
            return f"{missing[0]!r} is not what its source says"
        follows, count = _follows(terms, sentence)
        if not follows:
            return f"joins other words than its source does: {part.strip()!r}"
        own += count
    names_document = any(mention.kind is MentionKind.DOCUMENT_NUMBER for mention in mentions)
    if not names_document and own < max(_FEWEST_WORDS, len(words) / 2):
        return "says hardly more than the headings of its source"
    return _turned_words(text, sentence)


def _statuses(sentence: SourceClause) -> set[Status]:
    """The statuses that the sentence or what stands over it tells."""
    words = read_status_words(sentence.text, TextKind.SENTENCE)
    over = read_status_words(sentence.beside, TextKind.HEADING)
    return {word.status for word in (*words, *over) if word.status}


def _follows(terms: Sequence[str], sentence: SourceClause) -> tuple[bool, int]:
    """Whether the terms stand in the sentence in this order, but for one group of them that may be moved, as time and
    place are; and how many it has. A term that it has by another name stands nowhere."""
    source = sentence.words
    breaks, position, count = 0, 0, 0
    for term in terms:
        if not has_term(sentence.text, term):
            continue
        count += 1
        place = _find(term.split(), source, position)
        if place is None and (place := _find(term.split(), source, 0)) is not None:
            breaks += 1
        if place is not None and count > 1 and _skips_name(sentence.text, position, place - len(term.split())):
            return False, count
        position = position if place is None else place
    return breaks <= _MOST_MOVED, count


def _skips_name(text: str, start: int, name: int) -> bool:
    """Whether between two names of a sentence, one ending at `start`, stands another one: what is told of that is then
    told of the first."""
    words = _WORD.findall(text)
    if not 0 < start < name < len(words) or not (words[start - 1][0].isupper() and words[name][0].isupper()):
        return False
    return any(word[0].isupper() for word in words[start:name])


def _find(words: Sequence[str], source: Sequence[str], start: int) -> int | None:
    """Behind the place where the words stand next."""
    for place in range(start, len(source) - len(words) + 1):
        if list(source[place : place + len(words)]) == list(words):
            return place + len(words)
    return None


def _turned_words(text: str, sentence: SourceClause) -> str:
    """What the draft denies or hedges otherwise than its source does."""
    words = syllables(text)
    told, stated = denied_words(words), denied_words(sentence.words)
    if strange := told - stated - denied_words(syllables(sentence.beside)):
        return f"denies what its source does not: {' '.join(sorted(strange)[0])!r}"
    for denial, denied in sorted(stated - told):
        if denied in words:
            return f"leaves out {denial!r} before {denied!r}"
    hedges = {phrase for phrase, turn in read_turns(sentence.words) if turn in {Turn.HEDGING, Turn.SOFTENING}}
    for hedge in hedges:
        behind = _word_behind(sentence.words, hedge)
        if behind in words and " ".join(hedge) not in " ".join(words):
            return f"leaves out {' '.join(hedge)!r} before {behind!r}"
    return ""


def _word_behind(words: Sequence[str], phrase: Sequence[str]) -> str:
    for place in range(len(words) - len(phrase)):
        if tuple(words[place : place + len(phrase)]) == tuple(phrase):
            return words[place + len(phrase)]
    return ""
