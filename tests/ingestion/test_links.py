"""Symbolic links in the corpus folder: what lies outside it is never read, whatever leads there."""

from pathlib import Path

import pytest

from rag.errors import InvalidInput, NothingToIndex
from rag.ingestion.adding import add_file
from rag.ingestion.loading import find_files
from rag.ingestion.surveying import survey_corpus

SECRET = "Mật khẩu của máy chủ: 12345678."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    (corpus / "2031").mkdir(parents=True)
    (corpus / "2031" / "ke-hoach.txt").write_text("Kế hoạch năm 2031", encoding="utf-8")
    (tmp_path / "bi-mat.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "rieng").mkdir()
    (tmp_path / "rieng" / "luong.txt").write_text(SECRET, encoding="utf-8")
    return corpus


def test_a_link_that_leads_out_is_not_read_and_is_told(corpus: Path, tmp_path: Path) -> None:
    (corpus / "lien-ket.txt").symlink_to(tmp_path / "bi-mat.txt")
    (corpus / "leo.txt").symlink_to("../bi-mat.txt")
    (corpus / "qua-hai-lan.txt").symlink_to("leo.txt")
    (corpus / "thu-muc").symlink_to(tmp_path / "rieng")
    survey = survey_corpus(corpus)
    assert [file.name for file in survey.files] == ["2031/ke-hoach.txt"]
    assert {receipt.file for receipt in survey.set_aside} == {"lien-ket.txt", "leo.txt", "qua-hai-lan.txt"}
    assert all("dẫn ra ngoài" in receipt.problem for receipt in survey.set_aside)


def test_a_link_to_another_document_of_the_folder_is_one_of_its_files(corpus: Path) -> None:
    (corpus / "moi-nhat.txt").symlink_to("2031/ke-hoach.txt")
    assert [path.name for path in find_files(corpus)] == ["ke-hoach.txt", "moi-nhat.txt"]


def test_a_folder_that_is_itself_reached_by_a_link_is_read(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "tai-lieu").symlink_to(corpus)
    assert [path.name for path in find_files(tmp_path / "tai-lieu")] == ["ke-hoach.txt"]


def test_a_folder_of_nothing_else_has_nothing_to_index(tmp_path: Path, corpus: Path) -> None:
    empty = tmp_path / "trong"
    empty.mkdir()
    (empty / "a.txt").symlink_to(corpus / "2031" / "ke-hoach.txt")
    with pytest.raises(NothingToIndex):
        find_files(empty)


def test_records_are_not_read_from_elsewhere(corpus: Path, tmp_path: Path) -> None:
    (corpus / "sources.toml").symlink_to(tmp_path / "bi-mat.txt")
    with pytest.raises(InvalidInput) as caught:
        survey_corpus(corpus)
    assert "dẫn ra ngoài" in caught.value.message
    assert "12345678" not in f"{caught.value.message} {caught.value}"


def test_a_file_that_is_added_is_not_told_to_be_a_twin_of_what_lies_outside(corpus: Path, tmp_path: Path) -> None:
    (corpus / "lien-ket.txt").symlink_to(tmp_path / "bi-mat.txt")
    sent = tmp_path / "doan.txt"
    sent.write_text(SECRET, encoding="utf-8")
    assert add_file(sent, "doan.txt", corpus).note == ""
