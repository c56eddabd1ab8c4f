import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import commands
from eval.judging import judge
from eval.published_tables import load_published, markdown_table, publish, summarise, with_headline, with_tables
from eval.results import RunResult, SystemResult, save_result, system_result
from rag.errors import InvalidInput
from tests.eval.builders import TEXTS, cited, gold_question, system_answer, unanswerable_question

QUESTIONS = (gold_question(), gold_question("q3"), gold_question("q4"), unanswerable_question())
MARKED = "# Name\n\n<!-- results -->\nold\n<!-- /results -->\n\nbehind\n"
SHORT = "# Name\n\n<!-- headline -->\nold\n<!-- /headline -->\n"


def system(name: str, *answers: str) -> SystemResult:
    """An empty answer is an abstention."""
    given = [
        system_answer(text, abstained=not text, citations=[cited(1)] if text else (), seconds=0.25) for text in answers
    ]
    return system_result(name, [judge(q, a, TEXTS) for q, a in zip(QUESTIONS, given, strict=True)])


OURS = system("ours", "45 nghìn tấn", "45 nghìn tấn", "40 nghìn tấn", "")
RESULT = RunResult("2024-02-03T04:05:06+00:00", {"corpus": "abc"}, "none", "all", (OURS, system("b", "", "", "", "")))
RUN = summarise(RESULT, "Lúa")


def rows(table: str) -> dict[str, list[str]]:
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|")
    return {name: rest for name, *rest in cells}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "docs" / "results.md"
    path.parent.mkdir()
    path.write_text(MARKED, encoding="utf-8")
    return path


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_text(SHORT, encoding="utf-8")
    return path


def test_the_headline_has_four_measures_of_each_system_of_each_run() -> None:
    table = rows(with_headline(SHORT, (RUN, replace(RUN, corpus="Ngô"))))
    columns = [f"{corpus}, 4 questions: `{name}`" for corpus in ("Lúa", "Ngô") for name in ("ours", "b")]
    assert table.pop("measure") == columns
    assert set(table) == {"---", "right", "figure accuracy", "binding errors", "false refusals"}
    assert table["right"] == rows(markdown_table(RUN))["right"][1:3] * 2


def test_the_table_has_the_scores_of_every_system() -> None:
    table = rows(markdown_table(RUN))
    assert table["measure"][:3] == ["better", "`ours`", "`b`"]
    right = OURS.score.measures["right"]
    assert right.mean == 3 / 4
    assert table["right"][:3] == ["up", f"0.750 ± {(right.high - right.low) / 2:.2f}", "0.250 ± 0.38"]
    assert table["binding errors"][:2] == ["down", f"{1 / 4:.3f} ± 0.38"]
    assert table["evidence recall@1"][:3] == ["up", "–", "–"]
    assert table["median seconds"][:3] == ["down", "0.25", "0.25"]


def test_the_caption_says_what_was_asked_when_and_of_what() -> None:
    caption = markdown_table(RUN).partition("\n\n")[0]
    assert caption == "**Lúa**, all 4 questions, without a language model, 2024-02-03\n(corpus `abc`):"
    other = replace(RUN, split="test", language_model="m:1b")
    assert "the `test` half: 4 questions, `m:1b`, 2024" in markdown_table(other)


def test_a_summary_keeps_six_digits() -> None:
    assert RUN.systems["ours"].measures["figure accuracy"].mean == 0.666667
    assert RUN.systems["ours"].measures["figure accuracy"].count == 3


def test_publishing_keeps_the_run_and_rewrites_both_tables(tmp_path: Path, results: Path, readme: Path) -> None:
    published = tmp_path / "published.json"
    publish(RUN, published, results, readme)
    assert load_published(published) == (RUN,)
    text = results.read_text(encoding="utf-8")
    assert text == MARKED.replace("old\n", markdown_table(RUN))
    assert with_tables(text, load_published(published)) == text
    assert readme.read_text(encoding="utf-8") == with_headline(SHORT, (RUN,))


def test_a_run_takes_the_place_of_the_one_over_the_same_corpus(tmp_path: Path, results: Path, readme: Path) -> None:
    published, other, newer = tmp_path / "p.json", replace(RUN, corpus="Ngô"), replace(RUN, made_at="2025-01-01")
    for run in (RUN, other, newer):
        publish(run, published, results, readme)
    assert load_published(published) == (newer, other)
    assert results.read_text(encoding="utf-8").index("**Lúa**") < results.read_text(encoding="utf-8").index("**Ngô**")


@pytest.mark.parametrize("text", ["no place\n", "<!-- results -->\n"])
def test_a_text_without_the_place_is_refused_and_nothing_kept(
    tmp_path: Path, results: Path, readme: Path, text: str
) -> None:
    damaged = tmp_path / "damaged.md"
    damaged.write_text(text, encoding="utf-8")
    for paths in ((damaged, readme), (results, damaged), (tmp_path / "none.md", readme)):
        with pytest.raises(InvalidInput):
            publish(RUN, tmp_path / "p.json", *paths)
    assert not (tmp_path / "p.json").exists()
    assert (results.read_text(encoding="utf-8"), readme.read_text(encoding="utf-8")) == (MARKED, SHORT)


def test_what_holds_no_published_runs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text("{}", encoding="utf-8")
    for path in (tmp_path / "p.json", tmp_path):
        with pytest.raises(InvalidInput):
            load_published(path)
    assert load_published(tmp_path / "none.json") == ()


@pytest.mark.usefixtures("readme")
def test_the_command_prints_and_publishes(tmp_path: Path, results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_HERE", tmp_path / "eval")
    (tmp_path / "eval").mkdir()
    save_result(RESULT, tmp_path / "result.json")
    arguments = ["table", str(tmp_path / "result.json"), "--corpus-name", "Lúa"]
    printed = CliRunner().invoke(commands.app, arguments)
    assert (printed.exit_code, printed.output) == (0, markdown_table(RUN))
    assert results.read_text(encoding="utf-8") == MARKED
    assert CliRunner().invoke(commands.app, [*arguments, "--publish"]).output == printed.output
    assert json.loads((tmp_path / "eval" / "published.json").read_text(encoding="utf-8"))[0]["corpus"] == "Lúa"
    assert markdown_table(RUN) in results.read_text(encoding="utf-8")
    assert CliRunner().invoke(commands.app, ["table", str(tmp_path / "none.json")]).exit_code == 2
