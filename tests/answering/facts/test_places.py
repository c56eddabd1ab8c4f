"""Of which place a fact must be to answer a question, and how its line names the place."""

import pytest

from rag.answering.facts.places import FactPlaces, place_key
from rag.answering.facts.statements import FactStatements
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Fact, SourceRecord
from rag.figures.places import place_name
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

OWN = ("Sông Lam",)
_TEXT = (
    "Báo cáo năm 2031\n\nTốc độ tăng trưởng kinh tế năm 2031 đạt 9,2%, gấp 2 lần tốc độ tăng trưởng chung cả nước "
    "(tăng 4,6%).\n\nCác huyện: Đông Giang, Hạ Lâm và Phú Cát đang hoàn thành các tiêu chí huyện nông thôn mới, bình "
    "quân các huyện năm 2031 đạt 6 tiêu chí.\n\nThuế sản phẩm năm 2031 tăng 5,2%.\n"
)
DOCUMENT = Document("a.txt", _TEXT, SourceRecord("Báo cáo", territory="Sông Lam"))
PASSAGES = split_passages(DOCUMENT, 700)
FACTS = {fact.figure.text: fact for fact in read_facts(DOCUMENT, PASSAGES)}
PLACES = FactPlaces([DOCUMENT], OWN)


def _fitting(question: str) -> set[str]:
    frame = understand(question, OWN)
    return {text for text, fact in FACTS.items() if PLACES.fit(fact, frame)}


def _line(fact: Fact) -> str:
    return FactStatements([DOCUMENT], PASSAGES).render_facts([fact]).text


@pytest.mark.parametrize(
    "question",
    ["Năm 2031 tăng trưởng kinh tế cả nước là bao nhiêu?", "Kinh tế của cả nước năm 2031 tăng mấy phần trăm?"],
)
def test_who_asks_for_the_country_is_not_answered_with_the_documents_own_place(question: str) -> None:
    assert _fitting(question) == {"4,6%"}


@pytest.mark.parametrize(
    "question",
    [
        "Tăng trưởng kinh tế năm 2031 gấp mấy lần cả nước?",
        "Kinh tế Sông Lam tăng bao nhiêu, cả nước bao nhiêu?",
        "Tăng trưởng năm 2031 so với mức chung cả nước thế nào?",
    ],
)
def test_the_own_place_may_be_held_against_the_country(question: str) -> None:
    assert "9,2%" in _fitting(question)


def test_several_places_are_those_of_what_is_said_of_them() -> None:
    assert FACTS["6 tiêu chí"].territory == "huyện Đông Giang, Hạ Lâm và Phú Cát"
    asked = "Ba huyện Đông Giang, Hạ Lâm, Phú Cát năm 2031 bình quân đạt mấy tiêu chí?"
    assert understand(asked, OWN).territories == ("Đông Giang", "Hạ Lâm", "Phú Cát")
    assert _fitting(asked) == {"6 tiêu chí"}
    assert not _fitting("Hai huyện Đông Giang, Tân Sơn năm 2031 bình quân đạt mấy tiêu chí?")


def test_a_line_names_the_place_that_is_not_the_documents_own() -> None:
    assert _line(FACTS["4,6%"]).endswith("(cả nước).")
    assert "Đông Giang, Hạ Lâm và Phú Cát" in _line(FACTS["6 tiêu chí"])
    assert "Sông Lam" not in _line(FACTS["9,2%"])


def test_a_place_is_named_by_whole_words() -> None:
    # `Huế` is not in `thuế`.
    assert not _fitting("Thành phố Huế năm 2031 kinh tế tăng trưởng bao nhiêu?")


def test_a_document_of_the_government_that_names_no_place_tells_of_the_country() -> None:
    text = "Nghị quyết\n\nNăm 2031 phấn đấu đón 22 triệu lượt khách quốc tế.\n"
    for issuer, fits in (("Chính phủ", True), ("Bộ Tài chính", True), ("Công ty Bộ Đàm", False)):
        document = Document("b.txt", text, SourceRecord("Nghị quyết", issuer=issuer))
        (fact,) = read_facts(document, split_passages(document, 700))
        frame = understand("Năm 2031 cả nước phấn đấu đón bao nhiêu lượt khách quốc tế?", OWN)
        assert FactPlaces([document], OWN).fit(fact, frame) is fits


@pytest.mark.parametrize("other", ["TP.HCM", "TPHCM", "sai gon"])
def test_a_province_has_one_name_however_it_is_shortened(other: str) -> None:
    assert place_key(other) == place_key("Hồ Chí Minh") == "ho chi minh"
    assert place_name("TP.HCM") == "Hồ Chí Minh"
