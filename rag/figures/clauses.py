"""A sentence → what each of its figures measures, by the wording of administrative prose.

`Thu ngân sách đạt 84 tỷ đồng, trong đó: thu nội địa đạt 30 tỷ đồng, tăng 11%` states three figures: of the revenue, of
its part, and a change of that part. Semicolons separate subjects; `trong đó` and colons open parts; a figure after a
bare verb speaks of the subject before it; a figure that nothing precedes measures what follows it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.figures.parsing import FigureSpan
from rag.vietnamese import syllables

_COMPARATORS = (
    r"khoảng|trên|hơn|dưới|gần|xấp xỉ|tối thiểu|tối đa|ít nhất|nhiều nhất|không quá|không dưới|không vượt quá|không thấp hơn|"
    r"không ít hơn|không cao hơn|[≥≤<>]"
)
CHANGE_VERBS = r"tăng|giảm|gấp|vượt|hụt|nhanh hơn|cao hơn|thấp hơn|bằng"
_MEASURE_VERBS = (
    r"ước(?: tính)?|đạt(?: mức| được| từ)?|đạt được|là|ở mức|còn|chiếm|lên|xuống|thêm|có|được|duy trì(?: ổn định)?|"
    r"thực hiện|cả năm|dự kiến|dự báo|phấn đấu|tương ứng|tương đương|bình quân|mỗi năm|hằng năm|hàng năm|/năm|"
    rf"chung|từ|mức|số|tổng số|{CHANGE_VERBS}|{_COMPARATORS}"
)
_LINKS = r"cho|tại|của|với|ở|gồm|về|và|trong|trong số|cả|để|bởi|vào|khi|nhất là"
_CLOSING_WORDS = re.compile(rf"(?:(?<!\w)(?:{_MEASURE_VERBS}|{_LINKS})[\s:–-]*)+$|[\s:,(–-]+$", re.IGNORECASE)
_OPENING_WORDS = re.compile(
    r"^(?:\(?\w{1,3}\)|[\s,.:()–-]+|(?:(?:mục tiêu|kế hoạch|chỉ tiêu)\s+)?(?:(?:trong|đến|vào)\s+)?(?:năm\s+)?(?:19|20)\d{2}(?!\d)|"
    r"(?:chỉ tiêu|trong đó|riêng|bao gồm|gồm|cụ thể|và|với|đồng thời|theo đó|bên cạnh đó|cùng với đó|ngoài ra|"
    r"nhưng|mà|thì|do|có|số|về|như)(?!\w))+",
    re.IGNORECASE,
)
_COMPLETE_BEFORE = re.compile(
    rf"(?<!\w)(?:đạt|là|ở mức|còn|chiếm|lên|xuống|duy trì|{CHANGE_VERBS})(?:\s+(?:thêm|bình quân|từ|mức|ổn định|ở|được|{_COMPARATORS}))*"
    r"\W*$",
    re.IGNORECASE,
)
_PART_MARKER = re.compile(r"(?:trong đó|riêng|bao gồm|gồm có|gồm|chia ra)(?!\w)\s*(?:có(?!\w))?\s*:?", re.IGNORECASE)
_CHANGE_BEFORE = re.compile(
    rf"(?<!\w)(?P<verb>{CHANGE_VERBS})(?:\s+(?:thêm|bình quân|từ|đạt|mức|{_COMPARATORS}|chung|tương ứng|ước|hơn))*\s*$",
    re.IGNORECASE,
)
_PLANNED_HERE = re.compile(
    r"(?:kế hoạch|KH|mục tiêu|chỉ tiêu|dự toán|nghị quyết)(?:\s+(?:giao|đề ra|là|năm|đặt ra|cả năm))*\W*$",
    re.IGNORECASE,
)
# A plural head gathers indicators and is none itself: `Các chỉ tiêu chủ yếu tăng so với cùng kỳ: …`.
_PLURAL_HEAD = re.compile(r"(?:^|(?<!\w))(?:các|một số|những|nhiều|hàng loạt)(?!\w)", re.IGNORECASE)
_GENERIC_HEAD = re.compile(
    r"(?:như sau|chỉ tiêu|kết quả|cụ thể|gồm|sau đây|sau|chủ yếu|như|nhiệm vụ|giải pháp|trong đó|là|mục tiêu|đề ra|dự án|"
    r"công trình|tiếp tục|nổi bật|lĩnh vực)\s*$",
    re.IGNORECASE,
)
_TAIL_END = re.compile(
    r"[,;:.()]|(?<!\w)(?:và|cho|với|so với|trong đó|tăng|giảm|đạt|để|nhằm|gấp|vượt|là|trở lên|từ năm|vào năm|đến năm|trong năm)(?!\w)"
)
# Behind the last figure "và" joins nouns, not the next figure's clause.
_LAST_TAIL_END = re.compile(_TAIL_END.pattern.replace("(?:và|", "(?:"))
_NON_SUBJECT = re.compile(
    r"^\W*(?:(?:cơ bản\s+|không\s+|chưa\s+)?(?:đạt|vượt|hoàn thành)(?:\s+và\s+vượt|\s+vượt)?(?:\s+mức)?"
    r"(?:\s+(?:kế hoạch|mục tiêu|chỉ tiêu|dự toán|so với|yêu cầu)|\W*$)|"
    r"so với(?!\w)|(?:bằng|cao hơn|thấp hơn|tương ứng|tương đương|gấp|giảm|tăng|xếp|đứng)\W*$)",
    re.IGNORECASE,
)
# What follows a figure that nothing precedes may hold commas: it is the indicator.
_LONG_TAIL_END = re.compile(r"[;:.()]|(?<!\w)(?:trong đó|tăng|giảm|đạt|gấp|vượt)(?!\w)")
_WEAK_SUBJECT = re.compile(
    r"^(?:với\s+)?(?:tổng\s+)?(?:số tiền|kinh phí|số vốn|vốn|quy mô|diện tích|trị giá|giá trị|công suất|chiều dài|mức)$",
    re.IGNORECASE,
)
_CLAUSE_STARTS = re.compile(
    r"(?:đặt mục tiêu|quyết tâm|phấn đấu|duy trì|nhưng|đồng thời|trong đó|như:|là:|bảo đảm|đảm bảo|nâng|đưa|phát triển như)(?!\w)",
    re.IGNORECASE,
)
# `nông nghiệp, lâm nghiệp và thủy sản`: the last of several nouns, its first ones stand before the comma.
_ENUMERATION_END = re.compile(r"\s*\w+(?:\s+\w+)?\s+và\s+\w+(?:\s+\w+)?\W*$")
_LONGEST_SUBJECT_SYLLABLES = 26


@dataclass(frozen=True, slots=True)
class BoundFigure:
    """A figure of a sentence with the words it is bound to; offsets are those of the sentence.

    `lead` is all text between the figure before (or the segment's start) and this one, `after` all text up to the next
    figure or the segment's end.
    """

    span: FigureSpan
    indicator: str
    part: str
    lead: str
    after: str
    verb: str
    """The verb of change before the figure (`tăng`, `giảm`, `gấp`), or nothing."""
    is_planned_here: bool
    same_subject: bool
    """True when the figure speaks of the same subject as the one before: status and period carry over."""


@dataclass(slots=True)
class _Walk:
    """Where the reading stands: the head that parts belong to, and the subject of the last figure."""

    head: str = ""
    in_parts: bool = False
    prefix: str = ""
    indicator: str = ""
    part: str = ""


def bind_figures(sentence: str, figures: Sequence[FigureSpan]) -> list[BoundFigure]:
    """Each figure of the sentence with its indicator and part; `figures` in order, spans in the sentence."""
    walk = _Walk()
    bound = []
    for start, end in _segments(sentence):
        inside = [figure for figure in figures if start <= figure.start < end]
        position = start
        for index, figure in enumerate(inside):
            following = inside[index + 1].start if index + 1 < len(inside) else end
            lead, after = sentence[position : figure.start], sentence[figure.end : following]
            tail = _until(_TAIL_END if following < end else _LAST_TAIL_END, after)
            bound.append(_bind(walk, figure, lead, after, tail, is_first=index == 0))
            position = figure.end
    return bound


def _segments(sentence: str) -> Iterator[tuple[int, int]]:
    """Between semicolons that stand outside parentheses."""
    depth, start = 0, 0
    for position, character in enumerate(sentence):
        depth = max(0, depth + (character == "(") - (character == ")"))
        if character == ";" and depth == 0:
            yield start, position
            start = position + 1
    yield start, len(sentence)


def _until(end: re.Pattern[str], text: str) -> str:
    found = end.search(text)
    return text[: found.start()].strip() if found else text.strip()


def _bind(walk: _Walk, figure: FigureSpan, lead: str, after: str, tail: str, *, is_first: bool) -> BoundFigure:
    own = inside_parenthesis(lead if is_first else _after_tail(lead))
    planned = _PLANNED_HERE.search(own) is not None and not is_first
    subject = "" if planned else _strip(_open_parts(walk, own, is_first=is_first))
    starts_new = bool(subject) and not _is_bare(subject)
    if starts_new:
        _name(walk, subject, "" if _ends_in_measure_verb(own) else tail, is_first=is_first)
    elif is_first and not planned and not walk.prefix:
        # Nothing before the figure: it measures what follows (`100% các xã có …`).
        _name(walk, "", _until(_LONG_TAIL_END, after), is_first=True)
    return BoundFigure(
        span=figure,
        indicator=walk.indicator,
        part=walk.part,
        lead=lead,
        after=after,
        verb=change["verb"].lower() if (change := _CHANGE_BEFORE.search(own)) else "",
        is_planned_here=planned,
        same_subject=not starts_new and not is_first,
    )


def inside_parenthesis(lead: str) -> str:
    """Of a lead that opens a parenthesis around its figure, the words inside it."""
    opened = lead.rfind("(")
    return lead[opened + 1 :] if opened > lead.rfind(")") else lead


def _after_tail(lead: str) -> str:
    """The lead without the words that still belong to the figure before it; nothing where all of them do."""
    found = re.search(r"[,(]|(?<!\w)(?:và|cho|(?<!so )với)(?!\w)", lead)
    return lead[found.start() :] if found else ""


def _open_parts(walk: _Walk, lead: str, *, is_first: bool) -> str:
    """The subject's words in the lead; `trong đó` and colons move the walk into the parts of a head."""
    if marker := _last(_PART_MARKER, lead):
        before = _strip(lead[: marker.start()])
        if before and is_first:
            walk.indicator = before
        if walk.indicator and not walk.in_parts:
            walk.head, walk.in_parts = walk.indicator, True
        walk.prefix = ""
        lead = lead[marker.end() :]
    if ":" in lead:
        head, _, rest = lead.rpartition(":")
        head = _strip(head)
        if head and not _GENERIC_HEAD.search(head) and not _PLURAL_HEAD.search(head):
            if walk.in_parts:
                walk.prefix = f"{head}: "
            else:
                walk.head, walk.in_parts, walk.prefix = _last_clause(head), True, ""
        return rest
    if is_first:
        walk.prefix = ""
        return lead
    pieces = [piece for piece in lead.split(",") if piece.strip()]
    while pieces and _NON_SUBJECT.match(pieces[0]) and len(pieces) > 1:
        pieces.pop(0)
    return ",".join(pieces)


def _name(walk: _Walk, subject: str, tail: str, *, is_first: bool) -> None:
    named = _OPENING_WORDS.sub("", f"{_last_clause(subject)} {tail}".strip())
    if _WEAK_SUBJECT.match(subject) and walk.indicator and not is_first:
        named = f"{walk.indicator}, {named}"
    if walk.in_parts:
        walk.indicator, walk.part = walk.head, f"{walk.prefix}{named}"
    else:
        walk.indicator, walk.part = named, ""


def _last_clause(subject: str) -> str:
    """The noun phrase at the end of a long lead: after the last opening verb, or its last comma pieces."""
    if (opening := _last(_CLAUSE_STARTS, subject)) and len(syllables(subject[opening.end() :])) >= 2:
        subject = subject[opening.end() :]
    pieces = subject.split(",")
    kept = pieces.pop()
    while pieces and (len(syllables(kept)) < 5 or len(syllables(pieces[-1])) <= 3 or _ENUMERATION_END.match(kept)):
        kept = f"{pieces.pop()},{kept}"
    words = kept.split()
    return _strip(" ".join(words[-_LONGEST_SUBJECT_SYLLABLES:]))


def _strip(text: str) -> str:
    """Without verbs, comparators and links at its end and connectives at its start."""
    previous = None
    while previous != text:
        previous = text
        text = _OPENING_WORDS.sub("", _CLOSING_WORDS.sub("", text)).strip(" *_\n\t\xa0")
    return text


def _is_bare(subject: str) -> bool:
    """Whether the words name nothing to measure: a verb phrase of comparison or of fulfilment."""
    return _NON_SUBJECT.match(subject) is not None or not syllables(subject)


def _ends_in_measure_verb(lead: str) -> bool:
    """Whether the words before the figure are complete: `đạt`, `tăng khoảng`; after `thu hút hơn` the noun still comes."""
    return _COMPLETE_BEFORE.search(lead) is not None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):
        pass
    return found
