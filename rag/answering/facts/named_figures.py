"""Figures that the question itself names → the facts that have them: whose they are, and which of two it is."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Generic, TypeVar

from rag.answering.facts.answers import SURE_COVERAGE
from rag.answering.facts.statements import FactStatements
from rag.datatypes import Fact, FactMatch, Figure, FigureKind, QuestionFrame, Statement
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions
from rag.vietnamese import fold_accents

_MOST_OWNERS = 4
"""A figure that more facts than this have is everybody's."""
# `7,3 triệu hay chỉ hơn 3 triệu`: between two figures nothing but a unit, the joining word and a bound.
_OR = re.compile(r"^(?:\s+[^\W\d_]+){0,3}?\s*,?\s+(?:hay|hoac)(?: (?:la|chi|khoang|hon|tren|duoi|moi|gan|co)){0,3}\s*$")
# `41% đó là chỉ tiêu gì, của năm nào`
_ASKS_WHOSE = re.compile(
    r"\b(?:la|thuoc|ung voi|noi ve|chi) (?:(?:cua )?(?:chi tieu|muc tieu|con so|so lieu|so|ty le|ket qua|muc|cai) )+"
    r"(?:gi|nao|cua (?:gi|ai|nam nao|chi tieu nao))\b|"
    r"\b(?:con so|so|muc|ty le) (?:do |nay |ay )?(?:[\d.,]+.{1,40} )?la (?:cua )?(?:gi|cai gi)\b|"
    r"\bla (?:chi tieu |con so |so )?cua (?:gi|cai gi|chi tieu nao|nam nao)\b"
)
_QUOTED = re.compile(r"[“\"']([^“”\"']{4,80})[”\"']")

Matches = TypeVar("Matches")


class NamedFigures(Generic[Matches]):
    """Looks facts up by their figures. `fitting` keeps the matches of the place, period and status asked."""

    def __init__(
        self,
        facts: Iterable[Fact],
        fact_statements: FactStatements,
        fitting: Callable[[QuestionFrame, Matches], Sequence[FactMatch]],
    ) -> None:
        self._facts = tuple(facts)
        self._fact_statements = fact_statements
        self._fitting = fitting

    def answer(self, frame: QuestionFrame, matches: Matches) -> tuple[Statement, ...]:
        """The facts that have a figure of the question, where it asks which or whose; else nothing."""
        return self._which_of(frame, matches) or self._owners(frame)

    def _which_of(self, frame: QuestionFrame, matches: Matches) -> tuple[Statement, ...]:
        """`7,3 triệu hay 3 triệu lượt`: the one that is stated of what is asked, or both with their sources."""
        named = alternatives(frame.text)
        if not named:
            return ()
        stated = [match.fact for match in self._fitting(frame, matches) if match.coverage >= SURE_COVERAGE]
        found: dict[Figure, Fact] = {}
        for fact in stated:
            if any(_is_same(fact.figure, figure) for figure in named):
                found.setdefault(fact.figure, fact)
        statements = self._fact_statements.name_rivals(
            [self._fact_statements.render_facts([fact]) for fact in found.values()]
        )
        if len(statements) != 1:
            return (*statements, *self._fact_statements.disagreement(statements))
        others = [figure.text for figure in named if not _is_same(statements[0].facts[0].figure, figure)]
        return (replace(statements[0], text=f"Không phải {', '.join(others)}: {statements[0].text}"),)

    def _owners(self, frame: QuestionFrame) -> tuple[Statement, ...]:
        """`41% là chỉ tiêu gì`: every fact with that figure in the documents and years that the question names."""
        if frame.quantities or not _ASKS_WHOSE.search(fold_accents(frame.text)):
            return ()
        named = {span.figure for span in amounts_in(frame.text)}
        if len(named) != 1:
            return ()
        figure = named.pop()
        owners = [
            fact
            for fact in self._facts
            if _is_same(fact.figure, figure)
            and (not frame.files or fact.file in frame.files)
            and (not frame.periods or fact.period in frame.periods)
            and (not frame.statuses or fact.status in frame.statuses or not frame.periods)
        ]
        quoted = [_bare(words) for words in _QUOTED.findall(frame.text)]
        as_quoted = [
            fact for fact in owners if any(words in _bare(self._fact_statements.cite(fact).quote) for words in quoted)
        ]
        owners = as_quoted or owners
        return (
            tuple(self._fact_statements.render_facts([fact]) for fact in owners) if len(owners) <= _MOST_OWNERS else ()
        )


def alternatives(text: str) -> tuple[Figure, ...]:
    """The figures that a question joins by `hay`, two or none; a unit said once is both's."""
    spans = [mention for mention in parse_mentions(text) if isinstance(mention, FigureSpan)]
    for first, second in pairwise(spans):
        if second.figure.unit and _OR.search(fold_accents(text[first.end : second.start])):
            unit = first.figure.unit or second.figure.unit
            return (replace(first.figure, unit=unit), second.figure)
    return ()


def amounts_in(text: str) -> list[FigureSpan]:
    """The figures with a unit, in order."""
    return [
        mention
        for mention in parse_mentions(text)
        if isinstance(mention, FigureSpan) and mention.kind is MentionKind.FIGURE and mention.figure.unit
    ]


def _is_same(stated: Figure, named: Figure) -> bool:
    """Whether the amounts are equal; what a unit is counted by may be left out."""
    same_unit = stated.unit.split("/")[0] == named.unit.split("/")[0]
    return same_unit and (stated.low, stated.high) == (named.low, named.high) and stated.kind is not FigureKind.FRACTION


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
