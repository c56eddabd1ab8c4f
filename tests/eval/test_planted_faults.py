import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.commands import app
from eval.draft_wording import is_nameable, question, sentences, wording_of
from eval.fault_making import Case, Kind, make_cases
from eval.planted_faults import FaultsResult, KindCount, corpus_of, faults_line, measure_faults, read_corpus
from rag.datatypes import Document, SourceRecord
from rag.settings import load_settings

ROOT = Path(__file__).parents[2]
CORPORA = (ROOT / "corpus", ROOT / "tests" / "fictitious_province" / "corpus")
PASSAGE_CHARS = load_settings().passage_chars

PLAN = Document(
    "ke-hoach.txt",
    "II. CHỈ TIÊU NĂM 2025\n\n"
    "1. Thu ngân sách nhà nước trên địa bàn đạt 41.250,5 tỷ đồng, trong đó: thu nội địa đạt 25.000 tỷ đồng.\n"
    "2. Chỉ số sản xuất công nghiệp (IIP) tăng khoảng 15%.\n",
    SourceRecord("Kế hoạch năm 2025", "Kế hoạch", "15/KH-UBND", territory="thành phố Sông Lam", period="2025"),
)
SMALL = corpus_of([PLAN], PASSAGE_CHARS)


def cases(kind: Kind | None) -> list[Case]:
    return [case for case in make_cases(SMALL) if case.kind is kind]


def texts(kind: Kind | None) -> list[str]:
    return [case.text for case in cases(kind)]


def test_correct_drafts_say_the_fact_in_several_ways() -> None:
    expected = {
        "Chỉ tiêu năm 2025, thu ngân sách nhà nước trên địa bàn là 41.250,5 tỷ đồng.",
        "Năm 2025, địa phương phấn đấu chỉ số sản xuất công nghiệp (IIP) tăng khoảng 15%.",
        "Mục tiêu thu nội địa năm 2025 là 25.000 tỷ đồng.",
        "Thu ngân sách nhà nước trên địa bàn, trong đó thu nội địa là 25.000 tỷ đồng.",
        "Theo văn bản số 15/KH-UBND, chỉ tiêu năm 2025, thu ngân sách nhà nước trên địa bàn là 41.250,5 tỷ đồng.",
    }
    assert expected <= set(texts(None))


@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        (Kind.WRONG_SCALE, "41.250,5 triệu đồng"),
        (Kind.WRONG_UNIT, "41.250,5 tỷ USD"),
        (Kind.ROUNDED, "41.250 tỷ đồng"),
        (Kind.LOST_DECIMAL, "412.505 tỷ đồng"),
        (Kind.ENGLISH_FORMAT, "41,250.5 tỷ đồng"),
        (Kind.NEIGHBOUR, "25.000 tỷ đồng"),
        (Kind.COMPARATOR, "hơn 41.250,5 tỷ đồng"),
        (Kind.COMPARATOR, "không quá 15%"),
        (Kind.COMPARATOR, "tăng 15%"),
        (Kind.WHOLE_FOR_PART, "41.250,5 tỷ đồng"),
        (Kind.REVERSED, "giảm khoảng 15%"),
    ],
)
def test_a_fault_changes_the_figure(kind: Kind, figure: str) -> None:
    assert [text for text in texts(kind) if text.endswith(f" {figure}.")]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.WRONG_YEAR, "năm 2024"),
        (Kind.TARGET_AS_RESULT, "Kết quả"),
        (Kind.DOCUMENT_NUMBER, "số 16/KH-UBND"),
    ],
)
def test_a_fault_changes_the_words(kind: Kind, words: str) -> None:
    assert any(words in text for text in texts(kind))


def test_what_a_sentence_leaves_out_the_question_says() -> None:
    assert next((case.text, case.question) for case in cases(Kind.OTHER_STATUS_ASKED)) == (
        "Thu ngân sách nhà nước trên địa bàn là 41.250,5 tỷ đồng.",
        "Kết quả thu ngân sách nhà nước trên địa bàn năm 2025 là bao nhiêu?",
    )


