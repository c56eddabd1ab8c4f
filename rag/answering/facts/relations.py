"""How facts stand to each other and to a question: the same thing, a rival figure, the year and status asked."""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rag.datatypes import Fact, FactMatch, FigureKind, Operation, Period, QuestionFrame, Status
from rag.figures.phrases import PLAN_NOUNS
from rag.figures.units import RATES, STREAK_UNITS
from rag.lexicon import load_lexicon
from rag.thesaurus import load_thesaurus
from rag.vietnamese import exclusions, fold_accents

DONE = (Status.RESULT, Status.ESTIMATE)
"""The statuses of what came about."""

_HARD_UNITS = frozenset({"đồng", "USD", "%", "tấn", "ha", "km", "m²", "m³", "lượt", "kWh", "MW", "ngày"})
"""Units that tell one indicator from another: a question in đồng is not answered in lượt."""

_MEASURED_ONLY = (_HARD_UNITS - {"%", "lượt"}) | {"điểm"}
"""Units in which nothing is told that was asked for by number."""

_PLAN = rf"\b(?:{fold_accents(PLAN_NOUNS)}|kh)\b"
_YEAR_BEFORE = re.compile(r"\bnam (?:lien |ngay )?truoc\b|\bcung ky\b")
_SHARE_OF_PLAN = re.compile(rf"(?:%|\bphan tram|\bpt)\s+(?:so voi\s+)?{_PLAN}")
_NAMES_RATE = re.compile(r"\bt[yi] (?:le|trong|suat)\b|\bco cau\b|\bphan tram\b|%")
_COMPARES = re.compile(
    r"\b(?:so voi|so sanh|hoan thanh|vuot|tang|giam|bang|chenh)\b"
    rf"|(?:phan tram|%).*{_PLAN}|{_PLAN}.*(?:phan tram|%)"
)
_NAMES_COUNT = re.compile(
    r"(?:^|, |\bnam 20\d\d,? )(?:tong )?so (?!voi\b|sanh\b|lieu\b|thu\b)\w+|"
    r"\b(?:bao nhieu|may) (?:ho|nguoi|xa|phuong|huyen|doanh nghiep|du an)\b"
)

_NEAR_SCORE = 3.0

_SAME_NAME = 0.75
"""The share of the longer name's terms that two names of one thing have in common."""

_PARENTHESIS = re.compile(r"\([^)]*\)")


