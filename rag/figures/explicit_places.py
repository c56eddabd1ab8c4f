"""The words around a figure → the place it is of."""

import re

from rag.figures.bound_figures import BoundFigure
from rag.figures.places import (
    NO_PLACE,
    PLACE,
    find_places,
    last_place,
    mentions_unnamed_place,
    written_place,
)
from rag.lexicon import load_places
from rag.vietnamese import PLACE_TYPE, UPPER

_PLACE_BEHIND = re.compile(
    r"^[^,;:.()]{0,40}?(?<!\w)(?:qua|tại|ở|của|thuộc|trên)\s+(?:địa phận\s+|địa bàn\s+)?" + PLACE.pattern
)
# `bình quân cả nước là 54,4%` is the country's own, `cao hơn bình quân cả nước 2 điểm %` a difference from it.
_DIRECTLY_STATED = re.compile(
    r"^\s*(?:năm \d{4}\s*)?(?P<is>là|:)?\s*(?:khoảng|trên|gần|hơn|chỉ|mới|đạt|tăng|giảm)?\s*$"
)
_DIFFERENCE = re.compile(
    r"(?<!\w)(?:cao hơn|thấp hơn|so với|vượt|kém|thua|gấp|bằng|hơn|lần|thứ|lên|xuống)(?!\w)", re.IGNORECASE
)
_PARTICLES = re.compile(r",\s*(?:chỉ|mới|đạt|với|còn|được|là|có|ước|trên|gần|hơn|khoảng|\s)*$", re.IGNORECASE)
_LISTED_NAME = re.compile(
    r"^(?:.*:\s|[\s,;–-]*)(?:[^,;:]*?(?:nhất|đầu|đến|theo|sau)\s+(?:là|ở|thuộc về|tại)\s+|và\s+|còn\s+|riêng\s+|"
    r"trong khi\s+)?"
    rf"(?P<name>[{UPPER}][^\W\d_{UPPER}]+(?:\s+[{UPPER}][^\W\d_{UPPER}]+){{1,3}})"
    r"(?:\s+(?:đạt|có|là|còn|với|mới|chỉ|tăng|giảm|ước|trên|gần|hơn|khoảng|được|:))*\s*$"
)
_AT_NAME = re.compile(
    rf"(?<!\w)(?:ở|tại)\s+(?P<name>[{UPPER}][^\W\d_{UPPER}]+(?:\s+[{UPPER}][^\W\d_{UPPER}]+){{1,3}})\s*$"
)
_MENTIONS_PLACES = re.compile(rf"(?<!\w)(?:{PLACE_TYPE}|địa phương)(?!\w)(?!\s+hội(?!\w))", re.IGNORECASE)
_OTHER_WHOLE = re.compile(
    rf"(?<!\w)(?:toàn|cả|của|chung)\s+(?P<kind>{PLACE_TYPE}|vùng)(?!\w)(?!\s+(?:[{UPPER}]|hội(?!\w)))"
)


def explicit_place(bound: BoundFigure, sentence: str) -> str:
    """The nearest place stated as the figure's own in its clause; empty where none is."""
    # A parenthesis tells the figure of what it explains, even where that is a comparison.
    if bound.host and (found := last_place(bound.host, with_compared=True) or _at_name(bound.host)):
        return found
    if behind := _PLACE_BEHIND.match(bound.after):
        return written_place(behind["place"])
    lead = _PARTICLES.sub("", bound.lead.rstrip(", "))
    own = lead[lead.rfind(",") + 1 :]
    return _directly_stated_place(bound, own) or last_place(own) or _listed_name(bound.lead, sentence)


def is_of_other_whole(bound: BoundFigure, territory: str) -> bool:
    """Whether the clause names a whole other than the document's `territory`: `toàn tỉnh` in one of a district."""
    lead = _PARTICLES.sub("", bound.lead.rstrip(", "))
    found = _OTHER_WHOLE.search(lead[lead.rfind(",") + 1 :])
    kind = re.match(rf"{PLACE_TYPE}(?=\s)", territory)
    return found is not None and kind is not None and found["kind"].lower() != kind.group().lower()


def inherits_place(bound: BoundFigure) -> bool:
    """Whether a figure without a place takes that of the figure before it in its segment: nothing else is named."""
    is_named = re.search(rf"(?<!\w)[{UPPER}]", bound.lead) is not None or mentions_unnamed_place(bound.lead)
    return not (bound.opens_segment or bound.names_subject or is_named)


def _directly_stated_place(bound: BoundFigure, own: str) -> str:
    """The place named right before the figure as its own; empty where the place is only compared with."""
    places = list(find_places(own))
    if not places or not (behind := _DIRECTLY_STATED.match(own[places[-1].end() :])):
        return ""
    before = own[: places[-1].start()]
    # Right behind a figure its place is that one's: `thứ 14 cả nước và thứ 3`.
    is_free = bound.opens_segment or bool(re.search(r"\w", before))
    is_direct = behind["is"] or not _DIFFERENCE.search(before)
    return written_place(places[-1]["place"]) if is_free and is_direct else ""


def _listed_name(lead: str, sentence: str) -> str:
    """A place name without its kind that alone precedes the figure, in a sentence about places."""
    found = _LISTED_NAME.match(lead)
    if not found or found["name"].split()[0].lower() in NO_PLACE:
        return ""
    is_place = found["name"] in load_places() or _MENTIONS_PLACES.search(sentence) is not None
    return found["name"] if is_place else ""


def _at_name(words: str) -> str:
    """The name behind which a parenthesis opens and that says where: `nhiều nhất ở Sông Lam (9 vụ)`."""
    found = _AT_NAME.search(words)
    return found["name"] if found and found["name"].split()[0].lower() not in NO_PLACE else ""
