"""A sentence as the row of its telling words and numbers, for comparing two sentences in order."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from rag.figures.parsing import FigureSpan, Mention, MentionKind, parse_mentions
from rag.language.paraphrases import load_paraphrases
from rag.language.sentence_words import COMPARING, Turn, bounding_words, turn_phrases
from rag.lexicon import Phrase, Phrases, load_lexicon
from rag.vietnamese import syllables

_PIECE = re.compile(r"(?P<number>\ue000)|(?P<word>[^\W_]+)|(?P<sign>[;:.,()“”\"–—…]|\s[-+•*]\s)")
_HYPHEN = re.compile(r"(?<=[^\W\d_]) [-–] (?=[a-zà-ỹđ])")
_MARK = "\ue000"
_BOUNDING = re.compile(rf"(?<!\w)(?:{'|'.join(bounding_words())})\s*$", re.IGNORECASE)
_MOST_BOUNDING_CHARS = 40
_STRONG = frozenset(";.:")
_IGNORED = frozenset({Turn.CONNECTING, Turn.EFFORT})
_TURNING = frozenset({Turn.DENYING, Turn.HEDGING, Turn.SOFTENING, Turn.LIMITING, Turn.CAUSING})


@dataclass(frozen=True, slots=True)
class Token:
    """A word that tells something, as a term of the lexicon, or a number.

    `turn` is set for what turns the words around it. `sign` is the strongest sign since the token before; `before` are
    the words since then that only join. `start` and `end` span it in the text.
    """

    term: str
    turn: Turn | None
    is_number: bool
    is_figure: bool
    is_name: bool
    sign: str
    before: tuple[str, ...]
    start: int
    end: int
    words: tuple[str, ...] = ()
    """The syllables of a concept as they stand, of which another text may have a part."""

    @property
    def unit(self) -> str:
        """Of what a number is: only numbers of one unit can be taken for each other."""
        return self.term.split(" ", 3)[-1] if self.is_figure else self.term.split()[1] if self.is_number else ""

    @property
    def turns(self) -> bool:
        """Whether it denies, hedges, limits or gives a cause."""
        return self.turn in _TURNING


def term_set(tokens: Sequence[Token]) -> frozenset[str]:
    """What the tokens are called, the syllables of a concept as well."""
    return frozenset(term for token in tokens for term in (token.term, *token.words))


@lru_cache(maxsize=4096)
def sentence_tokens(text: str) -> tuple[Token, ...]:
    """The tokens in order; years are left out, as they are compared by themselves."""
    mentions = list(parse_mentions(text))
    marked, numbers = _marked(text, mentions)
    tokens = list(_tokens(marked, numbers))
    # `giãn, hoãn` are one word by another name, and in `các khu công nghiệp như khu công nghiệp A` one is named twice.
    return tuple(
        token
        for token, behind in zip_longest(tokens, tokens[1:])
        if behind is None or token.is_number or token.term != behind.term
    )


def _marked(text: str, mentions: Sequence[Mention]) -> tuple[str, dict[int, Mention]]:
    """The text, as long as it was, with each number under a mark and blanks."""
    numbers = {}
    for mention in mentions:
        text = f"{text[: mention.start]}{_MARK}{' ' * (mention.end - mention.start - 1)}{text[mention.end :]}"
        numbers[mention.start] = mention
    text = _HYPHEN.sub(lambda hyphen: " " * len(hyphen.group()), text)
    for mention in mentions:
        # How exact a figure is, is held against its fact.
        near = max(0, mention.start - _MOST_BOUNDING_CHARS)
        if isinstance(mention, FigureSpan) and (bound := _BOUNDING.search(text[near : mention.start])):
            start, end = near + bound.start(), near + bound.end()
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text, numbers


def number_key(mention: Mention) -> str:
    """Equal for two ways of writing one number; empty for years."""
    if isinstance(mention, FigureSpan):
        figure = mention.figure
        unit = figure.unit.removesuffix("/năm").removesuffix("/người")
        return f"# {figure.low} {figure.high} {unit}"
    if mention.kind is MentionKind.YEARS:
        return ""
    parts = r"\d+" if mention.kind is MentionKind.DATE else r"\w+"
    digits = [number.lstrip("0") or "0" for number in re.findall(parts, mention.text.lower())]
    return f"# {mention.kind.value} {' '.join(digits)}"


def _tokens(marked: str, numbers: Mapping[int, Mention]) -> Iterator[Token]:
    sign = ""
    before: tuple[str, ...] = ()
    run: list[re.Match[str]] = []
    is_first = True
    for found in [*_PIECE.finditer(marked), None]:
        if found and found["word"]:
            run.append(found)
            continue
        words, trailing = _words(run, is_first=is_first, goes_on=found is not None and bool(found["number"]))
        for token in words:
            yield replace(token, sign=sign, before=(*before, *token.before))
            sign, before = "", ()
        before, is_first, run = (*before, *trailing), is_first and not run, []
        if found and found["number"]:
            mention = numbers[found.start()]
            if key := number_key(mention):
                is_figure = isinstance(mention, FigureSpan)
                yield Token(key, None, True, is_figure, False, sign, before, mention.start, mention.end)
                sign, before = "", ()
        elif found and sign not in _STRONG:
            sign = found["sign"].strip()


def _words(run: Sequence[re.Match[str]], *, is_first: bool, goes_on: bool) -> tuple[list[Token], tuple[str, ...]]:
    """The telling words of a run, and those behind the last of them; an effort that nothing follows is itself told."""
    read = _phrases(run, is_first=is_first)
    last = max((number for number, (_, turn, *_) in enumerate(read) if turn not in _IGNORED), default=-1)
    starts = Counter(start for _, _, start, _, _ in read)
    places = [found.start() for found in run]
    tokens: list[Token] = []
    before: tuple[str, ...] = ()
    for number, (phrase, turn, start, end, is_name) in enumerate(read):
        is_told = turn is Turn.EFFORT and number > last and not goes_on
        if turn in _IGNORED and not is_told:
            before = (*before, *phrase)
            continue
        span = run[bisect_left(places, start) : bisect_left(places, end)] if starts[start] == 1 else []
        words = tuple(word for found in span for word in syllables(found.group()))
        term = " ".join(phrase)
        tokens.append(Token(term, turn, False, False, is_name, "", before, start, end, words if words[1:] else ()))
        before = ()
    return tokens, before


def _phrases(run: Sequence[re.Match[str]], *, is_first: bool) -> list[tuple[Phrase, Turn | None, int, int, bool]]:
    """The run's words, longest known phrases together, in their usual form: concepts first, then the others."""
    if not run:
        return []
    lexicon = load_lexicon()
    words: list[str] = []
    origin: list[re.Match[str]] = []
    for found in run:
        for word in lexicon.expand(syllables(found.group())[0]):
            words.append(word)
            origin.append(found)
    first = run[0].start() if is_first else -1
    read: list[tuple[Phrase, Turn | None, int, int, bool]] = []
    position = 0
    loose: list[str] = []

    def settle() -> None:
        place = position - len(loose)
        for phrase, meaning in _known().read(loose):
            usual, turn = meaning or (phrase, None)
            span = origin[place : place + len(phrase)]
            read.append((usual, turn, span[0].start(), span[-1].end(), _is_name(span, first)))
            place += len(phrase)
        loose.clear()

    for phrase, concept in lexicon.concepts(words):
        if concept is None:
            loose.append(phrase[0])
            position += 1
            continue
        settle()
        span = origin[position : position + len(phrase)]
        position += len(phrase)
        turn = _known_turn(phrase)
        for term in concept:
            read.append(((term,), turn, span[0].start(), span[-1].end(), False))
    settle()
    return read


def _is_name(span: Sequence[re.Match[str]], first: int) -> bool:
    """Whether a word is written as a name is; the first of a sentence has its capital from the sentence."""
    return any(found.group()[0].isupper() and found.start() != first for found in span)


def _known_turn(phrase: Phrase) -> Turn | None:
    found = list(_known().read(phrase))
    return found[0][1][1] if len(found) == 1 and found[0][1] else None


@lru_cache(maxsize=1)
def _known() -> Phrases[tuple[Phrase, Turn | None]]:
    """What joins or turns, and other ways of saying, each with its usual form."""
    turns = dict(reversed(list(turn_phrases())))
    usual: dict[Phrase, Phrase] = {}
    for group in load_paraphrases()["groups"]:
        phrases = [tuple(syllables(phrase)) for phrase in group]
        usual |= dict.fromkeys(phrases, phrases[0])
    known = []
    for phrase in [*turns, *usual]:
        form = usual.get(phrase, phrase)
        turn = turns.get(phrase) or turns.get(form)
        known.append((phrase, (form, None if turn is Turn.NAMING else turn)))
    return Phrases(known)


__all__ = ["COMPARING", "Token", "number_key", "sentence_tokens", "term_set"]
