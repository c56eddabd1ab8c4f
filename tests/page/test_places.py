from dataclasses import dataclass, replace

import pytest

from page.places import Places
from page.rendering import render_answer
from rag.datatypes import (
    Citation,
    Document,
    Leaf,
    Mode,
    Page,
    Passage,
    Question,
    SourceRecord,
    Statement,
    VerifiedAnswer,
)
from rag.ingestion.chunking import split_passages
from rag.leafing import cut_leaves
from tests.page.fake_pipeline import BUDGET, HOSTILE, PLAN_DOCUMENT, FakePipeline
from tests.page.test_rendering import Parsed


@dataclass
class OneDocument:
    document: Document
    passages: tuple[Passage, ...] = ()

    def leaves(self, file: str) -> tuple[Leaf, ...]:
        return cut_leaves(self.document, ()) if file == self.document.file else ()


def _asked(citation: Citation, number: int = 0) -> dict[str, object]:
    """What the browser sends for the button that a source has."""
    answer = VerifiedAnswer(Question("?"), (Statement("x", (citation,)),), Mode.QUOTES)
    data = dict(Parsed(render_answer(answer, 1, "")).attributes)
    assert data["data-quote"] == citation.quote
    return {
        "file": data["data-file"],
        "start": int(data["data-start"]),
        "end": int(data["data-end"]),
        "quote": data["data-quote"],
        "number": number,
    }


def _shown(document: Document, asked: dict[str, object]) -> Parsed:
    return Parsed(Places(OneDocument(document)).show(asked))


def test_the_page_of_the_quote_is_shown_and_the_quote_alone_is_marked() -> None:
    page = _shown(PLAN_DOCUMENT, _asked(BUDGET))
    assert page.marked == [BUDGET.quote]
    assert "Trang 2" in page.text
    assert PLAN_DOCUMENT.source.title in page.text
    assert "Số 25/NQ-HĐND" in page.text
    assert "3. Giải quyết việc làm mới" in page.text
    assert "HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM..." not in page.text
    assert [value for name, value in page.attributes if name == "data-number"] == ["1", "3"]


def test_the_next_page_is_shown_by_its_number_and_tables_are_tables() -> None:
    page = _shown(PLAN_DOCUMENT, _asked(BUDGET, number=3))
    assert "Trang 3" in page.text
    assert page.marked == []
    assert (page.tags["th"], page.tags["td"]) == (2, 2)
    assert "|" not in page.text
    assert "---" not in page.text
    assert page.attributes.count(("disabled", "")) == 1


def test_a_long_page_is_shown_in_parts() -> None:
    text = "".join(f"Dòng thứ {number} của trang.\n" for number in range(400))
    document = Document("a.pdf", text, SourceRecord("A"), (Page("trang 7", 0, len(text)),))
    quote = "Dòng thứ 250 của trang."
    start = text.index(quote)
    page = _shown(document, {"file": "a.pdf", "start": start, "end": start + len(quote), "quote": quote})
    assert "Trang 7 (phần 2/2)" in page.text
    assert page.marked == [quote]


def test_a_quote_over_two_pages_is_marked_on_both() -> None:
    text = "Sản lượng chè\nđạt 5 tấn."
    document = Document("a.pdf", text, SourceRecord("A"), (Page("trang 1", 0, 14), Page("trang 2", 14, len(text))))
    asked = {"file": "a.pdf", "start": 4, "end": 19, "quote": text[4:19]}
    assert _shown(document, asked).marked == ["lượng chè"]
    assert _shown(document, {**asked, "number": 2}).marked == ["đạt 5"]


def test_a_document_that_changed_since_shows_the_quote_where_it_stands_now() -> None:
    changed = replace(PLAN_DOCUMENT, text=f"Mới.\n{PLAN_DOCUMENT.text}", pages=())
    page = _shown(changed, _asked(BUDGET))
    assert page.marked == [BUDGET.quote]
    assert "đã được cập nhật sau câu trả lời này" in page.text


def test_a_quote_that_is_gone_is_said_to_be_gone() -> None:
    changed = replace(PLAN_DOCUMENT, text=PLAN_DOCUMENT.text.replace("41.250", "41.300"))
    page = _shown(changed, _asked(BUDGET))
    assert page.marked == []
    assert "không còn đoạn trích đó" in page.text


