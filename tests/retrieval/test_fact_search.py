from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.answering.question.understanding import understand
from rag.datatypes import (
    ContextHeader,
    Document,
    Fact,
    FigureKind,
    Passage,
    Period,
    QuestionFrame,
    RankedPassage,
    SourceRecord,
    Status,
    Weight,
)
from rag.figures.parsing import parse_figures
from rag.retrieval.fact_search import FactSearch, unit_fits
from rag.retrieval.term_counts import count_terms

# Each line is a document with one passage and one fact: its words, the indicator in them, the part in them.
LINES = {
    "mía": ("Vườn mía đường đạt 30 tấn", "Vườn mía đường", ""),
    "cau": ("Vườn cau tươi đạt 25 tấn", "Vườn cau tươi", ""),
    "giường": ("Số giường bệnh trên một vạn dân đạt 35 giường", "Số giường bệnh trên một vạn dân", ""),
    "hồ": ("Diện tích mặt nước 9 ha, hồ chứa 7 ha", "Diện tích mặt nước", "hồ chứa"),
    "cầu": ("Cầu treo dài 800 m", "Cầu treo dài", ""),
}


def _make(name: str) -> tuple[Document, Passage, Fact]:
    text, indicator, part = LINES[name]
    document = Document(f"{name}.txt", text, SourceRecord(title=""))
    passage = Passage(name, document.file, 0, len(text), text, ContextHeader("", "", (), ""), is_item=True)
    span = parse_figures(text)[-1]
    fact = Fact(
        passage_id=name,
        file=document.file,
        indicator=indicator,
        part=part,
        period=Period(2031, 2031),
        status=Status.TARGET,
        territory="",
        figure=replace(span.figure, text=span.text),
        start=span.start,
        end=span.end,
        clause_start=0,
        clause_end=len(text),
    )
    return document, passage, fact


MADE = [_make(name) for name in LINES]
PASSAGES = {passage.id: passage for _, passage, _ in MADE}


def _search(facts: Sequence[Fact] | None = None) -> FactSearch:
    made = [fact for _, _, fact in MADE] if facts is None else facts
    passages = list(PASSAGES.values())
    return FactSearch(made, passages, [document for document, _, _ in MADE], count_terms(passages))


def _frame(*terms: str) -> QuestionFrame:
    """A frame of these terms that says nothing else."""
    return replace(understand("x", ()), terms=terms, units=(), kinds=(), leaning=(), accent_free=False)


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        (("mía",), "mía"),
        (("vườn", "cau"), "cau"),
        (("giường", "bệnh"), "giường"),
        (("hồ", "chứa"), "hồ"),
        (("mặt", "nước"), "hồ"),
    ],
)
def test_the_fact_whose_indicator_or_part_is_named_comes_first(terms: tuple[str, ...], found: str) -> None:
    assert _search().match(_frame(*terms))[0].fact.passage_id == found


def test_scores_fall_and_shares_and_likelihoods_are_within_bounds() -> None:
    matches = _search().match(_frame("mía", "đường", "tàu", "bệnh"))
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert {match.fact.passage_id for match in matches} == {"mía", "giường"}
    assert all(0 < match.coverage < 1 and 0 < match.likelihood < 1 for match in matches)


def test_a_fact_that_bears_every_term_in_its_indicator_is_covered_whole() -> None:
    (match,) = _search().match(_frame("mía", "đường"))
    assert match.coverage == pytest.approx(1)


def test_a_word_that_no_fact_bears_speaks_against_it_less_where_it_is_light() -> None:
    (plain,), (other,), (light,) = (_search().match(_frame("mía", "đường", *more)) for more in ((), ("tàu",), ("rót",)))
    assert other.likelihood < light.likelihood < plain.likelihood


