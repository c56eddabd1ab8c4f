"""The gate to the word for what no register tells: one sentence of a source says it, in its own words and order.

The words of a passage make many false sentences: what is denied told plainly, one task's verb with another's object,
one place's figure with another's. So a draft must follow its sentence (`alignment`), not merely be found in it. What it
leaves out may change what is said, too: words that deny, hedge or limit are carried over.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import dropwhile, pairwise

from rag.answering.gate.alignment import DIRECTIONS, PLACE_KINDS, align
from rag.answering.gate.counts_in_words import with_digits
from rag.answering.gate.refused import Refused
from rag.answering.gate.sentence_tokens import Token, sentence_tokens
from rag.answering.gate.sources import SourceClause
from rag.language.senses import Sense, TextKind
from rag.language.sentence_words import Turn, joining_words, reporting_words
from rag.language.status_words import StatusWord, read_status_words
from rag.vietnamese import syllables

_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_DONE = "đã"
_FEWEST_WORDS = 2
_MOST_TRIED = 6
_LONGEST_HEAD = 3
_NUMBER_WEIGHT = 4
_LEAST_OWN = 0.5
"""Share of the draft's words that the sentence itself has; the others stand over it."""


def supporting(text: str, sentences: Sequence[SourceClause], *, is_start: bool = False) -> Iterator[SourceClause]:
    """The sentences that say what the draft says, the most similar first; at least one. With `is_start`, from the
    beginning of one of their statements.

    Raises:
        Refused: where there is none.
    """
    terms = {token.term for token in sentence_tokens(text)}
    if len(terms) < _FEWEST_WORDS:
        raise Refused("says too little to be held against a passage")
    shared = {sentence: _similarity(terms, sentence.terms) for sentence in sentences}
    reasons = []
    for sentence in sorted(shared, key=lambda sentence: -shared[sentence])[:_MOST_TRIED]:
        if reason := _unsupported_status_or_quote(text, sentence) or _difference(text, sentence, is_start=is_start):
            reasons.append(reason)
        else:
            yield sentence
    if len(reasons) == min(_MOST_TRIED, len(shared)):
        raise Refused(reasons[0] if reasons else "has no passage to be held against")


def _similarity(terms: Set[str], others: Set[str]) -> int:
    """How many words of a draft a sentence has; a number tells more of what it is about than a word."""
    return sum(_NUMBER_WEIGHT if term.startswith("#") else 1 for term in terms & others)


def _unsupported_status_or_quote(text: str, sentence: SourceClause) -> str:
    """What a draft quotes otherwise than a sentence, or tells of plan and result that the sentence does not."""
    if quote := _misquoted(text, sentence):
        return f"quotes what its source does not say: {quote!r}"
    for word in read_status_words(text, TextKind.SENTENCE):
        if word.status and word.status not in sentence.statuses and not sentence.says(word.text):
            return f"tells of {word.text!r}, which its source does not"
    if sentence.source.is_planned and _states_completion(text) and _DONE not in sentence.words:
        return "tells as done what its source plans"
    return ""


def _states_completion(text: str) -> bool:
    """Whether something else is told to be done than that a plan was made or says something."""
    return any(one == _DONE and other not in reporting_words() for one, other in pairwise(syllables(text)))


def _difference(text: str, sentence: SourceClause, *, is_start: bool) -> str:
    """What a sentence lacks of the words of a draft, in their order; empty where it says them all."""
    text = with_digits(text, [sentence.passage.text])
    status_words = read_status_words(text, TextKind.SENTENCE)
    tokens, over = sentence_tokens(text), sentence.source.terms_over
    own, strange = _sorted_out(tokens, sentence, status_words)
    if strange:
        return f"{strange!r} is not what its source says"
    names_document = any(token.term.startswith("# document") for token in tokens)
    if names_document and all(token.term in over for token in tokens):
        return ""  # number, date and issuer of a document, as its source record has them
    fewest = 1 if names_document else max(_FEWEST_WORDS, _LEAST_OWN * len(tokens))
    reason = _misjoined(own, sentence.tokens, over, fewest, is_start=is_start)
    if reason and len(reported := _without_reporter(own, over, status_words)) >= fewest:
        return _misjoined(reported, sentence.tokens, over, fewest, is_start=is_start) and reason
    return reason


