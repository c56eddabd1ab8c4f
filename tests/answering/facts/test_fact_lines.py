from dataclasses import replace

from rag.answering.facts.fact_lines import FactLines
from rag.datatypes import Certainty, Fact, SlotReading, Status
from tests.page.fake_pipeline import BUDGET_FACT, EARLIER_FACTS


def _guessed(fact: Fact, slot: str) -> Fact:
    return replace(fact, slots=(SlotReading(slot, Certainty.UNKNOWN, 0.3),))


def test_a_line_has_the_fact_and_its_other_years() -> None:
    other = replace(EARLIER_FACTS[0], indicator="Chi ngân sách")
    lines = FactLines((*EARLIER_FACTS, BUDGET_FACT, other))
    assert lines.series(BUDGET_FACT) == [BUDGET_FACT, *EARLIER_FACTS]
    assert lines.of_file(BUDGET_FACT.file) == [
        fact for fact in (*EARLIER_FACTS, BUDGET_FACT, other) if fact.file == BUDGET_FACT.file
    ]
    assert lines.of_file("khác.txt") == []


def test_what_is_guessed_is_left_empty() -> None:
    first, second = EARLIER_FACTS[:2]
    lines = FactLines((_guessed(first, "indicator"), _guessed(second, "status"), BUDGET_FACT))
    beside = [fact for fact in lines.series(BUDGET_FACT) if fact != BUDGET_FACT]
    assert [(fact.period, fact.status) for fact in beside] == [(second.period, Status.UNKNOWN)]
    assert lines.series(first)[0].indicator == ""
