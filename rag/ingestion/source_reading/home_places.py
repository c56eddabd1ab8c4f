"""The place that a text without a head speaks for, by its title and by how its body speaks of places.

A text of one province names it once and then says `toàn tỉnh`, `tỉnh đặt mục tiêu`; districts and other provinces are
named in passing. What does not tell is nothing: a wrong place is worse than none.
"""

import re
from collections import Counter
from collections.abc import Iterator

from rag.figures.places import place_name
from rag.lexicon import load_places
from rag.vietnamese import UPPER

_LEVELS = {
    **dict.fromkeys(("tỉnh",), 3),
    **dict.fromkeys(("thành phố", "tp", "tp."), 2),
    **dict.fromkeys(("huyện", "quận", "thị xã"), 1),
    **dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu"), 0),
}
"""The kinds of places from the smallest up; a city may be a province's or stand beside them."""
_TYPE = r"(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|thị trấn|phường|xã(?!\s+hội)|đặc khu)"
_WORD = rf"[{UPPER}][^\W\d_{UPPER}]*"
_NAME = rf"{_WORD}(?:[ -]{_WORD}){{0,3}}"
_NAMED = re.compile(rf"(?<!\w)(?P<type>(?i:{_TYPE}))(?:[ ](?:đảo|miền núi|vùng cao))?[ ]+(?P<name>{_NAME})(?!\w)")
_COMMITTEE = re.compile(rf"(?<!\w)(?P<type>Tỉnh|Thành|Huyện|Quận|Thị)[ ](?:ủy|uỷ)[ ]+(?P<name>{_NAME})(?!\w)")
_COMMITTEE_OF = {"Tỉnh": "tỉnh", "Thành": "thành phố", "Huyện": "huyện", "Quận": "quận", "Thị": "thị xã"}
_OF = (
    r"(?:toàn|địa bàn|UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Đảng bộ|Thường trực|ngân sách|của|lãnh đạo|nhân dân|"
    r"Cục Thống kê|Công an|ngành [^\W\d_]+|Sở [^,.;\n]{3,40})"
)
_OWNED = re.compile(rf"(?<!\w)(?i:{_OF})[ ]+$")
_ACTS = r"(?:đã|đặt|phấn đấu|có|còn|ước|dự kiến|quyết tâm|giao|đạt|thu hút|đón|sẽ|đang|được|chi|dành|ta)(?!\w)"
_UNNAMED = re.compile(
    rf"(?:(?<!\w)(?i:{_OF})[ ]+(?P<owned>(?i:{_TYPE}))|"
    rf"(?:^|[.;,:“\"\n])[ ]*(?P<acts>(?i:{_TYPE}))(?=[ ]+{_ACTS}))(?![ ]+[{UPPER}\d])(?!\w)",
    re.MULTILINE,
)
_AT_RANDOM = re.compile(r"(?<!\w)(?:tại|ở|qua|thuộc|là|gồm|riêng|nhất|và|còn|các)[ ]+$", re.IGNORECASE)
_LISTED = re.compile(r"[ ]*[:(]?[ ]*\d")
_HELD_AGAINST = r"(?:so với|học tập|kinh nghiệm|bài học|nối|cao hơn|thấp hơn)\s+(?:\S+\s+){0,3}"
_COMPARED = re.compile(rf"(?<!\w)(?:{_HELD_AGAINST}|(?:liên|đường)\s+)$", re.IGNORECASE)
_IN_PASSING = re.compile(
    rf"(?<!\w)(?:{_HELD_AGAINST}|(?:giáp|liên|đường|như|và|với|từ|sang|đến|cùng)\s+)$", re.IGNORECASE
)
_PARENTHESIS = re.compile(r"\([^()\n]*\)")
_OFFICE = re.compile(r"(?<!\w)(?:chủ tịch|bí thư|giám đốc|trưởng|đồng chí)[^,.;\n]{0,40}$", re.IGNORECASE)
_SURNAMES = frozenset("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Ngô Dương Đinh Trịnh Mai Lý".split())  # noqa: SIM905
_TITLE_NAME = re.compile(rf"\W*(?P<name>{_WORD}(?: {_WORD}){{1,3}})\s*:\s")
_WORKS = re.compile(
    r"(?<!\w)(?:trường|bệnh viện|dự án|cầu|đường|công ty|nhà máy|hồ|cảng)(?!\w)[^,;:]{0,30}$", re.IGNORECASE
)
_ACTING_NAME = re.compile(rf"\W*(?P<name>{_WORD}(?: {_WORD}){{1,3}})(?=[ ][^\W\d_{UPPER}])")
_CAPITAL_WORD = rf"[{UPPER}]+"
_NAMED_IN_CAPITALS = re.compile(
    rf"(?<!\w)(?i:{_TYPE})[ ]+(?P<name>{_CAPITAL_WORD}(?: {_CAPITAL_WORD}){{1,2}}?)(?=\s*(?:$|[,;:.(–-])|"
    r"\s+(?:LẦN|NĂM|GIAI|ĐẾN|TỪ|KHÓA|KHOÁ|NHIỆM|QUÝ|THÁNG|VỀ|VÀ|TẠI|THEO|VỚI|THỜI|TẦM|\d))"
)
_AT_NAME = re.compile(rf"(?<!\w)(?:ở|tại)[ ](?P<name>{_WORD}(?: {_WORD}){{1,3}})(?![ ]*[–-])")
_NO_PLACE = frozenset("Ban Bộ Sở Cục Hội Ngành Cảng Vườn Khu Công Bệnh Trường Ngân Dự Nhà Chính Quốc Đảng Việt".split())  # noqa: SIM905
_COUNTRY = "Việt Nam"
_TITLE_WEIGHT = 3
_FEWEST_OWN = 2
"""A text that says `toàn tỉnh` so often is none of a city's or a district's, whatever it names."""


