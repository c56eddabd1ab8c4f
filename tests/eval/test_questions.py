"""The gold questions and registers themselves, each against the documents of its corpus."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from eval.measures.figures import stated_figures
from eval.questions_format import Category, GoldFigure, GoldQuestion, load_questions
from eval.register_format import GoldFact, load_register
from eval.register_measures import figure_places
from rag.datatypes import FigureKind

ROOT = Path(__file__).parents[2]
PROVINCE = ROOT / "tests" / "fictitious_province"
QUESTION_SETS = {
    ROOT / "corpus": sorted((ROOT / "eval" / "questions").glob("*.jsonl")),
    PROVINCE / "corpus": [PROVINCE / "questions.jsonl"],
}
REGISTERS = {
    ROOT / "corpus": ROOT / "eval" / "register" / "hai-phong.jsonl",
    PROVINCE / "corpus": PROVINCE / "register.jsonl",
}


def texts_of(corpus: Path) -> dict[str, str]:
    return {path.name: unicodedata.normalize("NFC", path.read_text(encoding="utf-8")) for path in corpus.glob("*.txt")}


def cases() -> list[tuple[Path, GoldQuestion]]:
    return [(corpus, question) for corpus, files in QUESTION_SETS.items() for question in load_questions(files)]


def facts() -> list[tuple[Path, GoldFact]]:
    return [(corpus, fact) for corpus, path in REGISTERS.items() for fact in load_register(path)]


@pytest.fixture(scope="module")
def texts() -> dict[Path, dict[str, str]]:
    return {corpus: texts_of(corpus) for corpus in QUESTION_SETS}


def test_there_are_enough_questions() -> None:
    # load_questions refuses an id that comes twice.
    assert len(load_questions(QUESTION_SETS[ROOT / "corpus"])) >= 300


def test_every_kind_has_enough_questions_to_report() -> None:
    asked = Counter(question.category for question in load_questions(QUESTION_SETS[ROOT / "corpus"]))
    assert {kind: asked[kind] for kind in Category if asked[kind] < 10} == {}


def test_every_evidence_quote_is_verbatim(texts: dict[Path, dict[str, str]]) -> None:
    assert [
        (question.id, quote.quote)
        for corpus, question in cases()
        for quote in question.evidence
        if quote.quote not in texts[corpus].get(quote.document, "")
    ] == []


def test_every_asked_figure_stands_in_its_evidence() -> None:
    assert [
        (question.id, figure.text)
        for _, question in cases()
        for figure in question.figures
        if not figure.computed and not any(figure.text in quote.quote for quote in question.evidence)
    ] == []


def test_every_figure_says_what_its_value_and_unit_say() -> None:
    assert [
        (question.id, figure.text) for _, question in cases() for figure in question.figures if not agrees(figure)
    ] == []


def agrees(figure: GoldFigure) -> bool:
    """A fraction's value may be its numerator alone; a rank is known only from the words before it."""
    if len(read := stated_figures(figure.text)) != 1:
        return False
    told = next(iter(read))
    if told.kind is FigureKind.FRACTION:
        return [told.low, told.high][: len(figure.values)] == list(figure.values)
    written = "-".join(f"{value:f}".replace(".", ",") for value in figure.values)
    return told in stated_figures(f"{written} {figure.unit}") or told.text == f"thứ {written}"


@pytest.mark.parametrize("province", sorted((ROOT / "tests" / "other_provinces").iterdir()), ids=lambda path: path.name)
def test_the_questions_on_other_provinces_name_their_documents(province: Path) -> None:
    documents = {path.name for path in (province / "corpus").iterdir()}
    questions = load_questions([province / "questions.jsonl"])
    assert len(questions) >= 60
    assert {quote.document for question in questions for quote in question.evidence} <= documents


def test_every_question_can_be_judged() -> None:
    assert [
        question.id
        for _, question in cases()
        if question.answerable and not ((question.figures or question.keywords) and question.evidence)
    ] == []


def test_no_distractor_is_asked() -> None:
    assert [
        (question.id, distractor.text)
        for _, question in cases()
        for distractor in question.distractors
        if stated_figures(distractor.text) & {f for figure in question.figures for f in stated_figures(figure.text)}
    ] == []


def test_every_gold_fact_is_verbatim_and_holds_its_figure_once(texts: dict[Path, dict[str, str]]) -> None:
    assert [
        fact.id
        for corpus, fact in facts()
        if fact.quote not in texts[corpus].get(fact.document, "") or len(figure_places(fact)) != 1
    ] == []
