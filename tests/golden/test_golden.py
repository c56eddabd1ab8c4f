"""The committed register and answers of a small corpus against what the product makes of it today."""

import difflib

from tests.golden.made import FOLDER, golden_texts

_SHOWN_LINES = 60


def test_register_and_answers_are_the_committed_ones() -> None:
    differences = [
        line
        for name, text in golden_texts().items()
        for line in difflib.unified_diff(
            (FOLDER / name).read_text(encoding="utf-8").splitlines(), text.splitlines(), name, "now", "", "", 1, ""
        )
    ]
    told = "\n".join(differences[:_SHOWN_LINES])
    assert not differences, f"read what changed, and if it is meant run `make golden`:\n{told}"