def _without_reporter(own: Sequence[Token], over: frozenset[str], status_words: Sequence[StatusWord]) -> list[Token]:
    """The tokens behind a verb of saying, where those before it only name the document (`Kế hoạch năm 2031 nêu …`);
    none where there is no such verb."""
    for number, token in enumerate(own):
        if number and reporting_words() & set(token.before):
            return list(own[number:])
        if token.term not in over and not any(word.start <= token.start < word.end for word in status_words):
            break
    return []


def _sorted_out(
    tokens: Sequence[Token], sentence: SourceClause, status_words: Sequence[StatusWord]
) -> tuple[list[Token], str]:
    """The tokens of a draft that its source sentence has itself, and the first that nothing bears.

    What stands over the sentence bears the words that lead to it, and names.
    """
    known, over = sentence.terms, sentence.source.terms_over
    # What names a status has been held against the source's; what was done or reached is said in words of its own.
    named = [word for word in status_words if word.sense not in {Sense.DONE, Sense.REACHED}]
    loose = {place for word in named for place in range(word.start, word.end)}
    turning = [token for token in tokens if token.term in DIRECTIONS]
    loose -= {place for token in turning for place in range(token.start, token.end)}
    first_figure = next((token.start for token in tokens if token.is_figure), len(tokens) and tokens[-1].end)
    own: list[Token] = []
    leads_in = True
    for token in tokens:
        # A word of the headings that the sentence happens to have as well leads on.
        leads_in = leads_in and token.term in over and token.start < first_figure and token.term not in DIRECTIONS
        is_over = token.term in over and (leads_in or token.is_name or token.is_number)
        if token.term in known:
            own.append(token)
        elif token.turn is Turn.EFFORT and token.term in sentence.efforts:
            continue  # `A được triển khai` of `triển khai A`
        elif not (is_over or token.turn is Turn.SOFTENING or {token.start, token.end - 1} <= loose):
            return own, token.term
    return own, ""


def _misjoined(
    own: Sequence[Token], source: tuple[Token, ...], over: frozenset[str], fewest: float, *, is_start: bool
) -> str:
    """Whether the draft's words follow the sentence, with or without those that stand over it as well."""
    if len(own) < fewest:
        return "says hardly more than the headings of its source"
    path = align(own, source)
    inner = [*dropwhile(lambda token: token.term in over, own)]
    inner = [token for token in inner if not (token.is_name and token.term in over)]
    if path is None and fewest <= len(inner) < len(own):
        path = align(inner, source)
    if path is None and len(thinned := _without_repeated_head(own, source)) < len(own):
        path = align(thinned, source)
    if path is None:
        return f"joins other words than its source does: {' '.join(token.term for token in own)!r}"
    if is_start and not _begins(source, min(path)):
        return "begins amid what its source says"
    return ""


def _without_repeated_head(tokens: Sequence[Token], source: Sequence[Token]) -> list[Token]:
    """The tokens of a draft without the words that its source says once before a list and the draft before each item:
    `đề án A và đề án B` of `các đề án: A; B`."""
    ends = [number for number, token in enumerate(source) if token.sign == ":"]
    heads = {
        tuple(token.term for token in source[end - length : end])
        for end in ends
        for length in range(1, min(end, _LONGEST_HEAD) + 1)
    }
    kept: list[Token] = []
    joint: Token | None = None
    number = 0
    while number < len(tokens):
        token = tokens[number]
        joins = kept and (token.sign or joining_words() & set(token.before))
        terms = [other.term for other in tokens[number : number + _LONGEST_HEAD]]
        repeated = [length for length in range(len(terms), 0, -1) if joins and tuple(terms[:length]) in heads]
        if repeated:
            joint = token
            number += repeated[0]
            continue
        kept.append(replace(token, sign=joint.sign, before=joint.before) if joint else token)
        joint = None
        number += 1
    return kept


def _misquoted(text: str, sentence: SourceClause) -> str:
    """What the draft puts between quotation marks and its source has not word by word."""
    source = f" {' '.join(syllables(sentence.text))} "
    quotes = (found.group(1) for found in _QUOTED.finditer(text))
    return next((quote for quote in quotes if f" {' '.join(syllables(quote))} " not in source), "")


def _begins(source: Sequence[Token], place: int) -> bool:
    """Whether a statement begins at a place, its number in a list aside."""
    if place and source[place].is_name and not source[place].sign and source[place - 1].term in PLACE_KINDS:
        place -= 1  # `huyện A` by its name alone
    is_first = place == 0 or (place == 1 and source[0].is_number and not source[0].is_figure)
    return is_first or source[place].sign in {";", ".", ":"}
