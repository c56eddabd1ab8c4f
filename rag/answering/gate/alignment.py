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

from rag.answering.gate.sentence_tokens import Token
from rag.language.sentence_words import (
    Turn,
    acting_words,
    direction_words,
    joining_words,
    listing_words,
    middle_verbs,
    passive_words,
    placing_words,
)
from rag.vietnamese import PLACE_TYPES

_MOST_LEFT_OUT = 7
"""Telling words of the source between two that the draft puts side by side."""
_PART_MOVED, _WORDS_MOVED, _MOST_MOVED = 1, 2, 2
"""A part of a draft that stands elsewhere in the source, words amid a part that do, and how much of it may be."""
_NEAR_START, _NEAR_FIGURE = 4, 2
_MOST_STARTS = 10
"""Of the places in a source where a draft may begin, so many are tried."""
_ACTOR_REACH = 4
_MOST_BETWEEN = 2
"""Words of the source that the draft leaves out between a group that it moves and what that stands before."""
_ITEM_SIGNS = frozenset(";:.")
_STATEMENT_SIGNS = frozenset(";.")
_REACH = {Turn.DENYING: 1, Turn.SOFTENING: 1, Turn.HEDGING: 3}
"""So many telling words behind it what turns others turns."""
_TURNED_REACH = 4
DIRECTIONS = direction_words()
PLACE_KINDS = frozenset(word for name in PLACE_TYPES for word in name.split())

_Paths = dict[tuple[int, int], tuple[int, tuple[int, ...]]]
"""By where they begin and end: how much is moved, and the places taken."""


