"""A draft → its claims: what it says of each of its figures.

Words of plan and result, years and places belong to the figure that they stand nearest to; what a clause leaves out
carries over from the one before it. What the draft does not say at all, the question says: see `figure_gate`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.answering.gate.cues import Cue, StatusClaim, cues_behind, cues_in
from rag.datatypes import Period
from rag.figures.bound_figures import BoundFigure
from rag.figures.clauses import bind_figures
from rag.figures.parsing import FigureSpan, Mention, MentionKind, YearsSpan
from rag.figures.parts_of_year import PART_OF_YEAR_WORDS, PartSpan, find_parts
from rag.figures.periods import parse_periods
from rag.figures.phrases import PLAN_NOUNS
from rag.figures.places import place_name
from rag.language.sentence_words import COMPARING, read_turns
from rag.lexicon import load_places
from rag.vietnamese import PLACE_TYPE, UPPER, syllables


class Bound(StrEnum):
    """What a comparator makes of a figure."""

    EXACT = "exact"
    ABOUT = "about"
    ALMOST = "almost"
    AT_LEAST = "at least"
    AT_MOST = "at most"


class Direction(StrEnum):
    """What a verb of change says: the same amount with another one is another figure."""

    NONE = ""
    UP = "tăng"
    DOWN = "giảm"
    TIMES = "gấp"
    ABOVE_PLAN = "vượt"
    BELOW_PLAN = "hụt"
    EQUAL = "bằng"


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of a draft and what the draft says of it.

    `periods`, `cues` and `place` are empty where the draft says nothing; the last cue counts. `part_of_year` is the
    part of its year that it is told of, also where the year is not said; empty for `cả năm`. `subjects` are readings
    of what it says is measured, the likeliest first; `verb` is the direction right before the figure, `direction` that
    or the one in the subject.
    """

    span: FigureSpan
    subjects: tuple[str, ...]
    periods: tuple[Period, ...]
    part_of_year: str | None
    cues: tuple[Cue, ...]
    reads_as_result: bool
    """`đạt` and nothing else before the figure, or that it is held against another figure: less than a cue, but no
    reader takes it for a target."""
    place: str
    bound: Bound
    verb: Direction
    direction: Direction
    baseline: str
    is_compared: bool
    """Whether the draft holds the figure before against this one: `…, cao hơn mức 142,8 triệu tấn của năm 2020`."""
    carried: str
    """What the last claims before it speak of."""
    before: str
    """The words of its segment before the figure, as far as they are not compared with."""
    clause: str


@dataclass(frozen=True, slots=True)
class _TimesAndPlaces:
    """What a draft says of times and places, read once for all its figures: years, those of them that are no base's or
    norm's, parts of a year, and where each place ends with its name."""

    years: tuple[YearsSpan, ...]
    own_years: tuple[YearsSpan, ...]
    parts: tuple[PartSpan, ...]
    places: tuple[tuple[int, str], ...]


_MOST_CARRIED = 4
_MOST_BEFORE_CHARS = 160
_COMPARING = r"khoảng|trên|hơn|dưới|gần|xấp xỉ|tối thiểu|tối đa|ít nhất|nhiều nhất|không quá|không dưới"
_REACHED = re.compile(
    r"(?<!\w)(?:đạt|đón|thu hút|thu về|giải ngân|giải quyết|huy động)"
    rf"(?:\s+(?:được|mức|từ|{_COMPARING}|[≥≤<>~≈]))*\s*$",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    rf"(?:hơn|so với|kém|bằng)\s+(?:mức\s+)?(?P<plan>{PLAN_NOUNS})(?:\s+(?:là|của|năm|\d{{4}}))*\s*$", re.IGNORECASE
)
"""A plan that another figure is held against, right before its own: `thấp hơn kế hoạch 12,7 - 13,0%`."""
_LEVEL = re.compile(r"hơn\s+(?:so với\s+)?mức\s*$", re.IGNORECASE)
"""Before a figure that another one is held against, and not by how much the two differ."""
_SAME_CHANGE = re.compile(r"^\W*(?:tức|tức là|tương ứng|tương ứng với|hay|tương đương)\s*$", re.IGNORECASE)
"""Before a figure that tells again by how much the one before has changed: `tăng 1.500 tấn, tức 3,6%`."""
_MET = re.compile(
    rf"(?<!\w)(?:hoàn thành|đạt|vượt)(?:\s+(?:và\s+)?vượt)?(?:\s+mức)?\s+(?:{PLAN_NOUNS})"
    r"(?:\s+(?:đề ra|đặt ra|được giao|giao))?"
    r"(?=\s*(?:[,;]|và(?!\w)))",
    re.IGNORECASE,
)
"""What was met is told of the figure before it: `đạt kế hoạch đề ra và tăng …`."""
_CONTRAST = re.compile(r"(?<!\w)(?:nhưng|song|tuy nhiên|trong khi|còn)(?!\w)", re.IGNORECASE)

