from pathlib import Path

import pytest

from rag.datatypes import ContextHeader, Passage
from rag.errors import IndexUnusable
from rag.indexing.lexical_index import LexicalIndex
from tests.fakes import make_passage

PASSAGES = (
    make_passage("a", "Kim ngạch xuất khẩu đạt 30,5 tỷ USD."),
    make_passage("b", "Sản lượng hàng hóa qua cảng đạt 170 triệu tấn."),
    make_passage("c", "Số giường bệnh trên một vạn dân đạt 35 giường."),
    make_passage("d", "Má và mạ đều là từ có dấu."),
    make_passage("e", "Tổng sản phẩm trên địa bàn tăng cao."),
    make_passage("f", "Đường bộ, đường sắt, đường thủy."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    LexicalIndex.build(folder, PASSAGES)
    return LexicalIndex(folder, PASSAGES)


def _ids(index: LexicalIndex, query: str, k: int = 10) -> list[str]:
    return [hit.passage.id for hit in index.search(query, k)]


@pytest.mark.parametrize("query", ["số giường bệnh", "so giuong benh", "SỐ GIƯỜNG BỆNH?"])
def test_words_are_found_with_and_without_accents_in_any_case(index: LexicalIndex, query: str) -> None:
    assert _ids(index, query, 1) == ["c"]


def test_an_accent_counts_where_the_question_has_accents_and_not_where_it_has_none(index: LexicalIndex) -> None:
    assert _ids(index, "mả") == []
    assert _ids(index, "mạ") == ["d"]
    assert _ids(index, "ma") == ["d"]


def test_only_passages_that_share_a_word_are_found_and_their_scores_are_above_zero(index: LexicalIndex) -> None:
    hits = index.search("giường bệnh và xuất khẩu", 10)
    assert {hit.passage.id for hit in hits} == {"a", "c", "d"}
    assert all(hit.similarity > 0 for hit in hits)
    assert _ids(index, "tàu ngầm") == []


def test_a_pair_of_syllables_counts_more_than_the_same_syllables_apart(tmp_path: Path) -> None:
    passages = (make_passage("a", "học sinh giỏi môn toán"), make_passage("b", "sinh viên giỏi đi học toán"))
    LexicalIndex.build(tmp_path / "index", passages)
    assert _ids(LexicalIndex(tmp_path / "index", passages), "học sinh") == ["a", "b"]


@pytest.mark.parametrize("query", ["GRDP", "tổng sản phẩm trên địa bàn", "grdp"])
def test_an_abbreviation_finds_the_words_that_it_stands_for(index: LexicalIndex, query: str) -> None:
    assert _ids(index, query, 1) == ["e"]


def test_the_headings_above_a_passage_are_searched_too(tmp_path: Path) -> None:
    header = ContextHeader("Nghị quyết", "25/NQ-HĐND", ("Du lịch",), "2031")
    passages = (Passage("a", "a.txt", 0, 8, "Đạt 12%.", header, True), make_passage("b", "Đạt 13%."))
    LexicalIndex.build(tmp_path / "index", passages)
    assert _ids(LexicalIndex(tmp_path / "index", passages), "du lịch năm 2031") == ["a"]


@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_missing_or_damaged_folder_is_told_with_what_to_do(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index"
    if damage == "cut":
        LexicalIndex.build(folder, PASSAGES)
        for file in folder.rglob("*"):
            if file.is_file():
                file.write_bytes(file.read_bytes()[:10])
    with pytest.raises(IndexUnusable) as caught:
        LexicalIndex(folder, PASSAGES)
    assert "ingest.py" in caught.value.message
    assert str(folder) in str(caught.value)
