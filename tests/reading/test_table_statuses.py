from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from rag.datatypes import Certainty, Document, Fact, SourceRecord, Status
from rag.figures.table_facts import read_table_facts
from rag.ingestion.chunking import split_passages
from rag.reading.batches import MarkedFigure
from rag.reading.reader import FigureReader
from rag.reading.table_statuses import rows_without_status, with_likely_statuses
from tests.fakes import FakeTokenEncoder

OPEN = "Quy mô trường lớp\n\n| Cấp học | Số lớp |\n| --- | --- |\n| Mầm non | 712 |\n"
PLANNED = "Trường lớp\n\n| Cấp học | Kế hoạch năm 2031 |\n| --- | --- |\n| Mầm non | 712 |\n"


@dataclass(frozen=True)
class FixedReading:
    status: dict[Status, float]


@dataclass
class FixedReader:
    """Holds the same of every figure."""

    status: Status
    probability: float
    asked: int = 0

    def read(self, figures: Sequence[MarkedFigure]) -> list[FixedReading]:
        self.asked += len(figures)
        return [FixedReading({self.status: self.probability}) for _ in figures]


def read(text: str, reader: FixedReader) -> tuple[list[Fact], list[Fact]]:
    """The facts of the rules, and those with what the reader adds."""
    document = Document("t.md", text, SourceRecord("Bảng"))
    passages = split_passages(document, 700)
    facts = list(read_table_facts(document, passages))
    rows = rows_without_status(passages, facts)
    _, encoded = FakeTokenEncoder().encode_passages([row.indexed_text for row in rows])
    tokens = {row.id: (row, text) for row, text in zip(rows, encoded, strict=True)}
    return facts, with_likely_statuses(document, facts, tokens, cast(FigureReader, reader))


def test_a_likely_status_fills_what_the_rules_leave_open() -> None:
    before, after = read(OPEN, FixedReader(Status.RESULT, 0.97))
    assert [fact.status for fact in before] == [Status.UNKNOWN]
    assert [(fact.status, fact.certainty) for fact in after] == [(Status.RESULT, Certainty.LIKELY)]


def test_one_that_is_not_likely_enough_leaves_it_unknown() -> None:
    before, after = read(OPEN, FixedReader(Status.RESULT, 0.9))
    assert after == before


def test_what_the_rules_read_stands_and_the_reader_is_not_asked() -> None:
    reader = FixedReader(Status.RESULT, 0.99)
    before, after = read(PLANNED, reader)
    assert [fact.status for fact in before] == [Status.TARGET]
    assert (after, reader.asked) == (before, 0)
