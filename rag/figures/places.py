"""The words around a figure → the territory it is of."""

import re

from rag.figures.bound_figures import BoundFigure
from rag.vietnamese import PLACE_TYPE, UPPER, fold_accents

_NAME = rf"[{UPPER}][^\W\d_]*(?:\s+[{UPPER}][^\W\d_]*)*"
_PLACE = re.compile(
    rf"(?<!\w)(?P<place>cả nước|toàn quốc|toàn vùng|{PLACE_TYPE}\s+{_NAME}(?:\s+và\s+{PLACE_TYPE}\s+{_NAME})?)"
)
_PLACE_BEHIND = re.compile(
    rf"^[^,;:.()]{{0,40}}?(?<!\w)(?:qua|tại|ở|của|thuộc)\s+(?:địa phận\s+|địa bàn\s+)?{_PLACE.pattern}"
)
# A sentence that opens with a place speaks of it: `Tại huyện A, …`; `A đặt mục tiêu …` with the name alone.
_OPENING_PLACE = re.compile(
    rf"^[\W\d]*(?:(?:Tại|Ở|Riêng)\s+(?P<at>{PLACE_TYPE}\s+{_NAME})|(?P<whole>(?i:{PLACE_TYPE})\s+{_NAME}))"
)
_SEVERAL = rf"(?:các|những|cả|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d{{1,2}})\s+(?P<kind>{PLACE_TYPE}):?\s+"
_NAMES = rf"{_NAME}(?:(?:,|\s+và)\s+{_NAME})+"
_SEVERAL_PLACES = re.compile(rf"(?i:{_SEVERAL})(?P<names>{_NAMES})")
_OPENING_NAME = re.compile(
    rf"^\W*(?P<name>[{UPPER}][^\W\d_{UPPER}]+(?:\s+[{UPPER}][^\W\d_{UPPER}]+){{1,2}})\s+"
    r"(?:đặt mục tiêu|phấn đấu|quyết tâm|dự kiến|ước|đạt|thu hút|đón|tăng|giảm|xếp|đứng|chốt)(?!\w)"
)
_COMPARED = re.compile(r"(?:so với|bình quân|gấp|lần|mức|cao hơn|thấp hơn|thứ)\s+(?:\S+\s+){0,6}$", re.IGNORECASE)
_PROVINCE_TYPE = re.compile(r"^(?:tỉnh|thành phố|TP\.?)\s+", re.IGNORECASE)
_FOLDED_TYPE = re.compile(rf"^{fold_accents(PLACE_TYPE)}\s+")


def place_name(territory: str) -> str:
    """Without its kind where it is a province or city: `thành phố Cần Thơ` → `Cần Thơ`; `huyện A` stays."""
    return _PROVINCE_TYPE.sub("", " ".join(territory.split()))


def bare_name(folded: str) -> str:
    """Of a folded place the name alone, whatever its kind: `huyen an lao` → `an lao`."""
    return _FOLDED_TYPE.sub("", folded)


def several_places(text: str) -> tuple[str, ...]:
    """Names of one kind told together: `Các huyện: A, B và C` → (`A`, `B`, `C`)."""
    found = _SEVERAL_PLACES.search(text)
    return tuple(re.split(r",\s+|\s+và\s+", found["names"])) if found else ()


def opening_place(sentence: str) -> str:
    """The place or places that a sentence opens with, and so speaks of; else nothing."""
    if several := _SEVERAL_PLACES.match(sentence):
        return f"{several['kind'].lower()} {several['names']}"
    if found := _OPENING_PLACE.match(sentence):
        return place_name(found["at"] or found["whole"])
    named = _OPENING_NAME.match(sentence)
    return named["name"] if named else ""


def said_place(bound: BoundFigure) -> str:
    """The nearest place that the clause names as the figure's own; else nothing."""
    # A parenthesis tells the figure of what it explains, even where that is a comparison.
    if bound.host and (found := last_place(bound.host, with_compared=True)):
        return found
    if behind := _PLACE_BEHIND.match(bound.after):
        return place_name(behind["place"])
    lead = bound.lead.rstrip(", ")
    return last_place(bound.lead[lead.rfind(",") + 1 :])


def last_place(text: str, *, with_compared: bool = False) -> str:
    """The last place of a text, by default without those that something is compared with."""
    for found in reversed(list(_PLACE.finditer(text))):
        if with_compared or not _COMPARED.search(text[: found.start()]):
            return place_name(found["place"])
    return ""