def fits(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the fact is of a period and a status asked for, if any is."""
    if frame.part_of_year is not None and (fact.period is None or fact.period.part != frame.part_of_year):
        return False
    in_period = not frame.periods or any(_is_of(fact, asked) for asked in frame.periods)
    return in_period and (not frame.statuses or fact.status in frame.statuses)


def may_fit(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether any fact of this one's period and status can fit; what a fact's name says of a month is left open."""
    if any(asked.part.startswith("tháng") for asked in frame.periods):
        return not frame.statuses or fact.status in frame.statuses
    return fits(fact, frame)


def _is_of(fact: Fact, asked: Period) -> bool:
    """Whether the fact is of the period; what is named by its month (`trận lũ tháng 8`) is of that year."""
    is_of_month = asked.part.startswith("tháng") and f"{asked.part} " in f"{fact.indicator} {fact.part} ".lower()
    return fact.period == asked or (is_of_month and fact.period == asked.whole)


def fits_unit(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the fact is measured in what the one quantity asked for is measured in, where both are sure.

    For how long something is kept up is told to who asks for that, and nothing else is.
    """
    if not frame.quantities or len(frame.quantities) == 1:
        if STREAK_UNITS.intersection(frame.units):
            return fact.figure.unit in frame.units
        if fact.figure.unit in STREAK_UNITS and frame.quantities:
            return False
    asked = _HARD_UNITS.intersection(frame.units)
    unit = fact.figure.unit.split("/")[0]
    if len(frame.quantities) > 1 or frame.operation is Operation.COMPARE or frame.compares:
        return True
    if not asked:
        # What is counted or ranked (`trong nhóm mấy địa phương`) is not answered in points or in money, but as a share.
        return not frame.units or unit in frame.units or unit not in _MEASURED_ONLY
    return unit in asked or unit not in _HARD_UNITS


def compares_as_asked(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether a change is measured against what the question measures it against, as far as both say so."""
    if fact.figure.kind is not FigureKind.CHANGE or not fact.baseline:
        return True
    baseline, question = fold_accents(fact.baseline), fold_accents(frame.text)
    if frame.baseline is not None:
        return str(frame.baseline) in baseline
    against_plan = re.search(_PLAN, baseline) is not None
    if _YEAR_BEFORE.search(question):
        return not against_plan
    return not against_plan or re.search(_PLAN, question) is not None


def fits_measure(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether a rate is asked for and told, or neither: one row of a table has `số hộ nghèo` beside `tỷ lệ hộ nghèo`,
    whose words are the same to a search; and a column of comparisons answers only who asks to compare."""
    if fact.baseline and not _COMPARES.search(fold_accents(frame.text)):
        return False
    if names_rate(frame.text):
        return is_rate(fact)
    return not (is_rate(fact) and asks_count(frame.text))


def asks_share_of_plan(frame: QuestionFrame) -> bool:
    """Whether a share of the plan is asked for, as reports tell it beside the amount: `đạt mấy phần trăm dự toán`."""
    return _SHARE_OF_PLAN.search(fold_accents(frame.text)) is not None


def is_rate(fact: Fact) -> bool:
    """Whether the fact's figure is a rate and no amount."""
    return fact.figure.unit in RATES


def names_rate(text: str) -> bool:
    """Whether the text asks for a rate."""
    return _NAMES_RATE.search(fold_accents(text)) is not None


def asks_count(text: str) -> bool:
    """Whether the text asks how many of something there are: `số hộ`, `bao nhiêu xã`."""
    return _NAMES_COUNT.search(fold_accents(text)) is not None


def are_twins(first: Fact, second: Fact) -> bool:
    """Whether the register tells two figures of just the same: what sets them apart stands in their clause only
    (`bằng 104% dự toán Trung ương giao, 86% dự toán tỉnh giao`)."""
    return _slots(first) == _slots(second) and first.figure != second.figure


def _slots(fact: Fact) -> tuple[object, ...]:
    kind = (fact.figure.unit, fact.figure.kind, fact.baseline)
    return (fact.file, fact.indicator, fact.part, fact.period, fact.status, fact.territory, *kind)


def is_excluded(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the question says that it does not ask for this: `(không tính xây dựng)`."""
    own = _words(fact.part or fact.indicator, frame)
    return any(words and words <= own for words in (_words(said, frame) for said in exclusions(frame.text)))


def _words(text: str, frame: QuestionFrame) -> set[str]:
    return set(load_lexicon().content_terms(text, folded=frame.accent_free))


def same_subject(first: Fact, second: Fact) -> bool:
    """Whether two facts measure one thing by their terms, as far as words can tell."""
    terms_first, terms_second = _terms_of(first), _terms_of(second)
    shared = len(terms_first & terms_second)
    return shared >= 0.6 * min(len(terms_first), len(terms_second))


def _terms_of(fact: Fact) -> AbstractSet[str]:
    return _subject_terms(fact.indicator, fact.part)


@lru_cache(maxsize=1 << 16)
def _subject_terms(indicator: str, part: str) -> AbstractSet[str]:
    lexicon = load_lexicon()
    return frozenset(lexicon.content_terms(f"{re.sub(_PARENTHESIS, ' ', indicator)} {part}")) or frozenset(
        lexicon.content_terms(indicator)
    )


def is_near(match: FactMatch, best: FactMatch) -> bool:
    """Whether a match is so close below the best of any year that it is still of the same indicator."""
    return match.score >= best.score - _NEAR_SCORE


def restates(fact: Fact, other: Fact) -> bool:
    """Whether another passage states the same figure of the same year and status."""
    return (fact.figure, fact.period, fact.status) == (other.figure, other.period, other.status)


def rivals(fact: Fact, other: Fact) -> bool:
    """Whether another document speaks of the same year, in the same status or with the final result of an estimate."""
    return (
        fact.file != other.file
        and _may_share_place(fact, other)
        and fact.period == other.period
        and (fact.status is other.status or {fact.status, other.status} == set(DONE))
    )


def came_about_of(done: Fact, plan: Fact) -> bool:
    """Whether one is the result or estimate, in whatever words, of what the other plans for the same period."""
    terms_done, terms_plan = _terms_of(done), _terms_of(plan)
    return (
        plan.status is Status.TARGET
        and done.status in DONE
        and done.period is not None
        and done.period == plan.period
        and done.territory == plan.territory
        and len(terms_done & terms_plan) >= _SAME_NAME * max(len(terms_done), len(terms_plan))
        and _contrasts(done) == _contrasts(plan)
    )


def same_series(first: Fact, second: Fact) -> bool:
    """Whether two facts are points of one line over the years: one name, place, unit and kind of figure, in whatever
    periods and statuses. Doubt keeps them apart: a gap misleads nobody."""
    units = (first.figure.unit.split("/")[0], second.figure.unit.split("/")[0])
    if units[0] != units[1] or not units[0] or _measured_as(first) != _measured_as(second):
        return False
    terms_first, terms_second = _terms_of(first), _terms_of(second)
    return (
        first.territory == second.territory
        and len(terms_first & terms_second) >= _SAME_NAME * max(len(terms_first), len(terms_second))
        and _contrasts(first) == _contrasts(second)
    )


def _measured_as(fact: Fact) -> tuple[bool, bool, bool]:
    """Whether it is a change, of what direction where it is one, and against a plan or against time."""
    is_change = fact.figure.kind is FigureKind.CHANGE
    against_plan = re.search(_PLAN, fold_accents(fact.baseline)) is not None
    return is_change, is_change and fold_accents(fact.verb) == "giam", against_plan


def comparable(fact: Fact, first: Fact) -> bool:
    """Whether the two can stand side by side: one unit, both changes or neither."""
    return fact.figure.unit.split("/")[0] == first.figure.unit.split("/")[0] and (
        (fact.figure.kind is FigureKind.CHANGE) == (first.figure.kind is FigureKind.CHANGE)
    )


def disagree(first: Fact, second: Fact) -> bool:
    """Whether two documents state another figure for the same thing, year, status and kind. Of two figures of unknown
    status one may be the plan of the other."""
    return (
        first.file != second.file
        and first.status is not Status.UNKNOWN
        and (first.period, first.status, first.figure.kind) == (second.period, second.status, second.figure.kind)
        and _cycle(first) == _cycle(second)
        and _may_share_place(first, second)
        and first.figure.unit == second.figure.unit
        and first.figure != second.figure
        and same_subject(first, second)
        # `xã nông thôn mới nâng cao` are some of the `xã nông thôn mới`, and contradict nothing.
        and _contrasts(first) == _contrasts(second)
    )


def _may_share_place(first: Fact, second: Fact) -> bool:
    """Whether both are of one place, as far as both say of which they are."""
    return first.territory == second.territory or not (first.territory and second.territory)


def _cycle(fact: Fact) -> str:
    """Two harvests of a year contradict nothing."""
    return fact.period.cycle if fact.period else ""


def _contrasts(fact: Fact) -> AbstractSet[tuple[int, int]]:
    return load_thesaurus(folded=False).contrast_members(f"{fact.indicator} {fact.part}")
