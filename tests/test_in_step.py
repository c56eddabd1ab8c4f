"""The index in step with its folder, over real Chroma: what changed is replaced whole, what did not costs nothing."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import chromadb
import pytest

from rag.datatypes import FileReceipt, IngestReport
from rag.errors import IndexUnusable
from rag.indexing import storage, swapping
from rag.indexing.lexical_index import LexicalIndex
from rag.ingestion.assembling import AssembledText, assemble
from rag.ingestion.readers import formats
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages, Table
from rag.pipeline import IngestPipeline
from rag.protocols import Vectors
from rag.settings import Settings
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.real

TEA = "Kế hoạch chè\n- Sản lượng chè búp tươi năm 2031 đạt 45 nghìn tấn.\n"
FISH = "Kế hoạch cá\n- Sản lượng cá ngừ năm 2031 đạt 33 nghìn tấn.\n"
RECORD = '["{file}"]\ntitle = "{title}"\ndate = 2030-12-09\nperiod = "2031"\n'


class CountingEmbedder(FakeEmbedder):
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().embed_passages(texts)


class Office:
    """A folder of documents, its index, and what each ingest had to do."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.settings = Settings.model_validate(
            {"corpus_dir": self.corpus, "data_dir": folder / "data", "language_model": "none"}
        )
        self.read: list[str] = []
        self.embedded: list[str] = []

    def write(self, name: str, text: str) -> None:
        (self.corpus / name).write_text(text, encoding="utf-8")

    def ingest(self, **changes: object) -> IngestReport:
        embedder = CountingEmbedder()
        self.read.clear()
        report = IngestPipeline(self.settings.model_copy(update=changes), lambda: embedder).run()
        self.embedded = embedder.texts
        assert report.embedded == len(embedder.texts)
        return report

    def index(self) -> storage.StoredIndex:
        return storage.read_index(self.settings.data_dir)

    def found(self, query: str) -> set[str]:
        """The files that the lexical index finds."""
        index = self.index()
        hits = LexicalIndex(index.folder / storage.LEXICAL, index.passages).search(query, 10)
        return {hit.passage.file for hit in hits}

    def files_in_chroma(self) -> set[str]:
        # Chroma writes into a folder even to read it.
        folder = shutil.copytree(self.index().folder / storage.VECTORS, self.corpus.parent / "chroma copy")
        with chromadb.PersistentClient(folder) as client:
            metadatas = client.get_collection("passages", embedding_function=None).get()["metadatas"]
        return {str(metadata["file"]) for metadata in metadatas or []}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office(tmp_path)
    read_file = formats.read_file

    def counting(path: Path, report: ReportPages) -> AssembledText:
        office.read.append(path.name)
        return assemble(read_file(path, report))

    monkeypatch.setattr("rag.ingestion.loading._READING_PROCESS.read", counting)
    office.write("che.txt", TEA)
    office.write("ca.txt", FISH)
    office.write("sources.toml", RECORD.format(file="che.txt", title="Chè") + RECORD.format(file="ca.txt", title="Cá"))
    office.ingest()
    assert sorted(office.read) == ["ca.txt", "che.txt"]
    return office


def _receipts(report: IngestReport) -> dict[str, FileReceipt]:
    return {receipt.file: receipt for receipt in report.files}


def test_a_new_file_is_read_and_the_others_are_not(office: Office) -> None:
    old = office.index()
    office.write("mia.txt", "Kế hoạch mía\n- Sản lượng mía năm 2031 đạt 12 nghìn tấn.\n")
    report = office.ingest()
    assert office.read == ["mia.txt"]
    assert all("mía" in text for text in office.embedded)
    assert {file: receipt.is_reused for file, receipt in _receipts(report).items()} == {
        "ca.txt": True,
        "che.txt": True,
        "mia.txt": False,
    }
    new = office.index()
    assert set(old.passages) < set(new.passages)
    assert set(old.facts) < set(new.facts)
    assert office.found("sản lượng mía") >= {"mia.txt"}


def test_a_changed_file_is_replaced_whole(office: Office) -> None:
    office.write("ca.txt", FISH.replace("33 nghìn", "44 nghìn"))
    office.ingest()
    assert office.read == ["ca.txt"]
    assert [text for text in office.embedded if "chè" in text] == []
    index = office.index()
    assert {fact.figure.text for fact in index.facts if fact.file == "ca.txt"} == {"44 nghìn tấn"}
    assert "33 nghìn" not in repr(index)


def test_a_deleted_file_leaves_no_trace(office: Office) -> None:
    (office.corpus / "ca.txt").unlink()
    report = office.ingest()
    assert (office.read, office.embedded) == ([], [])
    assert report.removed == ("ca.txt",)
    index = office.index()
    for parts in (index.documents, index.passages, index.facts, index.manifest.files, index.manifest.report.files):
        assert {part.file for part in parts} == {"che.txt"}
    assert office.files_in_chroma() == {"che.txt"}
    assert office.found("cá ngừ") == set()
    stored = b"".join(path.read_bytes() for path in swapping.index_root(office.settings.data_dir).rglob("*.*"))
    assert "cá ngừ".encode() not in stored


