import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.reading.judging import Verdict
from eval.register_samples import load_sample, measure_sample, sample_table
from rag import InvalidInput
from rag.datatypes import Document, Fact, Period, SourceRecord, Status
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

TEXT = "Theo Quyết định số 41, thu ngân sách năm 2031 ước đạt 84 tỷ đồng."
DOCUMENT = Document("a.txt", TEXT, SourceRecord("Báo cáo năm 2031"))
FACT = {
    "id": "s-1",
    "document": "a.txt",
    "quote": "thu ngân sách năm 2031 ước đạt 84 tỷ đồng",
    "indicator": "thu ngân sách",
    "part": "",
    "period": "2031",
    "status": "estimate",
    "kind": "level",
    "figure": "84 tỷ đồng",
    "values": ["84"],
    "unit": "tỷ đồng",
    "comparator": "",
    "territory": "",
    "damaged": False,
    "offset": 48,
}
NO_FACT = {"id": "s-2", "document": "a.txt", "quote": "Quyết định số 41", "number": "41", "not_a_fact": True}


def sample(tmp_path: Path, *lines: dict[str, object]) -> Path:
    path = tmp_path / "sample.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def facts() -> list[Fact]:
    return read_facts(DOCUMENT, split_passages(DOCUMENT, 700))


def test_a_fact_as_the_sample_has_it_is_right_and_a_document_number_is_none(tmp_path: Path) -> None:
    result = measure_sample(load_sample(sample(tmp_path, FACT, NO_FACT)), facts(), [DOCUMENT])
    assert result.verdicts == {Verdict.RIGHT: 1}
    assert (result.taken_for_facts, result.no_facts, result.lines) == (0, 1, ())
    assert sample_table(result).row_count == 4


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"status": Status.UNKNOWN}, Verdict.UNKNOWN),
        ({"period": None}, Verdict.UNKNOWN),
        ({"status": Status.RESULT}, Verdict.WRONG),
        ({"period": Period(2030, 2030)}, Verdict.WRONG),
        ({"indicator": "sản lượng lúa"}, Verdict.WRONG),
    ],
)
def test_an_empty_slot_is_unknown_and_another_value_wrong(
    tmp_path: Path, changes: dict[str, object], verdict: Verdict
) -> None:
    (fact,) = facts()
    read = [replace(fact, **changes)]  # type: ignore[arg-type]
    result = measure_sample(load_sample(sample(tmp_path, FACT)), read, [DOCUMENT])
    assert result.verdicts == {verdict: 1}
    assert len(result.lines) == 1


def test_a_figure_that_the_register_lacks_is_unknown(tmp_path: Path) -> None:
    assert measure_sample(load_sample(sample(tmp_path, FACT)), [], [DOCUMENT]).verdicts == {Verdict.UNKNOWN: 1}


def test_a_number_that_states_nothing_and_is_read_as_a_fact_is_counted(tmp_path: Path) -> None:
    (fact,) = facts()
    at = TEXT.index("41")
    read = [replace(fact, start=at, end=at + 2)]
    assert measure_sample(load_sample(sample(tmp_path, NO_FACT)), read, [DOCUMENT]).taken_for_facts == 1


@pytest.mark.parametrize("line", ["{", '{"not_a_fact": true}', '{"id": "x"}', "[]"])
def test_a_line_that_is_neither_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "sample.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"sample.jsonl:1"):
        load_sample(path)
