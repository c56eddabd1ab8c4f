"""Whether a draft says, in order, what one sentence of a source says: the words of a passage make many false sentences.

Each telling word and number of the draft is put on one of the source's. Within a part of the draft the source's order
holds and little may be left out between two words, no name and no number beside another; parts may be left out whole,
and one group of words may stand elsewhere (`X được xây dựng` for `xây dựng X`); whoever changes who does what to whom
moves two. What denies, hedges, limits or gives a cause is said as it is there.
"""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.answering.sentence_tokens import Token
from rag.language.sentence_words import Turn, joining_words, listing_words, middle_verbs, passive_words
from rag.vietnamese import PLACE_TYPES

_MOST_LEFT_OUT = 7
"""Telling words of the source between two that the draft puts side by side."""
_PART_MOVED, _WORDS_MOVED, _MOST_MOVED = 1, 2, 3
"""A part of a draft that stands elsewhere in the source, words amid a part that do, and how much of it may be."""
_NEAR_START = 4
_ITEM_SIGNS = frozenset(";:.")
_STATEMENT_SIGNS = frozenset(";.")
_REACH = {Turn.DENYING: 1, Turn.SOFTENING: 1, Turn.HEDGING: 3}
"""So many telling words behind it what turns others turns."""
_TURNED_REACH = 4
_DIRECTIONS = frozenset({"tăng", "giảm", "gấp", "vượt", "hụt", "bằng", "cao hơn", "thấp hơn", "tăng thêm"})
_PLACE_TYPES = frozenset(word for name in PLACE_TYPES for word in name.split())

_Paths = dict[int, tuple[int, tuple[int, ...]]]


def align(draft: Sequence[Token], source: tuple[Token, ...]) -> tuple[int, ...] | None:
    """For each token of the draft the place of the source's that it stands for; None where the draft says something
    else. `draft` is not empty."""
    places = _places(source)
    told = frozenset(token.term for token in draft)
    paths: _Paths = {place: (0, (place,)) for place in places.get(draft[0].term, ())}
    for number, token in enumerate(draft[1:], start=1):
        reached: _Paths = {}
        for place in places.get(token.term, ()):
            for moved, path in paths.values():
                if place in path or (step := _step(draft, number, source, path, place, told)) is None:
                    continue
                cost = moved + step
                if cost <= _MOST_MOVED and (place not in reached or cost < reached[place][0]):
                    reached[place] = cost, (*path, place)
        paths = reached
    for _, path in sorted(paths.values()):
        if not (
            _turns_other_words(draft, path)
            or _leaves_turn_out(source, path)
            or _leaves_limit_out(source, path)
            or _leaves_place_out(source, path, told)
        ):
            return path
    return None


def _step(
    draft: Sequence[Token],
    number: int,
    source: Sequence[Token],
    path: tuple[int, ...],
    place: int,
    told: frozenset[str],
) -> int | None:
    """What it costs to go on from the places of the source that are taken to another; None where the draft may not."""
    before, last, token = path[-1], draft[number - 1], draft[number]
    starts_part = bool(token.sign) or bool(joining_words() & set(token.before))
    is_start = starts_part and _is_near_start(source, place, told)
    if place < before:
        return _step_back(draft, number, source, path, place, is_start=is_start)
    gap = [other for other in source[before + 1 : place] if other.term not in told]
    crosses = any(other.sign in _ITEM_SIGNS for other in source[before + 1 : place + 1])
    skips = _skips_number(draft, number, gap) or (
        (last.is_name or token.is_name or token.is_number) and any(other.is_name for other in gap)
    )
    if not crosses and not skips and len(gap) <= _MOST_LEFT_OUT:
        return 0
    if not is_start or ((crosses or skips) and _is_bare(draft, number)):
        return None
    return None if skips and last.is_name and _says_where(draft, number) else 0


def _step_back(
    draft: Sequence[Token], number: int, source: Sequence[Token], path: tuple[int, ...], place: int, *, is_start: bool
) -> int | None:
    """What it costs to take words that stand before those taken last; None where they are another statement's, or say
    of a name or a number something else."""
    last, token = draft[number - 1], draft[number]
    if any(other.sign in _STATEMENT_SIGNS for other in source[place + 1 : path[-1] + 1]):
        return None
    if is_start and not _is_bare(draft, number):
        return _PART_MOVED
    names_next = token.is_name or (number + 1 < len(draft) and draft[number + 1].is_name)
    is_pair = names_next or last.is_name or last.is_number or token.is_number
    return None if is_pair and not _is_turned_round(token, source, path, place) else _WORDS_MOVED