# Years of a base, a norm or a document. `giá so sánh 2010` is a base, `theo giá so sánh năm 2024` a period.
_NOT_OF_FIGURE = re.compile(
    r"(?:(?:so với|so sánh với|nhiệm kỳ|tầm nhìn|quy hoạch|kể từ|chuyển(?: tiếp| sang)? từ|hơn|"
    r"(?<!có )(?<!mặt )(?<!đồng )(?<!văn )(?<!công )bằng(?! cấp))(?:\s+[^\s,;:.()\d]+){0,5}|"
    r"chuẩn nghèo(?:\s+(?!năm(?!\w))[^\s,;:.()\d]+){0,5}|"
    r"giá (?:so sánh|cố định)|\([^)]*giá[^)]*|"
    r"(?:nghị quyết|báo cáo|chỉ thị|quyết định|hội nghị)(?:\s+số\s+\S+)?(?:\s+(?:tổng kết|cuối))?\s+năm)\s*\(?\s*$",
    re.IGNORECASE,
)
_OWN_YEAR = re.compile(
    r"^\s*(?:\(|,(?=\s+(?:cho|của)\s))?\s*"
    rf"(?:(?:vào|trong|của|cho|ở|đến|tới|hết|cuối|là|đặt ra|đề ra|{PLAN_NOUNS})\s+)*(?:năm|giai đoạn)\s+$",
    re.IGNORECASE,
)

_OWN_PART = re.compile(
    rf"^\s*\(?\s*(?:(?:vào|trong|của|cho|ở)\s+)*{PART_OF_YEAR_WORDS}(?:\s+của)?\s*[/,-]?\s*(?:năm)?\s*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s*\(?\s*(?:(?:vào|trong|của|cho|ở|là|tính)\s+)*", re.IGNORECASE)

_FILL = r"(?:\s+(?:là|từ|có|đạt|mức|ở|phải|được|khoảng))*\s*$"
_MORE = "".join(rf"(?<!{word} )" for word in ("cao", "thấp", "nhanh", "chậm", "nhiều", "ít", "lớn")) + r"(?<!\w)hơn"
_BOUNDS_BEFORE = (
    (
        Bound.AT_MOST,
        r"(?:không (?:được )?(?:quá|vượt quá|vượt|cao hơn|nhiều hơn)|tối đa|nhiều nhất|chưa (?:đến|tới)|"
        rf"(?<!không )(?<!không được )dưới|≤|<){_FILL}",
    ),
    (
        Bound.AT_LEAST,
        r"(?:tối thiểu|ít nhất|không (?:được )?(?:dưới|thấp hơn|ít hơn|kém)|(?<!\w)trên|"
        rf"{_MORE}|≥|>){_FILL}",
    ),
    (Bound.ALMOST, rf"(?<!\w)gần{_FILL}"),
    (Bound.ABOUT, r"(?:khoảng|xấp xỉ|chừng|độ chừng|~|≈)(?:\s+(?:là|từ))*\s*$"),
)
_BOUNDS_BEHIND = ((Bound.AT_LEAST, r"^[^;,]*? trở lên"), (Bound.AT_MOST, r"^[^;,]*? trở xuống"))

_DIRECTIONS = {
    "tăng": Direction.UP, "nhanh hơn": Direction.UP, "cao hơn": Direction.UP, "nhiều hơn": Direction.UP,
    "giảm": Direction.DOWN, "thấp hơn": Direction.DOWN, "ít hơn": Direction.DOWN, "kém": Direction.DOWN,
    "chậm hơn": Direction.DOWN, "gấp": Direction.TIMES, "vượt": Direction.ABOVE_PLAN, "hụt": Direction.BELOW_PLAN,
    "thiếu": Direction.BELOW_PLAN, "bằng": Direction.EQUAL,
}  # fmt: skip
_VERB_BEFORE = re.compile(
    rf"(?<!\w)(?<!không )(?<!góp )(?<!góp vào )(?<!góp cho )(?P<verb>{'|'.join(_DIRECTIONS)}|hơn(?=\s+(?:năm|cùng kỳ)))"
    rf"(?:(?<=hơn)(?:\s+(?:so với))?\s+(?:năm|cùng kỳ|mức|kế hoạch|thực hiện)(?:\s+[^\s,;]+){{0,4}}?(?:\s+là)?)?"
    rf"(?:(?<=vượt)\s+(?:mức\s+)?(?:{PLAN_NOUNS}))?"
    rf"(?:\s+(?:trưởng|thêm|bình quân|đạt|được|mức|ước|là|chung|tương ứng|từ|ở|≥|≤|{_COMPARING}))*\s*$",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"(?<!\w)(?<!góp )(?<!góp vào )(?<!góp cho )(?P<verb>tăng|giảm)"
    r"(?!\s+(?:lên|xuống|còn|cường|tốc|ca|từ|tỷ lệ hao|thiểu))(?!\w)",
    re.IGNORECASE,
)
_BASELINE = re.compile(r"^[^;,.]{0,12}?\s*(?:so với|so|hơn)\s+(?P<base>[^;,.()]{2,60})", re.IGNORECASE)