def test_a_part_of_a_year_is_told_left_out_and_changed() -> None:
    text = "I. KẾT QUẢ\n\n1. Sản lượng muối hạt 9 tháng năm 2031 đạt 402 nghìn tấn.\n"
    report = Document("bao-cao.txt", text, SourceRecord("Báo cáo năm 2031", "Báo cáo", period="2031"))
    made = [(case.kind, case.text, case.question) for case in make_cases(corpus_of([report], PASSAGE_CHARS))]
    of_year, of_part = (f"Kết quả sản lượng muối hạt {when}năm 2031 là bao nhiêu?" for when in ("", "9 tháng "))
    expected = {
        (None, "9 tháng, sản lượng muối hạt đạt 402 nghìn tấn.", of_part),
        (Kind.OTHER_PART, "6 tháng đầu năm, sản lượng muối hạt đạt 402 nghìn tấn.", of_part),
        (Kind.OTHER_PART_ASKED, "Kết quả sản lượng muối hạt là 402 nghìn tấn.", of_year),
    }
    assert expected <= set(made)
    left_out = {asked for kind, told, asked in made if kind is Kind.PART_LEFT_OUT and "9 tháng" not in told}
    assert left_out == {of_year, of_part}


def test_a_whole_year_is_told_for_a_part_of_it() -> None:
    told = [case for case in cases(Kind.PART_ADDED) if "15%" in case.text]
    assert told
    assert all(re.search(r"tháng|[Qq]uý", case.text) for case in told)
    assert any(re.search(r"tháng|quý", case.question) for case in told)
    assert not all(re.search(r"tháng|quý", case.question) for case in told)


def test_a_draft_cites_the_passages_that_its_figures_stand_in() -> None:
    assert {case.cited for case in cases(Kind.INVENTED_CITATION)} == {(99,)}
    assert {case.cited for case in cases(None)} == {(1,)}


def test_a_fault_that_is_true_by_chance_is_not_planted() -> None:
    text = "II. CHỈ TIÊU NĂM 2025\n\n1. Tỷ lệ trẻ em đến trường đạt 98%.\n"
    plan = Document("a.txt", text, SourceRecord("Kế hoạch năm 2025", "Kế hoạch", period="2025"))
    next_plan = Document(
        "b.txt", text.replace("2025", "2026"), SourceRecord("Kế hoạch năm 2026", "Kế hoạch", period="2026")
    )
    alone = corpus_of([plan], PASSAGE_CHARS)
    both = corpus_of([plan, next_plan], PASSAGE_CHARS)
    wrong_years = [
        [case.text for case in make_cases(corpus) if case.kind is Kind.WRONG_YEAR and case.passages[0].file == "a.txt"]
        for corpus in (alone, both)
    ]
    assert [len(found) for found in wrong_years] == [2, 1]
    assert "2024" in wrong_years[1][0]


def test_the_same_corpus_gives_the_same_cases() -> None:
    assert list(make_cases(SMALL)) == list(make_cases(SMALL))


def test_only_facts_with_a_name_a_year_and_a_unit_are_used() -> None:
    fact = SMALL.facts[0]
    assert is_nameable(fact)
    wording = wording_of(fact, SMALL.own_territories)
    assert question(wording) == "Chỉ tiêu thu ngân sách nhà nước trên địa bàn năm 2025 là bao nhiêu?"
    assert all("41.250,5 tỷ đồng" in text for text in sentences(wording))


def test_shares() -> None:
    shown, correct = cases(Kind.ROUNDED)[0], cases(None)[0]
    result = FaultsResult((KindCount(Kind.ROUNDED, 4, 3),), (shown,), 5, ((correct, "why"),))
    assert (result.planted, result.caught_share, result.refused_share) == (4, 1 - 1 / 4, 1 / 5)
    assert faults_line(result) == ("planted faults: 3 of 4 refused (75.00%); correct drafts: 1 of 5 refused (20.00%)")


def test_shares_of_nothing() -> None:
    result = measure_faults(corpus_of([], PASSAGE_CHARS))
    assert (result.planted, result.caught_share, result.refused_share) == (0, 1.0, 0.0)


@pytest.mark.parametrize("corpus_dir", CORPORA, ids=["corpus", "fictitious province"])
def test_the_gate_refuses_every_planted_fault_and_few_correct_drafts(corpus_dir: Path) -> None:
    result = measure_faults(read_corpus(corpus_dir, PASSAGE_CHARS))
    assert result.planted >= 400
    assert [(case.kind, case.text, case.question) for case in result.shown] == []
    assert result.refused_share <= 0.02, result.refused


def test_the_command_prints_every_kind(tmp_path: Path) -> None:
    (tmp_path / "ke-hoach.txt").write_text(PLAN.text, encoding="utf-8")
    result = CliRunner().invoke(app, ["faults", "--corpus", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "all faults" in result.output
    assert "wrong scale" in result.output
