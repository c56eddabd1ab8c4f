import re
from pathlib import Path

from eval.questions_format import Category
from eval.scoring import MEASURES
from eval.systems import SYSTEMS

README = (Path(__file__).parents[2] / "eval" / "README.md").read_text(encoding="utf-8")


def test_the_table_has_every_measure_in_order_and_its_direction() -> None:
    rows = re.findall(r"^\| ([^|`]+) \| .* \| (up|down) \|$", README, re.MULTILINE)
    assert rows == [(measure.name, "up" if measure.higher_is_better else "down") for measure in MEASURES]


def test_every_system_and_category_is_named() -> None:
    assert [
        name for name in (*SYSTEMS, *(str(category.value) for category in Category)) if f"`{name}`" not in README
    ] == []
