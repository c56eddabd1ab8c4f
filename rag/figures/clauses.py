"""A sentence → what each of its figures measures, by the wording of administrative prose.

`Thu ngân sách đạt 84 tỷ đồng, trong đó: thu nội địa đạt 30 tỷ đồng, tăng 11%` states three figures: of the revenue, of
its part, and a change of that part. Semicolons separate segments; a parenthesis around figures is a level of its own,
after which the outer subject goes on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.datatypes import FigureKind
from rag.figures.bound_figures import BoundFigure, bind_counted_changes
from rag.figures.comparisons import (
    Difference,
    base_behind,
    base_of_year_before,
    difference_from,
    is_at_opening,
    misses_plan,
    opening_base,
    opening_year_before,
    opens_with_year_before,
    year_before,
)
from rag.figures.levels import Level, read_levels, segments_of
from rag.figures.parsing import FigureSpan
from rag.figures.parts_of_year import part_of_year
from rag.figures.phrases import (
    CHANGE_VERBS,
    COMPARATORS,
    PLAN_WORDS,
    is_bare,
    is_comparison,
    is_plan,
    strip_comparison,
    strip_opening,
    strip_plan,
    strip_words,
    whole_words,
    without_bounds,
    without_dates,
)
from rag.figures.respective import Run, find_runs
from rag.figures.streaks import is_streak, kept_up
from rag.figures.subjects import Subject, is_rate, named_under, next_subject, under_head
from rag.figures.words import Words
from rag.vietnamese import syllables

_CHANGE_BEFORE = re.compile(
    rf"(?<!\w)(?P<verb>{CHANGE_VERBS}|giảm|(?<=có )thêm)"
    rf"(?:\s+(?:thêm|bình quân|lần lượt|từ|đạt|mức|{COMPARATORS}|chung|tương ứng|ước|hơn))*+\s*$",
    re.IGNORECASE,
)
# `giảm tỷ lệ hộ nghèo 4,5 điểm %`: the deed stands before its object.
_CHANGE_OPENING = re.compile(r"^\W*(?P<verb>tăng|giảm)(?!\w|\s+trưởng)", re.IGNORECASE)
_ESTIMATED = re.compile(r"\W*(?:ước|dự kiến)?\W*", re.IGNORECASE)
_TAIL_OVER = re.compile(r"[,(]|(?<!\w)(?:và|nhưng|cho|(?<!so )với)(?!\w)", re.IGNORECASE)
# `32 giường (không tính trạm y tế) và`: right behind a figure a parenthesis explains it.
_EXPLANATION = re.compile(r"^\s*\([^()]*\)")
# `Kế hoạch vốn tỉnh giao 9 tỷ đồng (Bộ Tài chính giao 8 tỷ đồng)`
_ASSIGNED = re.compile(r"[^\W\d_]{2,}[^,;:.()\d]*\sgiao\s*$", re.IGNORECASE)
_PLAN = re.compile(rf"(?<!\w){PLAN_WORDS}(?!\w)", re.IGNORECASE)
# `Trong thu nội địa, …`, `Trong mức tăng chung, …`: the sentence goes on with the parts of the one before.
_CONTINUES = re.compile(r"^\W*Trong\s+(?:(?P<same>đó|số (?:đó|này))(?!\w)|(?P<whole>[^,;:.()]{2,60}),)")
_SAME_WHOLE = re.compile(r"^(?:(?:tổng số|mức tăng|mức giảm)(?!\w).*)$", re.IGNORECASE)
_REACHES = re.compile(r"(?<!\w)(?:đạt|là|chiếm|còn|ước|tăng|giảm|và|lên|xuống)(?!\w)", re.IGNORECASE)
# `11/29 chủ đầu tư giải ngân dưới 40%`, `04 xã đạt trên 90%`: by which bound those that are counted are told apart.
_COUNTED_BY_BOUND = re.compile(
    r"(?<!\w)(?:chủ đầu tư|đơn vị|địa phương|sở|ngành|cơ quan|xã|phường|huyện|dự án|doanh nghiệp|hộ|trường)(?!\w)"
    r"[^,;:.()\d]*(?<!\w)(?:giải ngân|đạt|tỷ lệ)[^,;:.()\d]*$",
    re.IGNORECASE,
)
_WHEN = re.compile(r"(?<!\w)(?:lũy kế|luỹ kế|tính chung|từ đầu năm|cả năm)(?!\w)", re.IGNORECASE)
_FOR_WHOM = r"\s+(?P<link>đối với|dành cho)\s+(?P<part>[^\d,;:.()]+?)"
_PART_BEHIND = re.compile(rf"{_FOR_WHOM}\s*(?:[,;.]|(?<!\w)và(?!\w)|$)", re.IGNORECASE)
_PART_BETWEEN = re.compile(rf"{_FOR_WHOM}\s*(?:[,;]|,?\s+và)\s*", re.IGNORECASE)
# `sản lượng lúa (5 tấn) và diện tích ngô (3 ha)`: each name with its parenthesis.
_ANOTHER = re.compile(r"\s*(?:,|và(?!\w))", re.IGNORECASE)
_PER_ONE = re.compile(r"(?:trên\s+)?0?1\s+\w+", re.IGNORECASE)
_AMONG = re.compile(
    r"^(?:chủ yếu|nhất là|nhiều nhất|ít nhất|tập trung|đặc biệt)\s+(?:là\s+)?(?:(?:ở|tại|vào)\s+)?", re.IGNORECASE
)
# `Riêng dịp nghỉ lễ 02/9 đón 96 nghìn lượt khách` is none of the year's figures.
_OCCASION = re.compile(
    r"^\W*(?:(?:riêng|trong|vào)\s+)*(?P<days>dịp\s+(?!này)[^;:,()]{2,60}?)"
    r"(?=\s*,|\s+(?:toàn|cả|đã|có|đón|đạt|thu|ước|dự kiến|phục vụ)(?!\w))",
    re.IGNORECASE,
)
_LONGEST_LEAD_CHARS = 400
"""How far a figure's words reach: longer ones are other sentences that lost their full stop."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a figure stands in its level; `host` are the words before the level's parenthesis."""

    depth: int
    host: str
    opens_level: bool = True
    opens_segment: bool = True
    in_qualifier: bool = False
    """Whether the figure only tells which ones the figure before counts."""
    in_year_before: bool = False
    """Whether its segment opens with the year before: `Cùng kỳ năm trước, …`."""
    occasion: str = ""
    """The days that its segment opens with, which all of it is of: `Dịp Tết, …`."""


def bind_figures(
    sentence: str, figures: Sequence[FigureSpan], earlier: Sequence[BoundFigure] = ()
) -> list[BoundFigure]:
    """Each figure of the sentence with its indicator and part; `figures` in order, their offsets in the sentence.

    `earlier` are the bound figures of the sentence before it, whose whole it may go on with.
    """
    subject = _carried(sentence, figures, earlier)
    level = read_levels(sentence, figures)
    bound = _with_parts_behind(list(bind_counted_changes(list(_bind_level(sentence, level, subject)))))
    for run in find_runs(sentence, figures):
        bound[run.first : run.end] = _bind_run(run, bound[run.first : run.end])
        for number in range(run.end, len(bound)):
            if not bound[number].same_subject:
                break
            bound[number] = replace(bound[number], is_sure=False)  # of the last name, or of all of them
    return bound


def _with_parts_behind(bound: Sequence[BoundFigure]) -> list[BoundFigure]:
    """Each figure with the part behind it: `60 triệu đồng đối với nhà mới và 30 triệu đồng đối với nhà sửa chữa`."""
    placed = list(bound)
    for number in range(1, len(bound)):
        before, figure = placed[number - 1], bound[number]
        between, behind = _PART_BETWEEN.fullmatch(figure.lead), _PART_BEHIND.match(figure.after)
        if between and behind and between["link"].lower() == behind["link"].lower():
            placed[number - 1] = replace(before, part=between["part"])
            placed[number] = replace(
                figure, indicator=before.indicator, part=behind["part"], names_subject=False, same_subject=True
            )
    return placed


def _bind_run(run: Run, bound: Sequence[BoundFigure]) -> Iterator[BoundFigure]:
    if not run.names:
        yield from (replace(figure, is_sure=False) for figure in bound)
        return
    verb = bound[0].verb
    for figure, name in zip(bound, run.names, strict=True):
        yield replace(figure, indicator=run.head, part=name, lead=f"{name} {run.words}", verb=verb)


def _carried(sentence: str, figures: Sequence[FigureSpan], earlier: Sequence[BoundFigure]) -> Subject:
    if figures and _names_only_time(sentence[: figures[0].start]):
        subjects = [
            Subject(before.indicator, before.part, unit=_unit(before.span)) for before in earlier if not before.depth
        ]
        return _resumed(subjects, _unit(figures[0])) or Subject()
    found = _CONTINUES.match(sentence)
    if found is None or not earlier:
        return Subject()
    named = (found["whole"] or "").strip().lower()
    whole = earlier[0] if found["same"] or _SAME_WHOLE.match(named) else None
    whole = whole or next((bound for bound in earlier if bound.part and named in bound.part.lower()), None)
    if whole is None:
        return Subject()
    return Subject(indicator=whole.indicator, head=whole.indicator, in_parts=True, unit=whole.span.figure.unit)


def continues_with_parts(sentence: str) -> bool:
    """Whether a sentence states the parts of the indicator in the sentence before it: `Trong đó: …`."""
    return (found := _CONTINUES.match(sentence)) is not None and found["same"] is not None


def _names_only_time(lead: str) -> bool:
    """`Lũy kế 9 tháng ước`: whether words name only a time and no indicator."""
    return is_bare(lead) and (_WHEN.search(lead) is not None or part_of_year(lead) is not None)


def _resumed(subjects: Sequence[Subject], unit: str) -> Subject | None:
    """The earlier subject that a clause with only a time is about; None where that is not certain."""
    alike = [subject for subject in subjects if subject.unit == unit] or subjects
    first = replace(alike[0], aspect="") if alike else None
    return first if first and all(_same(subject, first) for subject in alike) else None


def _same(subject: Subject, other: Subject) -> bool:
    return (subject.indicator, subject.part) == (other.indicator, other.part)


def _unit(span: FigureSpan) -> str:
    return span.figure.unit.split("/")[0]


def _bind_level(
    sentence: str,
    level: Level,
    subject: Subject,
    *,
    around: BoundFigure | None = None,
    host: str = "",
    outer: Sequence[tuple[str, Subject]] = (),
) -> Iterator[BoundFigure]:
    """The figures of a level in order; `around` is the figure before the parenthesis that `host` opens, `outer`
    the subjects of its segment before it, by units."""
    previous = around
    place = _Place(level.depth, host)
    subjects: list[Subject] = []
    for segment in segments_of(sentence, level):
        before, subjects = subjects, []
        past = opening_year_before(sentence[segment.start : segment.end]) is not None
        beside: Subject | None = None
        by_unit: list[tuple[str, Subject]] = []
        occasion = _OCCASION.match(sentence[segment.start : segment.end])
        lead, position = "", segment.start
        place = replace(place, opens_segment=True, occasion=occasion["days"].strip() if occasion else "")
        for index, item in enumerate(segment.items):
            between = sentence[position : item.start - isinstance(item, Level)]
            lead += between
            position = item.end + isinstance(item, Level)
            if isinstance(item, Level):
                inner = _subject_inside(subject, lead, is_first=place.opens_segment)
                if beside is not None and _ANOTHER.match(between) and not is_bare(between):
                    inner = named_under(beside, strip_words(between), subject.unit)
                beside = inner if place.opens_segment else None
                if previous is not None and (part := _counted_part(sentence, item, lead, previous)):
                    inner = replace(subject, part=part, aspect="")
                if previous is not None and previous.verb and base_behind(lead):
                    inner = subject
                yield from _bind_level(sentence, item, inner, around=previous, host=lead, outer=by_unit)
                continue
            last = index + _qualifier_follows(sentence, segment, index)
            after = sentence[item.end : segment.next_start(last)]
            words = Words(
                figure=item,
                lead=lead[-_LONGEST_LEAD_CHARS:],
                after=after[:_LONGEST_LEAD_CHARS],
                opens_segment=place.opens_segment,
                is_last=segment.is_last(last),
            )
            if place.opens_segment and before and _names_only_time(words.lead):
                subject = _resumed(before, words.unit) or subject
            inherits = index > 0 and previous is not None and previous.is_of_year_before and is_bare(words.lead)
            place = replace(place, in_year_before=past or (level.depth > 0 and inherits))
            if place.in_year_before or (level.depth and opens_with_year_before(words.lead)):
                # `31 dự án, vốn 11 tỷ đồng (cùng kỳ 26 dự án, 9 tỷ đồng)`: each by its unit.
                subject = next((one for unit, one in outer if unit == words.unit), subject)
            subject, previous = _bind(words, subject, place, previous)
            subjects.append(subject)
            by_unit.append((words.unit, subject))
            yield previous
            lead, place = "", replace(place, opens_segment=False, opens_level=False, in_qualifier=last > index)


def _bind(words: Words, subject: Subject, place: _Place, previous: BoundFigure | None) -> tuple[Subject, BoundFigure]:
    is_own = place.opens_segment or _is_kept_up(words, previous)
    own = without_dates(words.lead if is_own else _own_lead(words.lead))
    if place.opens_segment and words.counts and words.tail() and own.rstrip().endswith(","):
        own = ""  # `Nhân lực còn thiếu, 12 xã chưa có cán bộ`: a clause of its own begins
    difference = difference_from(own)
    explains_plan = place.depth > 0 and place.opens_level and _PLAN.search(subject.indicator) is not None
    assigned = _ASSIGNED.search(own) if explains_plan else None
    planned = difference is None and (assigned is not None or _is_planned(own, place))
    if assigned:
        subject = replace(subject, aspect=assigned.group().strip())
    named = own[: difference.start] if difference else own
    opening = None if difference else opening_base(own)
    named = named[opening.end() :] if opening else named
    earlier = subject
    # `(9 tháng thu 15 tỷ đồng)`: one syllable is a verb of what the parenthesis explains.
    is_verb = place.depth > 0 and place.opens_level and re.fullmatch(r"[^\W\d_A-ZĐ]+", strip_words(named)) is not None
    keeps_subject = planned or is_verb or (difference is not None and is_bare(named))
    kept = is_streak(words.figure)
    if kept:
        subject, is_new = kept_up(subject, words, named)
    else:
        subject, is_new = (subject, False) if keeps_subject else next_subject(subject, words, _nearest(named, words))
    verb = difference.verb if difference else "" if kept else _verb(own, words, place, previous)
    base_before = base_of_year_before(words.lead, words.after, place.host if place.opens_level else "")
    verb = "" if base_before and verb.endswith("hơn") else verb
    base_in_host = base_behind(place.host) if _is_bare_base(words, place, previous) else None
    past = base_before or (None if difference else year_before(own))
    is_open = difference is not None and _is_open(difference, words, subject if is_new else earlier, is_new=is_new)
    bound = BoundFigure(
        span=words.figure,
        indicator=whole_words(subject.indicator),
        part=whole_words(subject.whole_part) or ("" if place.occasion in subject.indicator else place.occasion),
        lead=words.lead,
        after=words.after,
        host=place.host if place.opens_level else "",
        verb=verb,
        base=_base(difference, opening, verb),
        is_planned_here=planned,
        is_of_year_before=past is not None or base_in_host is not None or place.in_year_before,
        is_sure=not (
            is_open
            or (misses_plan(own) and not planned)
            # `tăng 3% so với tháng trước, cùng kỳ tăng 5%`: of the year before, or against it.
            or (past and not base_before and verb and not place.depth and past["words"].lower() == "cùng kỳ")
            # `Tỷ lệ lấp đầy 05 khu công nghiệp đạt 67%`: the count is of the rate's name.
            or (is_new and words.counts and is_rate(subject.whole_part or subject.indicator))
            or place.in_qualifier
            or is_at_opening(own)
            # `tăng 5% so với cùng kỳ (3 tỷ đồng)`: the base, or by how much.
            or (base_in_host and previous and not _must_be_base(words, previous))
            # A scenario may be of the year or of its part; `giải ngân 5 tỷ đồng trên 9 tỷ đồng`, `trên 1 ha`: what of.
            or (planned and "kịch bản" in f"{place.host} {own}".lower())
            or (previous is not None and not place.opens_segment and _is_taken_of(words, previous))
            or (words.figure.figure.comparator == "trên" and _PER_ONE.fullmatch(words.figure.text) is not None)
        ),
        names_subject=is_new,
        same_subject=not is_new and not place.opens_segment,
        depth=place.depth,
        opens_level=place.opens_level,
        opens_segment=place.opens_segment,
    )
    if kept:  # how long it is kept up is no aspect of what comes next
        subject = replace(subject, aspect="") if is_new else earlier
    return subject, bound


def _is_kept_up(words: Words, previous: BoundFigure | None) -> bool:
    """`năm thứ 4 liên tiếp đạt trên 90%`: whether the figure states the value of each year of the streak."""
    return previous is not None and is_streak(previous.span) and _TAIL_OVER.search(words.lead) is None


def _is_bare_base(words: Words, place: _Place, previous: BoundFigure | None) -> bool:
    """Whether a figure stands without words of its own in a parenthesis behind a change."""
    opens = place.depth > 0 and place.opens_level and not syllables(words.lead)
    return opens and previous is not None and bool(previous.verb)


def _must_be_base(words: Words, change: BoundFigure) -> bool:
    """Whether a figure after a change can only be its base, because the two differ in unit."""
    unit = change.span.figure.unit
    return (unit == "điểm %" and words.unit == "%") or (unit == "lần" and change.verb == "gấp")


def _qualifier_follows(sentence: str, segment: Level, index: int) -> bool:
    """`1.300 tàu cá từ 15 m trở lên`, `04 xã đạt dưới 40%`: the next figure only restricts what is counted."""
    item, *following = segment.items[index : index + 2]
    if not following or not isinstance(item, FigureSpan) or not isinstance(following[0], FigureSpan):
        return False
    between = sentence[item.end : following[0].start]
    is_share = following[0].figure.unit == "%" and following[0].figure.comparator in {"dưới", "trên", "từ"}
    if is_share and item.figure.unit != "%" and _COUNTED_BY_BOUND.search(f"{item.text}{between}"):
        return True
    is_bound = following[0].text.endswith(("trở lên", "trở xuống")) and re.search(r"(?<!\w)từ\s*$", between)
    return bool(is_bound) and not re.search(r"[,;:.()]", between) and not _REACHES.search(between)


def _is_taken_of(words: Words, previous: BoundFigure) -> bool:
    is_beside = words.figure.figure.comparator == "trên" and not syllables(without_bounds(words.lead))
    return is_beside and words.figure.figure.unit == previous.span.figure.unit


def _base(difference: Difference | None, opening: re.Match[str] | None, verb: str) -> str:
    if difference:
        return difference.base
    return opening["base"] if opening and verb else ""


def _is_open(difference: Difference, words: Words, subject: Subject, *, is_new: bool) -> bool:
    """Whether a figure behind a plan's name may be the plan's own: `vượt kế hoạch 82%` of a rate in %."""
    if not difference.from_plan or words.unit in {"điểm %", "bậc"}:
        return False
    if is_new and words.unit == "%":
        return is_rate(subject.whole_part or subject.indicator)
    return words.unit in {subject.unit, ""}


def _verb(own: str, words: Words, place: _Place, previous: BoundFigure | None) -> str:
    """The verb of change before the figure, or the one that it shares with the figure before."""
    if change := _CHANGE_BEFORE.search(own):
        return change["verb"].lower()
    # A deed whose object's level follows has a verb of its own: `giảm tỷ lệ hộ nghèo còn 3%`, `… dưới 3%`.
    is_percentage = words.unit == "điểm %" or (words.unit == "%" and strip_words(own) == strip_opening(own))
    if is_percentage and (deed := _CHANGE_OPENING.match(strip_opening(own.rpartition(",")[2]))):
        return deed["verb"].lower()
    if previous is None or previous.span.figure.unit != words.figure.figure.unit:
        return ""
    # `tăng 16% về số doanh nghiệp và 25% về vốn`; `có thêm 08 xã đạt chuẩn, 05 xã nâng cao`.
    coordinated = not place.opens_segment and (
        without_bounds(own).strip() == "và" or (not own.strip() and previous.verb == "thêm")
    )
    # `tăng 8,57% (kế hoạch giao 8,5 - 9%)`: the plan of the same change.
    explains = place.depth > 0 and place.opens_level and _ESTIMATED.fullmatch(strip_plan(own)) is not None
    return previous.verb if coordinated or explains else ""


def _is_planned(own: str, place: _Place) -> bool:
    if is_plan(own):
        return place.depth > 0 or not place.opens_segment
    return place.depth > 0 and place.opens_level and _explains_plan(own, place.host)


def _own_lead(lead: str) -> str:
    """The lead without the words that still belong to the figure before it; nothing where all of them do."""
    lead = _EXPLANATION.sub("", lead)
    found = _TAIL_OVER.search(lead)
    own = lead[found.start() :] if found else ""
    if own.rstrip().endswith(","):
        return ""
    pieces = [piece for piece in own.split(",") if piece.strip()]
    # `…, cơ bản hoàn thành dự toán, thu nội địa đạt`: fulfilments before the subject are the last figure's.
    while len(pieces) > 1 and is_bare(pieces[0]):
        pieces.pop(0)
    if pieces and is_bare(pieces[-1]):
        return pieces[-1]
    # `xếp thứ 8 cả nước và đứng thứ 2 vùng`: behind "và" only a verb, so the subject goes on.
    joined = re.split(r"(?<!\w)và(?!\w)", pieces[-1])[-1] if pieces else ""
    return joined if joined.strip() and is_bare(joined) else ",".join(pieces)


def _nearest(own: str, words: Words) -> str:
    """Of a lead whose last words are only verbs before a counted noun (`…, ước cả năm có 15 chỉ tiêu`), those words."""
    before, comma, last = own.rpartition(",")
    coordinated = re.search(r"(?<!\w)và\s*$", own) if words.opens_segment else None
    if coordinated and words.tail() and (words.counts or words.unit == "%"):
        return coordinated.group()
    takes_noun = words.counts and bool(words.tail() or words.counted_noun)
    return last if comma and before.strip() and last.strip() and takes_noun and is_bare(last) else own


def _explains_plan(own: str, host: str) -> bool:
    """`vượt mục tiêu đề ra (7,5 - 8%)`: a figure without words of its own that is the plan's."""
    # `(6 tháng đầu năm 12 tấn)` tells of another time, not of the plan.
    return (
        is_bare(own)
        and not strip_words(own)
        and not re.search(r"(?<!\w)(?:ước|đạt|thực hiện)(?!\w)", own)
        and part_of_year(own) is None
        and _PLAN.search(host.rpartition(",")[2]) is not None
    )


