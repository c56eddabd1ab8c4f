from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from page.records import record_parts
from page.rendering import (
    plain_text,
    render_answer,
    render_documents,
    render_error,
    render_model_status,
    render_pull_progress,
    render_turn,
    text_with_sources,
    wait_text,
)
from rag.answering.wording import WEIGHT_WORDS
from rag.datatypes import (
    Citation,
    Document,
    LanguageModelStatus,
    Mode,
    ModelState,
    ModelUse,
    NotInDocuments,
    PullProgress,
    Question,
    SourceRecord,
    Statement,
    VerifiedAnswer,
    Weight,
)
from rag.ingestion.chunking import split_passages
from tests.page.fake_pipeline import BUDGET, BUDGET_FACT, BUDGET_NEWS, HOSTILE, PLAN, answer_made_of, cite, facts_answer


class Parsed(HTMLParser):
    """The tags, attributes and visible text of a fragment, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.marked: list[str] = []
        self._in_mark = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "mark":
            self._in_mark = True
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked[-1] += data


def _everything(text: str) -> str:
    answer = answer_made_of(text)
    abstained = replace(answer, statements=(), abstention=NotInDocuments(text, (text,)))
    offered = replace(answer, lead=text)
    return "".join(
        (
            render_turn(1, text, render_answer(answer, 1, text)),
            render_turn(2, text, render_answer(abstained, 2, text)),
            render_turn(3, text, render_answer(offered, 3, text)),
            render_error(text),
            render_model_status(LanguageModelStatus(text, ModelState.READY, text)),
            render_pull_progress(PullProgress(text, 0.5)),
            render_documents([Document(text, text, answer.citations[0].source)]),
        )
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_from_outside_becomes_markup(text: str) -> None:
    hostile, harmless = Parsed(_everything(text)), Parsed(_everything("lành"))
    assert hostile.tags == harmless.tags
    assert [name for name, _ in hostile.attributes] == [name for name, _ in harmless.attributes]
    assert all(value.startswith("#turn-") for name, value in hostile.attributes if name == "href")
    assert hostile.text == harmless.text.replace("lành", text)


def test_bold_in_a_statement_is_the_only_markup() -> None:
    statement = Statement("Đạt **41.250 <b>tỷ</b>** và *không* __gì__ khác", (BUDGET,))
    html = render_answer(VerifiedAnswer(Question("?"), (statement,), Mode.FACTS), 1, "")
    assert "Đạt <strong>41.250 &lt;b&gt;tỷ&lt;/b&gt;</strong> và *không* __gì__ khác" in html


@pytest.mark.parametrize("citation", [BUDGET, BUDGET_NEWS])
def test_exactly_the_quote_is_marked_in_its_passage(citation: Citation) -> None:
    answer = VerifiedAnswer(Question("?"), (Statement("Đạt.", (citation,)),), Mode.QUOTES)
    parsed = Parsed(render_answer(answer, 1, ""))
    assert parsed.marked == [citation.quote]
    assert citation.passage.text in parsed.text


def test_the_quote_marked_is_the_one_at_its_offset_not_the_first_of_its_kind() -> None:
    text = "đạt 5%, năm sau đạt 5%"
    first = cite(text, "đạt 5%", PLAN, "a.txt")
    second = replace(first, start=first.start + text.rindex("đạt"), end=first.end + text.rindex("đạt"))
    html = render_answer(VerifiedAnswer(Question("?"), (Statement("x", (second,)),), Mode.QUOTES), 1, "")
    assert "đạt 5%, năm sau <mark>đạt 5%</mark>" in html


def test_a_quote_beyond_its_passage_is_marked_above_it() -> None:
    wide = replace(BUDGET, quote="1. Mở đầu.\n" + BUDGET.quote, start=BUDGET.passage.start - 11)
    answer = VerifiedAnswer(Question("?"), (Statement("x", (wide,)),), Mode.QUOTES)
    parsed = Parsed(render_answer(answer, 1, ""))
    assert parsed.marked == [wide.quote]
    assert wide.passage.text in parsed.text


def test_numbers_lead_to_their_sources() -> None:
    statements = (Statement("A.", (BUDGET,)), Statement("B.", (BUDGET_NEWS, BUDGET)))
    html = render_answer(VerifiedAnswer(Question("?"), statements, Mode.FACTS), 3, "")
    parsed = Parsed(html)
    links = [value.removeprefix("#") for name, value in parsed.attributes if name == "href"]
    ids = [value for name, value in parsed.attributes if name == "id" and "source" in value]
    assert links == ["turn-3-source-1", "turn-3-source-2", "turn-3-source-1"]
    assert ids == ["turn-3-source-1", "turn-3-source-2"]


def test_a_source_shows_its_record() -> None:
    text = Parsed(render_answer(facts_answer(Question("?")), 1, "")).text
    assert "văn bản chính thức" in text
    assert "Số 25/NQ-HĐND · 09/12/2030 · Hội đồng nhân dân tỉnh Sông Lam" in text
    assert "I. Mục tiêu và chỉ tiêu chủ yếu năm 2031 › 2. Các chỉ tiêu về kinh tế" in text
    assert "Tệp: nghi-quyet-25.txt" in text


def test_a_source_shows_the_place_in_the_original() -> None:
    citation = replace(BUDGET, place="trang 3 <b>")
    answer = VerifiedAnswer(Question("?"), (Statement("Đạt.", (citation,)),), Mode.QUOTES)
    assert "Hội đồng nhân dân tỉnh Sông Lam · trang 3 <b>" in Parsed(render_answer(answer, 1, "")).text
    assert "Sông Lam, mục I.2 2, trang 3 <b>: “Thu ngân sách" in text_with_sources(answer)


def test_a_number_that_names_its_kind_is_not_called_a_number_twice() -> None:
    assert record_parts(SourceRecord("A", number="Chỉ thị số 02")) == ("Chỉ thị số 02",)
    assert record_parts(SourceRecord("A", number="02/CT-UBND")) == ("Số 02/CT-UBND",)


def test_an_unknown_record_is_said_to_be_unknown() -> None:
    text = Parsed(render_documents([Document("a.txt", "a", SourceRecord("Ghi chép"))])).text
    assert "chưa rõ loại nguồn" in text
    assert "chưa có hồ sơ nguồn" in text
    assert set(WEIGHT_WORDS) == set(Weight)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "khoảng 10 giây trên máy này"),
        (41.0, "khoảng 40 giây trên máy này"),
        (94.0, "khoảng 90 giây trên máy này"),
        (118.0, "khoảng 2 phút trên máy này"),
    ],
)
def test_how_long_a_model_would_take_is_told_in_round_words(seconds: float, text: str) -> None:
    assert wait_text(seconds) == text


def test_an_answer_that_needed_no_model_says_so() -> None:
    answer = replace(facts_answer(Question("?")), model_use=ModelUse.NOT_NEEDED)
    assert "đã đủ ý nên không dùng mô hình ngôn ngữ</p>" in render_answer(answer, 1, "qwen3")


@pytest.mark.parametrize(
    ("mode", "label"),
    [
        (Mode.FACTS, "Trích từ sổ số liệu của tài liệu"),
        (Mode.QUOTES, "Trích nguyên văn"),
        (Mode.MODEL, "Mô hình qwen3 viết, từng câu đã đối chiếu"),
    ],
)
def test_the_answer_says_who_wrote_it(mode: Mode, label: str) -> None:
    answer = replace(facts_answer(Question("?")), mode=mode)
    assert f'<p class="mode">{label}</p>' in render_answer(answer, 1, "qwen3")


def test_an_unfinished_answer_says_so() -> None:
    answer = facts_answer(Question("?"))
    assert "đang viết…" not in render_answer(answer, 1, "")
    assert "đang viết…" in render_answer(replace(answer, is_final=False), 1, "")


def test_an_abstention_says_what_is_missing_and_what_is_near() -> None:
    abstention = NotInDocuments("Không có số liệu năm 2040.", ("Chỉ tiêu năm 2031",))
    answer = VerifiedAnswer(Question("?"), (), Mode.FACTS, abstention)
    html = render_answer(answer, 1, "")
    assert "Tài liệu không có thông tin này" in html
    assert "<li>Chỉ tiêu năm 2031</li>" in html
    assert "Nguồn" not in html
    assert 'class="mode"' not in html
    assert plain_text(answer) == "Không có số liệu năm 2040.\n- Chỉ tiêu năm 2031"


def test_candidates_stand_below_what_they_are_and_none_as_the_answer() -> None:
    told = facts_answer(Question("?"))
    offered = replace(told, lead="Gần với câu hỏi:")
    html = render_answer(offered, 1, "")
    assert '<section class="offer"><h3>Gần với câu hỏi:</h3><ul><li>' in html
    assert 'class="statement"' not in html
    assert 'class="mode"' not in html
    assert 'id="turn-1-source-1"' in html
    assert plain_text(offered) == f"Gần với câu hỏi:\n{plain_text(told)}"
    assert text_with_sources(offered).startswith("Gần với câu hỏi:\n")


def test_copied_text_holds_statement_and_verbatim_source() -> None:
    assert text_with_sources(facts_answer(Question("?"))) == (
        "Thu ngân sách nhà nước trên địa bàn, chỉ tiêu năm 2031: 41.250 tỷ đồng. [1]\n"
        "\n"
        "Nguồn:\n"
        "[1] Nghị quyết số 25/NQ-HĐND ngày 09/12/2030 của Hội đồng nhân dân tỉnh Sông Lam, mục I.2 2: "
        "“Thu ngân sách nhà nước trên địa bàn đạt 41.250 tỷ đồng”"
    )


def test_a_cited_row_of_a_table_stands_under_the_headings_of_its_columns() -> None:
    text = "| Chỉ tiêu | Thực hiện <2023> |\n|---|---|\n| Lúa | 5 |"
    source = SourceRecord(title="Phụ lục")
    (passage,) = split_passages(Document("a.md", text, source), 700)
    citation = Citation(passage, source, passage.text, passage.start, passage.end)
    answer = VerifiedAnswer(Question("Lúa?"), (Statement("**5 tấn**", (citation,)),), Mode.FACTS)
    page = Parsed(render_answer(answer, turn=1, model_name=""))
    assert page.tags["th"] == page.tags["td"] == 2
    assert "Thực hiện <2023>" in page.text
    assert page.marked == ["Lúa", "5"]
    assert "(Chỉ tiêu | Thực hiện <2023>) “| Lúa | 5 |”" in text_with_sources(answer)


def test_a_record_says_how_it_stands_to_other_documents() -> None:
    amended = ("Kế hoạch số 1", "Kế hoạch số 2")
    source = SourceRecord("Kế hoạch", replaced_by="Kế hoạch số 9", amends=amended, recorded=True)
    text = Parsed(render_documents([Document("a.txt", "a", source)])).text
    assert "đã được thay thế bởi Kế hoạch số 9 · sửa đổi, bổ sung Kế hoạch số 1, Kế hoạch số 2" in text


def test_a_courtesy_is_shown_as_a_reply_and_not_as_a_failed_search() -> None:
    reply = VerifiedAnswer(Question("cảm ơn"), (), Mode.TALK, abstention=NotInDocuments("Rất vui được giúp <bạn>."))
    html = render_answer(reply, 1, "")
    assert "Rất vui được giúp &lt;bạn&gt;." in html
    assert "abstention" not in html


def test_what_an_unrecorded_text_says_of_itself_is_told_as_its_word() -> None:
    source = SourceRecord("Kế hoạch", replaces=("Kế hoạch số 1",), weight=Weight.OFFICIAL)
    html = render_documents([Document("a.txt", "a", source)])
    assert "chưa xác nhận; theo lời văn là văn bản chính thức" in Parsed(html).text
    assert "tự ghi là thay thế Kế hoạch số 1" in Parsed(html).text
    assert "weight-official" not in html


def test_the_figure_that_is_stated_is_set_apart_in_its_sentence() -> None:
    html = render_answer(facts_answer(Question("?")), 1, "")
    assert 'địa bàn đạt <b class="figure">41.250 tỷ đồng</b></mark>, trong đó thu nội địa đạt 23.800' in html


def test_a_figure_has_its_official_citation_to_copy() -> None:
    html = render_answer(facts_answer(Question("?")), 1, "")
    assert "Căn cứ: Nghị quyết số 25/NQ-HĐND ngày 09/12/2030 của Hội đồng nhân dân tỉnh Sông Lam, mục I.2 2." in html
    assert 'data-copy="Thu ngân sách nhà nước trên địa bàn, chỉ tiêu năm 2031: 41.250 tỷ đồng (Nghị quyết' in html


def test_what_is_near_a_refusal_is_a_button_where_its_question_is_known() -> None:
    abstention = NotInDocuments("Không có.", ("Có chỉ tiêu năm 2031.",), (BUDGET_FACT,))
    html = render_answer(VerifiedAnswer(Question("?"), (), Mode.FACTS, abstention), 1, "")
    question = "Chỉ tiêu thu ngân sách nhà nước trên địa bàn năm 2031 là bao nhiêu?"
    assert f'data-question="{question}">Có chỉ tiêu năm 2031.</button>' in html


def test_the_first_of_an_abbreviation_is_explained_and_nothing_is_marked_up_by_it() -> None:
    statement = Statement("GRDP và GRDP, &GRDP; <KCN>", (BUDGET,))
    html = render_answer(VerifiedAnswer(Question("?"), (statement,), Mode.QUOTES), 1, "")
    assert '<abbr tabindex="0" title="tổng sản phẩm trên địa bàn">GRDP</abbr> và GRDP, &amp;GRDP;' in html
