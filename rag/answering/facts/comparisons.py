"""A question that compares → facts side by side: the documents' own comparison, else a difference."""

import re
from collections.abc import Sequence

from rag.answering.facts.relations import DONE, comparable, is_near, same_subject
from rag.answering.facts.statements import FactStatements, missing
from rag.answering.question.cues import leans_to_result, names_result, names_target, status_words
from rag.answering.wording import STATUS_WORDS, period_text
from rag.datatypes import Fact, FactMatch, FigureKind, NotInDocuments, Period, QuestionFrame, Statement, Status
from rag.figures.phrases import PLAN_NOUNS
from rag.retrieval.fact_search import unit_fits
from rag.vietnamese import fold_accents

_FULFILLED = re.compile(rf"(?:đạt|vượt|hoàn thành)(?:\s+\S+){{0,3}}\s+(?:{PLAN_NOUNS})", re.IGNORECASE)
_AGAINST_PLAN = re.compile(r"\s*(?:so với\s+)?(?:mục tiêu\s+)?(?:dự toán|kế hoạch|KH)(?!\w)", re.IGNORECASE)


def stated_comparison(
    frame: QuestionFrame, matches: Sequence[FactMatch], fact_statements: FactStatements
) -> Statement | None:
    """The comparison that the documents make themselves, if the question asks for it: against a year or the plan."""
    near = [match.fact for match in matches if is_near(match, matches[0])]
    fitting = [fact for fact in near if not frame.units or unit_fits(fact.figure.unit, frame.units)]
    stated = [fact for fact in fitting if _changes_since(fact, frame)]
    if not frame.baseline:
        stated = [fact for fact in fitting if _measures_plan(fact, frame, fact_statements)]
    return fact_statements.render_facts(stated[:1]) if stated else None


def _changes_since(fact: Fact, frame: QuestionFrame) -> bool:
    """Whether the fact is the change of an asked year against the asked baseline."""
    return (
        frame.baseline is not None
        # `chỉ tiêu 2024 cao hơn kế hoạch 2023 không` sets two figures side by side and asks for no growth.
        and (FigureKind.CHANGE in frame.kinds or frame.units or frame.statuses != (Status.TARGET,))
        and fact.figure.kind is FigureKind.CHANGE
        and (not frame.periods or fact.period in frame.periods)
        and (not frame.statuses or fact.status in frame.statuses)
        and (str(frame.baseline) in fact.baseline or "cùng kỳ" in fact.baseline)
    )


def _measures_plan(fact: Fact, frame: QuestionFrame, fact_statements: FactStatements) -> bool:
    """`bằng 104,2% dự toán`, `vượt 3,1% kế hoạch`, where a share or a multiple of the plan is asked for."""
    return (
        bool({"%", "lần"} & set(frame.units))
        and (not frame.periods or fact.period in frame.periods)
        and _AGAINST_PLAN.match(
            fact.baseline if fact_statements.passage(fact).row else fact_statements.words_after(fact, 40)
        )
        is not None
    )


def compare(
    frame: QuestionFrame, matches: Sequence[FactMatch], fact_statements: FactStatements
) -> tuple[Statement, ...] | NotInDocuments:
    """A line for each period and status asked, then the difference; or what is missing. Nothing for no fact at all."""
    found: list[Fact] = []
    absent: list[str] = []
    for period, statuses in _cells(frame):
        cell = _cell_facts(frame, matches, period, statuses)
        if found:
            cell = [fact for fact in cell if comparable(fact, found[0]) and same_subject(fact, found[0])]
        if cell:
            found.append(cell[0] if statuses or frame.statuses else _come_about(cell))
        else:
            absent.append(_cell_text(period, statuses))
    if not found:
        return ()
    if absent and (stated := _stated_fulfilment(found[0], fact_statements)):
        return (fact_statements.render_facts([found[0]]), stated)
    if absent:
        # What is there is told of the thing that was found, not of whatever the words fit best.
        return missing(frame, [found[0], *(match.fact for match in matches)], absent)
    return (*(fact_statements.render_facts([fact]) for fact in found), *fact_statements.difference(found[0], found[-1]))


def _come_about(facts: Sequence[Fact]) -> Fact:
    """Of the facts that measure what the first does, the first that has come about; the plan only where none has."""
    alike = (fact for fact in facts if comparable(fact, facts[0]) and same_subject(fact, facts[0]))
    return next((fact for fact in alike if fact.status in DONE), facts[0])


def _cell_facts(
    frame: QuestionFrame, matches: Sequence[FactMatch], period: Period | None, statuses: Sequence[Status]
) -> list[Fact]:
    cell = [match.fact for match in matches if period is None or match.fact.period == period]
    meant = [fact for fact in cell if not statuses or fact.status in statuses]
    if not meant and statuses == (Status.TARGET,) and period is not None and period.part:
        # What came about in nine months is held against the plan of the year.
        return _cell_facts(frame, matches, period.whole, statuses)
    if meant or not (len(frame.periods) > 1 or frame.baseline):
        return meant
    # Two years may well have other statuses than the question supposes; the answer names each. One without is neither.
    return [fact for fact in cell if fact.status is not Status.UNKNOWN]


def _stated_fulfilment(fact: Fact, fact_statements: FactStatements) -> Statement | None:
    """The document's own sentence on whether the plan was met, where it gives no figure of the plan."""
    if fact_statements.passage(fact).row:
        return None
    citation = fact_statements.cite(fact)
    return Statement(citation.quote, (citation,), (fact,)) if _FULFILLED.search(citation.quote) else None


def _cells(frame: QuestionFrame) -> list[tuple[Period | None, tuple[Status, ...]]]:
    """What a comparison sets side by side: periods in order, or target and result of one period."""
    periods = sorted({*frame.periods, *([frame.baseline] if frame.baseline else [])}, key=lambda p: (p.first, p.last))
    if len(periods) > 1:
        return [(period, _status_near(frame.text, period)) for period in periods]
    period = periods[0] if periods else None
    return [(period, (Status.TARGET,)), (period, DONE)]


def _status_near(text: str, period: Period) -> tuple[Status, ...]:
    """The status that the words right before a year name; none where they name none."""
    folded = fold_accents(text)
    before = folded[: folded.find(str(period.last))][-45:]
    stated = [
        word for word in status_words(before) if names_target([word]) or names_result([word]) or leans_to_result(word)
    ]
    if not stated:
        return ()
    return (Status.TARGET,) if names_target(stated[-1:]) else DONE


def _cell_text(period: Period | None, statuses: Sequence[Status]) -> str:
    return f"{STATUS_WORDS[statuses[0]] if statuses else 'số liệu'} {period_text(period)}".strip()
