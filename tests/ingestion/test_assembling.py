from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Document, SourceRecord
from rag.ingestion.assembling import assemble
from rag.ingestion.readers.content import Block, FileContent, PageContent, Table


def _text(*blocks: Block) -> str:
    return assemble(FileContent((PageContent(blocks),))).text


def test_a_page_is_a_slice_of_the_text_and_keeps_its_label_and_confidence() -> None:
    read = assemble(
        FileContent((PageContent(("Mục tiêu",), "trang 1"), PageContent(("Kết quả", "Thu"), "trang 2", 0.8)), ("mờ",))
    )
    assert [(page.label, read.text[page.start : page.end], page.confidence) for page in read.pages] == [
        ("trang 1", "Mục tiêu", None),
        ("trang 2", "Kết quả\nThu", 0.8),
    ]
    assert read.warnings == ("mờ",)


def test_a_file_without_pages_has_none() -> None:
    assert assemble(FileContent((PageContent(("Mục tiêu",)),))).pages == ()


def test_split_accents_are_joined_and_pages_still_fit() -> None:
    decomposed = "Hải Phòng"
    read = assemble(FileContent((PageContent((decomposed,), "trang 1"), PageContent(("x",), "trang 2"))))
    assert read.text == "Hải Phòng\nx"
    assert read.text[read.pages[1].start] == "x"


def test_a_table_is_markdown_with_one_line_of_headings() -> None:
    table = Table(
        rows=(("Chỉ tiêu", "Năm 2024", "Năm 2024"), ("Chỉ tiêu", "KH", "TH"), ("GRDP | giá\nso sánh", "12", "11")),
        heading_rows=2,
        caption="Đơn vị tính: %",
    )
    assert _text("Trước", table, "Sau").split("\n") == [
        "Trước",
        "",
        "Đơn vị tính: %",
        "| Chỉ tiêu | Năm 2024 › KH | Năm 2024 › TH |",
        "| --- | --- | --- |",
        "| GRDP / giá so sánh | 12 | 11 |",
        "",
        "Sau",
    ]


@pytest.mark.parametrize(("offset", "place"), [(0, "trang 1"), (7, "trang 1"), (8, "trang 2"), (99, "trang 2")])
def test_a_document_says_on_which_page_a_character_stands(offset: int, place: str) -> None:
    read = assemble(FileContent((PageContent(("Kế hoạch"[:7],), "trang 1"), PageContent(("Thu",), "trang 2"))))
    document = Document("a.pdf", read.text, SourceRecord(title="A"), read.pages)
    assert document.place_of(offset) == place


def test_a_document_without_pages_has_no_places() -> None:
    assert Document("a.txt", "Thu", SourceRecord(title="A")).place_of(0) == ""


class TestPageEnds:
    def test_a_sentence_cut_by_a_page_end_is_one_line_and_the_pages_meet_in_it(self) -> None:
        first, second = "Thực hiện đồng bộ các nhiệm vụ, giải pháp", "phát triển kinh tế."
        read = assemble(FileContent((PageContent((first,), "trang 1"), PageContent((second, "Hết."), "trang 2"))))
        assert read.text == f"{first} {second}\nHết."
        assert read.pages[0].end == read.pages[1].start == read.text.index(second)
        document = Document("a.pdf", read.text, SourceRecord(title="A"), read.pages)
        assert document.place_of(read.text.index("giải")) == "trang 1"
        assert document.place_of(read.text.index("triển")) == "trang 2"

    def test_a_table_over_three_pages_is_one_and_its_rows_know_their_page(self) -> None:
        head = ("Chỉ tiêu", "Số")
        pages = (
            PageContent((Table((head, ("a", "1"))),), "trang 1"),
            PageContent((Table((head, ("b", "2"))),), "trang 2"),
            PageContent((Table((("c", "3"),), 0), "Hết."), "trang 3"),
        )
        read = assemble(FileContent(pages))
        assert read.text.split("\n") == [
            *("", "| Chỉ tiêu | Số |", "| --- | --- |", "| a | 1 |", "| b | 2 |", "| c | 3 |", "", "Hết.")
        ]
        document = Document("a.pdf", read.text, SourceRecord(title="A"), read.pages)
        assert [document.place_of(read.text.index(f"| {name} |")) for name in "abc"] == [
            f"trang {n}" for n in (1, 2, 3)
        ]


def test_page_numbers_between_the_halves_of_a_sentence_do_not_keep_them_apart() -> None:
    lines = [f"Dòng {name} có nội dung dài để không bị coi là tiêu đề" for name in "abcd"]
    pages = [PageContent((f"và {line}", str(number)), f"trang {number}") for number, line in enumerate(lines, start=1)]
    read = assemble(FileContent(tuple(pages)))
    assert read.text == " ".join(f"và {line}" for line in lines)
    assert len(read.warnings) == 1


def test_characters_of_no_meaning_are_reported_with_their_page() -> None:
    read = assemble(FileContent((PageContent(("Thu \ue000",), "trang 1"),)))
    assert "trang 1" in read.warnings[0]


_CELLS = st.text("aAbđ ,.1|\n", max_size=6)
_TABLES = st.builds(
    lambda rows, heads: Table(tuple(rows), min(heads, len(rows))),
    st.lists(st.tuples(_CELLS, _CELLS), max_size=3),
    st.integers(0, 2),
)
_PAGES = st.lists(
    st.builds(
        PageContent, st.lists(st.text("aAbđ ,.1-\n", max_size=40) | _TABLES, max_size=3).map(tuple), st.just("t")
    ),
    max_size=6,
)


@given(_PAGES)
def test_pages_are_in_order_and_hold_the_text_but_for_the_breaks_between_them(pages: list[PageContent]) -> None:
    read = assemble(FileContent(tuple(pages)))
    assert len(read.pages) == len(pages)
    position = 0
    for page in read.pages:
        assert read.text[position : page.start] in ("", "\n")
        assert page.start <= page.end <= len(read.text)
        position = page.end
    assert position == len(read.text) or not pages


@given(_PAGES)
def test_no_character_is_invented(pages: list[PageContent]) -> None:
    given_text = Counter(
        character
        for page in pages
        for block in page.blocks
        for text in ([block] if isinstance(block, str) else [cell for row in block.rows for cell in row])
        for character in text
    )
    made = Counter(assemble(FileContent(tuple(pages))).text)
    assert all(made[character] <= given_text[character] for character in "aAbđ,.1")