_PLACE = re.compile(
    rf"(?<!\w)(?:{PLACE_TYPE}\s+[{UPPER}]\w*(?:\s+[{UPPER}]\w*)*|"
    + "|".join(re.escape(place) for place in load_places())
    + r"|toàn vùng)(?!\w)"
)
_COMPARED = re.compile(
    r"(?:so với|gấp|lần|hơn|bằng|(?:dẫn|đứng) đầu|thứ \d+|hạng)\s+(?:[^\s,;]+\s+){0,5}$", re.IGNORECASE
)


def read_claims(text: str, mentions: Sequence[Mention]) -> list[Claim]:
    """The claims of a draft, one for each figure, in order. Durations claim nothing of their own."""
    figures = [
        mention for mention in mentions if isinstance(mention, FigureSpan) and mention.kind is MentionKind.FIGURE
    ]
    claims: list[Claim] = []
    carried: tuple[Cue, ...] = ()
    times = _read_times_and_places(text)
    for bound in bind_figures(text, figures):
        cues = cues_in(_MET.sub(" ", bound.lead)) or cues_behind(bound.after)
        if planned := _PLANNED.search(bound.lead):
            cues = (Cue(StatusClaim.TARGET, planned["plan"]),)
        before = claims[-1] if claims else None
        compared = before is not None and any(turn in COMPARING for _, turn in read_turns(syllables(bound.lead)))
        if not cues and not compared and not _CONTRAST.search(bound.lead):
            cues = carried
        if not (planned or _in_parenthesis(text, bound.span.start)):
            carried = cues
        subjects = " ".join(claim.subjects[0] for claim in claims[-_MOST_CARRIED:])
        claim = _claim(text, bound, cues, subjects, times)
        claims.append(_after(claim, before, bound, is_compared=compared) if before else claim)
    return claims


def _after(claim: Claim, before: Claim, bound: BoundFigure, *, is_compared: bool) -> Claim:
    """A claim with what it takes from the one before it: that it is a result, and where its figure moves."""
    takes_status = is_compared or (bound.same_subject and before.reads_as_result)
    is_level = is_compared and _LEVEL.search(bound.lead) is not None
    is_equal = _SAME_CHANGE.search(bound.lead) is not None
    takes_direction = (is_compared and (is_level or claim.direction is Direction.NONE)) or is_equal
    return replace(
        claim,
        verb=before.verb if is_equal else Direction.NONE if is_level else claim.verb,
        is_compared=is_compared,
        reads_as_result=claim.reads_as_result or (takes_status and not claim.cues),
        direction=before.direction if takes_direction else claim.direction,
    )


def bound_of(before: str, figure: str, after: str) -> Bound:
    """The comparator of a figure from its own words and the text right before and behind it."""
    for bound, pattern in _BOUNDS_BEHIND:
        if re.search(pattern, f"{figure} {after.lstrip()[:10]}", re.IGNORECASE):
            return bound
    for bound, pattern in _BOUNDS_BEFORE:
        if re.search(pattern, before[-40:], re.IGNORECASE):
            return bound
    return Bound.EXACT


def direction_of(verb: str, subject: str) -> Direction:
    """The direction of a verb, or else of a subject that is itself a growth: `tốc độ tăng trưởng`, `mức giảm`."""
    if direction := _verb_direction(verb):
        return direction
    grown = {_DIRECTIONS[found["verb"].lower()] for found in _GROWTH.finditer(subject)}
    return grown.pop() if len(grown) == 1 else Direction.NONE


def _verb_direction(verb: str) -> Direction:
    return Direction.UP if verb.lower() == "hơn" else _DIRECTIONS.get(verb.lower(), Direction.NONE)


