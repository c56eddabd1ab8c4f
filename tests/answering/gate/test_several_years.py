"""Drafts that tell what two years have in common, or both their targets."""

import pytest

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify_or_attribute
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Draft, Rejection, SourceRecord, Statement
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages


def _document(year: int, lines: str) -> Document:
    record = SourceRecord(f"Kế hoạch năm {year}", "Kế hoạch", f"{year - 2020}/KH-UBND", territory="tỉnh Đá Mòng")
    return Document(f"ke-hoach-{year}.txt", f"KẾ HOẠCH NĂM {year}\n\n{lines}", record)


DOCUMENTS = [
    _document(
        2031,
        "1. Tập trung thực hiện Chủ đề năm 2031 “Giữ rừng đước - Làm đẹp bến sông”.\n\n"
        "2. Chỉ tiêu chủ yếu năm 2031: Tỷ lệ rác thải ven sông được thu gom đạt quy định: 61%.\n\n"
        "3. Triển khai kế hoạch giới thiệu làng Vọng; phấn đấu đưa chợ nổi Mỏ Ó trở thành điểm đến của vùng.\n",
    ),
    _document(
        2033,
        "1. Tập trung thực hiện Chủ đề năm 2033 “Giữ rừng đước - Làm đẹp bến sông - Mở trường nghề”.\n\n"
        "2. Chỉ tiêu chủ yếu năm 2033: Tỷ lệ rác thải ven sông được thu gom đạt quy định: 74%.\n",
    ),
]


def _evidence() -> Evidence:
    passages = [passage for document in DOCUMENTS for passage in split_passages(document, 700)]
    of_file = {document.file: document for document in DOCUMENTS}
    facts = {passage.id: read_facts(of_file[passage.file], [passage]) for passage in passages}
    return Evidence(tuple(passages), facts, of_file, ("Đá Mòng",))


EVIDENCE = _evidence()
THEMES = "Chủ đề năm 2033 khác gì chủ đề năm 2031?"
TARGETS = "So sánh chỉ tiêu thu gom rác thải ven sông năm 2031 và 2033."


def _verdict(text: str, question: str) -> Statement | Rejection:
    return verify_or_attribute(Draft(text, ()), understand(question, ("Đá Mòng",)), EVIDENCE)


@pytest.mark.parametrize(
    ("question", "text", "stands"),
    [
        (THEMES, "Cả hai năm đều nhấn mạnh giữ rừng đước và làm đẹp bến sông.", True),
        (THEMES, "Chủ đề của cả hai năm đều có nội dung giữ rừng đước, làm đẹp bến sông.", True),
        (THEMES, "Cả hai năm đều nhấn mạnh mở trường nghề.", False),
        (THEMES, "Cả hai năm đều nhấn mạnh làm đẹp bến sông và mở trường nghề.", False),
        (THEMES, "Cả ba năm đều nhấn mạnh giữ rừng đước và làm đẹp bến sông.", False),
        (THEMES, "Riêng chủ đề năm 2033 có thêm nội dung mở trường nghề.", True),
        (THEMES, "Chủ đề năm 2031 có thêm nội dung mở trường nghề.", False),
        (THEMES, "Chủ đề năm 2033 có thêm nội dung làm đẹp bến sông.", False),
        (THEMES, "Chủ đề năm 2033 có thêm nội dung làm đẹp bến sông và mở trường nghề.", False),
        (THEMES, "Cả hai năm đều không giữ rừng đước.", False),
        (TARGETS, "Năm 2031, chỉ tiêu rác thải ven sông được thu gom đạt quy định là 61%.", True),
        (TARGETS, "Năm 2033, chỉ tiêu rác thải ven sông được thu gom đạt quy định là 74%.", True),
        (TARGETS, "Năm 2031, chỉ tiêu rác thải ven sông được thu gom đạt quy định là 74%.", False),
        (TARGETS, "Năm 2031, rác thải ven sông được thu gom đạt quy định là 61%.", False),
        (TARGETS, "Năm 2031, chỉ tiêu rác thải ven sông được thu gom đạt quy định đã đạt 61%.", False),
        (
            "Chợ nổi Mỏ Ó thế nào?",
            "Kế hoạch năm 2031 nêu việc phấn đấu đưa chợ nổi Mỏ Ó trở thành điểm đến của vùng.",
            True,
        ),
        ("Chợ nổi Mỏ Ó thế nào?", "Kế hoạch năm 2031 nêu việc đưa làng Vọng trở thành điểm đến của vùng.", False),
        ("Chợ nổi Mỏ Ó thế nào?", "Làng Vọng đề ra việc phấn đấu đưa chợ nổi Mỏ Ó trở thành điểm đến của vùng.", False),
    ],
)
def test_what_is_told_of_several_years(question: str, text: str, stands: bool) -> None:
    verdict = _verdict(text, question)
    assert isinstance(verdict, Statement) is stands, verdict


def test_what_both_years_say_cites_both() -> None:
    verdict = _verdict("Cả hai năm đều nhấn mạnh giữ rừng đước và làm đẹp bến sông.", THEMES)
    assert isinstance(verdict, Statement)
    assert [citation.passage.file for citation in verdict.citations] == ["ke-hoach-2033.txt", "ke-hoach-2031.txt"]
