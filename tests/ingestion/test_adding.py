from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InvalidInput
from rag.ingestion import adding
from rag.ingestion.adding import add_file, safe_name


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def _sent(folder: Path, text: str) -> Path:
    path = folder / "upload"
    path.write_text(text, encoding="utf-8")
    return path


def _content(corpus: Path) -> dict[str, str]:
    """Without the record of what was added."""
    return {path.name: path.read_text(encoding="utf-8") for path in corpus.iterdir() if path.name != ".added-files"}


def test_a_file_is_copied_whole_and_nothing_else_is_left(tmp_path: Path, corpus: Path) -> None:
    added = add_file(_sent(tmp_path, "Kế hoạch"), "kế hoạch.txt", corpus)
    assert (added.file, added.note) == ("kế hoạch.txt", "")
    assert _content(corpus) == {"kế hoạch.txt": "Kế hoạch"}


def test_no_file_is_overwritten(tmp_path: Path, corpus: Path) -> None:
    for text in ("một", "hai", "ba"):
        added = add_file(_sent(tmp_path, text), "A.txt" if text == "hai" else "a.txt", corpus)
    assert (added.file, "giữ cả hai" in added.note) == ("a (3).txt", True)
    assert _content(corpus) == {"a.txt": "một", "A (2).txt": "hai", "a (3).txt": "ba"}


def test_the_same_bytes_are_kept_once_under_the_name_that_they_have(tmp_path: Path, corpus: Path) -> None:
    add_file(_sent(tmp_path, "một"), "a.txt", corpus)
    added = add_file(_sent(tmp_path, "một"), "b.txt", corpus)
    assert (added.file, "đã có trong tệp a.txt" in added.note) == ("a.txt", True)
    assert set(_content(corpus)) == {"a.txt"}


@pytest.mark.parametrize("name", ["a.exe", "sources.toml", "a", "", ".txt", "../.txt"])
def test_what_is_not_read_is_refused(tmp_path: Path, corpus: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="suffix"):
        add_file(_sent(tmp_path, "x"), name, corpus)
    assert not corpus.exists()


def test_the_empty_the_large_and_the_lost_are_refused(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "LONGEST_FILE_BYTES", 3)
    for path in (_sent(tmp_path, ""), tmp_path / "none"):
        with pytest.raises(InvalidInput):
            add_file(path, "a.txt", corpus)
    with pytest.raises(InvalidInput, match="4 bytes"):
        add_file(_sent(tmp_path, "four"), "a.txt", corpus)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("no folder")
    with pytest.raises(InvalidInput) as caught:
        add_file(_sent(tmp_path, "x"), "a.txt", tmp_path / "corpus")
    assert "Không chép được tệp a.txt" in caught.value.message


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_name_leads_out_of_the_folder_or_hides(name: str) -> None:
    safe = safe_name(f"{name}.txt")
    assert "/" not in safe
    assert "\\" not in safe
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert len(safe.encode()) <= 200
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/a.txt", "a.txt"),
        ("C:\\Docs\\Kế hoạch.PDF", "Kế hoạch.PDF"),
        ("a\x00b\n.txt", "a b.txt"),
        ("con.txt", "tai-lieu con.txt"),
        ("...a.txt", "a.txt"),
    ],
)
def test_names_become_file_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe
