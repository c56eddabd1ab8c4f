from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InvalidInput
from rag.ingestion.adding import add_file
from rag.ingestion.removing import added_files, delete_leftovers, take_out

RECORD = ".added-files"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "co-san.txt").write_text("có sẵn")
    (corpus / "sources.toml").write_text("")
    return corpus


def _add(corpus: Path, name: str, text: str, *, replaces: bool = False) -> str:
    sent = corpus.parent / "upload"
    sent.write_text(text, encoding="utf-8")
    return add_file(sent, name, corpus, replaces=replaces).file


def _names(corpus: Path) -> set[str]:
    return {path.name for path in corpus.iterdir() if path.name != RECORD}


def test_what_was_added_here_can_be_taken_out_put_back_and_deleted(corpus: Path) -> None:
    _add(corpus, "mía.txt", "mía")
    assert added_files(corpus) == ("mía.txt",)
    taken = take_out("mía.txt", corpus)
    assert added_files(corpus) == ()
    assert not (corpus / "mía.txt").exists()
    taken.put_back()
    assert (corpus / "mía.txt").read_text() == "mía"
    take_out("mía.txt", corpus).delete()
    assert _names(corpus) == {"co-san.txt", "sources.toml"}


@pytest.mark.parametrize(
    "file", ["co-san.txt", "sources.toml", RECORD, "", ".", "..", "../upload", "mía.txt\0", "/etc/x"]
)
def test_nothing_else_is_taken_out(corpus: Path, file: str) -> None:
    _add(corpus, "mía.txt", "mía")
    before = _names(corpus)
    with pytest.raises(InvalidInput, match="not added"):
        take_out(file, corpus)
    assert _names(corpus) == before


def test_a_file_that_somebody_edited_since_is_theirs(corpus: Path) -> None:
    _add(corpus, "mía.txt", "mía")
    (corpus / "mía.txt").write_text("mía, bản sửa")
    assert added_files(corpus) == ()


def test_a_twin_of_a_file_that_was_there_is_not_taken_for_added(corpus: Path) -> None:
    assert _add(corpus, "ban-sao.txt", "có sẵn") == "co-san.txt"
    assert added_files(corpus) == ()


@pytest.mark.parametrize("line", ["", "x", "\x00\xff", "{content}  ../upload", "{content}  co-san.txt/../co-san.txt"])
def test_a_record_that_somebody_wrote_leads_nowhere_else(corpus: Path, line: str) -> None:
    _add(corpus, "mía.txt", "mía")
    content = (corpus / RECORD).read_text().partition("  ")[0]
    with (corpus / RECORD).open("a", encoding="utf-8") as record:
        record.write(line.format(content=content) + "\n")
    assert added_files(corpus) == ("mía.txt",)


def test_a_link_is_not_followed(corpus: Path) -> None:
    _add(corpus, "mía.txt", "mía")
    (corpus / "mía.txt").rename(corpus.parent / "mía.txt")
    (corpus / "mía.txt").symlink_to(corpus.parent / "mía.txt")
    assert added_files(corpus) == ()


@given(st.text(max_size=40))
def test_no_name_reaches_outside_the_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    corpus = tmp_path_factory.mktemp("corpus")
    with pytest.raises(InvalidInput):
        take_out(name, corpus)


class TestReplacing:
    def test_the_new_file_takes_the_place_of_one_that_was_added_here(self, corpus: Path) -> None:
        _add(corpus, "mía.txt", "cũ")
        sent = corpus.parent / "upload"
        sent.write_text("mới")
        added = add_file(sent, "mía.txt", corpus, replaces=True)
        assert (added.file, added.note, (corpus / "mía.txt").read_text()) == ("mía.txt", "", "mới")
        assert added_files(corpus) == ("mía.txt",)
        assert added.replaced
        added.replaced.put_back()
        assert (corpus / "mía.txt").read_text() == "cũ"
        assert added_files(corpus) == ("mía.txt",)

    def test_a_file_that_somebody_else_put_there_stays(self, corpus: Path) -> None:
        sent = corpus.parent / "upload"
        sent.write_text("mới")
        added = add_file(sent, "co-san.txt", corpus, replaces=True)
        assert (added.file, added.replaced) == ("co-san (2).txt", None)
        assert "không bị thay" in added.note
        assert (corpus / "co-san.txt").read_text() == "có sẵn"

    def test_who_does_not_replace_is_told_how_to(self, corpus: Path) -> None:
        _add(corpus, "mía.txt", "cũ")
        sent = corpus.parent / "upload"
        sent.write_text("mới")
        added = add_file(sent, "mía.txt", corpus)
        assert added.file == "mía (2).txt"
        assert "hãy gỡ mía.txt" in added.note

    def test_where_the_new_one_cannot_be_copied_the_old_one_is_back(
        self, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> str:
            raise OSError(28, "No space left on device")

        _add(corpus, "mía.txt", "cũ")
        monkeypatch.setattr("rag.ingestion.adding._copy", full)
        with pytest.raises(InvalidInput):
            _add(corpus, "mía.txt", "mới", replaces=True)
        assert (corpus / "mía.txt").read_text() == "cũ"


def test_what_a_killed_program_had_taken_out_is_deleted(corpus: Path) -> None:
    _add(corpus, "mía.txt", "mía")
    take_out("mía.txt", corpus)
    delete_leftovers(corpus)
    assert _names(corpus) == {"co-san.txt", "sources.toml"}
