"""The README against the program: what it names exists, and its tables are those of the classes they describe."""

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import annotated_types
import pytest
import typer
from typer.core import TyperGroup

import app
import eval.commands
import ingest
from eval.readme_table import load_published, with_tables
from page.rendering import text_with_sources
from rag import Question, Settings, SourceRecord, Weight, open_ask_pipeline
from rag.ingestion.readers.formats import SUFFIXES
from tests.fakes import FakeEmbedder
from tests.system_programs import read_package_list

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMAND_LINES = [
    line.partition("#")[0].strip() for kind, text in FENCES if kind == "sh" for line in text.splitlines() if line
]
COMMANDS = {
    "app.py": typer.main.get_command(app.command),
    "ingest.py": typer.main.get_command(ingest.command),
    "-m eval": typer.main.get_command(eval.commands.app),
}
MADE_BY_RUNNING = ("data/", ".venv/", ".env", "eval/results/")
WITHOUT_LINE_IN_THE_MAP = {"__init__.py", "__main__.py"}


def test_the_settings_table_is_the_class() -> None:
    expected = [
        f"| `{variable(name)}` | {code(str(field.default))} | {allowed(field.metadata)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    assert section("Settings", "| `") == expected


def variable(name: str) -> str:
    # The one that every program of Ollama's reads too; RAG_OLLAMA_HOST works as well.
    return "OLLAMA_HOST" if name == "ollama_host" else f"RAG_{name.upper()}"


def code(text: str) -> str:
    return f"`{text}`" if text else "(empty)"


def allowed(metadata: list[object]) -> str:
    """`5 to 500`; nothing for a setting without bounds."""
    low = "".join(
        f"{item.ge}" if isinstance(item, annotated_types.Ge) else f"over {item.gt}"
        for item in metadata
        if isinstance(item, annotated_types.Ge | annotated_types.Gt)
    )
    high = "".join(f"{item.le}" for item in metadata if isinstance(item, annotated_types.Le))
    return f"{low} to {high}" if low or high else ""


def test_every_field_of_a_source_record_is_described() -> None:
    made_here = {"recorded", "unconfirmed_successor", "readings"}
    described = [re.findall(r"`(\w+)`", row)[0] for row in section("Your own documents", "| `")]
    assert described == [field.name for field in fields(SourceRecord) if field.name not in made_here]
    assert [weight.value for weight in Weight if f'`"{weight}"`' not in README and weight is not Weight.UNKNOWN] == []


def test_the_example_record_is_one() -> None:
    (example,) = (text for kind, text in FENCES if kind == "toml")
    (record,) = tomllib.loads(example).values()
    assert set(record) <= {field.name for field in fields(SourceRecord)}
    assert record["weight"] in set(Weight)


def test_every_file_that_is_named_exists() -> None:
    prose = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`([\w./-]+(?:\.\w{2,5}|/))`", prose) + re.findall(r"\]\(([\w./-]+)\)", README)
    paths = [name for name in named if "/" in name or (ROOT / name).suffix in {".py", ".md", ".toml", ".txt"}]
    assert len(paths) > 10
    missing = [path for path in paths if not path.startswith(MADE_BY_RUNNING) and not (ROOT / path).exists()]
    assert [path for path in missing if not list(ROOT.glob(f"corpus/{path}"))] == []


def test_the_module_map_is_the_tree() -> None:
    (text,) = (text for _, text in FENCES if text.startswith("rag/\n"))
    mapped = set(tree(text))
    assert {path for path in mapped if not (ROOT / path).exists()} == set()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rag").rglob("*.py")}
    assert {path for path in modules - mapped if Path(path).name not in WITHOUT_LINE_IN_THE_MAP} == set()


def tree(text: str) -> list[str]:
    """The paths of a tree drawn by two spaces a level."""
    paths: list[str] = []
    folders: list[str] = []
    for line in text.splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        paths.append("".join(folders[:depth]) + name)
        folders[depth:] = [name]
    return paths


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE))
    assert {"run", "test"} <= named
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_the_packages_that_are_named_are_those_that_the_set_up_installs() -> None:
    named = {package for line in re.findall(r"apt-get install ([a-z0-9 -]+)", README) for package in line.split()}
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
    (pulled,) = (line for line in COMMAND_LINES if line.startswith("ollama pull"))
    assert pulled.split()[-1] == Settings.model_fields["language_model"].default


def test_the_python_that_is_shown_is_python() -> None:
    (example,) = (text for kind, text in FENCES if kind == "python")
    ast.parse(example)
    (endpoint,) = re.findall(r'api_name="/(\w+)"', example)
    assert f'api_name="{endpoint}"' in (ROOT / "page" / "layout.py").read_text(encoding="utf-8")


def test_the_results_are_the_published_ones() -> None:
    assert README.count("<!-- results -->") == README.count("<!-- /results -->") == 1
    published = load_published(ROOT / "eval" / "published.json")
    assert [set(run.systems) >= {"ours"} for run in published] == [True, True]
    assert with_tables(README, published) == README


@pytest.mark.real
def test_the_first_answer_is_what_the_product_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # It comes from the register of facts, on which the embedding has no say.
    monkeypatch.setattr("rag.wiring.load_embedder", lambda _settings: FakeEmbedder())
    settings = Settings.model_validate({"corpus_dir": ROOT / "corpus", "data_dir": tmp_path, "language_model": "none"})
    (shown,) = (text for kind, text in FENCES if kind == "text" and "Nguồn:" in text)
    question, _, answer = shown.partition("\n")
    pipeline = open_ask_pipeline(settings)
    said = text_with_sources(pipeline.answer(Question(question)))
    assert answer.split() == said.split()


def section(title: str, start: str) -> list[str]:
    """The lines of a section, or of a part of it, that start so."""
    text = re.split(rf"^#+ {title}$", README, flags=re.MULTILINE)[1]
    return [line for line in re.split(r"^#+ ", text, flags=re.MULTILINE)[0].splitlines() if line.startswith(start)]


def test_every_file_format_is_named() -> None:
    table = README.partition("| files | read by |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\.\w+)`", table)) == SUFFIXES
