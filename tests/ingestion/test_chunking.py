import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Document, SourceRecord
from rag.ingestion.chunking import split_passages
from rag.ingestion.cleaning import find_residue
from rag.vietnamese import split_sentences

PASSAGE_CHARS = 200
SHORTEST_HEADING_CHARS = 40


def _document(text: str, period: str = "") -> Document:
    return Document("a.txt", text, SourceRecord(title="Nghị quyết", number="25/NQ-HĐND", period=period))


OPENINGS = st.sampled_from(
    ["", "", "- ", "+ ", "* ", "(1) ", "2) ", "a) ", "đ) ", "1. ", "2.1. ", "2.1.3 ", "I. ", "A. ", "Điều 5. ", "## "]
)
TEXT = (
    "thu ngân sách GRDP đạt 12,5% Năm 2024, khoảng 118.000 tỷ đồng; TP. Hải tăng – giảm (trong đó: “điểm” **nhóm** UBND"
    " giai đoạn 2021-2025 …"
)
WORDS = st.sampled_from(TEXT.split())
ENDINGS = st.sampled_from(["", ".", ":", ";", "…", "?", "**", " "])
SENTENCES = st.lists(WORDS, min_size=1, max_size=20).map(lambda words: f"Thành phố {' '.join(words)}. ")
LINES = st.one_of(
    st.builds(
        lambda opening, words, ending: opening + " ".join(words) + ending,
        OPENINGS,
        st.lists(WORDS, min_size=1, max_size=60),
        ENDINGS,
    ),
    st.builds(
        lambda opening, sentences: opening + "".join(sentences), OPENINGS, st.lists(SENTENCES, min_size=1, max_size=8)
    ),
    st.sampled_from(["", " ", "\t", "In trang", "-----", "KẾT QUẢ NĂM 2023", "**Kết quả**", "Xem thêm", "\xa0", "*"]),
    st.text(max_size=30).filter(lambda line: any(character.isalnum() for character in line)),
)
DOCUMENTS = st.lists(LINES, max_size=15).map("\n".join).map(_document)


@given(DOCUMENTS)
def test_a_passage_equals_its_documents_slice(document: Document) -> None:
    for passage in split_passages(document, PASSAGE_CHARS):
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text.strip()
        assert passage.file == document.file


@given(DOCUMENTS)
def test_passages_come_in_order_and_repeat_nothing(document: Document) -> None:
    passages = split_passages(document, PASSAGE_CHARS)
    assert all(first.end <= second.start for first, second in itertools.pairwise(passages))
    assert len({passage.id for passage in passages}) == len(passages)


@given(DOCUMENTS)
def test_no_long_line_is_lost(document: Document) -> None:
    held = {at for passage in split_passages(document, PASSAGE_CHARS) for at in range(passage.start, passage.end)}
    residue = set(find_residue(document.text))
    start = 0
    for line in document.text.split("\n"):
        letters = [at for at, character in enumerate(line, start) if character.isalnum()]
        span = (start, start + len(line))
        if span not in residue and letters and letters[-1] - letters[0] >= SHORTEST_HEADING_CHARS:
            assert held.issuperset(letters)
        start = span[1] + 1


@given(DOCUMENTS)
def test_only_a_single_sentence_is_longer_than_the_limit(document: Document) -> None:
    for passage in split_passages(document, PASSAGE_CHARS):
        assert len(passage.text) <= PASSAGE_CHARS or len(split_sentences(passage.text)) == 1


@pytest.mark.parametrize("text", ["thu\n#", "thu\n#\n", "thu\n>\n", "#\nthu"])
def test_a_line_of_mere_markup_has_no_passage(text: str) -> None:
    assert [passage.text for passage in split_passages(_document(text), PASSAGE_CHARS)] == ["thu"]