def test_a_name_with_another_of_a_contrast_group_is_held_against_a_fact() -> None:
    _, _, fact = _make("cầu")
    search = _search([replace(fact, indicator="Kim ngạch xuất khẩu")])
    asked, other = (
        search.match(replace(_frame("kim", "ngạch", "khẩu"), text=text))[0].likelihood
        for text in ("kim ngạch xuất khẩu", "kim ngạch nhập khẩu")
    )
    assert other < asked / 5


@pytest.mark.parametrize("terms", [(), ("tàu", "ngầm")])
def test_a_question_that_shares_no_word_with_any_fact_has_no_match(terms: tuple[str, ...]) -> None:
    assert not _search().match(_frame(*terms))


def test_an_empty_register_has_no_match() -> None:
    assert not _search([]).match(_frame("bệnh"))


def test_period_status_and_territory_do_not_choose_here() -> None:
    facts = [replace(fact, period=None, status=Status.RESULT, territory="cả nước") for _, _, fact in MADE]
    asked = replace(_frame("giường", "bệnh"), periods=(Period(1999, 1999),), statuses=(Status.TARGET,))
    assert _search(facts).match(asked)[0].fact.passage_id == "giường"


@pytest.mark.parametrize("typed", ["giườngg", "giưòng", "giưnờg"])
def test_one_slip_of_the_finger_is_forgiven(typed: str) -> None:
    (match,) = _search().match(_frame(typed, "bệnh"))
    assert match.fact.passage_id == "giường"
    assert match.coverage == pytest.approx(1)


@pytest.mark.parametrize("typed", ["giưngg", "2032", "mýa"])
def test_two_slips_numbers_and_short_words_are_not(typed: str) -> None:
    (match,) = _search().match(_frame(typed, "bệnh"))
    assert match.coverage < 1


def test_words_typed_without_accents_match_as_those_with() -> None:
    (with_accents,) = _search().match(_frame("giường", "bệnh"))
    (plain,) = _search().match(replace(_frame("giuong", "benh"), accent_free=True))
    assert plain.fact == with_accents.fact
    assert plain.coverage == pytest.approx(with_accents.coverage)


def test_the_facts_of_passages_found_for_the_question_are_preferred() -> None:
    frame = _frame("vườn")
    for name in ("mía", "cau"):
        assert _search().match(frame, [RankedPassage(PASSAGES[name], 1.0)])[0].fact.passage_id == name


def test_the_asked_unit_and_kind_are_preferred() -> None:
    _, _, level = _make("mía")
    change = replace(level, figure=replace(level.figure, unit="%", kind=FigureKind.CHANGE))
    search = _search([level, change])
    frame = _frame("mía", "đường")
    assert search.match(replace(frame, kinds=(FigureKind.CHANGE,)))[0].fact is change
    assert search.match(replace(frame, kinds=(FigureKind.CHANGE,), units=("%",)))[0].fact is change
    assert search.match(replace(frame, units=("tấn",)))[0].fact is level


def test_of_two_documents_that_say_the_same_the_official_one_comes_first() -> None:
    document, passage, fact = _make("cầu")
    official = replace(document, file="z.txt", source=replace(document.source, weight=Weight.OFFICIAL))
    passages = [passage, replace(passage, id="z", file="z.txt")]
    facts = [fact, replace(fact, passage_id="z", file="z.txt")]
    search = FactSearch(facts, passages, [document, official], count_terms(passages))
    assert [match.fact.file for match in search.match(_frame("cầu", "treo"))] == ["z.txt", "cầu.txt"]


@pytest.mark.parametrize(
    ("unit", "asked", "fits"),
    [
        ("USD", ("USD",), True),
        ("USD/người/năm", ("USD",), True),
        ("USD", ("đồng", "USD"), True),
        ("điểm %", ("%",), False),
        ("USDT", ("USD",), False),
        ("USD", ("USD/người",), False),
        ("USD", (), False),
    ],
)
def test_a_unit_fits_where_it_or_its_numerator_is_asked(unit: str, asked: tuple[str, ...], fits: bool) -> None:
    assert unit_fits(unit, asked) is fits
