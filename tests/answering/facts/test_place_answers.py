"""Documents of two places in one corpus → what a question about one, both or neither is told."""

import pytest

from rag.answering.facts.answers import FactAnswers
from rag.answering.facts.place_answers import PlaceAnswers, frames_by_place
from rag.answering.facts.statements import FactStatements
from rag.answering.question.parts import split_frame
from rag.answering.question.places import homes_of, read_territories, spell_out_place
from rag.answering.question.understanding import understand
from rag.datatypes import Document, SourceRecord
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.term_counts import count_terms

OWN = ("Sông Lam", "Hạ Bình")
_DOCUMENTS = [
    Document(
        "lam.txt",
        "Báo cáo năm 2031\n\n1. Sản lượng chè năm 2031 đạt 40 nghìn tấn.\n2. Năm 2031 trồng 900 ha rừng.\n",
        SourceRecord("Báo cáo", "Báo cáo", territory="tỉnh Sông Lam", period="2031"),
    ),
    Document(
        "binh.txt",
        "Báo cáo năm 2031\n\n1. Sản lượng chè năm 2031 đạt 25 nghìn tấn.\n2. Số bến phà năm 2031 là 7 bến.\n"
        "3. Huyện Bến Sỏi: Số quầy năm 2031 là 12 quầy.\n4. Huyện Gò Nổi: Số quầy năm 2031 là 9 quầy.\n",
        SourceRecord("Báo cáo", "Báo cáo", territory="tỉnh Hạ Bình", period="2031"),
    ),
]
_OF_NO_KNOWN_PLACE = Document(
    "tin.txt", "Tin năm 2031\n\n1. Số quầy năm 2031 là 60 quầy.\n", SourceRecord("Tin", "Tin", period="2031")
)


def _told(question: str) -> list[str]:
    documents = [*_DOCUMENTS, _OF_NO_KNOWN_PLACE]
    passages = [passage for document in documents for passage in split_passages(document, 700)]
    facts = [
        fact
        for document in documents
        for fact in read_facts(document, [passage for passage in passages if passage.file == document.file])
    ]
    search = FactSearch(facts, passages, documents, count_terms(passages))
    frame = understand(question, OWN)
    answers = PlaceAnswers(FactAnswers(documents, passages, OWN), FactStatements(documents, passages), OWN)
    answer = answers.answer(frame, split_frame(frame, lambda text: understand(text, OWN)), search.match)
    return [statement.text for statement in answer.statements]


def test_a_place_that_is_named_is_answered_with_its_own_figure() -> None:
    (line,) = _told("Sản lượng chè năm 2031 của Hạ Bình là bao nhiêu?")
    assert "25 nghìn tấn" in line
    assert "Hạ Bình" in line


def test_where_no_place_is_named_each_answers_by_its_name() -> None:
    lam, binh = _told("Sản lượng chè năm 2031 là bao nhiêu?")
    assert ("40 nghìn tấn" in lam, "Sông Lam" in lam) == (True, True)
    assert ("25 nghìn tấn" in binh, "Hạ Bình" in binh) == (True, True)


def test_a_place_without_the_figure_is_not_answered_with_that_of_another() -> None:
    assert _told("Số bến phà năm 2031 của Sông Lam là bao nhiêu?") == []


def test_of_two_places_named_the_one_that_lacks_the_figure_is_said_to() -> None:
    told = _told("Số bến phà năm 2031 của Sông Lam và Hạ Bình là bao nhiêu?")
    assert "7 bến" in told[0]
    assert told[1:] == ["Các tài liệu không có số liệu này của Sông Lam."]


def test_two_places_set_side_by_side_are_told_with_their_difference() -> None:
    told = _told("Sản lượng chè năm 2031 của Sông Lam cao hơn Hạ Bình bao nhiêu?")
    assert len(told) == 3
    assert told[2].startswith("Sông Lam cao hơn Hạ Bình: 40 nghìn tấn − 25 nghìn tấn = **15 nghìn tấn**")


@pytest.mark.parametrize(
    "typed", ["chè Hạ Bình", "che ha binh", "chè HB", "chè của tỉnh Hạ Bình", "chè của tỉnh Ha Bính"]
)
def test_a_home_is_found_however_it_is_typed(typed: str) -> None:
    assert homes_of(typed, OWN) == ("Hạ Bình",)
    assert "hạ" not in understand(typed, OWN).terms


def test_where_all_documents_speak_for_one_place_nobody_need_name_it() -> None:
    assert homes_of("chè Hạ Bình", ("Hạ Bình",)) == ()
    assert len(frames_by_place(understand("Sản lượng chè?", ("Hạ Bình",)), ("Hạ Bình",))) == 1


def test_another_place_that_is_named_stands_for_itself() -> None:
    frame = understand("Sản lượng chè của huyện Mộc Sơn năm 2031?", OWN)
    assert frames_by_place(frame, OWN) == [frame]
    assert _told("Sản lượng chè của huyện Mộc Sơn năm 2031?") == []


@pytest.mark.parametrize(("turn", "spelled"), [("Tỉnh kia thì sao?", "Hạ Bình thì sao?"), ("tinh kia?", "ha binh?")])
def test_the_other_of_two_places_gets_its_name(turn: str, spelled: str) -> None:
    assert spell_out_place(turn, OWN, ("Sông Lam",)) == spelled


def test_which_other_place_is_meant_nobody_can_tell_of_three() -> None:
    assert spell_out_place("Tỉnh kia thì sao?", (*OWN, "Mộc Sơn"), ("Sông Lam",)) == "Tỉnh kia thì sao?"


def test_what_a_document_of_no_known_place_tells_answers_only_who_names_none() -> None:
    (line,) = _told("Số quầy năm 2031 là bao nhiêu?")
    assert "60 quầy" in line
    assert _told("Số quầy năm 2031 của Hạ Bình là bao nhiêu?") == []


def test_two_districts_are_told_one_by_one_where_nothing_is_of_both() -> None:
    told = _told("Số quầy năm 2031 của huyện Bến Sỏi cao hơn huyện Gò Nổi bao nhiêu?")
    assert [figure in line for figure, line in zip(("12 quầy", "9 quầy", "3 quầy"), told, strict=True)] == [True] * 3
    assert _told("Số quầy năm 2031 của huyện Bến Sỏi và huyện Đá Dựng là bao nhiêu?") == []


@pytest.mark.parametrize("asked", ["GRDP của TP.HCM năm 2031", "grdp sai gon nam 2031", "GRDP Hồ Chí Minh năm 2031"])
def test_a_home_is_named_by_its_short_forms_too(asked: str) -> None:
    assert homes_of(asked, ("Hồ Chí Minh", "Hạ Bình")) == ("Hồ Chí Minh",)
    assert read_territories(asked, ("Hồ Chí Minh",), accent_free=True) == ()
    assert read_territories("xuat khau cua hue", ("Thừa Thiên Huế",), accent_free=True) == ()
    assert read_territories("xuat khau cua hue", ("Hạ Bình",), accent_free=True) == ("Huế",)
    assert read_territories("GRDP của TP.HCM", ("Hạ Bình",), accent_free=False) == ("Hồ Chí Minh",)
