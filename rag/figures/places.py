"""Words → the places that they name: provinces, districts, communes, regions, the country."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.lexicon import load_other_place_names, load_places, load_regions
from rag.vietnamese import PLACE_TYPE, UPPER, fold_accents

_NAME = rf"[{UPPER}][^\W\d_]*(?:\s+[{UPPER}][^\W\d_]*)*"
_KIND = rf"{PLACE_TYPE}(?!\s+(?:Quý|Tháng|Năm|[IVX]+)(?!\w))"
_REGION = "|".join(sorted(map(re.escape, load_regions()), key=len, reverse=True))
_COUNTRY = r"cả nước|toàn quốc|nước ta|Việt Nam"
_WIDE = (
    rf"(?i:{_COUNTRY})|toàn vùng|(?i:(?:các|những)\s+(?:tỉnh|địa phương)(?:,\s*thành phố)?\s+)?"
    rf"(?:(?i:vùng|khu vực)\s+)?(?i:{_REGION})"
)
PLACE = re.compile(rf"(?<!\w)(?P<place>{_WIDE}|{_KIND}\s+{_NAME}(?:\s+và\s+{PLACE_TYPE}\s+{_NAME})?)(?!\w)")
# A sentence that opens with a place speaks of it: `Tại huyện A, …`; `A đặt mục tiêu …` with the name alone.
_LABEL = (
    r"(?:(?:[Tt]ính (?:đến|chung)|[Đđ]ến|[Hh]iện|[Tt]rong|[Nn]ăm|[Tt]háng|[Qq]uý|[Ll]ũy kế|[Ss]ơ bộ|[Gg]iai đoạn)"
    r"(?!\w)[^,;:.%]{0,40}[,:]?\s+|[^,;:.\d]{1,30}:\s+)"
)
_OPENING_PLACE = re.compile(
    rf"^[\W\d]*{_LABEL}{{0,3}}?(?:(?:[Tt]ại|[Ởở]|[Rr]iêng|[Tt]rên(?: địa bàn)?)\s+(?P<at>{_WIDE}|{_KIND}\s+{_NAME})|"
    rf"(?P<whole>{_WIDE}|(?i:{_KIND})\s+{_NAME}))(?!\w)"
)
_SEVERAL = rf"(?:các|những|cả|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d{{1,2}})\s+(?P<kind>{PLACE_TYPE}):?\s+"
_NAMES = rf"{_NAME}(?:(?:,|\s+và)\s+{_NAME})+"
_SEVERAL_PLACES = re.compile(rf"(?i:{_SEVERAL})(?P<names>{_NAMES})")
_OPENING_NAME = re.compile(
    rf"^\W*(?P<name>[{UPPER}][^\W\d_{UPPER}]+(?:\s+[{UPPER}][^\W\d_{UPPER}]+){{1,2}})\s+"
    r"(?:đặt mục tiêu|phấn đấu|quyết tâm|dự kiến|ước|đạt|thu hút|đón|tăng|giảm|xếp|đứng|chốt)(?!\w)"
)
_COMPARED = re.compile(r"(?:so với|bình quân|gấp|lần|mức|cao hơn|thấp hơn|thứ|hạng)\s+(?:\S+\s+){0,6}$", re.IGNORECASE)
# What a road joins or a place borders on, and `đồng Việt Nam`, `Bảo hiểm xã hội Việt Nam`.
_ALONGSIDE = re.compile(r"(?<!\w)(?:nối|giáp)\s+(?:\S+\s+){0,8}$", re.IGNORECASE)
_NAMES_BODY = re.compile(r"(?<!của)(?<!ở)(?<!tại)(?<!trong)(?<!nước)(?<=\w)\s+$")
_UNNAMED_PLACE = re.compile(
    rf"(?:^\W*|[,;:]\s+|(?<!\w)(?:toàn|của|trong|ở|tại|các)\s+)(?:{PLACE_TYPE}|địa phương)(?!\w)"
    rf"(?!\s+(?-i:[{UPPER}])|\s+hội(?!\w))",
    re.IGNORECASE,
)
NO_PLACE = frozenset("ban bộ sở cục hội ngành cảng khu công bệnh trường ngân dự nhà chính đảng quý tháng năm".split())  # noqa: SIM905
"""First syllables of organs, works and times, which are written as names are."""
_PROVINCE_TYPE = re.compile(r"^(?:tỉnh|thành phố|TP\.?)\s+", re.IGNORECASE)
_FOLDED_TYPE = re.compile(rf"^{fold_accents(PLACE_TYPE)}\s+")


_CAPITALS = re.compile(rf"(?<!\w)[{UPPER}][^\W\d_{UPPER}]+(?: [{UPPER}][^\W\d_{UPPER}]+)+")
_SMALLER = re.compile(r"(?<!\w)(?:phường|xã|thị trấn|thị xã|huyện|quận|thôn|khu|cầu|sông|đảo|đường)\s+$", re.IGNORECASE)


def spell_places(text: str) -> str:
    """The text with the names of provinces that a scan has robbed of their marks as they are written: `TP Đà Nang`."""

    def spelled(found: re.Match[str]) -> str:
        name = _places_without_marks().get(fold_accents(found.group()).lower(), found.group())
        return found.group() if _SMALLER.search(text[max(0, found.start() - 12) : found.start()]) else name

    return _CAPITALS.sub(spelled, text)


@lru_cache(maxsize=1)
def _places_without_marks() -> dict[str, str]:
    return {fold_accents(name).lower(): name for name in load_places() if " " in name}


def place_name(territory: str) -> str:
    """Without its kind where it is a province or city: `thành phố Cần Thơ` → `Cần Thơ`, `TP.HCM` → `Hồ Chí Minh`;
    `huyện A` stays."""
    name = _PROVINCE_TYPE.sub("", " ".join(territory.split()))
    return _names_by_other_name().get(fold_accents(name), name)


@lru_cache(maxsize=1)
def _names_by_other_name() -> dict[str, str]:
    """What is spelled out; the end of a name (`Huế`) stays, for it may be all of it."""
    return {
        fold_accents(other): name
        for name, others in load_other_place_names().items()
        for other in others
        if not name.endswith(other)
    }


def spell_out_short_names(folded: str) -> str:
    """The folded text with provinces and cities by their full names: `grdp cua tp.hcm` → `grdp cua ho chi minh`."""
    return _OTHER_NAMES.sub(lambda found: fold_accents(_names_by_other_name()[found.group()]), folded)


_OTHER_NAMES = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _names_by_other_name()), key=len, reverse=True))})(?!\w)"
)


def bare_name(folded: str) -> str:
    """Of a folded place the name alone, whatever its kind: `huyen an lao` → `an lao`."""
    return _FOLDED_TYPE.sub("", folded)


def several_places(text: str) -> tuple[str, ...]:
    """Place names listed under one kind: `Các huyện: A, B và C` → (`A`, `B`, `C`)."""
    found = _SEVERAL_PLACES.search(text)
    return tuple(re.split(r",\s+|\s+và\s+", found["names"])) if found else ()


def is_country(place: str) -> bool:
    """Whether the place is the whole country, by whichever name."""
    return re.fullmatch(_COUNTRY, place, re.IGNORECASE) is not None


def mentions_unnamed_place(sentence: str) -> bool:
    """Whether a sentence mentions places without a name: `Tỉnh ta …`, `các địa phương khác`."""
    return _UNNAMED_PLACE.search(sentence) is not None


def opening_place(sentence: str) -> str:
    """The place or places that a sentence opens with, and so is about; empty where there are none."""
    if several := _SEVERAL_PLACES.match(sentence):
        return f"{several['kind'].lower()} {several['names']}"
    if found := _OPENING_PLACE.match(sentence):
        return written_place(found["at"] or found["whole"])
    named = _OPENING_NAME.match(sentence)
    return named["name"] if named and named["name"].split()[0].lower() not in NO_PLACE else ""


def last_place(text: str, *, with_compared: bool = False) -> str:
    """The last place of a text, by default without those that something is compared with."""
    for found in reversed(list(find_places(text))):
        if with_compared or not _COMPARED.search(text[: found.start()]):
            return written_place(found["place"])
    return ""


def only_place(text: str) -> str:
    """The one place that a text names; empty where it names none or several."""
    named = {written_place(found["place"]) for found in find_places(text)}
    return named.pop() if len(named) == 1 else ""


def heading_place(heading: str) -> str:
    """The place that alone makes a heading, or is stated there for all below it: `2. Huyện A`; else empty."""
    words = re.sub(r"^[\W\d_]*(?:[IVXLC]+[.)]\s*)?(?:[\d.]+\s*)?", "", heading).strip(" :.")
    words = re.sub(r"^(?:địa bàn|địa phương|đơn vị)\s*:\s*", "", words, flags=re.IGNORECASE)
    words = re.sub(r"^(?:.*\s)?(?:[Tt]ại|[Ởở]|[Cc]ủa|[Tt]rên địa bàn)\s+", "", words)
    found = PLACE.fullmatch(words[:1].lower() + words[1:]) or PLACE.fullmatch(words)
    return written_place(found["place"]) if found else ""


def find_places(text: str) -> Iterator[re.Match[str]]:
    """The places that a text names; of one syllable before a small letter only known ones: `tỉnh Đăng ký`."""
    for found in PLACE.finditer(text):
        if _ALONGSIDE.search(text[: found.start()]) or (
            found["place"] == "Việt Nam" and _NAMES_BODY.search(text[: found.start()])
        ):
            continue
        name = found["place"].split()[-1]
        is_cut = len(place_name(found["place"]).split()) == 1 and re.match(r"\s+[^\W\d_]", text[found.end() :])
        if not is_cut or name in load_places() or not name[0].isupper():
            yield found


def written_place(place: str) -> str:
    """The place name as facts have it: without the kind of a province, the country in small letters."""
    name = place_name(place)
    return name[:1].lower() + name[1:] if is_country(name) and name[:1] != "V" else name
