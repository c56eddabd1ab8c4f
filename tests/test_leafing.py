from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Document, Page, SourceRecord
from rag.ingestion.chunking import split_passages
from rag.leafing import LONGEST_LEAF_CHARS, SHORTEST_SECTION_CHARS, cut_leaves

SOURCE = SourceRecord("Kế hoạch")
LINES = st.lists(
    st.sampled_from(
        [
            "I. KẾT QUẢ NĂM 2030",
            "2. Chỉ tiêu chủ yếu:",
            "- Sản lượng chè đạt 45 nghìn tấn;",
            "",
            "| Chỉ tiêu | Năm 2031 |",
            "| --- | --- |",
            "| Lúa | 5 |",
            "Tỉnh tập trung chỉ đạo các ngành. " * 30,
        ]
    ),
    min_size=1,
    max_size=60,
)


def _document(pages: list[list[str]]) -> Document:
    texts = ["\n".join(lines) + "\n" for lines in pages]
    ends = [sum(map(len, texts[: number + 1])) for number in range(len(texts))]
    spans = pairwise([0, *ends])
    return Document(
        "a.pdf", "".join(texts), SOURCE, tuple(Page(f"trang {n}", *span) for n, span in enumerate(spans, start=1))
    )


@given(st.lists(LINES, min_size=1, max_size=5), st.booleans())
def test_the_leaves_are_all_of_the_text_in_order_and_none_is_long(pages: list[list[str]], has_pages: bool) -> None:
    document = _document(pages)
    if not has_pages:
        document = Document(document.file, document.text, SOURCE)
    leaves = cut_leaves(document, split_passages(document, 700))
    assert "".join(leaf.text for leaf in leaves) == document.text
    assert all(first.end == second.start for first, second in pairwise(leaves))
    assert all(len(leaf.text) <= LONGEST_LEAF_CHARS for leaf in leaves)
    assert all(leaf.place == document.place_of(leaf.start) for leaf in leaves if leaf.text)


def test_an_empty_page_is_a_leaf_of_its_own() -> None:
    document = Document("a.pdf", "Chè\nCá", SOURCE, (Page("1", 0, 4), Page("2", 4, 4), Page("3", 4, 6)))
    assert [(leaf.place, leaf.text) for leaf in cut_leaves(document, ())] == [("1", "Chè\n"), ("2", ""), ("3", "Cá")]


@pytest.mark.parametrize(("sentences", "leaves"), [(1, 1), (SHORTEST_SECTION_CHARS // 30, 2)])
def test_without_pages_a_leaf_begins_with_the_heading_of_a_section(sentences: int, leaves: int) -> None:
    first = "I. KẾT QUẢ NĂM 2030\n" + "Tỉnh đã chỉ đạo tốt các ngành. " * sentences
    text = f"{first}\nII. CHỈ TIÊU NĂM 2031\nTỉnh tập trung chỉ đạo các ngành trong năm tới.\n"
    document = Document("a.txt", text, SOURCE)
    cut = cut_leaves(document, split_passages(document, 700))
    assert len(cut) == leaves
    assert cut[-1].text.startswith("II. CHỈ TIÊU") == (leaves == 2)
    assert {leaf.headings for leaf in cut} == {()}


def test_a_leaf_tells_the_headings_that_stand_before_it() -> None:
    text = "I. CHỈ TIÊU NĂM 2031\n" + "".join(f"- Sản lượng loại cây thứ {n} đạt {n} nghìn tấn;\n" for n in range(300))
    document = Document("a.txt", text, SOURCE)
    first, *others = cut_leaves(document, split_passages(document, 700))
    assert first.headings == ()
    assert {leaf.headings for leaf in others} == {("I. CHỈ TIÊU NĂM 2031",)}