def test_what_replaces_a_document_is_told_as_long_as_it_is_there(office: Office) -> None:
    def replaced_by() -> dict[str, str]:
        return {document.file: document.source.replaced_by for document in office.index().documents}

    records = (office.corpus / "sources.toml").read_text(encoding="utf-8")
    numbered = records.replace('"Cá"', '"Cá"\nkind = "Kế hoạch"\nnumber = "7/KH-UBND"\n', 1)
    newer = RECORD.format(file="moi.txt", title="Mới").replace("2030", "2031")
    refers = 'number = "9/KH-UBND"\nkind = "Kế hoạch"\nreplaces = ["Kế hoạch số 7/KH-UBND"]\n'
    office.write("sources.toml", numbered + newer + refers)
    office.write("moi.txt", "Kế hoạch mới\n- Sản lượng mía năm 2031 đạt 12 nghìn tấn.\n")
    office.ingest()
    told = {"ca.txt": "Kế hoạch số 9/KH-UBND ngày 09/12/2031", "che.txt": "", "moi.txt": ""}
    assert replaced_by() == told
    office.write("che.txt", TEA.replace("45", "46"))
    office.ingest()
    assert (office.read, replaced_by()) == (["che.txt"], told)
    (office.corpus / "moi.txt").unlink()
    office.ingest()
    assert (office.read, replaced_by()) == ([], {"ca.txt": "", "che.txt": ""})


def test_of_the_same_bytes_twice_the_file_with_a_record_counts_and_the_other_is_set_aside(office: Office) -> None:
    office.write("a-ban-sao.txt", FISH)
    receipts = _receipts(office.ingest())
    assert "trùng với ca.txt" in receipts["a-ban-sao.txt"].problem
    assert receipts["ca.txt"].problem == ""
    assert (office.read, office.embedded) == ([], [])
    assert office.files_in_chroma() == {"ca.txt", "che.txt"}
    (office.corpus / "ca.txt").unlink()
    assert _receipts(office.ingest())["a-ban-sao.txt"].problem == ""


def test_a_renamed_file_is_neither_read_nor_embedded_again(office: Office) -> None:
    (office.corpus / "ca.txt").rename(office.corpus / "thuy-san.txt")
    office.write("sources.toml", (office.corpus / "sources.toml").read_text("utf-8").replace("ca.txt", "thuy-san.txt"))
    report = office.ingest()
    assert (office.read, office.embedded) == ([], [])
    assert report.removed == ("ca.txt",)
    assert {document.file for document in office.index().documents} == {"che.txt", "thuy-san.txt"}
    assert {fact.passage_id.partition(":")[0] for fact in office.index().facts} == {"che.txt", "thuy-san.txt"}
    assert office.files_in_chroma() == {"che.txt", "thuy-san.txt"}


def test_an_edited_record_changes_what_follows_from_it_and_the_file_is_not_read_again(office: Office) -> None:
    office.write("sources.toml", RECORD.format(file="che.txt", title="Chè") + RECORD.format(file="ca.txt", title="Tôm"))
    office.ingest()
    assert office.read == []
    assert office.embedded != []
    assert all(text.startswith("Tôm") for text in office.embedded)
    assert {document.source.title for document in office.index().documents} == {"Chè", "Tôm"}


def test_other_settings_of_passages_need_no_second_reading(office: Office) -> None:
    report = office.ingest(passage_chars=300)
    assert report.changed
    assert report.note
    assert (office.read, office.embedded) == ([], [])


def test_another_embedding_model_embeds_everything_and_reads_nothing(office: Office) -> None:
    report = office.ingest(embedding_model="khac")
    assert "khac" in report.note
    assert office.read == []
    assert len(office.embedded) == len({passage.indexed_text for passage in office.index().passages})


@pytest.mark.parametrize("digest", ["reading_digest", "code_digest"])
def test_what_other_code_made_is_made_anew(office: Office, monkeypatch: pytest.MonkeyPatch, digest: str) -> None:
    monkeypatch.setattr("rag.pipeline.code_digest", lambda: "other")
    if digest == "reading_digest":
        monkeypatch.setattr("rag.pipeline.reading_digest", lambda: "other")
    report = office.ingest()
    assert report.changed
    assert report.note
    assert bool(office.read) == (digest == "reading_digest")
    assert office.embedded == []
    assert not any(receipt.is_reused for receipt in report.files)


