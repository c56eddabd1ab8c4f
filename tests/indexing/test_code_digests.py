"""What decides a file's text is in the digests: read from the imports, so that nobody has to remember it."""

import ast
import sys
from importlib import metadata
from pathlib import Path

import pytest

from rag.indexing.code_digests import reading_modules
from rag.ingestion.readers import formats, libreoffice, tesseract
from rag.ingestion.readers.formats import LIBRARIES, PROGRAMS, SUFFIXES, tools_version

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (ROOT / "rag").rglob("*.py")
}
ONLY_NAMES = {"rag.datatypes", "rag.errors"}
READS = ("rag.ingestion.assembling", "rag.ingestion.reading_process", "rag.ingestion.reading_worker")


def _imports(module: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & MODULES.keys() or {str(node.module)}
    return found


def _reach(*modules: str) -> tuple[set[str], set[str]]:
    """All of our modules that these lead to, and the names that are not ours."""
    reached: set[str] = set()
    foreign: set[str] = set()
    waiting = list(modules)
    while waiting:
        if (module := waiting.pop()) not in reached:
            reached.add(module)
            imports = _imports(module)
            waiting += imports & MODULES.keys()
            foreign |= {name.split(".")[0] for name in imports - MODULES.keys()}
    return reached, foreign - sys.stdlib_module_names


def test_every_module_that_readers_lead_to_is_in_the_digest() -> None:
    readers = [module for module in MODULES if module.startswith("rag.ingestion.readers.")]
    reached, _ = _reach(*READS, *readers)
    read = {path for path in reading_modules() if path.name != "__init__.py"}
    reached = {module for module in reached - ONLY_NAMES if MODULES[module].name != "__init__.py"}
    assert read == {MODULES[module] for module in (*reached, "rag.ingestion.loading")}
    assert MODULES["rag.figures.parsing"] in reading_modules()
    assert MODULES["rag.ingestion.chunking"] not in reading_modules()


def test_every_library_that_a_reader_leads_to_is_named_with_it() -> None:
    assert set(LIBRARIES) == set(formats._READERS.values())
    distributions = metadata.packages_distributions()
    for reader, named in LIBRARIES.items():
        _, foreign = _reach(f"rag.ingestion.readers.{reader}")
        assert {name for library in foreign for name in distributions[library]} <= set(named), reader
        assert [name for name in named if not formats._installed(name)] == []


def test_every_reader_that_leads_to_a_program_is_named_with_it() -> None:
    doors = {f"rag.ingestion.readers.{program}" for program in PROGRAMS.values()}
    assert {
        door for door in MODULES if door.startswith("rag.ingestion.readers") and "subprocess" in _imports(door)
    } == doors
    leading = {reader for reader in LIBRARIES if _reach(f"rag.ingestion.readers.{reader}")[0] & doors}
    assert leading == set(PROGRAMS)


@pytest.fixture
def fresh_versions(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(formats, "_tools_version", formats._tools_version.__wrapped__)
    return monkeypatch


def _file(folder: Path, suffix: str, content: bytes = b"x") -> Path:
    path = folder / f"a{suffix}"
    path.write_bytes(content)
    return path


def test_another_version_of_a_library_counts_for_the_files_that_it_reads(
    fresh_versions: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = {suffix: _file(tmp_path, suffix) for suffix in SUFFIXES}
    before = {suffix: tools_version(path) for suffix, path in files.items()}
    version = metadata.version
    fresh_versions.setattr(metadata, "version", lambda name: "9" if name == "openpyxl" else version(name))
    changed = {suffix for suffix, path in files.items() if tools_version(path) != before[suffix]}
    assert changed == {".xlsx", ".xlsm", ".doc", ".rtf", ".odt", ".xls", ".ods", ".eml", ".msg"}
    assert before[".txt"] == ""


@pytest.mark.parametrize(("program", "suffixes"), [(tesseract, {".pdf", ".png"}), (libreoffice, {".doc", ".ods"})])
def test_a_program_that_was_installed_since_counts_for_the_files_that_it_reads(
    fresh_versions: pytest.MonkeyPatch, tmp_path: Path, program: object, suffixes: set[str]
) -> None:
    files = [_file(tmp_path, suffix) for suffix in (".pdf", ".png", ".doc", ".ods", ".docx", ".csv")]
    fresh_versions.setattr(program, "installed_version", lambda: "")
    before = [tools_version(path) for path in files]
    fresh_versions.setattr(program, "installed_version", lambda: "5.3.0")
    changed = {path.suffix for path, old in zip(files, before, strict=True) if tools_version(path) != old}
    assert changed == suffixes


def test_a_file_is_read_by_what_it_is_and_not_by_its_name(tmp_path: Path) -> None:
    assert tools_version(_file(tmp_path, ".docx", b"%PDF-1.7")) == tools_version(_file(tmp_path, ".pdf"))
    assert tools_version(_file(tmp_path, ".exe")) == tools_version(tmp_path / "none.pdf") == ""
    assert tools_version(_file(tmp_path, ".png", b"")) == ""


@pytest.mark.real
@pytest.mark.needs("tesseract", "libreoffice")
def test_programs_tell_their_versions() -> None:
    assert tesseract.installed_version().startswith("tesseract ")
    assert "buildid" in libreoffice.installed_version()
