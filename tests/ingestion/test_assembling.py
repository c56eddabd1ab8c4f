import pytest

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
