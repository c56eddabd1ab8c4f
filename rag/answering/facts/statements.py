"""Facts → statements with citations: a line each, a difference as a formula, a contradiction with its sources."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from rag.answering.facts.places import place_key
from rag.answering.facts.relations import DONE, disagree, same_subject
from rag.answering.wording import STATUS_WORDS, fact_line, official_text, period_text, source_text, subject_text
from rag.datatypes import (
    Citation,
    Document,
    Fact,
    FigureKind,
    NotInDocuments,
    Passage,
    QuestionFrame,
    Statement,
    Status,
)
from rag.figures.arithmetic import difference as reckon_difference
from rag.figures.arithmetic import format_amount, format_number, same_unit
from rag.figures.places import bare_name, place_name


class FactStatements:
    """Renders facts of these documents as statements, each with citations of the words that state its facts."""

    def __init__(self, documents: Iterable[Document], passages: Iterable[Passage]) -> None:
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._passages: Mapping[str, Passage] = {passage.id: passage for passage in passages}
        places = {place_name(document.source.territory) for document in self._documents.values()} - {""}
        self._are_of_one_place = len(places) < 2

    def render_facts(self, facts: Sequence[Fact]) -> Statement:
        """The statement of the first fact; the others state the same and are cited with it."""
        return Statement(
            fact_line(facts[0], self._place(facts[0])), tuple(self.cite(fact) for fact in facts), tuple(facts)
        )

    def difference(self, first: Fact, second: Fact) -> tuple[Statement, ...]:
        """Larger minus smaller, reckoned here and never by a model; nothing where it would have no meaning."""
        less, more = sorted((first, second), key=lambda fact: (fact.figure.high, fact.figure.low))
        # `USD/người/năm` beside `USD`: the shorter names the same.
        shared = more.figure.unit == less.figure.unit
        unit, other = (one.figure.unit if shared else one.figure.unit.split("/")[0] for one in (more, less))
        gap = reckon_difference(replace(more.figure, unit=unit), replace(less.figure, unit=other))
        if gap is None and _are_apart(more, less):
            text = f"{_what_is_more(more, less)}: {_operand(more)} so với {_operand(less)}."
            return (Statement(text, (self.cite(more), self.cite(less)), (more, less)),)
        if gap is None or more.figure == less.figure or gap[0] < 0:
            return ()
        scale, unit_of_gap = more.figure.scale, "điểm %" if unit == "%" else unit
        amount = format_amount(gap[1], unit_of_gap, scale)
        if gap[0] != gap[1]:
            amount = f"{format_amount(gap[0], '', scale).removesuffix(scale).strip()} - {amount}"
        text = f"{_what_is_more(more, less)}: {_operand(more)} − {_operand(less)} = **{amount}**."
        if (
            more.figure.kind is FigureKind.LEVEL
            and not _is_within(less, more)
            and less.figure.low
            and gap[0] == gap[1]
            and unit != "%"
        ):
            percent = (gap[0] / less.figure.low * 100).quantize(Decimal("0.01"))
            text = text[:-1] + f" ({format_number(percent)}%)."
        return (Statement(text, (self.cite(more), self.cite(less)), (more, less)),)

    def name_rivals(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """Where documents disagree on one thing, each line says who says so, and with what weight."""
        return tuple(
            replace(item, text=f"{item.text[:-1]} – theo {self._source_text(item.facts[0])}.")
            if any(_contradict(item, other) for other in statements)
            else item
            for item in statements
        )

    def with_sources(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """Each line of facts with the document that states it, for who asks where a figure stands."""
        return tuple(
            replace(item, text=f"{item.text[:-1]} – theo {self._source_text(item.facts[0])}.") if item.facts else item
            for item in statements
        )

    def disagreement(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """That two documents do not agree, with both in evidence; nothing where none contradict each other."""
        for number, item in enumerate(statements):
            for other in statements[number + 1 :]:
                if _contradict(item, other) and _is_one_figure(item) and _is_one_figure(other):
                    first, second = item.facts[0], other.facts[0]
                    text = f"Các tài liệu không khớp nhau: {_operand(first)} khác {_operand(second)}."
                    return (Statement(text, (self.cite(first), self.cite(second)), (first, second)),)
        return ()

    def _place(self, fact: Fact) -> str:
        """The place of a fact, where it is not that of all documents and the figure's name does not tell it."""
        own = place_name(self._documents[fact.file].source.territory)
        if fact.territory == own and self._are_of_one_place:
            return ""
        subject = place_key(subject_text(fact))
        names_territory = all(bare_name(part) in subject for part in re.split(r", | va ", place_key(fact.territory)))
        is_row = self.passage(fact).row is not None
        return fact.territory if (is_row and fact.territory != own) or not names_territory else ""

    def _source_text(self, fact: Fact) -> str:
        return source_text(self._documents[fact.file].source)

    def cite(self, fact: Fact) -> Citation:
        """The words that state a fact, in their passage."""
        return Citation.of(self.passage(fact), self._documents[fact.file], fact.clause_start, fact.clause_end)

    def passage(self, fact: Fact) -> Passage:
        """The passage that states a fact."""
        return self._passages[fact.passage_id]

    def words_after(self, fact: Fact, chars: int) -> str:
        """The text right behind a fact's figure, at most so many characters."""
        return self._documents[fact.file].text[fact.end : fact.end + chars]

    def words_before(self, fact: Fact) -> str:
        """The text of a fact's clause before its figure."""
        return self._documents[fact.file].text[fact.clause_start : fact.start]