def test_a_numbered_line_is_a_passage_of_its_own_with_the_headings_above_it() -> None:
    text = "I. CHỈ TIÊU CHỦ YẾU\n(1) Thu ngân sách đạt 5 tỷ đồng.\n(2) Chi 6 tỷ đồng.\nCác ngành thực hiện."
    first, second, prose = split_passages(_document(text), PASSAGE_CHARS)
    assert (first.text, first.is_item) == ("(1) Thu ngân sách đạt 5 tỷ đồng.", True)
    assert (second.text, second.is_item) == ("(2) Chi 6 tỷ đồng.", True)
    assert (prose.text, prose.is_item) == ("Các ngành thực hiện.", False)
    assert first.header.heading_path == ("I. CHỈ TIÊU CHỦ YẾU",)
    assert first.indexed_text.startswith("Nghị quyết › 25/NQ-HĐND › I. CHỈ TIÊU CHỦ YẾU")


def test_long_prose_is_cut_between_sentences() -> None:
    sentence = "Thành phố tập trung phát triển hạ tầng và thu hút đầu tư."
    text = " ".join([sentence] * 7)
    passages = split_passages(_document(text), PASSAGE_CHARS)
    per_passage = PASSAGE_CHARS // (len(sentence) + 1)
    assert [passage.text.count(sentence) for passage in passages] == [per_passage, per_passage, 7 - 2 * per_passage]


def test_a_short_heading_is_no_passage_and_a_long_one_is() -> None:
    long = "II. NHIỆM VỤ VÀ GIẢI PHÁP CHỦ YẾU PHÁT TRIỂN KINH TẾ - XÃ HỘI"
    passages = split_passages(_document(f"I. KẾT QUẢ\nThu đạt kế hoạch.\n{long}\nChi đạt kế hoạch."), PASSAGE_CHARS)
    assert [passage.text for passage in passages] == ["Thu đạt kế hoạch.", long, "Chi đạt kế hoạch."]


@pytest.mark.parametrize("line", ["2. Cấp 40 ha đất.", "Giao 3 khu đất:", "5. Tổ chức thực hiện."])
def test_a_short_line_that_states_something_is_a_passage_though_it_looks_like_a_heading(line: str) -> None:
    passages = split_passages(_document(f"1. Thu đạt kế hoạch.\n{line}\n- Chi đạt kế hoạch."), PASSAGE_CHARS)
    assert line in [passage.text for passage in passages]


def test_a_row_that_only_gathers_others_is_a_passage_where_it_holds_a_figure() -> None:
    rows = ["| Địa bàn | Học phí |", "|---|---|", "| Miền núi (9 xã) | |", "| Ven biển | |", "| - Mầm non | 105 |"]
    passages = [passage.text for passage in split_passages(_document("\n".join(rows)), PASSAGE_CHARS)]
    assert passages == [rows[2], rows[4]]


@pytest.mark.parametrize(
    ("headings", "period"),
    [
        ([], "2031"),
        (["I. KẾT QUẢ"], "2031"),
        (["I. KẾT QUẢ NĂM 2030"], "2030"),
        (["I. KẾT QUẢ NĂM 2030", "1. Nhiệm vụ năm 2032"], "2032"),
        (["I. KẾT QUẢ NĂM 2030", "1. Kinh tế"], "2030"),
        (["I. KẾT QUẢ NĂM 2029 VÀ NĂM 2030"], "2031"),
        (["I. KẾ HOẠCH GIAI ĐOẠN 2026-2030"], "2026-2030"),
    ],
)
def test_the_period_is_that_of_the_innermost_heading_that_names_one_else_the_documents(
    headings: list[str], period: str
) -> None:
    text = "\n".join([*headings, "Thu ngân sách đạt kế hoạch."])
    assert split_passages(_document(text, period="2031"), PASSAGE_CHARS)[-1].header.period == period


@pytest.mark.parametrize("text", ["", "\n\n", "In trang\n-----\n"])
def test_nothing_but_residue_has_no_passage(text: str) -> None:
    assert split_passages(_document(text), PASSAGE_CHARS) == []
