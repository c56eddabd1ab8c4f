"""What a reader must know of an answer's sources: one was replaced, or may be, or the territory changed between."""

import datetime
from collections.abc import Sequence

from rag.datatypes import Document, Fact, Period, VerifiedAnswer
from rag.figures.places import place_name


def source_notes(answer: VerifiedAnswer, documents: Sequence[Document]) -> str:
    """The notes in Vietnamese, in one line; empty where there is nothing to know."""
    replaced = {
        f"“{citation.source.number or citation.source.title}” đã được thay thế bởi {citation.source.replaced_by}."
        for citation in answer.citations
        if citation.source.replaced_by
    }
    # A reader of the old document learns that there may be a newer one, without having to believe it.
    claimed = {
        f"{citation.source.unconfirmed_successor} tự ghi là thay thế hoặc sửa đổi "
        f"“{citation.source.number or citation.source.title}” nhưng chưa được xác nhận, nên không tính."
        for citation in answer.citations
        if citation.source.unconfirmed_successor
    }
    return " ".join((*sorted(replaced), *sorted(claimed), *_territory_notes(answer, documents)))


def _territory_notes(answer: VerifiedAnswer, documents: Sequence[Document]) -> list[str]:
    """For each date of change that falls between the figures set side by side, or within one of their years."""
    facts = [fact for statement in answer.statements for fact in statement.facts]
    changes = {
        (place_name(document.source.territory), document.source.territory_changed_on)
        for document in documents
        if document.source.territory_changed_on is not None
    }
    return [
        f"Địa giới thay đổi từ {day.day:02}/{day.month}/{day.year}; số liệu trước và sau không cùng phạm vi."
        for place, day in sorted((place, day) for place, day in changes if day is not None)
        if _spans([fact for fact in facts if fact.territory == place], day)
    ]


def _spans(facts: Sequence[Fact], day: datetime.date) -> bool:
    compared = {(fact.period, fact.status) for fact in facts if fact.period is not None}
    periods: list[Period] = [period for period, _ in compared if period is not None]
    if len(compared) < 2:
        return False
    first, last = min(period.first for period in periods), max(period.last for period in periods)
    return datetime.date(first, 1, 1) < day <= datetime.date(last, 12, 31)
