"""The second part of the gate: years, dates, document numbers and names stand in a cited passage or in its source."""

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

from rag.answering.gate.refused import Refused
from rag.answering.gate.sources import Source
from rag.datatypes import Fact, Period
from rag.figures.parsing import Mention, MentionKind, YearsSpan, parse_mentions
from rag.figures.parts_of_year import PartSpan, find_parts
from rag.language.sentence_words import document_kinds
from rag.lexicon import load_lexicon

_LEAST_SHARED = 0.6
"""Share of a draft's content words that the words around a date must have to tell of the same event."""
_LISTED = re.compile(r"\s*(?:,|và|, và|-|–)\s*")
"""Between two numbers of a list of numbered names: `bến số 3, 4 và 5`."""
_LONGEST_WORD = 20
_MOST_NAMED_CHARS = 100
_DOCUMENT = re.compile(rf"(?<!\w)(?:{'|'.join(document_kinds())}|ký|ban hành|đăng)(?!\w)", re.IGNORECASE)
_ADDRESSED_NUMBER = re.compile(r"(?:báo cáo|nghị quyết|chỉ thị|kế hoạch|quyết định|thông báo)(?: số)? $", re.IGNORECASE)


def check_mentions(
    text: str, mentions: Sequence[Mention], cited: Sequence[Source], dated: Sequence[Mention], facts: Sequence[Fact]
) -> None:
    """Refuses numbers that are no figures, and words of time, that no cited passage has; `dated` are the years and
    dates that the draft's sources speak of, `facts` those that its figures were found to state.

    Raises:
        Refused: with the first of them.
    """
    periods = {fact.period for fact in facts}
    named_parts = _parts_of(periods, text)
    for mention in mentions:
        if mention.kind is MentionKind.DAMAGED:
            raise Refused(f"holds a damaged figure: {mention.text}")
        if mention.kind is MentionKind.DOCUMENT_NUMBER:
            stands = any(_code(mention) == _code(other) for source in cited for other in source.mentions)
        elif mention.kind is MentionKind.DATE:
            stands = _is_period(mention, named_parts, periods) or _is_stated_date(text, mention, cited)
        elif isinstance(mention, YearsSpan):
            # Which part of the year a figure is of, the figure gate has held against the register.
            stands = mention.period in periods or _has_years(mention.period.whole, dated)
        elif mention.kind is MentionKind.NAME:
            stands = _is_known_name(text, mention, cited)
        else:
            continue
        if not stands:
            raise Refused(f"{mention.kind.value} {mention.text!r} stands in no cited passage")


def document_codes(text: str) -> set[str]:
    """The numbers of documents in a text, in comparable form."""
    return {_code(mention) for mention in parse_mentions(text) if mention.kind is MentionKind.DOCUMENT_NUMBER}


def _code(mention: Mention) -> str:
    """`10-NQ/TU` and `10/NQ-TU` are one number; `0-NQ/TU` is another."""
    if mention.kind is not MentionKind.DOCUMENT_NUMBER:
        return ""
    return " ".join(re.findall(r"\w+", mention.text.upper()))


def _has_years(period: Period, mentions: Sequence[Mention]) -> bool:
    """Whether the year is among the mentions, alone, in a date or as one end of a range; a range only as a whole."""
    for other in mentions:
        if isinstance(other, YearsSpan):
            ends = {Period(year, year) for year in (other.period.first, other.period.last)}
            if period in {other.period.whole, *ends}:
                return True
        elif period == Period(_date(other)[-1], _date(other)[-1]):
            return True
    return False


def _date(mention: Mention) -> tuple[int, ...]:
    """`ngày 05 tháng 12 năm 2023`, `5/12/2023` → (5, 12, 2023); `12/2023` → (12, 2023)."""
    return tuple(int(digits) for digits in re.findall(r"\d+", mention.text))


def _parts_of(periods: Set[Period | None], text: str) -> list[PartSpan]:
    """Where the text names the part of a year of one of the periods."""
    parts = {period.part for period in periods if period and period.part}
    return [span for span in find_parts(text) if span.part in parts]


def _is_period(mention: Mention, named_parts: Sequence[PartSpan], periods: Set[Period | None]) -> bool:
    """Whether a date names the part of a year of a fact: `tháng 6 năm 2026`, `đến 30/6`."""
    year = int(mention.text[-4:]) if re.search(r"\d{4}$", mention.text) else None
    parts = {span.part for span in named_parts if span.start < mention.end and mention.start < span.end}
    return any(period and period.part in parts and year in {None, period.first} for period in periods)


def _is_stated_date(text: str, mention: Mention, cited: Sequence[Source]) -> bool:
    """Whether a passage has the date and tells of it what the draft tells: most of its words stand around it there."""
    date = _date(mention)
    lexicon = load_lexicon()
    words = {word for word in lexicon.content_terms(text) if not word.isdigit()}
    names_document = _DOCUMENT.search(text, max(0, mention.start - _MOST_NAMED_CHARS), mention.start) is not None
    for source in cited:
        for other in source.mentions:
            if other.kind is not MentionKind.DATE or _date(other)[-len(date) :] != date:
                continue
            if other.start < len(source.record) and not names_document:
                continue  # when a document was made says nothing of when that was which it tells
            around = source.whole[max(0, other.start - 400) : other.end + 400]
            shared = words & set(lexicon.terms(f"{cited[0].record} {around}"))
            if len(shared) >= _LEAST_SHARED * len(words):
                return True
    return False


@lru_cache(maxsize=512)
def _listed_names(text: str) -> Mapping[int, tuple[str, str]]:
    """By where they stand, the numbers that are part of a name, each with the word before the first of its list."""
    names: dict[int, tuple[str, str]] = {}
    head, end = "", -1
    for mention in parse_mentions(text):
        if mention.kind is not MentionKind.NAME:
            continue
        if not (head and _LISTED.fullmatch(text, end, mention.start)):
            word = re.search(r"([^\W\d]+)\s+$", text[max(0, mention.start - _LONGEST_WORD) : mention.start])
            head = word.group(1).lower() if word else ""
        if head:
            names[mention.start] = head, mention.text
        end = mention.end
    return names


def _is_known_name(text: str, mention: Mention, cited: Sequence[Source]) -> bool:
    """A number that is part of a name stands with the word before it: `Quốc lộ 5`, `khóa XVI`, `5 sao`, `(4)`."""
    before = text[: mention.start]
    if _ADDRESSED_NUMBER.search(before) and any(
        _code(other).split(" ")[0].lstrip("0") == mention.text.lstrip("0")
        for source in cited
        for other in source.mentions
    ):
        return True
    listed = _listed_names(text).get(mention.start)
    if listed and any(listed in _listed_names(source.whole).values() for source in cited):
        return True
    token = re.search(r"\S*$", before)
    attached = token.group() if token else ""
    word = re.search(r"(\w+)\s*$", before) if not re.search(r"\w", attached) else None
    name = f"{word.group(1)} {attached}{mention.text}" if word else f"{attached}{mention.text}"
    # 4G and 5A are names by themselves; a number that nothing precedes takes the next word: 5 sao.
    follower = re.match(r"\w+", text[mention.end :])
    if follower:
        name = f"{attached}{mention.text}{follower.group()}"
    elif not (word or attached) and (follower := re.match(r"\s*\w+", text[mention.end :])):
        name += follower.group()
    bounded = re.compile(rf"(?<![\w]){re.escape(name.strip())}(?![\w])(?![.,]\d)", re.IGNORECASE)
    return any(bounded.search(source.whole) for source in cited)
