"""Words beside a figure, and sentences without one, held against the clause of an invented town's documents."""

import time

import pytest

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.invention import discredits
from rag.answering.gate.verification import verify_or_attribute
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Draft, Rejection, SourceRecord, Statement
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

PLAN = Document(
    "ke-hoach.txt",
    "II. CHỈ TIÊU NĂM 2032\n\n"
    "1. Sản lượng muối đạt 812 tấn; trồng mới 07 khu rừng ngập mặn.\n\n"
    "2. Tập trung nạo vét luồng lạch Bến Sứa, không mở rộng khai thác cát trên sông Vọng.\n\n"
    "3. Xây dựng kè Mỏ Ó tại xã Tân Sa và cầu Cây Gáo tại xã Phú Lộc.\n",
    SourceRecord("Kế hoạch năm 2032", "Kế hoạch", "9/KH-UBND", territory="tỉnh Đá Mòng", period="2032"),
)
REPORT = Document(
    "bao-cao.txt",
    "I. KẾT QUẢ NĂM 2031\n\n1. Năm 2031, sản lượng muối đạt 790 tấn, tăng 4% so với năm 2030.\n",
    SourceRecord("Báo cáo năm 2031", "Báo cáo", "3/BC-UBND", territory="tỉnh Đá Mòng", period="2031"),
)


def _evidence() -> Evidence:
    documents = (PLAN, REPORT)
    passages = tuple(passage for document in documents for passage in split_passages(document, 700))
    facts = {
        passage.id: [fact for fact in read_facts(document, [passage]) if fact.passage_id == passage.id]
        for document in documents
        for passage in passages
        if passage.file == document.file
    }
    return Evidence(passages, facts, {document.file: document for document in documents}, ("Đá Mòng",))


EVIDENCE = _evidence()
RETOLD = "Kè Mỏ Ó được xây dựng tại xã Phú Lộc."
ASKED = "Chỉ tiêu sản lượng muối năm 2032 là bao nhiêu?"


def _verdict(text: str, question: str = ASKED) -> Statement | Rejection:
    return verify_or_attribute(Draft(text, ()), understand(question, ("Đá Mòng",)), EVIDENCE)


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ tiêu sản lượng muối năm 2032 là 812 tấn.",
        "Năm 2032, thành phố phấn đấu sản lượng muối đạt 812 tấn.",
        "Mục tiêu năm 2032 là trồng mới bảy khu rừng ngập mặn.",
        "Tập trung nạo vét luồng lạch Bến Sứa, không mở rộng khai thác cát trên sông Vọng.",
        "Chỉ tiêu sản lượng muối năm 2032 là 812 tấn, cao hơn mức 790 tấn của năm 2031.",
    ],
)
def test_what_the_clause_says_passes_in_other_forms(text: str) -> None:
    assert isinstance(_verdict(text), Statement), _verdict(text)


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ tiêu sản lượng muối năm 2032 là 812 tấn, cao nhất cả nước.",
        "Chỉ tiêu sản lượng muối năm 2032 là 812 tấn, hạn nộp là ngày mai.",
        "Chỉ tiêu sản lượng muối mỗi tháng năm 2032 là 812 tấn.",
        "Chỉ tiêu sản lượng muối năm 2032 không phải là 812 tấn.",
        "Chỉ tiêu sản lượng muối năm 2032 là 812 tấn đã bị hủy bỏ.",
        "Chỉ tiêu sản lượng muối của huyện Bến Sứa năm 2032 là 812 tấn.",
        "Chỉ tiêu sản lượng muối năm 2032 là 812 tấn, thấp hơn mức 790 tấn của năm 2031.",
        "Mục tiêu năm 2032 là trồng mới tám khu rừng ngập mặn.",
        "Mục tiêu năm 2032 là trồng mới toàn bộ khu rừng ngập mặn.",
        "Chỉ tiêu sản lượng muối năm 2032 là lO%.",
        "Dừng nạo vét luồng lạch Bến Sứa.",
        "Tập trung mở rộng khai thác cát trên sông Vọng.",
        "Không nạo vét luồng lạch Bến Sứa.",
        "Hãy liên hệ xã Tân Sa để xây dựng kè Mỏ Ó.",
    ],
)
def test_what_the_clause_does_not_say_is_refused(text: str) -> None:
    assert isinstance(_verdict(text), Rejection)


def test_a_comparison_of_two_sources_cites_both() -> None:
    verdict = _verdict("Chỉ tiêu sản lượng muối năm 2032 là 812 tấn, cao hơn mức 790 tấn của năm 2031.")
    assert isinstance(verdict, Statement)
    assert {citation.passage.file for citation in verdict.citations} == {PLAN.file, REPORT.file}


@pytest.mark.parametrize(
    ("sentence", "discrediting"),
    [
        ("Hãy nộp hồ sơ cho xã Tân Sa.", True),
        ("Sản lượng muối đạt 900 tấn.", True),
        ("Việc này giúp ngư dân giàu lên nhanh chóng.", True),
        ("Nạo vét luồng lạch Bến Sứa, xây dựng cầu Mỏ Ó.", True),
        ("Không.", False),
        # All its words are a source's, in an order that cannot be held against it.
        (RETOLD, False),
        (f"Năm 2029, {RETOLD}", True),
        (f"{RETOLD.rstrip('.')} do thiếu vốn.", True),
    ],
)
def test_a_refused_sentence_that_says_anything_discredits_its_reply(sentence: str, discrediting: bool) -> None:
    assert discredits(sentence, EVIDENCE) is discrediting


def test_the_cost_of_a_check_grows_with_the_length_of_the_draft_and_no_faster() -> None:
    clause = "Tập trung nạo vét luồng lạch Bến Sứa, không mở rộng khai thác cát trên sông Vọng; "

    def seconds(times: int) -> float:
        text = f"{clause * times}nạo vét luồng lạch."
        best = []
        for _ in range(3):
            started = time.process_time()
            _verdict(text)
            best.append(time.process_time() - started)
        return min(best)

    seconds(1)
    assert seconds(40) < 40 * max(seconds(4), 0.002)
