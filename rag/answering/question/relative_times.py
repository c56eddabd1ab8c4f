"""A turn that names its time as people talk (`năm ngoái`, `còn 23?`) → the same turn with the real year in its place.

What is reckoned is written into the text, so that whatever reads the question reads a year that somebody might have
typed; and it is told beside the answer. Without a clock such words name no time.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.datatypes import Passage, Period, RelativeTime
from rag.figures.parsing import MentionKind, parse_mentions, parse_years
from rag.language.questions.relative_times import RelativeWords, TimeKind, read_relative_words
from rag.vietnamese import fold_accents, has_accents

_MONTHS = 12
_QUARTERS = ("I", "II", "III", "IV")
_CENTURY = 2000
# `năm nay (2031)`: the turn says itself which year that is.
_SAYS_YEAR = re.compile(r"\s*[(,]?\s*(?:(?:tức|là|tuc|la)\s+)?(?:năm|nam)?\s*(?:19|20)\d\d")
_SHORT_YEAR = re.compile(r"(?<!\w)(?P<noun>năm|nam)\s+'?(?P<year>\d\d)(?![\w.,]*\d|\s*[%/]|\w)", re.IGNORECASE)
# All that stands beside a year that is a turn of its own: `còn 23 thì sao?`.
_BARE_YEAR = re.compile(
    r"^\W*(?:(?:vậy|thế|còn|thì|và|rồi|sang|the|con|vay|thi|va|roi)\s+)*'?(?P<year>(?:20)?\d\d)(?!\s*%)"
    r"(?:\s+(?:thì sao|thì thế nào|thì|sao|thế nào|nhỉ|ạ|thi sao|thi the nao|the nao|nhi|thi))?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SpelledTurn:
    """A turn's text with its times spelled out, which times those are, and whether it asks for the latest figure."""

    text: str
    times: tuple[RelativeTime, ...] = ()
    wants_latest: bool = False


def spell_out_times(text: str, today: datetime.date | None, asked_before: Sequence[Period] | None) -> SpelledTurn:
    """The turn with real years. `asked_before` are the periods of the turn before it, None for the first turn: then a
    number alone is no year, and `năm trước` is reckoned from today."""
    text = _with_whole_years(text, is_first=asked_before is None)
    has_anchor = asked_before is not None and len(asked_before) == 1 and asked_before[0].first == asked_before[0].last
    times: list[RelativeTime] = []
    wants_latest = False
    for words in reversed(read_relative_words(text)):
        if _SAYS_YEAR.match(text[words.end :]) or (words.from_talk and has_anchor):
            continue
        if words.kind is TimeKind.LATEST:
            # `nghị quyết mới nhất năm 2031` names its year.
            wants_latest = not parse_years(text)
            said = ""
        elif words.kind is TimeKind.EACH:
            said = "qua các năm"
        elif today is None:
            continue
        else:
            period = _period(words, today)
            times.append(RelativeTime(text[words.start : words.end], period))
            said = _spelled(period)
        if not has_accents(text):
            said = fold_accents(said)
        text = f"{text[: words.start]}{said}{text[words.end :]}"
    return SpelledTurn(" ".join(text.split()), tuple(reversed(times)), wants_latest)


def times_note(times: Sequence[RelativeTime]) -> str:
    """What the words were taken to mean, for the user: `“Năm ngoái” được hiểu là năm 2030.`; empty for none."""
    return " ".join(f"“{time.words}” được hiểu là {_spelled(time.period)}." for time in dict.fromkeys(times))


def is_of_times(passage: Passage, times: Sequence[RelativeTime]) -> bool:
    """Whether the passage, or what stands over it, speaks of a year that was named by its distance from today: who asks
    for `hiện nay` is not answered with another year's tasks."""
    said = [years.period for text in (passage.text, passage.header.text) for years in parse_years(text)]
    return not times or any(
        time.period.first <= period.last and period.first <= time.period.last for time in times for period in said
    )


def _with_whole_years(text: str, *, is_first: bool) -> str:
    """`năm 24` → `năm 2024`, and in a later turn `còn 23?` → `còn năm 2023?`."""
    bare = None if is_first else _BARE_YEAR.match(text)
    if bare:
        noun = "năm " if has_accents(text) or text[: bare.start("year")].strip() == "" else "nam "
        return f"{text[: bare.start('year')]}{noun}{_whole(bare['year'])}{text[bare.end('year') :]}"
    for found in reversed(list(_SHORT_YEAR.finditer(text))):
        if not _is_count(text, found.start("year")):
            text = f"{text[: found.start('year')]}{_whole(found['year'])}{text[found.end('year') :]}"
    return text


def _is_count(text: str, start: int) -> bool:
    """Whether the number is a quantity (`5 năm 20 tỷ đồng`): it has a unit, or `năm` is counted itself."""
    counted = re.search(r"(?:\d|những|các|mấy)\s+(?:năm|nam)\s+$", text[:start], re.IGNORECASE) is not None
    mentions = (mention for mention in parse_mentions(text) if mention.start <= start < mention.end)
    return counted or any(mention.kind is not MentionKind.NAME and mention.end - start > 2 for mention in mentions)


def _whole(year: str) -> str:
    return year if len(year) > 2 else str(_CENTURY + int(year))


def _period(words: RelativeWords, today: datetime.date) -> Period:
    year = today.year
    if words.kind is TimeKind.YEARS:
        first, last = (year + 1, year + words.count) if words.shift > 0 else (year - words.count + 1, year)
        return Period(first, last)
    if words.kind is TimeKind.YEAR:
        return Period(year + words.shift, year + words.shift)
    if words.kind is TimeKind.DAY:
        day = today + datetime.timedelta(days=words.shift)
        return Period(day.year, day.year, f"tháng {day.month}")
    if words.kind is TimeKind.QUARTER:
        year, quarter = divmod(year * len(_QUARTERS) + (today.month - 1) // 3 + words.shift, len(_QUARTERS))
        return Period(year, year, f"quý {_QUARTERS[quarter]}")
    year, month = divmod(year * _MONTHS + today.month - 1 + words.shift, _MONTHS)
    return Period(year, year, f"tháng {month + 1}")


def _spelled(period: Period) -> str:
    if period.first < period.last:
        return f"giai đoạn {period.first}-{period.last}"
    return f"{period.part} năm {period.last}" if period.part else f"năm {period.last}"