def align(draft: Sequence[Token], source: tuple[Token, ...]) -> tuple[int, ...] | None:
    """For each token of the draft the place of the source's that it stands for; None where the draft says something
    else. `draft` is not empty."""
    places = _places(source)
    told = frozenset(token.term for token in draft)
    starts = places.get(draft[0].term, [])[:_MOST_STARTS]
    paths: _Paths = {(place, place): (0, (place,)) for place in starts}
    for number, token in enumerate(draft[1:], start=1):
        reached: _Paths = {}
        for place in places.get(token.term, ()):
            for moved, path in paths.values():
                if (place in path and not (place == path[-1] and token.term in source[place].words)) or (
                    step := _step(draft, number, source, path, place, told)
                ) is None:
                    continue
                cost, way = moved + step, (path[0], place)
                if cost <= _MOST_MOVED and (way not in reached or cost < reached[way][0]):
                    reached[way] = cost, (*path, place)
        paths = reached
    for _, path in sorted(paths.values()):
        if not (
            _moves_apart(path)
            or _turns_other_words(draft, path)
            or _leaves_turn_out(source, path)
            or _leaves_limit_out(source, path)
            or _leaves_place_out(source, path, told)
            or _takes_figure_of_another(draft, source, path)
            or _takes_words_of_another(draft, source, path)
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
    if place == path[-1] or _leads_to_item(source, path[-1], place):
        return 0  # the next syllable of a concept, or an item of the list that a word opens
    if draft[number].is_figure and draft[number - 1].term in DIRECTIONS and not 0 < place - path[-1] <= _NEAR_FIGURE:
        return None
    before, last, token = path[-1], draft[number - 1], draft[number]
    starts_part = bool(token.sign) or bool(joining_words() & set(token.before))
    is_start = starts_part and _is_near_start(source, place, told)
    if place < before:
        return _step_back(draft, number, source, path, place, told, is_start=is_start)
    gap = [other for other in source[before + 1 : place] if other.term not in told]
    if _goes_on_with_another(draft, number, source[place], gap):
        return None
    crosses = any(other.sign in (_ITEM_SIGNS if gap else _STATEMENT_SIGNS) for other in source[before + 1 : place + 1])
    skips = _skips_number(draft, number, gap) or (
        (last.is_name or token.is_name or token.is_number) and any(other.is_name for other in gap)
    )
    if not crosses and not skips and len(gap) <= _MOST_LEFT_OUT:
        return 0
    is_of_another = (crosses or skips) and _is_bare(draft, number)
    is_elsewhere = skips and last.is_name and _states_location(draft, number)
    # Where and when another statement holds.
    is_elsewhere |= bool((placing_words() - listing_words()) & set(token.before)) and any(
        other.sign in _STATEMENT_SIGNS for other in source[before + 1 : place + 1]
    )
    return None if not is_start or is_of_another or is_elsewhere else 0


def _leads_to_item(source: Sequence[Token], head: int, place: int) -> bool:
    """Whether words that open a list are followed by the beginning of one of its items: `các đề án: A; B`."""
    signs = [other.sign for other in source[head + 1 : place + 1]]
    return bool(signs) and signs[0] == ":" and signs[-1] in _ITEM_SIGNS and "." not in signs


def _goes_on_with_another(draft: Sequence[Token], number: int, found: Token, gap: Sequence[Token]) -> bool:
    """Whether the draft tells of what it has just named what the source tells of something that stands between."""
    token, passive = draft[number], passive_words()
    if token.is_figure and len(gap) > 1:
        return True
    if (gap or found.sign) and passive & set(token.before) and not passive & set(found.before):
        return True
    return bool(gap and token.sign and _is_bare(draft, number))


def _step_back(
    draft: Sequence[Token],
    number: int,
    source: Sequence[Token],
    path: tuple[int, ...],
    place: int,
    told: frozenset[str],
    *,
    is_start: bool,
) -> int | None:
    """What it costs to take words that stand before those taken last; None where they are another statement's, or say
    of a name or a number something else."""
    last, token = draft[number - 1], draft[number]
    if any(other.sign in _STATEMENT_SIGNS for other in source[place + 1 : path[-1] + 1]):
        return None
    is_part = bool(token.sign) or bool(placing_words() & set(token.before))
    if is_start and is_part and not _is_bare(draft, number):
        return _PART_MOVED
    start = path[-1]
    while start - 1 in path:
        start -= 1
    between = [other for other in source[place:start] if other.term not in told]
    if len(between) > _MOST_BETWEEN or any(other.is_name or other.is_number or other.turns for other in between):
        return None
    if token.term in DIRECTIONS or token.is_figure:
        return None  # which way the words before it go, and how far
    names_next = token.is_name or (number + 1 < len(draft) and draft[number + 1].is_name)
    units = [other.unit for other in source if other.is_number]
    is_pair = names_next or last.is_name or any(one.is_number and units.count(one.unit) > 1 for one in (last, token))
    is_passive = bool(passive_words() & set(token.before)) or token.term in middle_verbs()
    is_turned_round = is_passive and not source[start].sign
    if not is_passive and any(_names_actor(other) for other in draft[number + 1 : number + _ACTOR_REACH]):
        return None  # `doanh nghiệp hỗ trợ thành phố` for `hỗ trợ doanh nghiệp`
    return None if is_pair and not is_turned_round else _WORDS_MOVED


def _names_actor(token: Token) -> bool:
    """Whether the words that only join before a token name who acts: `thành phố`."""
    before = f" {' '.join(token.before)} "
    return any(f" {actor} " in before for actor in acting_words())


def _skips_number(draft: Sequence[Token], number: int, gap: Sequence[Token]) -> bool:
    """Whether the source has between two words a number that may be what one of them is told of."""
    if draft[number - 1].is_number or draft[number].is_number:
        units = {token.unit for token in draft[number - 1 : number + 1] if token.is_number} - {"date", "document"}
        return any(other.is_number and other.unit in units for other in gap)
    units = {token.unit for token in draft if token.is_figure}
    return any(other.is_figure and other.unit in units for other in gap)


def _states_location(draft: Sequence[Token], number: int) -> bool:
    """Whether a part of the draft says where the name before it lies, and is not the next name of a list."""
    token = draft[number]
    if not token.sign and not listing_words() & set(token.before):
        return True
    if token.term not in PLACE_KINDS or not (number + 1 < len(draft) and draft[number + 1].is_name):
        return False
    place = number - 1
    while place > 0 and draft[place].is_name:
        place -= 1
    return draft[place].term not in PLACE_KINDS


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
            return all(other.term in DIRECTIONS for other in draft[number:place])
        if place > number and token.sign:
            break
    return False


def _moves_apart(path: Sequence[int]) -> bool:
    """Whether of words that the draft puts behind others the source has more between: they are no group that moved."""
    taken = frozenset(path)
    for number, (before, place) in enumerate(itertools.pairwise(path), start=1):
        if place < before:
            start = before
            while start - 1 in path[:number]:
                start -= 1
            if sum(other not in taken for other in range(place, start)) > _MOST_BETWEEN:
                return True
    return False


def _turns_other_words(draft: Sequence[Token], path: Sequence[int]) -> bool:
    """Whether what denies, hedges, limits or gives a cause turns other words in the draft than in the source."""
    for token, (place, following) in zip(draft, itertools.pairwise(path), strict=False):
        reach = 1 if token.turn is Turn.DENYING else _TURNED_REACH
        if token.turns and not place < following <= place + reach:
            return True
    return False


def _takes_figure_of_another(draft: Sequence[Token], source: Sequence[Token], path: Sequence[int]) -> bool:
    """Whether the draft tells of words a figure that the source has in another statement than theirs, where theirs has
    one of the same unit; or one that stands before them, where one of its unit follows them."""
    since = 0
    for number, place in enumerate(path):
        if not draft[number].is_figure:
            continue
        unit = draft[number].unit
        words, since = path[since:number], number + 1
        end = next((other for other in range(place + 1, len(source)) if source[other].sign in _STATEMENT_SIGNS), None)
        same = [other for other in range(end or len(source)) if other != place and _is_of_unit(source[other], unit)]
        for word in words:
            if word > place and any(other > word for other in same):
                return True
            between = source[word + 1 : place + 1]
            has_other = any(word < other < place and other not in path for other in same)
            signs = {token.sign for token in between}
            if has_other and signs & _STATEMENT_SIGNS and ":" not in signs:
                return True
    return False


def _takes_words_of_another(draft: Sequence[Token], source: Sequence[Token], path: Sequence[int]) -> bool:
    """Whether the draft tells of a figure words behind it that in the source lead, after a sign, to another figure of
    its unit, which the draft leaves out: `đạt 87%` with the words of `…, trong đó tỷ lệ … là 39%`."""
    figure = None
    for token, place in zip(draft, path, strict=True):
        if token.is_figure:
            figure = place, token.unit
        elif figure and place > figure[0] and any(other.sign for other in source[figure[0] + 1 : place + 1]):
            ends = (other for other in range(place + 1, len(source)) if source[other].sign in _STATEMENT_SIGNS)
            following = range(place + 1, next(ends, len(source)))
            if any(_is_of_unit(source[other], figure[1]) and other not in path for other in following):
                return True
    return False


def _is_of_unit(token: Token, unit: str) -> bool:
    return token.is_figure and token.unit == unit


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
        one.term in PLACE_KINDS and two.is_name and two.term not in told for one, two in itertools.pairwise(before)
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
        for term in {token.term, *token.words} - (DIRECTIONS - {token.term}):
            places[term].append(number)
    return places
