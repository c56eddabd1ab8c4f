"""A citation names the page of the original file on which its quote begins."""

from rag.answering.facts.statements import FactStatements
from rag.datatypes import Document, Page, SourceRecord
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

_FIRST = "Kế hoạch năm 2031\n1. Thu ngân sách năm 2031 đạt 41 tỷ đồng.\n"
_TEXT = f"{_FIRST}2. Sản lượng chè búp tươi năm 2031 đạt 45 nghìn tấn.\n"
DOCUMENT = Document(
    "a.pdf",
    _TEXT,
    SourceRecord("Kế hoạch"),
    (Page("trang 1", 0, len(_FIRST) - 1), Page("trang 2", len(_FIRST), len(_TEXT))),
)


def test_a_fact_is_cited_with_its_page() -> None:
    passages = split_passages(DOCUMENT, 700)
    facts = read_facts(DOCUMENT, passages)
    statements = FactStatements([DOCUMENT], passages)
    assert [statements.cite(fact).place for fact in facts] == ["trang 1", "trang 2"]