def missing(frame: QuestionFrame, facts: Sequence[Fact], absent: Sequence[str] = ()) -> NotInDocuments:
    """What the documents lack of the question, and for which years and statuses they do have the indicator."""
    subject = subject_text(facts[0])
    asked = " và ".join(absent) or " ".join(
        word
        for word in (
            STATUS_WORDS[frame.statuses[0]] if frame.statuses else "số liệu",
            ", ".join(period_text(period) for period in frame.periods),
        )
        if word
    )
    available: dict[str, Fact] = {}
    for fact in facts:
        if same_subject(fact, facts[0]):
            available.setdefault(f"{STATUS_WORDS[fact.status]} {period_text(fact.period)}".strip(), fact)
    latest = _stated_latest(frame, facts)
    reason = (
        f"Tài liệu chưa có {asked} về “{subject}”; mới nhất là {latest}."
        if latest
        else f"Các tài liệu không có {asked} về “{subject}”."
    )
    return NotInDocuments(
        reason, tuple(f"Có {label} của “{subject}”." for label in available), tuple(available.values())
    )


def _stated_latest(frame: QuestionFrame, facts: Sequence[Fact]) -> str:
    """The latest year of the first fact's subject, where only later ones are asked for; else nothing."""
    last = max((fact.period.last for fact in facts if fact.period and same_subject(fact, facts[0])), default=None)
    if last is None or not frame.periods or any(period.first <= last for period in frame.periods):
        return ""
    return f"năm {last}"


def _is_one_figure(statement: Statement) -> bool:
    """Whether the facts of the statement all state one figure, as those of a formula do not."""
    return len({fact.figure for fact in statement.facts}) == 1


def _contradict(statement: Statement, other: Statement) -> bool:
    return bool(statement.facts and other.facts) and disagree(statement.facts[0], other.facts[0])


def _what_is_more(more: Fact, less: Fact) -> str:
    """Which of two facts is the larger, told by what sets them apart; no judgement on whether a plan was met."""
    if more.territory and less.territory and more.territory != less.territory:
        return f"{more.territory[:1].upper()}{more.territory[1:]} cao hơn {less.territory}"
    done, verb = (less, "thấp hơn") if more.status is Status.TARGET else (more, "cao hơn")
    planned = more if done is less else less
    if planned.status is Status.TARGET and done.status in DONE and more.period == less.period:
        return f"{STATUS_WORDS[done.status].capitalize()} {verb} chỉ tiêu"
    if more.status is Status.TARGET and less.status in DONE and _is_within(less, more):
        return f"{STATUS_WORDS[less.status].capitalize()} {period_text(less.period)} còn thiếu so với chỉ tiêu cả năm"
    if more.period and less.period and more.period != less.period:
        if more.period.first < less.period.first:
            return f"{period_text(less.period).capitalize()} thấp hơn {period_text(more.period)}"
        return f"{period_text(more.period).capitalize()} cao hơn {period_text(less.period)}"
    return "Chênh lệch"


def _is_within(part: Fact, whole: Fact) -> bool:
    """Whether one is of a part of the other's year."""
    return part.period is not None and bool(part.period.part) and part.period.whole == whole.period


def _are_apart(more: Fact, less: Fact) -> bool:
    """Whether all of one range lies above all of another: which is more is sure, by how much is not."""
    return same_unit(more.figure, less.figure) and more.figure.low > less.figure.high


def _operand(fact: Fact) -> str:
    text = official_text(fact.figure)
    return f"({text})" if fact.figure.is_range else text
