"""A question whether parts make up their whole → the whole, the parts it names, and what is left, as a formula."""

import re
from collections.abc import Sequence

from rag.answering.facts.statements import FactStatements
from rag.datatypes import Fact, FactMatch, FigureKind, QuestionFrame, Statement
from rag.figures.arithmetic import format_amount
from rag.lexicon import load_lexicon
from rag.vietnamese import fold_accents

_ADDS_UP = re.compile(
    r"\b(?:cong|tong)\b.*\b(?:(?:khong|chua|co) (?:bang|khop|du|ra|dung)|con thieu|lech|hut|con lai)\b|"
    r"\b(?:khong|chua|co) (?:bang|khop)\b.{0,20}\btong\b"
)
_LEAST_COVERAGE = 0.6
_LIGHT_PARTS = ("hoạt", "động", "hoat", "dong")
"""`thu từ hoạt động xuất, nhập khẩu` is asked for as `thu xuất nhập khẩu`."""


def sum_checked(
    frame: QuestionFrame, matches: Sequence[FactMatch], fact_statements: FactStatements
) -> tuple[Statement, ...]:
    """The lines and the formula, where one passage states the whole and two parts or more that the question names.

    `matches` are those of the place, period and status asked, best first.
    """
    if not _ADDS_UP.search(fold_accents(frame.text)):
        return ()
    for match in matches:
        lead = match.fact
        if match.coverage < _LEAST_COVERAGE or lead.figure.kind is not FigureKind.LEVEL or lead.figure.is_range:
            continue
        beside = [item.fact for item in matches if _is_of_same_whole(item.fact, lead)]
        whole = next((fact for fact in beside if not fact.part), None)
        parts = sorted({fact for fact in beside if _is_named(fact, frame)}, key=lambda fact: fact.start)
        if whole is not None and len(parts) >= 2:
            return (
                *(fact_statements.render_facts([fact]) for fact in (whole, *parts)),
                _rest(whole, parts, fact_statements),
            )
    return ()


def _is_of_same_whole(fact: Fact, lead: Fact) -> bool:
    def key(fact: Fact) -> tuple[object, ...]:
        return fact.passage_id, fact.indicator, fact.period, fact.status, fact.figure.unit, fact.figure.kind

    return key(fact) == key(lead) and not fact.figure.is_range


def _is_named(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the question holds every word of the part."""
    terms = load_lexicon().content_terms(fact.part, folded=frame.accent_free)
    return bool(terms) and set(terms) - set(_LIGHT_PARTS) <= set(frame.terms)


def _rest(whole: Fact, parts: Sequence[Fact], fact_statements: FactStatements) -> Statement:
    """The whole less its parts; below zero where they come to more."""
    scale, unit = whole.figure.scale, whole.figure.unit
    rest = whole.figure.low - sum(fact.figure.low for fact in parts)
    added = " + ".join(fact.figure.text for fact in parts)
    verdict = "Các khoản cộng lại bằng tổng" if not rest else "Các khoản cộng lại không bằng tổng"
    text = f"{verdict}: {whole.figure.text} − ({added}) = **{format_amount(rest, unit, scale)}**."
    facts = (whole, *parts)
    return Statement(text, tuple(fact_statements.cite(fact) for fact in facts), facts)