def _is_turned_round(token: Token, source: Sequence[Token], path: tuple[int, ...], place: int) -> bool:
    """Whether the draft tells of a thing what the source says is done to it: `cầu … được khởi công`."""
    start = path[-1]
    while start - 1 in path:
        start -= 1
    is_told_of_it = bool(passive_words() & set(token.before)) or token.term in middle_verbs()
    return is_told_of_it and place == start - 1 and not source[start].sign


def _skips_number(draft: Sequence[Token], number: int, gap: Sequence[Token]) -> bool:
    """Whether the source has between two words a number that may be what one of them is told of."""
    if draft[number - 1].is_number or draft[number].is_number:
        return any(other.is_number and not other.term.startswith(("# date", "# document")) for other in gap)
    return any(other.is_figure for other in gap) and any(token.is_figure for token in draft)


def _says_where(draft: Sequence[Token], number: int) -> bool:
    """Whether a part of the draft says where the name before it lies, and is not the next name of a list."""
    token = draft[number]
    if not token.sign and not listing_words() & set(token.before):
        return True
    if token.term not in _PLACE_TYPES:
        return False
    place = number - 1
    while place > 0 and draft[place].is_name:
        place -= 1
    return draft[place].term not in _PLACE_TYPES


def _is_near_start(source: Sequence[Token], place: int, told: frozenset[str]) -> bool:
    """Whether a part of the source begins at a place, or shortly before with words that name its kind (`dự án …`)."""
    for near in range(place, max(-1, place - _NEAR_START), -1):
        token = source[near]
        if near == 0 or token.sign or joining_words() & set(token.before):
            return True
        if near < place and (token.is_name or token.is_number or token.turns) and token.term not in told:
            return False
    return False


def _is_bare(draft: Sequence[Token], number: int) -> bool:
    """Whether the part of the draft that begins here names nothing before its number: of what it is then stands in the
    part before, in draft and source alike."""
    for place in range(number, len(draft)):
        token = draft[place]
        if token.is_number:
            return all(other.term in _DIRECTIONS for other in draft[number:place])
        if place > number and token.sign:
            break
    return False


def _turns_other_words(draft: Sequence[Token], path: Sequence[int]) -> bool:
    """Whether what denies, hedges, limits or gives a cause turns other words in the draft than in the source."""
    for token, (place, following) in zip(draft, itertools.pairwise(path), strict=False):
        reach = 1 if token.turn is Turn.DENYING else _TURNED_REACH
        if token.turns and not place < following <= place + reach:
            return True
    return False


def _leaves_turn_out(source: Sequence[Token], path: Sequence[int]) -> bool:
    """Whether the draft takes a word and leaves out what turns it in the source."""
    taken = frozenset(path)
    for place, token in enumerate(source):
        reach = _REACH.get(token.turn, 0) if token.turn else 0
        if not reach or place in taken:
            continue
        for other in range(place + 1, min(place + 1 + reach, len(source))):
            if source[other].sign in _ITEM_SIGNS:
                break
            if other in taken:
                return True
    return False


def _leaves_place_out(source: Sequence[Token], path: Sequence[int], told: frozenset[str]) -> bool:
    """Whether the statement is of a place, named at its beginning, that the draft does not name."""
    first = min(path)
    start = first
    while start > 0 and source[start].sign not in _ITEM_SIGNS:
        start -= 1
    before = source[start:first]
    return any(
        one.term in _PLACE_TYPES and two.is_name and two.term not in told for one, two in itertools.pairwise(before)
    )


def _leaves_limit_out(source: Sequence[Token], path: Sequence[int]) -> bool:
    """Whether right behind a word that the draft takes the source says how far that holds, and the draft does not."""
    taken = frozenset(path)
    following = ((place + 1, source[place + 1]) for place in path if place + 1 < len(source))
    return any(
        token.turn is Turn.LIMITING and token.sign not in {";", "."} and place not in taken
        for place, token in following
    )


@lru_cache(maxsize=1024)
def _places(source: tuple[Token, ...]) -> Mapping[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for number, token in enumerate(source):
        places[token.term].append(number)
    return places
