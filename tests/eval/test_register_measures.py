import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.register_format import GoldFact, load_register
from eval.register_measures import difference, figure_places, measure_register
from rag.datatypes import Certainty, Fact, FigureKind, Period, SlotReading, Status
from rag.errors import InvalidInput
from tests.eval.builders import DOCUMENT, FACTS, FILE, LINES, fact

GOLD = GoldFact(
    id="f1",
    document=FILE,
    quote=LINES[1][: LINES[1].index(" tấn") + 4],
    indicator="sản lượng lúa",
    part="",
    period="2024",
    status=Status.TARGET,
    kind=FigureKind.LEVEL,
    figure="45 nghìn tấn",
    values=("45",),
    unit="nghìn tấn",
    comparator="",
    territory="",
    damaged=False,
)
OLDER = replace(
    GOLD, id="f0", quote=LINES[0], period="2023", status=Status.RESULT, figure="40 nghìn tấn", values=("40",)
)
RIGHT = FACTS[1]


def test_a_register_like_the_gold_is_perfect() -> None:
    result = measure_register([OLDER, GOLD], FACTS, [DOCUMENT])
    assert (result.overall.precision, result.overall.recall, result.mismatches) == (2 / 2, 2 / 2, ())


def test_a_fact_at_no_gold_place_is_wrong_and_a_missing_one_is_missed() -> None:
    result = measure_register([GOLD], [FACTS[0]], [DOCUMENT])
    assert (result.overall.precision, result.overall.recall) == (0 / 1, 0 / 1)
    assert [(m.kind, m.reason) for m in result.mismatches] == [
        ("missed", "no fact there"),
        ("wrong", "no gold fact there"),
    ]


def test_a_fact_from_a_damaged_figure_is_wrong_and_nothing_is_missed() -> None:
    result = measure_register([replace(GOLD, damaged=True)], [RIGHT], [DOCUMENT])
    assert (result.overall.gold, result.overall.found, result.overall.matched) == (0, 1, 0)
    assert [m.reason for m in result.mismatches] == ["the figure is damaged"]


def test_what_is_left_empty_is_missed_but_not_wrong() -> None:
    result = measure_register([GOLD], [replace(RIGHT, period=None)], [DOCUMENT])
    assert (result.overall.gold, result.overall.found, result.overall.matched) == (1, 0, 0)
    assert [m.kind for m in result.mismatches] == ["missed"]


def test_a_guess_is_measured_as_the_register_tells_it() -> None:
    guessed = replace(RIGHT, slots=(SlotReading("period", Certainty.UNKNOWN, 0.4),))
    result = measure_register([GOLD], [guessed], [DOCUMENT])
    assert (result.overall.found, result.overall.matched) == (0, 0)


def test_a_gold_fact_is_matched_once() -> None:
    result = measure_register([GOLD], [RIGHT, RIGHT], [DOCUMENT])
    assert result.overall.precision == 1 / 2
    assert [m.reason for m in result.mismatches] == ["a second fact"]


def test_a_quote_that_is_not_there_is_said() -> None:
    result = measure_register([replace(GOLD, quote="không có 45 nghìn tấn")], [], [DOCUMENT])
    assert [m.reason for m in result.mismatches] == ["quote not in the document"]


@pytest.mark.parametrize(
    ("entry", "read", "reason"),
    [
        (GOLD, RIGHT, ""),
        (GOLD, replace(RIGHT, period=Period(2023, 2023)), "period"),
        (GOLD, replace(RIGHT, period=None), "period"),
        (GOLD, replace(RIGHT, status=Status.RESULT), "status"),
        (GOLD, replace(RIGHT, figure=replace(RIGHT.figure, unit="tạ")), "figure"),
        (GOLD, replace(RIGHT, figure=FACTS[0].figure), "figure"),
        (GOLD, replace(RIGHT, indicator="diện tích rừng"), "indicator"),
        # Two of the three content syllables: 2 / 3 >= .6.
        (GOLD, replace(RIGHT, indicator="sản lượng ngô"), ""),
        (GOLD, replace(RIGHT, indicator="sản lượng", part="lúa"), ""),
        (replace(GOLD, part="vụ mùa"), replace(RIGHT, part="vụ mùa"), ""),
        (replace(GOLD, part="vụ mùa"), replace(RIGHT, part="vụ chiêm xuân"), "part"),
        (replace(GOLD, figure="45", values=("45", "60"), unit=""), RIGHT, "figure"),
    ],
)
def test_differences(entry: GoldFact, read: Fact, reason: str) -> None:
    assert difference(entry, read).partition(" ")[0] == reason


def test_a_fraction_is_compared_by_its_numbers() -> None:
    read = fact(1, "45 nghìn tấn", 2024, Status.TARGET)
    ends = replace(read.figure, low=read.figure.low / 1000, high=read.figure.high / 500, unit="chỉ tiêu")
    assert difference(replace(GOLD, values=("45", "90"), unit=""), replace(read, figure=ends)) == ""


def test_a_gold_register_reads_and_names_a_bad_line(tmp_path: Path) -> None:
    record = {name: getattr(GOLD, name) for name in GoldFact.__slots__}
    path = tmp_path / "g.jsonl"
    path.write_text(json.dumps(record) + "\n\n", encoding="utf-8")
    assert load_register(path) == (GOLD,)
    path.write_text(json.dumps(record | {"status": "hope"}), encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"g\.jsonl:1"):
        load_register(path)
    with pytest.raises(InvalidInput):
        load_register(tmp_path / "none.jsonl")


def test_a_figure_is_not_found_inside_a_longer_number() -> None:
    entry = replace(GOLD, quote="đạt 645 tấn, vượt 45 tấn, tăng 3,45 tấn", figure="45 tấn")
    assert figure_places(entry) == ((entry.quote.index("45 tấn,", 9), entry.quote.index("45 tấn,", 9) + 2),)
