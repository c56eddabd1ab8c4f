"""What a question takes for granted, held against the facts that answer it: the correction is said first.

Only what facts of the asked thing, year and status deny outright is corrected: a direction (`vì sao … tăng`), a plan
said to be met or missed, a figure that the question names as its own.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rag.answering.facts.answers import SURE_COVERAGE
from rag.answering.facts.named_figures import amounts_in
from rag.answering.facts.relations import DONE, same_subject
from rag.answering.facts.statements import FactStatements
from rag.answering.question.cues import PLAN_NOUN, fold_cues
from rag.datatypes import Fact, FactMatch, Figure, FigureKind, Operation, QuestionFrame, Statement, Status
from rag.vietnamese import fold_accents, has_accents

_ROUNDING = Decimal("0.01")
"""A figure this close, as a share, is the same one rounded."""

_RISES = re.compile(r"\btang(?! truong\b)(?! hay\b)|\bdi len\b")
_FALLS = re.compile(r"\bgiam(?! hay\b)|\bsut\b|\bdi xuong\b|\btut\b")
# `mức giảm hộ nghèo`, `giảm nghèo` name what is measured, `tăng hay giảm` asks for it, and `không tăng` is no rise.
_NO_PREMISE = re.compile(
    r"\b(?:muc|ty le|ti le|toc do|so|chi tieu|khong|chua|keo|cat) (?:tang|giam)\b|"
    r"\bgiam (?:ngheo|phat thai|thieu|tai)\b|\b(?:tang hay giam|giam hay tang|tang giam)\b|"
    rf"\bso voi (?:muc )?(?:{PLAN_NOUN}|thang|quy)\b"
)
_LEVEL_DIRECTION = re.compile(
    r"(?<!\w)(?P<verb>tăng|giảm)\s+(?:(?:lên|xuống|còn|đến|tới|đạt|mức)\s+)+(?:\S+\s+)?$", re.IGNORECASE
)
_MEETS = re.compile(
    rf"(?<!khong )(?<!chua )(?<!khong hoan thanh )\b(?P<verb>hoan thanh vuot|hoan thanh|vuot|dat)"
    rf"(?: duoc| muc| xa)* {PLAN_NOUN}"
)
_MISSES = re.compile(rf"\b(?:khong|chua) (?:hoan thanh|dat)(?: duoc| muc)* {PLAN_NOUN}|\b(?:hut|truot|lo) {PLAN_NOUN}")
_TAKES_FOR_GRANTED = re.compile(
    r"\b(?:vi sao|tai sao|nguyen nhan|ly do|do dau|nho|vi dau|dua vao|can cu vao|bang cach nao)\b|^sao\b|\bsao lai\b|"
    r"\b(?:phai khong|dung khong)\b"
)
_LESS_IS_BETTER = re.compile(
    r"\b(?:ngheo|that nghiep|tu vong|suy dinh duong|tai nan|chet|bi thuong|o nhiem|no xau|no dong)\b"
)
_ORDER_WORDS = {"thap": "thấp", "it": "ít", "nho": "nhỏ", "cao": "cao", "nhieu": "nhiều", "lon": "lớn"}
_LESS = ("thap", "it", "nho")
_ORDERS = re.compile(rf"\b(?P<order>{'|'.join(_ORDER_WORDS)}) hon\b(?! bao nhieu)")
_MET_WORDS = {"vuot": "vượt", "hoan thanh vuot": "hoàn thành vượt", "hoan thanh": "hoàn thành", "dat": "đạt"}


class Premises:
    """The statements that correct what a question asserts and the facts deny; `fact_statements` renders them."""

    def __init__(self, fact_statements: FactStatements) -> None:
        self._fact_statements = fact_statements

    def denied(self, frame: QuestionFrame, statements: Sequence[Statement], coverage: float) -> tuple[Statement, ...]:
        """The statements that deny the frame's premise, the first opened by the correction; none where it stands.

        `coverage` in [0, 1] is that of the facts stated.
        """
        if coverage < SURE_COVERAGE or not statements or not all(item.facts for item in statements):
            return ()
        return (
            self._other_direction(frame, statements)
            or self._other_fulfilment(frame, statements)
            or _other_order(frame, statements)
        )

    def other_figure(
        self, frame: QuestionFrame, statements: Sequence[Statement], matches: Sequence[FactMatch], coverage: float
    ) -> tuple[Statement, ...]:
        """`kế hoạch 2021 đặt 9.000 USD, căn cứ vào đâu`, where the plan has another figure: that, and whose 9.000 is.

        A question that asks `bao nhiêu` may name figures of other things; one that compares, those of its baseline.
        """
        asks_more = frame.quantities or frame.compares or frame.operation is Operation.COMPARE
        if asks_more or coverage < SURE_COVERAGE or len(statements) != 1 or not statements[0].facts:
            return ()
        fact = statements[0].facts[0]
        named = [span.figure for span in amounts_in(frame.text)]
        alike = [figure for figure in named if figure.unit.split("/")[0] == fact.figure.unit.split("/")[0]]
        if len(alike) != 1 or not _excludes(fact.figure, alike[0]):
            return ()
        wrong = " ".join(word for word in (alike[0].comparator, alike[0].text) if word)
        denied = replace(statements[0], text=f"Không phải {wrong}: {statements[0].text}")
        others = [
            match.fact
            for match in matches
            if match.fact.figure == alike[0] and match.fact.figure.kind is fact.figure.kind
        ]
        owner = next((other for other in others if same_subject(other, fact)), None)
        return (denied, self._fact_statements.render_facts([owner])) if owner else (denied,)

    def _other_direction(self, frame: QuestionFrame, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        said = asserted_direction(frame.text)
        directions = [(item, self._direction(item.facts[0])) for item in statements]
        if not said or frame.operation is Operation.COMPARE or not any(way for _, way in directions):
            return ()
        if any(way == said for _, way in directions):
            return ()
        against = [item for item, way in directions if way and _is_since_year_before(item.facts[0], frame)]
        # A level tells its direction only in its clause: `giảm xuống còn 0,2%`.
        is_level = bool(against) and against[0].facts[0].figure.kind is not FigureKind.CHANGE
        way = f" mà {'giảm' if said == 'tăng' else 'tăng'}" if is_level else ""
        return _opened(f"Không phải {said}{way}", against)

    def _direction(self, fact: Fact) -> str:
        """`tăng` or `giảm`, as the verb before the figure tells it; empty where none does."""
        if fact.figure.kind is FigureKind.CHANGE:
            return fact.verb if fact.verb in ("tăng", "giảm") else ""
        found = _LEVEL_DIRECTION.search(self._fact_statements.words_before(fact))
        return found["verb"].lower() if found else ""

    def _other_fulfilment(self, frame: QuestionFrame, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        folded = _fold(frame.text)
        plan_met = _MEETS.search(folded)
        if not _TAKES_FOR_GRANTED.search(folded) or not (plan_met or _MISSES.search(folded)):
            return ()
        facts = [fact for item in statements for fact in item.facts]
        planned = [fact for fact in facts if fact.status is Status.TARGET]
        done = [fact for fact in facts if fact.status in DONE]
        if not planned or not done or _LESS_IS_BETTER.search(fold_accents(done[0].indicator)):
            return ()
        if plan_met and done[0].figure.high < planned[0].figure.low:
            return _opened(f"Không {_MET_WORDS[plan_met['verb']]} kế hoạch", statements)
        if not plan_met and done[0].figure.low > planned[0].figure.high:
            return _opened("Có đạt kế hoạch", statements)
        return ()


def asserted_direction(text: str) -> str:
    """`tăng` or `giảm` where the text says one of them of what it asks about; empty for none, both or a mere name."""
    folded = _fold(text)
    if _NO_PREMISE.search(folded):
        return ""
    rises, falls = _RISES.search(folded) is not None, _FALLS.search(folded) is not None
    if rises is falls:
        return ""
    return "tăng" if rises else "giảm"


def takes_for_granted(text: str) -> bool:
    """Whether the text asks for the cause of what it asserts, or for its confirmation."""
    return _TAKES_FOR_GRANTED.search(_fold(text)) is not None


def compares_by_premise(frame: QuestionFrame) -> bool:
    """Whether the frame asserts what only two figures side by side can deny: a plan met or missed in a year, or the
    order of two years."""
    if asserts_plan_met(frame.text) is not None:
        return len(frame.periods) == 1
    years = len(frame.periods) + (frame.baseline is not None)
    return years == 2 and _ORDERS.search(_fold(frame.text)) is not None


def asserts_plan_met(text: str) -> bool | None:
    """Whether the text takes for granted that a plan was met or that it was missed; None where it says neither."""
    folded = _fold(text)
    if _MISSES.search(folded):
        return False
    return True if _MEETS.search(folded) else None


def _other_order(frame: QuestionFrame, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """`vì sao mục tiêu năm 2031 đặt thấp hơn năm 2032`, where it is the higher of the two."""
    folded = _fold(frame.text)
    said = _ORDERS.search(folded)
    years = [*frame.periods, *([frame.baseline] if frame.baseline else [])]
    facts = [item.facts[0] for item in statements if len(item.facts) == 1]
    if said is None or len(years) != 2 or len(facts) != 2 or not _TAKES_FOR_GRANTED.search(folded):
        return ()
    of_years = [fact for year in years for fact in facts if fact.period == year]
    if len(of_years) != 2 or of_years[0].status is not of_years[1].status or of_years[0].status is Status.UNKNOWN:
        return ()
    first, second = (fact.figure for fact in of_years)
    says_less = said["order"] in _LESS
    is_denied = first.low >= second.high if says_less else first.high <= second.low
    return _opened(f"Không {_ORDER_WORDS[said['order']]} hơn", statements) if is_denied else ()


def _fold(text: str) -> str:
    return fold_cues(text, accent_free=not has_accents(text))


def _is_since_year_before(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the fact's change is against what the question measures against, if it names a year for it."""
    if frame.baseline is None or fact.period is None:
        return True
    return str(frame.baseline) in fact.baseline or fact.period.first - frame.baseline.last == 1


def _excludes(stated: Figure, named: Figure) -> bool:
    """Whether the documents' figure leaves no room for the one that the question names."""
    comparator = fold_accents(named.comparator)
    if comparator in ("duoi", "chua den", "chua toi", "khong qua"):
        return stated.low > named.high
    if comparator in ("tren", "hon"):
        return stated.high < named.low * (1 - _ROUNDING)
    near = max(abs(stated.low), abs(stated.high)) * _ROUNDING
    return named.high < stated.low - near or named.low > stated.high + near


def _opened(correction: str, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with the correction at the beginning of the first."""
    if not statements:
        return ()
    return (replace(statements[0], text=f"{correction}: {statements[0].text}"), *statements[1:])
