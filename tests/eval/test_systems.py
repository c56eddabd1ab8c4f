import shlex
import sys
from pathlib import Path

import pytest

from eval.degenerate_systems import AlwaysRefuse, NewestYear, TopPassage
from eval.external_command import ExternalCommand
from eval.measures.statements import CitedStatement
from eval.questions_format import Asked
from eval.systems import SYSTEMS, Ours, SystemContext, open_system
from rag.datatypes import ModelState, Question
from rag.errors import InvalidInput, LanguageModelUnavailable, RagError
from rag.settings import load_settings
from tests.eval.builders import LINES, FakePipeline, cited, span

ASKED = [Asked("a", Question("Sản lượng lúa năm 2023?")), Asked(2, Question(""))]
ECHO = """
import json, sys
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
with open(options["--output"], "w", encoding="utf-8") as out:
    for line in open(options["--questions"], encoding="utf-8"):
        record = json.loads(line)
        out.write(json.dumps({"id": record["id"], "question": record["question"], "answer": "x", "abstained": False,
                              "citations": [], "mode": "model", "seconds": 0.5, "more": 1}) + chr(10))
"""


def context(language_model: str = "") -> SystemContext:
    return SystemContext(load_settings(), FakePipeline(), language_model)


def command(tmp_path: Path, script: str) -> ExternalCommand:
    path = tmp_path / "product.py"
    path.write_text(script, encoding="utf-8")
    return ExternalCommand(shlex.join([sys.executable, str(path)]))


def test_ours_answers_ranks_and_survives_a_bad_question() -> None:
    good, bad = Ours(FakePipeline(), writes=False).answers(ASKED)
    assert (good.line.answer, good.line.citations, good.line.mode) == (LINES[0], (cited(0),), "facts")
    assert good.ranking == (span(0), span(2), span(1))
    assert good.statements == (CitedStatement(LINES[0], (cited(0),)),)
    assert (bad.line.id, bad.line.abstained, bad.line.answer, bad.ranking) == (2, True, "Câu hỏi trống.", None)


def test_ours_with_a_model_gives_the_last_answer_and_the_time_of_the_first() -> None:
    (answer, _) = Ours(FakePipeline(), writes=True, ranks=False).answers(ASKED)
    assert answer.line.mode == "model"
    assert answer.ranking is None
    assert 0 < answer.first_seconds <= answer.line.seconds + 0.001


def test_the_degenerate_systems_are_bad_in_their_own_way() -> None:
    (refusal,) = AlwaysRefuse().answers(ASKED[:1])
    (passage,) = TopPassage(FakePipeline()).answers(ASKED[:1])
    (newest,) = NewestYear(FakePipeline()).answers(ASKED[:1])
    assert refusal.line.abstained
    assert (passage.line.answer, passage.line.citations) == (LINES[0], (cited(0),))
    assert "45 nghìn tấn" in newest.line.answer
    assert newest.line.citations == (cited(1),)


def test_the_newest_year_of_an_empty_register_is_an_abstention() -> None:
    (answer,) = NewestYear(FakePipeline(facts=())).answers(ASKED[:1])
    assert answer.line.abstained


def test_a_command_answers_in_order(tmp_path: Path) -> None:
    answers = list(command(tmp_path, ECHO).answers(ASKED))
    assert [(answer.line.id, answer.first_seconds) for answer in answers] == [("a", 0.5), (2, 0.5)]


@pytest.mark.parametrize(
    ("script", "detail"),
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("", "no answer to question 'a'"),
        (ECHO.replace('record["id"]', '"other"'), "answered 'other'"),
        (ECHO.replace('"mode"', '"mood"'), "bad answer line"),
    ],
)
def test_a_command_that_breaks_the_contract_is_refused(tmp_path: Path, script: str, detail: str) -> None:
    with pytest.raises(RagError, match=detail):
        list(command(tmp_path, script).answers(ASKED))


def test_a_command_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RagError, match="no-such-command"):
        list(ExternalCommand("no-such-command").answers(ASKED))


@pytest.mark.parametrize("name", ["other", "command:", "ours+model", "ours-without-gate"])
def test_a_system_that_cannot_be_opened_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        open_system(name, context())


def test_named_systems_open() -> None:
    for name in ("ours", "ours+model", "top-passage", "always-refuse", "newest-year"):
        assert list(open_system(name, context("m")).answers([])) == []


def test_a_system_whose_model_cannot_write_is_refused_rather_than_measured_without_it() -> None:
    unready = SystemContext(load_settings(), FakePipeline(model_state=ModelState.MISSING), "m:1b")
    for name in ("ours+model", "ours-without-gate"):
        with pytest.raises(LanguageModelUnavailable, match="m:1b is missing"):
            open_system(name, unready)


def test_only_the_product_itself_is_taken_apart() -> None:
    for name in (name for name in SYSTEMS if name.startswith("ours-")):
        with pytest.raises(TypeError, match="FakePipeline"):
            open_system(name, context("m"))