def test_a_file_is_read_again_where_what_reads_it_is_of_another_version(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.ingestion.surveying.tools_version", lambda path: path.stem)
    assert office.ingest().changed
    assert office.read == ["ca.txt", "che.txt"]
    monkeypatch.setattr("rag.ingestion.surveying.tools_version", lambda _: "che")
    office.ingest()
    assert office.read == ["ca.txt"]


def test_a_file_that_was_set_aside_for_want_of_a_program_is_read_once_that_is_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write("quet.png", "x")
    assert _receipts(office.ingest())["quet.png"].problem
    assert not office.ingest().changed
    monkeypatch.setattr("rag.ingestion.surveying.tools_version", lambda path: "5" if path.suffix == ".png" else "")
    monkeypatch.setattr(
        "rag.ingestion.loading._READING_PROCESS.read",
        lambda *_: assemble(FileContent((PageContent(("Kế hoạch mía",)),))),
    )
    assert _receipts(office.ingest())["quet.png"].problem == ""


class TestCutShort:
    def test_what_was_read_and_embedded_is_not_done_again(self, office: Office) -> None:
        for number in range(200):
            office.write(f"{number:03d}.txt", f"Báo cáo {number}\n- Sản lượng mía năm 2031 đạt {number} nghìn tấn.\n")
        before = office.index()

        class Interrupted(CountingEmbedder):
            def embed_passages(self, texts: Sequence[str]) -> Vectors:
                if len(self.texts) >= 128:
                    raise KeyboardInterrupt
                return super().embed_passages(texts)

        with pytest.raises(KeyboardInterrupt):
            IngestPipeline(office.settings, Interrupted).run()
        assert len(office.read) == 2 + 200
        assert office.index() == before
        report = office.ingest()
        assert office.read == []
        assert (
            len(office.embedded)
            == len({p.indexed_text for p in office.index().passages} - {p.indexed_text for p in before.passages}) - 128
        )
        assert len(report.indexed) == 202
        assert not (swapping.index_root(office.settings.data_dir) / "work").exists()

    @pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "noise"])
    def test_damaged_work_is_done_again(self, office: Office, damage: str) -> None:
        class Interrupted(FakeEmbedder):
            def embed_passages(self, texts: Sequence[str]) -> Vectors:
                raise KeyboardInterrupt(f"before {len(texts)} texts")

        expected = office.index()
        office.write("mia.txt", "Kế hoạch mía\n- Sản lượng mía năm 2031 đạt 12 nghìn tấn.\n")
        with pytest.raises(KeyboardInterrupt):
            IngestPipeline(office.settings, Interrupted).run()
        (log,) = swapping.index_root(office.settings.data_dir).glob("work/texts-*")
        content = log.read_bytes()
        middle = len(content) // 2
        damaged = {
            "cut": content[:-1],
            "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "empty": b"",
            "noise": b"\xff" * 100,
        }
        log.write_bytes(damaged[damage])
        office.ingest()
        assert office.read == ["mia.txt"]
        assert set(expected.passages) < set(office.index().passages)


def test_a_file_that_changes_while_it_is_read_is_set_aside(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(path: Path, report: ReportPages) -> AssembledText:
        content = assemble(FileContent((PageContent((path.read_text("utf-8"),)),)))
        path.write_text(TEA.replace("45", "46"), encoding="utf-8")
        report(1, 1)
        return content

    monkeypatch.setattr("rag.ingestion.loading._READING_PROCESS.read", overtaken)
    office.write("che.txt", TEA.replace("45", "44"))
    receipts = _receipts(office.ingest())
    assert "thay đổi trong lúc được đọc" in receipts["che.txt"].problem


def test_a_receipt_tells_pages_tables_confidence_warnings_and_damage_with_its_place(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = (
        PageContent(("Kế hoạch mía", Table((("Chỉ tiêu", "2031"), ("Mía", "12")))), "trang 1", 0.9),
        PageContent(("Đón hơn ,3 triệu lượt khách.",), "trang 2", 0.6),
    )
    content = FileContent(pages, ("Trang 2 mờ.",))
    monkeypatch.setattr("rag.ingestion.loading._READING_PROCESS.read", lambda _path, _report: assemble(content))
    office.write("mia.txt", "bản quét")
    for receipt in (
        _receipts(office.ingest())["mia.txt"],
        _receipts(storage.read_report(office.settings.data_dir))["mia.txt"],
    ):
        assert (receipt.pages, receipt.tables, receipt.confidence) == (2, 1, 0.6)
        assert receipt.warnings == ("Trang 2 mờ.",)
        assert [figure.place for figure in receipt.damaged_figures] == ["trang 2"]
        assert (receipt.has_source_record, receipt.has_date) == (False, False)


def test_two_names_that_differ_in_the_encoding_of_accents_only_are_one_too_many(office: Office) -> None:
    office.write("ca\u0301.txt", FISH.replace("33", "34"))
    office.write("c\u00e1.txt", FISH.replace("33", "35"))
    problems = [receipt.problem for receipt in office.ingest().files if receipt.file == "cá.txt"]
    assert sorted(map(bool, problems)) == [False, True]


def test_nothing_is_written_into_the_corpus(office: Office) -> None:
    def listing() -> list[tuple[str, int]]:
        return sorted((path.name, path.stat().st_mtime_ns) for path in (office.corpus, *office.corpus.iterdir()))

    office.write("ca.txt", FISH.replace("33", "34"))
    before = listing()
    office.ingest()
    assert listing() == before


def test_a_damaged_index_gives_what_is_whole_of_it(office: Office) -> None:
    (office.index().folder / "facts.json").write_text("[")
    with pytest.raises(IndexUnusable):
        office.index()
    report = office.ingest()
    assert office.read == []
    assert len(report.indexed) == 2
    assert office.index().facts
