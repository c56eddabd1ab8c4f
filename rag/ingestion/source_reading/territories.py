"""Which place a text speaks of, and since when that place is what it is."""

import datetime
import re
from collections import Counter

from rag.ingestion.source_reading.administrative import parse_date
from rag.ingestion.source_reading.found import NOTHING, Found, only_one
from rag.ingestion.source_reading.kinds import DATE
from rag.lexicon import load_places
from rag.vietnamese import PLACE_TYPE, UPPER, split_sentences

_FEWEST_MENTIONS = 2
_COUNTRY = "Việt Nam"
_NAME = rf"[{UPPER}][^\W\d_]*[ ]+[{UPPER}][^\W\d_]*"
# Not in capitals: `TỈNH SƠN LA` would be counted as another name than that of the body.
_PLACE = re.compile(rf"(?<!\w)(?:[Tt]ỉnh|[Tt]hành phố|TP\.?)[ ]+({_NAME})")
_PROVINCE = re.compile(rf"(?<!\w)[Tt]ỉnh[ ]+({_NAME})")
_OWN = rf"(?<!\w)(?:HĐND|UBND|[Nn]hân dân|toàn|trong|địa bàn|của)[ ]+%s(?![ ]+[{UPPER}])(?!\w)"
_OWN_PROVINCE, _OWN_CITY = re.compile(_OWN % "tỉnh"), re.compile(_OWN % "thành phố")
_ONLINE = re.compile(r"\s*(?:điện tử|online)\s*$", re.IGNORECASE)
_UNNAMED = re.compile(rf"(?<!\w)(?:HĐND|UBND|toàn|trong|địa bàn|của)\s+(?:tỉnh|thành phố)(?!\s+[{UPPER}])")
_ANY_PLACE = re.compile(rf"(?<!\w)(?i:{PLACE_TYPE})\s+{_NAME}")
_MERGED = re.compile(
    r"sáp nhập|hợp nhất|nhập\s+(?:toàn bộ|nguyên trạng)|sắp xếp\s+(?:toàn bộ|đơn vị hành chính|các đơn vị hành chính)",
    re.IGNORECASE,
)
_SINCE = r"(?<!\w)(?:kể\s+)?từ\s+ngày"
# The date must be that of the change itself: `sau sáp nhập, từ ngày 01/9/2025 thu phí …` tells another.
_CHANGED_SINCE = re.compile(
    rf"{_SINCE}\s+(?P<before>{DATE})[^;]{{0,250}}?(?:{_MERGED.pattern})|"
    rf"(?:{_MERGED.pattern})[^,;]{{0,250}}?{_SINCE}\s+(?P<after>{DATE})",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"dự kiến|đề xuất|phương án|dự thảo", re.IGNORECASE)
_ARRANGED_2025 = re.compile(r"202/2025/QH15")
_ARRANGEMENT_DAY = datetime.date(2025, 7, 1)
"""From this day on the provinces and cities that Nghị quyết 202/2025/QH15 put together work as one."""


def read_territory(text: str) -> str:
    """The province or city that a text is about, without its kind: named most, and far more than any other.

    Empty where that is not sure: a territory is never guessed.
    """
    named = set(_PLACE.findall(text))
    if len(_OWN_PROVINCE.findall(text)) > len(_OWN_CITY.findall(text)):
        # A text of a province names its cities too.
        named = set(_PROVINCE.findall(text))
    names = {*named, *(place for place in load_places() if place[0].isupper())} - {_COUNTRY}
    counted = Counter({name: text.count(name) for name in names})
    (first, most), (_, second) = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= _FEWEST_MENTIONS and most >= 2 * second else ""


def read_paper_place(text: str, paper: str) -> str:
    """The province or city whose paper this is (`Báo Sông Lam`), without its kind, where the article speaks of its
    province without a name and of no other; empty where that is not sure: `Báo Lao động` is no place's."""
    named = re.search(rf"(?:Báo|Cổng|Đài|Trang)\s(?:[^,;]*\s)?(?P<name>{_NAME})", _ONLINE.sub("", paper).strip())
    if named is None or not _UNNAMED.search(text):
        return ""
    name = named["name"]
    owned = re.search(
        rf"(?:Tỉnh ủy|Thành ủy|Ủy ban nhân dân|UBND|Đảng bộ)\s+(?:(?:tỉnh|thành phố)\s+)?{name}(?!\w)", text
    )
    # `Chủ tịch UBND tỉnh Nguyễn Văn Lúa` names a person.
    others = Counter(
        found[1]
        for found in _PLACE.finditer(text)
        if not re.match(rf"\s+[{UPPER}]", text[found.end() : found.end() + 3])
    )
    is_only = all(count < _FEWEST_MENTIONS for place, count in others.items() if place not in {name, _COUNTRY})
    return name if is_only and (owned or name in load_places()) else ""


def read_territory_change(text: str, place: str) -> Found:
    """The ISO date since which `place` (without its kind) has other borders, with the sentence that states it."""
    if not place or not _MERGED.search(text):
        return NOTHING
    changes = []
    for start, end in split_sentences(text):
        sentence = text[start:end]
        places = set(_ANY_PLACE.findall(sentence))
        if not _MERGED.search(sentence) or _NOT_YET.search(sentence) or place not in sentence or len(places) < 2:
            continue
        dates = [found["before"] or found["after"] for found in _CHANGED_SINCE.finditer(sentence)]
        days = {day for date in dates if (day := parse_date(date)) is not None}
        if not days and _ARRANGED_2025.search(sentence):
            days = {_ARRANGEMENT_DAY}
        changes += [Found(day.isoformat(), sentence, 0.85) for day in days]
    return only_one(changes)
