import datetime
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from rag.datatypes import (
    DamagedFigure,
    Document,
    Fact,
    Figure,
    FigureKind,
    FileReceipt,
    IngestReport,
    Period,
    SourceRecord,
    Status,
    Weight,
)
from rag.errors import IndexBusy, IndexUnusable
from rag.indexing import storage, swapping
from rag.ingestion.chunking import split_passages

TEXT = "I. CHỈ TIÊU NĂM 2031\n(1) Thu ngân sách đạt khoảng 204,5 nghìn tỷ đồng, tăng 12,50%.\n"
SOURCE = SourceRecord("Nghị quyết", "Nghị quyết", "25/NQ-HĐND", datetime.date(2030, 12, 9), weight=Weight.OFFICIAL)
DOCUMENTS = (Document("2031/a.txt", TEXT, SOURCE), Document("b.txt", "Tin", SourceRecord("Tin")))
PASSAGES = tuple(passage for document in DOCUMENTS for passage in split_passages(document, 700))
FACTS = (
    Fact(
        passage_id=PASSAGES[0].id,
        file="2031/a.txt",
        indicator="Thu ngân sách",
        part="",
        period=Period(2031, 2031),
        status=Status.TARGET,
        territory="",
        figure=Figure(Decimal("204500000000000.00"), Decimal("204500000000000.00"), "đồng", "khoảng", scale="nghìn tỷ"),
        start=43,
        end=63,
        clause_start=21,
        clause_end=77,
    ),
    Fact(
        passage_id=PASSAGES[0].id,
        file="2031/a.txt",
        indicator="Thu ngân sách",
        part="",
        period=None,
        status=Status.ESTIMATE,
        territory="",
        figure=Figure(Decimal("12.50"), Decimal("12.50"), "%", kind=FigureKind.CHANGE, text="12,50%"),
        start=65,
        end=76,
        clause_start=21,
        clause_end=77,
        verb="tăng",
    ),
)
MANIFEST = storage.Manifest(
    format_version=storage.FORMAT_VERSION,
    embedding_model="fake",
    settings_hash="123",
    corpus_digest="456",
    origins=storage.Origins("a", "b", "c"),
    files=(storage.FileState("2031/a.txt", "12.txt", "34"), storage.FileState("b.txt", "56.txt", "")),
    report=IngestReport(
        files=(
            FileReceipt(
                "2031/a.txt", 1, 2, (DamagedFigure(",5 tỷ", "trang 2"),), has_source_record=True, confidence=0.5
            ),
            FileReceipt("c.pdf", problem="chưa đọc được"),
        ),
        changed=True,
        seconds=1.5,
        removed=("d.txt",),
        finished=datetime.datetime(2031, 1, 2, 3, 4, 5, 678, datetime.UTC),
    ),
)


def _publish(data_dir: Path, manifest: storage.Manifest = MANIFEST) -> Path:
    with swapping.building(data_dir) as folder:
        own = [document.source for document in DOCUMENTS]
        storage.write_content(folder, manifest, DOCUMENTS, PASSAGES, FACTS, own)
        swapping.publish(data_dir, folder)
    current = swapping.current_folder(data_dir)
    assert current is not None
    return current


def _build_and_fail(data_dir: Path) -> None:
    with swapping.building(data_dir) as folder:
        (folder / "passages.json").write_text("[")
        raise RuntimeError("amid the build")


def test_what_is_read_is_what_was_written_to_the_last_digit(tmp_path: Path) -> None:
    folder = _publish(tmp_path)
    assert storage.read_index(tmp_path) == storage.StoredIndex(folder, MANIFEST, DOCUMENTS, PASSAGES, FACTS)
    stored = storage.read_index(tmp_path).facts
    # Equality leaves these out.
    assert [(fact.figure.comparator, fact.figure.kind, fact.figure.text) for fact in stored] == [
        *(("khoảng", FigureKind.LEVEL, ""), ("", FigureKind.CHANGE, "12,50%")),
    ]


def test_before_the_first_ingest_there_is_no_index(tmp_path: Path) -> None:
    assert swapping.current_folder(tmp_path) is None
    with pytest.raises(IndexUnusable) as caught:
        storage.read_index(tmp_path)
    assert "ingest.py" in caught.value.message


def test_a_new_index_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    old = _publish(tmp_path)
    new = _publish(tmp_path)
    assert old != new
    assert not old.exists()
    assert storage.read_index(tmp_path).folder == new


def test_a_build_that_fails_leaves_the_old_index_and_nothing_of_its_own(tmp_path: Path) -> None:
    old = _publish(tmp_path)
    with pytest.raises(RuntimeError, match="amid"):
        _build_and_fail(tmp_path)
    assert list((tmp_path / "index").glob("building-*")) == []
    assert storage.read_index(tmp_path).folder == old


def test_what_a_killed_build_left_behind_is_removed_by_the_next(tmp_path: Path) -> None:
    leftover = tmp_path / "index" / "building-killed"
    leftover.mkdir(parents=True)
    with swapping.building(tmp_path) as folder:
        assert folder.is_dir()
        assert not leftover.exists()


def test_two_builds_at_once_are_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with swapping.building(tmp_path) as folder:
        with pytest.raises(IndexBusy) as caught, swapping.building(tmp_path):
            pytest.fail("a second build began")
        assert caught.value.message
        assert folder.is_dir()
    with swapping.building(tmp_path):
        pass


@pytest.mark.parametrize("name", ["manifest.json", "documents.json", "passages.json", "facts.json"])
@pytest.mark.parametrize("content", [None, b"", b"[{", b"[{}]", b"\xff", b"null"])
def test_a_missing_or_damaged_file_is_told_with_what_to_do(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = _publish(tmp_path) / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(IndexUnusable) as caught:
        storage.read_index(tmp_path)
    assert "ingest.py" in caught.value.message
    assert name in str(caught.value)


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    version = storage.FORMAT_VERSION + 1
    _publish(tmp_path, replace(MANIFEST, format_version=version))
    with pytest.raises(IndexUnusable, match=f"version {version}"):
        storage.read_index(tmp_path)


@pytest.mark.parametrize("pointer", [b"", b"index-gone", b"\xff\xfe"])
def test_a_pointer_to_nothing_is_no_index(tmp_path: Path, pointer: bytes) -> None:
    _publish(tmp_path)
    (tmp_path / "index" / "current").write_bytes(pointer)
    assert swapping.current_folder(tmp_path) is None
