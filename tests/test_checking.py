"""The index verified against its documents: a changed byte anywhere is refused, found, and mended by the command."""

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ingest
from rag.checking import IndexFaults, find_faults
from rag.errors import EXIT_FAILURE, IndexUnusable
from rag.indexing import storage, swapping
from rag.indexing.checksums import write_checksums
from rag.pipeline import IngestPipeline
from rag.settings import Settings
from rag.wiring import open_present_pipeline
from tests.fakes import FakeEmbedder, RulesAlone

pytestmark = pytest.mark.real

TEA = "Kế hoạch chè\n- Sản lượng chè búp tươi năm 2031 đạt 45 nghìn tấn.\n"
FISH = "Kế hoạch cá\n- Sản lượng cá ngừ năm 2031 đạt 33 nghìn tấn.\n"
NAMES = (
    *("manifest.json", "documents.json", "sources.json", "passages.json", "facts.json", "SHA256SUMS"),
    *("vectors/chroma.sqlite3", "lexical/accented/vocab.index.json", "lexical/folded/data.csc.index.npy"),
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of two indexed documents, in a folder from which the commands find them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    monkeypatch.setattr("rag.wiring._Models._load_fact_reader", lambda _self: RulesAlone())
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "che.txt").write_text(TEA, encoding="utf-8")
    (corpus / "ca.txt").write_text(FISH, encoding="utf-8")
    settings = Settings.model_validate({"corpus_dir": corpus, "data_dir": tmp_path / "data", "language_model": "none"})
    _build(settings, settings.data_dir)
    return settings


def _build(settings: Settings, data_dir: Path) -> None:
    elsewhere = settings.model_copy(update={"data_dir": data_dir})
    IngestPipeline(elsewhere, FakeEmbedder, RulesAlone).run()


def _folder(settings: Settings) -> Path:
    folder = swapping.current_folder(settings.data_dir)
    assert folder is not None
    return folder


def _flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _falsify(settings: Settings) -> None:
    """Write 46 for 45 thousand tons wherever the facts say so."""
    path = _folder(settings) / "facts.json"
    falsified = path.read_text("utf-8").replace("45", "46")
    assert falsified != path.read_text("utf-8")
    path.write_text(falsified, encoding="utf-8")


def _faults(settings: Settings) -> IndexFaults:
    return find_faults(settings.data_dir, lambda data_dir: _build(settings, data_dir))


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(ingest.command, arguments)
    return result.exit_code, result.output


def test_one_digit_changed_in_the_stored_facts_is_refused_with_the_command_that_mends_it(settings: Settings) -> None:
    _falsify(settings)
    with pytest.raises(IndexUnusable) as caught:
        open_present_pipeline(settings)
    assert "python ingest.py --repair" in caught.value.message
    code, output = _run("--check")
    assert code == EXIT_FAILURE
    assert "facts.json" in output
    assert "python ingest.py --repair" in output
    assert _run("--repair")[0] == 0
    assert {fact.figure.text for fact in storage.read_index(settings.data_dir).facts} == {
        "45 nghìn tấn",
        "33 nghìn tấn",
    }
    assert _run("--check") == (0, "Chỉ mục còn nguyên và đúng với tài liệu.\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_bit_changed_in_any_file_is_refused_at_opening_and_mended_by_the_next_ingest(
    settings: Settings, name: str
) -> None:
    _flip(_folder(settings) / name)
    assert _faults(settings).damaged
    with pytest.raises(IndexUnusable):
        open_present_pipeline(settings)
    _build(settings, settings.data_dir)
    assert _faults(settings) == IndexFaults()


def test_the_list_names_every_file_and_the_systems_own_tool_can_read_it(settings: Settings) -> None:
    folder = _folder(settings)
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert listed == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if name != "SHA256SUMS"
    }


def test_a_falsified_fact_with_a_checksum_of_its_own_is_found_in_the_documents(settings: Settings) -> None:
    _falsify(settings)
    write_checksums(_folder(settings))
    faults = _faults(settings)
    assert (faults.damaged, faults.outdated) == ((), ())
    assert faults.differing == ("che.txt: số liệu không phải là của tài liệu",)
    assert _run("--repair")[0] == 0
    assert _faults(settings) == IndexFaults()


def test_documents_that_changed_since_are_told_as_such_and_not_as_damage(settings: Settings) -> None:
    (settings.corpus_dir / "che.txt").write_text(TEA.replace("45", "47"), encoding="utf-8")
    (settings.corpus_dir / "ca.txt").rename(settings.corpus_dir / "tom.txt")
    faults = _faults(settings)
    assert (faults.damaged, faults.differing) == ((), ())
    assert [line.partition(":")[0] for line in faults.outdated] == ["ca.txt", "che.txt", "tom.txt"]
    code, output = _run("--check")
    assert code == EXIT_FAILURE
    assert output.endswith("Hãy chạy: python ingest.py\n")


def test_a_check_changes_nothing_and_without_an_index_says_how_to_make_one(settings: Settings) -> None:
    before = _folder(settings)
    assert _run("--check", "-q") == (0, "")
    assert _folder(settings) == before
    (settings.data_dir / "index" / "current").unlink()
    code, output = _run("--check")
    assert code == EXIT_FAILURE
    assert "python ingest.py" in output
    assert _run("--repair")[0] == 0
