"""The gate to the word: nothing is said of a figure that its source does not say of it.

Every word of a draft that is not a mere connection stands in the clause that states the figure (or over it, in its
headings and slots), or is the question's name for what is measured. What denies, and what makes less of a statement, is
carried over as the clause has it; what compares is reckoned from the figures.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.answering.gate.comparisons import are_levels, check_comparisons
from rag.answering.gate.counts_in_words import without_counts
from rag.answering.gate.refused import Refused
from rag.answering.gate.sources import SourceClause, blank, content_words, has_term, without_turns
from rag.answering.gate.stated import StatedFigure
from rag.datatypes import FigureKind, QuestionFrame, Status
from rag.figures.parsing import Mention
from rag.language.paraphrases import paraphrased
from rag.language.senses import TextKind
from rag.language.sentence_words import COMPARING, Turn, bounding_words, read_turns
from rag.language.status_words import read_status_words
from rag.lexicon import load_lexicon
from rag.thesaurus import load_thesaurus
from rag.vietnamese import syllables

_BOUNDING = re.compile(
    rf"(?<!\w)(?:{'|'.join(bounding_words())})(?:\s+(?:là|từ|có|đạt|mức|ở|được))*\s*$", re.IGNORECASE
)
_TWO = 2
_STRAY = re.compile(r"[%‰$€£§°≥≤±×÷<>=]")


def check_words(text: str, mentions: Sequence[Mention], stated: Sequence[StatedFigure], frame: QuestionFrame) -> None:
    """Refuses words of a draft with figures that no source of theirs has.

    Raises:
        Refused: with the words.
    """
    check_comparisons(text, stated)
    edges = [0, *(item.span.end for item in stated), len(text)]
    for number, (start, end) in enumerate(pairwise(edges)):
        near = stated[max(0, number - 1) : number + 1]
        both = stated if len(stated) == _TWO else ()
        _check_piece(text, start, end, mentions, near, frame, both, is_tail=number == len(stated))
    for item, (start, end) in zip(stated, _own_words(text, stated), strict=True):
        _check_left_out(text[start:end], item.clause)


def denied_words(words: Sequence[str]) -> set[tuple[str, str]]:
    """Each word that denies with the next word that tells something."""
    pairs = set()
    denying = ""
    for phrase, turn in read_turns(words):
        if turn is Turn.DENYING:
            denying = " ".join(phrase)
        elif denying and turn is not Turn.CONNECTING:
            pairs.add((denying, phrase[0]))
            denying = ""
    return pairs


def check_stray_signs(text: str, mentions: Sequence[Mention]) -> None:
    """Refuses signs of number outside every number: what stands before them is a figure that nobody could read.

    Raises:
        Refused: with the sign.
    """
    for found in _STRAY.finditer(blank(text, [(mention.start, mention.end) for mention in mentions])):
        raise Refused(f"holds a sign that belongs to no number: {found.group()!r}")


def _check_piece(
    text: str,
    start: int,
    end: int,
    mentions: Sequence[Mention],
    near: Sequence[StatedFigure],
    frame: QuestionFrame,
    both: Sequence[StatedFigure],
    *,
    is_tail: bool,
) -> None:
    piece = text[start:end]
    spans = [(m.start - start, m.end - start) for m in mentions if start <= m.start and m.end <= end]
    spans += _bounds(piece, spans)
    spans += _statuses(piece, near, is_tail=is_tail)
    words = blank(piece, spans)
    stated_denials = set().union(*(denied_words(item.clause.words) for item in near))
    stated_denials |= set().union(*(denied_words(paraphrased(syllables(item.clause.beside))) for item in near))
    if strange := denied_words(paraphrased(syllables(words))) - stated_denials:
        raise Refused(f"denies what its source does not: {' '.join(sorted(strange)[0])!r}")
    if (len(near) > 1 or both) and (are_levels(*(both or near)) or _is_change(near[-1])):
        words = without_turns(words, *COMPARING)  # reckoned by `check_comparisons`, or held against the fact's verb
    words = without_counts(words, [item.clause.passage.text for item in near])
    terms = content_words(words)
    # `đạt kế hoạch` is more than its words, of which one only joins.
    terms += [term for term in load_lexicon().terms(words) if " " in term and term not in terms]
    if all(_names_the_other(words, item.clause, is_between=len(near) > 1) for item in near):
        raise Refused("names the counterpart of what its source tells of")
    for term in terms:
        if any(item.clause.says(term) for item in near):
            continue
        if not is_tail and term in frame.terms:
            continue
        raise Refused(f"{term!r} is not what its source says of it")


def _is_change(item: StatedFigure) -> bool:
    return item.fact is not None and item.fact.figure.kind is FigureKind.CHANGE and item.fact.verb in {"tăng", "giảm"}


def _names_the_other(words: str, clause: SourceClause, *, is_between: bool) -> bool:
    """Whether a text names one thing where the clause has its counterpart: `nhập khẩu` for `xuất khẩu`. What stands
    between two figures may name both."""
    thesaurus = load_thesaurus(folded=False)
    stated = thesaurus.contrast_members(f"{clause.text} {clause.beside}")
    said = thesaurus.contrast_members(words)
    return any(
        group == other and member != another and not (is_between and (other, another) in said)
        for group, member in said - stated
        for other, another in stated
    )


def _bounds(piece: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found = (_BOUNDING.search(piece[:start]) for start, _ in spans)
    return [bound.span() for bound in found if bound and not _compares(piece[: bound.end()], bound.start())]


def _compares(text: str, start: int) -> bool:
    """Whether a word that may bound a figure ends a comparison: `cao hơn`."""
    phrases = [(len(phrase), turn) for phrase, turn in read_turns(syllables(text))]
    before = len(syllables(text[:start]))
    position = 0
    for length, turn in phrases:
        if position < before < position + length and turn in COMPARING:
            return True
        position += length
    return False


def _statuses(piece: str, near: Sequence[StatedFigure], *, is_tail: bool) -> Iterator[tuple[int, int]]:
    """The words of status: before a figure the figure gate has held them against it; behind the last one they say
    what it is only where all of them say the same."""
    words = read_status_words(piece, TextKind.SENTENCE)
    statuses = {item.fact.status for item in near if item.fact} - {Status.UNKNOWN}
    if not is_tail or {word.status for word in words} <= statuses:
        yield from ((word.start, word.end) for word in words)


def _own_words(text: str, stated: Sequence[StatedFigure]) -> Iterator[tuple[int, int]]:
    """For each figure, the text from the one before it to the one behind it."""
    for number, item in enumerate(stated):
        start = stated[number - 1].span.end if number else 0
        end = stated[number + 1].span.start if number + 1 < len(stated) else len(text)
        yield min(start, item.span.start), end


def _check_left_out(piece: str, clause: SourceClause) -> None:
    """Refuses words told without the denial that they have in their source.

    Raises:
        Refused: with the denial.
    """
    words = paraphrased(syllables(piece))
    told, stated = denied_words(words), denied_words(clause.words)
    for denial, denied in stated:
        is_stated_without_denial = denied in words and not any(word == denied for _, word in told)
        is_stated_both_ways = has_term(clause.text.lower().replace(f"{denial} {denied}", " "), denied)
        if is_stated_without_denial and not is_stated_both_ways:
            raise Refused(f"leaves out {denial!r} before {denied!r}")