def _subject_inside(subject: Subject, host: str, *, is_first: bool) -> Subject:
    """The subject with which a parenthesis begins: what it explains."""
    near = host.rpartition(",")[2] if not is_first else host
    if is_first:
        head, colon, name = near.rpartition(":")
        if colon and not is_bare(name):
            whole = under_head(Subject(), strip_words(head))
            return named_under(whole, strip_words(name), subject.unit)
        named = strip_words(near)
        return subject if is_bare(named) else Subject(indicator=named, unit=subject.unit)
    if plan := _PLAN.search(near):
        # `đạt 71% kế hoạch Chính phủ giao (5.870 tỷ đồng)`: a plan told by more than its name is what the figure is of.
        named = near[plan.start() :].strip()
        return replace(subject, aspect=named) if len(named.split()) >= 5 else subject
    compared = strip_comparison(near)
    if is_comparison(near) and len(compared.split()) >= 3:
        return replace(subject, part=compared, aspect="")
    return subject


def _counted_part(sentence: str, level: Level, host: str, before: BoundFigure) -> str:
    """`… 26 người, chủ yếu tại A (14 người), B (5 người)`: the part whose number a parenthesis gives."""
    first = level.items[0]
    if not isinstance(first, FigureSpan) or re.search(r"\w", sentence[level.start : first.start]):
        return ""
    *_, whole, near = ["", *re.split(r",|(?<!\w)và(?!\w)", host)]
    counts = Words(first, "", "", opens_segment=False, is_last=False).counts
    same = first.figure.unit in {before.span.figure.unit, "người"}
    # `nhiều nhất là khách Lào (71 nghìn lượt), Thái Lan (48 nghìn lượt)`: a measure, too, where the words say so.
    among = any(_AMONG.match(piece.strip()) for piece in host.split(","))
    counts = counts or (among and same and first.figure.kind is FigureKind.LEVEL and first.figure.unit != "%")
    part = strip_words(_AMONG.sub("", near.strip()))
    is_explained = "," in host or whole or not host.strip()
    return part if counts and same and is_explained and part and not is_bare(near) and not _PLAN.search(near) else ""
