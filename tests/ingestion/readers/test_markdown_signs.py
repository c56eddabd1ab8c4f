from pathlib import Path

import pytest

from rag.ingestion.readers import markdown, plain_text
from rag.ingestion.readers.content import Block, FileContent, Table, ignore_pages


def _read(tmp_path: Path, text: str, suffix: str = ".md") -> FileContent:
    (tmp_path / f"a{suffix}").write_text(text, encoding="utf-8")
    read = markdown.read if suffix == ".md" else plain_text.read
    return read(tmp_path / f"a{suffix}", ignore_pages)


def _blocks(content: FileContent) -> tuple[Block, ...]:
    return content.pages[0].blocks


@pytest.mark.parametrize("hidden", ["~~hay 77 ha~~", "<!-- hay 77 ha -->", "<del>hay 77 ha</del>", "<s>hay 77 ha</s>"])
def test_what_markdown_does_not_show_is_not_read_and_is_told(tmp_path: Path, hidden: str) -> None:
    content = _read(tmp_path, f"Chè 4.310 ha {hidden}.")
    assert _blocks(content) == ("Chè 4.310 ha .",)
    assert "“hay 77 ha”" in content.warnings[0]


def test_in_plain_text_everything_is_shown(tmp_path: Path) -> None:
    text = "Chè ~~77~~ ha <b>x</b> <!-- 5 -->"
    assert _blocks(_read(tmp_path, text, ".txt")) == (text,)


def test_between_fences_everything_is_shown(tmp_path: Path) -> None:
    text = "```\n~~77~~ <sup>2</sup>\n```"
    assert _blocks(_read(tmp_path, text)) == (text,)


def test_raised_digits_and_inline_tags(tmp_path: Path) -> None:
    text = "Thu <b>6.450</b><sup>4</sup> tỷ đồng, rừng 10 km<sup>2</sup>, chè 12^3^ ha"
    assert _blocks(_read(tmp_path, text)) == ("Thu 6.450⁴ tỷ đồng, rừng 10 km², chè 12³ ha",)


def test_box_drawing_characters_are_plain_bars(tmp_path: Path) -> None:
    text = "Cây  │ 2031\n─────┼─────\nLạc  │ 41"
    assert _blocks(_read(tmp_path, text, ".txt")) == ("Cây  | 2031\n-----+-----\nLạc  | 41",)


STACKED = "Cây trồng\nĐơn vị\nNăm 2031\nLạc\ntấn\n4.100\nVừng\ntấn\n135"


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_cells_below_each_other_are_a_table(tmp_path: Path, suffix: str) -> None:
    assert [block for block in _blocks(_read(tmp_path, f"Kế hoạch\n\n{STACKED}\n\nHết.", suffix)) if block] == [
        "Kế hoạch",
        Table((("Cây trồng", "Đơn vị", "Năm 2031"), ("Lạc", "tấn", "4.100"), ("Vừng", "tấn", "135"))),
        "\nHết.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Lạc\ntấn\n4.100\nVừng\ntấn\n135\nMía\n9",
        "Cây trồng\n2031\nLạc 5 tấn\nVừng 6 tấn\nMía\nDừa",
        "Ông A\nBà B\nÔng C\nBà D\nÔng E\nBà G",
        "- Lạc\n- 4.100\n- Vừng\n- 135\n- Mía\n- 90",
    ],
)
def test_lines_that_may_be_something_else_stay_lines(tmp_path: Path, text: str) -> None:
    assert _blocks(_read(tmp_path, text)) == (text,)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Thu 6\.450 tỷ đồng", "Thu 6.450 tỷ đồng"),
        ("Thu **6.450** tỷ đồng, chi *590* tỷ", "Thu 6.450 tỷ đồng, chi 590 tỷ"),
        ("Chi [590 tỷ đồng](http://a.vn/2024/77), xem ![77](a.png) `5`", "Chi 590 tỷ đồng, xem  5"),
        ("Thu 6.450 tỷ đồng[^2], chi\n\n[^2]: Không kể 12 tỷ.", "Thu 6.450 tỷ đồng⁽²⁾, chi\n\n(2) Không kể 12 tỷ."),
        (r"| Lạc (xuân \| hè) | [Vừng](http://a.vn/b|c) | 9\.800 |", r"| Lạc (xuân \| hè) | Vừng | 9.800 |"),
        ("| Lạc* | 4.100* |", "| Lạc* | 4.100* |"),
        ("Thu &ge; 640 tỷ; (*) ước; a_b_c", "Thu ≥ 640 tỷ; (*) ước; a_b_c"),
        ("**KẾ HOẠCH**\n- Lạc\n* Vừng\n1. Mía\n# Chung", "**KẾ HOẠCH**\n- Lạc\n* Vừng\n1. Mía\n# Chung"),
    ],
)
def test_signs_are_not_read_and_what_they_protect_is(tmp_path: Path, written: str, shown: str) -> None:
    assert _blocks(_read(tmp_path, written)) == (shown,)


def test_a_table_without_bars_at_the_ends_of_its_lines_has_them_before_it(tmp_path: Path) -> None:
    text = "Cây | Năm 2031\n:--|--:\nLạc \\| vừng | **4,5**\nGhi chú: `a`"
    assert _blocks(_read(tmp_path, text)) == ("| Cây | Năm 2031\n| :--|--:\n| Lạc \\| vừng | 4,5\nGhi chú: a",)
    no_table = "Thu | chi\n---"
    assert _blocks(_read(tmp_path, no_table)) == (no_table,)
