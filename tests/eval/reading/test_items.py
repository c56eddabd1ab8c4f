import json
from pathlib import Path

import pytest

from eval.reading.items import LABELS, LabelledItem, align_numbers, load_items
from rag import InvalidInput

ITEM = {
    "id": "a",
    "kind": "k",
    "title": "Báo cáo năm 2031",
    "headings": ["I. Ngân sách"],
    "text": "Thu 5 tỷ đồng, chi 5 tỷ đồng.",
    "facts": [
        {"figure": "5 tỷ đồng", "nth": 2, "indicator": "chi", "period": "2031", "status": "result", "kind": "level"}
    ],
    "not_facts": [],
}


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_an_item_is_read_with_its_surroundings(tmp_path: Path) -> None:
    (item,) = load_items([write(tmp_path / "a.jsonl", ITEM)])
    assert item.markdown == "Báo cáo năm 2031\n\n## I. Ngân sách\n\nThu 5 tỷ đồng, chi 5 tỷ đồng.\n"
    ((at, label),) = item.places()
    assert item.text[at:].startswith("5 tỷ đồng.")
    assert label.all_of("status") == ("result",)


@pytest.mark.parametrize("line", ["{", '"text"', '{"facts": [{"nth": 1}]}'])
def test_a_line_that_is_no_item_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_items([path])
    assert "a.jsonl:1" in caught.value.message


def test_numbers_are_found_again_in_a_text_that_was_changed_around_them() -> None:
    moved = align_numbers("năm 2031: 5 tỷ, 7 tỷ", "(năm 2031)  5 tỷ;\n7 tỷ")
    assert moved == {4: 5, 10: 12, 16: 18}


def items() -> list[LabelledItem]:
    return load_items(sorted(LABELS.glob("*.jsonl")))


def test_every_label_that_the_reader_learned_from_is_of_a_figure_in_its_text() -> None:
    for item in items():
        # A number that is written in words alone has no place among the digits.
        in_digits = [label for label in item.facts if any(map(str.isdigit, label.figure))]
        assert len(list(item.places())) >= len(in_digits) - 1, item.id
        for label in item.facts:
            assert label.status in {"target", "estimate", "result", "unknown"}, item.id
            assert label.indicator, item.id


def test_the_ids_of_the_labels_are_unique() -> None:
    ids = [item.id for item in items()]
    assert len(ids) == len(set(ids))
