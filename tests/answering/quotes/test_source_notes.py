import datetime
from decimal import Decimal

from rag.answering.quotes.source_notes import source_notes
from rag.datatypes import (
    Citation,
    ContextHeader,
    Document,
    Fact,
    Figure,
    Mode,
    Passage,
    Period,
    Question,
    SourceRecord,
    Statement,
    Status,
    VerifiedAnswer,
)

PASSAGE = Passage("a:0-4", "a.txt", 0, 4, "text", ContextHeader("", "", (), ""), is_item=False)
CHANGED = SourceRecord("b", territory="tỉnh Sông Lam", territory_changed_on=datetime.date(2030, 7, 1))


def _fact(year: int, status: Status = Status.RESULT, territory: str = "Sông Lam") -> Fact:
    period = Period(year, year)
    return Fact(
        "a:0-4", "a.txt", "GRDP", "", period, status, territory, Figure(Decimal(9), Decimal(9), "%"), 0, 4, 0, 4
    )


def _answer(*facts: Fact, source: SourceRecord = CHANGED) -> VerifiedAnswer:
    citation = Citation(PASSAGE, source, "text", 0, 4)
    return VerifiedAnswer(Question("?"), tuple(Statement("s", (citation,), (fact,)) for fact in facts), Mode.FACTS)


def _notes(answer: VerifiedAnswer) -> str:
    return source_notes(answer, [Document("b.txt", "text", CHANGED)])


def test_a_comparison_across_a_change_of_territory_says_so() -> None:
    told = "Địa giới thay đổi từ 01/7/2030; số liệu trước và sau không cùng phạm vi."
    assert _notes(_answer(_fact(2029), _fact(2031))) == told
    assert _notes(_answer(_fact(2030, Status.TARGET), _fact(2030))) == told


def test_what_lies_on_one_side_of_it_or_elsewhere_does_not() -> None:
    assert _notes(_answer(_fact(2028), _fact(2029))) == ""
    assert _notes(_answer(_fact(2031), _fact(2032))) == ""
    assert _notes(_answer(_fact(2030), _fact(2030))) == ""
    assert _notes(_answer(_fact(2029, territory="Bình An"), _fact(2031, territory="Bình An"))) == ""


def test_an_answer_from_a_replaced_document_says_what_replaced_it() -> None:
    old = SourceRecord("Kế hoạch", number="20/KH-UBND", replaced_by="Kế hoạch số 25/KH-UBND")
    told = "“20/KH-UBND” đã được thay thế bởi Kế hoạch số 25/KH-UBND."
    assert _notes(_answer(_fact(2029), _fact(2029), source=old)) == told
