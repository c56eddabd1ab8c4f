import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from rag.datatypes import Certainty, CorrectedSlots, Document, Fact, Figure, Period, SourceRecord, Status
from rag.errors import InvalidInput
from rag.ingestion.fact_corrections import (
    CORRECTIONS_FILE,
    apply_corrections,
    correct_fact,
    corrections_stamp,
    load_corrections,
    revoke_correction,
)

SENTENCE = "Sản lượng mía đạt 12 tấn, lúa 30 tấn."
TEXT = f"Mở đầu.\n{SENTENCE}\nKết thúc."
DOCUMENT = Document("a.txt", TEXT, SourceRecord("A"))
RIGHT = CorrectedSlots("Sản lượng mía", "vụ xuân", Period(2031, 2031), Status.TARGET, "Sông Lam")


def fact(figure: str, document: Document = DOCUMENT) -> Fact:
    clause = document.text.index(SENTENCE)
    start = document.text.index(figure)
    value = Decimal(figure.split(maxsplit=1)[0])
    return Fact(
        "p",
        "a.txt",
        "Sản lượng",
        "",
        None,
        Status.UNKNOWN,
        "",
        Figure(value, value, "tấn", text=figure),
        start,
        start + len(figure),
        clause,
        clause + len(SENTENCE),
    )


CANE, RICE = fact("12 tấn"), fact("30 tấn")


def corrected(corpus: Path, document: Document = DOCUMENT) -> tuple[Fact, ...]:
    facts = (fact("12 tấn", document), fact("30 tấn", document))
    return apply_corrections(facts, [document], load_corrections(corpus)).facts


def test_a_correction_changes_its_fact_alone_and_says_who_made_it(tmp_path: Path) -> None:
    correct_fact(tmp_path, CANE, DOCUMENT, RIGHT, "Bà Lan")
    cane, rice = corrected(tmp_path)
    assert (cane.indicator, cane.part, cane.period) == ("Sản lượng mía", "vụ xuân", Period(2031, 2031))
    assert (cane.status, cane.territory, cane.figure) == (Status.TARGET, "Sông Lam", CANE.figure)
    assert cane.corrected_by.startswith("Bà Lan, ")
    assert cane.certainty is Certainty.SURE
    assert rice == RICE
    assert rice.corrected_by == ""


def test_what_is_no_fact_is_gone(tmp_path: Path) -> None:
    correct_fact(tmp_path, CANE, DOCUMENT, None, "Bà Lan")
    assert corrected(tmp_path) == (RICE,)


def test_a_correction_lives_as_long_as_its_sentence(tmp_path: Path) -> None:
    correct_fact(tmp_path, CANE, DOCUMENT, RIGHT, "Bà Lan")
    moved = replace(DOCUMENT, text=f"Chương mới dài hơn.\n\n{TEXT}")
    assert corrected(tmp_path, moved)[0].indicator == "Sản lượng mía"
    changed = replace(DOCUMENT, text=TEXT.replace("mía", "ngô"))
    facts = (replace(CANE, indicator="Sản lượng ngô"),)
    for documents in ([changed], []):
        register = apply_corrections(facts, documents, load_corrections(tmp_path))
        assert register.facts == facts
        assert [held.figure_start for held in register.corrections] == [None]


def test_a_correction_is_lost_where_its_figure_is_no_longer_read(tmp_path: Path) -> None:
    correct_fact(tmp_path, CANE, DOCUMENT, RIGHT, "Bà Lan")
    correct_fact(tmp_path, RICE, DOCUMENT, None, "Bà Lan")
    found = apply_corrections((CANE, RICE), [DOCUMENT], load_corrections(tmp_path)).corrections
    assert [held.figure_start for held in found] == [CANE.start, RICE.start]
    register = apply_corrections((RICE,), [DOCUMENT], load_corrections(tmp_path))
    assert [held.figure_start for held in register.corrections] == [None, RICE.start]
    assert register.facts == ()


def test_of_two_sentences_alike_the_one_that_was_meant_is_corrected(tmp_path: Path) -> None:
    twice = replace(DOCUMENT, text=f"{TEXT}\n{TEXT}")
    shift = len(TEXT) + 1
    second = replace(
        CANE,
        start=CANE.start + shift,
        end=CANE.end + shift,
        clause_start=CANE.clause_start + shift,
        clause_end=CANE.clause_end + shift,
    )
    correct_fact(tmp_path, second, twice, RIGHT, "Bà Lan")
    told = apply_corrections((CANE, second), [twice], load_corrections(tmp_path)).facts
    assert [one.corrected_by != "" for one in told] == [False, True]


def test_the_latest_correction_holds_and_can_be_taken_back(tmp_path: Path) -> None:
    correct_fact(tmp_path, CANE, DOCUMENT, RIGHT, "Bà Lan")
    before = corrections_stamp(tmp_path)
    correct_fact(tmp_path, CANE, DOCUMENT, replace(RIGHT, part=""), "Ông Nam")
    assert corrections_stamp(tmp_path) != before
    (held,) = load_corrections(tmp_path)
    assert held.by == "Ông Nam"
    revoke_correction(tmp_path, held.id, "Ông Nam")
    assert corrected(tmp_path) == (CANE, RICE)
    assert len((tmp_path / CORRECTIONS_FILE).read_text(encoding="utf-8").splitlines()) == 3
    with pytest.raises(InvalidInput, match="no correction"):
        revoke_correction(tmp_path, held.id, "Ông Nam")


@pytest.mark.parametrize(
    ("slots", "by"),
    [
        (RIGHT, " "),
        (replace(RIGHT, indicator=" "), "Bà Lan"),
        (replace(RIGHT, part="x" * 500), "Bà Lan"),
        (replace(RIGHT, territory="a\nb"), "Bà Lan"),
        (replace(RIGHT, period=Period(2031, 2030)), "Bà Lan"),
        (replace(RIGHT, period=Period(31, 31)), "Bà Lan"),
    ],
)
def test_what_nobody_could_stand_for_is_refused(tmp_path: Path, slots: CorrectedSlots, by: str) -> None:
    with pytest.raises(InvalidInput):
        correct_fact(tmp_path, CANE, DOCUMENT, slots, by)
    assert corrections_stamp(tmp_path) is None


@pytest.mark.parametrize("line", ["{", "5", json.dumps({"file": "a"}), "\x00"])
def test_a_damaged_file_is_told_by_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / CORRECTIONS_FILE).write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="line 2"):
        load_corrections(tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    outside.write_text("", encoding="utf-8")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / CORRECTIONS_FILE).symlink_to(outside)
    with pytest.raises(InvalidInput):
        load_corrections(corpus)
    with pytest.raises(InvalidInput):
        correct_fact(corpus, CANE, DOCUMENT, RIGHT, "Bà Lan")
