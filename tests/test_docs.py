"""README, `docs/` and `CONTRIBUTING.md` against the program: what they name exists, generated parts are up to date,
and the examples are what the product says."""

import ast
import importlib.util
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

import app
import eval.commands
import ingest
import programs.commands
from eval.published_tables import load_published, with_headline, with_tables
from page.rendering import text_with_sources
from rag import Question, Settings, SourceRecord, Weight, open_ask_pipeline
from rag.ingestion.readers.formats import SUFFIXES
from rag.language.senses import Sense
from rag.language.status_lexicon import load_rows
from tests.fakes import FakeEmbedder
from tests.system_programs import read_package_list

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
}
README = PAGES["README.md"]
DOCUMENTS = PAGES["docs/documents.md"]
README_BYTES = 8192
FENCES = [
    (name, *fence)
    for name, text in PAGES.items()
    for fence in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
]
COMMAND_LINES = [
    line.partition("#")[0].strip() for _, kind, text in FENCES if kind == "sh" for line in text.splitlines() if line
]
COMMANDS = {
    "app.py": typer.main.get_command(app.command),
    "ingest.py": typer.main.get_command(ingest.command),
    "-m rag": typer.main.get_command(programs.commands.command),
    "-m eval": typer.main.get_command(eval.commands.app),
}
MADE_BY_RUNNING = ("data/", ".venv/", ".env", "eval/results/")


def test_generated_parts_are_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    stale = [path.name for path, text in generate.generated_files().items() if path.read_text("utf-8") != text]
    assert stale == [], "run python docs/generate.py"


def test_the_readme_can_be_read_in_one_sitting() -> None:
    assert len(README.encode()) <= README_BYTES


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", PAGES[page]):
        path, _, heading = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        if heading:
            slugs = {_slug(line) for line in re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)}
            assert heading in slugs, target


def _slug(heading: str) -> str:
    """A heading's address as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_field_of_a_source_record_is_described() -> None:
    made_here = {"recorded", "unconfirmed_successor", "readings"}
    described = [re.findall(r"`(\w+)`", row)[0] for row in DOCUMENTS.splitlines() if row.startswith("| `")]
    assert described == [field.name for field in fields(SourceRecord) if field.name not in made_here]
    assert [
        weight.value for weight in Weight if f'`"{weight}"`' not in DOCUMENTS and weight is not Weight.UNKNOWN
    ] == []


def test_the_example_record_is_one() -> None:
    (example,) = (text for page, kind, text in FENCES if (page, kind) == ("docs/documents.md", "toml"))
    (record,) = tomllib.loads(example).values()
    assert set(record) <= {field.name for field in fields(SourceRecord)}
    assert record["weight"] in set(Weight)


def test_the_example_of_a_word_of_status_is_one() -> None:
    (example,) = (text for page, kind, text in FENCES if (page, kind) == ("docs/language.md", "toml"))
    (word,) = tomllib.loads(example)["words"]
    known = {key for row in load_rows() for key in row}
    assert set(word) <= known
    assert word["sense"] in set(Sense)


def test_every_file_that_is_named_exists() -> None:
    prose = re.sub(r"^```.*?^```$", "", "\n".join(PAGES.values()), flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`([\w./-]+(?:\.\w{2,5}|/))`", prose)
    paths = [name for name in named if "/" in name or (ROOT / name).suffix in {".py", ".md", ".toml", ".txt"}]
    assert len(paths) > 10
    missing = [path for path in paths if not path.startswith(MADE_BY_RUNNING) and not (ROOT / path).exists()]
    rooms = [ROOT / "corpus", ROOT / "rag", ROOT / "rag" / "ingestion"]
    assert [path for path in missing if not any((room / path).exists() for room in rooms)] == []


def test_every_room_has_its_line_in_the_architecture() -> None:
    rooms = [path.parent for path in (ROOT / "rag").glob("*/__init__.py")] + [
        ROOT / "page",
        ROOT / "programs",
        ROOT / "llama",
        ROOT / "eval",
    ]
    named = PAGES["docs/architecture.md"]
    assert [room.name for room in rooms if f"| `{room.relative_to(ROOT).as_posix()}/`" not in named] == []


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {name for text in PAGES.values() for name in re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)}
    assert {"run", "test"} <= named
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_what_runs_before_a_commit_is_the_lint_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    lint = makefile.partition("\nlint:")[2].partition("\n\n")[0]
    assert re.findall(r"entry: \.venv/bin/(.+)", hooks) == re.findall(r"\$\(BIN\)/(.+)", lint)


def test_the_packages_that_are_named_are_those_that_the_set_up_installs() -> None:
    named = {package for line in re.findall(r"apt-get install ([a-z0-9 -]+)", DOCUMENTS) for package in line.split()}
    assert len(named) > 3
    assert named <= {alternatives[0] for alternatives in read_package_list()}


def test_every_command_takes_the_options_that_are_shown() -> None:
    shown = [line for line in COMMAND_LINES if line.startswith("python ")]
    assert {name for name in COMMANDS if not any(f"python {name}" in line for line in shown)} == set()
    for line in shown:
        (command,) = (command for name, command in COMMANDS.items() if line.startswith(f"python {name}"))
        if isinstance(command, TyperGroup):
            command = command.commands[line.split()[3]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--?[a-z][\w-]*", line.removeprefix("python -m"))) <= known, line


def test_the_language_model_shown_is_the_default() -> None:
    (pulled,) = {line for line in COMMAND_LINES if line.startswith("ollama pull")}
    assert pulled.split()[-1] == Settings.model_fields["language_model"].default


def test_the_python_that_is_shown_is_python() -> None:
    examples = [text for page, kind, text in FENCES if (page, kind) == ("docs/programs.md", "python")]
    for example in examples:
        ast.parse(example)
    (endpoint,) = re.findall(r'api_name="/(\w+)"', "".join(examples))
    assert f'api_name="{endpoint}"' in (ROOT / "page" / "layout.py").read_text(encoding="utf-8")


def test_the_results_are_the_published_ones() -> None:
    published = load_published(ROOT / "eval" / "published.json")
    assert published
    assert all("ours" in run.systems for run in published)
    assert with_tables(PAGES["docs/results.md"], published) == PAGES["docs/results.md"]
    assert with_headline(README, published) == README


@pytest.mark.real
def test_the_first_answer_is_what_the_product_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # It comes from the register of facts, on which the embedding has no say.
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    settings = Settings.model_validate({"corpus_dir": ROOT / "corpus", "data_dir": tmp_path, "language_model": "none"})
    (shown,) = (text for _, kind, text in FENCES if kind == "text" and "Nguồn:" in text)
    question, _, answer = shown.partition("\n")
    pipeline = open_ask_pipeline(settings)
    said = text_with_sources(pipeline.answer(Question(question)))
    assert answer.split() == said.split()


def test_every_file_format_is_named() -> None:
    table = DOCUMENTS.partition("| files | read by |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\.\w+)`", table)) == SUFFIXES