def test_a_document_that_is_gone_is_said_to_be_gone() -> None:
    assert "không còn trong các tài liệu được dùng" in _shown(PLAN_DOCUMENT, {"file": "khac.txt"}).text


@pytest.mark.parametrize(
    "asked", [None, 5, [], {}, {"file": 5}, {"file": "a", "start": "x"}, {"file": "a", "start": 10**30, "end": -1}]
)
def test_whatever_a_browser_sends_is_answered(asked: object) -> None:
    assert "Không mở được tài liệu" in Parsed(Places(FakePipeline()).show(asked)).text


@pytest.mark.parametrize(("start", "end", "number"), [(-5, 3, 0), (10**9, 10**9 + 3, 0), (3, 1, -7), (0, 0, 10**9)])
def test_offsets_outside_the_document_show_some_page_of_it(start: int, end: int, number: int) -> None:
    asked = {"file": PLAN_DOCUMENT.file, "start": start, "end": end, "quote": "5 tỷ khác", "number": number}
    assert "Số 25/NQ-HĐND" in _shown(PLAN_DOCUMENT, asked).text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_from_outside_becomes_markup(text: str) -> None:
    def shown(content: str) -> Parsed:
        line = content.replace("\n", " ").replace("# ", "")
        source = SourceRecord(line, number=line, issuer=line)
        written = f"{line}\n| {line} |\n| --- |\n| {line} |\n{line}"
        document = Document(line, written, source, (Page(line, 0, len(written)),))
        asked = {"file": line, "start": 0, "end": len(line), "quote": line}
        return Parsed(Places(OneDocument(document)).show(asked))

    hostile, harmless = shown(text), shown("lành")
    assert hostile.tags == harmless.tags
    assert [name for name, _ in hostile.attributes] == [name for name, _ in harmless.attributes]
    assert hostile.marked == [text.replace("\n", " ").replace("# ", "")]


def test_marks_of_markdown_are_left_out_and_footnotes_kept() -> None:
    text = "## **II. CHỈ TIÊU** (**)\n**A****B**\n* Lúa đạt **5 tấn** (*)"
    quote = "Lúa đạt **5 tấn**"
    start = text.index(quote)
    asked = {"file": "a.md", "start": start, "end": start + len(quote), "quote": quote}
    page = _shown(Document("a.md", text, SourceRecord("A")), asked)
    assert "II. CHỈ TIÊU (**)AB* Lúa đạt 5 tấn (*)" in page.text
    assert page.marked == ["Lúa đạt 5 tấn"]


OUTLINED = "I. MỤC TIÊU\n1. Kinh tế\nThu đạt 5 tỷ.\n2. Xã hội\nViệc làm mới\n5 lượt.\nII. GIẢI PHÁP\nThu hút đầu tư."


def _outlined() -> Places:
    document = Document("a.txt", OUTLINED, SourceRecord("A"))
    return Places(OneDocument(document, tuple(split_passages(document, 700))))


def test_the_outline_leads_to_every_heading() -> None:
    page = Parsed(_outlined().show({"file": "a.txt"}))
    assert "Mục lục (4)" in page.text
    assert [name for name in ("I. MỤC TIÊU", "1. Kinh tế", "2. Xã hội", "II. GIẢI PHÁP") if name in page.text] != []
    starts = [int(value) for name, value in page.attributes if name == "data-start"]
    assert starts == sorted(starts)


@pytest.mark.parametrize("search", ["viec lam MOI 5 luot", "Việc làm mới 5 lượt"])
def test_words_are_found_without_accents_and_over_lines(search: str) -> None:
    page = Parsed(_outlined().show({"file": "a.txt", "search": search}))
    assert "Có 1 chỗ." in page.text
    assert ("data-quote", "Việc làm mới\n5 lượt") in page.attributes


def test_a_search_that_finds_nothing_says_so_and_its_words_are_no_markup() -> None:
    hostile = '"><script>window.hacked = 1</script>'
    page = Parsed(_outlined().show({"file": "a.txt", "search": hostile}))
    assert "Có 0 chỗ." in page.text
    assert page.tags["script"] == 0