def place_of_title(title: str, body: str) -> str:
    """The place with its kind that a title names as its own, of several the narrowest; of one level only one.

    `body` gives the kind of a name that a headline has alone (`Sông Lam: Thu ngân sách vượt dự toán`).
    """
    # In parentheses stand a date with the place where it was signed, who published it, former names.
    title = _PARENTHESIS.sub(" ", title)
    title = _with_names(title, body)
    named = [(level, place) for level, place, before, _ in _named_in(title) if not _COMPARED.search(before)]
    if named:
        lowest = min(level for level, _ in named)
        places = {place for level, place in named if level == lowest}
        return places.pop() if len(places) == 1 else ""
    if found := _TITLE_NAME.match(title) or _AT_NAME.search(title):
        return _with_kind(found["name"], body)
    if (found := _ACTING_NAME.match(title)) and body.count(found["name"]) > 1:
        return _with_kind(found["name"], body)
    known = {name for name in load_places() if name[0].isupper() and name != _COUNTRY and _holds(title, name)}
    longest = {name for name in known if not any(name != other and name in other for other in known)}
    return longest.pop() if len(longest) == 1 and not _NO_PLACE & longest else ""


def _with_kind(name: str, body: str) -> str:
    """The name that heads a headline, with its kind where the body states it; nothing where it may be no place's."""
    typed = {place for _, place, *_ in _named_in(body) if place.endswith(f" {name}")}
    if len(typed) == 1:
        return typed.pop()
    if name in load_places():
        return name
    first, *_ = name.split()
    return name if first not in _NO_PLACE | _SURNAMES else ""


def place_of_body(title: str, body: str) -> str:
    """The text's home place with its kind, where only one of its level can be meant."""
    body = _PARENTHESIS.sub(" ", body)
    unnamed = Counter(_unnamed(body))
    for level in _unnamed(title):
        unnamed[level] += _TITLE_WEIGHT
    named: dict[int, Counter[str]] = {}
    owned: dict[int, set[str]] = {}
    for level, place, before, behind in _named_in(body):
        if _COMPARED.search(before):
            continue
        named.setdefault(level, Counter())[place] += 2 if _OWNED.search(before) else 1
        if not (_IN_PASSING.search(before) or _AT_RANDOM.search(before) or _LISTED.match(behind)):
            owned.setdefault(level, set()).add(place)
    weights = {level: unnamed[level] + max(named.get(level, Counter()).values(), default=0) for level in range(4)}
    best = max(weights, key=lambda level: (weights[level], level))
    is_below = not unnamed[best] and any(unnamed[level] >= _FEWEST_OWN for level in range(best + 1, 4))
    if (
        not weights[best]
        or is_below
        or (any(weights[level] == weights[best] for level in weights if level != best and level in named))
    ):
        return ""
    places = named.get(best, Counter()).most_common(2)
    if not places or (len(places) > 1 and places[0][1] < 2 * places[1][1]):
        return ""
    place, weight = places[0]
    if place not in owned.get(best, set()) or _names_another_more(body, place, unnamed[best] + weight):
        return ""
    return place


def _names_another_more(body: str, place: str, weight: int) -> bool:
    """Whether the text names a place that is known by its name alone more often than this one, which has `weight`."""
    weight = max(weight, body.count(place_name(place)))
    others = (name for name in load_places() if name[0].isupper() and name != _COUNTRY and name not in place)
    return any(body.count(name) > weight for name in others)


def _named_in(text: str) -> Iterator[tuple[int, str, str, str]]:
    """The level and the place with its kind, and the words before and behind it, of each that the text names."""
    for found in _NAMED.finditer(text):
        kind, name = found["type"].lower(), found["name"]
        before = text[max(0, found.start() - 60) : found.start()]
        is_person = name.split()[0] in _SURNAMES and _OFFICE.search(before) is not None
        if not is_person:
            place = f"{'thành phố' if kind.startswith('tp') else kind} {name}"
            yield _LEVELS[kind], place, before, text[found.end() : found.end() + 20]
    for found in _COMMITTEE.finditer(text):
        kind = _COMMITTEE_OF[found["type"]]
        if found["name"].split()[0] not in _SURNAMES:
            yield _LEVELS[kind], f"{kind} {found['name']}", "của ", ""


def _unnamed(text: str) -> Iterator[int]:
    """The level of each home place that the text mentions without a name."""
    for found in _UNNAMED.finditer(text):
        yield _LEVELS[(found["owned"] or found["acts"]).lower()]


def _with_names(title: str, body: str) -> str:
    """A title in capitals, or with names in small letters, with those that body or lexicon know as they are written."""
    small = title.lower()
    known = {place.partition(" ")[2].removeprefix("phố ").removeprefix("xã ") for _, place, *_ in _named_in(body)}
    known |= {name for name in load_places() if name[0].isupper()}
    if title.isupper():
        known |= {found["name"].title() for found in _NAMED_IN_CAPITALS.finditer(title)}
    names = sorted((name for name in known if name.lower() in small), key=len, reverse=True)
    written = {name.lower(): name for name in names}
    if not written:
        return title
    kind = "" if title.isupper() else r"(?:(?<=tỉnh )|(?<=thành phố )|(?<=huyện )|(?<=xã )|(?<=phường ))"
    pattern = rf"(?<!\w){kind}(?:{'|'.join(map(re.escape, written))})(?!\w)"
    return re.sub(pattern, lambda found: written[found.group()], small if title.isupper() else title)


def _holds(text: str, name: str) -> bool:
    if name not in text:
        return False
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\s*[–-]?\s*[{UPPER}])(?!\w)", text)
    return found is not None and not _WORKS.search(text[: found.start()])
