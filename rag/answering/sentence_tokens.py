"""A sentence as the row of its telling words and numbers, for comparing two sentences in order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.figures.parsing import FigureSpan, Mention, MentionKind, parse_mentions
from rag.language.paraphrases import load_paraphrases
from rag.language.sentence_words import COMPARING, Turn, turn_phrases
from rag.lexicon import Phrase, Phrases, load_lexicon
from rag.vietnamese import syllables

_PIECE = re.compile(r"(?P<number>\ue000)|(?P<word>[^\W_]+)|(?P<sign>[;:.,()“”\"–—…]|\s[-+•*]\s)")
_MARK = "\ue000"
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

    @property
    def turns(self) -> bool:
        """Whether it denies, hedges, limits or gives a cause."""
        return self.turn in _TURNING


@lru_cache(maxsize=4096)
def sentence_tokens(text: str) -> tuple[Token, ...]:
    """The tokens in order; years are left out, as they are compared by themselves."""
    mentions = list(parse_mentions(text))
    marked, numbers = _marked(text, mentions)
    return tuple(_tokens(marked, numbers))


def _marked(text: str, mentions: Sequence[Mention]) -> tuple[str, dict[int, Mention]]:
    """The text, as long as it was, with each number under a mark and blanks."""
    numbers = {}
    for mention in mentions:
        text = f"{text[: mention.start]}{_MARK}{' ' * (mention.end - mention.start - 1)}{text[mention.end :]}"
        numbers[mention.start] = mention
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


def _tokens(marked: str, numbers: dict[int, Mention]) -> Iterator[Token]:
    sign = ""
    before: list[str] = []
    run: list[re.Match[str]] = []
    is_first = True
    for found in _PIECE.finditer(marked):
        if found["word"]:
            run.append(found)
            continue
        for token in _words(run, is_first=is_first):
            yield replace(token, sign=sign, before=(*before, *token.before)) if token.term else token
            sign, before = "", []
        if run:
            before += _trailing(run)
            is_first = False
        run = []
        if found["number"]:
            mention = numbers[found.start()]
            if key := number_key(mention):
                yield Token(
                    key,
                    None,
                    True,
                    isinstance(mention, FigureSpan),
                    False,
                    sign,
                    tuple(before),
                    mention.start,
                    mention.end,
                )
                sign, before = "", []
        elif found["sign"] and (sign not in _STRONG):
            sign = found["sign"].strip()
    for token in _words(run, is_first=is_first):
        yield replace(token, sign=sign, before=(*before, *token.before))
        sign, before = "", []


def _words(run: Sequence[re.Match[str]], *, is_first: bool) -> Iterator[Token]:
    before: list[str] = []
    for phrase, turn, start, end, is_name in _phrases(run, is_first=is_first):
        if turn in _IGNORED:
            before += phrase
        else:
            yield Token(" ".join(phrase), turn, False, False, is_name, "", tuple(before), start, end)
            before = []


def _trailing(run: Sequence[re.Match[str]]) -> list[str]:
    """The words behind the last telling one of a run."""
    trailing: list[str] = []
    for phrase, turn, *_ in _phrases(run, is_first=False):
        trailing = [*trailing, *phrase] if turn in _IGNORED else []
    return trailing


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


__all__ = ["COMPARING", "Token", "number_key", "sentence_tokens"]
