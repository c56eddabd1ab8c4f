import pytest

from rag.answering.wording import passage_label, topic_text
from rag.datatypes import ContextHeader, Passage
from rag.lexicon import load_lexicon
from rag.vietnamese import has_accents


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("GRDP là bao nhiêu?", "GRDP"),
        ("Tổng vốn ODA cho thủy lợi là bao nhiêu?", "vốn ODA thủy lợi"),
        ("Tổng sản phẩm trên địa bàn là bao nhiêu?", "Tổng sản phẩm trên địa bàn"),
        ("von ODA la bao nhieu", "von ODA"),
        ("Tỷ lệ hộ cận nghèo của tỉnh còn bao nhiêu?", "Tỷ lệ hộ cận nghèo"),
        ("ty le che phu rung cua tinh la may phan tram", "che phu rung"),
    ],
)
def test_a_topic_is_given_as_the_user_wrote_it(question: str, topic: str) -> None:
    accent_free = not has_accents(question)
    terms = load_lexicon().content_terms(question, folded=accent_free)
    assert topic_text(terms, [question], accent_free=accent_free) == topic


def test_a_topic_of_an_earlier_turn_is_given_as_it_was_written_there() -> None:
    assert (
        topic_text(["grdp", "xuất khẩu"], ["Còn xuất khẩu?", "GRDP bao nhiêu?"], accent_free=False) == "GRDP xuất khẩu"
    )


def test_a_term_that_nobody_wrote_is_given_as_it_is() -> None:
    assert topic_text(["grdp"], ["Kinh tế ra sao?"], accent_free=False) == "grdp"


@pytest.mark.parametrize(
    ("title", "heading", "label"),
    [
        ("Kế hoạch năm 2031", "II. Chỉ tiêu", "Kế hoạch năm 2031 › II. Chỉ tiêu"),
        ("Sản lượng mía năm 2031 đạt 97 tấn", "II. Chỉ tiêu", "II. Chỉ tiêu"),
        ("Sản lượng mía năm 2031 đạt 97 tấn", "", "Một đoạn trong tài liệu"),
        ("Kế hoạch năm 2031", "Thu ngân sách đạt 96 tỷ đồng", "Kế hoạch năm 2031"),
    ],
)
def test_no_figure_of_a_title_stands_before_a_passage(title: str, heading: str, label: str) -> None:
    header = ContextHeader(title, "", (heading,) if heading else (), "")
    assert passage_label(Passage("id", "a.txt", 0, 15, "Trồng 7 ha rau.", header, is_item=True)) == label