def places_in(text: str) -> list[str]:
    """The places of a text that are not there for comparison, without the words for province and city."""
    return [name for _, name in _places(text)]


def _places(text: str) -> list[tuple[int, str]]:
    found = (place for place in _PLACE.finditer(text) if not _COMPARED.search(_before(text, place.start())))
    return [(place.end(), place_name(place.group())) for place in found]


def _before(text: str, position: int) -> str:
    """As many words before a place of the text as a pattern may need to tell what they make of it."""
    return text[max(0, position - _MOST_BEFORE_CHARS) : position]


def _read_times_and_places(text: str) -> _TimesAndPlaces:
    years = tuple(parse_periods(text))
    return _TimesAndPlaces(
        years=years,
        own_years=tuple(found for found in years if not _NOT_OF_FIGURE.search(_before(text, found.start))),
        parts=tuple(found for found in find_parts(text) if not _NOT_OF_FIGURE.search(_before(text, found.start))),
        places=tuple(_places(text)),
    )


def _claim(text: str, bound: BoundFigure, cues: tuple[Cue, ...], carried: str, times: _TimesAndPlaces) -> Claim:
    span = bound.span
    subject = f"{bound.indicator} {bound.part}".strip()
    lead_start = text.rfind(bound.lead, 0, span.start)
    segment_start = text.rfind(";", 0, span.start) + 1
    before = text[segment_start : span.start]
    found = _VERB_BEFORE.search(before)
    verb = _verb_direction(found["verb"]) if found else Direction.NONE
    direction = verb if verb not in {Direction.NONE, Direction.EQUAL} else direction_of("", f"{subject} {bound.lead}")
    places = [name for end, name in times.places if end <= span.start]
    base = _BASELINE.search(bound.after)
    following = re.split(r"[;.]", bound.after)[0].strip()
    periods = _periods(text, span, lead_start, times)
    part = _part_of_year(text, span, lead_start, times)
    return Claim(
        span=span,
        subjects=(
            subject,
            f"{bound.indicator if bound.part else ''} {bound.lead}".strip(),
            f"{bound.lead} {following}",
            following,
        ),
        is_compared=False,
        carried=carried,
        periods=tuple(period if part is None else period.of_part(part) for period in periods),
        part_of_year=part,
        cues=cues,
        reads_as_result=_REACHED.search(before) is not None,
        place=places[-1] if places else "",
        bound=bound_of(before, span.text, bound.after),
        verb=verb,
        direction=direction,
        baseline=base["base"] if base else "",
        before=re.sub(r"(?:so với|gấp|lần|hơn)\s+[^,;]*", " ", before),
        clause=f"{before}{span.text}{bound.after}",
    )


def _in_parenthesis(text: str, position: int) -> bool:
    return text.count("(", 0, position) > text.count(")", 0, position)


def _periods(text: str, span: FigureSpan, lead_start: int, times: _TimesAndPlaces) -> tuple[Period, ...]:
    """The years right behind a figure (`… tỷ đồng năm 2021`), else the nearest before it, else the first behind it.

    More than one where several different years stand between the figure before and this one: then it is not clear.
    """
    own = [
        found
        for found in times.years
        if span.end <= found.start <= span.end + _MOST_BEFORE_CHARS
        and (_OWN_YEAR.match(text[span.end : found.start]) or _OWN_PART.match(text[span.end : found.start]))
    ]
    if own:
        return (own[0].period,)
    before = [found for found in times.own_years if found.start < span.start]
    behind = [found for found in times.own_years if found.start >= span.end]
    in_lead = tuple(dict.fromkeys(found.period for found in before if found.start >= lead_start))
    return in_lead or tuple(found.period for found in before[-1:] or behind[:1])


def _part_of_year(text: str, span: FigureSpan, lead_start: int, times: _TimesAndPlaces) -> str | None:
    """The part of a year right behind a figure, else the nearest before it, unless a year of its own stands between.

    None where none is said, an empty one where `cả năm` is.
    """
    parts = times.parts
    near = (found for found in parts if found.start <= span.end + _MOST_BEFORE_CHARS)
    own = [found for found in near if _BEHIND.fullmatch(text[span.end : max(found.start, span.end)])]
    if own and own[0].start >= span.end:
        return own[0].part
    before = [found for found in parts if found.start < span.start]
    in_lead = [found for found in before if found.start >= lead_start]
    if not in_lead and any(lead_start <= found.start < span.start for found in times.years):
        return None
    return before[-1].part if before else None
